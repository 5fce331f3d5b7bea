from typing import Any

import django_filters
from django.db.models import Q, QuerySet

from consortium.filters import RecordFilterSet, accepted
from consortium.pages import Reading
from meetings.models import Meeting
from members.models import District


class MeetingFilter(RecordFilterSet):
    kind = django_filters.ChoiceFilter(
        label="Kind",
        choices=Meeting.Kind.choices,
        empty_label="All kinds",
        error_messages=accepted(Meeting.Kind.values),
    )
    host = django_filters.ChoiceFilter(
        label="Host",
        empty_label="All hosts",
        error_messages={"invalid_choice": "No such district has hosted a meeting; choose one from the list."},
    )

    def __init__(self, data: Any, queryset: QuerySet, reading: Reading, hostings: QuerySet) -> None:
        super().__init__(data, queryset)
        self.hostings = hostings
        hosts = reading.of(District.objects.filter(hostings__in=hostings)).distinct()
        self.filters["host"].extra["choices"] = list(hosts.values_list("slug", "name"))

    def kind_q(self, value: str) -> Q:
        return Q(kind=value)

    def host_q(self, value: str) -> Q:
        return Q(pk__in=self.hostings.filter(district__slug=value).order_by().values("meeting"))
