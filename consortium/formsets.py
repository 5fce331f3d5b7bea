"""The lines of a record on the screen of another one."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from consortium.publishing import Publishable, Status

LAST_POSITION = 32767  # what the column holds


class RecordFormSet(forms.BaseInlineFormSet):
    """What is deleted in a line goes where a deleted record goes: into the bin, if it has a status."""

    def delete_existing(self, obj: Any, commit: bool = True) -> None:
        if isinstance(obj, Publishable):
            obj.status = Status.BIN
            if commit:
                obj.save(update_fields=["status"])
        else:
            super().delete_existing(obj, commit)


class OrderedFormSet(RecordFormSet):
    """Rows in the order of their `position`; one left empty goes to the end."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["position"].required = False
        if not form.instance.pk:
            form.fields["position"].initial = form.initial["position"] = None

    def clean(self) -> None:
        last = max(
            (form.cleaned_data.get("position") or 0 for form in self.forms if hasattr(form, "cleaned_data")),
            default=0,
        )
        for form in self.forms:
            data = getattr(form, "cleaned_data", {})
            if data and not data.get("DELETE") and data.get("position") is None:
                if last >= LAST_POSITION:
                    raise ValidationError(
                        f"The position {LAST_POSITION} is the last one: number the rows anew."
                    )
                last += 1
                data["position"] = form.instance.position = last
        super().clean()
