"""Ticking the parts of a plan that a milestone, a meeting or a practice serves."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator
from django.http import HttpRequest

from consortium.models import PlanPart


class ByPlan(ModelChoiceIterator):
    """The parts under the name of their plan, the latest plan first."""

    def __iter__(self) -> Iterator[Any]:
        parts = self.queryset.select_related("plan").order_by(
            "-plan__adopted", "-plan_id", "kind", "position", "pk"
        )
        for plan, group in groupby(parts, key=lambda part: part.plan):
            yield f"{plan}, {plan.adopted}", [self.choice(part) for part in group]


class PlanPartsField(forms.ModelMultipleChoiceField):
    iterator = ByPlan
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.get_kind_display()}: {obj}"


class ServesPlan:
    """A screen of something that may serve parts of a plan. Parts of plans in the bin stay, so that no tie is lost unseen."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name != "plan_parts":
            return super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        return PlanPartsField(
            PlanPart.objects.asking_for_evidence(),
            required=False,
            label=db_field.verbose_name.capitalize(),
            help_text="Tick a part only if it is plain that this serves it: the plan’s page lists it there.",
        )
