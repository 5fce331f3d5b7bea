"""A whole year on one screen: what is typed becomes rows, all of it or nothing."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from consortium.dates import KnownDate
from consortium.forms import touched
from consortium.models import Profile, Source, Year
from consortium.odd_input import cleaned
from consortium.publishing import Status
from consortium.roles import DRAFTS_ONLY
from meetings.models import Meeting
from members.forms import refuse_overlaps
from members.lookups import free_slug
from members.models import District, Membership
from milestones.desk_forms import (
    NOT_REMOVED,
    DepartureRow,
    DistrictRow,
    MeetingForm,
    MilestoneForm,
    MilestoneFormSet,
    Names,
    YearForm,
    in_order,
    open_memberships,
)
from milestones.models import Milestone


class Desk:
    """The forms of a year, bound to what was sent or to what is there. `is_valid()`, then `save()`."""

    def __init__(
        self, number: int, data: Any = None, *, may_publish: bool = True, may_remove: bool = True
    ) -> None:
        self.number, self.data, self.may_publish, self.may_remove = number, data, may_publish, may_remove
        self.problems: list[str] = []
        self.unsourced = 0  # facts without a source that publishing made public
        if data is None:
            self._read()

    def _read(self) -> None:
        number, data = self.number, self.data
        stored = Year.objects.filter(pk=number).first()
        self.is_new = stored is None
        self.year = stored or Year(number=number)
        names = self.names = Names()
        unseen = data.getlist("new") if data else []
        self.joined = list(self._memberships(joined_id=number))
        self.gone = list(self._memberships(left_id=number))
        milestones = Milestone.objects.filter(year_id=number).exclude(status=Status.BIN)
        meeting = (
            Meeting.objects.fall()
            .filter(year_id=number)
            .exclude(status=Status.BIN)
            .order_by("begins", "pk")
            .first()
        )
        if stored and "year" in unseen:
            data = as_opened_empty(data, YearForm(instance=Year(number=number), prefix="year"))
        if meeting and "meeting" in unseen:
            nothing = Meeting(year_id=number, slug="fall")
            data = as_opened_empty(data, MeetingForm(instance=nothing, prefix="meeting", names=names))
        self.new = [name for name, row in (("year", stored), ("meeting", meeting)) if row is None]
        blank = 2 if milestones.exists() else 5
        rows = forms.modelformset_factory(
            Milestone, MilestoneForm, formset=MilestoneFormSet, extra=blank, can_delete=True
        )
        joiners = forms.formset_factory(DistrictRow, extra=3)
        leavers = forms.formset_factory(DepartureRow, extra=1)
        self.form = YearForm(data, instance=self.year, prefix="year")
        self.joiners = joiners(data, prefix="joined", form_kwargs={"names": names})
        self.leavers = leavers(data, prefix="left", form_kwargs={"names": names})
        self.milestones = rows(data, queryset=milestones.order_by("position", "pk"), prefix="milestone")
        self.meeting = MeetingForm(
            data, instance=meeting or self._planned_meeting(), prefix="meeting", names=names
        )
        if data and not meeting and "meeting" not in unseen and "initial-meeting-theme" in data:
            self.meeting = self._without_its_row(self.meeting)
        for form in (self.form, *self.milestones.initial_forms, self.meeting):
            form.hold(may_publish=self.may_publish, may_remove=self.may_remove)
        if data is None:
            self.joiners.forms[0].fields["name"].widget.attrs["autofocus"] = True
        key = Membership._meta.pk
        self.removed = {cleaned(key, pk) for pk in (data.getlist("remove") if data else [])}
        self.returned = {cleaned(key, pk) for pk in (data.getlist("return") if data else [])}
        self.source = named_source(data.get("source") if data else "")
        self.sources = list(Source.objects.order_by("-pk")[:50])

    @staticmethod
    def _memberships(**lookup: int) -> Any:
        rows = Membership.objects.filter(**lookup).exclude(status=Status.BIN)
        return rows.select_related("district").order_by("position", "pk")

    def _planned_meeting(self) -> Meeting:
        """One to be filled; where the bin has the usual address, it gets the next one."""
        taken = set(Meeting.objects.filter(year_id=self.number).values_list("slug", flat=True))
        return Meeting(year_id=self.number, slug=free_slug("fall", taken, []))

    def _without_its_row(self, sent: MeetingForm) -> MeetingForm:
        """The form of a meeting that went into the bin after it was opened: refused once, empty if nothing was typed."""
        if touched(sent):
            sent.refusal = (
                "Somebody put this meeting into the bin meanwhile. What you typed is kept here: save again to enter it "
                "as a new one, or empty it."
            )
            return sent
        return MeetingForm({}, instance=sent.instance, prefix="meeting", names=self.names)

    @property
    def is_binned(self) -> bool:
        return self.year.status == Status.BIN

    @property
    def has_locked(self) -> bool:
        """Whether something on the screen is for publishers only."""
        rows = [self.year, self.meeting.instance, *self.joined, *self.gone]
        rows += [form.instance for form in self.milestones.initial_forms]
        return not self.may_publish and any(row.is_public for row in rows)

    @property
    def rows(self) -> list[MilestoneForm]:
        """The milestones in the order of their numbers, as typed; what has none comes last."""
        numbers = {form: str(form["position"].value() or "") for form in self.milestones}
        return sorted(
            numbers, key=lambda form: int(numbers[form][:9]) if numbers[form].isdecimal() else 99_999
        )

    @property
    def parts(self) -> list[Any]:
        return [self.form, self.joiners, self.leavers, self.milestones, self.meeting]

    def is_valid(self) -> bool:
        """Whether what was sent can be saved beside what is there by now; whoever else saves here meanwhile waits."""
        lock_year(self.number)
        self._read()
        if self.is_binned:
            self.problems.append(f"{self.number} is in the bin, and nothing is saved there.")
            return False
        self.meeting.empty_permitted = not self.meeting.instance.pk
        return all([part.is_valid() for part in self.parts])  # noqa: C419 - each part has to say what is wrong

    @property
    def errors(self) -> list[tuple[str, str, str]]:
        """All that is wrong, in the order of the screen: (id of a field there, where it is, the message)."""
        found = [("", "", problem) for problem in self.problems]
        parts: list[tuple[str, Any]] = [
            ("New member", self.joiners),
            ("Left", self.leavers),
            ("", [self.form]),
            ("Milestone", self.rows),
            ("Fall meeting", [self.meeting]),
        ]
        for part, members in parts:
            for number, form in enumerate(members, 1):
                row = f"{part} {number}" if len(members) > 1 else part
                if getattr(form, "cleaned_data", {}).get("DELETE"):
                    continue
                for name, messages in form.errors.items():
                    bound = form[name] if name in form.fields else form.visible_fields()[0]
                    label = str(bound.label) if name in form.fields else ""
                    found += [
                        (bound.auto_id, ": ".join(filter(None, (row, label))), said) for said in messages
                    ]
        return found

    def save(self, publish: bool = False) -> bool:
        """Write everything in one transaction; False, with `problems`, if the record as a whole refuses it."""
        try:
            with transaction.atomic():
                self._save()
                if publish:
                    self.unsourced = publish_year(self.year)
        except ValidationError as error:
            self.problems += error.messages
            return False
        return True

    def _save(self) -> None:
        comes_back = not self.year.on_timeline and (self.may_publish or not self.year.is_public)
        self.year.on_timeline |= comes_back
        if self.is_new:
            self.form.save(commit=False).save(force_insert=True)  # not over a year that came in between
        elif self.form.has_changed() or comes_back:
            self.form.save()
        for row in self.joined:
            if row.pk in self.removed and self.may_change(row):
                if not self.may_remove:
                    raise ValidationError(f"{row.district}: {NOT_REMOVED}")
                row.status = Status.BIN
                row.save(update_fields=["status"])
        for row in self.gone:
            if row.pk in self.returned and self.may_change(row):
                row.left, row.reason = None, ""
                refuse_overlaps([row])
                row.save(update_fields=["left", "reason"])
        self._save_joiners([form for form in self.joiners if form.district])
        self._save_leavers([form for form in self.leavers if form.district])
        self._save_milestones()
        if self.meeting.cleaned_data.get("remove"):
            self.meeting.instance.status = Status.BIN
            self.meeting.instance.save(update_fields=["status"])
        elif self.meeting.wanted():
            self.meeting.instance.year = self.year
            if not self.meeting.instance.pk:
                self.meeting.instance.source = self.source
            self.meeting.instance.full_clean()
            self.meeting.save()
            self.meeting.save_hosts(self.source)

    def may_change(self, row: Any) -> bool:
        """Raise ValidationError where an editor would change what the public sees."""
        if row.is_public and not self.may_publish:
            raise ValidationError(f"{row.district}: {DRAFTS_ONLY}")
        return True

    def _save_joiners(self, forms: Iterable[DistrictRow]) -> None:
        last = max((row.position for row in self.joined), default=0)
        new = []
        for position, form in enumerate(forms, last + 1):
            row = Membership(
                district=form.saved_district(), joined=self.year, position=position, source=self.source
            )
            row.full_clean()
            new.append(row)
        refuse_overlaps(new)
        for row in new:
            row.save()

    def _save_leavers(self, forms: Iterable[DepartureRow]) -> None:
        for form in forms:
            row = open_memberships(form.district).select_for_update().first()
            if row is None:
                raise ValidationError(f"{form.district} has no membership that could end.")
            self.may_change(row)
            row.left, row.reason = self.year, form.cleaned_data["reason"]
            row.full_clean()
            row.save()

    def _save_milestones(self) -> None:
        self.milestones.save(commit=False)
        for milestone in self.milestones.deleted_objects:
            milestone.status = Status.BIN
            milestone.save(update_fields=["status"])
        kept = in_order(
            [
                form
                for form in self.milestones.forms
                if form not in self.milestones.deleted_forms and (form.instance.pk or form.has_changed())
            ]
        )
        for form, position in zip(kept, self._positions(kept), strict=True):
            row = form.instance
            if form.has_changed():
                if not row.pk:
                    row.year, row.source = self.year, self.source
                row.position = position
                try:
                    row.full_clean()
                except ValidationError as error:
                    said = [f"“{row.headline}”: {message}" for message in error.messages]
                    raise ValidationError(said) from error
                row.save()
            elif row.position != position:
                row.position = position
                row.save(update_fields=["position"])

    def _positions(self, forms: list[MilestoneForm]) -> list[int]:
        """Numbers for milestones in order: those that they have, unless somebody's reordering made two alike."""
        numbers: list[int] = []
        for form in forms:
            asked = form.cleaned_data.get("position")
            numbers.append(max(numbers, default=0) + 1 if asked is None else asked)
        moved = any("position" in form.changed_data for form in forms)
        locked = any(form.fields["position"].disabled for form in forms)
        if moved and not locked and len(set(numbers)) < len(numbers):
            return list(range(1, len(forms) + 1))
        return numbers


def lock_year(number: int) -> None:
    """Wait for whoever is saving this year, until the transaction ends; for a year that is not there, any new one."""
    if not Year.objects.select_for_update().filter(pk=number).first():
        list(Profile.objects.select_for_update().values_list("pk"))


def named_source(key: str | None) -> Source | None:
    """The source that a screen's own choice names. Raises BadRequest for what no screen sends."""
    return Source.objects.filter(pk=cleaned(Source._meta.pk, key)).first() if key else None


def as_opened_empty(data: Any, form: Any) -> Any:
    """What was typed before there was a row, as if the row had been there and empty like `form`.

    Its KeepsBoth then holds it against what somebody else has entered since.
    """
    data = data.copy()
    for bound in form:
        value = bound.value()
        data.setdefault(bound.html_initial_name, "" if value is None else str(value))
    return data


def publish_year(year: Year) -> int:
    """Make a year and every draft that stands on its screen public, new districts too.

    Returns how many facts without a source this shows.
    """
    new = District.objects.filter(
        Q(memberships__joined=year) | Q(hostings__meeting__year=year), status=Status.DRAFT
    ).values_list("pk", flat=True)
    facts = (year.joinings, year.milestones, year.meetings)
    unsourced = sum(rows.filter(status=Status.DRAFT, source=None).count() for rows in facts)
    for rows in (Year.objects.filter(pk=year.pk), *facts, District.objects.filter(pk__in=set(new))):
        rows.filter(status=Status.DRAFT).update(status=Status.PUBLISHED)
    return unsourced


def start_year(number: int) -> Year:
    """Open a year with what usually recurs, as drafts: a fall meeting, and the reports of the year before."""
    with transaction.atomic():
        year, made = Year.objects.get_or_create(number=number)
        if made:
            Meeting.objects.create(year=year, begins=KnownDate.parse(f"fall {number}"), slug="fall")
            reports = Milestone.objects.filter(year_id=number - 1, kind=Milestone.Kind.REPORT)
            for report in reports.exclude(status=Status.BIN):
                Milestone.objects.create(
                    year=year, position=report.position, headline=report.headline, kind=report.kind
                )
    return year
