from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse

from consortium.formsets import OrderedFormSet
from consortium.plan_ties import ServesPlan
from consortium.record_admin import RecordAdmin
from consortium.row_inlines import BoxInline, SmallText
from meetings.models import ExamplePartner, Practice, PracticeExample


class ExampleInline(BoxInline):
    model = PracticeExample
    formset = OrderedFormSet
    fields = (("position", "state", "district"), "heading", "text", ("source", "passage"))
    verbose_name_plural = "examples, in order (“Change” leads to the partners of one)"


class PartnerInline(BoxInline):
    model = ExamplePartner
    formset = OrderedFormSet
    fields = (("position", "organization"), "did", ("source", "passage"))
    verbose_name_plural = "partners, in order, and what each did"


@admin.register(Practice)
class PracticeAdmin(ServesPlan, SmallText, RecordAdmin):
    list_display = ("title", "theme", "series", "number", "status")
    list_filter = ("topics",)
    search_fields = ("folded", "series")
    autocomplete_fields = ("seen_at", "topics")
    prepopulated_fields = {"slug": ("title",)}
    fieldsets = (
        (None, {"fields": ("theme", ("title", "slug"), "status", "principle", "body")}),
        ("Where it is from", {"fields": (("series", "number", "published"), "seen_at")}),
        ("For others", {"fields": ("advice", "learn_more_url", "resources")}),
        ("If more was announced", {"fields": ("more_to_come", "more_to_come_by")}),
        ("What it is about", {"fields": ("topics", "plan_parts")}),
        ("Source", {"fields": (("source", "passage"),)}),
    )
    inlines = (ExampleInline,)


@admin.register(PracticeExample)
class PracticeExampleAdmin(SmallText, RecordAdmin):
    list_display = ("heading", "practice", "state", "district", "position")
    list_select_related = ("practice", "district")
    search_fields = ("folded",)
    autocomplete_fields = ("practice", "district")
    fields = ("practice", ("position", "state", "district"), "heading", "text", ("source", "passage"))
    inlines = (PartnerInline,)

    def response_post_save_add(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        """Back to the practice, where the way to it began."""
        return HttpResponseRedirect(reverse("admin:meetings_practice_change", args=[obj.practice_id]))

    response_post_save_change = response_post_save_add


@admin.register(ExamplePartner)
class ExamplePartnerAdmin(SmallText, RecordAdmin):
    list_display = ("organization", "example", "position")
    list_select_related = ("organization", "example")
    search_fields = ("organization__folded", "example__folded")
    autocomplete_fields = ("organization", "example")
    fields = ("example", ("position", "organization"), "did", ("source", "passage"))
