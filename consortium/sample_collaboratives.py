"""The collaboratives of the made-up record, their program years and meetings."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.text import slugify

from consortium.dates import KnownDate, Precision
from consortium.sample_words import TOPICS, place, unused
from meetings.models import Meeting
from members.models import (
    Collaborative,
    Goal,
    Highlight,
    Membership,
    Participation,
    ProgramYear,
    StatedNumber,
)

if TYPE_CHECKING:
    from consortium.sample import Sample

MOST = 40
AIMS = (
    "Visit each other’s schools and write down what is seen.",
    "Try **two ways** of {topic} and compare them.",
    "Publish a guide to {topic}.\n\n- a draft by winter\n- the text by summer",
    "Bring {topic} before the boards of all members.",
    "Train a team in every district.",
)
RESULTS = (
    "A guide to {topic} is out.",
    "{city} opened its classes to visitors.",
    "Five boards heard of {topic}.",
    "Every team met **four times**.",
)


def make_collaboratives(sample: "Sample", districts: int) -> None:
    """A few for a small record, up to MOST; of some another body is in charge, and of some nobody knows the members."""
    dice = sample.dice
    taken: set[str] = set()
    rows = []
    for _ in range(min(3 + districts // 50, MOST)):
        topic = dice.one(TOPICS)
        begins = dice.one(sample.years)
        ends = dice.between(begins + 1, sample.years[-1] + 8)
        body = dice.one(sample.organizations) if dice.chance(0.15) else None
        rows.append(
            Collaborative(
                name=f"{topic} {dice.one(('Collaborative', 'Network', 'Community of Practice'))}",
                slug=unused(taken, slugify(topic)),
                run_by=body,
                audience=dice.maybe(0.5, f"Those who answer for {topic.lower()}"),
                who_we_are=f"Districts that work on **{topic.lower()}** together.",
                why_join=dice.maybe(0.5, "- visits\n- calls\n- a shelf of materials"),
                for_agencies=body is not None,
                begins=KnownDate(date(begins, 1, 1), Precision.YEAR),
                begins_known=dice.chance(0.8),
                ends=KnownDate(date(ends, 1, 1), Precision.YEAR) if ends <= sample.years[-1] else None,
                status=dice.status(),
                **sample.cited(begins),
            )
        )
    sample.add(rows)
    sample.add(
        [
            Collaborative.partners.through(collaborative=row, organization=partner)
            for row in rows
            for partner in dice.some(sample.organizations, 2)
        ]
    )
    make_members(sample, rows)
    make_program_years(sample, rows)


def make_members(sample: "Sample", rows: list[Collaborative]) -> None:
    """The roster of most, as far as its districts were members; of the others a number only."""
    dice = sample.dice
    parts, numbers = [], []
    for index, row in enumerate(rows):
        since = year_of(row.begins)
        if index % 3 == 2:
            when = KnownDate(date(since, 1, 1), Precision.YEAR)
            qualifier = dice.one(("", "nearly", "more than"))
            count = 2 + dice.small(60)
            numbers.append(
                StatedNumber(
                    collaborative=row, when=when, qualifier=qualifier, number=count, **sample.cited(since)
                )
            )
            continue
        chosen = dice.some(sample.members[since], 12)
        periods = Membership.objects.filter(
            district__in=[district.pk for district in chosen], joined__lte=since
        )
        left = {period.district_id: period.left_id for period in periods.order_by("joined")}
        for district in chosen:
            until = left[district.pk] or (since + dice.between(2, 9) if dice.chance(0.3) else None)
            end = year_of(row.ends) if row.ends else sample.years[-1]
            parts.append(
                Participation(
                    collaborative=row,
                    district=district,
                    since=since,
                    until=until if until and until <= end else None,
                    **sample.cited(since),
                )
            )
        parts += [
            Participation(collaborative=row, organization=body, since=since, **sample.cited(since))
            for body in dice.some(sample.organizations, 1 if row.run_by is None else 6)
        ]
    sample.add(parts)
    sample.add(numbers)


def year_of(when: KnownDate | None) -> int:
    return when.year if when else 0


def make_program_years(sample: "Sample", rows: list[Collaborative]) -> None:
    """Program years from July to June, at most the last four, with goals, highlights and meetings."""
    dice = sample.dice
    years: list[ProgramYear] = []
    goals: list[Goal] = []
    highlights: list[Highlight] = []
    meetings: list[Meeting] = []
    for row in rows:
        end = year_of(row.ends) if row.ends else sample.years[-1]
        for first in range(max(year_of(row.begins), end - 4), end):
            words = {"topic": row.name.lower(), "city": place(dice)}
            year = ProgramYear(
                collaborative=row,
                slug=f"{first}-{first + 1}",
                begins=date(first, 7, 1),
                ends=date(first + 1, 6, 30),
                introduction=dice.maybe(0.5, "A year of visits."),
                priorities=dice.maybe(0.6, "- visits\n- a guide"),
                status=dice.status(),
                **sample.cited(first),
            )
            years.append(year)
            kinds: tuple[tuple[type[Any], list[Any], tuple[str, ...]], ...] = (
                (Goal, goals, AIMS),
                (Highlight, highlights, RESULTS),
            )
            for model, lines, texts in kinds:
                lines += [
                    model(
                        program_year=year, position=position, text=text.format(**words), **sample.cited(first)
                    )
                    for position, text in enumerate(dice.some(texts, 7), 1)
                ]
            for number in range(1, dice.between(0, 2) + 1):
                day = date(first, dice.between(9, 12), dice.between(1, 26))
                meetings.append(
                    Meeting(
                        year_id=first,
                        program_year=year,
                        kind=Meeting.Kind.COLLABORATIVE,
                        slug=f"{row.slug[:70]}-{number}",
                        begins=KnownDate(day),
                        ends=KnownDate(day + timedelta(days=1)),
                        held=dice.chance(0.9),
                        city=place(dice),
                        state=dice.one(sample.districts).state,
                        format=Meeting.Format.HYBRID,
                        fallback=Meeting.Format.VIRTUAL,
                        status=dice.status(),
                        **sample.cited(first),
                    )
                )
    for made in (years, goals, highlights, meetings):
        sample.add(list(made))
