from datetime import date, timedelta
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, F, Prefetch, Q

from consortium.dates import KnownDateField, Precision, begun_by, not_over, span
from consortium.models import SLUG_HELP, Addressed, Fact, PlanPart, Topic, WebAddressField, Year
from consortium.publishing import Publishable, RecordQuerySet, Status
from consortium.states import STATES
from consortium.text import LONGEST_SEARCH, FoldedField, fold
from members.models import District, Organization, ProgramYear
from members.models.districts import name_in_their_years


def called_q(text: str) -> Q:
    """The condition that every word of `text` is in what a meeting goes by: its own words, its year, its kind, a host's
    names, its collaborative. The beginning of a year is enough, as it is typed; no word asks for nothing.
    """
    condition = Q()
    for word in fold(text[:LONGEST_SEARCH]).split():
        kinds = [kind for kind in Meeting.Kind if word in fold(kind.label)]
        states = [code for code, name in STATES.items() if word in fold(name)]
        hosted = Hosting.objects.filter(district__in=District.objects.named(word))
        found = Q(folded__contains=word) | Q(kind__in=kinds) | Q(state__in=states)
        found |= Q(pk__in=hosted.order_by().values("meeting"))
        found |= Q(program_year__collaborative__folded__contains=word)
        if word.isascii() and word.isdecimal() and len(word) <= len("2016"):
            found |= Q(year__number__range=(int(word.ljust(4, "0")), int(word.ljust(4, "9"))))
        condition &= found
    return condition


class NamesMeetings(RecordQuerySet):
    """Rows that a page shows are loaded with what names their meeting: see `Meeting.__str__`."""

    named_by = "meeting__program_year__collaborative"

    def public(self) -> Self:
        return super().public().select_related(self.named_by)

    def preview(self) -> Self:
        return super().preview().select_related(self.named_by)


class MeetingQuerySet(NamesMeetings):
    named_by = "program_year__collaborative"

    def as_of(self, day: date) -> Self:
        """Meetings announced by `day`; one without a date of announcement is known from its beginning on."""
        return self.filter(begun_by("announced", day) | Q(announced__isnull=True) & begun_by("begins", day))

    def upcoming(self, day: date) -> Self:
        """Meetings not over on `day`, those under way among them, soonest first."""
        return self.filter(self._not_over(day)).order_by("begins", "pk")

    def past(self, day: date) -> Self:
        """Meetings over before `day`, latest first: every meeting is either upcoming or past."""
        return self.exclude(self._not_over(day)).order_by("-begins", "-pk")

    @staticmethod
    def _not_over(day: date) -> Q:
        open_ended = Q(ends__isnull=True) & not_over("begins", day)
        return open_ended | (Q(ends__isnull=False) & not_over("ends", day))

    def not_cancelled(self, day: date) -> Self:
        return self.filter(Q(cancelled__isnull=True) | ~begun_by("cancelled", day))

    def on_known_days(self) -> Self:
        """Meetings whose first and last day are known: those that a calendar can show."""
        last_is_known = Q(ends__isnull=True) | Q(ends__endswith=f" {Precision.DAY}")
        return self.filter(last_is_known, begins__endswith=f" {Precision.DAY}")

    def by_year(self) -> dict[int, int]:
        """Count by year, such as {2016: 1}."""
        return dict(self.order_by("year").values_list("year").annotate(Count("pk", distinct=True)))

    def fall(self) -> Self:
        return self.filter(kind=Meeting.Kind.FALL)

    def own(self) -> Self:
        """Those of the consortium; meetings of collaboratives that another body runs stay on their own pages."""
        return self.exclude(program_year__collaborative__run_by__isnull=False)

    def unsaid(self) -> Self:
        """Drafts of which nothing is said yet but the season, as a year is started with: they wait to be filled."""
        words = ("title", "theme", "summary", "venue", "city", "state", "format", "fallback", "practice_seen")
        empty: dict[str, Any] = dict.fromkeys((*words, "discussed", "registration_url", "passage"), "")
        dates = (
            "ends",
            "days",
            "announced",
            "cancelled",
            "registration_deadline",
            "next_convening",
            "source",
            "program_year",
        )
        others = (
            "hostings",
            "sponsorships",
            "milestones",
            "previous_convenings",
            "story",
            "practices",
            "documents",
            "topics",
            "plan_parts",
        )
        empty |= dict.fromkeys((*dates, *others))
        return self.filter(status=Status.DRAFT, held=False, begins__endswith=f" {Precision.SEASON}", **empty)

    def with_hosts(self, hostings: RecordQuerySet) -> Self:
        """Add `hosts`: the list of those `hostings`, seen through the right door, the lead first."""
        return self.prefetch_related(
            Prefetch("hostings", hostings.select_related("district"), to_attr="hosts")
        )

    def told(self, day: date, hostings: RecordQuerySet, *, named: bool = True) -> list[Any]:
        """The meetings as a list, each with `hosts` (see `with_hosts`) and its `standing` on `day`.

        Hosts are `named` as they then were, unless the caller does so together with others.
        """
        meetings: list[Any] = list(self.with_hosts(hostings))
        for meeting in meetings:
            meeting.standing = meeting.status_on(day)
        if named:
            name_in_their_years(
                ((host, meeting.year_id) for meeting in meetings for host in meeting.hosts), day
            )
        return meetings


class Meeting(Addressed, Fact, Publishable):
    """A gathering of members: planned, held or cancelled, as its dates say."""

    class Kind(models.TextChoices):
        FALL = "fall", "Fall meeting"
        SPRING = "spring", "Spring meeting"
        CONFERENCE = "conference", "Conference session"
        CALL = "call", "Call"
        COLLABORATIVE = "collaborative", "Collaborative convening"

    class Format(models.TextChoices):
        IN_PERSON = "in person", "In person"
        VIRTUAL = "virtual", "Virtual"
        HYBRID = "hybrid", "In person, open to remote participants"

    class Standing(models.TextChoices):
        PLANNED = "planned", "Planned"
        HELD = "held", "Held"
        CANCELLED = "cancelled", "Cancelled"
        NO_RECORD = "no record", "No record that it took place"

    parents = ("year", "program_year")

    year = models.ForeignKey(Year, on_delete=models.PROTECT, related_name="meetings")
    program_year = models.ForeignKey(
        ProgramYear,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="meetings",
        help_text="For a collaborative’s own meeting: the program year it belongs to.",
    )
    kind = models.CharField(max_length=13, choices=Kind, default=Kind.FALL)
    slug = models.SlugField(max_length=80, default="fall", help_text=SLUG_HELP)
    title = models.CharField(
        max_length=160,
        blank=True,
        help_text="Only if it has a name of its own; “Fall meeting 2016” is made of the rest.",
    )
    theme = models.CharField(max_length=160, blank=True, help_text="What it goes into, its “deep dive”.")
    summary = models.TextField(blank=True, help_text="A sentence or two below the theme. Markdown.")
    begins = KnownDateField(verbose_name="when", help_text="As precise as you know.")
    ends = KnownDateField(null=True, blank=True, verbose_name="last day")
    days = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        verbose_name="length in days",
        help_text="If the length is known but the days are not.",
    )
    announced = KnownDateField(null=True, blank=True, verbose_name="announced on")
    cancelled = KnownDateField(null=True, blank=True, verbose_name="cancelled on")
    held = models.BooleanField(default=False, help_text="Tick it once a document shows that it took place.")
    venue = models.CharField(max_length=160, blank=True)
    city = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=2, choices=list(STATES.items()), blank=True)
    format = models.CharField(max_length=9, choices=Format, blank=True)
    fallback = models.CharField(
        max_length=9,
        choices=Format,
        blank=True,
        verbose_name="fallback",
        help_text="How it is held if it can't be held so: “in person when possible, virtual when necessary”.",
    )
    practice_seen = models.TextField(blank=True, verbose_name="what members saw", help_text="Markdown.")
    discussed = models.TextField(
        blank=True, verbose_name="other matters discussed", help_text="Markdown, a list."
    )
    registration_url = WebAddressField(verbose_name="registration address")
    registration_deadline = models.DateField(null=True, blank=True)
    next_convening = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="previous_convenings"
    )
    sponsors = models.ManyToManyField(Organization, through="Sponsorship", related_name="meetings_sponsored")
    topics = models.ManyToManyField(Topic, blank=True, related_name="meetings")
    plan_parts = models.ManyToManyField(
        PlanPart, blank=True, related_name="meetings", verbose_name="parts of a plan it serves"
    )
    folded = FoldedField("title", "theme", "venue", "city")
    _history_m2m_fields = (topics, plan_parts)

    objects = MeetingQuerySet.as_manager()

    page = "meetings:meeting-detail"
    address = ("year_id", "slug")
    record_key = ("year", "slug")

    class Meta:
        ordering = ("begins", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["year", "slug"],
                name="meeting_slug_once_a_year",
                violation_error_message="Another meeting of this year has this address; look in the bin, too.",
            ),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("begins")),
                name="meeting_ends_after_it_begins",
                violation_error_message="A meeting ends after it begins.",
            ),
            models.CheckConstraint(
                condition=~Q(next_convening=F("id")),
                name="meeting_next_is_another",
                violation_error_message="The next convening is another meeting.",
            ),
        )

    def __str__(self) -> str:
        if not self.title and self.kind == self.Kind.COLLABORATIVE and self.program_year:
            collaborative = self.program_year.collaborative
            return f"{collaborative.acronym or collaborative.name} convening, {self.when}"
        return self.title or f"{self.get_kind_display()} {self.year_id}"

    def clean(self) -> None:
        super().clean()
        if self.begins and self.year_id and self.begins.year != self.year_id:
            raise ValidationError(
                {"begins": f"It begins in {self.begins.year}, but hangs on {self.year_id}."}
            )

    @property
    def heading(self) -> str:
        """What its page is headed: the theme, else its name."""
        return self.theme or str(self)

    @property
    def when(self) -> str:
        return span(self.begins, self.ends)

    @property
    def known_days(self) -> tuple[date, date] | None:
        """Its first and its last day; None unless both are known."""
        if not (self.begins.is_day and (self.ends is None or self.ends.is_day)):
            return None
        if self.ends is None and self.days:
            return self.begins.first, self.begins.first + timedelta(days=self.days - 1)
        return self.begins.first, (self.ends or self.begins).first

    @property
    def run_by(self) -> Organization | None:
        """Another body whose collaborative meets; None for our own meetings."""
        return self.program_year.collaborative.run_by if self.program_year else None

    @property
    def place(self) -> str:
        return ", ".join(part for part in (self.city, self.get_state_display()) if part)

    def has_begun(self, day: date) -> bool:
        """Whether there is anything to tell of it on `day`: before, there are only plans."""
        return self.begins.first <= day

    def status_on(self, day: date) -> Standing:
        """What was known of it at the end of `day`: planned until it is over, then held or no record of it."""
        if self.cancelled and self.cancelled.first <= day:
            return self.Standing.CANCELLED
        if self.held and self.begins.first <= day:
            return self.Standing.HELD
        return self.Standing.PLANNED if day <= (self.ends or self.begins).last else self.Standing.NO_RECORD


class HostingQuerySet(NamesMeetings):
    def as_of(self, day: date) -> Self:
        """Hostings of meetings known by `day`."""
        return self.filter(meeting__in=Meeting.objects.as_of(day))

    def begun(self, day: date) -> Self:
        """Those of meetings that had begun by `day` and were not called off."""
        meetings = Meeting.objects.filter(begun_by("begins", day)).not_cancelled(day)
        return self.filter(meeting__in=meetings)

    def own(self) -> Self:
        """Those of the consortium's own meetings."""
        return self.exclude(meeting__program_year__collaborative__run_by__isnull=False)


class Hosting(Fact):
    """A district as the host of a meeting, alone or with others."""

    parents = ("meeting", "district")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="hostings")
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="hostings")
    lead = models.BooleanField(default=False, help_text="Of several hosts, the one in charge.")

    objects = HostingQuerySet.as_manager()

    record_key = ("meeting", "district")

    class Meta:
        ordering = ("-lead", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["meeting", "district"],
                name="hosting_once_a_meeting_and_district",
                violation_error_message="This district is already a host of this meeting.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.district}, host"


class Sponsorship(Fact):
    """An organization that paid for a meeting or supported it otherwise."""

    class Kind(models.TextChoices):
        SPONSOR = "sponsor", "Sponsor"
        SUPPORT = "support", "Support"

    parents = ("meeting",)

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="sponsorships")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="sponsorships")
    kind = models.CharField(max_length=7, choices=Kind, default=Kind.SPONSOR)
    what = models.CharField(
        max_length=200, blank=True, help_text="What it gave, or the words of thanks. Public."
    )

    objects = NamesMeetings.as_manager()

    record_key = ("meeting", "organization")

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["meeting", "organization"],
                name="sponsorship_once_a_meeting_and_organization",
                violation_error_message="This organization is already a sponsor of this meeting.",
            ),
        )

    def __str__(self) -> str:
        return str(self.organization)
