from collections import Counter
from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse

from consortium.charts import chart, growth, latest, tile_map
from consortium.dates import stretches
from consortium.models import Plan, Year
from consortium.notes import Notes
from consortium.pages import Page
from consortium.structured.bodies import itself, named_members
from consortium.tallies import tally
from consortium.text import listed
from meetings.models import Hosting, Meeting
from members.models import Collaborative, Membership, StatedNumber
from milestones.timeline import YearOnRecord, years_on_record

LATEST_YEARS = 3
COLLABORATIVES = 3
JOINED = 3  # new members of a year
CHART_YEARS = 20  # the columns that fit; the table has them all
STRETCHES = 3  # of years without a gap that a button has room for


class Home(Page):
    template_name = "consortium/home.html"
    permission = "consortium.view_year"

    def get(self, request: HttpRequest) -> HttpResponse:
        of, day = self.reading.of, self.reading.day
        periods = of(Membership.objects.all())
        by_state, joined = tally(self.reading, "first joinings by state and by year", lambda: firsts(periods))
        drawn = tile_map(by_state)
        years = list(of(Year.objects.on_timeline()))
        rows = growth(joined, [year.number for year in years])
        newest = years_on_record(
            self.reading, list(reversed(years))[:LATEST_YEARS], joined, joined_at_most=JOINED
        )
        spans = stretches(year.number for year in years)
        meetings = of(Meeting.objects.own()).not_cancelled(day).select_related("source")
        hostings = of(Hosting.objects.all())
        coming = meetings.upcoming(day)[:1].told(day, hostings)
        meeting = coming or meetings.past(day).fall()[:1].told(day, hostings)
        numbers = of(StatedNumber.objects.select_related("source"))
        running = (
            of(Collaborative.objects.own()).running(day).select_related("source").order_by("-begins", "-pk")
        )
        together: list[Any] = list(
            running.prefetch_related(Prefetch("stated_numbers", numbers, to_attr="numbers"))[:COLLABORATIVES]
        )
        for collaborative in together:
            collaborative.said = collaborative.period(day)
        plan = of(Plan.objects.select_related("source")).in_force(day)
        return self.render(
            {
                "map": drawn,
                "states_count": len(drawn.states),
                "total": sum(state.count for state in drawn.states),
                "first_year": min(joined, default=None),
                "at_start": joined[min(joined)] if joined else 0,
                # whoever joined after the date that the record is kept to is counted, so their year is named
                "counted_to": max([self.profile.reached_by(day).year, *joined]),
                "chart": chart(latest(rows, CHART_YEARS)),
                "growth": rows,
                "years": years,
                "spans": listed([f"{first}–{last}" if first < last else str(first) for first, last in spans])
                if len(spans) <= STRETCHES
                else "",
                "latest": newest,
                "meeting": meeting[0] if meeting else None,
                "meeting_is_coming": bool(coming),
                "plan": plan,
                "together": together,
                "latest_facts": [fact for record in newest for fact in told_in_brief(record)],
                "notes": Notes(brief=True),
                "things": [itself(self.profile, named_members(periods, day))],
            }
        )


def firsts(periods: Any) -> tuple[Counter[str], dict[int, int]]:
    """Districts by state, and by the year in which they first joined."""
    rows = periods.first_joinings()
    return Counter(state for state, _ in rows), dict(sorted(Counter(year for _, year in rows).items()))


def told_in_brief(record: YearOnRecord) -> list[Any]:
    """The facts of a year that the page has room for."""
    return [*(row for _, _, row in record.brief), *record.joined[:JOINED]]
