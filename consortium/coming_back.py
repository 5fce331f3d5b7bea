"""What a screen says of what was saved and stays unseen, and of what came back unsaved."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import quote
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from consortium.publishing import Publishable, in_bin


def what_hides(row: Any) -> list[Any]:
    """The rows that a row hangs on, near or far, that are not published."""
    hiding: list[Any] = []
    for parent in filter(None, (getattr(row, name) for name in row.parents)):
        own = [parent] if isinstance(parent, Publishable) and not parent.is_public else []
        hiding += [one for one in (*own, *what_hides(parent)) if one not in hiding]
    return hiding


def why_hidden(site: admin.AdminSite, row: Any) -> SafeString:
    meta = row._meta
    address = reverse(f"{site.name}:{meta.app_label}_{meta.model_name}_change", args=[quote(row.pk)])
    state = "in the bin" if in_bin(row) else "a draft"
    text = 'Nobody sees it yet: the {} <a href="{}">{}</a> that it hangs on is {}.'
    return format_html(text, meta.verbose_name, address, row, state)


def ask_for_files_again(request: HttpRequest, context: Any) -> None:
    """Say beside its field that a file was sent with a form that came back: no browser keeps it."""
    forms_shown = [context["adminform"].form]
    for lines in context.get("inline_admin_formsets", ()):
        forms_shown += lines.formset.forms
    for form in forms_shown:
        for name, field in form.fields.items():
            if form.add_prefix(name) in request.FILES and name not in form.errors:
                what = "picture" if isinstance(field, forms.ImageField) else "file"
                form.add_error(
                    name, f"Choose the {what} again: nothing is saved yet, and it is not kept here."
                )
