"""The staff's screens, a file a subject."""

from meetings.admin import meetings, practices, stories  # noqa: F401  what they register
