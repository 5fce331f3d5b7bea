"""The staff's list of imports, and taking one back as a whole."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from consortium.imports.undoing import UndoError, imports, undo
from consortium.roles import may_import, may_publish

PAGE = 50


def urls(site: admin.AdminSite) -> list[Any]:
    return [
        path("imports/", site.admin_view(import_list), name="imports"),
        path("imports/<slug:key>/", site.admin_view(take_back), name="import_take_back"),
    ]


def may_take_back(request: HttpRequest) -> bool:
    return may_import(request) and may_publish(request)


def demand(request: HttpRequest) -> None:
    if not may_take_back(request):
        raise PermissionDenied


def import_list(request: HttpRequest) -> HttpResponse:
    demand(request)
    context = {
        **admin.site.each_context(request),
        "title": "Imports",
        "page": Paginator(imports(), PAGE).get_page(request.GET.get("p")),
    }
    return TemplateResponse(request, "admin/imports.html", context)


def take_back(request: HttpRequest, key: str) -> HttpResponse:
    """Asks first; what forbids it is said, and then nothing is changed."""
    demand(request)
    one = next((one for one in imports() if one.key == key), None)
    if one is None:
        raise Http404
    problems: list[str] = []
    if request.method == "POST":
        try:
            undone = undo(key)
        except UndoError as error:
            problems = error.problems
        else:
            messages.success(
                request,
                f"The import {key} is taken back: {undone.removed} removed, {undone.binned} put in the bin, "
                f"{undone.restored} as they were before.",
            )
            return HttpResponseRedirect(reverse("admin:imports"))
    context = {
        **admin.site.each_context(request),
        "title": f"Take back the import {key}?",
        "one": one,
        "problems": problems,
    }
    return TemplateResponse(request, "admin/import_take_back.html", context)
