"""The admin's side of tables: a preview with what changes, and the rows on the screen as a file."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from import_export.admin import ImportExportMixin  # type: ignore[import-untyped]
from import_export.forms import ConfirmImportForm, ImportForm  # type: ignore[import-untyped]

from consortium.imports.files import CSV, XLSX, FileError, Upload
from consortium.imports.outcome import Outcome
from consortium.imports.tables import Table
from consortium.imports.undoing import reason_of
from consortium.publishing import Publishable
from consortium.roles import may_import, may_publish

MOST = 2_000  # rows; beyond, a request would take too long
SEALED = Signer(salt="an uploaded table")


class SealedConfirmForm(ConfirmImportForm):
    """As the library's, but only a file that was uploaded here can be named, and what was seen is what is done."""

    seen = forms.CharField(widget=forms.HiddenInput)

    def clean_import_file_name(self) -> str:
        try:
            return SEALED.unsign(self.cleaned_data["import_file_name"])
        except BadSignature:
            raise ValidationError("Upload the file again.") from None


class UploadForm(ImportForm):
    """As the library's, without the question which form the file has."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["format"].widget = forms.HiddenInput()


class TableAdmin(ImportExportMixin):
    """For an admin class with `resource_classes = [SomeTable]`: put it first among the bases.

    Whoever may view may export; who may import is for `consortium.roles` to say.
    """

    resource_classes: list[type[Table]]
    import_formats = (Upload,)
    export_formats = (CSV, XLSX)
    import_form_class = UploadForm
    import_template_name = "admin/import_export/table_import.html"
    import_export_change_list_template = "admin/import_export/table_change_list.html"
    confirm_form_class = SealedConfirmForm
    skip_export_form = True

    def has_import_permission(self, request: HttpRequest) -> bool:
        model_admin: Any = self
        allowed = model_admin.has_add_permission(request) and model_admin.has_change_permission(request)
        return may_import(request) and allowed

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)  # type: ignore[attr-defined]

    # In

    def get_import_data_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        data = kwargs["form"].cleaned_data if kwargs.get("form") else {}
        return {"most": MOST, "may_publish": may_publish(kwargs["request"]), "seen": data.get("seen", "")}

    def get_confirm_form_initial(self, request: HttpRequest, import_form: Any) -> dict[str, Any]:
        initial = super().get_confirm_form_initial(request, import_form)
        if initial:
            initial["import_file_name"] = SEALED.sign(initial["import_file_name"])
        return initial

    def add_data_read_fail_error_to_form(self, form: Any, e: Exception) -> None:
        form.add_error(
            "import_file", str(e) if isinstance(e, FileError) else "This file can't be read as a table."
        )

    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            return super().process_import(request, **kwargs)
        except FileNotFoundError:  # read once, then removed; or swept away while nobody confirmed
            text = (
                "The uploaded file is gone: it was imported already, or lay here too long. Upload it again."
            )
            messages.error(request, text)
            return HttpResponseRedirect(reverse("admin:{}_{}_import".format(*self.get_model_info())))

    def process_result(self, result: Outcome, request: HttpRequest) -> HttpResponse:
        """What the preview found well may be so no longer: then nothing was written, and the page says why."""
        if not result.has_errors():
            return super().process_result(result, request)
        opts = self.model._meta
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "title": "Import",
            "opts": opts,
            "form": self.create_import_form(request),
            **self.get_import_context_data(),
            "result": result,
        }
        return TemplateResponse(request, [self.import_template_name], context)

    def generate_log_entries(self, result: Outcome, request: HttpRequest) -> None:
        reason, user = reason_of(result.key, self.resource_classes[0].kind, ""), request.user.pk or 0
        for new, flag in ((True, ADDITION), (False, CHANGE)):
            rows = [change.record for change in result.changes if change.new == new]
            if rows:
                LogEntry.objects.log_actions(user, rows, flag, change_message=reason)

    def add_success_message(self, result: Outcome, request: HttpRequest) -> None:
        text = f"Imported {result.counts}."
        if result.key:
            address = reverse("admin:import_take_back", args=[result.key])
            text = format_html('{} <a href="{}">Take it back</a> as a whole if it was wrong.', text, address)
        messages.success(request, text)

    # Out

    def get_urls(self) -> list[Any]:
        name = "{}_{}_export_xlsx".format(*self.get_model_info())
        view = self.admin_site.admin_view(self.export_workbook)  # type: ignore[attr-defined]
        return [path("export.xlsx", view, name=name), *super().get_urls()]

    def export_action(self, request: HttpRequest) -> HttpResponse:
        return self.file_of_rows(request, CSV())

    def export_workbook(self, request: HttpRequest) -> HttpResponse:
        return self.file_of_rows(request, XLSX())

    def file_of_rows(self, request: HttpRequest, form: Any) -> HttpResponse:
        """The rows that the list shows under the filters and the search in the address."""
        if not self.has_export_permission(request):
            raise PermissionDenied
        rows = self.get_export_queryset(request)
        table = self.resource_classes[0]()
        try:
            data = form.export_data(table.export(rows))
        except FileError as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(reverse("admin:{}_{}_changelist".format(*self.get_model_info())))
        response = HttpResponse(data, content_type=form.get_content_type())
        response.headers["Content-Disposition"] = (
            f'attachment; filename="{table.kind}.{form.get_extension()}"'
        )
        response.headers["Cache-Control"] = "no-store"
        return response

    def get_import_context_data(self, **kwargs: Any) -> dict[str, Any]:
        drafts, table = issubclass(self.model, Publishable), self.resource_classes[0]
        return {
            "most": MOST,
            "kind": table.kind,
            "columns": [name for column in table.columns for name in column.names],
            "needed": [column.names[0] for column in table.columns if column.required],
            "drafts": drafts,
            "result": None,
            "confirm_form": None,
        }
