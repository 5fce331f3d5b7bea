from itertools import groupby
from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from consortium.notes import Notes
from consortium.pages import Page, Reading, RecordPage, neighbours
from consortium.structured import bodies, events, listing
from consortium.text import spelled
from meetings.models import Hosting, Meeting
from members.models import Collaborative, Goal, Highlight, Participation, ProgramYear, StatedNumber
from milestones.models import Document


def with_members(reading: Reading, parts: Any, years: Any) -> Any:
    """Collaboratives with `numbers`, `taking_part` (the given participations) and `years`, each as a list."""
    numbers = reading.of(StatedNumber.objects.select_related("source"))
    return Collaborative.objects.select_related("run_by", "source").prefetch_related(
        "partners",
        Prefetch("stated_numbers", numbers, to_attr="numbers"),
        Prefetch("participations", parts, to_attr="taking_part"),
        Prefetch("program_years", years.order_by("-begins", "-pk"), to_attr="years"),
    )


def tell(collaborative: Any, reading: Reading) -> Any:
    """Add `said`, its time in words, and how many take part then: `districts_now` and `organizations_now`."""
    collaborative.said = collaborative.period(reading.day)
    collaborative.over = collaborative.has_ended(reading.day)
    now = [part for part in collaborative.taking_part if not part.ended_by(reading.day)]
    collaborative.districts_now = sum(part.district_id is not None for part in now)
    collaborative.organizations_now = len(now) - collaborative.districts_now
    # The numbers that say of more than are listed: (the number, how many of them are)
    told = [(number, number.listed(collaborative.taking_part)) for number in collaborative.numbers[:1]]
    collaborative.more = [(number, listed) for number, listed in told if listed < number.number]
    for year in collaborative.years:
        year.collaborative = collaborative
    return collaborative


class CollaborativeList(Page):
    template_name = "members/collaborative_list.html"
    permission = "members.view_collaborative"
    section = "collaboratives"

    def get(self, request: HttpRequest) -> HttpResponse:
        reading = self.reading
        parts, years = reading.of(Participation.objects.all()), reading.of(ProgramYear.objects.all())
        everyone = [tell(row, reading) for row in reading.of(with_members(reading, parts, years))]
        own = [row for row in everyone if row.run_by is None]
        others = sorted(
            (row for row in everyone if row.run_by), key=lambda row: (row.run_by.folded, row.run_by_id)
        )
        return self.render(
            {
                "running": [row for row in own if not row.over],
                "ended": [row for row in own if row.over],
                "run_by": [(body, list(rows)) for body, rows in groupby(others, key=lambda row: row.run_by)],
                "notes": Notes(brief=True),
                "things": [
                    listing(
                        "Collaboratives",
                        request.path,
                        ((str(row), row.get_absolute_url()) for row in (*own, *others)),
                    )
                ],
            }
        )


class CollaborativeDetail(RecordPage):
    template_name = "members/collaborative_detail.html"
    permission = "members.view_collaborative"
    section = "collaboratives"

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        of, day = self.reading.of, self.reading.day
        parts = of(Participation.objects.select_related("district", "organization", "source"))
        if self.reading.as_of:
            parts = parts.prefetch_related("district__names")
        years = of(ProgramYear.objects.select_related("source")).prefetch_related(
            Prefetch("goals", of(Goal.objects.all()), to_attr="aims"),
            Prefetch("highlights", of(Highlight.objects.all()), to_attr="results"),
            Prefetch("meetings", of(Meeting.objects.all()), to_attr="gatherings"),
        )
        papers = of(Document.objects.select_related("source"))
        rows = with_members(self.reading, parts, years).prefetch_related(
            Prefetch("documents", papers, to_attr="papers")
        )
        collaborative = tell(self.one(rows, slug=slug), self.reading)
        for year in collaborative.years:
            counts = {"goal": year.aims, "meeting": year.gatherings, "highlight": year.results}
            year.holds = ", ".join(
                f"{spelled(len(rows))} {name}{'' if len(rows) == 1 else 's'}"
                for name, rows in counts.items()
                if rows
            )
        for part in collaborative.taking_part:
            part.said, part.over = part.period(day), part.ended_by(day)
            if part.district:
                part.name = self.reading.name_of(part.district)
            else:
                part.name = part.organization.name
        roll = sorted(collaborative.taking_part, key=lambda part: (part.over, part.since, part.pk))
        return self.render(
            {
                "collaborative": collaborative,
                "roll": roll,
                "districts": [part for part in roll if part.district],
                "organizations": [part for part in roll if part.organization],
                "may_join": not self.reading.as_of and collaborative.is_open(day),
                "crumbs": [
                    ("Collaboratives", reverse("members:collaborative-list")),
                    (collaborative.acronym or collaborative.name, ""),
                ],
                "things": [bodies.collaborative(collaborative, self.profile, roll, day)],
            }
        )


class ProgramYearDetail(RecordPage):
    template_name = "members/program_year_detail.html"
    permission = "members.view_programyear"
    section = "collaboratives"

    def get(self, request: HttpRequest, collaborative: str, slug: str) -> HttpResponse:
        of, day = self.reading.of, self.reading.day
        highlights = of(Highlight.objects.select_related("source"))
        rows = ProgramYear.objects.select_related("collaborative__run_by", "source").prefetch_related(
            Prefetch("goals", of(Goal.objects.select_related("source")), to_attr="aims"),
            Prefetch("highlights", highlights, to_attr="results"),
        )
        year = self.one(rows, collaborative__slug=collaborative, slug=slug)
        others = of(ProgramYear.objects.filter(collaborative=year.collaborative_id))
        previous, following = neighbours(others.select_related("collaborative"), year)
        before = list(highlights.filter(program_year=previous)) if previous else []
        gathered = of(Meeting.objects.filter(program_year=year).select_related("source"))
        meetings = gathered.told(day, of(Hosting.objects.all()))
        return self.render(
            {
                "year": year,
                "collaborative": year.collaborative,
                "before": before,
                "meetings": meetings,
                "previous": previous,
                "next": following,
                "is_over": year.ends < day,
                "crumbs": [
                    ("Collaboratives", reverse("members:collaborative-list")),
                    (
                        year.collaborative.acronym or year.collaborative.name,
                        year.collaborative.get_absolute_url(),
                    ),
                    (year.years, ""),
                ],
                "things": [events.program_year(year, self.profile, meetings)],
            }
        )
