from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, Subquery
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from consortium.models import Year, side_by_side
from consortium.notes import Notes
from consortium.pages import Listing, Page, RecordPage, address, neighbours
from consortium.structured import listing as listed
from consortium.structured.events import event
from meetings.calendar import named
from meetings.filters import MeetingFilter
from meetings.models import Comment, Hosting, Meeting, Photo, Practice, Sponsorship, Story, Voice
from members.models import Award, Figure, ProgramYear, Tenure
from members.models.districts import figures_then, name_in_their_years
from milestones.models import Document, Milestone

PER_PAGE = 50
COLLABORATIVE = "program_year__collaborative__run_by"  # whom a meeting is of


class MeetingList(Page):
    template_name = "meetings/meeting_list.html"
    parameters = ("kind", "host", "page")
    permission = "meetings.view_meeting"
    section = "meetings"

    def get(self, request: HttpRequest) -> HttpResponse:
        of, day = self.reading.of, self.reading.day
        hostings = of(Hosting.objects.own())
        meetings = of(Meeting.objects.own().select_related("source", COLLABORATIVE))
        filters = MeetingFilter(self.query, meetings, self.reading, hostings)
        if not filters.form.is_valid():
            return self.render({"form": filters.form, "listing": None}, status=400)
        upcoming = filters.qs.upcoming(day).told(day, hostings)
        listing = Listing(self, filters.qs.past(day), PER_PAGE)
        rows = listing.rows.told(day, hostings)
        in_use = bool(filters.conditions())
        years = [] if in_use else list(of(Year.objects.on_timeline()))
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
                "past": rows,
                "notes": Notes(brief=True),
                "things": [listed("Meetings", request.path, as_links([*upcoming, *rows]))],
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


def as_links(meetings: Iterable[Meeting]) -> list[tuple[str, str]]:
    """Meetings as (name, address)."""
    return [(named(meeting), meeting.get_absolute_url()) for meeting in meetings]


class MeetingYear(RecordPage):
    template_name = "meetings/meeting_year.html"
    permission = "meetings.view_meeting"
    section = "meetings"

    def get(self, request: HttpRequest, number: int) -> HttpResponse:
        of = self.reading.of
        year = self.one(Year.objects.all(), number=number)
        rows = of(Meeting.objects.filter(year=year).select_related("source", COLLABORATIVE))
        everyone_s = rows.told(self.reading.day, of(Hosting.objects.all()))
        meetings = [meeting for meeting in everyone_s if not meeting.run_by]
        has_fall = any(meeting.kind == Meeting.Kind.FALL for meeting in meetings)
        blank = "" if has_fall or not year.on_timeline else year.no_fall_meeting
        others = Year.objects.filter(Q(on_timeline=True) | Q(pk=year.pk))
        previous, following = neighbours(of(others), year)
        return self.render(
            {
                "year": year,
                "meetings": meetings,
                "of_others": [meeting for meeting in everyone_s if meeting.run_by],
                "blank": year.blank(blank, self.reading.day),
                "previous": previous,
                "next": following,
                "crumbs": [("Meetings", reverse("meetings:meeting-list")), (str(year), "")],
                "things": [listed(f"Meetings in {year}", request.path, as_links(everyone_s))],
            }
        )


class MeetingDetail(RecordPage):
    template_name = "meetings/meeting_detail.html"
    permission = "meetings.view_meeting"
    section = "meetings"

    def get(self, request: HttpRequest, number: int, slug: str) -> HttpResponse:
        of, day = self.reading.of, self.reading.day
        hosts = of(Hosting.objects.select_related("district", "source")).prefetch_related(
            Prefetch("district__figures", of(Figure.objects.select_related("source")), to_attr="measured"),
            Prefetch("district__awards", of(Award.objects.select_related("source")), to_attr="honors"),
        )
        # The story and the program year come along with the meeting; whether a reader sees them is asked beside it.
        rows = (
            Meeting.objects.select_related(
                "source", "year", "story__source", "program_year__collaborative__run_by"
            )
            .annotate(
                story_is_seen=Exists(of(Story.objects.filter(meeting=OuterRef("pk")))),
                program_is_seen=Exists(of(ProgramYear.objects.filter(pk=OuterRef("program_year")))),
            )
            .prefetch_related(
                Prefetch("hostings", hosts, to_attr="hosts"),
                Prefetch(
                    "sponsorships",
                    of(Sponsorship.objects.select_related("organization", "source")),
                    to_attr="given",
                ),
                Prefetch("milestones", of(Milestone.objects.all()), to_attr="deeds"),
                Prefetch("practices", of(Practice.objects.all()), to_attr="shown"),
                Prefetch("documents", of(Document.objects.select_related("source")), to_attr="papers"),
            )
        )
        meeting = self.one(rows, year=number, slug=slug)
        news = self.news(meeting) if meeting.story_is_seen else {}
        voices: list[Any] = news.get("voices", [])
        posts = [tenure for voice in voices for tenure in voice.posts]
        name_in_their_years(((row, number) for row in (*meeting.hosts, *posts)), day)
        program_year = meeting.program_year if meeting.program_is_seen else None
        year_is_seen = not self.reading.as_of or number <= day.year
        standing = meeting.status_on(day)
        for host in meeting.hosts:
            host.known = figures_then(host.district.measured, (meeting.ends or meeting.begins).last)
            host.figures = side_by_side(host.known)
            host.awards = side_by_side(host.district.honors)
        return self.render(
            {
                "meeting": meeting,
                "program_year": program_year,
                "year_is_seen": year_is_seen,
                "standing": standing,
                "has_begun": not self.reading.as_of or meeting.has_begun(day),
                "given": [(kind, [row for row in meeting.given if row.kind == kind]) for kind in Sponsorship.Kind],
                "story": None,
                **news,
                **self.around(meeting),
                "crumbs": [
                    ("Meetings", reverse("meetings:meeting-list")),
                    *([(str(number), reverse("meetings:meeting-year", args=[number]))] if year_is_seen else []),
                    (str(meeting), ""),
                ],
                "things": [
                    event(
                        meeting, self.profile, standing,
                        collaborative=program_year.collaborative if program_year else None,
                        story=news.get("story"), photos=news.get("photos", ()),
                    )
                ],
            }
        )  # fmt: skip

    def news(self, meeting: Any) -> dict[str, Any]:
        """Its story, with the voices, photographs and comments in it."""
        of, story = self.reading.of, meeting.story
        story.meeting = meeting
        tenures = of(Tenure.objects.select_related("district", "source"))
        voices = of(Voice.objects.filter(story=story)).told(meeting.year_id, tenures)
        return {
            "story": story,
            "voices": voices,
            "in_our_words": not any(voice.quoted for voice in voices),
            "photos": list(of(Photo.objects.filter(story=story).select_related("source"))),
            "comments": list(of(Comment.objects.filter(story=story))),
        }

    def around(self, meeting: Any) -> dict[str, Meeting | None]:
        """The next convening and the `previous` and `next` of its kind, in one query."""
        seen = self.reading.of(Meeting.objects.all())
        if meeting.program_year_id:
            kin = seen.filter(program_year__collaborative__program_years=meeting.program_year_id)
        else:
            kin = seen.own().filter(kind=meeting.kind)
        kin = kin.exclude(pk=meeting.pk)
        before = Q(begins__lt=meeting.begins) | Q(begins=meeting.begins, pk__lt=meeting.pk)
        rows = {
            "previous": kin.filter(before).order_by("-begins", "-pk"),
            "next": kin.exclude(before).order_by("begins", "pk"),
            "next_convening": seen.filter(pk=meeting.next_convening_id),
        }
        found = seen.annotate(
            **{f"is_{name}": Q(pk=Subquery(row.values("pk")[:1])) for name, row in rows.items()}
        )
        wanted = Q()
        for name in rows:
            wanted |= Q(**{f"is_{name}": True})
        others = list(found.filter(wanted))
        return {name: next((row for row in others if getattr(row, f"is_{name}")), None) for name in rows}
