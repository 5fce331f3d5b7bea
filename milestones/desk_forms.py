"""The forms of the year desk: districts by name, milestones, the fall meeting."""

from difflib import get_close_matches
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify

from consortium.dates import KnownDate, KnownDateFormField
from consortium.forms import KeepsBoth
from consortium.models import Source, Year
from consortium.publishing import Status
from consortium.states import STATES
from consortium.text import fold
from meetings.models import Hosting, Meeting, Sponsorship
from members.models import District, Organization
from milestones.models import Milestone

CLOSE = 0.86  # how alike two names have to be for “did you mean”


class Names:
    """Districts by any name they ever had, for what staff type."""

    def __init__(self) -> None:
        self.found: dict[str, list[District]] = {}
        districts = District.objects.exclude(status=Status.BIN).prefetch_related("names")
        for district in districts:
            names = {district.name, district.short_name, *(former.name for former in district.names.all())}
            for name in names - {""}:
                self.found.setdefault(fold(name).strip(), []).append(district)
        self.districts = list(districts)

    def find(self, name: str, state: str) -> District | None:
        """The one district of that name; None if there is none. Raises ValidationError if there are several."""
        found = {district.pk: district for district in self.found.get(fold(name).strip(), [])}
        if state:
            found = {pk: district for pk, district in found.items() if district.state == state}
        if len(found) > 1:
            places = ", ".join(sorted(district.state for district in found.values()))
            raise ValidationError(f"There is more than one {name} ({places}): add the state.")
        return next(iter(found.values()), None)

    def one(self, name: str) -> District:
        """The one district of that name. Raises ValidationError, with names much like it, if there is none."""
        district = self.find(name, "")
        if district is None:
            close = " or ".join(str(other) for other in self.like(name))
            raise ValidationError(
                f"Did you mean {close}?" if close else f"No district is called {name}: choose one."
            )
        return district

    def like(self, name: str) -> list[District]:
        """Districts with a name much like this one."""
        close = get_close_matches(fold(name).strip(), list(self.found), n=3, cutoff=CLOSE)
        return list({district.pk: district for key in close for district in self.found[key]}.values())


class DistrictRow(forms.Form):
    """A district by name; one that is not known yet is made, as a draft, once its state is there."""

    name = forms.CharField(
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"list": "districts", "autocomplete": "off", "placeholder": "District"}),
    )
    state = forms.CharField(
        max_length=2,
        required=False,
        widget=forms.TextInput(
            attrs={"size": 2, "autocapitalize": "characters", "autocomplete": "off", "placeholder": "ST"}
        ),
    )
    is_new = forms.BooleanField(required=False, label="It is a new one")

    def __init__(self, *args: Any, names: Names, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names, self.asks = names, False
        self.district: Any = None  # of this name, perhaps still to be saved

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        name, state = (data.get("name") or "").strip(), (data.get("state") or "").strip().upper()
        if not name:
            return data
        if state and state not in STATES:
            raise ValidationError({"state": f"{state} is not a state. Use a postal code, such as VA."})
        self.district = self.names.find(name, state)
        if self.district is None:
            self._ask(name, state, data)
        return data

    def _ask(self, name: str, state: str, data: dict[str, Any]) -> None:
        close = [] if data.get("is_new") else self.names.like(name)
        if close:
            self.asks = True
            options = " or ".join(str(district) for district in close)
            raise ValidationError({"name": f"Did you mean {options}? If not, tick “It is a new one”."})
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
    reason = forms.CharField(
        max_length=200, required=False, widget=forms.TextInput(attrs={"placeholder": "Reason, if known"})
    )


class YearForm(KeepsBoth):
    class Meta:
        model = Year
        fields = ("headline", "introduction", "no_new_members", "no_fall_meeting")
        widgets = {"introduction": forms.Textarea(attrs={"rows": 2})}


class MilestoneForm(KeepsBoth):
    class Meta:
        model = Milestone
        fields = ("position", "headline", "text")
        widgets = {
            "headline": forms.TextInput(attrs={"placeholder": "Headline"}),
            "text": forms.Textarea(attrs={"rows": 2, "placeholder": "A sentence or two"}),
            "position": forms.NumberInput(attrs={"class": "pos", "min": 1}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["position"].required = False
        if not self.instance.pk:
            self.fields["position"].widget = forms.HiddenInput(attrs={"class": "pos"})
            self.initial["position"] = self.fields["position"].initial = None

    def has_changed(self) -> bool:
        return bool(set(self.changed_data) - ({"position"} if not self.instance.pk else set()))


class MeetingForm(KeepsBoth):
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
    sponsor = forms.CharField(
        max_length=160,
        required=False,
        widget=forms.TextInput(attrs={"list": "organizations", "autocomplete": "off"}),
    )

    field_order = ("theme", "host", "cohost", "begins", "city", "state", "sponsor", "held")

    class Meta:
        model = Meeting
        fields = ("theme", "begins", "city", "state", "held")

    def __init__(self, *args: Any, names: Names, **kwargs: Any) -> None:
        self.names = names
        if kwargs["instance"].pk:
            kwargs["initial"] = self._around(kwargs["instance"])
        super().__init__(*args, **kwargs)
        self.fields["held"].help_text = "Tick it once it took place."
        self.fields["theme"].help_text = ""

    @staticmethod
    def _around(meeting: Meeting) -> dict[str, str]:
        hosts = [hosting.district.name for hosting in meeting.hostings.select_related("district")]
        sponsors = [row.organization.name for row in meeting.sponsorships.select_related("organization")]
        host, cohost, sponsor = (*hosts, "", "")[0], (*hosts, "", "")[1], (*sponsors, "")[0]
        return {"host": host, "cohost": cohost, "sponsor": sponsor}

    def now(self, stored: Any) -> dict[str, Any]:
        return {**super().now(stored), **self._around(stored)}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not data.get("begins") and "begins" not in self.errors:
            data["begins"] = KnownDate.parse(f"fall {self.instance.year_id}")
        for name in ("host", "cohost"):
            try:
                data[name] = self.names.one(data[name]) if data.get(name) else None
            except ValidationError as error:
                self.add_error(name, error)
        if data.get("cohost") and not data.get("host"):
            self.add_error("host", "Name the first host, too.")
        return data

    def wanted(self) -> bool:
        """Whether there is anything to save."""
        return self.has_changed()

    def save_hosts(self, source: Source | None) -> None:
        meeting, data = self.instance, self.cleaned_data
        hosts = [data[name] for name in ("host", "cohost") if data.get(name)]
        if {"host", "cohost"} & set(self.changed_data):
            meeting.hostings.exclude(district__in=hosts).delete()
            there = set(meeting.hostings.values_list("district", flat=True))
            for index, district in enumerate(hosts):
                if district.pk not in there:
                    Hosting.objects.create(
                        meeting=meeting, district=district, lead=not index and len(hosts) > 1, source=source
                    )
        name = (data.get("sponsor") or "").strip()
        if "sponsor" in self.changed_data:
            meeting.sponsorships.exclude(organization__name=name).delete()
            if name and not meeting.sponsorships.exists():
                sponsor = Organization.objects.filter(name=name).first() or Organization.objects.create(
                    name=name, slug=free_slug(Organization, name), kind=Organization.Kind.SPONSOR
                )
                Sponsorship.objects.create(meeting=meeting, organization=sponsor, source=source)


def free_slug(model: Any, name: str) -> str:
    base = slugify(name)[:70] or "unnamed"
    taken = set(model.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for slug in (base, *(f"{base}-{n}" for n in range(2, 999))) if slug not in taken)


def lock_if_public(form: Any) -> None:
    """Show a published record to an editor without letting it be changed."""
    if form.instance.pk and form.instance.status != Status.DRAFT:
        for field in form.fields.values():
            field.disabled = True
