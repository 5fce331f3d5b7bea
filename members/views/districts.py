from itertools import groupby
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, Subquery
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from consortium.charts import tiles
from consortium.models import side_by_side
from consortium.pages import RecordPage
from consortium.states import STATES
from consortium.structured import bodies
from consortium.tallies import tally
from meetings.models import Hosting, Meeting, Practice, PracticeExample
from members.chronicle import chronicle
from members.models import Award, District, DistrictName, Figure, Membership, Participation, Tenure
from members.models.districts import has
from milestones.models import Milestone

NEAR = 12  # districts of the same state that a district's page names


class DistrictDetail(RecordPage):
    template_name = "members/district_detail.html"
    permission = "members.view_district"
    section = "members"

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        of, day = self.reading.of, self.reading.day
        everyone = of(Membership.objects.all())
        rows = District.objects.select_related("source").annotate(
            is_example=Exists(PracticeExample.objects.filter(district=OuterRef("pk")))
        )
        rows = rows.prefetch_related(
            Prefetch("names", DistrictName.objects.select_related("source")),
            Prefetch("memberships", everyone.select_related("source"), to_attr="periods"),
            Prefetch("figures", of(Figure.objects.select_related("source")), to_attr="figures_known"),
            Prefetch("awards", of(Award.objects.select_related("source")), to_attr="honors"),
            Prefetch("tenures", of(Tenure.objects.select_related("person", "source")), to_attr="leaders"),
            Prefetch(
                "hostings",
                of(Hosting.objects.own().select_related("meeting", "source")).order_by(
                    "meeting__begins", "meeting"
                ),
                to_attr="hosted",
            ),
            Prefetch("milestones", of(Milestone.objects.select_related("source")), to_attr="deeds"),
            Prefetch(
                "participations",
                of(Participation.objects.select_related("collaborative", "source")),
                to_attr="taking_part",
            ),
        )
        district = self.one(rows, slug=slug)
        first = district.periods[0].joined_id if district.periods else None
        joined_by_state = tally(
            self.reading, f"joined in {first} by state", lambda: together(of, everyone, first)
        )
        states = joined_by_state.keys()
        for period in district.periods:
            period.gone = period.left_by(day)
        for tenure in district.leaders:
            tenure.said = tenure.period(day)
        for part in district.taking_part:
            part.said = part.period(day)
        practices = self.practices(district)
        name = self.reading.name_of(district)
        names = [former for former in district.names.all() if not former.since or former.since <= day.year]
        former_names = [former for former in names if former.until and former.until <= day.year]
        also = [former for former in names if former.until is None]
        record = chronicle(district, practices, day)
        return self.render(
            {
                "district": district,
                "name": name,
                "former_names": former_names,
                "also": also,
                "joined_with": sum(joined_by_state.values()) if first else 0,
                "figures": side_by_side(district.figures_known),
                "awards": side_by_side(district.honors),
                "record": record,
                "record_facts": [event.fact for _, _, events in record for event in events],
                "practices": practices,
                "near": self.near(district, everyone),
                "tiles_here": tiles({district.state}),
                "tiles_old": tiles(states - {district.state}),
                "tiles_off": tiles(set(STATES) - states - {district.state}),
                "crumbs": [
                    ("Members", reverse("members:district-list")),
                    (
                        district.get_state_display(),
                        f"{reverse('members:district-list')}?state={district.state}",
                    ),
                    (name, ""),
                ],
                "things": [bodies.district(district, self.profile, district.periods, also)],
            }
        )

    def practices(self, district: Any) -> list[Any]:
        """Practices that it is an `example` of (its heading) or that were seen at a `meeting` it hosted."""
        of = self.reading.of
        hosted = {hosting.meeting_id: hosting.meeting for hosting in district.hosted}
        if not district.is_example and not hosted:
            return []
        heading = of(PracticeExample.objects.filter(district=district, practice=OuterRef("pk")))
        meetings = of(Meeting.objects.filter(pk__in=hosted, practices=OuterRef("pk"))).order_by(
            "begins", "pk"
        )
        seen = of(Meeting.objects.filter(practices=OuterRef("pk"))).order_by("begins", "pk")
        rows = of(Practice.objects.select_related("source")).annotate(
            example=Subquery(heading.values("heading")[:1]), meeting_pk=Subquery(meetings.values("pk")[:1]),
            first_seen=Subquery(seen.values("year")[:1]),
        )  # fmt: skip
        practices: list[Any] = list(rows.filter(Q(example__isnull=False) | Q(meeting_pk__isnull=False)))
        for practice in practices:
            practice.meeting = hosted.get(practice.meeting_pk)
            practice.year = practice.first_year(
                [Meeting(year_id=practice.first_seen)] if practice.first_seen else []
            )
        return practices

    def near(self, district: Any, everyone: Any) -> list[tuple[Any, str, list[Any]]]:
        """Some others of its state by name, as (district, what it was called then, its periods), in one query."""
        of = self.reading.of
        others = of(District.objects.filter(state=district.state)).among(everyone, few=True)
        others = others.exclude(pk=district.pk)
        periods = everyone.filter(district__in=others.values("pk")[:NEAR]).select_related("district")
        if self.reading.as_of:
            periods = periods.prefetch_related("district__names")
        in_order = periods.order_by("district__folded", "district", "joined")
        groups = [list(group) for _, group in groupby(in_order, key=lambda period: period.district_id)]
        return [(group[0].district, self.reading.name_of(group[0].district), group) for group in groups]


def together(of: Any, everyone: Any, year: int | None) -> dict[str, int]:
    """By state with districts, how many of them joined in `year`."""
    by_state = of(District.objects.all()).among(everyone).order_by().values_list("state")
    return dict(by_state.annotate(together=Count("pk", filter=has(everyone, joined=year))))
