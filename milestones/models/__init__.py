"""Milestones, documents and editions, a file a subject."""

from milestones.models.documents import Document
from milestones.models.editions import Edition
from milestones.models.milestones import Appearance, Milestone

__all__ = ("Appearance", "Document", "Edition", "Milestone")
