"""The home page, what machines ask for, and the pages that say what went wrong."""

from typing import Any

from django.core.exceptions import BadRequest
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from consortium.charts import chart, growth, tile_map
from consortium.models import Year
from consortium.pages import NoSuchPage, Page, sources_of
from meetings.models import Hosting, Meeting
from members.models import District, Membership
from milestones.timeline import years_on_record

LATEST_YEARS = 3
CHART_YEARS = 20  # the columns that fit; the table has them all


class Home(Page):
    template_name = "consortium/home.html"
    permission = "consortium.view_year"

    def get(self, request: HttpRequest) -> HttpResponse:
        of, day = self.reading.of, self.reading.day
        periods = of(Membership.objects.all())
        drawn = tile_map(of(District.objects.all()).among(periods).by_state())
        years = list(of(Year.objects.all()))
        joined = periods.first_joinings_by_year()
        rows = growth(joined, [year.number for year in years])
        latest = years_on_record(self.reading, list(reversed(years))[:LATEST_YEARS], joined)
        meetings = of(Meeting.objects.all()).not_cancelled(day)
        hostings = of(Hosting.objects.all())
        coming = meetings.upcoming(day)[:1].told(day, hostings)
        meeting = coming or meetings.past(day).fall()[:1].told(day, hostings)
        return self.render(
            {
                "map": drawn,
                "states_count": len(drawn.states),
                "total": sum(state.count for state in drawn.states),
                "first_year": min(joined, default=None),
                "at_start": joined[min(joined)] if joined else 0,
                "chart": chart(rows[-CHART_YEARS:]),
                "growth": rows,
                "years": years,
                "latest": latest,
                "meeting": meeting[0] if meeting else None,
                "meeting_is_coming": bool(coming),
                "sources": sources_of(*([*record.milestones, *record.meetings] for record in latest)),
            }
        )


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse("User-agent: *\nDisallow: /admin/\n", content_type="text/plain")


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Whether the database answers: 200 or 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"database": "unreachable"}, status=503)
    return JsonResponse({"database": "ok"})


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    message = str(exception) if isinstance(exception, BadRequest) else ""
    return page(request, "400.html", 400, {"message": message})


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, "403.html", 403, {})


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return page(request, "403_csrf.html", 403, {})


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    missing = exception if isinstance(exception, NoSuchPage) else None
    message, links = (missing.message, missing.links) if missing else ("", ())
    return page(request, "404.html", 404, {"message": message, "links": links})


def page(request: HttpRequest, template: str, status: int, context: dict[str, Any]) -> HttpResponse:
    common = {"section": "", "as_of": None, "keep_date": "", "canonical": "", "reading": None}
    return render(request, template, {**common, **context}, status=status)
