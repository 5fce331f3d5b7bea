"""The filters of public lists: each is a condition, so that lists and the counts beside their choices agree."""

from collections.abc import Callable
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import BadRequest, ValidationError
from django.db.models import Q, QuerySet

from consortium.dates import FIRST_YEAR, LAST_YEAR
from consortium.text import LONGEST_SEARCH, fold, listed


def has_words(text: str) -> None:
    """Raise ValidationError for what folds to nothing, such as an accent alone: it would ask for everything."""
    if not fold(text).split():
        raise ValidationError("Type at least one letter or digit.", code="no_words")


class TextFilter(django_filters.CharFilter):
    def __init__(self, **kwargs: Any) -> None:
        kwargs["validators"] = [has_words]
        super().__init__(
            max_length=LONGEST_SEARCH, widget=forms.TextInput(attrs={"type": "search"}), **kwargs
        )


class RecordFilterSet(django_filters.FilterSet):
    """Filters whose methods `<name>_q(value)` give the condition for a value; `sort` and the like have none."""

    def conditions(self) -> dict[str, Q]:
        """The conditions in use, by parameter. Only for valid input."""
        found = {}
        for name in self.filters:
            value = self.form.cleaned_data.get(name)
            if value and (condition := getattr(self, f"{name}_q", None)):
                found[name] = condition(value)
        return found

    def condition(self, ignoring: str = "") -> Q:
        """All conditions at once; a group's counts ignore the group's own choices."""
        together = Q()
        for name, condition in self.conditions().items():
            if name != ignoring:
                together &= condition
        return together

    def filter_queryset(self, queryset: Any) -> Any:
        return queryset.filter(self.condition())

    def narrowed(self) -> Any:
        """The rows, for an answer that has no form to say in what is wrong. Raises BadRequest."""
        if not self.form.is_valid():
            raise BadRequest(" ".join(str(said) for errors in self.form.errors.values() for said in errors))
        return self.qs


def offered(
    then: QuerySet, ever: QuerySet, chosen: Any, name: Callable[[Any], str] = str
) -> list[tuple[str, str]]:
    """The choices of a filter by slug, as (slug, name): `then`, the rows at the date looked at.

    What is `chosen` is one of them if it is `ever` there: at another date nothing may fit it, but it is no error.
    """
    rows = list(then)
    if chosen and "\0" not in chosen and all(row.slug != chosen for row in rows):
        rows += ever.filter(slug=chosen)[:1]
    return [(row.slug, name(row)) for row in rows]


class YearsField(forms.TypedMultipleChoiceField):
    """Years as several values; any year of the calendar may be asked for."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=int, **kwargs)

    def valid_value(self, value: str) -> bool:
        return self.is_year(value)

    @staticmethod
    def is_year(value: str) -> bool:
        return (
            value.isascii() and value.isdigit() and len(value) == 4 and FIRST_YEAR <= int(value) <= LAST_YEAR
        )

    default_error_messages = {
        "invalid_choice": "“%(value).40s” is not a year. Use four digits, such as 2016."
    }


class YearsFilter(django_filters.TypedMultipleChoiceFilter):
    field_class = YearsField


def accepted(values: list[str]) -> dict[str, str]:
    """The error messages of a field that takes `values` only."""
    return {"invalid_choice": f"“%(value).40s” is not among the choices. Use {listed(values)}."}
