"""What is found, kind by kind."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Prefetch, Q

from consortium.dates import KnownDate
from consortium.models import Plan, PlanPart, SearchEntry, Topic, Year
from consortium.named import NAMING_DISTRICTS, NAMING_PEOPLE, is_named_in_public
from consortium.publishing import RecordQuerySet
from consortium.search.shelf import PUBLIC, Shelf, Told, ways_of_naming
from consortium.search.words import blocks
from consortium.states import STATES
from meetings.models import (
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
    Goal,
    Highlight,
    Office,
    Organization,
    Participation,
    Person,
    ProgramYear,
    Tenure,
)
from milestones.models import Appearance, Document, Milestone

Kind = SearchEntry.Kind


def day_of(when: KnownDate | None) -> int:
    """A weight: the later, the heavier."""
    return when.first.toordinal() if when else 0


def together(*parts: Any) -> str:
    """What there is of a few words or dates: "Fairfax, Virginia"."""
    return ", ".join(str(part) for part in parts if part)


def several(rows: Iterable[Any]) -> str:
    return "; ".join(map(str, rows))


def sorted_out(rows: Iterable[Any]) -> str:
    return "; ".join(sorted(map(str, rows)))


def listed(way: str, rows: Any) -> Prefetch:
    """Rows read along, as a plain list `told_<way>`: a manager of each would cost more than the rest of an entry."""
    return Prefetch(way, rows, to_attr=f"told_{way}")


def linked(way: str, rows: Any) -> Prefetch:
    """As `listed`, of rows that many link to. Asked for in their order, SQLite goes through all of them to find a few."""
    return listed(way, rows.order_by())


def shown(model: type[Any], way: str, parent: type[Any]) -> Any:
    """The rows of a model of which one parent, `way`, may be seen or is none: the record itself is another one."""
    rows = model.objects.filter(parent.shown_q(PUBLIC, f"{way}__") | Q(**{f"{way}__isnull": True}))
    return rows.select_related(way)


class Districts(Shelf):
    number, kind, model = 0, Kind.DISTRICT, District
    ways = ("names", "tenures__person", "awards", *ways_of_naming(NAMING_DISTRICTS))

    def rows(self) -> RecordQuerySet:
        return District.objects.prefetch_related(
            listed("names", DistrictName.objects.all()),
            listed("tenures", shown(Tenure, "person", Person)),
            listed("awards", Award.objects.all()),
        )

    def told(self, row: Any) -> Told:
        return Told(
            row.name,
            together(row.city, STATES.get(row.state)),
            [
                *blocks(row.description),
                *(f"{'Formerly' if name.until else 'Also known as'} {name.name}" for name in row.told_names),
                *(together(tenure.person, tenure.title) for tenure in row.told_tenures),
                *map(str, row.told_awards),
            ],
            [row.short_name or row.name, *(name.name for name in row.told_names)],
            [row.state, row.nces_id or ""],
        )

    def findable(self, rows: Any) -> Any:
        return rows.public().filter(is_named_in_public(NAMING_DISTRICTS))


class People(Shelf):
    number, kind, model = 1, Kind.PERSON, Person
    ways = ("tenures__district__names", "offices", *ways_of_naming(NAMING_PEOPLE))

    def rows(self) -> RecordQuerySet:
        appearances = shown(Appearance, "milestone", Milestone).order_by("-milestone__year", "pk")
        tenures = shown(Tenure, "district", District).prefetch_related(
            Prefetch("district__names", DistrictName.objects.all(), to_attr="told_names")
        )
        return Person.objects.prefetch_related(
            listed("tenures", tenures),
            listed("offices", Office.objects.all()),
            listed("appearances", appearances),
        )

    def told(self, row: Any) -> Told:
        posts = [
            *(together(tenure.title, tenure.district.name) for tenure in row.told_tenures),
            *(office.get_title_display() for office in row.told_offices),
            *(appearance.office for appearance in row.told_appearances if appearance.office),
        ]
        former = [name.name for tenure in row.told_tenures for name in tenure.district.told_names]
        return Told(row.name, posts[0] if posts else "", [*blocks(row.about), *posts[1:]], unseen=former)

    def findable(self, rows: Any) -> Any:
        return rows.public().filter(is_named_in_public(NAMING_PEOPLE))


class Years(Shelf):
    number, kind, model = 2, Kind.YEAR, Year

    def rows(self) -> RecordQuerySet:
        return Year.objects.all()

    def told(self, row: Any) -> Told:
        day = date(row.number, 1, 1).toordinal()
        return Told(str(row), "", [row.headline, *blocks(row.introduction)], weight=day)

    def findable(self, rows: Any) -> Any:
        return rows.on_timeline().public()


class Milestones(Shelf):
    number, kind, model = 3, Kind.MILESTONE, Milestone
    ways = ("topics", "districts", "organizations", "appearances__person")

    def rows(self) -> RecordQuerySet:
        return Milestone.objects.select_related("year").prefetch_related(
            linked("topics", Topic.objects.all()),
            linked("districts", District.objects.filter(District.shown_q(PUBLIC))),
            linked("organizations", Organization.objects.all()),
            listed("appearances", shown(Appearance, "person", Person)),
        )

    def told(self, row: Any) -> Told:
        return Told(
            row.headline,
            str(row.event_date or row.year_id),
            [
                *blocks(row.text),
                sorted_out(district.name for district in row.told_districts),
                sorted_out(row.told_organizations),
                several(row.told_appearances),
                sorted_out(row.told_topics),
            ],
            unseen=[str(row.year_id), "" if row.kind == Milestone.Kind.OTHER else row.get_kind_display()],
            weight=day_of(row.event_date) or date(row.year_id, 1, 1).toordinal(),
        )

    def findable(self, rows: Any) -> Any:
        """Those of a year with a page, which they stand on."""
        return rows.filter(year__in=Year.objects.on_timeline()).public()


class Meetings(Shelf):
    number, kind, model = 4, Kind.MEETING, Meeting
    ways = (
        "hostings__district__names",
        "sponsorships__organization",
        "topics",
        "program_year__collaborative",
    )

    def rows(self) -> RecordQuerySet:
        hostings = shown(Hosting, "district", District).prefetch_related("district__names")
        return Meeting.objects.select_related("program_year__collaborative").prefetch_related(
            linked("topics", Topic.objects.all()),
            listed("sponsorships", Sponsorship.objects.select_related("organization")),
            listed("hostings", hostings),
        )

    def told(self, row: Any) -> Told:
        hosts = [hosting.district for hosting in row.told_hostings]
        return Told(
            f"{row}: {row.theme}" if row.theme else str(row),
            together(row.when, row.place),
            [
                *blocks(row.summary),
                several(host.name_in(row.year_id) for host in hosts),
                *blocks(row.practice_seen),
                *blocks(row.discussed),
                row.venue,
                row.program_year.collaborative.name if row.program_year else "",
                several(row.told_sponsorships),
                sorted_out(row.told_topics),
            ],
            [row.theme or str(row)],
            [
                row.get_kind_display(),
                str(row.year_id),
                *(name for host in hosts for name in (host.name, host.short_name)),
                *(name.name for host in hosts for name in host.names.all()),
            ],
            day_of(row.begins),
        )


class Practices(Shelf):
    number, kind, model = 5, Kind.PRACTICE, Practice
    ways = ("examples__district", "examples__partners__organization", "topics")

    def rows(self) -> RecordQuerySet:
        partners = listed("partners", ExamplePartner.objects.select_related("organization"))
        return Practice.objects.prefetch_related(
            linked("topics", Topic.objects.all()),
            listed("examples", shown(PracticeExample, "district", District).prefetch_related(partners)),
        )

    def told(self, row: Any) -> Told:
        return Told(
            row.title,
            together(f"{row.series} {row.number or ''}".strip(), row.theme),
            [
                *blocks(row.principle),
                *blocks(row.body),
                *(line for example in row.told_examples for line in self.lines(example)),
                *blocks(row.advice),
                *blocks(row.resources),
                *blocks(row.more_to_come),
                sorted_out(row.told_topics),
            ],
        )

    def lines(self, example: Any) -> list[str]:
        return [
            f"{example.heading} ({example.place})",
            example.district.name if example.district else "",
            *blocks(example.text),
            *(
                f"{partner.organization}: {' '.join(blocks(partner.did))}"
                if partner.did
                else str(partner.organization)
                for partner in example.told_partners
            ),
        ]


class Collaboratives(Shelf):
    number, kind, model = 6, Kind.COLLABORATIVE, Collaborative
    ways = ("partners", "run_by", "participations__district", "participations__organization")

    def rows(self) -> RecordQuerySet:
        participations = shown(Participation, "district", District).select_related("organization", "district")
        return Collaborative.objects.select_related("run_by").prefetch_related(
            linked("partners", Organization.objects.all()), listed("participations", participations)
        )

    def told(self, row: Any) -> Told:
        parts = row.told_participations
        begun = f"{'begun' if row.begins_known else 'begun by'} {row.begins}" if row.begins else ""
        return Told(
            str(row),
            together(begun, f"ended {row.ends}" if row.ends else ""),
            [
                *blocks(row.who_we_are),
                row.audience,
                *blocks(row.why_join),
                several(part.district.name for part in parts if part.district),
                several(part.organization for part in parts if part.organization),
                sorted_out(row.told_partners),
                f"Run by {row.run_by}" if row.run_by else "",
            ],
            [row.name, *([row.acronym] if row.acronym else [])],
            weight=day_of(row.begins),
        )


class ProgramYears(Shelf):
    number, kind, model = 7, Kind.COLLABORATIVE, ProgramYear
    ways = ("collaborative", "goals", "highlights")

    def rows(self) -> RecordQuerySet:
        return ProgramYear.objects.select_related("collaborative").prefetch_related(
            listed("goals", Goal.objects.all()), listed("highlights", Highlight.objects.all())
        )

    def told(self, row: Any) -> Told:
        return Told(
            f"{row.collaborative}: {row.years}",
            "Program year",
            [
                *blocks(row.introduction),
                *blocks(row.priorities),
                *(text for line in (*row.told_goals, *row.told_highlights) for text in blocks(line.text)),
            ],
            weight=row.begins.toordinal(),
        )


class Plans(Shelf):
    number, kind, model = 8, Kind.PLAN, Plan
    ways = ("parts",)

    def rows(self) -> RecordQuerySet:
        return Plan.objects.prefetch_related(listed("parts", PlanPart.objects.all()))

    def told(self, row: Any) -> Told:
        return Told(
            row.title,
            row.dated,
            [
                *blocks(row.purpose),
                row.owner,
                *(line for part in row.told_parts for line in (part.name, *blocks(part.text))),
            ],
            unseen=[row.get_kind_display()],
            weight=day_of(row.adopted),
        )


class Documents(Shelf):
    number, kind, model = 9, Kind.DOCUMENT, Document

    def rows(self) -> RecordQuerySet:
        return Document.objects.select_related("meeting", "milestone", "collaborative", "year")

    def told(self, row: Any) -> Told:
        return Told(
            row.title,
            together(row.get_kind_display(), row.format, row.dated),
            [together(row.place, row.meeting.theme if row.meeting else "")],
            unseen=[row.name],
            weight=day_of(row.dated),
        )


class News(Shelf):
    number, kind, model = 10, Kind.NEWS, Story
    ways = ("voices__person", "photos")

    def rows(self) -> RecordQuerySet:
        return Story.objects.select_related("meeting").prefetch_related(
            listed("voices", shown(Voice, "person", Person)), listed("photos", Photo.objects.all())
        )

    def told(self, row: Any) -> Told:
        return Told(
            row.headline,
            str(row.published),
            [
                *blocks(row.body),
                *(f"{voice.person}: {voice.words}" for voice in row.told_voices),
                *(photo.caption or photo.alt for photo in row.told_photos),
                together(row.meeting, row.meeting.theme),
            ],
            weight=day_of(row.published),
        )


SHELVES: tuple[Shelf, ...] = (
    Districts(),
    People(),
    Years(),
    Milestones(),
    Meetings(),
    Practices(),
    Collaboratives(),
    ProgramYears(),
    Plans(),
    Documents(),
    News(),
)
