"""The directory: districts by name, state and year, with filters that say what each choice would show."""

from typing import Any

from django.db.models import Count, Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from consortium.charts import TileMap, tile_map
from consortium.filters import YearsField
from consortium.notes import Notes
from consortium.pages import Listing, Page, address
from consortium.publishing import Status
from consortium.states import STATES
from consortium.structured import listing as linked
from consortium.tallies import tally
from consortium.text import listed, spelled
from members.filters import SORTS, DistrictFilter
from members.models import District, Membership

PER_PAGE = 50


class DistrictList(Page):
    template_name = "members/district_list.html"
    parameters = ("q", "state", "joined", "hosted", "status", "sort", "page")
    repeatable = ("state", "joined")
    defaults = {"status": "all", "sort": "name"}
    permission = "members.view_district"
    section = "members"

    def get(self, request: HttpRequest) -> HttpResponse:
        periods = self.reading.of(Membership.objects.all())
        districts = self.reading.of(District.objects.all()).among(periods)
        filters = DistrictFilter(self.query, districts, self.reading)
        counts = tally(self.reading, "districts by state", districts.by_state)
        drawn = tile_map(counts)
        context = {
            "map": drawn,
            "total": sum(counts.values()),
            "form": filters.form,
            "in_words": in_words(drawn),
        }
        if not filters.form.is_valid():
            return self.render(
                {**context, "groups": self.groups(filters, counts, {}), "listing": None}, status=400
            )
        totals = self.totals(filters)
        rows = self.reading.of(District.objects.all()).among(periods, few=True).filter(filters.condition())
        rows = rows.order_by(*filters.order()).prefetch_related(
            Prefetch("memberships", periods.select_related("source"), to_attr="periods")
        )
        if self.reading.as_of:
            rows = rows.prefetch_related("names")
        listing = Listing(self, rows, PER_PAGE, count=totals["found"])
        found = list(listing.rows)
        shown = self.lines(found, filters)
        return self.render(
            {
                **context,
                "groups": self.groups(filters, counts, totals),
                "left": totals["former"] if self.query.get("status", "all") == "all" else 0,
                "listing": listing,
                "rows": shown,
                "chips": self.chips(filters),
                "ways_out": self.ways_out(filters) if not listing.count else [],
                "columns": self.columns(),
                "listed_periods": [period for district in found for period in district.periods],
                "notes": Notes(brief=True),
                "things": [
                    linked("Members", request.path, [(row.name, row.get_absolute_url()) for row in found])
                ],
            }
        )

    def lines(self, districts: list[Any], filters: DistrictFilter) -> list[dict[str, Any]]:
        """What the table has of each district, ready to be printed: to look it up row by row took most of a page's time."""
        day, as_of = self.reading.day, self.reading.as_of
        keep_date = f"?as_of={as_of.text}" if as_of else ""
        hosted = tally(self.reading, "hosted by district", lambda: hosted_by_district(filters))
        joined = {period.joined_id for district in districts for period in district.periods}
        years = {number: reverse("milestones:year-detail", args=[number]) + keep_date for number in joined}
        return [
            {
                "link": district.get_absolute_url() + keep_date,
                "name": self.reading.name_of(district),
                "hosted": ", ".join(hosted.get(district.pk, ())),
                "is_draft": district.status == Status.DRAFT,
                "code": district.state,
                "state": STATES[district.state],
                "periods": [
                    {
                        "fact": period,
                        "address": years[period.joined_id],
                        "joined": period.joined_id,
                        "left": period.left_id if period.left_by(day) else None,
                    }
                    for period in district.periods
                ],
                "has_left": all(period.left_by(day) for period in district.periods),
            }
            for district in districts
        ]

    def totals(self, filters: DistrictFilter) -> dict[str, int]:
        """How many districts the list has, and would have by each choice of the single ones, in one query."""
        if not filters.conditions():
            return tally(self.reading, "districts by each choice", lambda: self.counted_by_choice(filters))
        return self.counted_by_choice(filters)

    def counted_by_choice(self, filters: DistrictFilter) -> dict[str, int]:
        others, status = filters.condition(ignoring="hosted"), filters.condition(ignoring="status")
        conditions = {
            "found": filters.condition(),
            "hosted": others & filters.hosted_q("yes"),
            **{name: status & filters.status_q(name) for name in ("all", "current", "former")},
        }
        return filters.queryset.aggregate(**{name: counted(q) for name, q in conditions.items()})

    def groups(
        self, filters: DistrictFilter, by_state: dict[str, int], totals: dict[str, int]
    ) -> dict[str, Any]:
        """The choices of each group: (value, text, count, chosen). A count ignores its group's own choices."""
        states, years = self.query.getlist("state"), self.query.getlist("joined")
        joined: dict[int, int] = {}
        if totals:
            in_use = filters.conditions().keys()
            if in_use - {"state"}:
                in_states = filters.queryset.filter(filters.condition(ignoring="state")).by_state()
                by_state = {code: in_states.get(code, 0) for code in by_state}
            everyone = filters.periods.filter(district__in=filters.queryset)
            joined = dict(tally(self.reading, "joinings by year", everyone.joinings_by_year))
            if in_use - {"joined"}:
                among = filters.queryset.filter(filters.condition(ignoring="joined"))
                found = filters.periods.filter(district__in=among).joinings_by_year()
                joined = {year: found.get(year, 0) for year in joined}
        codes = {code for code in (*by_state, *states) if code in STATES}
        joined |= {int(year): joined.get(int(year), 0) for year in years if YearsField.is_year(year)}
        return {
            "state": [
                (code, STATES[code], by_state.get(code, 0), code in states)
                for code in sorted(codes, key=lambda code: STATES[code])
            ],
            "joined": [(str(year), str(year), joined[year], str(year) in years) for year in sorted(joined)],
            "hosted": totals.get("hosted", 0),
            "status": [
                (value, text, totals.get(value, 0), self.query.get("status", "all") == value)
                for value, text in filters.form.fields["status"].choices
                if value
            ],
        }

    def chips(self, filters: DistrictFilter) -> list[tuple[str, str, str, str]]:
        """The filters in use: (what, text, address without it, parameter)."""
        labels = {name: str(filter.label) for name, filter in filters.filters.items()}
        found = []
        for name in filters.conditions():
            values = self.query.getlist(name)
            for value in values:
                text = {"state": STATES.get(value, value), "hosted": "Has hosted", "q": f"“{value}”"}.get(
                    name, value
                )
                if name == "status":
                    if value == "all":
                        continue
                    text = dict(filters.form.fields["status"].choices)[value]
                rest = [other for other in values if other != value]
                found.append((labels[name], text, address(self, **{name: rest or None}), name))
        return found

    def ways_out(self, filters: DistrictFilter) -> list[tuple[str, str, int]]:
        """For an empty list: each single group to let go of, the address without it and how many it would show."""
        names = [name for name in filters.conditions() if (name, self.query.get(name)) != ("status", "all")]
        counts = filters.queryset.aggregate(
            **{f"{name}_gone": counted(filters.condition(ignoring=name)) for name in names}
        )
        words = {"q": "name", "state": "state", "joined": "year", "hosted": "hosting", "status": "membership"}
        found = {name: counts[f"{name}_gone"] for name in names}
        return [(words[name], address(self, **{name: None}), found[name]) for name in names if found[name]]

    def columns(self) -> list[tuple[str, str, str, str]]:
        """The heads of the table: (parameter, text, address that sorts by it, what aria-sort says)."""
        sort = self.query.get("sort", "name")
        return [
            (
                name,
                text,
                address(self, sort=f"-{name}" if sort == name else (name if name != "name" else None)),
                {name: "ascending", f"-{name}": "descending"}.get(sort, ""),
            )
            for name, text in SORTS.items()
        ]


def hosted_by_district(filters: DistrictFilter) -> dict[int, list[str]]:
    """When each district hosted, in words and in order."""
    found: dict[int, list[str]] = {}
    rows = filters.hostings.order_by("meeting__begins", "meeting")
    for pk, begins in rows.values_list("district", "meeting__begins"):
        found.setdefault(pk, []).append(str(begins))
    return found


def counted(condition: Q) -> Count:
    """How many rows meet a condition, which may be empty."""
    return Count("pk", filter=condition or Q(pk__isnull=False))


def in_words(drawn: TileMap) -> str:
    """The states with most districts: "Virginia has four; Georgia and North Carolina have three each." """
    tops: list[str] = []
    ranks = sorted({state.count for state in drawn.states if state.count > 1}, reverse=True)
    for count in ranks[:2]:
        names = [state.name for state in drawn.states if state.count == count]
        if len(names) > 3:
            break
        tops.append(
            f"{listed(names)} {'has' if len(names) == 1 else 'have'} {spelled(count)}{' each' * (len(names) > 1)}"
        )
    return f"{'; '.join(tops)}." if tops else ""
