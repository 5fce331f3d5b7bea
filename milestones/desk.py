"""A whole year on one screen: what is typed becomes rows, all of it or nothing."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from consortium.dates import KnownDate
from consortium.models import Source, Year
from consortium.publishing import Status
from consortium.roles import DRAFTS_ONLY
from meetings.models import Meeting
from members.forms import refuse_overlaps
from members.models import District, Membership
from milestones.desk_forms import (
    DepartureRow,
    DistrictRow,
    MeetingForm,
    MilestoneForm,
    Names,
    YearForm,
    lock_if_public,
)
from milestones.models import Milestone


class Desk:
    """The forms of a year, bound to what was sent or to what is there. `is_valid()`, then `save()`."""

    def __init__(self, number: int, data: Any = None, *, may_publish: bool = True) -> None:
        self.number, self.may_publish = number, may_publish
        stored = Year.objects.filter(pk=number).first()
        self.is_new = stored is None
        self.year = stored or Year(number=number)
        names = self.names = Names()
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
        blank = 2 if milestones.exists() else 5
        rows = forms.modelformset_factory(Milestone, MilestoneForm, extra=blank, can_delete=True)
        joiners = forms.formset_factory(DistrictRow, extra=3)
        leavers = forms.formset_factory(DepartureRow, extra=1)
        self.form = YearForm(data, instance=self.year, prefix="year")
        self.joiners = joiners(data, prefix="joined", form_kwargs={"names": names})
        self.leavers = leavers(data, prefix="left", form_kwargs={"names": names})
        self.milestones = rows(data, queryset=milestones.order_by("position", "pk"), prefix="milestone")
        self.meeting = MeetingForm(
            data, instance=meeting or Meeting(year_id=number, slug="fall"), prefix="meeting", names=names
        )
        if not may_publish:
            for form in (self.form, *self.milestones.initial_forms, self.meeting):
                lock_if_public(form)
        if data is None:
            self.joiners.forms[0].fields["name"].widget.attrs["autofocus"] = True
        self.removed = {int(pk) for pk in (data.getlist("remove") if data else []) if pk.isdigit()}
        self.returned = {int(pk) for pk in (data.getlist("return") if data else []) if pk.isdigit()}
        source = (data.get("source") if data else "") or ""
        self.source = Source.objects.filter(pk=source).first() if source.isdigit() else None
        self.sources = Source.objects.order_by("-pk")[:50]
        self.problems: list[str] = []

    @staticmethod
    def _memberships(**lookup: int) -> Any:
        rows = Membership.objects.filter(**lookup).exclude(status=Status.BIN)
        return rows.select_related("district").order_by("position", "pk")

    @property
    def parts(self) -> list[Any]:
        return [self.form, self.joiners, self.leavers, self.milestones, self.meeting]

    def is_valid(self) -> bool:
        self.meeting.empty_permitted = not self.meeting.instance.pk
        return all([part.is_valid() for part in self.parts])  # noqa: C419 - each part has to say what is wrong

    @property
    def errors(self) -> list[tuple[str, str, str]]:
        """All that is wrong: (id of the field, its label, the message)."""
        found = [("", "", problem) for problem in self.problems]
        for part in self.parts:
            for form in getattr(part, "forms", [part]):
                for name, messages in form.errors.items():
                    place = ("", "") if name == "__all__" else (form[name].auto_id, str(form[name].label))
                    found += [(*place, message) for message in messages]
        return found

    def save(self, publish: bool = False) -> bool:
        """Write everything in one transaction; False, with `problems`, if the record as a whole refuses it."""
        try:
            with transaction.atomic():
                self._save()
                if publish:
                    publish_year(self.year)
        except ValidationError as error:
            self.problems += error.messages
            return False
        return True

    def _save(self) -> None:
        if self.is_new or self.form.has_changed():
            self.form.save()
        for row in self.joined:
            if row.pk in self.removed and self.may_change(row):
                row.status = Status.BIN
                row.save(update_fields=["status"])
        for row in self.gone:
            if row.pk in self.returned and self.may_change(row):
                row.left, row.reason = None, ""
                refuse_overlaps([row])
                row.save()
        self._save_joiners([form for form in self.joiners if form.district])
        self._save_leavers([form for form in self.leavers if form.district])
        self._save_milestones()
        if self.meeting.wanted():
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
            open_ones = Membership.objects.filter(district=form.district, left=None).exclude(
                status=Status.BIN
            )
            row = open_ones.select_for_update().first() if form.district and form.district.pk else None
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
        last = max((form.instance.position for form in self.milestones.initial_forms), default=0)
        for form in self.milestones.forms:
            row = form.instance
            if form in self.milestones.deleted_forms or not form.has_changed():
                continue
            if not row.pk:
                row.year, row.source = self.year, self.source
            if not form.cleaned_data.get("position"):
                last += 1
                row.position = last
            row.full_clean()
            row.save()


def publish_year(year: Year) -> None:
    """Make a year and every draft that stands on its screen public, new districts too."""
    new = District.objects.filter(
        Q(memberships__joined=year) | Q(hostings__meeting__year=year), status=Status.DRAFT
    ).values_list("pk", flat=True)
    drafts = (
        Year.objects.filter(pk=year.pk),
        year.joinings,
        year.milestones,
        year.meetings,
        District.objects.filter(pk__in=set(new)),
    )
    for rows in drafts:
        rows.filter(status=Status.DRAFT).update(status=Status.PUBLISHED)


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
