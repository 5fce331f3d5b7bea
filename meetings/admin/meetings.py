from django.contrib import admin
from django.core.exceptions import ValidationError

from consortium.formsets import RecordFormSet
from consortium.imports.screens import TableAdmin
from consortium.plan_ties import ServesPlan
from consortium.record_admin import RecordAdmin, RowInline, SmallText
from meetings.models import Hosting, Meeting, Sponsorship
from meetings.resources import MeetingTable


class HostingFormSet(RecordFormSet):
    def clean(self) -> None:
        super().clean()
        kept = [form for form in self.forms if form not in self.deleted_forms]
        if sum(bool(getattr(form, "cleaned_data", {}).get("lead")) for form in kept) > 1:
            raise ValidationError("A meeting has one lead host; the others help.")


class HostingInline(RowInline):
    model = Hosting
    formset = HostingFormSet
    fields = ("district", "lead", "source", "passage")


class SponsorshipInline(RowInline):
    model = Sponsorship
    fields = ("organization", "kind", "what", "source", "passage")
    verbose_name_plural = "sponsors and support"


@admin.register(Meeting)
class MeetingAdmin(TableAdmin, ServesPlan, SmallText, RecordAdmin):
    resource_classes = [MeetingTable]
    list_display = ("__str__", "theme", "begins", "place", "status")
    list_filter = ("kind", "year")
    ordering = ("-begins", "-pk")
    search_fields = ("folded",)
    autocomplete_fields = ("next_convening", "program_year", "topics")
    fieldsets = (
        (None, {"fields": (("year", "kind", "slug"), "program_year", "title", "theme", "summary", "status")}),
        ("When", {"fields": (("begins", "ends", "days"), ("announced", "cancelled"), "held")}),
        ("Where", {"fields": (("venue", "city", "state"), ("format", "fallback"))}),
        ("What was seen and said", {"fields": ("practice_seen", "discussed")}),
        ("What it is about", {"fields": ("topics", "plan_parts")}),
        ("Around it", {"fields": (("registration_url", "registration_deadline"), "next_convening")}),
        ("Source", {"fields": (("source", "passage"),)}),
    )
    inlines = (HostingInline, SponsorshipInline)


@admin.register(Hosting)
class HostingAdmin(RecordAdmin):
    list_display = ("district", "meeting", "lead")
    list_select_related = ("district", "meeting")
    search_fields = ("district__folded", "meeting__folded")
    autocomplete_fields = ("district", "meeting")


@admin.register(Sponsorship)
class SponsorshipAdmin(RecordAdmin):
    list_display = ("organization", "meeting")
    list_select_related = ("organization", "meeting")
    search_fields = ("organization__folded", "meeting__folded")
    autocomplete_fields = ("organization", "meeting")
