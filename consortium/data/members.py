"""Districts, and the people who lead them."""

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, Subquery

from consortium.data.table import (
    CITED,
    Column,
    Link,
    Seen,
    Table,
    choice,
    known,
    markdown,
    number,
    page,
    state,
    until,
)
from consortium.named import NAMING_DISTRICTS, NAMING_PEOPLE, named
from members.models import (
    Award,
    District,
    DistrictName,
    Figure,
    Membership,
    Office,
    Person,
    Tenure,
)


def districts(seen: Seen) -> Any:
    """Those that a row names which the reader sees, each with `first_joined` (year or None) and whether it `stays`."""
    periods = seen.of(Membership.objects.filter(district=OuterRef("pk")))
    first = Subquery(periods.order_by("joined").values("joined")[:1])
    staying = Exists(periods.staying_on(seen.reading.day))
    return named(
        seen.of, seen.of(District.objects.annotate(first_joined=first, stays=staying)), NAMING_DISTRICTS
    )


def people(seen: Seen) -> Any:
    return named(seen.of, seen.of(Person.objects.all()), NAMING_PEOPLE)


def standing(district: Any, seen: Seen) -> str | None:
    if district.first_joined is None:
        return None
    return "current" if district.stays else "former"


def names(seen: Seen) -> Any:
    """Names no longer in use in the year looked at, and those of which nobody knows when they were."""
    rows = DistrictName.objects.filter(Q(until__isnull=True) | Q(until__lte=seen.reading.day.year))
    return seen.of(rows)


def when_left(membership: Any, seen: Seen) -> int | None:
    return membership.left_id if membership.left_by(seen.reading.day) else None


DISTRICT = Link("district", "The district.", required=True, table="districts")
PERSON = Link("person", "The person.", required=True, table="people")
SINCE = Column(
    "since", "The year it began or, if that is not known, the first year it is seen.", "year", required=True
)
SINCE_KNOWN = Column("since_known", "Whether since is the year it began.", "boolean", required=True)

TABLES = (
    Table(
        "districts",
        "Districts",
        "School districts that joined, and others that a meeting, a milestone, a practice or a leader's post names.",
        District,
        key=("slug",),
        handle=("slug",),
        start=districts,
        columns=(
            Column("slug", "Its key: the last part of the address of its page.", required=True),
            Column(
                "name",
                "Its name, with as_of the one it then had.",
                read=lambda row, seen: seen.names_then.get(row.pk, row.name),
                required=True,
            ),
            Column("short_name", "As people say it."),
            state(required=True),
            Column("city", "The city of its offices."),
            Column(
                "nces_id",
                "The district's id at the National Center for Education Statistics: seven digits, leading zeros "
                "among them, so read it as text.",
                pattern="^[0-9]{7}$",
            ),
            Column("website", "The address of its own site."),
            markdown("description", "What it is, in a sentence or two."),
            Column("first_joined", "The year it first joined. Empty: it had not joined.", "year"),
            Column(
                "membership",
                "current: no departure is recorded; former: it has left. Empty: it had not joined. Departures may be "
                "missing in the record.",
                read=standing,
                choices=("current", "former"),
            ),
            page(),
            *CITED,
        ),
    ),
    Table(
        "district_names",
        "Other names of districts",
        "Names that districts had before the one they have now, and those they are known by, too.",
        DistrictName,
        key=("id",),
        start=names,
        order=("district", F("until").asc(nulls_last=True), "pk"),
        columns=(
            number(),
            DISTRICT,
            Column("name", "The name.", required=True),
            Column("since", "The first year of the name. Empty: not known.", "year"),
            Column(
                "until",
                "The year in which the next name was in use. Empty: when it was in use is not known.",
                "year",
            ),
            *CITED,
        ),
    ),
    Table(
        "memberships",
        "Memberships",
        "Unbroken periods in which a district belonged, a row each. One that came back has two.",
        Membership,
        key=("district", "joined"),
        order=("joined", "position", "pk"),
        columns=(
            DISTRICT,
            Link("joined", "The year it joined.", "year", required=True, table="years"),
            Link(
                "left",
                "The year it left; it did not belong in that year. Empty while no departure is recorded.",
                "year",
                read=when_left,
                table="years",
            ),
            Column(
                "reason",
                "Why it left, if that is known.",
                read=lambda row, seen: row.reason if when_left(row, seen) else None,
            ),
            Column("position", "Its place among the new members of the year.", "integer", required=True),
            *CITED,
        ),
    ),
    Table(
        "figures",
        "Figures of districts",
        "Numbers about a district at a date, as a source gives them.",
        Figure,
        key=("id",),
        handle=("pk",),
        order=("district", "-when", "-measure", "value", "pk"),
        columns=(
            number(),
            DISTRICT,
            choice("measure", "What is counted; rank: its place by size.", Figure.Measure, required=True),
            *known("when", "What the figure speaks of.", required=True, sortable=True),
            Column("qualifier", "As the source has it: nearly, more than."),
            Column(
                "value",
                "How many or, of a rank, 2 for second.",
                "integer",
                required=True,
                unit="what measure names",
            ),
            Column("scope", "Of a rank: among whom, such as the nation."),
            Link(
                "corrects",
                "The figure of this table that this one corrects. Both are claims of their sources.",
                "integer",
                table="figures",
            ),
            *CITED,
        ),
    ),
    Table(
        "awards",
        "Awards of districts",
        "Prizes of districts as sources tell them; what corrects a claim is a row of its own.",
        Award,
        key=("id",),
        handle=("pk",),
        order=("district", "name", "-when", "pk"),
        columns=(
            number(),
            DISTRICT,
            Column("name", "The prize.", required=True),
            Column("claim", "What is said of it.", required=True),
            *known("when", "When it was so or, if that is not known, said.", required=True, sortable=True),
            Link("corrects", "The award of this table that this one corrects.", "integer", table="awards"),
            *CITED,
        ),
    ),
)

PEOPLE = (
    Table(
        "people",
        "People",
        "Leaders whom a post, an office, a milestone or a story names.",
        Person,
        key=("slug",),
        handle=("slug",),
        start=people,
        columns=(
            Column("slug", "The person's key: the last part of the address of the page.", required=True),
            Column("name", "The name.", required=True),
            markdown("about", "Who it is."),
            page(),
        ),
    ),
    Table(
        "tenures",
        "Posts in districts",
        "Who held which post in a district, from year to year.",
        Tenure,
        key=("id",),
        order=("district", "post", "since", "pk"),
        columns=(
            number(),
            PERSON,
            DISTRICT,
            Column("post", "The post.", required=True),
            Column("interim", "Whether it was held for the time being.", "boolean", required=True),
            SINCE,
            SINCE_KNOWN,
            until("The year it ended."),
            *CITED,
        ),
    ),
    Table(
        "offices",
        "Offices",
        "Who held which office in the consortium, from year to year.",
        Office,
        key=("id",),
        order=("title", "since", "pk"),
        columns=(
            number(),
            PERSON,
            choice("title", "The office.", Office.Title, required=True),
            SINCE,
            SINCE_KNOWN,
            until("The year it ended."),
            *CITED,
        ),
    ),
)
