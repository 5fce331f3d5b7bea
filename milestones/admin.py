from typing import Any

from django.contrib import admin, messages
from django.db.models import Q
from django.http import HttpRequest

from consortium.formsets import OrderedFormSet
from consortium.models import Year
from consortium.publishing import Status
from consortium.record_admin import BoxInline, RecordAdmin, RowInline, SmallText
from meetings.models import Meeting
from members.forms import PeriodLine
from members.models import District, Membership
from milestones.forms import JoiningFormSet, YearMeetingForm
from milestones.models import Appearance, Milestone, Topic


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

    list_display = ("number", "headline", "status")
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
        if "_publish" in request.POST:
            year = form.instance
            Year.objects.filter(pk=year.pk).update(status=Status.PUBLISHED)
            new = District.objects.filter(
                Q(memberships__joined=year) | Q(hostings__meeting__year=year), status=Status.DRAFT
            ).distinct()
            for rows in (
                year.joinings,
                year.milestones,
                year.meetings,
                District.objects.filter(pk__in=[row.pk for row in new]),
            ):
                rows.filter(status=Status.DRAFT).update(status=Status.PUBLISHED)
            messages.success(
                request, f"{year.number} and all that stands on this page is public, new districts too."
            )


class AppearanceInline(RowInline):
    model = Appearance
    fields = ("person", "office", "source", "passage")


@admin.register(Milestone)
class MilestoneAdmin(SmallText, RecordAdmin):
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
