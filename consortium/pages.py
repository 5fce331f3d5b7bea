"""What all public pages have in common: how they look at the record, their addresses, their lists."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, TypeVar

from django.conf import settings
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponsePermanentRedirect, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.views import View

from consortium.as_of import AsOf, first_year_seen, parse_as_of, years_to_pick
from consortium.dates import LAST_YEAR
from consortium.head import head
from consortium.models import OldAddress, Profile
from consortium.notes import Notes
from consortium.publishing import RecordQuerySet

NAMES_DISTRICT = ("district", "host")  # the parameters that name one by its slug
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
        seen = self.ever(rows)
        return seen.as_of(self.day) if self.as_of else seen

    def ever(self, rows: Rows) -> Rows:
        """Those of `rows` that this reader sees at one date or another: for what is asked for, not for what is shown."""
        return rows.preview() if self.preview else rows.public()

    @property
    def last_year(self) -> int:
        """The last year that has a page at the date looked at: a meeting or a milestone may be known before its year."""
        return self.day.year if self.as_of else LAST_YEAR

    def name_of(self, district: Any) -> str:
        """What a district was called on the day looked at. For a page of the past it comes with its `names`."""
        return district.name_in(self.day.year) if self.as_of else district.name


@dataclass(frozen=True)
class DateForm:
    """The form in a page's head that asks for another date: `value` stands in it, `kept` is the rest of the address.

    `years` may be picked; `has_failed` says that `value` is no date of the record.
    """

    action: str
    value: str
    kept: list[tuple[str, str]]
    years: list[int]
    has_failed: bool = False


class NoSuchPage(Http404):
    """A 404 that says what there is instead; `links` are (address, text), a `date_form` asks for another date."""

    def __init__(
        self, message: str, links: Sequence[tuple[str, str]] = (), date_form: DateForm | None = None
    ) -> None:
        super().__init__(message)
        self.message, self.links, self.date_form = message, links, date_form


class UnreadableDateError(BadRequest):
    """An `as_of` that is no date of the record; `date_form` asks for another one."""

    def __init__(self, message: str, date_form: DateForm) -> None:
        super().__init__(message)
        self.date_form = date_form


class Page(View):
    """A public page. Its address has known parameters only; blank ones, and names it does not know, are dropped."""

    template_name: str
    parameters: tuple[str, ...] = ()  # beside as_of
    repeatable: tuple[str, ...] = ()  # those that may stand more than once
    defaults: ClassVar[dict[str, str]] = {}  # values that show what the page shows without them
    permission: str = ""  # of staff who may look at drafts here
    section: str = ""  # the word of the main navigation it belongs to
    is_dated = True  # whether it shows facts: then it takes as_of, asks for a date in its head and says how to cite it

    reading: Reading
    profile: Profile
    is_hidden = False  # whether the public sees nothing at this address, which a preview then says

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.profile = request.profile  # type: ignore[attr-defined]
        may_preview = request.GET.get("preview") == "yes" and self.may_preview()
        more = {"as_of": self.is_dated, "preview": may_preview}
        query = self.known_query(tuple(name for name, is_taken in more.items() if is_taken))
        self.reading = self.read(query)
        query.pop("as_of", None)
        if self.reading.as_of:
            query["as_of"] = self.reading.as_of.text
        request.as_of = self.reading.as_of  # type: ignore[attr-defined]  # error pages keep it, too
        if sorted(query.lists()) != sorted(request.GET.lists()):
            return HttpResponseRedirect(f"{request.path}?{query.urlencode()}" if query else request.path)
        self.query = query
        try:
            response = super().dispatch(request, *args, **kwargs)
        except BadRequest:
            if moved := self.moved_address():
                return HttpResponsePermanentRedirect(moved)
            raise
        if response.status_code == 400 and (moved := self.moved_address()):
            return HttpResponsePermanentRedirect(moved)
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
            raise UnreadableDateError(str(error), self.date_form(query, has_failed=True)) from error
        return Reading(as_of.day if as_of else today, as_of, preview="preview" in query)

    def moved_address(self) -> str:
        """This address with the slugs of today in the place of those that districts had before; empty if it has none."""
        changed: dict[str, str | list[str] | None] = {}
        for name in NAMES_DISTRICT:
            slug = self.query.get(name, "")
            if re.fullmatch("[-a-zA-Z0-9_]+", slug):
                page = OldAddress.objects.address_now(reverse("members:district-detail", args=[slug]))
                if page:
                    changed[name] = page.strip("/").rpartition("/")[2]
        return address(self, **changed) if changed else ""

    def may_preview(self) -> bool:
        user = self.request.user
        return bool(self.permission and user.is_staff and user.has_perm(self.permission))

    def date_form(self, query: QueryDict, *, has_failed: bool = False) -> DateForm:
        """The form for this page with `query`, whose `page` is left out: lists are of another length at another date."""
        profile = self.profile
        return DateForm(
            self.request.path,
            query.get("as_of", ""),
            [
                (name, value)
                for name, values in query.lists()
                for value in values
                if name not in {"as_of", "page"}
            ],
            years_to_pick(profile.launch_year, profile.kept_to, profile.today()),
            has_failed,
        )

    def cited(self) -> str:
        """The address that goes on showing what the page shows now: the day looked at stands in it."""
        query = self.query.copy()
        query["as_of"] = self.reading.day.isoformat()
        return f"{settings.SITE_URL}{self.request.path}?{query.urlencode()}"

    def render(self, context: dict[str, Any], status: int = 200) -> TemplateResponse:
        can_be_cited = self.is_dated and status == 200 and not self.reading.preview
        common = {
            "date_form": self.date_form(self.query) if self.is_dated else None,
            "to_today": address(self, as_of=None) if self.reading.as_of else "",
            "to_public": address(self, preview=None) if self.reading.preview else "",
            "cited": self.cited() if can_be_cited else "",
            "reading": self.reading,
            "section": self.section,
            "as_of": self.reading.as_of,
            "is_hidden": self.is_hidden,
            "keep_date": f"?as_of={self.reading.as_of.text}" if self.reading.as_of else "",
            "notes": Notes(),
            **head(
                self.request, self.query, self.defaults, self.reading.as_of,
                context.pop("crumbs", ()), context.pop("things", ()), preview=self.reading.preview,
            ),
        }  # fmt: skip
        return TemplateResponse(self.request, self.template_name, {**common, **context}, status=status)

    def one(self, rows: Rows, read: Any = None, **lookups: Any) -> Any:
        """The one record at this address, `read` if that is done already. Raises Http404; sends staff who ask for a
        draft to its preview.
        """
        record = read or self.reading.of(rows).filter(**lookups).first()
        if record is None:
            if self.reading.as_of and rows.public().filter(**lookups).exists():
                raise self.not_yet(self.reading.as_of, rows.public().filter(**lookups))
            if not self.reading.preview and self.may_preview() and rows.preview().filter(**lookups).exists():
                raise UnpublishedError
            raise Http404
        self.is_hidden = self.reading.preview and not rows.public().filter(**lookups).exists()
        return record

    def not_yet(self, as_of: AsOf, rows: RecordQuerySet) -> NoSuchPage:
        """What is said at the address of a record that is there today and was not yet then."""
        links = [(address(self, as_of=None), "See it as of today")]
        year = first_year_seen(lambda day: rows.as_of(day).exists(), as_of.day, self.profile.today())
        if year is not None:
            links.append((address(self, as_of=str(year)), f"See it as of {year}, the first year that has it"))
        return NoSuchPage(
            f"This was not in the record yet as of {as_of.label}.", links, self.date_form(self.query)
        )


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


def address(view: Page, /, **changes: str | list[str] | None) -> str:
    """The page's own address with some parameters changed; None takes one away, and `page` goes with any change."""
    query = view.query.copy()
    for name, value in {"page": None, **changes}.items():
        query.pop(name, None)
        if value is not None:
            query.setlist(name, value if isinstance(value, list) else [value])
    return f"{view.request.path}?{query.urlencode()}" if query else view.request.path
