"""Milestones and documents, a file a subject."""

from milestones.models.documents import Document
from milestones.models.milestones import Appearance, Milestone

__all__ = ("Appearance", "Document", "Milestone")
