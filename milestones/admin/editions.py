from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.html import format_html

from consortium.dates import KnownDateFormField
from consortium.history import because
from consortium.models import Profile
from consortium.record_admin import RecordAdmin
from consortium.roles import may_freeze
from consortium.row_inlines import SmallText
from milestones.document.changes import changes
from milestones.document.content import MilestonesDocument
from milestones.document.freezing import document_to_freeze, edition_before, freeze
from milestones.models import Edition

ANOTHER = "This is not the document that you looked at: the record or the date has changed. Look at it, then freeze it."


class FreezeForm(forms.Form):
    """The date of an edition, with the document of that date, and what is said of it."""

    as_of = KnownDateFormField(
        label="As of", help_text="A year, a month or a day, up to today: May 2020. “Show” draws its document."
    )
    title = forms.CharField(max_length=120, required=False, help_text="Empty: its date.")
    note = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 90}),
        help_text="What a reader should know of this edition, above it. Markdown. Public.",
    )
    seen = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, profile: Profile) -> None:
        super().__init__(data)
        self.profile = profile
        self.document = document_to_freeze(profile)
        self.initial["as_of"] = self.document.as_of

    def clean_as_of(self) -> Any:
        as_of = self.cleaned_data["as_of"]
        self.document = document_to_freeze(self.profile, as_of)
        return as_of

    @property
    def changed(self) -> tuple[Edition | None, list[str]]:
        """The edition before, and what changed since."""
        before = edition_before(self.document.as_of)
        old: MilestonesDocument | None = before.document if before and before.is_intact else None
        return before, changes(old, self.document) if old else []


@admin.register(Edition)
class EditionAdmin(SmallText, RecordAdmin):
    """Adding an edition is freezing one: what it holds is read from the record and stays as it is."""

    list_display = ("title", "as_of", "frozen", "frozen_by", "status", "words")
    search_fields = ("title", "note")
    ordering = ("-as_of", "-frozen", "-pk")
    readonly_fields = ("as_of", "frozen", "frozen_by", "words", "checksum")
    fieldsets = (
        (None, {"fields": (("title", "slug", "status"), "note")}),
        ("Frozen for good", {"fields": (("as_of", "frozen", "frozen_by"), "words", "checksum")}),
    )

    @admin.display(description="its words")
    def words(self, edition: Edition) -> str:
        return "As they were frozen" if edition.is_intact else "Not those that were frozen"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and may_freeze(request)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        profile = Profile.objects.current()
        form = FreezeForm(request.POST if request.method == "POST" else None, profile=profile)
        if form.is_valid() and request.POST.get("do") == "freeze":
            edition = self.frozen_by_form(request, form, profile)
            if edition:
                return self.frozen(request, edition)
        before, changed = form.changed
        context = {
            **self.admin_site.each_context(request),
            "title": f"{'Error: ' if form.errors else ''}Freeze an edition",
            "opts": self.opts,
            "form": form,
            "paper": form.document,
            "reading": None,
            "remark": "",
            "before": before,
            "changed": changed,
        }
        return TemplateResponse(request, "admin/edition_freeze.html", context)

    def frozen_by_form(self, request: HttpRequest, form: FreezeForm, profile: Profile) -> Edition | None:
        """The edition that was frozen; None, and the form says why, if it was not."""
        data = form.cleaned_data
        user: Any = request.user
        if data["seen"] != form.document.checksum:
            form.add_error(None, ANOTHER)
            return None
        try:
            with because("frozen"):
                return freeze(
                    form.document,
                    title=data["title"],
                    note=data["note"],
                    by=user.get_full_name() or user.get_username(),
                    today=profile.today(),
                )
        except ValidationError as error:
            form.add_error(None, error.messages)
            return None

    def frozen(self, request: HttpRequest, edition: Edition) -> HttpResponse:
        self.log_addition(request, edition, [{"added": {}}])
        text = 'The {} is frozen and public: <a href="{}">see it</a>.'
        said = str(edition)[:1].lower() + str(edition)[1:]
        messages.success(request, format_html(text, said, edition.get_absolute_url()))
        return HttpResponseRedirect(self.address("change", edition.pk))
