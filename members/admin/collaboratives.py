from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import Q
from django.http import HttpRequest

from consortium.formsets import OrderedFormSet
from consortium.links import links_and_one_more
from consortium.models import Year
from consortium.publishing import Status
from consortium.record_admin import RecordAdmin
from consortium.row_inlines import BoxInline, SmallText
from members.forms import PeriodForm, PeriodFormSet, PeriodLine
from members.models import (
    Collaborative,
    Goal,
    Highlight,
    Participation,
    ProgramYear,
    StatedNumber,
)
from members.models.collaboratives import program_years_called_q


class StatedNumberInline(BoxInline):
    model = StatedNumber
    fields = (("when", "qualifier", "number", "of_whom"), ("source", "passage"))
    verbose_name_plural = "stated numbers (where it is not known who takes part)"


class ParticipationInline(BoxInline):
    model = Participation
    form = PeriodLine
    formset = PeriodFormSet
    fields = (("district", "organization"), ("since", "until"), ("source", "passage"))


@admin.register(Collaborative)
class CollaborativeAdmin(SmallText, RecordAdmin):
    list_display = ("name", "acronym", "run_by", "begins", "ends", "status")
    list_select_related = ("run_by",)
    list_filter = (("run_by", admin.RelatedOnlyFieldListFilter),)
    search_fields = ("folded",)
    prepopulated_fields = {"slug": ("name",)}
    autocomplete_fields = ("run_by", "partners")
    fieldsets = (
        (None, {"fields": (("name", "acronym"), "slug", ("run_by", "status"), "partners")}),
        ("When", {"fields": (("begins", "begins_known", "ends"),)}),
        ("What it is", {"fields": ("audience", "who_we_are", "why_join", "website")}),
        (
            "Who can take part",
            {"fields": (("for_districts", "for_agencies", "for_companies"), "takes_requests")},
        ),
        ("Program years", {"fields": ("program_years",)}),
        ("Source", {"fields": (("source", "passage"),)}),
    )
    readonly_fields = ("program_years",)
    inlines = (ParticipationInline, StatedNumberInline)

    @admin.display(description="its program years")
    def program_years(self, collaborative: Collaborative) -> str:
        rows = collaborative.program_years.exclude(status=Status.BIN) if collaborative.pk else ()
        links = [
            ("admin:members_programyear_change", row, row.years, f"{row.begins} to {row.ends}")
            for row in rows
        ]
        new = {"collaborative": collaborative.pk, "source": collaborative.source_id}
        return links_and_one_more(
            collaborative, links, "Add a program year", "admin:members_programyear_add", new
        )


class LineFormSet(OrderedFormSet):
    """Goals or highlights. A new one without a source has that of its program year, so that a list is typed quickly."""

    def save_new(self, form: Any, commit: bool = True) -> Any:
        if form.instance.source_id is None:
            form.instance.source = self.instance.source
        return super().save_new(form, commit)


class LineInline(BoxInline):
    formset = LineFormSet
    fields = ("position", "text", ("source", "passage"))
    formfield_overrides: ClassVar[Any] = {
        models.TextField: {"widget": forms.Textarea(attrs={"rows": 6, "cols": 90})}
    }
    extra = 3  # lines to type in where no script adds any

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        lines = super().get_formset(request, obj, **kwargs)
        if source := lines.form.base_fields.get("source"):
            source.help_text = "Of a new line left empty: the source of the program year."
        return lines


class GoalInline(LineInline):
    model = Goal
    verbose_name_plural = "goals, in order"


class HighlightInline(LineInline):
    model = Highlight
    verbose_name_plural = "highlights, in order (shown on the next program year’s page, too)"


@admin.register(ProgramYear)
class ProgramYearAdmin(SmallText, RecordAdmin):
    """A program year on one screen: its days, priorities, goals and highlights, and the way to its meetings."""

    list_display = ("collaborative", "slug", "begins", "ends", "status")
    list_display_links = ("slug",)
    list_select_related = ("collaborative",)
    list_filter = (("collaborative", admin.RelatedOnlyFieldListFilter),)
    search_fields = ("folded", "collaborative__folded")
    search_help_text = (
        "The collaborative’s name or acronym, a year, or words of its introduction and priorities."
    )
    autocomplete_fields = ("collaborative",)
    fieldsets = (
        (
            None,
            {"fields": ("collaborative", ("slug", "begins", "ends", "status"), "introduction", "priorities")},
        ),
        ("Meetings", {"fields": ("meetings",)}),
        ("Source", {"fields": (("source", "passage"),)}),
    )
    readonly_fields = ("meetings",)
    inlines = (GoalInline, HighlightInline)

    def search_q(self, text: str) -> Q:
        return program_years_called_q(text)

    def get_queryset(self, request: HttpRequest) -> Any:
        """Choosers show its name, which is that of its collaborative, too."""
        return super().get_queryset(request).select_related("collaborative")

    @admin.display(description="its meetings")
    def meetings(self, year: ProgramYear) -> str:
        rows = year.meetings.exclude(status=Status.BIN).order_by("begins", "pk") if year.pk else ()
        links = [("admin:meetings_meeting_change", row, row.heading, row.when) for row in rows]
        new: dict[str, Any] = {"program_year": year.pk, "kind": "collaborative", "source": year.source_id}
        if year.pk and Year.objects.filter(pk=year.begins.year).exclude(status=Status.BIN).exists():
            new["year"] = year.begins.year
        return links_and_one_more(year, links, "Add a meeting", "admin:meetings_meeting_add", new)


@admin.register(Participation)
class ParticipationAdmin(RecordAdmin):
    form = PeriodForm
    list_display = ("collaborative", "district", "organization", "since", "until")
    list_select_related = ("collaborative", "district", "organization")
    list_filter = (("collaborative", admin.RelatedOnlyFieldListFilter),)
    search_fields = ("collaborative__folded", "district__folded", "organization__folded")
    autocomplete_fields = ("collaborative", "district", "organization")


@admin.register(StatedNumber)
class StatedNumberAdmin(RecordAdmin):
    list_display = ("collaborative", "when", "__str__")
    list_select_related = ("collaborative",)
    search_fields = ("collaborative__folded", "of_whom")
    autocomplete_fields = ("collaborative",)


class LineAdmin(SmallText, RecordAdmin):
    list_display = ("__str__", "program_year", "position")
    list_select_related = ("program_year__collaborative",)
    search_fields = ("text", "program_year__collaborative__folded")
    autocomplete_fields = ("program_year",)


@admin.register(Goal)
class GoalAdmin(LineAdmin):
    pass


@admin.register(Highlight)
class HighlightAdmin(LineAdmin):
    pass
