"""What a rule of the record check gives back, and what it is given."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.contrib.admin.utils import quote
from django.db import models
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode

from consortium.check.names import DistrictNames
from consortium.models import Profile

FEW = 3  # rows that a finding names


class Level(models.TextChoices):
    ERROR = "error", "Errors: what contradicts itself"
    WARNING = "warning", "Warnings: what is probably wrong, or out of sight"
    NOTE = "note", "Notes: what is not known, or old"


class Kind(models.TextChoices):
    HOST = "host", "Host that was not a member then"
    CORRECTIONS = "corrections", "Corrections that go astray"
    ANOTHER_STATE = "another state", "Example of a practice from two states"
    NONE_CONTRADICTED = "none contradicted", "“None” against rows that exist"
    MEMBERSHIPS = "memberships", "Memberships that overlap"
    POSTS = "posts", "Posts that overlap"
    OFFICES = "offices", "Offices that overlap"
    TWO_FALL_MEETINGS = "two fall meetings", "Two fall meetings in a year"
    PAST = "past", "Meeting planned in the past"
    NO_YEAR_PAGE = "no year page", "Meeting whose year has no page"
    HIDDEN = "hidden", "Published, but hidden by a draft"
    NOT_LINKED = "not linked", "District named but not linked"
    NO_POST = "no post", "Person without the post then"
    NO_MEMBERSHIP = "no membership", "District without a membership"
    MISSING_YEAR = "missing year", "Year that is missing"
    NO_HEADLINE = "no headline", "Year without a headline"
    PARTICIPATIONS = "participations", "Participations that overlap"
    PROGRAM_YEARS = "program years", "Program years that overlap"
    EDITION = "edition", "Edition that is not what was frozen"
    OUTSIDE = "outside", "Taking part outside a collaborative’s time"
    NOT_MEMBER = "not a member", "Taking part without being a member then"
    NUMBER = "number", "Stated number against who is listed"
    OFF_TIMELINE = "off the timeline", "Year off the timeline with rows of our own"
    NO_EVIDENCE = "no evidence", "Parts of the plan that nothing is tied to"
    UNSOURCED = "unsourced", "Facts without a source"
    OLD_FIGURES = "old figures", "Figures that are old"
    SEARCH = "search", "What the search finds wrongly or not at all"
    KEPT_TO = "kept to", "Years past the date that the record is kept to"


@dataclass(frozen=True)
class Finding:
    """`record` is (model's label, primary key), the key None for a whole table; `address` the admin page that mends it."""

    kind: Kind
    level: Level
    text: str
    record: tuple[str, Any]
    address: str


class Scope:
    """What the rules look at: the record as it stands `today`, drafts included."""

    def __init__(self, today: date | None = None) -> None:
        self.profile = Profile.objects.current()
        self.today = today or self.profile.today()

    @property
    def edge(self) -> date:
        """The last day on which something unknown is a gap: where the record ends, at the latest today."""
        return self.profile.reached_by(self.today)

    @cached_property
    def names(self) -> DistrictNames:
        return DistrictNames()


def found(kind: Kind, level: Level, text: str, model: type[models.Model], pk: Any) -> Finding:
    """A finding that is mended on the page of one row."""
    record = (model._meta.label_lower, pk)
    return Finding(kind, level, text, record, admin_address(model, "change", quote(pk)))


def admin_address(model: type[models.Model], page: str, *args: str, **query: Any) -> str:
    """An admin page of a model; the front page for one that is edited only as part of others."""
    try:
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)
    except NoReverseMatch:
        return reverse("admin:index")
    return f"{address}?{urlencode(query)}" if query else address


def in_words(row: Any, beside: Any = None) -> str:
    """A row and what it hangs on, as far as its own words don't say it: "Mesa Public Schools (AZ): joined 2013".

    The parent that it is told `beside` is not said again.
    """
    said = str(row)
    parents = [parent for name in row.parents if (parent := getattr(row, name)) and parent != beside]
    more = ", ".join(text for text in map(str, parents) if text not in said)
    return f"{more}: {said}" if more else said


def examples(texts: Sequence[str], count: int) -> str:
    """The end of a sentence on `count` rows: ": A; B." or, of more than a few, ", among them A; B; C."."""
    return f"{': ' if count <= FEW else ', among them '}{'; '.join(texts[:FEW])}."
