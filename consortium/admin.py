from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from consortium import accounts  # noqa: F401  its screens are registered with those below
from consortium.models import OldAddress, Profile, Source
from consortium.odd_input import CarefulAdmin
from consortium.record_admin import RecordAdmin


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
