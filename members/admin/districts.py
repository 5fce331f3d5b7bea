import csv
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db.models import BigAutoField, Q
from django.http import HttpRequest, HttpResponse

from consortium.imports.cells import harmless
from consortium.imports.screens import TableAdmin
from consortium.odd_input import is_accepted
from consortium.record_admin import RecordAdmin
from consortium.row_inlines import BoxInline, SmallText
from members.forms import PeriodForm, PeriodFormSet, PeriodLine
from members.merge import merge_selected
from members.models import (
    Award,
    Contact,
    District,
    DistrictName,
    Figure,
    Membership,
    Office,
    Person,
    Tenure,
)
from members.models.districts import named_q
from members.resources import DistrictTable, FigureTable, MembershipTable, PersonTable, TenureTable


class CorrectsItsOwn:
    """Offers for “corrects” what the same district has, by its words."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "corrects":
            kwargs["queryset"] = self.of_same_district(request, db_field.model)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]

    def of_same_district(self, request: HttpRequest, model: Any) -> Any:
        key = changed_key(request)
        return model.objects.filter(district=key) if key else model.objects.none()


class CorrectsAnother(CorrectsItsOwn):
    """The same on a screen of its own. While a new row has no district yet, all are there to search."""

    def get_autocomplete_fields(self, request: HttpRequest) -> Any:
        fields = super().get_autocomplete_fields(request)  # type: ignore[misc]
        return fields if changed_key(request) else [*fields, "corrects"]

    def of_same_district(self, request: HttpRequest, model: Any) -> Any:
        key = changed_key(request)
        if not key:
            return model.objects.all()
        of_it = model.objects.filter(pk=key).values("district")
        return model.objects.filter(district__in=of_it).exclude(pk=key)


def changed_key(request: HttpRequest) -> str:
    """The key of the row whose screen is open; empty where one is added."""
    match = request.resolver_match
    key = unquote(match.kwargs.get("object_id", "")) if match else ""
    return key if is_accepted(BigAutoField(), key) else ""


class PeriodInline(BoxInline):
    form = PeriodLine
    formset = PeriodFormSet


class MembershipInline(PeriodInline):
    model = Membership
    fields = (("joined", "left", "status"), "reason", ("source", "passage"))
    fk_name = "district"


class NameInline(BoxInline):
    model = DistrictName
    fields = (("name", "since", "until"), ("source", "passage"))


class FigureInline(CorrectsItsOwn, BoxInline):
    model = Figure
    fields = (("measure", "when"), ("qualifier", "value", "scope"), "corrects", ("source", "passage"))


class AwardInline(CorrectsItsOwn, BoxInline):
    model = Award
    fields = ("name", "claim", "when", "corrects", ("source", "passage"))


class TenureInline(PeriodInline):
    model = Tenure
    fields = (("person", "district"), ("post", "interim"), ("since", "since_known", "until"), "source")


class OfficeInline(PeriodInline):
    model = Office
    fields = (("title", "since", "since_known", "until"), "source")


class ContactInline(BoxInline):
    model = Contact
    fields = (("name", "role"), ("email", "phone"))
    verbose_name_plural = "contacts (for staff only, never public)"


@admin.register(District)
class DistrictAdmin(TableAdmin, SmallText, RecordAdmin):
    resource_classes = [DistrictTable]
    list_display = ("name", "state", "city", "nces_id", "status")
    list_filter = ("state",)
    search_fields = ("folded",)
    search_help_text = "Any name it ever had, its city or NCES id."
    prepopulated_fields = {"slug": ("name",)}
    fieldsets = (
        (None, {"fields": (("name", "short_name"), "slug", ("state", "city"), "status", "description")}),
        ("Details", {"fields": (("website", "nces_id"), ("source", "passage"))}),
    )
    inlines = (MembershipInline, NameInline, FigureInline, AwardInline, TenureInline, ContactInline)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """A new name takes the old one's place on pages of the past, too, unless that is kept as a former one."""
        super().save_related(request, form, formsets, change)
        district, before = form.instance, form.initial.get("name")
        is_new = bool(before) and before != district.name
        if is_new and district.is_public and not district.names.filter(name=before).exists():
            messages.warning(
                request,
                f"“{before}” stands nowhere any more, on pages of the past neither. If it was the name until now, add it "
                "to the former names, with the year until which it was.",
            )

    actions = ("export_contacts", merge_selected)

    def search_q(self, text: str) -> Q:
        return named_q(text)

    def has_view_contacts_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("members.view_contact")  # type: ignore[union-attr]

    @admin.action(
        description="Export the contacts of the selected districts for a mailing (CSV)",
        permissions=["view_contacts"],
    )
    def export_contacts(self, request: HttpRequest, queryset: Any) -> HttpResponse:
        return contacts_csv(Contact.objects.filter(district__in=queryset))


def contacts_csv(contacts: Any) -> HttpResponse:
    """Contacts as a file for a mailing. A cell that a spreadsheet would run is made harmless by a leading quote."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="contacts.csv"'
    writer = csv.writer(response)
    writer.writerow(["district", "state", "name", "role", "email", "phone"])
    for contact in contacts.select_related("district").order_by("district__folded", "name", "pk"):
        cells = [
            contact.district.name,
            contact.district.state,
            contact.name,
            contact.role,
            contact.email,
            contact.phone,
        ]
        writer.writerow([harmless(cell) for cell in cells])
    return response


@admin.register(Membership)
class MembershipAdmin(TableAdmin, RecordAdmin):
    resource_classes = [MembershipTable]
    form = PeriodForm
    list_display = ("district", "joined", "left", "status")
    list_select_related = ("district", "joined", "left")
    list_filter = ("joined",)
    search_fields = ("district__folded",)
    autocomplete_fields = ("district",)
    fields = ("district", ("joined", "left"), "reason", "position", "status", "source", "passage")

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        return obj.district.get_absolute_url() if obj and obj.district.is_public else None


@admin.register(Person)
class PersonAdmin(TableAdmin, SmallText, RecordAdmin):
    resource_classes = [PersonTable]
    actions = (merge_selected,)
    list_display = ("name", "status")
    search_fields = ("folded",)
    prepopulated_fields = {"slug": ("name",)}
    fields = ("name", "slug", "status", "about")
    inlines = (TenureInline, OfficeInline)


class TermAdmin(RecordAdmin):
    form = PeriodForm
    search_fields = ("person__folded",)


@admin.register(Tenure)
class TenureAdmin(TableAdmin, TermAdmin):
    resource_classes = [TenureTable]
    list_display = ("person", "post", "district", "since", "until", "interim")
    list_select_related = ("person", "district")
    list_filter = ("interim",)
    autocomplete_fields = ("person", "district")


@admin.register(Office)
class OfficeAdmin(TermAdmin):
    list_display = ("person", "title", "since", "until")
    list_select_related = ("person",)
    list_filter = ("title",)
    autocomplete_fields = ("person",)
    fields = ("person", "title", ("since", "since_known", "until"), ("source", "passage"))


@admin.register(Contact)
class ContactAdmin(RecordAdmin):
    list_display = ("name", "role", "district", "email", "phone")
    list_select_related = ("district",)
    search_fields = ("name", "role", "email", "district__folded")
    autocomplete_fields = ("district",)
    actions = ("export",)

    @admin.action(description="Export the selected contacts for a mailing (CSV)", permissions=["view"])
    def export(self, request: HttpRequest, queryset: Any) -> HttpResponse:
        return contacts_csv(queryset)


@admin.register(DistrictName)
class DistrictNameAdmin(RecordAdmin):
    list_display = ("name", "district", "since", "until")
    list_select_related = ("district",)
    search_fields = ("folded",)
    autocomplete_fields = ("district",)


@admin.register(Figure)
class FigureAdmin(CorrectsAnother, TableAdmin, RecordAdmin):
    resource_classes = [FigureTable]
    list_display = ("district", "measure", "when", "amount", "scope", "source")
    list_select_related = ("district", "source")
    list_filter = ("measure",)
    search_fields = ("district__folded",)
    autocomplete_fields = ("district",)
    fields = (
        "district", ("measure", "when"), ("qualifier", "value", "scope"), "corrects", ("source", "passage"),
    )  # fmt: skip


@admin.register(Award)
class AwardAdmin(CorrectsAnother, RecordAdmin):
    list_display = ("district", "name", "claim", "when", "source")
    list_select_related = ("district", "source")
    search_fields = ("district__folded", "name", "claim")
    autocomplete_fields = ("district",)
    fields = ("district", "name", "claim", "when", "corrects", ("source", "passage"))
