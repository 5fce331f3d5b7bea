from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html

from consortium.formsets import OrderedFormSet
from consortium.history import because
from consortium.imports.screens import TableAdmin
from consortium.models import Source, Year
from consortium.publishing import Status
from consortium.record_admin import BoxInline, RecordAdmin, RowInline, SmallText
from consortium.roles import may_publish
from meetings.models import Meeting
from members.forms import PeriodLine
from members.models import Membership, Organization
from milestones.desk import Desk, publish_year, start_year
from milestones.desk_forms import Names
from milestones.forms import JoiningFormSet, YearMeetingForm
from milestones.models import Appearance, Milestone, Topic
from milestones.paste_screen import PasteForm, make_drafts, proposal, rows_of
from milestones.resources import MilestoneTable


class JoiningInline(RowInline):
    model = Membership
    form = PeriodLine
    formset = JoiningFormSet
    fk_name = "joined"
    fields = ("position", "district", "left", "status", "source")
    verbose_name = "new member"
    verbose_name_plural = "new members, in order"
    extra = 2  # lines to type in where no script adds any


class MilestoneInline(BoxInline):
    model = Milestone
    formset = OrderedFormSet
    fields = (("position", "kind", "status"), "headline", "text", ("event_date", "source", "passage"))
    verbose_name_plural = "milestones, in order"
    extra = 2


class MeetingInline(BoxInline):
    model = Meeting
    form = YearMeetingForm
    fields = (("kind", "status", "held"), "theme", "hosts", ("begins", "city", "state"), ("slug", "source"))
    verbose_name_plural = "meetings of the year"

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return 0 if obj and obj.meetings.exclude(status=Status.BIN).exists() else 1


@admin.register(Year)
class YearAdmin(SmallText, RecordAdmin):
    """A year at one desk: its line, new members, milestones and meetings, saved together."""

    list_display = ("number", "headline", "status", "desk")
    search_fields = ("number", "headline")
    ordering = ("-number",)
    fieldsets = (
        (None, {"fields": (("number", "status"), "headline", "introduction")}),
        ("If nothing is listed below", {"fields": (("no_new_members", "no_fall_meeting"),)}),
        ("Source", {"classes": ("collapse",), "fields": (("source", "passage"),)}),
    )
    inlines = (JoiningInline, MilestoneInline, MeetingInline)
    change_form_template = "admin/year_desk.html"

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("number",) if obj else ()

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if "_publish" in request.POST and may_publish(request):
            publish_year(form.instance)
            self.say_published(request, form.instance.number)

    def say_published(self, request: HttpRequest, number: int) -> None:
        messages.success(request, f"{number} and all that stands on this page is public, new districts too.")

    # The desk

    @admin.display(description="year desk")
    def desk(self, year: Year) -> str:
        return format_html('<a href="{}">Open</a>', reverse("admin:consortium_year_desk", args=[year.pk]))

    def get_urls(self) -> list[Any]:
        desk = path(
            "desk/<year:number>/", self.admin_site.admin_view(self.desk_view), name="consortium_year_desk"
        )
        start = path(
            "start/<year:number>/", self.admin_site.admin_view(self.start_view), name="consortium_year_start"
        )
        paste = path("paste/", self.admin_site.admin_view(self.paste_view), name="consortium_year_paste")
        return [desk, start, paste, *super().get_urls()]

    def may_edit(self, request: HttpRequest) -> None:
        """Raise PermissionDenied for those who may not change what the desk writes."""
        for model in (Year, Membership, Milestone, Meeting):
            rights = self.admin_site._registry[model]
            if not (rights.has_add_permission(request) and rights.has_change_permission(request)):
                raise PermissionDenied

    def desk_view(self, request: HttpRequest, number: int) -> HttpResponse:
        self.may_edit(request)
        if request.method == "POST":
            with because(f"desk {number}"), transaction.atomic():
                desk = Desk(number, request.POST, may_publish=may_publish(request))
                wanted = request.POST.get("do", "save")
                if desk.is_valid() and desk.save(publish=wanted == "publish" and may_publish(request)):
                    if wanted == "publish" and may_publish(request):
                        self.say_published(request, number)
                    else:
                        messages.success(request, f"{number} is saved.")
                    preview = f"{desk.year.get_absolute_url()}?preview=yes"
                    return redirect(preview if wanted == "preview" else request.path)
        else:
            desk = Desk(number, may_publish=may_publish(request))
        context = {
            **self.admin_site.each_context(request),
            "title": f"{number}: year desk",
            "desk": desk,
            "previous": number - 1,
            "next": number + 1,
            "organizations": list(Organization.objects.values_list("name", flat=True)),
            "may_publish": may_publish(request),
        }
        return TemplateResponse(request, "admin/desk.html", context, status=200)

    def paste_view(self, request: HttpRequest) -> HttpResponse:
        """A document's text becomes rows; the rows, once corrected, become drafts."""
        self.may_edit(request)
        form, rows, problem, names = PasteForm(), None, "", Names()
        if request.method == "POST" and request.POST.get("do") == "make":
            rows = rows_of(request.POST, names=names)
            source = request.POST.get("source", "")
            if rows.is_valid():
                try:
                    with because("paste"):
                        made = make_drafts(
                            rows,
                            Source.objects.filter(pk=source).first() if source.isdigit() else None,
                            may_publish=may_publish(request),
                        )
                    messages.success(request, f"Made as drafts: {said(made)}.")
                    return redirect("admin:consortium_year_changelist")
                except ValidationError as error:
                    problem = " ".join(error.messages)
            else:
                problem = "The rows marked below need a correction."
        elif request.method == "POST":
            form = PasteForm(request.POST)
            if form.is_valid():
                rows = rows_of(initial=proposal(form.cleaned_data["text"], names), names=names)
        context = {
            **self.admin_site.each_context(request),
            "title": "Paste a document",
            "form": form,
            "rows": rows,
            "questions": sum(bool(row["question"].value()) for row in rows or ()),
            "problem": problem,
            "sources": Source.objects.order_by("-pk")[:50],
            "chosen": request.POST.get("source", ""),
            "districts": names.districts,
        }
        return TemplateResponse(request, "admin/paste.html", context)

    def start_view(self, request: HttpRequest, number: int) -> HttpResponse:
        """Open a year with what usually recurs, as drafts."""
        self.may_edit(request)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        with because(f"start {number}"):
            start_year(number)
        return redirect("admin:consortium_year_desk", number)


class AppearanceInline(RowInline):
    model = Appearance
    fields = ("person", "office", "source", "passage")


@admin.register(Milestone)
class MilestoneAdmin(TableAdmin, SmallText, RecordAdmin):
    resource_classes = [MilestoneTable]
    list_display = ("headline", "year", "position", "kind", "status")
    list_filter = ("year", "kind", "topics")
    search_fields = ("folded",)
    autocomplete_fields = ("meeting", "topics", "districts", "organizations")
    fieldsets = (
        (None, {"fields": (("year", "position", "kind", "status"), "headline", "text", "event_date")}),
        ("What it is about", {"fields": ("topics", "districts", "organizations", "meeting")}),
        ("Source", {"fields": (("source", "passage"),)}),
    )
    inlines = (AppearanceInline,)


@admin.register(Topic)
class TopicAdmin(RecordAdmin):
    list_display = ("name", "slug")
    search_fields = ("folded",)
    prepopulated_fields = {"slug": ("name",)}


@admin.register(Appearance)
class AppearanceAdmin(RecordAdmin):
    list_display = ("person", "office", "milestone")
    list_select_related = ("person", "milestone")
    search_fields = ("person__folded", "office", "milestone__folded")
    autocomplete_fields = ("person", "milestone")


def said(counts: dict[str, int]) -> str:
    """Counts in words: "9 years, 22 new members"; what is none is left out."""
    return ", ".join(f"{count} {name}" for name, count in counts.items() if count) or "nothing"
