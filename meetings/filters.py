from typing import Any

import django_filters
from django.db.models import Count, Q, QuerySet

from consortium.filters import RecordFilterSet, accepted, offered
from consortium.models import Topic
from consortium.pages import Reading
from consortium.states import STATES
from meetings.models import Hosting, Meeting, Practice, PracticeExample
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
        if reading.as_of:
            hosts = hosts.prefetch_related("names")
        ever = District.objects.filter(hostings__in=reading.ever(Hosting.objects.own())).distinct()
        self.filters["host"].extra["choices"] = offered(hosts, ever, data.get("host"), reading.name_of)

    def kind_q(self, value: str) -> Q:
        return Q(kind=value)

    def host_q(self, value: str) -> Q:
        return Q(pk__in=self.hostings.filter(district__slug=value).order_by().values("meeting"))


class PracticeFilter(RecordFilterSet):
    """Topics of the practices that there are; any state, since none of them may have an example from it."""

    topic = django_filters.ChoiceFilter(
        label="Topic",
        empty_label="All topics",
        error_messages={"invalid_choice": "There is no such topic; choose one from the list."},
    )
    state = django_filters.ChoiceFilter(
        label="State",
        choices=list(STATES.items()),
        empty_label="All states",
        error_messages={"invalid_choice": "“%(value).40s” is not a state. Use a postal code, such as VA."},
    )

    def __init__(self, data: Any, queryset: QuerySet, reading: Reading) -> None:
        super().__init__(data, queryset)
        self.examples = reading.of(PracticeExample.objects.all())
        self.topics = reading.of(Topic.objects.all())
        topics = self.topics.filter(practices__in=queryset).distinct()
        ever = Topic.objects.filter(practices__in=reading.ever(Practice.objects.all()))
        self.filters["topic"].extra["choices"] = offered(topics, ever, data.get("topic"))

    def by_topic(self) -> dict[str, int]:
        """How many practices each topic has; those in use narrow it, the topic itself does not."""
        rows = self.queryset.filter(self.condition(ignoring="topic"))
        found = self.topics.filter(practices__in=rows).annotate(count=Count("practices", distinct=True))
        return dict(found.values_list("slug", "count"))

    def by_state(self) -> dict[str, int]:
        """How many practices have an example from each state, zeros among them; the state in use narrows nothing."""
        found = self.examples.filter(practice__in=self.queryset).by_state()
        if self.conditions().keys() - {"state"}:
            rows = self.queryset.filter(self.condition(ignoring="state"))
            found = dict.fromkeys(found, 0) | self.examples.filter(practice__in=rows).by_state()
        return found

    def topic_q(self, value: str) -> Q:
        return Q(topics__slug=value)

    def state_q(self, value: str) -> Q:
        return Q(pk__in=self.examples.in_state(value).values("practice"))
