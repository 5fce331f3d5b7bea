"""Two people at one record: nobody's change is lost without a word."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import model_to_dict
from django.utils import timezone


def lines(value: Any) -> Any:
    """Browsers send every end of a line as two characters, however it is stored."""
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


class KeepsBoth(forms.ModelForm):
    """A form that knows what stood in it when it was opened.

    A field that the other changed and this one did not keeps the other's value. A field that both changed is
    refused once: the message says what the other wrote, what was typed here stays, and saving again writes it.
    The row is locked from here to the end of the request's transaction.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and not self.instance._state.adding:
            for field in self.fields.values():
                if not field.disabled:
                    field.show_hidden_initial = True

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.instance.pk and not self.instance._state.adding:
            stored = type(self.instance)._base_manager.select_for_update().filter(pk=self.instance.pk).first()
            if stored is None:
                raise ValidationError("Somebody deleted this after you opened it.")
            for column in self.instance._meta.concrete_fields:
                if column.name not in self.fields:  # `save()` writes it, too; it was read before the lock
                    setattr(self.instance, column.attname, getattr(stored, column.attname))
            self._merge(data, stored)
        return data

    def now(self, stored: Any) -> dict[str, Any]:
        """The values that stand in the database, by field, as `initial` has them."""
        return model_to_dict(stored, fields=list(self.fields))

    def _merge(self, data: dict[str, Any], stored: Any) -> None:
        for name, value in self.now(stored).items():
            if name not in data:
                continue
            field, bound = self.fields[name], self[name]
            widget = field.hidden_widget()
            if widget.value_omitted_from_data(self.data, self.files, bound.html_initial_name):
                continue
            opened = widget.value_from_datadict(self.data, self.files, bound.html_initial_name)
            if not field.has_changed(value, opened):
                continue
            if name not in self.changed_data:
                row = getattr(stored, name, value)
                data[name] = row.all() if isinstance(value, list) else row
            elif field.has_changed(lines(value), lines(opened)) and field.has_changed(
                lines(value), lines(bound.data)
            ):
                self.add_error(name, self._said(stored, name, value))
                sent: Any = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict, or a test's dict
                self.data = sent
                prepared = field.prepare_value(value)
                if isinstance(prepared, list):
                    sent.setlist(
                        bound.html_initial_name, [str(getattr(item, "pk", item)) for item in prepared]
                    )
                else:
                    sent[bound.html_initial_name] = "" if prepared is None else str(prepared)

    def _said(self, stored: Any, name: str, value: Any) -> str:
        last = stored.history.first()
        who = last.history_user if last and last.history_user else "Somebody"
        when = f" at {timezone.localtime(last.history_date):%-I:%M %p}" if last else ""
        shown = getattr(stored, f"get_{name}_display", lambda: value)()
        if isinstance(value, list):
            shown = ", ".join(str(item) for item in value)
        text = f"{who} changed this to “{shown}”{when}, after you opened it."
        return f"{text} What you typed is kept here; save again to put it in its place."
