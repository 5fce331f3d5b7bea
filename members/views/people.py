from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from consortium.pages import RecordPage
from consortium.structured import bodies
from meetings.models import Meeting, Voice
from members.models import Office, Person, Tenure
from members.models.districts import name_in_their_years
from members.models.people import held_in
from milestones.models import Appearance, Milestone


class PersonDetail(RecordPage):
    template_name = "members/person_detail.html"
    permission = "members.view_person"
    section = "about"

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        of, day = self.reading.of, self.reading.day
        rows = Person.objects.prefetch_related(
            Prefetch("tenures", of(Tenure.objects.select_related("district", "source")), to_attr="posts"),
            Prefetch("offices", of(Office.objects.select_related("source")), to_attr="elected"),
        )
        person = self.one(rows, slug=slug)
        for term in (*person.posts, *person.elected):
            term.said = term.period(day)
        name_in_their_years(
            (post, min(post.until - 1, day.year) if post.until else day.year) for post in person.posts
        )
        voices = self.voices(person)
        appearances = of(
            Appearance.objects.filter(person=person, milestone__in=of(Milestone.objects.all()))
        ).select_related("milestone__source", "milestone__year", "source")
        in_order = list(appearances.order_by("milestone__year", "milestone__position", "pk"))
        return self.render(
            {
                "person": person,
                "voices": voices,
                "appearances": in_order,
                "crumbs": [("About", reverse("about")), (str(person), "")],
                "things": [bodies.person(person, self.profile, person.posts, person.elected, day)],
            }
        )

    def voices(self, person: Any) -> list[Any]:
        """What the person said, oldest first, each with the `posts` and `offices` held then."""
        of = self.reading.of
        said = of(Voice.objects.filter(person=person, story__meeting__in=of(Meeting.objects.all())))
        voices: list[Any] = list(
            said.select_related("source", "story__source", "story__meeting").order_by(
                "story__meeting__begins", "story__meeting", "position", "pk"
            )
        )
        for voice in voices:
            year = min(voice.story.meeting.year_id, self.reading.day.year)
            # Anew for each voice: a district may have had another name by the time of the next one.
            voice.posts = [
                (post.title, post.district, post.district.name_in(year))
                for post in held_in(person.posts, year)
            ]
            voice.offices = held_in(person.elected, year)
        return voices
