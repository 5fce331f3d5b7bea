from itertools import groupby
from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from consortium.models import PlanPart, Topic
from consortium.notes import Notes
from consortium.pages import Listing, Page, RecordPage, address, neighbours
from consortium.states import STATES
from consortium.structured import listing as listed
from consortium.structured.works import practice as work
from meetings.filters import PracticeFilter
from meetings.models import ExamplePartner, Meeting, Practice, PracticeExample
from members.models.districts import name_in_their_years

PER_PAGE = 50


class PracticeList(Page):
    template_name = "meetings/practice_list.html"
    parameters = ("topic", "state", "page")
    permission = "meetings.view_practice"
    section = "practices"

    def get(self, request: HttpRequest) -> HttpResponse:
        of = self.reading.of
        practices = of(Practice.objects.select_related("source"))
        filters = PracticeFilter(self.query, practices, self.reading)
        if not filters.form.is_valid():
            return self.render({"form": filters.form, "listing": None}, status=400)
        rows = filters.qs.prefetch_related(
            Prefetch("examples", filters.examples, to_attr="shown"),
            Prefetch("seen_at", of(Meeting.objects.order_by("begins", "pk")), to_attr="shown_at"),
        )
        listing = Listing(self, rows, PER_PAGE)
        found = list(listing.rows)
        for practice in found:
            practice.year = practice.first_year(practice.shown_at)
        return self.render(
            {
                "form": filters.form,
                "listing": listing,
                "groups": self.groups(filters),
                "chips": self.chips(filters),
                "series": [(name, list(group)) for name, group in groupby(found, key=lambda row: row.series)],
                "notes": Notes(brief=True),
                "things": [
                    listed("Practices", request.path, ((row.title, row.get_absolute_url()) for row in found))
                ],
            }
        )

    def groups(self, filters: PracticeFilter) -> list[tuple[Any, str, list[tuple[str, str, int, bool]]]]:
        """The choices of each group: (form field, the choice of all, [(value, text, count, chosen)])."""
        topics, states = filters.by_topic(), filters.by_state()
        chosen = self.query.get("state", "")
        states |= {chosen: states.get(chosen, 0)} if chosen else {}
        named = sorted((STATES[code], code) for code in states)
        choices = {
            "topic": [(slug, name, topics.get(slug, 0)) for slug, name in self.offered(filters)],
            "state": [(code, name, states[code]) for name, code in named],
        }
        return [
            (
                filters.form[group],
                str(filters.form.fields[group].empty_label),
                [(value, text, count, value == self.query.get(group)) for value, text, count in rows],
            )
            for group, rows in choices.items()
        ]

    @staticmethod
    def offered(filters: PracticeFilter) -> list[tuple[str, str]]:
        return filters.filters["topic"].extra["choices"]

    def chips(self, filters: PracticeFilter) -> list[tuple[str, str, str]]:
        """The filters in use: (what, text, address without it)."""
        names = {"topic": dict(self.offered(filters)), "state": STATES}
        return [
            (
                str(filters.filters[name].label),
                names[name][str(self.query[name])],
                address(self, **{name: None}),
            )
            for name in filters.conditions()
        ]


class PracticeDetail(RecordPage):
    template_name = "meetings/practice_detail.html"
    permission = "meetings.view_practice"
    section = "practices"

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        of, day = self.reading.of, self.reading.day
        partners = of(ExamplePartner.objects.select_related("organization", "source"))
        examples = of(PracticeExample.objects.select_related("district", "source")).prefetch_related(
            Prefetch("partners", partners, to_attr="helpers")
        )
        rows = Practice.objects.select_related("source").prefetch_related(
            Prefetch("examples", examples, to_attr="shown"),
            Prefetch("seen_at", of(Meeting.objects.order_by("begins", "pk")), to_attr="shown_at"),
            Prefetch("topics", of(Topic.objects.all()), to_attr="about"),
            Prefetch("plan_parts", of(PlanPart.objects.select_related("plan")), to_attr="serves"),
        )
        practice = self.one(rows, slug=slug)
        series = list(of(Practice.objects.filter(series=practice.series))) if practice.series else []
        previous, following = neighbours(series, practice)
        year = practice.first_year(practice.shown_at) or day.year
        name_in_their_years(((example, year) for example in practice.shown if example.district_id), day)
        announced = practice.more_to_come_by
        return self.render(
            {
                "practice": practice,
                "alone": len(series) == 1,
                "overdue": bool(announced and announced.last < day),
                "previous": previous,
                "next": following,
                "crumbs": [("Practices", reverse("meetings:practice-list")), (practice.title, "")],
                "things": [work(practice, self.profile)],
            }
        )
