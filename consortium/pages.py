"""What all public pages have in common: how they look at the record, their addresses, their lists."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.conf import settings
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.cache import add_never_cache_headers
from django.views import View

from consortium.as_of import AsOf, parse_as_of
from consortium.models import Fact, Profile, Source
from consortium.publishing import RecordQuerySet

Rows = TypeVar("Rows", bound=RecordQuerySet)


@dataclass(frozen=True)
class Reading:
    """How a request looks at the record: through which door, and at what date.

    `day` is the date looked at: today, unless `as_of` names a past one.
    """

    day: date
    as_of: AsOf | None = None
    preview: bool = False

    def of(self, rows: Rows) -> Rows:
        """Those of `rows` that this reader sees. All that a page shows goes through here."""
        seen = rows.preview() if self.preview else rows.public()
        return seen.as_of(self.day) if self.as_of else seen


class NoSuchPage(Http404):
    """A 404 that says what there is instead; `links` are (address, text)."""

    def __init__(self, message: str, links: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(message)
        self.message, self.links = message, links


def sources_of(*facts: Iterable[Fact]) -> list[Source]:
    """The sources of what a page shows, each once, in the order of the facts. Facts must come with their source."""
    return list(dict.fromkeys(fact.source for group in facts for fact in group if fact.source))


class Page(View):
    """A public page. Its address has known parameters only; blank ones, and names it does not know, are dropped."""

    template_name: str
    parameters: tuple[str, ...] = ()  # beside as_of
    repeatable: tuple[str, ...] = ()  # those that may stand more than once
    permission: str = ""  # of staff who may look at drafts here
    section: str = ""  # the word of the main navigation it belongs to

    reading: Reading
    profile: Profile
    is_hidden = False  # whether the public sees nothing at this address, which a preview then says

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.profile = request.profile  # type: ignore[attr-defined]
        may_preview = request.GET.get("preview") == "yes" and self.may_preview()
        query = self.known_query(("as_of", "preview") if may_preview else ("as_of",))
        self.reading = self.read(query)
        if self.reading.as_of is None:
            query.pop("as_of", None)
        if sorted(query.lists()) != sorted(request.GET.lists()):
            return HttpResponseRedirect(f"{request.path}?{query.urlencode()}" if query else request.path)
        self.query = query
        response = super().dispatch(request, *args, **kwargs)
        if self.reading.preview:
            add_never_cache_headers(response)
            response.headers["X-Robots-Tag"] = "noindex"
        return response

    def known_query(self, more: tuple[str, ...]) -> QueryDict:
        query = QueryDict(mutable=True)
        for name in (*self.parameters, *more):
            values = list(dict.fromkeys(value.strip() for value in self.request.GET.getlist(name)))
            if name not in self.repeatable:
                values = values[-1:]
            if values := [value for value in values if value]:
                query.setlist(name, values)
        return query

    def read(self, query: QueryDict) -> Reading:
        today = self.profile.today()
        try:
            as_of = parse_as_of(text, today) if (text := query.get("as_of")) else None
        except ValueError as error:
            raise BadRequest(str(error)) from error
        return Reading(as_of.day if as_of else today, as_of, preview="preview" in query)

    def may_preview(self) -> bool:
        user = self.request.user
        return bool(self.permission and user.is_staff and user.has_perm(self.permission))

    def render(self, context: dict[str, Any], status: int = 200) -> TemplateResponse:
        common = {
            "reading": self.reading,
            "section": self.section,
            "as_of": self.reading.as_of,
            "is_hidden": self.is_hidden,
            "keep_date": f"?as_of={self.reading.as_of.text}" if self.reading.as_of else "",
            "canonical": f"{settings.SITE_URL}{self.request.path}"
            + (f"?{self.query.urlencode()}" if self.query and not self.reading.preview else ""),
        }
        return TemplateResponse(self.request, self.template_name, {**common, **context}, status=status)

    def one(self, rows: Rows, read: Any = None, **lookups: Any) -> Any:
        """The one record at this address, `read` if that is done already. Raises Http404; sends staff who ask for a
        draft to its preview.
        """
        record = read or self.reading.of(rows).filter(**lookups).first()
        if record is None:
            if self.reading.as_of and rows.public().filter(**lookups).exists():
                raise NoSuchPage(
                    f"This was not in the record yet as of {self.reading.as_of.label}.",
                    [(self.request.path, "See it as of today")],
                )
            if not self.reading.preview and self.may_preview() and rows.preview().filter(**lookups).exists():
                raise UnpublishedError
            raise Http404
        self.is_hidden = self.reading.preview and not rows.public().filter(**lookups).exists()
        return record


class UnpublishedError(Exception):
    """The record at this address is a draft, and the reader is staff who may see it."""


class RecordPage(Page):
    """The page of one record, a draft's too for staff."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **kwargs)
        except UnpublishedError:
            return HttpResponseRedirect(f"{request.path}?preview=yes")


def neighbours(rows: Iterable[Any], row: Any) -> tuple[Any, Any]:
    """The rows before and after `row` in the order of `rows`; None at the ends."""
    together = list(rows)
    here = together.index(row) if row in together else -1
    if here < 0:
        return None, None
    return (together[here - 1] if here else None), (together[here + 1] if here + 1 < len(together) else None)


class Listing:
    """One page of a list: `rows` (its slice of the queryset), `count` of all, `number` of this page, addresses of its neighbours."""

    def __init__(self, view: Page, rows: Any, per_page: int, count: int | None = None) -> None:
        paginator = Paginator(rows, per_page)
        if count is not None:
            paginator.__dict__["count"] = count  # counted with the facets already
        self.number = page_number(view.query)
        self.pages = paginator.num_pages
        self.count = paginator.count
        self._view = view
        if self.number > self.pages:
            last = self.address(self.pages)
            raise NoSuchPage(
                f"This list has {self.pages} page{'' if self.pages == 1 else 's'}; there is no page {self.number}.",
                [(last, "Its last page"), (self.address(1), "Its first page")],
            )
        page = paginator.page(self.number)
        self.rows: Any = page.object_list
        self.first, self.last = page.start_index(), page.end_index()
        self.previous = self.address(self.number - 1) if page.has_previous() else ""
        self.next = self.address(self.number + 1) if page.has_next() else ""

    def address(self, number: int) -> str:
        return address(self._view, page=str(number) if number > 1 else None)


def page_number(query: QueryDict) -> int:
    text = query.get("page", "1")
    if not re.fullmatch("[1-9][0-9]{0,8}", text):
        raise BadRequest(
            f"“{text[:40]}” is not a page of a list. Use a whole number from 1, such as ?page=2."
        )
    return int(text)


def address(view: Page, **changes: str | list[str] | None) -> str:
    """The page's own address with some parameters changed; None takes one away, and `page` goes with any change."""
    query = view.query.copy()
    for name, value in {"page": None, **changes}.items():
        query.pop(name, None)
        if value is not None:
            query.setlist(name, value if isinstance(value, list) else [value])
    return f"{view.request.path}?{query.urlencode()}" if query else view.request.path
