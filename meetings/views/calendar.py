"""Meetings for calendars: all of a list, or one. Always of today."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse

from consortium.models import OldAddress
from consortium.pages import NoSuchPage, Page
from meetings.calendar import MEDIA_TYPE, calendar, revisions
from meetings.filters import MeetingFilter
from meetings.models import Hosting, Meeting

RUN_BY = "program_year__collaborative__run_by"


class MeetingsCalendar(Page):
    """The meetings of the list at /meetings/, with the same filters, whose days are known."""

    parameters = ("kind", "host")
    is_dated = False

    def get(self, request: HttpRequest) -> HttpResponse:
        of, day = self.reading.of, self.reading.day
        hostings = of(Hosting.objects.own())
        filters = MeetingFilter(self.query, of(Meeting.objects.own()), self.reading, hostings)
        rows = filters.narrowed().on_known_days()
        chosen = [dict(filters.form.fields[name].choices)[self.query[name]] for name in filters.conditions()]
        name = ", ".join([f"Meetings of {self.profile.short_name}", *map(str, chosen)])
        meetings = rows.select_related(RUN_BY).order_by("begins", "pk").told(day, hostings)
        text = calendar(meetings, revisions(rows), self.profile, name)
        return HttpResponse(text, content_type=MEDIA_TYPE)


class MeetingEvent(Page):
    is_dated = False

    def get(self, request: HttpRequest, number: int, slug: str) -> HttpResponse:
        rows = Meeting.objects.filter(year=number, slug=slug)
        try:
            meeting = self.one(rows)
        except Http404:
            page = OldAddress.objects.address_now(reverse("meetings:meeting-detail", args=[number, slug]))
            if page is None:
                raise
            return HttpResponsePermanentRedirect(f"{page.rstrip('/')}.ics")
        if meeting.known_days is None:
            raise NoSuchPage(
                f"The days of this meeting are not in the record ({meeting.when} is all that is known), so there is no "
                "calendar file of it.",
                [(meeting.get_absolute_url(), meeting.heading)],
            )
        of, day = self.reading.of, self.reading.day
        meetings = of(rows).select_related(RUN_BY).told(day, of(Hosting.objects.all()))
        text = calendar(meetings, revisions(rows), self.profile, str(meeting))
        return HttpResponse(
            text,
            content_type=MEDIA_TYPE,
            headers={"Content-Disposition": f'attachment; filename="{number}-{slug}.ics"'},
        )
