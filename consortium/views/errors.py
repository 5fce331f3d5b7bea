"""The pages that say what went wrong."""

import sys
from typing import Any

from django.core.exceptions import (
    BadRequest,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import RawPostDataException, UnreadablePostError
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views import defaults

from consortium import database_away, headers
from consortium.models import Profile
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


RETRY_AFTER = 5  # seconds
MOST_GIVEN_BACK = 1_000_000  # bytes of a form


def server_error(request: HttpRequest) -> HttpResponse:
    """Called while the failure is handled. What is no fault of the program is said to whom it keeps waiting."""
    error = sys.exc_info()[1]
    reason = database_away.why(error)
    if not reason:
        return defaults.server_error(request)
    if reason == database_away.AWAY:
        database_away.look(error)
    return unavailable(request, reason)


def unavailable(request: HttpRequest, reason: str = database_away.AWAY) -> HttpResponse:
    """The page that says why there is no other one; it needs no database. What was typed stands in it, to be sent again."""
    is_sent = request.method not in {"GET", "HEAD"}
    typed = typed_by(request) if is_sent else []
    context = {"reason": reason, "is_sent": is_sent, "typed": typed, "address": request.get_full_path()}
    response = render(request, "503.html", context, status=503)
    response.headers["Retry-After"] = str(RETRY_AFTER)
    add_never_cache_headers(response)
    headers.close_outside(request, response)  # the page cache, which stands outside, may have called
    response._has_been_logged = True  # type: ignore[attr-defined]  # once for all, when it went away
    return response


def typed_by(request: HttpRequest) -> list[tuple[str, str]]:
    """The fields of a form that was sent, which its sender gets back; none of one with a password, or of a large one.

    Files are not among them.
    """
    try:
        if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_GIVEN_BACK:
            return []
        if not hasattr(request, "_post"):
            request.upload_handlers = [SkippedUpload(request)]
        fields = [(name, value) for name, values in request.POST.lists() for value in values]
    except (ValueError, RawPostDataException, UnreadablePostError, SuspiciousOperation, MultiPartParserError):
        return []
    return [] if any("password" in name for name, _ in fields) else fields


class SkippedUpload(FileUploadHandler):
    """Reads past a file. Those of the site ask the database who sends it."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        raise NotImplementedError

    def file_complete(self, file_size: int) -> None:
        raise NotImplementedError


def page(request: HttpRequest, template: str, status: int, context: dict[str, Any]) -> HttpResponse:
    if not hasattr(request, "profile"):
        # It came no further than to a middleware: of a host that is not ours, say.
        request.profile = Profile.objects.current()  # type: ignore[attr-defined]
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
