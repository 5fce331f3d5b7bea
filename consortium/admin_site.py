from typing import Any

from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import capfirst, slugify

from consortium.odd_input import guarded
from consortium.roles import waits_for_second_factor

# The kinds of rows by subject, what staff open most first. What is entered on the screens of these comes last, by itself.
SUBJECTS = (
    ("Years", ("Year", "Milestone", "Edition")),
    ("Members", ("District", "Membership")),
    ("Meetings", ("Meeting", "Story", "Comment")),
    ("Practices", ("Practice",)),
    ("Plans", ("Plan",)),
    ("Collaboratives", ("Collaborative", "ProgramYear", "Participation")),
    ("People", ("Person", "Contact")),
    ("Documents", ("Document",)),
    ("Messages", ("Message",)),
    ("Sources, organizations and topics", ("Source", "Organization", "Topic")),
    ("The site", ("Profile", "OldAddress", "User", "Group", "AccessAttempt")),
)
REST = "Single rows of the above"


class ConsortiumAdminSite(admin.AdminSite):
    index_title = "The record"

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        profile = request.profile  # type: ignore[attr-defined]
        return {
            **super().each_context(request),
            "site_header": f"{capfirst(profile.short_name)}: staff",  # beside the links, in one line
            "site_title": f"{profile.name}: staff",
            "waits_for_second_factor": waits_for_second_factor(request),
        }

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Every view of the admin, those of its model admins and of the project's own pages too, comes by here."""
        return super().admin_view(guarded(view), cacheable)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """By subject and not by app, except on the page of one app."""
        apps: list[Any] = super().get_app_list(request, app_label)
        if app_label:
            return apps
        left = {model["object_name"]: model for app in apps for model in app["models"]}
        found = [(subject, [left.pop(name) for name in names if name in left]) for subject, names in SUBJECTS]
        return [
            {
                "name": name,
                "app_label": slugify(name),
                "app_url": "",
                "has_module_perms": True,
                "models": models,
            }
            for name, models in (*found, (REST, list(left.values())))
            if models
        ]

    def get_urls(self) -> list[Any]:
        from django.urls import path

        from consortium import second_factor, staff_pages
        from consortium.imports import taking_back

        theirs = [url for url in super().get_urls() if getattr(url, "name", None) != "view_on_site"]
        shortcut = path(
            "r/<int:content_type_id>/<int:object_id>/", self.admin_view(self.show), name="view_on_site"
        )
        ours = [*second_factor.urls(self), *staff_pages.urls(self), *taking_back.urls(self)]
        return [shortcut, *ours, *theirs]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        from consortium.staff_pages import front_page

        return super().index(request, {**front_page(request), **(extra_context or {})})

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Whoever has a device is asked for its token next."""
        from consortium.second_factor import devices_of
        from consortium.sign_in import locked_out, too_many_from

        if request.method == "POST" and too_many_from(request):
            return locked_out(request)
        response = super().login(request, extra_context)
        signed_in = request.method == "POST" and response.status_code == 302 and request.user.is_authenticated
        if signed_in and devices_of(request.user).exists():
            onward = urlencode({"next": response.headers["Location"]})
            return HttpResponseRedirect(f"{reverse('admin:second_factor_enter')}?{onward}")
        return response

    def show(self, request: HttpRequest, content_type_id: int, object_id: int) -> HttpResponse:
        """Django's own shows every member of staff the address of any row, a draft's too."""
        kind = ContentType.objects.filter(pk=content_type_id).first()
        model_admin = self._registry.get(kind.model_class()) if kind else None  # type: ignore[arg-type]
        row = model_admin.get_object(request, str(object_id)) if model_admin else None
        if model_admin and not model_admin.has_view_permission(request, row):
            raise PermissionDenied
        if row is None or not hasattr(row, "get_absolute_url"):
            raise Http404
        return HttpResponseRedirect(row.get_absolute_url())
