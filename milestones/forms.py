from typing import Any

from django import forms
from django.contrib import admin
from django.utils.text import slugify

from consortium.dates import KnownDate
from consortium.forms import KeepsBoth
from consortium.formsets import OrderedFormSet
from consortium.odd_input import KnownChoicesMultiple
from meetings.models import Hosting, Meeting
from members.forms import PeriodFormSet
from members.models import District


class JoiningFormSet(OrderedFormSet, PeriodFormSet):
    """The new members of a year, in order."""


class YearMeetingForm(KeepsBoth):
    """A meeting on the screen of its year: little to type, hosts included."""

    hosts = forms.ModelMultipleChoiceField(District.objects.all(), required=False, label="Host districts")

    class Meta:
        model = Meeting
        fields = ("kind", "theme", "begins", "city", "state", "held", "status", "slug", "source")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hosts"].widget = KnownChoicesMultiple(Hosting._meta.get_field("district"), admin.site)
        self.fields["hosts"].widget.choices = self.fields["hosts"].choices  # type: ignore[attr-defined]
        self.fields["begins"].required = self.fields["slug"].required = False
        self.fields["begins"].help_text = "Empty for “fall” of this year. A day, a month, a season or a year."
        self.fields["slug"].help_text = "Empty: made of its kind."
        if self.instance.pk:
            self.initial["hosts"] = list(self.instance.hostings.values_list("district", flat=True))
        else:
            self.initial["slug"] = ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        kind = data.get("kind")
        if not data.get("slug") and kind:
            data["slug"] = slugify(kind)
        if not data.get("begins") and "begins" not in self.errors:
            season = "fall " if kind == Meeting.Kind.FALL else ""
            try:
                data["begins"] = KnownDate.parse(f"{season}{self.instance.year_id}")
            except ValueError:
                self.add_error("begins", "Say when, or give the year a number first.")
        return data

    def _save_m2m(self) -> None:
        super()._save_m2m()  # type: ignore[misc]
        chosen = {str(district.pk): district for district in self.cleaned_data["hosts"]}
        opened = {str(pk) for pk in self.opened("hosts") or []}  # who came or went meanwhile stays so
        there = {str(row.district_id): row.pk for row in self.instance.hostings.all()}
        dropped = [there[pk] for pk in opened - chosen.keys() if pk in there]
        self.instance.hostings.filter(pk__in=dropped).delete()
        for pk, district in chosen.items():
            if pk not in opened and pk not in there:
                Hosting.objects.create(meeting=self.instance, district=district)
