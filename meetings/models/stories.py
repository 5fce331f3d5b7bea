from datetime import date
from pathlib import PurePath
from typing import Any, Self

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import FilteredRelation, Prefetch
from django.urls import reverse

from consortium.dates import KnownDateField, begun_by
from consortium.models import Fact
from consortium.publishing import Publishable, RecordQuerySet
from consortium.text import FoldedField
from consortium.uploads import PictureField, picture_name
from meetings.models.meetings import Meeting, NamesMeetings
from members.models import Person
from members.models.people import held_in


class StoryQuerySet(NamesMeetings):
    def as_of(self, day: date) -> Self:
        return self.filter(begun_by("published", day))


class Story(Fact, Publishable):
    """The news of a meeting; it stands on the meeting's page."""

    parents = ("meeting",)

    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="story")
    headline = models.CharField(max_length=160)
    published = KnownDateField(verbose_name="published on", help_text="As precise as you know.")
    body = models.TextField(blank=True, help_text="Markdown.")
    takes_comments = models.BooleanField(
        default=True, help_text="Readers may send comments; none appears before you accept it."
    )
    folded = FoldedField("headline", "body")

    objects = StoryQuerySet.as_manager()

    record_key = ("meeting",)

    class Meta:
        ordering = ("-published", "-pk")
        verbose_name_plural = "stories"

    def __str__(self) -> str:
        return self.headline

    def get_absolute_url(self) -> str:
        return f"{self.meeting.get_absolute_url()}#story"


class VoiceQuerySet(NamesMeetings):
    named_by = "story__meeting__program_year__collaborative"

    def as_of(self, day: date) -> Self:
        """Voices in stories published by `day`."""
        return self.filter(story__in=Story.objects.as_of(day))

    def told(self, year: int, tenures: RecordQuerySet) -> list[Any]:
        """The voices as a list, each with `posts` (of those `tenures`) and `offices`: what the person was in `year`."""
        rows: Any = (
            self.annotate(office=FilteredRelation("person__offices"))  # joined, so that they cost no query
            .select_related("person", "source", "office__source")
            .prefetch_related(Prefetch("person__tenures", tenures, to_attr="posts"))
            .order_by("position", "pk", "office__title", "office__since")
        )
        voices: dict[int, Any] = {}
        for row in rows:
            voice = voices.setdefault(row.pk, row)
            voice.posts = held_in(voice.person.posts, year)
            office = getattr(row, "office", None)  # not even None, of a person who never held one
            voice.offices = [*getattr(voice, "offices", ()), *([office] if office else [])]
        for voice in voices.values():
            voice.offices = held_in(voice.offices, year)
        return list(voices.values())


class Voice(Fact):
    """What a person said there. The post and district beside it are those of the time, by the person's tenures."""

    parents = ("story", "person")

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="voices")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="voices")
    position = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(32767)])
    words = models.TextField(help_text="Plain text.")
    quoted = models.BooleanField(
        default=False, verbose_name="word for word", help_text="If not, it is a summary in our words."
    )
    folded = FoldedField("words")

    objects = VoiceQuerySet.as_manager()

    record_key = ("story", "person", "position")

    class Meta:
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return str(self.person)


class Photo(Fact):
    """A photograph of a meeting. It is made anew when it is uploaded: smaller, and without what the camera noted."""

    parents = ("story",)

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="photos")
    position = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(32767)])
    image = PictureField(upload_to=picture_name, width_field="width", height_field="height")
    width = models.PositiveIntegerField(editable=False, default=0)
    height = models.PositiveIntegerField(editable=False, default=0)
    alt = models.CharField(
        max_length=300,
        verbose_name="alternative text",
        help_text="What is to be seen, for those who can’t see it.",
    )
    credit = models.CharField(max_length=160, help_text="Who took it, and by whose leave it is shown.")
    caption = models.CharField(max_length=300, blank=True)

    objects = RecordQuerySet.as_manager()

    record_key = ("story", "image")

    class Meta:
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.alt

    def get_absolute_url(self) -> str:
        """The picture itself; the story shows it."""
        return reverse("meetings:photo", args=[PurePath(str(self.image.name)).name])


class CommentQuerySet(RecordQuerySet):
    def as_of(self, day: date) -> Self:
        return self.filter(sent__lte=day)


class Comment(Publishable):
    """A reader's words on a story, as staff accepted them."""

    parents = ("story",)
    is_personal = True

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="comments")
    name = models.CharField(max_length=120)
    text = models.TextField(max_length=2000, help_text="Plain text.")
    sent = models.DateField()

    objects = CommentQuerySet.as_manager()

    record_key = ("story", "sent", "name", "text")

    class Meta:
        ordering = ("sent", "pk")

    def __str__(self) -> str:
        return f"{self.name}, {self.sent}"

    def get_absolute_url(self) -> str:
        return f"{self.story.meeting.get_absolute_url()}#c{self.pk}"
