from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html

from consortium import accounts, message_admin  # noqa: F401  their screens are registered with those below
from consortium.formsets import OrderedFormSet
from consortium.models import OldAddress, Plan, PlanPart, Profile, Source, Topic
from consortium.odd_input import CarefulAdmin
from consortium.record_admin import RecordAdmin
from consortium.row_inlines import BoxInline, SmallText


@admin.register(Profile)
class ProfileAdmin(RecordAdmin):
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "name",
                    "short_name",
                    "tagline",
                    "mission",
                    "launch_year",
                    "parent_name",
                    "parent_url",
                )
            },
        ),
        ("The record", {"fields": ("kept_to", "members_complete", "licence_name", "licence_url")}),
        ("The site", {"fields": ("contact_email", "time_zone")}),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not Profile.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Source)
class SourceAdmin(RecordAdmin):
    list_display = ("title", "publisher", "published", "key")
    search_fields = ("title", "publisher", "key")
    prepopulated_fields = {"key": ("title",)}


@admin.register(Topic)
class TopicAdmin(RecordAdmin):
    list_display = ("name", "slug")
    search_fields = ("folded",)
    prepopulated_fields = {"slug": ("name",)}


class PlanPartInline(BoxInline):
    model = PlanPart
    formset = OrderedFormSet
    fields = (("kind", "position", "mark"), "name", "text", ("source", "passage"))
    verbose_name_plural = "parts, in order within each kind"


@admin.register(Plan)
class PlanAdmin(SmallText, RecordAdmin):
    list_display = ("title", "kind", "adopted", "status")
    list_filter = ("kind",)
    search_fields = ("folded",)
    autocomplete_fields = ("follows",)
    prepopulated_fields = {"slug": ("title",)}
    readonly_fields = ("evidence",)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("title", "slug"),
                    ("kind", "status"),
                    ("adopted", "adopted_known", "owner"),
                    "purpose",
                    "follows",
                )
            },
        ),
        ("From plan to evidence", {"fields": ("evidence",)}),
        ("Source", {"fields": (("source", "passage"),)}),
    )
    inlines = (PlanPartInline,)

    @admin.display(description="in the record")
    def evidence(self, plan: Plan) -> str:
        if not plan.pk:
            return (
                "Its parts are ticked on the screens of milestones, meetings and practices, once it is saved."
            )
        text = "See what is tied to each part, and where nothing is"
        return format_html('<a href="{}?preview=yes">{}</a>', plan.get_absolute_url(), text)


@admin.register(PlanPart)
class PlanPartAdmin(SmallText, RecordAdmin):
    list_display = ("name", "kind", "position", "plan")
    list_select_related = ("plan",)
    list_filter = ("kind", "plan")
    search_fields = ("folded",)
    autocomplete_fields = ("plan",)
    fields = ("plan", ("kind", "position", "mark"), "name", "text", ("source", "passage"))


@admin.register(OldAddress)
class OldAddressAdmin(CarefulAdmin):
    list_display = ("path", "kind", "record")
    list_select_related = ("kind",)
    search_fields = ("path",)
    ordering = ("path",)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("record")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
