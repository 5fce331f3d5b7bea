"""Staff pages that are no model's: the record check, the sourcing, the hosting ledger, and what the front page adds."""

import re
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import model_ngettext
from django.core.exceptions import BadRequest, PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path

from consortium.check import Level, findings, unknowns
from consortium.check.sourcing import PER_PAGE, Unsourced, shares
from consortium.imports.taking_back import may_take_back
from consortium.models import Message, Profile, Year
from consortium.publishing import Publishable, Status
from consortium.recent import recent_changes
from meetings.ledger import Ledger
from meetings.models import Meeting


def urls(site: admin.AdminSite) -> list[Any]:
    return [
        path("check/", site.admin_view(record_check), name="record_check"),
        path("sourcing/", site.admin_view(sourcing), name="sourcing"),
        path("ledger/", site.admin_view(hosting_ledger), name="hosting_ledger"),
    ]


def needs(request: HttpRequest, *permissions: str) -> None:
    if not request.user.has_perms(permissions):
        raise PermissionDenied


def record_check(request: HttpRequest) -> HttpResponse:
    """What looks wrong or unknown, each with the screen that mends it."""
    needs(request, "consortium.view_year", "members.view_district", "meetings.view_meeting")
    found = findings()
    grid = unknowns()
    context = {
        **admin.site.each_context(request),
        "title": "Record check",
        "levels": [(level, [item for item in found if item.level == level]) for level in Level],
        "grid": grid,
        "heads": list(grid[0].cells) if grid else [],
    }
    return TemplateResponse(request, "admin/record_check.html", context)


def sourcing(request: HttpRequest) -> HttpResponse:
    """The share of facts with a source, by kind, and the facts without one: all, or those of one `kind`."""
    needs(request, "consortium.view_year", "members.view_district", "meetings.view_meeting")
    kinds = shares()
    kind, number = request.GET.get("kind", ""), request.GET.get("p", "1")
    chosen = [share for share in kinds if not kind or share.kind == kind]
    if not chosen:
        raise BadRequest("There is no such kind of fact; the page without it lists all kinds.")
    rows: Any = Unsourced(chosen)
    paginator = Paginator(rows, PER_PAGE)
    if not re.fullmatch("[1-9][0-9]{0,5}", number) or int(number) > paginator.num_pages:
        raise BadRequest(f"The list has {paginator.num_pages} pages: p=1, p=2 and so on.")
    context = {
        **admin.site.each_context(request),
        "title": "Sourcing",
        "shares": kinds,
        "chosen": chosen[0] if kind else None,
        "page": paginator.page(int(number)),
    }
    return TemplateResponse(request, "admin/sourcing.html", context)


def hosting_ledger(request: HttpRequest) -> HttpResponse:
    """Who hosted when and who never has, for choosing the next host."""
    needs(request, "members.view_district", "meetings.view_meeting")
    context = {**admin.site.each_context(request), "title": "Hosting ledger", "ledger": Ledger()}
    return TemplateResponse(request, "admin/hosting_ledger.html", context)


def front_page(request: HttpRequest) -> dict[str, Any]:
    """Drafts waiting, meetings ahead, recent changes and the year to add, for those who may see them."""
    if not request.user.has_perms(["consortium.view_year", "members.view_district", "meetings.view_meeting"]):
        return {"may_read": False}
    day = Profile.objects.current().today()
    next_year, going_on = years_to_enter(day.year)
    return {
        "may_read": True,
        "may_take_back": may_take_back(request),
        "may_add_year": request.user.has_perm("consortium.add_year"),
        "going_on": going_on,
        "next_year": next_year,
        "drafts": drafts_waiting(request),
        "messages_waiting": messages_waiting(request),
        "upcoming": Meeting.objects.preview().upcoming(day)[:5],
        "changes": recent_changes(),
    }


def years_to_enter(this_year: int) -> tuple[int, list[int]]:
    """The year to start, the first that is missing after the first of the record, and those to go on with: the one before
    it and the last.
    """
    there = dict(Year.objects.order_by("number").values_list("number", "status"))
    begun = dict(Year.objects.on_timeline().exclude(status=Status.BIN).values_list("number", "status"))
    if not begun:
        return this_year, []
    missing = next(number for number in range(min(begun), max(there) + 2) if number not in there)
    before = [number for number in begun if number < missing]
    return missing, sorted({max(before), max(begun)})


def drafts_waiting(request: HttpRequest) -> list[tuple[str, str, int]]:
    """(name of the kind, its model's name in addresses, drafts of it), where there are any."""
    waiting = []
    model: Any
    for model in admin.site._registry:
        meta = model._meta
        if issubclass(model, Publishable) and request.user.has_perm(
            f"{meta.app_label}.view_{meta.model_name}"
        ):
            count = model.objects.filter(status=Status.DRAFT).count()
            if count:
                waiting.append(
                    (
                        model_ngettext(model, count),
                        f"admin:{meta.app_label}_{meta.model_name}_changelist",
                        count,
                    )
                )
    return waiting


def messages_waiting(request: HttpRequest) -> int | None:
    """How many readers' messages wait; None for whoever may not read them."""
    may_read = admin.site._registry[Message].has_view_permission(request)
    return Message.objects.waiting().count() if may_read else None
