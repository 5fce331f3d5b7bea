"""The admin screens, a file a subject; importing them registers them."""

from milestones.admin import documents, editions, years

__all__ = ("documents", "editions", "years")
