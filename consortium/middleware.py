import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils import timezone

from consortium import headers
from consortium.models import OldAddress, Profile
from consortium.uploads import MOST_AT_ONCE, MOST_OF_OTHERS, may_send_files

GetResponse = Callable[[HttpRequest], HttpResponse]

WITHOUT_PROFILE = {"/healthz", "/robots.txt"}  # answered without the database


def plain_sessions(get_response: GetResponse) -> GetResponse:
    """Drop a session key that could not be one, before a database is asked for it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not re.fullmatch("[a-z0-9]+", request.COOKIES.get(settings.SESSION_COOKIE_NAME, "a")):
            del request.COOKIES[settings.SESSION_COOKIE_NAME]
        return get_response(request)

    return middleware


def security_headers(get_response: GetResponse) -> GetResponse:
    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        headers.close(response)
        return response

    return middleware


class BoundedBody:
    """Refuse what is longer than any form sends, before a byte of it is read or written down."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *args: Any) -> None:
        """Stands before the check of the form's token, which reads the form; by now it is known who sends it."""
        stated = request.META.get("CONTENT_LENGTH") or "0"
        length = int(stated[:18]) if re.fullmatch("[0-9]+", stated) else 0  # which Django takes for none, too
        if length > MOST_OF_OTHERS and length > (MOST_AT_ONCE if may_send_files(request) else 0):
            raise RequestDataTooBig(f"{length} bytes were sent.")


def profile(get_response: GetResponse) -> GetResponse:
    """Put the Profile on the request and let the clock run in its time zone."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path in WITHOUT_PROFILE:
            return get_response(request)
        request.profile = Profile.objects.current()  # type: ignore[attr-defined]
        with timezone.override(request.profile.zone):  # type: ignore[attr-defined]
            return get_response(request)

    return middleware


def old_addresses(get_response: GetResponse) -> GetResponse:
    """Lead an address that a record once had, and those below it, to the one it has now."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code == 404 and request.method in {"GET", "HEAD"}:
            address = OldAddress.objects.address_now(request.path)
            if address:
                query = request.META.get("QUERY_STRING", "")
                to = f"{address}?{query}" if query else address
                return HttpResponsePermanentRedirect(to)  # a record's. nosemgrep: redirect-to-what-was-sent
        return response

    return middleware
