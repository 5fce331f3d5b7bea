"""The pages that search engines are told of: those of today, of public rows, each under its one address.

`lastmod` is the day of the newest change, as history has it, of the page's row and of the public rows that hang on it.
Changes of what is only linked, and what was taken away, are not looked for. Pages made of the whole record have none.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.core.paginator import Paginator
from django.db.models import Exists, Max, Min, OuterRef
from django.urls import reverse

from consortium.data import TABLES
from consortium.models import Plan, PlanPart, Year
from consortium.named import NAMING_PEOPLE, is_named_in_public
from meetings.models import (
    Comment,
    ExamplePartner,
    Hosting,
    Meeting,
    Photo,
    Practice,
    PracticeExample,
    Sponsorship,
    Story,
    Voice,
)
from members.models import (
    Award,
    Collaborative,
    District,
    DistrictName,
    Figure,
    Goal,
    Highlight,
    Membership,
    Participation,
    Person,
    ProgramYear,
    StatedNumber,
    Tenure,
)
from milestones.models import Document, Edition, Milestone

PER_FILE = 5_000  # pages; the protocol's limit is 50,000, and this many are told in a second

Record = type[Any]


class OfSite(Sitemap):
    """Absolute addresses start as the settings say, whatever the request's host."""

    limit = PER_FILE

    def get_protocol(self, protocol: str | None = None) -> str:
        return urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site: Any = None) -> str:
        return urlsplit(settings.SITE_URL).netloc

    @cached_property
    def paginator(self) -> Paginator:  # type: ignore[override]  # counted once
        return super().paginator


class Lists(OfSite):
    """The pages that are there whatever the record holds."""

    names = (
        *("home", "members:district-list", "milestones:timeline", "milestones:document-page"),
        *("milestones:edition-list", "meetings:meeting-list"),
        *(
            "members:collaborative-list",
            "meetings:practice-list",
            "plan",
            "about",
            "data",
            "join",
            "contact",
            "privacy",
            "accessibility",
        ),
    )

    def items(self) -> Any:
        return [*map(reverse, self.names), *(reverse("data-table", args=[table]) for table in TABLES)]

    def location(self, item: Any) -> str:
        return str(item)


class Rows(OfSite):
    """The pages of the public rows of a `model`; `shows` are the rows that hang on one, and the columns by which."""

    model: ClassVar[Record]
    shows: ClassVar[tuple[tuple[Record, str], ...]] = ()

    def items(self) -> Any:
        return self.model.objects.public().order_by("pk")

    def lastmod(self, item: Any) -> datetime | None:
        return self.changed.get(item.pk)

    def get_urls(self, page: int | str = 1, site: Any = None, protocol: str | None = None) -> list[Any]:
        rows: Any = self.paginator.page(page).object_list
        ends = rows.aggregate(first=Min("pk"), last=Max("pk"))
        self.changed: dict[Any, datetime] = {}
        own = (self.model, self.model._meta.pk.attname)
        for model, column in (own, *self.shows) if ends["last"] is not None else ():
            for pk, moment in newest_changes(model, column, ends["first"], ends["last"]):
                self.changed[pk] = max(moment, self.changed.get(pk, moment))
        return super().get_urls(page, site, protocol)


def newest_changes(model: Record, column: str, first: Any, last: Any) -> Iterator[tuple[Any, datetime]]:
    """(value of `column`, when a public row that has it was last changed), for values from `first` to `last`."""
    public = model.objects.public().order_by().values("pk")
    entries = model.history.filter(
        **{f"{model._meta.pk.attname}__in": public, f"{column}__gte": first, f"{column}__lte": last}
    )
    yield from entries.order_by().values_list(column).annotate(Max("history_date"))


class Districts(Rows):
    model = District
    shows = tuple(
        (hanging, "district_id")
        for hanging in (
            DistrictName,
            Membership,
            Figure,
            Award,
            Tenure,
            Hosting,
            Participation,
            PracticeExample,
        )
    )

    def items(self) -> Any:
        """Those of the directory."""
        return super().items().among(Membership.objects.public())


class Years(Rows):
    model = Year
    shows = (
        *((Milestone, "year_id"), (Meeting, "year_id"), (Document, "year_id")),
        *((Membership, "joined_id"), (Membership, "left_id")),
    )

    def items(self) -> Any:
        return super().items().on_timeline()


class Editions(Rows):
    """Frozen documents: only their titles and remarks change."""

    model = Edition


class MeetingYears(Rows):
    """The years' lists of meetings, where there is one."""

    model = Year
    shows = ((Meeting, "year_id"),)

    def items(self) -> Any:
        return super().items().filter(Exists(Meeting.objects.public().filter(year=OuterRef("pk"))))

    def location(self, item: Any) -> str:
        return reverse("meetings:meeting-year", args=[item.number])


class Meetings(Rows):
    model = Meeting
    shows = (
        *((hanging, "meeting_id") for hanging in (Hosting, Sponsorship, Story, Document)),
        *((hanging, "story__meeting_id") for hanging in (Voice, Photo, Comment)),
    )


class People(Rows):
    model = Person
    shows = tuple((hanging, f"{column}_id") for hanging, column in NAMING_PEOPLE)

    def items(self) -> Any:
        """Those of whom the record says something."""
        return super().items().filter(is_named_in_public(NAMING_PEOPLE))


class Collaboratives(Rows):
    model = Collaborative
    shows = tuple(
        (hanging, "collaborative_id") for hanging in (StatedNumber, Participation, ProgramYear, Document)
    )


class ProgramYears(Rows):
    model = ProgramYear
    shows = tuple((hanging, "program_year_id") for hanging in (Goal, Highlight, Meeting))

    def items(self) -> Any:
        return super().items().select_related("collaborative")


class Practices(Rows):
    model = Practice
    shows = ((PracticeExample, "practice_id"), (ExamplePartner, "example__practice_id"))


class Plans(Rows):
    model = Plan
    shows = ((PlanPart, "plan_id"),)


SECTIONS: dict[str, type[OfSite]] = {
    "lists": Lists,
    "districts": Districts,
    "years": Years,
    "editions": Editions,
    "meeting-years": MeetingYears,
    "meetings": Meetings,
    "people": People,
    "collaboratives": Collaboratives,
    "program-years": ProgramYears,
    "practices": Practices,
    "plans": Plans,
}


def files() -> Iterable[str]:
    """The absolute addresses of all files, empty ones left out."""
    for section, kind in SECTIONS.items():
        sitemap = kind()
        address = f"{settings.SITE_URL}{reverse('sitemap-section', args=[section])}"
        if sitemap.paginator.count:
            yield address
            yield from (f"{address}?page={number}" for number in range(2, sitemap.paginator.num_pages + 1))
