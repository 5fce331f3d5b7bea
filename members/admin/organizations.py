from django.contrib import admin

from consortium.record_admin import RecordAdmin
from consortium.row_inlines import BoxInline
from members.models import Affiliation, Organization


class AffiliationInline(BoxInline):
    model = Affiliation
    fields = (("role", "since", "until"), "what", ("source", "passage"))
    verbose_name_plural = "what it is to the consortium, and what it gives (on the page about us)"


@admin.register(Organization)
class OrganizationAdmin(RecordAdmin):
    list_display = ("name", "short_name", "kind", "state")
    list_filter = ("kind",)
    search_fields = ("folded",)
    prepopulated_fields = {"slug": ("name",)}
    inlines = (AffiliationInline,)


@admin.register(Affiliation)
class AffiliationAdmin(RecordAdmin):
    list_display = ("organization", "role", "what", "since", "until")
    list_select_related = ("organization",)
    list_filter = ("role",)
    search_fields = ("organization__folded", "what")
    autocomplete_fields = ("organization",)
    fields = ("organization", ("role", "since", "until"), "what", ("source", "passage"))
