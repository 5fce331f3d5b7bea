from typing import Any

from django import forms
from django.contrib import admin
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html

from consortium.forms import KeepsBoth
from consortium.record_admin import RecordAdmin
from consortium.uploads import download_name
from milestones.models import Document


class DocumentForm(KeepsBoth):
    """A new file gives the name for downloads and the size."""

    def _post_clean(self) -> None:
        upload = self.cleaned_data.get("file")
        if isinstance(upload, UploadedFile):
            self.instance.name, self.instance.size = download_name(upload.name or ""), upload.size or 0
        super()._post_clean()  # type: ignore[misc]

    class Meta:
        model = Document
        fields = forms.ALL_FIELDS


@admin.register(Document)
class DocumentAdmin(RecordAdmin):
    form = DocumentForm
    list_display = ("title", "kind", "dated", "place", "format", "status")
    list_select_related = ("year", "meeting__program_year__collaborative", "milestone", "collaborative")
    list_filter = ("kind",)
    search_fields = ("folded",)
    autocomplete_fields = ("meeting", "milestone", "collaborative")
    readonly_fields = ("now",)
    fieldsets = (
        (None, {"fields": (("title", "kind"), ("dated", "status"), "now", "file")}),
        (
            "Attach it to one of these",
            {"fields": (("year", "meeting"), ("milestone", "collaborative"))},
        ),
        ("Source", {"fields": (("source", "passage"),)}),
    )

    @admin.display(description="the file that is there")
    def now(self, document: Document) -> Any:
        if document.pk is None:
            return "None yet."
        size = filesizeformat(document.size)
        return format_html('<a href="{}">{}</a>, {}', self.view_on_site(document), document.name, size)
