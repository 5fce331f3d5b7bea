"""The pages that say what went wrong."""

from typing import Any

from django.core.exceptions import BadRequest, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render

from consortium.pages import NoSuchPage, UnreadableDateError


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """For what was sent as for what was asked: Django has one handler for both."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return page(request, "413.html", 413, {})
    if isinstance(exception, MultiPartParserError):
        return page(request, "400_form.html", 400, {})
    message = str(exception) if isinstance(exception, BadRequest) else ""
    date_form = exception.date_form if isinstance(exception, UnreadableDateError) else None
    return page(request, "400.html", 400, {"message": message, "date_form": date_form})


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, "403.html", 403, {})


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return page(request, "403_csrf.html", 403, {})


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    missing = exception if isinstance(exception, NoSuchPage) else NoSuchPage("")
    context = {"message": missing.message, "links": missing.links, "date_form": missing.date_form}
    return page(request, "404.html", 404, context)


def page(request: HttpRequest, template: str, status: int, context: dict[str, Any]) -> HttpResponse:
    # A page of the past that is not there leads to pages of that date.
    as_of = getattr(request, "as_of", None)
    common = {
        "section": "",
        "as_of": as_of,
        "keep_date": f"?as_of={as_of.text}" if as_of else "",
        "canonical": "",
        "reading": None,
    }
    return render(request, template, {**common, **context}, status=status)
