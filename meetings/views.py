from itertools import groupby
from typing import Any

from django.db.models import Prefetch, Q
from django.http import HttpRequest, HttpResponse

from consortium.models import Year
from consortium.pages import Listing, Page, RecordPage, address, neighbours, sources_of
from meetings.filters import MeetingFilter
from meetings.models import Hosting, Meeting, Sponsorship
from milestones.models import Milestone

PER_PAGE = 50


class MeetingList(Page):
    template_name = "meetings/meeting_list.html"
    parameters = ("kind", "host", "page")
    permission = "meetings.view_meeting"
    section = "meetings"

    def get(self, request: HttpRequest) -> HttpResponse:
        of, day = self.reading.of, self.reading.day
        hostings = of(Hosting.objects.all())
        meetings = of(Meeting.objects.select_related("source"))
        filters = MeetingFilter(self.query, meetings, self.reading, hostings)
        if not filters.form.is_valid():
            return self.render({"form": filters.form, "listing": None}, status=400)
        upcoming = filters.qs.upcoming(day).told(day, hostings)
        listing = Listing(self, filters.qs.past(day), PER_PAGE)
        rows = listing.rows.told(day, hostings)
        in_use = bool(filters.conditions())
        years = [] if in_use else list(of(Year.objects.all()))
        return self.render(
            {
                "form": filters.form,
                "upcoming": upcoming,
                "listing": listing,
                "years": self.by_year(rows, upcoming, years, listing),
                "in_use": in_use,
                "chips": [
                    (
                        filters.filters[name].label,
                        dict(filters.form.fields[name].choices)[self.query[name]],
                        address(self, **{name: None}),
                    )
                    for name in filters.conditions()
                ],
                "sources": sources_of(upcoming, rows),
            }
        )

    def by_year(
        self, rows: list[Any], upcoming: list[Any], years: list[Year], listing: Listing
    ) -> list[tuple[int, list[Any], str]]:
        """Past meetings as (year, meetings, line): the line says what a year without a fall meeting says of it."""
        found = {number: list(group) for number, group in groupby(rows, key=lambda meeting: meeting.year_id)}
        blanks = {}
        have = {meeting.year_id for meeting in (*rows, *upcoming) if meeting.kind == Meeting.Kind.FALL}
        for year in years if listing.pages == 1 else []:
            if year.number not in have:
                blanks[year.number] = year.blank(year.no_fall_meeting, self.reading.day)
        return [
            (number, found.get(number, []), blanks.get(number, ""))
            for number in sorted(found.keys() | blanks.keys(), reverse=True)
        ]


class MeetingYear(RecordPage):
    template_name = "meetings/meeting_year.html"
    permission = "meetings.view_meeting"
    section = "meetings"

    def get(self, request: HttpRequest, number: int) -> HttpResponse:
        of = self.reading.of
        year = self.one(Year.objects.all(), number=number)
        rows = of(Meeting.objects.filter(year=year).select_related("source"))
        meetings = rows.told(self.reading.day, of(Hosting.objects.all()))
        has_fall = any(meeting.kind == Meeting.Kind.FALL for meeting in meetings)
        previous, following = neighbours(of(Year.objects.all()), year)
        return self.render(
            {
                "year": year,
                "meetings": meetings,
                "blank": "" if has_fall else year.blank(year.no_fall_meeting, self.reading.day),
                "previous": previous,
                "next": following,
                "sources": sources_of(meetings),
            }
        )


class MeetingDetail(RecordPage):
    template_name = "meetings/meeting_detail.html"
    permission = "meetings.view_meeting"
    section = "meetings"

    def get(self, request: HttpRequest, number: int, slug: str) -> HttpResponse:
        of, day = self.reading.of, self.reading.day
        rows = Meeting.objects.select_related("source", "next_convening").prefetch_related(
            Prefetch(
                "hostings",
                of(Hosting.objects.select_related("district", "source")).prefetch_related("district__names"),
                to_attr="hosts",
            ),
            Prefetch(
                "sponsorships",
                of(Sponsorship.objects.select_related("organization", "source")),
                to_attr="sponsored",
            ),
            Prefetch("milestones", of(Milestone.objects.select_related("source")), to_attr="deeds"),
        )
        meeting = self.one(rows, year=number, slug=slug)
        for host in meeting.hosts:
            host.name_then = host.district.name_in(number)
        seen = of(Meeting.objects.all())
        upcoming = meeting.next_convening
        before = Q(begins__lt=meeting.begins) | Q(begins=meeting.begins, pk__lt=meeting.pk)
        kin = seen.filter(kind=meeting.kind).exclude(pk=meeting.pk)
        return self.render(
            {
                "meeting": meeting,
                "year_is_seen": not self.reading.as_of or number <= day.year,
                "standing": meeting.status_on(day),
                "next_convening": seen.filter(pk=upcoming.pk).first() if upcoming else None,
                "previous": kin.filter(before).order_by("-begins", "-pk").first(),
                "next": kin.exclude(before).order_by("begins", "pk").first(),
                "sources": sources_of([meeting], meeting.hosts, meeting.sponsored, meeting.deeds),
            }
        )
