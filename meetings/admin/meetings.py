from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest

from consortium.forms import KeepsBoth
from consortium.formsets import RecordFormSet
from consortium.imports.screens import TableAdmin
from consortium.links import links_and_one_more
from consortium.plan_ties import ServesPlan
from consortium.publishing import Status
from consortium.record_admin import RecordAdmin
from consortium.row_inlines import BoxInline, SmallText
from meetings.models import Hosting, Meeting, Sponsorship, Story
from meetings.models.meetings import called_q
from meetings.resources import MeetingTable
from members.lookups import free_slug


class HostingFormSet(RecordFormSet):
    def clean(self) -> None:
        super().clean()
        kept = [form for form in self.forms if form not in self.deleted_forms]
        if sum(bool(getattr(form, "cleaned_data", {}).get("lead")) for form in kept) > 1:
            raise ValidationError("A meeting has one lead host; the others help.")


class MeetingForm(KeepsBoth):
    """A convening of a collaborative is entered without an address, which is then made of what it is."""

    class Meta:
        model = Meeting
        fields = forms.ALL_FIELDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields and self.instance._state.adding:
            self.fields["slug"].required = False
            self.fields["slug"].help_text += " Left empty: made of the collaborative, the month and the city."

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "slug" in self.fields and "slug" not in self.errors and not data.get("slug"):
            data["slug"] = convening_slug(data)
            if not data["slug"]:
                self.add_error("slug", "Give it an address, or choose the program year it belongs to.")
        return data


def convening_slug(data: dict[str, Any]) -> str:
    """Such as "asr-october-atlanta", and another one where that is taken; empty if there is nothing to make it of."""
    program_year, begins, year = data.get("program_year"), data.get("begins"), data.get("year")
    if not program_year:
        return ""
    collaborative = program_year.collaborative
    month = f"{begins.first:%B}" if begins and begins.first.month == begins.last.month else ""
    words = f"{collaborative.acronym or collaborative.slug} {month} {data.get('city') or ''}"
    taken = set(Meeting.objects.filter(year=year).values_list("slug", flat=True)) if year else set()
    return free_slug(words, taken, [], longest=80, empty="convening")


class HostingInline(BoxInline):
    model = Hosting
    formset = HostingFormSet
    fields = (("district", "lead"), ("source", "passage"))


class SponsorshipInline(BoxInline):
    model = Sponsorship
    fields = (("organization", "kind"), "what", ("source", "passage"))
    verbose_name_plural = "sponsors and support"


@admin.register(Meeting)
class MeetingAdmin(TableAdmin, ServesPlan, SmallText, RecordAdmin):
    resource_classes = [MeetingTable]
    list_display = ("__str__", "theme", "begins", "place", "status")
    list_filter = ("kind", "year")
    list_select_related = ("program_year__collaborative",)
    ordering = ("-begins", "-pk")
    search_fields = ("folded",)
    search_help_text = "Its name, kind, year, theme, place, a host or its collaborative."
    form = MeetingForm
    readonly_fields = ("news", "papers")
    autocomplete_fields = ("next_convening", "program_year", "topics")
    fieldsets = (
        (None, {"fields": (("year", "kind", "slug"), "program_year", "title", "theme", "summary", "status")}),
        ("When", {"fields": (("begins", "ends", "days"), ("announced", "cancelled"), "held")}),
        ("Where", {"fields": (("venue", "city", "state"), ("format", "fallback"))}),
        ("What was seen and said", {"fields": ("practice_seen", "discussed")}),
        ("What it is about", {"fields": ("topics", "plan_parts")}),
        ("Around it", {"fields": (("registration_url", "registration_deadline"), "next_convening")}),
        ("What came of it", {"fields": ("news", "papers")}),
        ("Source", {"fields": (("source", "passage"),)}),
    )
    inlines = (HostingInline, SponsorshipInline)

    def search_q(self, text: str) -> Q:
        return called_q(text)

    def get_queryset(self, request: HttpRequest) -> Any:
        """Choosers show its name, which may be that of its collaborative."""
        return super().get_queryset(request).select_related("program_year__collaborative")

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        initial = super().get_changeform_initial_data(request)
        return {**initial, "slug": initial.get("slug", "")} if initial.get("program_year") else initial

    @admin.display(description="its news")
    def news(self, meeting: Meeting) -> str:
        story = Story.objects.filter(meeting=meeting.pk).exclude(status=Status.BIN).first()
        links: list[Any] = [("admin:meetings_story_change", story, story, story.published)] if story else []
        add = "" if story else "Add the news of this meeting"
        return links_and_one_more(meeting, links, add, "admin:meetings_story_add", about(meeting))

    @admin.display(description="its documents")
    def papers(self, meeting: Meeting) -> str:
        rows = meeting.documents.exclude(status=Status.BIN) if meeting.pk else ()
        links: list[Any] = [
            ("admin:milestones_document_change", row, row, row.get_kind_display()) for row in rows
        ]
        page = "admin:milestones_document_add"
        return links_and_one_more(meeting, links, "Add a document", page, about(meeting))


def about(meeting: Meeting) -> dict[str, Any]:
    """What a new row that hangs on a meeting starts with."""
    return {"meeting": meeting.pk, "source": meeting.source_id}


@admin.register(Hosting)
class HostingAdmin(RecordAdmin):
    list_display = ("district", "meeting", "lead")
    list_select_related = ("district", "meeting__program_year__collaborative")
    search_fields = ("district__folded", "meeting__folded")
    autocomplete_fields = ("district", "meeting")


@admin.register(Sponsorship)
class SponsorshipAdmin(RecordAdmin):
    list_display = ("organization", "meeting")
    list_select_related = ("organization", "meeting__program_year__collaborative")
    search_fields = ("organization__folded", "meeting__folded")
    autocomplete_fields = ("organization", "meeting")
