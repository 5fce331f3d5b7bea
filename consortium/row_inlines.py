"""Rows of one kind on the screen of what they hang on."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from consortium.forms import KeepsBoth
from consortium.formsets import RecordFormSet
from consortium.odd_input import CarefulFields
from consortium.publishing import Publishable, Status
from consortium.roles import may_publish
from consortium.staff_forms import by_role

MARKDOWN = "Markdown (**bold**, - for a list, [words](https://…))"


class HelpsWithMarkdown:
    """Where a field's help says that it takes Markdown, a line of it says how that is written."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        if field is not None and isinstance(db_field, models.TextField):
            field.help_text = str(field.help_text).replace("Markdown", MARKDOWN, 1)
        return field


class SmallText:
    """Longer text in few lines, so that a screen shows many rows."""

    formfield_overrides: ClassVar[Mapping[type[models.Field], Mapping[str, Any]]] = {
        models.TextField: {"widget": forms.Textarea(attrs={"rows": 3, "cols": 90})}
    }


class RowInline(HelpsWithMarkdown, CarefulFields, SmallText, admin.TabularInline):
    extra = 0
    form = KeepsBoth
    formset = RecordFormSet
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = super().get_queryset(request)
        return rows.exclude(status=Status.BIN) if issubclass(self.model, Publishable) else rows

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        lines = super().get_formset(request, obj, **kwargs)
        lines.form = by_role(lines.form, request)
        return lines

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = super().has_delete_permission(request, obj)
        return allowed and (not issubclass(self.model, Publishable) or may_publish(request))

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Wide lines; beside a choice only “add”, the rest is done on a screen of its own."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if (
            isinstance(field, forms.CharField)
            and (db_field.max_length or 0) >= 120
            and db_field.name != "passage"
        ):
            field.widget.attrs.setdefault("size", 90)
        widget = getattr(field, "widget", None)
        for name in ("can_change_related", "can_delete_related", "can_view_related"):
            if hasattr(widget, name):
                setattr(widget, name, False)
        return field

    def get_autocomplete_fields(self, request: HttpRequest) -> Any:
        own = (field.name for field in self.model._meta.fields if isinstance(field, models.ForeignKey))
        named = {"source", "person", "district", "organization", "meeting"}
        return [name for name in own if name in named and name != self.fk_name]


class BoxInline(RowInline):
    """As RowInline, a row a box instead of a line."""

    template = "admin/edit_inline/stacked.html"
