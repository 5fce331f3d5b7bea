"""The admin screens, a file a subject; importing them registers them."""

from milestones.admin import documents, years

__all__ = ("documents", "years")
