"""Organizations that are not members, and the collaboratives that members take part in with them."""

from typing import Any

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
    pairs,
    state,
    until,
)
from consortium.named import NAMING_ORGANIZATIONS, named
from members.models import (
    Affiliation,
    Collaborative,
    Goal,
    Highlight,
    Organization,
    Participation,
    ProgramYear,
    StatedNumber,
)


def organizations(seen: Seen) -> Any:
    return named(seen.of, Organization.objects.all(), NAMING_ORGANIZATIONS)


def ended(collaborative: Any, seen: Seen) -> Any:
    return collaborative.ends if collaborative.has_ended(seen.reading.day) else None


ORGANIZATION = Link("organization", "The organization.", required=True, table="organizations")
COLLABORATIVE = Link("collaborative", "The collaborative.", required=True, table="collaboratives")
PROGRAM_YEAR = Link("program_year", "The program year.", required=True, table="program_years")
POSITION = Column("position", "Its place in the order that the record gives it.", "integer", required=True)

TABLES = (
    Table(
        "organizations",
        "Organizations",
        "Bodies that are not members: affiliates, partners, sponsors, funders, state agencies.",
        Organization,
        key=("slug",),
        handle=("slug",),
        start=organizations,
        columns=(
            Column("slug", "Its key.", required=True),
            Column("name", "Its name.", required=True),
            Column("short_name", "As people say it."),
            choice("kind", "What it is.", Organization.Kind, required=True),
            state(),
            Column("website", "The address of its own site."),
        ),
    ),
    Table(
        "affiliations",
        "Affiliations",
        "What an organization is to the consortium, and what it gives.",
        Affiliation,
        key=("id",),
        order=("organization", "role", "pk"),
        columns=(
            number(),
            ORGANIZATION,
            choice("role", "What it is to the consortium.", Affiliation.Role, required=True),
            Column("what", "What it gives or does."),
            Column("since", "The year it began. Empty: not known.", "year"),
            until("The year it ended."),
            *CITED,
        ),
    ),
    Table(
        "collaboratives",
        "Collaboratives",
        "Communities of practice that districts and organizations take part in.",
        Collaborative,
        key=("slug",),
        handle=("slug",),
        columns=(
            Column("slug", "Its key: the last part of the address of its page.", required=True),
            Column("name", "Its name.", required=True),
            Column("acronym", "Its acronym."),
            Link(
                "run_by",
                "The body that runs it. Empty: the consortium itself.",
                table="organizations",
            ),
            Column("audience", "Who it is for."),
            markdown("who_we_are", "What it is."),
            markdown("why_join", "Why to take part."),
            Column("for_districts", "Whether districts can take part.", "boolean", required=True),
            Column("for_agencies", "Whether state agencies can take part.", "boolean", required=True),
            Column("for_companies", "Whether companies can take part.", "boolean", required=True),
            *known("begins", "When it began or, if begins_known is false, was first seen.", sortable=True),
            Column("begins_known", "Whether begins is when it began.", "boolean", required=True),
            *known("ends", "When it ended. Empty while it runs.", read=ended),
            Column("website", "The address of its own site."),
            page(),
            *CITED,
        ),
    ),
    pairs(
        "collaborative_partners",
        "Partners of collaboratives",
        "The organizations that a collaborative works with.",
        Collaborative.partners.through,
        COLLABORATIVE,
        ORGANIZATION,
    ),
    Table(
        "participations",
        "Participations",
        "Who takes part in a collaborative, from year to year: a district or an organization.",
        Participation,
        key=("id",),
        order=("collaborative", "since", "pk"),
        one_of=("district", "organization"),
        columns=(
            number(),
            COLLABORATIVE,
            Link("district", "The district.", table="districts"),
            Link("organization", "The organization.", table="organizations"),
            Column("since", "The first year.", "year", required=True),
            until("The year it ended; with the collaborative all end."),
            *CITED,
        ),
    ),
    Table(
        "stated_numbers",
        "Stated numbers of participants",
        "How many take part in a collaborative, as a source says it, where the roster is not known.",
        StatedNumber,
        key=("collaborative", "when", "of_whom"),
        order=("collaborative", "-when", "pk"),
        columns=(
            COLLABORATIVE,
            *known("when", "What the number speaks of.", required=True, sortable=True),
            Column("of_whom", "Who is counted, such as districts.", required=True),
            Column("qualifier", "As the source has it: more than, nearly."),
            Column("number", "How many.", "integer", required=True, unit="what of_whom names"),
            *CITED,
        ),
    ),
    Table(
        "program_years",
        "Program years",
        "The years of collaboratives, which may cross calendar years.",
        ProgramYear,
        key=("id",),
        handle=("collaborative__slug", "slug"),
        start=lambda seen: seen.of(ProgramYear.objects.select_related("collaborative")),
        order=("collaborative", "begins", "pk"),
        columns=(
            Column(
                "id",
                "Its key: the collaborative's, a slash, and the last part of the address of its page.",
                read=lambda row, seen: f"{row.collaborative.slug}/{row.slug}",
                required=True,
            ),
            COLLABORATIVE,
            Column("begins", "Its first day.", "date", required=True),
            Column("ends", "Its last day.", "date", required=True),
            markdown("introduction", "What the year offers."),
            markdown("priorities", "What comes first in it."),
            page(),
            *CITED,
        ),
    ),
    Table(
        "goals",
        "Goals of program years",
        "What a collaborative wants to do in a program year.",
        Goal,
        key=("id",),
        order=("program_year", "position", "pk"),
        columns=(number(), PROGRAM_YEAR, POSITION, markdown("text", "The goal."), *CITED),
    ),
    Table(
        "highlights",
        "Highlights of program years",
        "What a collaborative did in a program year.",
        Highlight,
        key=("id",),
        order=("program_year", "position", "pk"),
        columns=(number(), PROGRAM_YEAR, POSITION, markdown("text", "What it did."), *CITED),
    ),
)
