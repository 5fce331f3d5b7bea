"""The admin screens, a file a subject; importing them registers them."""

from members.admin import collaboratives, districts, organizations

__all__ = ("collaboratives", "districts", "organizations")
