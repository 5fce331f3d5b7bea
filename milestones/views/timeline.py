from collections.abc import Mapping
from itertools import groupby, pairwise
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from consortium.charts import chart, empty_columns, growth
from consortium.dates import stretches
from consortium.models import Year
from consortium.pages import NoSuchPage, Page, RecordPage, address, neighbours, page_number
from consortium.structured import listing
from consortium.tallies import tally
from consortium.text import listed, spelled
from meetings.models import Meeting
from members.models import Membership, Office
from milestones.decades import Decade, decade_of, in_decades
from milestones.filters import TimelineFilter
from milestones.models import Document, Milestone
from milestones.timeline import ROLL, years_on_record

ENTRIES_PER_PAGE = 80
SPANS = 3  # of years without a gap that a sentence names one by one
PAGES_NEAR = 4  # before and after the one that is read, which the list of pages names
SPINE_YEARS = 40  # more columns than these are decades
NO_JOINING = {  # what is said where nobody joined; of several years the first of these that is so of one
    Year.Blank.UNKNOWN: ("?", "not in the record"),
    "not yet": ("…", "not yet"),
    Year.Blank.NONE: ("–", "no district joined"),
}


class Timeline(Page):
    """The years one by one, ten at a time (`view=decades`), or what one topic brought through them (`topic`)."""

    template_name = "milestones/timeline.html"
    parameters = ("view", "q", "topic", "district", "order", "page")
    permission = "milestones.view_milestone"
    section = "timeline"

    def get(self, request: HttpRequest) -> HttpResponse:
        of = self.reading.of
        filters = TimelineFilter(self.query, of(Milestone.objects.all()), self.reading)
        form = filters.form
        if not form.is_valid():
            return self.render({"form": form, "pages": [], "records": None}, status=400)
        totals = tally(self.reading, "first joinings", of(Membership.objects.all()).first_joinings_by_year)
        years = self.years(filters)
        chosen = form.cleaned_data
        in_use = bool(filters.conditions())
        shown = [year for year in years if not in_use or year.found or year.meets or year.member]
        by_decades = bool(chosen["view"])
        pages = [shown] if by_decades else in_pages(shown, {} if in_use else totals)
        number = self.number_among(pages)
        context = (
            {"records": [], "decades": self.decades(filters, shown, totals)}
            if by_decades
            else self.records(filters, pages, number, totals)
        )
        addresses = [
            (index, address(self, page=str(index) if index > 1 else None), first_and_last(group))
            for index, group in enumerate(pages, 1)
        ]
        topics = self.topics(filters)
        return self.render(
            {
                "form": form,
                "years": years,
                "span": spelled_span(years),
                "in_use": in_use,
                "chosen": chosen,
                "chips": self.chips(filters),
                "ways": self.ways(chosen),
                "topics": topics,
                "story": self.story(topics, shown),
                "spine": None if in_use or by_decades else self.spine(years, pages, totals),
                "pages": some_of(addresses, number),
                "number": number,
                "previous": addresses[number - 2] if number > 1 else None,
                "next": addresses[number] if number < len(addresses) else None,
                "things": [
                    listing(
                        "Timeline",
                        request.path,
                        ((str(year), year.get_absolute_url()) for year in pages[number - 1]),
                    )
                ],
                "other_order": address(self, order=None if chosen["order"] else "newest"),
                **context,
            }
        )

    def number_among(self, pages: list[list[Any]]) -> int:
        """The page that is asked for. Raises NoSuchPage."""
        number = page_number(self.query)
        if number > len(pages):
            raise NoSuchPage(
                f"The timeline has {len(pages)} page{'' if len(pages) == 1 else 's'}; there is no page {number}.",
                [(address(self, page=str(len(pages)) if len(pages) > 1 else None), "Its last page")],
            )
        return number

    def records(
        self, filters: TimelineFilter, pages: list[list[Any]], number: int, totals: dict[int, int]
    ) -> dict[str, Any]:
        """The years of one page with what they hold, and how many entries are `found`."""
        records = years_on_record(
            self.reading, pages[number - 1], totals,
            shown=filters.condition(), fall=filters.fall_meetings(), roll=filters.roll(), joined_at_most=ROLL,
        )  # fmt: skip
        return {
            "records": records,
            "found": sum(len(record.entries) for record in records) if len(pages) == 1 else None,
        }

    def decades(self, filters: TimelineFilter, years: list[Any], totals: dict[int, int]) -> list[Decade]:
        of, day = self.reading.of, self.reading.day
        periods = of(Membership.objects.filter(filters.roll()))
        meetings = of(Meeting.objects.own()).not_cancelled(day).filter(filters.fall_meetings()).by_year()
        return in_decades(
            years, totals, periods.joinings_by_year(), periods.departures_by_year(day), meetings
        )

    def ways(self, chosen: dict[str, Any]) -> list[tuple[str, str, bool]]:
        """The ways to read the timeline as (text, address, whether it is this one)."""
        by_decades = bool(chosen["view"])
        return [
            ("Year by year", address(self, view=None, topic=None), not by_decades and not chosen["topic"]),
            ("By decades", address(self, view="decades", topic=None), by_decades),
        ]

    def topics(self, filters: TimelineFilter) -> list[tuple[str, int, str, bool]]:
        """The topics to follow through the years as (name, milestones, address, whether it is this one)."""
        chosen = filters.form.cleaned_data["topic"]
        return [
            (name, count, address(self, topic=slug, view=None), slug == chosen)
            for slug, name, count in filters.by_topic()
        ]

    def story(
        self, topics: list[tuple[str, int, str, bool]], years: list[Any]
    ) -> tuple[str, int, str] | None:
        """The topic that is followed: its name, its milestones and when they were: ("Grading", 3, "from 2012 to 2016")."""
        chosen = next((topic for topic in topics if topic[3]), None)
        if chosen is None:
            return None
        return chosen[0], sum(year.found for year in years), spelled_span(years)[1]

    def years(self, filters: TimelineFilter) -> list[Any]:
        """The years in order, with `found` milestones (int), and whether a meeting or membership `meets` the filter."""
        of = self.reading.of
        mine = filters.queryset.filter(filters.condition(), year=OuterRef("pk")).order_by().values("year")
        falls = of(Meeting.objects.own().fall()).not_cancelled(self.reading.day)
        roll = of(Membership.objects.filter(filters.roll()))
        years = of(Year.objects.on_timeline().select_related("source")).annotate(
            found=Coalesce(Subquery(mine.annotate(found=Count("pk", distinct=True)).values("found")), 0),
            meets=Exists(falls.filter(filters.fall_meetings(), year=OuterRef("pk"))),
            member=Exists(roll.filter(Q(joined=OuterRef("pk")) | Q(left=OuterRef("pk")))),
        )
        return list(years.order_by("-number" if filters.form.cleaned_data["order"] else "number"))

    def chips(self, filters: TimelineFilter) -> list[tuple[str, str, str]]:
        """The filters in use: (what, text, address without it)."""
        chosen = filters.form.cleaned_data
        topics = dict(filters.form.fields["topic"].choices)
        district = chosen["district"]
        texts = {
            "q": f"“{chosen['q']}”",
            "topic": topics.get(chosen["topic"]),
            "district": district and f"{self.reading.name_of(district)} ({district.state})",
        }
        return [
            (filters.filters[name].label, str(text), address(self, **{name: None}))
            for name, text in texts.items()
            if chosen[name]
        ]

    def spine(self, years: list[Any], pages: list[list[Any]], totals: dict[int, int]) -> Any:
        """The growth chart, each column with the address of its first year on whichever page that stands.

        A column is a year or, where they would be too many to tell apart, a decade.
        """
        by_years = len(years) <= SPINE_YEARS
        columns = [
            (first, list(group))
            for first, group in groupby(
                years, key=lambda year: year.number if by_years else decade_of(year.number)
            )
        ]
        where = {year.number: index for index, group in enumerate(pages, 1) for year in group}
        ends = [max(year.number for year in group) for _, group in columns]
        joined = [sum(totals.get(year.number, 0) for year in group) for _, group in columns]
        rows = growth(totals, ends)
        drawn = chart([row._replace(joined=count) for row, count in zip(rows, joined, strict=True)])
        here = page_number(self.query)
        links = []
        for (first, group), column in zip(columns, drawn.columns, strict=True):
            page = where[group[0].number]
            link = "" if page == here else address(self, page=str(page) if page > 1 else None)
            blanks = {year.blank(year.no_new_members, self.reading.day) for year in group}
            blank = next(words for kind, words in NO_JOINING.items() if kind in blanks)
            name = str(first) if by_years else f"{first}s"
            links.append((f"{link}#y{group[0].number}", name, column, blank))
        missing = empty_columns([first for first, _ in columns]) if by_years else [[] for _ in columns]
        return {
            "links": list(zip(missing, links, strict=True)),
            "squares": drawn.squares,
            "by_years": by_years,
        }


def in_pages(years: list[Any], joined: Mapping[int, int]) -> list[list[Any]]:
    """Whole years on pages of at most ENTRIES_PER_PAGE entries, a year with more on a page of its own.

    Two names of those who `joined`, by year, take the room of an entry.
    """
    pages: list[list[Any]] = [[]]
    room = ENTRIES_PER_PAGE
    for year in years:
        size = year.found + 1  # its meeting, or the line that says there was none
        size += min(joined.get(year.number, 0), ROLL) // 2
        if size > room and pages[-1]:
            pages.append([])
            room = ENTRIES_PER_PAGE
        pages[-1].append(year)
        room -= size
    return pages


def some_of(pages: list[Any], number: int) -> list[Any]:
    """The first and the last of many `pages` and those near `number`; None stands for those left out between them."""
    near = [page for page in pages if page[0] in {1, len(pages)} or abs(page[0] - number) <= PAGES_NEAR]
    found: list[Any] = near[:1]
    for before, page in pairwise(near):
        found += [page] if page[0] == before[0] + 1 else [None, page]
    return found


def first_and_last(years: list[Any]) -> str:
    ends = [str(year) for year in (years[:1] + years[1:][-1:])]
    return "–".join(ends)


def spelled_span(years: list[Any]) -> tuple[str, str]:
    """How many years there are, in words, and from when to when: ("Eleven years", "from 2011 to 2020 and in 2026")."""
    if not years:
        return "No year yet", ""
    numbers = sorted(year.number for year in years)
    count = f"{spelled(len(numbers)).capitalize()} year{'' if len(numbers) == 1 else 's'}"
    spans = stretches(numbers)
    if len(spans) > SPANS:
        return count, f"on the record between {numbers[0]} and {numbers[-1]}"
    return count, listed(
        [f"from {first} to {last}" if first < last else f"in {first}" for first, last in spans]
    )


class YearDetail(RecordPage):
    template_name = "milestones/year_detail.html"
    permission = "consortium.view_year"
    section = "timeline"

    def get(self, request: HttpRequest, number: int) -> HttpResponse:
        of, day = self.reading.of, self.reading.day
        rows = Year.objects.on_timeline().select_related("source")
        years = list(of(rows))  # its neighbours come along
        year = self.one(rows, next((row for row in years if row.number == number), None), number=number)
        totals = tally(self.reading, "first joinings", of(Membership.objects.all()).first_joinings_by_year)
        (record,) = years_on_record(self.reading, [year], totals, links=True, joined_at_most=ROLL)
        officers = list(of(Office.objects.attested_in(number).select_related("person", "source")))
        previous, following = neighbours(years, year)
        documents = of(Document.objects.filter(Q(year=year) | Q(milestone__year=year)))
        shown = {milestone.pk for milestone in record.milestones}
        papers = [
            paper
            for paper in documents.select_related("source")
            if paper.year_id or paper.milestone_id in shown
        ]
        for milestone in record.milestones:
            milestone.papers = [paper for paper in papers if paper.milestone_id == milestone.pk]
        return self.render(
            {
                "crumbs": [("Timeline", reverse("milestones:timeline")), (str(year), "")],
                "record": record,
                "year": year,
                "documents": [paper for paper in papers if paper.year_id],
                "officers": officers,
                "previous": previous,
                "next": following,
                "under_way": not year.is_over(day),
                "things": [
                    listing(
                        f"The year {year}",
                        request.path,
                        ((row.headline, f"{request.path}#m{row.pk}") for row in record.milestones),
                        temporalCoverage=str(year),
                    )
                ],
                "may_edit": self.reading.preview and request.user.has_perm("consortium.change_year"),
            }
        )
