from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join

from consortium.at_once import happened_at_once
from consortium.check import findings_of_year
from consortium.check.years import is_past
from consortium.dates import FIRST_YEAR, LAST_YEAR
from consortium.formsets import OrderedFormSet
from consortium.history import because
from consortium.imports.screens import TableAdmin
from consortium.models import Profile, Source, Year
from consortium.pages import NoSuchPage
from consortium.plan_ties import ServesPlan
from consortium.publishing import Status
from consortium.record_admin import RecordAdmin
from consortium.roles import may_publish
from consortium.row_inlines import BoxInline, SmallText
from meetings.models import Meeting
from members.forms import PeriodLine
from members.models import Membership, Organization
from milestones.desk import Desk, named_source, publish_year, start_year
from milestones.forms import JoiningFormSet, YearMeetingForm
from milestones.models import Appearance, Milestone
from milestones.paste_drafts import Made, make_drafts
from milestones.paste_screen import Pasting
from milestones.resources import MilestoneTable


class JoiningInline(BoxInline):
    model = Membership
    form = PeriodLine
    formset = JoiningFormSet
    fk_name = "joined"
    fields = (("position", "district"), ("left", "status", "source"))
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
        (None, {"fields": (("number", "status", "on_timeline"), "headline", "introduction")}),
        ("If nothing is listed below", {"fields": (("no_new_members", "no_fall_meeting"),)}),
        ("Source", {"classes": ("collapse",), "fields": (("source", "passage"),)}),
    )
    inlines = (JoiningInline, MilestoneInline, MeetingInline)
    change_form_template = "admin/year_desk.html"

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("number",) if obj else ()

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        """A year off the timeline has no page."""
        return super().get_view_on_site_url(obj) if obj and obj.on_timeline else None

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if "_publish" in request.POST and may_publish(request):
            self.say_published(request, form.instance.number, publish_year(form.instance))

    def say_published(self, request: HttpRequest, number: int, unsourced: int) -> None:
        messages.success(request, f"{number} and all that stands on this page is public, new districts too.")
        profile = Profile.objects.current()
        if is_past(profile.kept_to, number, profile.today()):
            address = reverse("admin:consortium_profile_change", args=[profile.pk])
            text = 'The record is kept to {}; bring that up to date <a href="{}">in the profile</a>.'
            messages.warning(request, format_html(text, profile.kept_to, address))
        if unsourced:
            facts = (
                "One fact published here has" if unsourced == 1 else f"{unsourced} facts published here have"
            )
            said = f"{facts} no source, and readers are told so. Under “All fields” each can be given one."
            messages.warning(request, said)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        year = kwargs.get("obj")
        may_save = self.has_change_permission(request, year) if year else self.has_add_permission(request)
        context["may_publish_page"] = may_save and may_publish(request)
        return super().render_change_form(request, context, *args, **kwargs)

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

    def rights(self, request: HttpRequest) -> dict[str, bool]:
        """What whoever sits at the desk may do there, besides adding and changing drafts."""
        registered = [self.admin_site._registry[model] for model in (Membership, Milestone, Meeting)]
        may_remove = all(rights.has_delete_permission(request) for rights in registered)
        return {"may_publish": may_publish(request), "may_remove": may_remove}

    def desk_view(self, request: HttpRequest, number: int) -> HttpResponse:
        self.may_edit(request)
        can_be(number)
        if request.method == "POST":
            wanted = request.POST.get("do", "save")
            publishing = wanted == "publish" and may_publish(request)
            try:
                desk, saved = self.written(request, number, publishing)
            except DatabaseError as error:
                if not happened_at_once(error):
                    raise
                # Somebody entered the same meanwhile: a new desk sees it and holds the two against each other.
                desk, saved = self.written(request, number, publishing)
            if saved:
                if publishing:
                    self.say_published(request, number, desk.unsourced)
                else:
                    messages.success(request, f"{number} is saved.")
                preview = f"{desk.year.get_absolute_url()}?preview=yes"
                shows = wanted == "preview" and desk.year.on_timeline
                return redirect(preview if shows else request.path)
        else:
            desk = Desk(number, **self.rights(request))
        context = {
            **self.admin_site.each_context(request),
            "title": f"{'Error: ' if desk.errors else ''}{number}: year desk",
            "desk": desk,
            **beside(desk),
            "checked": [] if desk.is_new else findings_of_year(number),
            "organizations": list(Organization.objects.values_list("name", flat=True)),
            "may_publish": may_publish(request),
        }
        return TemplateResponse(request, "admin/desk.html", context, status=200)

    def written(self, request: HttpRequest, number: int, publishing: bool) -> tuple[Desk, bool]:
        """The desk with what was sent, and whether that was saved."""
        with because(f"desk {number}"), transaction.atomic():
            desk = Desk(number, request.POST, **self.rights(request))
            return desk, desk.is_valid() and desk.save(publish=publishing)

    def paste_view(self, request: HttpRequest) -> HttpResponse:
        """A document's text becomes rows; the rows, once corrected, become drafts."""
        self.may_edit(request)
        pasting = Pasting(request.POST if request.method == "POST" else None)
        if pasting.rows and pasting.wanted == "make":
            source = named_source(request.POST.get("source"))
            with because("paste"):
                made = make_drafts(pasting.rows, source, may_publish=may_publish(request))
            if made and made.years:
                return self.pasted(request, made)
            if made:
                pasting.note = "Every row is set to “Leave out”, so there is nothing to make."
        context = {
            **self.admin_site.each_context(request),
            "title": f"{'Error: ' if pasting.refused else ''}Paste a document",
            "pasting": pasting,
            "sources": Source.objects.order_by("-pk")[:50],
            "chosen": request.POST.get("source", ""),
        }
        return TemplateResponse(request, "admin/paste.html", context)

    def pasted(self, request: HttpRequest, made: Made) -> HttpResponse:
        """Go on to the desk of the year that was made, or to the list of years, with a link to each one's desk."""
        years = sorted(made.years)
        desks = [(reverse("admin:consortium_year_desk", args=[number]), number) for number in years]
        links = format_html_join(", ", '<a href="{}">{}</a>', desks)
        messages.success(request, format_html("Made as drafts: {}. Year desks: {}.", str(made), links))
        return redirect(desks[0][0] if len(desks) == 1 else "admin:consortium_year_changelist")

    def start_view(self, request: HttpRequest, number: int) -> HttpResponse:
        """Open a year with what usually recurs, as drafts."""
        self.may_edit(request)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        can_be(number)
        with because(f"start {number}"):
            year = start_year(number)
        reports = year.milestones.count()
        made = "a fall meeting" + (
            f" and {reports} report{'s' * (reports > 1)} of {number - 1}" if reports else ""
        )
        messages.success(
            request, f"{number} is started as a draft, with {made}. Change or remove what is not so."
        )
        return redirect("admin:consortium_year_desk", number)


def can_be(number: int) -> None:
    """Raise NoSuchPage for a year that the record can't have; its address has four digits already."""
    if not FIRST_YEAR <= number <= LAST_YEAR:
        raise NoSuchPage(f"The record has years from {FIRST_YEAR} to {LAST_YEAR}.")


class AppearanceInline(BoxInline):
    model = Appearance
    fields = (("person", "office"), ("source", "passage"))


@admin.register(Milestone)
class MilestoneAdmin(TableAdmin, ServesPlan, SmallText, RecordAdmin):
    resource_classes = [MilestoneTable]
    list_display = ("headline", "year", "position", "kind", "status")
    list_filter = ("year", "kind", "topics")
    ordering = ("-year", "position", "pk")
    search_fields = ("folded",)
    autocomplete_fields = ("meeting", "topics", "districts", "organizations")
    fieldsets = (
        (None, {"fields": (("year", "position", "kind", "status"), "headline", "text", "event_date")}),
        ("What it is about", {"fields": ("topics", "districts", "organizations", "meeting", "plan_parts")}),
        ("Source", {"fields": (("source", "passage"),)}),
    )
    inlines = (AppearanceInline,)


@admin.register(Appearance)
class AppearanceAdmin(RecordAdmin):
    list_display = ("person", "office", "milestone")
    list_select_related = ("person", "milestone")
    search_fields = ("person__folded", "office", "milestone__folded")
    autocomplete_fields = ("person", "milestone")


def beside(desk: Desk) -> dict[str, int | None]:
    """The years that a desk leads to: from one that is saved on to new ones, too."""
    near = (desk.number - 1, desk.number + 1)
    known = set(Year.objects.filter(number__in=near).values_list("number", flat=True))
    previous, following = (
        number if FIRST_YEAR <= number <= LAST_YEAR and (number in known or not desk.is_new) else None
        for number in near
    )
    return {"previous": previous, "next": following}
