from typing import Any

import django_filters
from django import forms
from django.db.models import Count, Q, QuerySet

from consortium.filters import RecordFilterSet, TextFilter, accepted, offered
from consortium.models import Topic
from consortium.pages import Reading
from consortium.text import words_in
from meetings.models import Hosting
from members.models import District
from milestones.models import Milestone


class TimelineFilter(RecordFilterSet):
    """Narrows milestones; `fall_meetings()` and `roll()` are the same for what stands beside them."""

    q = TextFilter(label="Words")
    topic = django_filters.ChoiceFilter(
        label="Topic",
        empty_label="All topics",
        error_messages={"invalid_choice": "There is no such topic; choose one from the list."},
    )
    district = django_filters.ModelChoiceFilter(
        label="District",
        queryset=District.objects.none(),
        to_field_name="slug",
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": "There is no such district; find it in the list of members."},
    )
    view = django_filters.ChoiceFilter(
        label="View", choices=[("decades", "Decades")], error_messages=accepted(["view=decades"])
    )
    order = django_filters.ChoiceFilter(
        label="Order", choices=[("newest", "Newest first")], error_messages=accepted(["order=newest"])
    )

    def __init__(self, data: Any, milestones: QuerySet, reading: Reading) -> None:
        super().__init__(data, milestones)
        self.reading = reading
        self.topics = reading.of(Topic.objects.filter(milestones__in=milestones)).distinct()
        ever = Topic.objects.filter(milestones__in=reading.ever(Milestone.objects.all()))
        self.filters["topic"].extra["choices"] = offered(self.topics, ever, data.get("topic"))
        self.filters["district"].queryset = reading.of(District.objects.all())

    def q_q(self, value: str) -> Q:
        return words_in("folded", value)

    def topic_q(self, value: str) -> Q:
        return Q(topics__slug=value)

    def district_q(self, value: District) -> Q:
        return Q(districts=value)

    def by_topic(self) -> list[tuple[str, str, int]]:
        """Topics as (slug, name, milestones); the other filters in use narrow them, the topic itself does not."""
        rows = self.queryset.filter(self.condition(ignoring="topic"))
        counts = dict(rows.order_by().values_list("topics__slug").annotate(Count("pk", distinct=True)))
        return [(slug, name, counts.get(slug, 0)) for slug, name in self.filters["topic"].extra["choices"]]

    def fall_meetings(self) -> Q:
        """The condition for fall meetings: the same words, the district among the hosts; none has a topic."""
        chosen = self.form.cleaned_data
        condition = Q(pk__in=[]) if chosen["topic"] else Q()
        if chosen["q"]:
            hosts = Hosting.objects.filter(district__in=District.objects.named(chosen["q"]))
            condition &= self.q_q(chosen["q"]) | Q(pk__in=self.reading.of(hosts).values("meeting"))
        if chosen["district"]:
            condition &= Q(hostings__district=chosen["district"])
        return condition

    def roll(self) -> Q:
        """The condition for memberships beside a narrowed list: the district's own, else none."""
        chosen = self.form.cleaned_data
        if not self.conditions():
            return Q()
        return Q(district=chosen["district"]) if list(self.conditions()) == ["district"] else Q(pk__in=[])
