"""Public pages, computed once for each change.

What a reader who is not signed in sees at an address follows from the record, the day in the site's time zone and the
build, which is the running process. So an answer is kept, whole and compressed, for as long as these are what they were:
a request for it costs one small query, and no rendering. Nothing tells one process what another one keeps; each asks.

Only what a Page answers with 200 is kept. It has known parameters alone, in one order each, or is a redirect: nobody
fills the room with addresses that were made up.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from hashlib import sha256
from itertools import chain
from time import monotonic
from typing import Any, cast

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase, ResponseHeaders
from django.utils.cache import patch_vary_headers

from consortium import time_limit
from consortium.database_away import AwayError, ask, connected
from consortium.encodings import DECODERS, ENCODERS, PLAIN, is_worth_it, preferred
from consortium.pages import Page
from consortium.revision import State, state
from consortium.views.errors import unavailable

MOST = 24 * 2**20  # bytes that a process keeps
MOST_OF_ONE = MOST // 6  # bytes of one answer before it is compressed
FRAME = 3_000  # bytes that an answer takes beside its body
LONGEST_QUERY = 2_000
LONGEST_HOST = 300  # characters: a name has 253, and its port may be written with any number of zeros

WITHOUT_DATABASE = ("/healthz", "/robots.txt")
STAFF = "/admin/"
# What says of the body what it is; an answer without one leaves it away.
OF_THE_BODY = (
    "content-type",
    "content-encoding",
    "content-length",
    "content-disposition",
    "content-language",
)

Key = tuple[Any, ...]


class Kept:
    """An answer, in the encodings that it was asked for in."""

    def __init__(self, response: HttpResponseBase, body: bytes, now: State) -> None:
        self.state = now
        self.shelf: Shelf | None = None
        self.key: Key = ()
        self.counted = 0  # what the shelf takes for its size
        self.may_compress = is_worth_it(response.headers["Content-Type"], body)
        self.bodies = {PLAIN: body}
        self.first = (PLAIN, body)  # which the others are made of
        # Weak, as it is one for all encodings; of the content, so that a change of anything else leaves it as it is.
        self.tag = f'W/"{sha256(body).hexdigest()[:32]}"'
        response.headers["ETag"] = self.tag
        # A browser may keep it, and asks each time whether it still holds.
        response.headers["Cache-Control"] = "no-cache"
        patch_vary_headers(response, ("Accept-Encoding", "Cookie"))
        self.headers = dict(response.headers)
        self.heads: dict[tuple[int, str], ResponseHeaders] = {}

    @property
    def size(self) -> int:
        return FRAME + sum(map(len, list(self.bodies.values())))

    def body(self, encoding: str) -> bytes:
        found = self.bodies.get(encoding)
        if found is None:
            first, body = self.first
            plain = DECODERS[first](body) if first else body
            found = self.bodies[encoding] = ENCODERS[encoding](plain) if encoding else plain
            if self.shelf:
                self.shelf.weigh(self)
        return found

    def leave_plain(self, encoding: str) -> None:
        """Keep what was compressed instead of the plain body, which few ask for; it can be had back."""
        if encoding != PLAIN and encoding in self.bodies:
            self.first = (encoding, self.bodies[encoding])
            self.bodies = dict([self.first])

    def answer(self, request: HttpRequest, age: int | None = None) -> HttpResponse:
        """For a reader who has it already, 304. `age` is in seconds, where it can't be known to be the present one."""
        known = request.META.get("HTTP_IF_NONE_MATCH")
        if known is not None and (known == self.tag or is_named(self.tag, known)):
            response = HttpResponse(status=304)
            response.headers = self.head(304, PLAIN)
        else:
            encoding = self.encoding(request)
            response = HttpResponse(self.body(encoding) if request.method != "HEAD" else b"")
            response.headers = self.head(200, encoding)
        if age is not None:
            response.headers["Age"] = str(age)
        return response

    def head(self, status: int, encoding: str) -> ResponseHeaders:
        """A copy of the headers as Django writes them, which it would do again for each answer, in a tenth of its time."""
        ready = self.heads.get((status, encoding))
        if ready is None:
            told = {name: value for name, value in self.headers.items() if name.lower() not in OF_THE_BODY}
            if status == 200:
                told = {**self.headers, "Content-Length": str(len(self.body(encoding)))}
                if encoding:
                    told["Content-Encoding"] = encoding
            ready = self.heads[status, encoding] = ResponseHeaders(told)
        copied = ResponseHeaders({})
        copied._store = ready._store.copy()
        return copied

    def encoding(self, request: HttpRequest) -> str:
        return preferred(request.META.get("HTTP_ACCEPT_ENCODING", "")) if self.may_compress else PLAIN


def is_named(tag: str, header: str) -> bool:
    """Whether an If-None-Match header names the tag, be it as a strong one."""
    opaque = tag.removeprefix("W/")
    return header.strip() == "*" or opaque in (part.strip().removeprefix("W/") for part in header.split(","))


class Shelf:
    """What is kept of one state of the record; that of any other is gone at once, since it can't come back.

    The day is looked at by who reads: what is of yesterday will do while the database is away.
    """

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.stamp = ""
        self.seen = 0.0  # when the stamp was last known to be the present one, by the monotonic clock
        self.answers: OrderedDict[Key, Kept] = OrderedDict()
        self.size = 0

    def get(self, key: Key, now: State) -> Kept | None:
        with self.lock:
            self.seen = monotonic()
            if self.stamp != now.stamp:
                self.stamp, self.size, self.answers = now.stamp, 0, OrderedDict()
                return None
            found = self.answers.get(key)
            if found is None or found.state != now:
                return None
            self.answers.move_to_end(key)
            return found

    def last(self, key: Key) -> tuple[Kept, int] | None:
        """What was kept last at this address in the state that was last seen, and how many seconds ago that was."""
        with self.lock:
            found = self.answers.get(key)
            return (found, int(monotonic() - self.seen)) if found else None

    def keep(self, key: Key, kept: Kept) -> None:
        with self.lock:
            if kept.state.stamp != self.stamp:
                return  # another thread knows of a newer one
            if old := self.answers.pop(key, None):
                self.size -= old.counted
            kept.shelf, kept.key = self, key
            self.answers[key] = kept
        self.weigh(kept)

    def weigh(self, kept: Kept) -> None:
        """Count what an answer takes now, and make room if that is too much."""
        with self.lock:
            if self.answers.get(kept.key) is not kept:
                return
            size = kept.size
            self.size += size - kept.counted
            kept.counted = size
            while self.size > MOST:
                self.size -= self.answers.popitem(last=False)[1].counted


class PageCache:
    """The outermost middleware. It also answers for a database that is away."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.shelf = Shelf()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        path = request.path_info
        # What a transaction sees is nobody else's; and it is not for anyone here to close its connection.
        if path in WITHOUT_DATABASE or path.startswith(settings.STATIC_URL) or connection.in_atomic_block:
            return self.get_response(request)
        with time_limit.in_rounds():
            key = key_of(request)
            return self.asked_for(request) if key is None else self.read(request, key)

    def asked_for(self, request: HttpRequest) -> HttpResponseBase:
        """The answer to what is not kept."""
        try:
            ask(connected)
        except AwayError:
            return unavailable(request)
        return self.get_response(request)

    def read(self, request: HttpRequest, key: Key) -> HttpResponseBase:
        try:
            now = ask(state)
        except AwayError:
            return self.last(request, key)
        if now is None:
            return self.get_response(request)
        if kept := self.shelf.get(key, now):
            return kept.answer(request)
        response = self.get_response(request)
        if response.status_code == 503:
            return self.last(request, key, response)
        if not may_be_kept(request, response):
            return response
        body = whole(response)
        if body is None or (b"csrfmiddlewaretoken" in body and not response.streaming):
            return response
        kept = Kept(response, body, now)
        answer = kept.answer(request)
        response.close()
        kept.leave_plain(kept.encoding(request))
        try:
            if ask(state) == now:
                self.shelf.keep(key, kept)
        except AwayError:
            pass  # it was the present one when it was begun
        return answer

    def last(
        self, request: HttpRequest, key: Key, otherwise: HttpResponseBase | None = None
    ) -> HttpResponseBase:
        if found := self.shelf.last(key):
            kept, age = found
            return kept.answer(request, age)
        return otherwise or unavailable(request)


def key_of(request: HttpRequest) -> Key | None:
    """What an answer is kept by: scheme, host, path, and the parameters in one order. None for what is not kept: what
    changes something, what staff ask for, what is looked for by words.
    """
    meta = request.META
    host, path = meta.get("HTTP_HOST") or (meta["SERVER_NAME"], meta["SERVER_PORT"]), request.path
    if request.method not in {"GET", "HEAD"} or request.path_info.startswith(STAFF):
        return None
    if "HTTP_COOKIE" in meta and settings.SESSION_COOKIE_NAME in request.COOKIES:
        return None
    if len(host) > LONGEST_HOST:
        return None
    query = meta.get("QUERY_STRING")
    if not query:
        return request.scheme, host, path
    if len(query) > LONGEST_QUERY or "q" in request.GET:
        return None
    return request.scheme, host, path, *sorted((name, tuple(values)) for name, values in request.GET.lists())


def may_be_kept(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether it is the page of an address, the same for every reader. What has a tag, a limit of time or a cookie of
    its own is not: files as they were stored, forms, previews.
    """
    view = getattr(getattr(request, "resolver_match", None), "func", None)
    return (
        response.status_code == 200
        and request.method == "GET"
        and not settings.DEBUG  # templates may change under the process
        and issubclass(getattr(view, "view_class", type(None)), Page)
        and not response.cookies
        and not response.headers.keys() & {"ETag", "Cache-Control", "Content-Encoding"}
    )


def whole(response: HttpResponseBase) -> bytes | None:
    """The body; None for one that is too long to be kept, which is still there to be sent."""
    if not response.streaming:
        body = cast("HttpResponse", response).content
        return body if len(body) <= MOST_OF_ONE else None
    streamed = cast("StreamingHttpResponse", response)
    parts: list[bytes] = []
    rest = iter(cast("Iterable[bytes]", streamed.streaming_content))
    for part in rest:
        parts.append(part)
        if sum(map(len, parts)) > MOST_OF_ONE:
            streamed.streaming_content = chain(parts, rest)
            return None
    return b"".join(parts)
