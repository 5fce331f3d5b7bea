"""What all admin screens of the record have in common."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import actions
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.contrib.admin.utils import model_ngettext
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.html import format_html

from consortium.at_once import happened_at_once
from consortium.bin import delete_for_good
from consortium.coming_back import ask_for_files_again, what_hides, why_hidden
from consortium.forms import KeepsBoth
from consortium.models import Fact
from consortium.odd_input import CarefulAdmin, check_search
from consortium.past_screens import PastScreens
from consortium.publishing import Publishable, Status, in_bin
from consortium.restoring import refuse_clash
from consortium.roles import HELD, is_held, is_shared, may_empty_bin, may_publish
from consortium.row_inlines import HelpsWithMarkdown
from consortium.staff_forms import by_role, told_of_twins
from consortium.text import FoldedField, words_in

HOW_BACK = "To bring one back, show what is “In the bin” and make a draft of it."


class StatusFilter(admin.SimpleListFilter):
    """Opens on everything that is not in the bin."""

    title = "status"
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(Status.choices)

    def choices(self, changelist: Any) -> Any:
        first, *rest = super().choices(changelist)
        return iter([{**first, "display": "Drafts and published"}, *rest])

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(status=self.value()) if self.value() else queryset.exclude(status=Status.BIN)


class RecordAdmin(HelpsWithMarkdown, CarefulAdmin, PastScreens):
    """Search over folded text; drafts, publishing and the bin where a model has a status; facts with their source."""

    form = KeepsBoth
    list_per_page = 50
    save_on_top = True  # of a row that is there: see admin/change_form.html

    def __init__(self, model: type[Any], admin_site: admin.AdminSite) -> None:
        super().__init__(model, admin_site)
        if issubclass(model, Publishable):
            self.actions = (delete_selected, *(self.actions or ()), publish, unpublish, delete_for_good)
            self.delete_confirmation_template = "admin/bin_confirmation.html"  # type: ignore[misc]  # only here is the model known
            self.delete_selected_confirmation_template = "admin/bin_selected_confirmation.html"  # type: ignore[misc]

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        if any(isinstance(field, FoldedField) and field.name == "folded" for field in self.opts.local_fields):
            check_search(search_term)
            return queryset.filter(self.search_q(search_term)), False
        return super().get_search_results(request, queryset, search_term)

    def search_q(self, text: str) -> Q:
        return words_in("folded", text)

    def get_list_filter(self, request: HttpRequest) -> Any:
        status = [StatusFilter] if issubclass(self.model, Publishable) else []
        return [*status, *super().get_list_filter(request)]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Where a screen names no order, where it is said comes after what is said."""
        fields = list(super().get_fields(request, obj))
        last = [] if self.fields else [name for name in ("source", "passage") if name in fields]
        return [*(name for name in fields if name not in last), *last]

    def get_autocomplete_fields(self, request: HttpRequest) -> Any:
        fields = list(super().get_autocomplete_fields(request))
        return [*fields, "source"] if issubclass(self.model, Fact) and "source" not in fields else fields

    def view_on_site(self, obj: Any) -> str:
        """The public page; for a draft its preview."""
        address = obj.get_absolute_url()
        visible = type(obj)._default_manager.public().filter(pk=obj.pk).exists()
        page, _, anchor = address.partition("#")
        return address if visible else f"{page}?preview=yes{'#' if anchor else ''}{anchor}"

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        return self.view_on_site(obj) if obj is not None and hasattr(obj, "get_absolute_url") else None

    # Who may do what

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and (
            obj is None or may_publish(request) or not is_held(obj)
        )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Into the bin puts who publishes; a row without a status may be deleted by an Editor while it is not public."""
        open_to_editors = not issubclass(self.model, Publishable) and (obj is None or not is_held(obj))
        return super().has_delete_permission(request, obj) and (open_to_editors or may_publish(request))

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return may_publish(request)

    def has_empty_bin_permission(self, request: HttpRequest) -> bool:
        return may_empty_bin(request)

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, obj: Any = None, **kwargs: Any
    ) -> Any:
        changes_others = super().has_change_permission(request, obj)
        held_back = obj is not None and changes_others and not self.has_change_permission(request, obj)
        context["held_back"] = HELD if held_back else ""
        ask_for_files_again(request, context)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return told_of_twins(by_role(super().get_form(request, obj, change, **kwargs), request), request)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "_publish" in request.POST and not may_publish(request):
            raise PermissionDenied
        try:
            return super().changeform_view(request, *args, **kwargs)
        except DatabaseError as error:
            if not happened_at_once(error):
                raise
        # What was valid when it was looked at was not when it was saved. By now the other's row can be seen: asked
        # again, the form says what is there, and keeps what was typed.
        request.came_second = True  # type: ignore[attr-defined]
        return super().changeform_view(request, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """A new row is inserted: where the key is typed, as a year's is, saving would write over another's row."""
        obj.save(force_insert=not change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The forms have refused what would show already; whatever slipped through is taken back here."""
        super().save_related(request, form, formsets, change)
        if may_publish(request):
            return
        lines = (row for lines in formsets for row in (*lines.new_objects, *dict(lines.changed_objects)))
        for row in (form.instance, *lines):
            if not is_shared(type(row)) and type(row)._default_manager.public().filter(pk=row.pk).exists():
                raise PermissionDenied

    def response_add(self, request: HttpRequest, obj: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().response_add(request, obj, *args, **kwargs)
        self.warn_of_hidden(request, obj)
        return response

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        response = super().response_change(request, obj)
        self.warn_of_hidden(request, obj)
        return response

    def warn_of_hidden(self, request: HttpRequest, row: Any) -> None:
        """Say of a published row that nobody sees it yet, and why."""
        if isinstance(row, Publishable) and row.is_public and IS_POPUP_VAR not in request.POST:
            for hidden in what_hides(row):
                messages.warning(request, why_hidden(self.admin_site, hidden))

    # Publishing and the bin

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """The bin takes nothing else along and nothing protects from it."""
        if not issubclass(self.model, Publishable):
            return super().get_deleted_objects(objs, request)
        names = [str(obj) for obj in objs]
        return names, {model_ngettext(self.opts, len(names)): len(names)}, set(), []

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        titled = {"title": "Put it in the bin?"} if issubclass(self.model, Publishable) else {}
        return super().delete_view(request, object_id, {**titled, **(extra_context or {})})

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        if isinstance(obj, Publishable):
            obj.status = Status.BIN
            obj.save(update_fields=["status"])
        else:
            super().delete_model(request, obj)

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: Any) -> HttpResponse:
        """Says where it is; Django's own would say that it was deleted."""
        if not issubclass(self.model, Publishable) or IS_POPUP_VAR in request.POST:
            return super().response_delete(request, obj_display, obj_id)
        text = format_html("“{}” is in the bin, with all that hangs on it.", obj_display)
        if back := self.way_out_of_bin(request, self.get_object(request, str(obj_id))):
            text = format_html('{} <a href="{}">Bring it back</a>', text, back)
        messages.success(request, text)
        kept: Any = {"preserved_filters": self.get_preserved_filters(request), "opts": self.opts}
        return HttpResponseRedirect(add_preserved_filters(kept, self.address("changelist")))

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        if issubclass(self.model, Publishable):
            queryset.update(status=Status.BIN)
        else:
            super().delete_queryset(request, queryset)


@admin.action(description="Put the selected %(verbose_name_plural)s in the bin", permissions=["delete"])
def delete_selected(model_admin: Any, request: HttpRequest, queryset: Any) -> Any:
    """Django's own, asking and telling what it does here."""
    rows = queryset.exclude(status=Status.BIN)
    count = rows.count()
    if not count:
        model_admin.message_user(request, "They are in the bin already.", messages.WARNING)
        return None
    if "post" not in request.POST:
        asked: Any = actions.delete_selected(model_admin, request, rows)
        asked.context_data["title"] = "Put them in the bin?"
        return asked
    model_admin.log_deletions(request, rows)
    model_admin.delete_queryset(request, rows)
    text = f"{count} {model_ngettext(model_admin.opts, count)} put in the bin. "
    model_admin.message_user(request, text + HOW_BACK, messages.SUCCESS)
    return None


@admin.action(description="Publish the selected %(verbose_name_plural)s", permissions=["publish"])
def publish(model_admin: Any, request: HttpRequest, queryset: Any) -> None:
    chosen = model_admin.model._default_manager.filter(pk__in=list(queryset.values_list("pk", flat=True)))
    count = chosen.filter(status=Status.DRAFT).update(status=Status.PUBLISHED)
    binned = chosen.filter(status=Status.BIN).count()
    hidden = chosen.filter(status=Status.PUBLISHED).exclude(pk__in=chosen.public().values("pk")).count()
    text = f"Published {count} {model_ngettext(model_admin.opts, count)}."
    if binned:
        text += f" {binned} in the bin stayed there: take them out of the bin first."
    if hidden:
        text += f" Of {hidden} nobody sees anything yet: what they hang on is not published."
    model_admin.message_user(request, text, messages.WARNING if binned or hidden else messages.SUCCESS)


@admin.action(
    description="Make drafts of the selected %(verbose_name_plural)s (also from the bin)",
    permissions=["publish"],
)
def unpublish(model_admin: Any, request: HttpRequest, queryset: Any) -> None:
    """A row from the bin may clash with one entered since: then it stays there, and the message says so."""
    count, clashes = 0, []
    for row in queryset.exclude(status=Status.DRAFT):
        check = refuse_clash if in_bin(row) else type(row).full_clean
        row.status = Status.DRAFT
        try:
            with transaction.atomic():
                check(row)
                row.save(update_fields=["status"])
        except ValidationError as error:
            clashes.append(f"{row}: {' '.join(error.messages)}")
        else:
            count += 1
    text = " ".join([f"{count} {model_ngettext(model_admin.opts, count)} made a draft.", *clashes])
    model_admin.message_user(request, text, messages.WARNING if clashes else messages.SUCCESS)
