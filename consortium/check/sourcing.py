"""How much of the record says where it comes from: the public facts of each kind, and those without a source."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Count, ForeignKey
from django.utils.text import capfirst

from consortium.check.facts import facts_that_say_something
from consortium.check.finding import admin_address, in_words
from consortium.models import Fact
from consortium.publishing import ways_up

PER_PAGE = 50


@dataclass(frozen=True)
class Share:
    """How many of the facts of a kind there are, and of how many a source is named."""

    model: type[Any]
    total: int
    sourced: int

    @property
    def kind(self) -> str:
        """As an address has it: "figure"."""
        return str(self.model._meta.model_name)

    @property
    def name(self) -> str:
        return capfirst(str(self.model._meta.verbose_name_plural))

    @property
    def unsourced(self) -> int:
        return self.total - self.sourced

    @property
    def percent(self) -> str:
        """In whole percent, 0 and 100 only where it is none and all: "99 %"; empty without a fact."""
        if not self.total:
            return ""
        share = 100 * self.sourced / self.total
        return f"{0 if not self.sourced else 100 if not self.unsourced else min(max(round(share), 1), 99)} %"


def shares() -> list[Share]:
    """The share of every kind of fact, in the order of the layers; a query a kind."""
    kinds = [model for model in apps.get_models() if issubclass(model, Fact)]
    found = []
    for model in kinds:
        counts = (
            facts_that_say_something(model).order_by().aggregate(total=Count("pk"), sourced=Count("source"))
        )
        found.append(Share(model, **counts))
    return found


class Unsourced:
    """The facts without a source of some kinds, one kind after the other, as (text, address of the form that mends it).

    A sequence for Paginator: a slice asks only for the kinds that it reaches.
    """

    def __init__(self, kinds: Iterable[Share]) -> None:
        self.kinds = list(kinds)

    def count(self) -> int:
        return sum(share.unsourced for share in self.kinds)

    def __getitem__(self, part: slice) -> list[tuple[str, str]]:
        start, stop = part.start or 0, part.stop
        found: list[tuple[str, str]] = []
        for share in self.kinds:
            if start < share.unsourced and stop > 0:
                found += lines(share.model, max(start, 0), stop)
            start, stop = start - share.unsourced, stop - share.unsourced
        return found


def lines(model: type[Any], start: int, stop: int) -> list[tuple[str, str]]:
    named = [field.name for field in model._meta.get_fields() if isinstance(field, ForeignKey)]
    rows = facts_that_say_something(model).filter(source__isnull=True).select_related(*named, *ways_up(model))
    return [
        (
            f"{capfirst(str(model._meta.verbose_name))}: {in_words(row)}",
            admin_address(model, "change", str(row.pk)),
        )
        for row in rows[start:stop]
    ]
