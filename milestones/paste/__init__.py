"""A proposal made from the pasted text of a milestones document, piece by piece, for staff to correct.

It reads documents of one year or of many, as they come out of a PDF or a word processor, and knows nothing of the
screen or the database. Where a reader could doubt, the piece carries a question.

The way of a text: `lines` tells its lines apart, `titles` leaves out the heads of pages, `blocks` joins what belongs
together, `damage` finds what a scan ran together, and `proposal` makes `pieces` of it.
"""

from milestones.paste.district_names import DistrictNames, KnownDistrict
from milestones.paste.pieces import Headed, Kind, Piece, headed, headline_of, questions, shortened
from milestones.paste.proposal import parse

__all__ = [
    "DistrictNames",
    "Headed",
    "Kind",
    "KnownDistrict",
    "Piece",
    "headed",
    "headline_of",
    "parse",
    "questions",
    "shortened",
]
