"""Two people at one record: nobody's change is lost without a word."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import DELETION_FIELD_NAME
from django.forms.models import model_to_dict
from django.utils import timezone

from consortium.past import entries_of, linked_keys
from consortium.publishing import Publishable


def lines(value: Any) -> Any:
    """Browsers send every end of a line as two characters, however it is stored."""
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


def touched(form: forms.BaseForm) -> bool:
    """Whether a field is sent otherwise than it stood when the form was opened. What says nothing of that is left out."""
    for bound in form:
        widget = bound.field.hidden_widget()
        if widget.value_omitted_from_data(form.data, form.files, bound.html_initial_name):
            continue
        opened = lines(widget.value_from_datadict(form.data, form.files, bound.html_initial_name))
        try:
            opened = bound.field.to_python(opened)
        except ValidationError:
            return True
        if bound.field.has_changed(opened, lines(bound.data)):
            return True
    return False


class KeepsBoth(forms.ModelForm):
    """A form that knows what stood in it when it was opened.

    A field that the other changed and this one did not keeps the other's value. A field that both changed is
    refused once: the message says what the other wrote, what was typed here stays, and saving again writes it.
    So is the deletion of a line that the other changed. The row is locked from here to the end of the request's
    transaction.
    """

    refusal = ""  # why nothing that was typed here can be saved now
    is_kept = False  # a line that was to be deleted and has been changed meanwhile

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
        if self.refusal:
            raise ValidationError(self.refusal)
        return data

    def now(self, stored: Any) -> dict[str, Any]:
        """The values that stand in the database, by field, as `initial` has them."""
        return model_to_dict(stored, fields=list(self.fields))

    def opened(self, name: str) -> Any:
        """What stood in a field when the form was opened, as the browser says; else what it is shown with."""
        bound = self[name]
        widget = bound.field.hidden_widget()
        if widget.value_omitted_from_data(self.data, self.files, bound.html_initial_name):
            return bound.initial
        return widget.value_from_datadict(self.data, self.files, bound.html_initial_name)

    def _merge(self, data: dict[str, Any], stored: Any) -> None:
        # What goes into the bin keeps the other's change; what is deleted does not.
        deletes = data.get(DELETION_FIELD_NAME) and not isinstance(stored, Publishable)
        for name, value in self.now(stored).items():
            if name not in data:
                continue
            field, bound = self.fields[name], self[name]
            if isinstance(field, forms.FileField):
                self._keep_file(stored, name, str(value or ""))
                continue
            if field.hidden_widget().value_omitted_from_data(self.data, self.files, bound.html_initial_name):
                continue
            opened = self.opened(name)
            if not field.has_changed(value, opened):
                continue
            if deletes and field.has_changed(lines(value), lines(opened)):
                self.is_kept = True
                again = "Save again to delete it all the same."
                if name not in self.changed_data:
                    self._put(bound.html_name, field, value)
                self.add_error(name, f"{self._said(stored, name, value)} {again}")
                self._put(bound.html_initial_name, field, value)
            elif name not in self.changed_data:
                row = getattr(stored, name, value)
                data[name] = row.all() if isinstance(value, list) else row
            elif field.has_changed(lines(value), lines(opened)) and field.has_changed(
                lines(value), lines(bound.data)
            ):
                kept = "What you typed is kept here; save again to put it in its place."
                self.add_error(name, f"{self._said(stored, name, value)} {kept}")
                self._put(bound.html_initial_name, field, value)

    def _put(self, key: str, field: Any, value: Any) -> None:
        """Let the form be sent back as if `value` had been sent."""
        sent: Any = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict, or a test's dict
        self.data = sent
        prepared = field.prepare_value(value)
        if isinstance(prepared, list):
            sent.setlist(key, [str(getattr(item, "pk", item)) for item in prepared])
        else:
            sent[key] = "" if prepared is None else str(prepared)

    def _keep_file(self, stored: Any, name: str, value: str) -> None:
        """Of two uploads the second is refused once; a form without one leaves the file that is there alone."""
        initial = self[name].html_initial_name
        if self[name].data and self.data.get(initial, value) != value:
            who, when = self._last(stored, name)
            text = f"{who} replaced this file{when}, after you opened it."
            self.add_error(name, f"{text} Choose yours again and save to put it in its place.")
            sent: Any = self.data.copy()  # type: ignore[attr-defined]
            self.data = sent
            sent[initial] = value

    def _last(self, stored: Any, name: str) -> tuple[str, str]:
        """Who gave a field of the row the value that it has, and when, as a sentence has it.

        For a field of the form alone, such as a meeting's second host, who saved the row last.
        """
        is_column = name in {field.name for field in type(stored)._meta.get_fields()}
        last = None
        for entry in entries_of(type(stored), stored.pk):
            if last is not None and not (is_column and self._kept(entry, name) == self._kept(last, name)):
                break
            last = entry
        who = last.history_user if last and last.history_user else "Somebody"
        return str(who), f" at {timezone.localtime(last.history_date):%-I:%M %p}" if last else ""

    @staticmethod
    def _kept(entry: Any, name: str) -> Any:
        """What an entry of history has of a field."""
        column = entry.instance_type._meta.get_field(name)
        return linked_keys(entry, column) if column.many_to_many else getattr(entry, column.attname)

    def _said(self, stored: Any, name: str, value: Any) -> str:
        who, when = self._last(stored, name)
        shown = getattr(stored, f"get_{name}_display", lambda: getattr(stored, name, value))()
        if isinstance(value, list):
            shown = ", ".join(str(item) for item in value)
        return f"{who} changed this to “{shown}”{when}, after you opened it."
