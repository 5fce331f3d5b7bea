"""The history of each record on the staff's side: what changed, what is gone, and bringing it back."""

import re
from contextlib import nullcontext
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from consortium.history import because
from consortium.past import (
    Named,
    State,
    changes,
    deleted_entries,
    entries_of,
    said,
    told,
    who_made,
    with_links,
)
from consortium.publishing import Record, in_bin
from consortium.restoring import RestoreError, Restoring
from consortium.roles import DRAFTS_ONLY, is_shared, may_publish, would_show

PAGE = 50


class PastScreens(admin.ModelAdmin):
    """History, restoring and the deleted rows of a model of the record."""

    def get_urls(self) -> list[Any]:
        view, name = self.admin_site.admin_view, f"{self.opts.app_label}_{self.opts.model_name}"
        restore = "<path:object_id>/history/<int:number>/restore/"
        return [
            path("deleted/", view(self.deleted_view), name=f"{name}_deleted"),
            path(restore, view(self.restore_view), name=f"{name}_restore"),
            *super().get_urls(),
        ]

    def address(self, page: str, *args: Any) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}", args=args)

    def response_action(self, *args: Any, **kwargs: Any) -> Any:
        with because("bulk action"):
            return super().response_action(*args, **kwargs)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return super().changelist_view(
            request, {"deleted_address": self.address("deleted"), **(extra_context or {})}
        )

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        context["bring_back"] = self.way_out_of_bin(request, context.get("original"))
        return super().render_change_form(request, context, *args, **kwargs)

    def way_out_of_bin(self, request: HttpRequest, row: Any) -> str:
        """The address that makes a draft again of a row in the bin; empty for others."""
        if row is None or not in_bin(row) or not self.has_change_permission(request, row):
            return ""
        last = entries_of(self.model, row.pk).first()
        return self.address("restore", row.pk, last.history_id) if last else ""

    def key(self, object_id: str) -> Any:
        """The primary key that an address names. Raises Http404."""
        try:
            return self.opts.pk.to_python(unquote(object_id))
        except ValidationError:
            raise Http404 from None

    # What changed

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """One row's entries, of a deleted row, too; two of them held against each other."""
        pk = self.key(object_id)
        row = self.get_object(request, object_id)
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        entries = entries_of(self.model, pk)
        page = Paginator(entries, PAGE).get_page(request.GET.get("p"))
        one_more = slice(max(page.start_index() - 1, 0), page.end_index() + 1)  # what the last one changed
        listed = list(entries[one_more])
        if row is None and not listed:
            raise Http404
        chosen = [self.chosen(request, name, entries) for name in ("from", "to")]
        marked = [entry.history_id if entry else None for entry in chosen]
        if not any(chosen) and len(listed) > 1:
            marked = [listed[1].history_id, listed[0].history_id]
        on_page = {entry.history_id for entry in listed[:PAGE]}
        name = str(row) if row else Named(self.model, [State.of_entry(listed[0])]).say(listed[0].instance)
        context = {
            **self.admin_site.each_context(request),
            "title": f"History: {name}",
            "opts": self.opts,
            "row": row,
            "key": pk,
            "name": name,
            "page": page,
            "entries": list(told(self.model, listed, PAGE)),
            "marked": marked,
            "elsewhere": [
                (name, entry)
                for name, entry in zip(("from", "to"), chosen, strict=True)
                if entry and entry.history_id not in on_page
            ],
            "compared": self.compared(*chosen),
            "between": [said(entry.history_date) for entry in chosen if entry],
            "may_restore": self.has_change_permission(request, row)
            if row
            else self.has_add_permission(request),
            "newest": entries.values_list("history_id", flat=True).first(),
            "bring_back": self.way_out_of_bin(request, row),
            "hung": self.hung_on(request, pk),
            **(extra_context or {}),
        }
        request.current_app = self.admin_site.name  # type: ignore[attr-defined]
        return TemplateResponse(request, "admin/past.html", context)

    def chosen(self, request: HttpRequest, name: str, entries: Any) -> Any:
        value = request.GET.get(name, "")
        if not value:
            return None
        entry = entries.filter(history_id=int(value)).first() if re.fullmatch("[0-9]{1,18}", value) else None
        if entry is None:
            raise Http404
        return entry

    def compared(self, before: Any, after: Any) -> Any:
        if before is None or after is None:
            return None
        states = State.of_entry(before), State.of_entry(after)
        return changes(self.model, *states, Named(self.model, states))

    # What is gone

    def hung_on(self, request: HttpRequest, pk: Any) -> list[dict[str, Any]]:
        """The deleted rows that hung on a row, of the kinds that the reader may see."""
        found = []
        for relation in self.opts.related_objects:
            model: Any = relation.related_model
            rights: Any = self.admin_site._registry.get(model)
            hangs = issubclass(model, Record) and relation.field.name in model.parents
            if hangs and isinstance(rights, PastScreens) and rights.has_view_permission(request):
                entries = deleted_entries(model, **{relation.field.attname: pk})
                found += rights.deleted_rows(entries[:PAGE])
        return found

    def deleted_rows(self, entries: Any) -> list[dict[str, Any]]:
        listed = list(with_links(self.model, entries))
        named = Named(self.model, [State.of_entry(entry) for entry in listed])
        parents: Any = [self.opts.get_field(name) for name in self.model.parents]
        return [
            {
                "name": named.say(row),
                "kind": self.opts.verbose_name,
                "of": [
                    named.name(column.related_model, key)
                    for column in parents
                    if (key := getattr(row, column.attname)) is not None
                ],
                "when": entry.history_date,
                "who": who_made(entry),
                "reason": entry.history_change_reason or "",
                "history": self.address("history", row.pk),
                "restore": self.address("restore", row.pk, entry.history_id),
            }
            for entry in listed
            for row in [entry.instance]
        ]

    def deleted_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        page = Paginator(deleted_entries(self.model), PAGE).get_page(request.GET.get("p"))
        context = {
            **self.admin_site.each_context(request),
            "title": f"Deleted {self.opts.verbose_name_plural}",
            "opts": self.opts,
            "page": page,
            "rows": self.deleted_rows(page.object_list),
            "may_restore": self.has_add_permission(request),
        }
        return TemplateResponse(request, "admin/deleted_rows.html", context)

    # Bringing back

    def restore_view(self, request: HttpRequest, object_id: str, number: int) -> HttpResponse:
        """Shows what one entry would give back, and on POST gives it back.

        Whoever may change a row by its form may restore it, whoever may add one may bring a deleted one back; that
        it is public then is for publishers alone. A change made since the page was opened is shown before anything
        is written over it.
        """
        entries = entries_of(self.model, self.key(object_id))
        entry = entries.filter(history_id=number).first()
        if entry is None:
            raise Http404
        try:
            with transaction.atomic() if request.method == "POST" else nullcontext():
                plan = Restoring(entry, lock=request.method == "POST")
                problems = self.hindrances(request, plan)
                done = plan.save() if request.method == "POST" and not problems else None
        except RestoreError as error:
            problems = error.problems
        except IntegrityError:
            problems = ["What stood then can't stand beside what was entered since."]
        else:
            if done:
                self.log_change(request, done, f"Restored from {said(entry.history_date)}.")
                messages.success(request, f"{done} is back as it was on {said(entry.history_date)}.")
                return HttpResponseRedirect(self.address("change", done.pk))
        context = {
            **self.admin_site.each_context(request),
            "title": f"Restore {plan.name}?" if plan.present else f"Bring back {plan.name}?",
            "opts": self.opts,
            "plan": plan,
            "problems": problems,
            "refused": DRAFTS_ONLY in problems,
            "history": self.address("history", plan.row.pk),
        }
        status = 403 if context["refused"] else 200
        return TemplateResponse(request, "admin/restore.html", context, status=status)

    def hindrances(self, request: HttpRequest, plan: Restoring) -> list[str]:
        """What forbids restoring, in sentences. Raises PermissionDenied."""
        if plan.present is None:
            allowed = self.has_add_permission(request)
        else:
            allowed = self.has_change_permission(request, plan.present)
        if not allowed:
            raise PermissionDenied
        if problems := plan.missing():
            return problems
        changes_shared = plan.present is not None and is_shared(self.model)  # and nothing public rests on it
        if not may_publish(request) and not changes_shared and would_show(plan.row):
            return [DRAFTS_ONLY]
        if request.method == "POST" and request.POST.get("seen") != str(plan.latest):
            return ["It was changed since this page was opened: look at what would change now."]
        return []
