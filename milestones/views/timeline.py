from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse

from consortium.charts import chart, empty_columns, growth
from consortium.dates import stretches
from consortium.models import Year
from consortium.pages import NoSuchPage, Page, RecordPage, address, neighbours, page_number, sources_of
from consortium.text import listed, spelled
from meetings.models import Meeting
from members.models import Membership, Office
from milestones.filters import TimelineFilter
from milestones.models import Document, Milestone
from milestones.timeline import YearOnRecord, years_on_record

ENTRIES_PER_PAGE = 100
SPANS = 3  # of years without a gap that a sentence names one by one
NO_JOINING = {
    Year.Blank.NONE: ("–", "no district joined"),
    Year.Blank.UNKNOWN: ("?", "not in the record"),
    "not yet": ("…", "not yet"),
}


class Timeline(Page):
    template_name = "milestones/timeline.html"
    parameters = ("q", "topic", "district", "order", "page")
    permission = "milestones.view_milestone"
    section = "timeline"

    def get(self, request: HttpRequest) -> HttpResponse:
        of = self.reading.of
        milestones = of(Milestone.objects.all())
        totals = of(Membership.objects.all()).first_joinings_by_year()
        filters = TimelineFilter(self.query, milestones, self.reading)
        form = filters.form
        if not form.is_valid():
            return self.render({"form": form, "pages": [], "records": None}, status=400)
        falls = of(Meeting.objects.own().fall()).not_cancelled(self.reading.day)
        years = self.years(filters, falls)
        in_use = bool(filters.conditions())
        pages = in_pages([year for year in years if not in_use or year.found or year.meets or year.member])
        number = page_number(self.query)
        if number > len(pages):
            raise NoSuchPage(
                f"The timeline has {len(pages)} page{'' if len(pages) == 1 else 's'}; there is no page {number}.",
                [(address(self, page=str(len(pages)) if len(pages) > 1 else None), "Its last page")],
            )
        records = years_on_record(
            self.reading, pages[number - 1], totals,
            shown=filters.condition(), fall=filters.fall_meetings(), roll=filters.roll(),
        )  # fmt: skip
        chosen = form.cleaned_data
        return self.render(
            {
                "form": form,
                "records": records,
                "years": years,
                "span": spelled_span(years),
                "in_use": in_use,
                "chosen": chosen,
                "chips": self.chips(filters),
                "spine": self.spine(years, pages, totals) if not in_use else None,
                "pages": [
                    (index, address(self, page=str(index) if index > 1 else None), first_and_last(group))
                    for index, group in enumerate(pages, 1)
                ],
                "number": number,
                "other_order": address(self, order=None if chosen["order"] else "newest"),
                "found": sum(len(record.entries) for record in records) if len(pages) == 1 else None,
                "sources": sources_of(*(sourced(record) for record in records)),
            }
        )

    def years(self, filters: TimelineFilter, falls: Any) -> list[Any]:
        """The years in order, with `found` milestones (int), and whether a meeting or membership `meets` the filter."""
        mine = filters.queryset.filter(filters.condition(), year=OuterRef("pk")).order_by().values("year")
        roll = self.reading.of(Membership.objects.filter(filters.roll()))
        years = self.reading.of(Year.objects.on_timeline()).annotate(
            found=Coalesce(Subquery(mine.annotate(found=Count("pk", distinct=True)).values("found")), 0),
            meets=Exists(falls.filter(filters.fall_meetings(), year=OuterRef("pk"))),
            member=Exists(roll.filter(Q(joined=OuterRef("pk")) | Q(left=OuterRef("pk")))),
        )
        return list(years.order_by("-number" if filters.form.cleaned_data["order"] else "number"))

    def chips(self, filters: TimelineFilter) -> list[tuple[str, str, str]]:
        """The filters in use: (what, text, address without it)."""
        chosen = filters.form.cleaned_data
        topics = dict(filters.form.fields["topic"].choices)
        texts = {
            "q": f"“{chosen['q']}”",
            "topic": topics.get(chosen["topic"]),
            "district": chosen["district"],
        }
        return [
            (filters.filters[name].label, str(text), address(self, **{name: None}))
            for name, text in texts.items()
            if chosen[name]
        ]

    def spine(self, years: list[Any], pages: list[list[Any]], totals: dict[int, int]) -> Any:
        """The growth chart, each column with the address of its year on whichever page it stands."""
        where = {year.number: index for index, group in enumerate(pages, 1) for year in group}
        drawn = chart(growth(totals, [year.number for year in years]))
        here = page_number(self.query)
        blanks = {year.number: year.blank(year.no_new_members, self.reading.day) for year in years}
        links = []
        for column in drawn.columns:
            page = where[column.growth.year]
            link = "" if page == here else address(self, page=str(page) if page > 1 else None)
            links.append((link, column, NO_JOINING[blanks[column.growth.year]]))
        missing = empty_columns([year.number for year in years])
        return {"links": list(zip(missing, links, strict=True)), "squares": drawn.squares}


def in_pages(years: list[Any]) -> list[list[Any]]:
    """Whole years on pages of at most ENTRIES_PER_PAGE entries, a year with more on a page of its own."""
    pages: list[list[Any]] = [[]]
    room = ENTRIES_PER_PAGE
    for year in years:
        size = year.found + 1  # its meeting, or the line that says there was none
        if size > room and pages[-1]:
            pages.append([])
            room = ENTRIES_PER_PAGE
        pages[-1].append(year)
        room -= size
    return pages


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


def sourced(record: YearOnRecord) -> list[Any]:
    """The facts of a year whose sources its page names."""
    return [*record.milestones, *record.meetings, *record.joined, *record.left]


class YearDetail(RecordPage):
    template_name = "milestones/year_detail.html"
    permission = "consortium.view_year"
    section = "timeline"

    def get(self, request: HttpRequest, number: int) -> HttpResponse:
        of, day = self.reading.of, self.reading.day
        rows = Year.objects.on_timeline().select_related("source")
        years = list(of(rows))  # its neighbours come along
        year = self.one(rows, next((row for row in years if row.number == number), None), number=number)
        totals = of(Membership.objects.all()).first_joinings_by_year()
        (record,) = years_on_record(self.reading, [year], totals, links=True)
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
                "record": record,
                "year": year,
                "documents": [paper for paper in papers if paper.year_id],
                "officers": officers,
                "previous": previous,
                "next": following,
                "under_way": not year.is_over(day),
                "sources": sources_of([year], sourced(record), record.gatherings, officers, papers),
                "may_edit": self.reading.preview and request.user.has_perm("consortium.change_year"),
            }
        )
