"""The lines of a record on the screen of another one."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property

from consortium.forms import touched
from consortium.publishing import Publishable, Status

LAST_POSITION = 32767  # what the column holds


class KeepsLines(forms.BaseModelFormSet):
    """Lines of KeepsBoth, told apart from those whose row is gone since they were opened.

    A line that was changed here and is gone becomes a new one, which is refused once; what was not changed is let go.
    """

    model: type[Any]
    prefix: str

    @cached_property
    def forms(self) -> list[Any]:
        # Not before: by now the record that the lines are of is locked, and who deleted one has committed it.
        late = self._set_apart() if self.is_bound else 0
        forms: list[Any] = super().forms
        binned = issubclass(self.model, Publishable)
        for form in forms[self.initial_form_count() :][:late]:
            form.refusal = (
                f"Somebody {'put this line into the bin' if binned else 'deleted this line'} meanwhile. What you typed "
                "is kept here: save again to enter it as a new line, or empty it."
            )
        return forms

    def _set_apart(self) -> int:
        """Number the lines as sent anew: those that are there, then those that are gone and were changed, then the new.

        Returns how many are gone and were changed.
        """
        count, total = self.initial_form_count(), self.total_form_count()
        key = self.model._meta.pk.name
        sent = [self.data.get(f"{self.add_prefix(number)}-{key}", "") for number in range(count)]
        there = {str(row.pk) for row in self.get_queryset()} if any(sent) else set()
        gone = [number for number, pk in enumerate(sent) if pk.isdecimal() and pk not in there]
        if not gone:
            return 0
        late = [number for number in gone if self._is_changed(number)]
        kept = [number for number in range(count) if number not in gone]
        numbers = {old: new for new, old in enumerate([*kept, *late, *range(count, total)])}
        data: Any = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict
        moved = {}
        for name in list(data):
            match = re.fullmatch(rf"(initial-)?{re.escape(self.prefix)}-([0-9]+)-(.+)", name)
            if match:
                values = data.pop(name)
                opened, old, field = match[1] or "", int(match[2]), match[3]
                if old in numbers and not (opened and old in late):
                    is_key = old in late and field == key
                    moved[f"{opened}{self.prefix}-{numbers[old]}-{field}"] = [""] if is_key else values
        for name, values in moved.items():
            data.setlist(name, values)
        data[f"{self.prefix}-INITIAL_FORMS"], data[f"{self.prefix}-TOTAL_FORMS"] = len(kept), len(numbers)
        self.data = data
        del self.management_form  # it has counted what was sent
        return len(late)

    def _is_changed(self, number: int) -> bool:
        prefix = self.add_prefix(number)
        form = self.form(self.data, self.files, prefix=prefix, **self.get_form_kwargs(None))
        return not self.data.get(f"{prefix}-DELETE") and touched(form)

    def _should_delete_form(self, form: Any) -> bool:
        return super()._should_delete_form(form) and not form.is_kept  # type: ignore[misc]


class RecordFormSet(KeepsLines, forms.BaseInlineFormSet):
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
