from functools import cached_property
from typing import Any

import django_filters
from django.db.models import OuterRef, Q, QuerySet, Subquery

from consortium.filters import RecordFilterSet, TextFilter, YearsFilter, accepted
from consortium.pages import Reading
from consortium.states import STATES
from meetings.models import Hosting
from members.models import Membership
from members.models.districts import has, named_q

SORTS = {"name": "District", "state": "State", "joined": "Joined"}


class DistrictFilter(RecordFilterSet):
    q = TextFilter(label="Name contains")
    hosted = django_filters.ChoiceFilter(
        label="Has hosted a meeting", choices=[("yes", "yes")], error_messages=accepted(["hosted=yes"])
    )
    status = django_filters.ChoiceFilter(
        label="Membership",
        choices=[
            ("all", "All who have joined"),
            ("current", "No departure recorded"),
            ("former", "Have left"),
        ],
        error_messages=accepted(["all", "current", "former"]),
    )
    state = django_filters.MultipleChoiceFilter(
        label="State",
        choices=list(STATES.items()),
        error_messages={"invalid_choice": "“%(value).40s” is not a state. Use a postal code, such as VA."},
    )
    joined = YearsFilter(label="Year joined")
    sort = django_filters.ChoiceFilter(
        label="Sort by",
        choices=[(f"{sign}{name}", name) for name in SORTS for sign in ("", "-")],
        error_messages=accepted([f"{sign}{name}" for name in SORTS for sign in ("", "-")]),
    )

    def __init__(self, data: Any, queryset: QuerySet, reading: Reading) -> None:
        self.periods = reading.of(Membership.objects.all())
        self.reading, self.day = reading, reading.day
        super().__init__(data, queryset)

    @cached_property
    def hostings(self) -> Any:
        return self.reading.of(Hosting.objects.own().begun(self.day))

    def q_q(self, value: str) -> Q:
        return named_q(value)

    def hosted_q(self, value: str) -> Q:
        return has(self.hostings)

    def status_q(self, value: str) -> Q:
        staying = has(self.periods.staying_on(self.day))
        return {"all": Q(), "current": staying, "former": ~staying}[value]

    def state_q(self, value: list[str]) -> Q:
        return Q(state__in=value)

    def joined_q(self, value: list[int]) -> Q:
        return has(self.periods, joined__in=value)

    def filter_queryset(self, queryset: Any) -> Any:
        return super().filter_queryset(queryset).order_by(*self.order())

    def order(self) -> list[Any]:
        """Name breaks ties; `joined` is the year of the first joining."""
        sort = self.form.cleaned_data["sort"] or "name"
        sign, name = ("-", sort[1:]) if sort.startswith("-") else ("", sort)
        if name == "name":
            return [f"{sign}folded", f"{sign}pk"]
        if name == "state":
            return [f"{sign}state", "folded", "pk"]
        first = Subquery(self.periods.filter(district=OuterRef("pk")).order_by("joined").values("joined")[:1])
        return [first.desc() if sign else first.asc(), "folded", "pk"]
