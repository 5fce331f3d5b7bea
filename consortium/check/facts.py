"""Rules on every model alike: where facts come from, and what a draft hides."""

from collections.abc import Iterator
from functools import reduce
from operator import or_
from typing import Any, cast

from django.apps import apps
from django.db.models import Q

from consortium.check.finding import (
    FEW,
    Finding,
    Kind,
    Level,
    Scope,
    admin_address,
    examples,
    found,
    in_words,
)
from consortium.models import Claim, Fact, Year
from consortium.publishing import Publishable, Record, Status
from meetings.models import Meeting

# A headline sums up the rows of its year, which name their own sources; a “none” and an introduction stand alone.
SAYS_SOMETHING: dict[type[Any], Q] = {
    Year: Q(no_new_members=Year.Blank.NONE) | Q(no_fall_meeting=Year.Blank.NONE) | ~Q(introduction="")
}
LISTED_ONE_BY_ONE = 50  # keys that an address has room for


def called(model: type[Any], count: int) -> str:
    return str(model._meta.verbose_name if count == 1 else model._meta.verbose_name_plural)


def facts_that_say_something(model: type[Any]) -> Any:
    """The public facts of a kind that need a source."""
    return in_order(model).public().filter(SAYS_SOMETHING.get(model, Q()))


def facts_without_source(scope: Scope) -> Iterator[Finding]:
    """One finding a model: an old record has thousands of such rows, and the admin lists them."""
    for model in apps.get_models():
        if not issubclass(model, Fact):
            continue
        rows = facts_that_say_something(model).filter(source__isnull=True)
        count = rows.count()
        first = list(rows[:LISTED_ONE_BY_ONE])
        if not first:
            continue
        text = f"{count:,} {called(model, count)} {'has' if count == 1 else 'have'} no source"
        few = {f"{model._meta.pk.name}__in": ",".join(str(row.pk) for row in first)}
        many = {"source__isnull": "True"} | (
            {"status": Status.PUBLISHED.value} if issubclass(model, Publishable) else {}
        )
        yield Finding(
            Kind.UNSOURCED,
            Level.NOTE,
            text + examples([in_words(row) for row in first], count),
            (model._meta.label_lower, None),
            admin_address(model, "changelist", **(few if count <= LISTED_ONE_BY_ONE else many)),
        )


def corrections_astray(scope: Scope) -> Iterator[Finding]:
    """Claims that correct one another in a circle, or something that they are not about."""
    for model in apps.get_models():
        if not issubclass(model, Claim):
            continue
        rows = in_order(model).preview().filter(Q(corrects__isnull=False) | Q(corrections__isnull=False))
        there: dict[Any, Any] = {row.pk: row for row in rows.distinct()}
        for row in there.values():  # one that is not there is in the bin with its district
            row.corrects = there.get(row.corrects_id)
        for row in there.values():
            if refusal := row.wrong_correction():
                text = f"{in_words(row)} corrects {in_words(row.corrects, row.district)}. {refusal}"
                yield found(Kind.CORRECTIONS, Level.ERROR, text, model, row.pk)


def hidden_by_drafts(scope: Scope) -> Iterator[Finding]:
    """One finding for each draft and model of what hangs on it.

    A row is meant for the public if it is published or, without a status of its own, hangs on something published.
    What hides a parent is said of the parent; meetings in draft years have a rule of their own.
    """
    for model in apps.get_models():
        if not issubclass(model, Record) or model is Meeting:
            continue
        parents = [name for name in model.parents if issubclass(parent_of(model, name), Publishable)]
        has_status = issubclass(model, Publishable)
        if not parents or (len(parents) == 1 and not has_status):
            continue
        shown = Q(status=Status.PUBLISHED) if has_status else any_of(parents, Status.PUBLISHED)
        rows = in_order(model).preview().filter(shown).filter(any_of(parents, Status.DRAFT))
        hidden: dict[Any, list[Any]] = {}
        for row in rows:
            for parent in (getattr(row, name) for name in parents):
                if parent is not None and parent.status == Status.DRAFT:
                    hidden.setdefault(parent, []).append(row)
        for parent, kept_back in hidden.items():
            count = len(kept_back)
            said = examples([in_words(row, parent) for row in kept_back[:FEW]], count)
            text = f"{parent} is a draft and hides {count:,} {'published ' if has_status else ''}"
            yield found(
                Kind.HIDDEN,
                Level.WARNING,
                f"{text}{called(model, count)}{said}",
                type(parent),
                parent.pk,
            )


def in_order(model: type[Any]) -> Any:
    """The rows of a model with what they hang on, in an order without ties."""
    rows = model._default_manager.order_by(*model._meta.ordering, "pk")
    return rows.select_related(*model.parents) if model.parents else rows


def parent_of(model: type[Record], name: str) -> type[Any]:
    return cast("type[Any]", model._meta.get_field(name).related_model)


def any_of(parents: list[str], status: Status) -> Q:
    return reduce(or_, (Q(**{f"{name}__status": status}) for name in parents))
