"""The forms of the year desk: districts by name, milestones, the fall meeting."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify

from consortium.dates import KnownDate, KnownDateFormField
from consortium.forms import KeepsBoth, touched
from consortium.formsets import KeepsLines
from consortium.models import Source, Year
from consortium.publishing import Status
from consortium.states import code_of
from consortium.text import fold
from meetings.models import Hosting, Meeting, Sponsorship
from members.lookups import free_slug, slugs_of
from members.models import District, Membership, Organization
from milestones.models import Milestone
from milestones.paste.district_names import DistrictNames, KnownDistrict, split_state


class Names:
    """Districts by any name they ever had, for what staff type."""

    def __init__(self) -> None:
        self.found: dict[str, list[District]] = {}
        districts = District.objects.exclude(status=Status.BIN).prefetch_related("names")
        self.districts: list[District] = []
        for district in districts:
            self.add(district)

    def add(self, district: District) -> None:
        former = (former.name for former in district.names.all())
        for name in {str(district), district.name, district.short_name, *former} - {""}:
            self.found.setdefault(fold(name).strip(), []).append(district)
        self.districts.append(district)

    def find(self, name: str, state: str) -> District | None:
        """The one district of that name; None if there is none. Raises ValidationError if there are several."""
        found = {district.pk: district for district in self.found.get(fold(name).strip(), [])}
        if state:
            found = {pk: district for pk, district in found.items() if district.state == state}
        if len(found) > 1:
            places = ", ".join(sorted(district.state for district in found.values()))
            raise ValidationError(
                f"There is more than one {name} ({places}): add the state, as in “{next(iter(found.values()))}”."
            )
        return next(iter(found.values()), None)

    def one(self, name: str) -> District:
        """The one district of that name. Raises ValidationError, with names much like it, if there is none."""
        district = self.find(name, "")
        if district is None:
            close = self.like(name)
            raise ValidationError(
                did_you_mean(close) if close else f"No district is called {name}: choose one."
            )
        return district

    def like(self, name: str, state: str = "") -> list[District]:
        """Districts with a name much like this one; of a given state, or of the one behind the name, only its own."""
        name, behind = split_state(name)
        keys = [known.pk for known in self.known.close(name, state or behind)]
        return [district for district in self.districts if district.pk in keys][:3]

    @cached_property
    def known(self) -> DistrictNames:
        """The same districts as the reading of documents knows them."""
        return DistrictNames(
            [
                KnownDistrict(
                    pk=district.pk,
                    name=district.name,
                    short_name=district.short_name,
                    state=district.state,
                    former_names=tuple(former.name for former in district.names.all()),
                )
                for district in self.districts
            ]
        )


def did_you_mean(districts: Iterable[District]) -> str:
    return f"Did you mean {' or '.join(str(district) for district in districts)}?"


class DistrictRow(forms.Form):
    """A district by name; one that is not known yet is made, as a draft, once its state is there."""

    name = forms.CharField(
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"list": "districts", "autocomplete": "off", "placeholder": "District"}),
    )
    state = forms.CharField(
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"size": 4, "autocomplete": "off", "placeholder": "State"}),
    )
    is_new = forms.BooleanField(required=False, label="It is a new one")

    def __init__(self, *args: Any, names: Names, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names, self.asks = names, False
        self.district: Any = None  # of this name, perhaps still to be saved

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        name, typed = (data.get("name") or "").strip(), (data.get("state") or "").strip()
        if not name:
            return data
        state = code_of(typed)
        if typed and not state:
            raise ValidationError({"state": f"{typed} is not a state. Use its name or its code, such as VA."})
        try:
            self.district = self.names.find(name, state)
        except ValidationError as error:
            raise ValidationError({"name": error}) from error
        if self.district is None:
            self._ask(name, state, data)
        return data

    def _ask(self, name: str, state: str, data: dict[str, Any]) -> None:
        close = [] if data.get("is_new") else self.names.like(name, state)
        if close:
            self.asks = True
            raise ValidationError({"name": f"{did_you_mean(close)} If not, tick “It is a new one”."})
        if not state:
            raise ValidationError(
                {"state": f"{name} is not known yet: add its state to make a new district."}
            )
        slugs = (
            f"{slugify(name)}{ending}"
            for ending in ("", f"-{state.lower()}", *(f"-{n}" for n in range(2, 99)))
        )
        slug = next(slug for slug in slugs if not District.objects.filter(slug=slug).exists())
        self.district = District(name=name, slug=slug, state=state, status=Status.DRAFT)
        self.district.full_clean()

    def saved_district(self) -> District:
        if self.district.pk is None:
            self.district.save()
        return self.district


class DepartureRow(DistrictRow):
    """A member that left: it has to be one already."""

    state = is_new = None  # type: ignore[assignment]  # Django's way to take inherited fields away
    reason = forms.CharField(
        max_length=200, required=False, widget=forms.TextInput(attrs={"placeholder": "Reason, if known"})
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.district and not open_memberships(self.district).exists():
            self.add_error("name", f"{self.district} has no membership that could end.")
        elif data.get("reason") and not data.get("name") and "name" not in self.errors:
            self.add_error("name", "Name the district that left.")
        return data

    def _ask(self, name: str, state: str, data: dict[str, Any]) -> None:
        close = self.names.like(name)
        question = f" {did_you_mean(close)}" if close else ""
        raise ValidationError({"name": f"No member of this name.{question}"})


def open_memberships(district: District) -> Any:
    return Membership.objects.filter(district=district, left=None).exclude(status=Status.BIN)


NOT_REMOVED = "Only a publisher removes what is saved. Ask one."
PUBLISHED = (
    "Somebody has published this after you opened it, and you may change drafts only. What you typed is kept here: "
    "copy it for a publisher, and open the desk anew to save the rest."
)


class DeskForm(KeepsBoth):
    """One record on the desk."""

    def hold(self, *, may_publish: bool, may_remove: bool) -> None:
        """Show what is saved without letting it be changed by those who may not; what they had open is refused in words.

        What is hidden stays as it is: a browser does not send what is disabled, and without its key a row is a new one.
        """
        if self.instance._state.adding:
            return
        remove = next((name for name in ("DELETE", "remove") if name in self.fields), None)
        if remove and not may_remove:
            if self.is_bound and self[remove].data:
                self.refusal = NOT_REMOVED
            self.fields[remove].disabled = True
        if may_publish or self.instance.status == Status.DRAFT:
            return
        if self.is_bound and touched(self):
            self.refusal = PUBLISHED
            return
        for field in self.fields.values():
            field.disabled = field.disabled or not field.widget.is_hidden


class YearForm(DeskForm):
    class Meta:
        model = Year
        fields = ("headline", "introduction", "no_new_members", "no_fall_meeting")
        help_texts = dict.fromkeys(fields, "")  # the desk says them once for all rows, if at all
        widgets = {"introduction": forms.Textarea(attrs={"rows": 2})}
        labels = {
            "headline": "Line for the year",
            "introduction": "Introduction (optional)",
            "no_new_members": "If no new member is listed, that means",
            "no_fall_meeting": "If no fall meeting is listed, that means",
        }


class MilestoneForm(DeskForm):
    class Meta:
        model = Milestone
        fields = ("position", "headline", "text")
        help_texts = dict.fromkeys(fields, "")
        widgets = {
            "headline": forms.TextInput(attrs={"placeholder": "Headline"}),
            "text": forms.Textarea(attrs={"rows": 2, "placeholder": "A sentence or two"}),
            "position": forms.NumberInput(attrs={"class": "pos", "min": 1}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["position"].required = False
        if not self.instance.pk:
            self.initial["position"] = self.fields["position"].initial = None

    def has_changed(self) -> bool:
        return bool(set(self.changed_data) - ({"position"} if not self.instance.pk else set()))


class MilestoneFormSet(KeepsLines):
    """The milestones of a year, those in the bin left out."""


def in_order(forms: Iterable[MilestoneForm]) -> list[MilestoneForm]:
    """Milestones in the order of the numbers typed, those without one last.

    Of two with one number the one that was given it just now comes before the other if it moved up, after it if down.
    """

    def place(form: MilestoneForm) -> tuple[float, int]:
        asked, before = form.cleaned_data.get("position"), form.initial.get("position")
        if asked is None:
            return float("inf"), 0
        return asked, 0 if asked == before else -1 if before is None or asked < before else 1

    return sorted(forms, key=place)


class MeetingForm(DeskForm):
    """The fall meeting: its theme and host are enough."""

    host = forms.CharField(
        max_length=120,
        required=False,
        label="Host district",
        widget=forms.TextInput(attrs={"list": "districts", "autocomplete": "off"}),
    )
    cohost = forms.CharField(
        max_length=120,
        required=False,
        label="Second host",
        widget=forms.TextInput(attrs={"list": "districts", "autocomplete": "off"}),
    )
    begins = KnownDateFormField(
        required=False, label="When", help_text="Exact day, month or season; empty: fall."
    )
    remove = forms.BooleanField(
        required=False, label="Remove this meeting", help_text="It goes into the bin."
    )
    sponsor = forms.CharField(
        max_length=160,
        required=False,
        widget=forms.TextInput(attrs={"list": "organizations", "autocomplete": "off"}),
    )

    field_order = ("theme", "host", "cohost", "begins", "city", "state", "sponsor", "held", "remove")

    class Meta:
        model = Meeting
        fields = ("theme", "begins", "city", "state", "held")

    def __init__(self, *args: Any, names: Names, **kwargs: Any) -> None:
        self.names = names
        if kwargs["instance"].pk:
            kwargs["initial"] = self._around(kwargs["instance"])
        super().__init__(*args, **kwargs)
        self.fields["held"].label = "It took place"
        self.fields["held"].help_text = self.fields["theme"].help_text = ""
        if not self.instance.pk:
            del self.fields["remove"]

    @staticmethod
    def _around(meeting: Meeting, shown: tuple[str, str, str] = ("", "", "")) -> dict[str, str]:
        """The hosts and the sponsor that the form shows: those shown already, as long as they are there, then others."""
        hosts = [hosting.district.name for hosting in meeting.hostings.select_related("district")]
        sponsors = [row.organization.name for row in meeting.sponsorships.select_related("organization")]
        others = iter([name for name in hosts if name not in shown[:2]])
        host, cohost = (name if name in hosts else next(others, "") for name in shown[:2])
        sponsor = shown[2] if shown[2] in sponsors else next(iter(sponsors), "")
        return {"host": host, "cohost": cohost, "sponsor": sponsor}

    def now(self, stored: Any) -> dict[str, Any]:
        host, cohost, sponsor = (self.opened(name) or "" for name in ("host", "cohost", "sponsor"))
        return {**super().now(stored), **self._around(stored, (host, cohost, sponsor))}

    def clean(self) -> dict[str, Any]:
        typed = dict(self.cleaned_data)
        data = super().clean()
        if data.get("remove"):
            return data
        if not data.get("begins") and "begins" not in self.errors:
            data["begins"] = KnownDate.parse(f"fall {self.instance.year_id}")
        for name in self._changed("host", "cohost"):  # one that stays may be in the bin, or share its name
            try:
                data[name] = self.names.one(data[name]) if data.get(name) else None
            except ValidationError as error:
                self.add_error(name, error)
        if typed.get("cohost") and not typed.get("host"):
            self.add_error("host", "Name the first host, too.")
        return data

    def _changed(self, *names: str) -> list[str]:
        return [name for name in names if name in self.changed_data]

    def wanted(self) -> bool:
        """Whether there is anything to save."""
        return self.has_changed()

    def save_hosts(self, source: Source | None) -> None:
        """Put those typed in the place of those that were shown; who is not shown here stays."""
        meeting, data = self.instance, self.cleaned_data
        changed = self._changed("host", "cohost")
        new = {name: data[name] for name in changed if data.get(name)}
        dropped = {self.opened(name) for name in changed}
        rows = [row for row in meeting.hostings.select_related("district") if row.district.name in dropped]
        gone = [row.pk for row in rows if row.district not in new.values()]
        meeting.hostings.filter(pk__in=gone).delete()
        for name, district in new.items():
            if not meeting.hostings.filter(district=district).exists():
                leads = name == "host" and bool(data.get("cohost"))
                lead = leads and not meeting.hostings.filter(lead=True).exists()
                Hosting.objects.create(meeting=meeting, district=district, lead=lead, source=source)
        if self._changed("sponsor"):
            name = (data.get("sponsor") or "").strip()
            meeting.sponsorships.filter(organization__name=self.opened("sponsor")).exclude(
                organization__name=name
            ).delete()
            if name and not meeting.sponsorships.filter(organization__name=name).exists():
                sponsor = Organization.objects.filter(name=name).first() or Organization.objects.create(
                    name=name,
                    slug=free_slug(name, slugs_of(Organization), [], longest=90, empty="unnamed"),
                    kind=Organization.Kind.SPONSOR,
                )
                Sponsorship.objects.create(meeting=meeting, organization=sponsor, source=source)
