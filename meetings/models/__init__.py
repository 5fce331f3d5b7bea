"""Meetings, the news of them, and the practices that are seen there, a file a subject."""

from meetings.models.meetings import Hosting, Meeting, Sponsorship
from meetings.models.practices import ExamplePartner, Practice, PracticeExample
from meetings.models.stories import Comment, Photo, Story, Voice

__all__ = (
    "Comment",
    "ExamplePartner",
    "Hosting",
    "Meeting",
    "Photo",
    "Practice",
    "PracticeExample",
    "Sponsorship",
    "Story",
    "Voice",
)
