"""A large made-up record, to try the site at scale. Nothing in it is or was so."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

from django.utils.text import slugify

from consortium.dates import SEASONS, KnownDate, Precision
from consortium.models import Profile, Source, Topic, Year
from consortium.publishing import Status
from consortium.sample_collaboratives import make_collaboratives
from consortium.sample_words import (
    ENDINGS,
    FIRST_NAMES,
    HEADLINES,
    LIST,
    LONG_STYLES,
    NAME,
    ORGANIZATIONS,
    POSTS,
    SENTENCES,
    STEMS,
    STYLES,
    TOPICS,
    WEIGHTS,
    YEAR_HEADLINES,
    Dice,
    place,
    unused,
)
from consortium.states import STATES
from meetings.models import Hosting, Meeting, Sponsorship
from members.models import (
    District,
    DistrictName,
    Figure,
    Membership,
    Office,
    Organization,
    Person,
    Tenure,
)
from milestones.models import Appearance, Milestone

# All districts may join, and all milestones stand, in one year; their places there have to fit a small integer.
LIMITS = {"districts": 30_000, "years": 200, "milestones": 30_000}
BATCH = 1_000


def month(year: int, number: int) -> KnownDate:
    return KnownDate(date(year, number, 1), Precision.MONTH)


def season(year: int, name: str) -> KnownDate:
    return KnownDate(date(year, SEASONS[name], 1), Precision.SEASON)


class Sample:
    """Writes a record of as many rows as told into an empty database; `made` counts them by model.

    The order of the steps, and of the dice in them, is what a seed stands for.
    """

    def __init__(self, *, districts: int, years: int, milestones: int, seed: int, last_year: int) -> None:
        self.dice = Dice(seed)
        self.years = range(last_year - years + 1, last_year + 1)
        self.made: Counter[type[Any]] = Counter()
        self.members: dict[int, list[District]] = {year: [] for year in self.years}
        self.leaders: dict[int, list[tuple[Person, str]]] = {year: [] for year in self.years}
        self.meetings: dict[int, list[Meeting]] = {year: [] for year in self.years}
        self.joined: list[tuple[District, int]] = []
        self.make_profile()
        self.make_sources()
        self.make_organizations_and_topics()
        self.make_years()
        self.make_districts(districts)
        self.make_memberships()
        self.make_former_names()
        self.make_figures()
        self.make_people()
        self.make_offices()
        self.make_meetings()
        self.make_milestones(milestones)
        make_collaboratives(self, districts)

    def add(self, rows: list[Any]) -> list[Any]:
        if rows:
            type(rows[0])._default_manager.bulk_create(rows, batch_size=BATCH)
            self.made[type(rows[0])] += len(rows)
        return rows

    def cited(self, year: int) -> dict[str, Any]:
        """The columns that say where a fact of `year` comes from: mostly that year's report, sometimes nothing."""
        roll = self.dice.roll()
        page = f"Page {int(roll * 100) + 1}" if roll < 0.4 else ""
        return {"source": self.reports[year], "passage": page} if roll < 0.8 else {}

    def make_profile(self) -> None:
        profile = Profile(
            name=NAME,
            short_name="the Compact",
            tagline="Districts that learn from each other",
            mission="A made-up consortium of made-up school districts, for trying this site at scale.",
            launch_year=self.years[0],
            contact_email="office@example.org",
            licence_name="CC0 1.0",
            licence_url="https://creativecommons.org/publicdomain/zero/1.0/",
            kept_to=month(self.years[-1], 12),
        )
        self.add([profile])

    def make_sources(self) -> None:
        reports = [
            Source(
                key=f"report-{year}",
                title=f"Annual report {year}",
                publisher=NAME,
                published=month(year, 12),
                url=self.dice.maybe(0.7, f"https://example.org/reports/{year}"),
                note=self.dice.maybe(0.05, "The scanned copy lacks its last page."),
            )
            for year in self.years
        ]
        tables = [
            Source(key=f"tables-{year}", title=f"School tables {year}", published=season(year, "fall"))
            for year in self.years[-12:]
        ]
        self.add(reports + tables)
        self.reports = dict(zip(self.years, reports, strict=True))
        self.tables = dict(zip(self.years[-12:], tables, strict=True))

    def make_organizations_and_topics(self) -> None:
        kinds = [kind for kind in Organization.Kind if kind != Organization.Kind.STATE_AGENCY]
        taken: set[str] = set()
        rows = []
        for number in range(60):
            state = "" if number < 40 else self.dice.one(list(STATES))
            body = f"{place(self.dice)} {self.dice.one(ORGANIZATIONS)} for"
            name = f"{STATES[state]} Office of" if state else body
            name += f" {self.dice.one(TOPICS).title()}"
            rows.append(
                Organization(
                    name=name,
                    slug=unused(taken, slugify(name)[:75]),
                    kind=Organization.Kind.STATE_AGENCY if state else self.dice.one(kinds),
                    state=state,
                    website=self.dice.maybe(0.8, f"https://example.org/organizations/{number + 1}"),
                )
            )
        self.organizations = self.add(rows)
        self.topics = self.add([Topic(name=name, slug=slugify(name)) for name in TOPICS])

    def make_years(self) -> None:
        """Years with every kind of blank: some without a new member, some without a fall meeting, in one cancelled."""
        between = self.dice.shuffled(self.years[1:-1])
        self.cancelled, self.without_fall = between[:1], between[1 : 2 + len(self.years) // 12]
        self.without_joining = self.dice.shuffled(self.years[1:])[: len(self.years) // 6]
        no_fall_meeting = dict.fromkeys(self.without_fall[::2], Year.Blank.NONE)
        no_new_members = dict.fromkeys(self.without_joining[::2], Year.Blank.NONE)
        rows = []
        for year in self.years:
            topic = self.dice.one(TOPICS).lower()
            rows.append(
                Year(
                    number=year,
                    headline=self.dice.maybe(0.8, self.dice.one(YEAR_HEADLINES).format(topic)),
                    introduction=self.dice.maybe(0.4, f"The council puts **{topic}** before all else."),
                    no_fall_meeting=no_fall_meeting.get(year, Year.Blank.UNKNOWN),
                    no_new_members=no_new_members.get(year, Year.Blank.UNKNOWN),
                    status=Status.PUBLISHED,  # a year in draft would take everything that hangs on it along
                    **self.cited(year),
                )
            )
        self.add(rows)

    def make_districts(self, count: int) -> None:
        states = [code for code in STATES for _ in range(WEIGHTS.get(code, 4))]
        every = list(STATES) if count >= len(STATES) else []
        drawn = every + [self.dice.one(states) for _ in range(count - len(every))]
        numbers = {code: number for number, code in enumerate(STATES, 1)}
        serial: Counter[str] = Counter()
        taken: set[str] = set()
        names: set[tuple[str, str]] = set()
        rows: list[District] = []
        for state in self.dice.shuffled(drawn):
            name, city = self.district_name(state)
            while (state, name) in names:
                name, city = self.district_name(state)
            names.add((state, name))
            slug = slugify(name)[:110]
            serial[state] += self.dice.between(1, 3)
            rows.append(
                District(
                    name=name,
                    short_name=self.dice.maybe(0.3, city),
                    slug=unused(taken, slug, f"{slug}-{state.lower()}"),
                    state=state,
                    city=city,
                    nces_id=f"{numbers[state]:02}{serial[state]:05}" if self.dice.chance(0.93) else None,
                    website=self.dice.maybe(0.7, f"https://example.org/districts/{len(rows) + 1}"),
                    description=self.dice.maybe(
                        0.3, f"Schools on the {place(self.dice)} road, *old and new*."
                    ),
                    status=self.dice.status(),
                    **self.cited(self.dice.one(self.years)),
                )
            )
        self.districts = self.add(rows)

    def district_name(self, state: str) -> tuple[str, str]:
        """A district's name and its city."""
        city = place(self.dice)
        styles = LONG_STYLES if self.dice.chance(0.015) else STYLES[""] + STYLES.get(state, ()) * 3
        style = self.dice.one(styles)
        return style.format(city, other=place(self.dice), number=self.dice.between(1, 899)), city

    def make_memberships(self) -> None:
        last = self.years[-1]
        busy = [year for year in self.years if year not in self.without_joining]
        places: Counter[int] = Counter()
        rows: list[Membership] = []

        def join(district: District, joined: int, left: int | None) -> None:
            places[joined] += 1
            rows.append(
                Membership(
                    district=district,
                    joined_id=joined,
                    left_id=left,
                    reason=self.dice.maybe(0.5, "It merged with a neighbor.") if left else "",
                    position=places[joined],
                    status=self.dice.status(),
                    **self.cited(joined),
                )
            )
            for year in range(joined, left or last + 1):
                self.members[year].append(district)

        for district in self.districts:
            founds = district is self.districts[0] or self.dice.chance(0.08)
            joined = self.years[0] if founds else self.dice.one(busy)
            leaves = joined < last and self.dice.chance(0.07)
            left = self.dice.between(joined + 1, last) if leaves else None
            join(district, joined, left)
            again = [year for year in busy if left and year > left]
            if again and self.dice.chance(0.4):
                join(district, self.dice.one(again), None)
            self.joined.append((district, joined))
        self.add(rows)

    def make_former_names(self) -> None:
        rows = []
        last = self.years[-1]
        for district, joined in self.joined:
            if joined == last or not self.dice.chance(0.06):
                continue
            until = self.dice.between(joined + 1, last)
            since = self.dice.between(joined, until - 1) if self.dice.chance(0.3) else None
            for first, end in [(None, since), (since, until)] if since else [(None, until)]:
                name = self.district_name(district.state)[0]
                rows.append(
                    DistrictName(district=district, name=name, since=first, until=end, **self.cited(joined))
                )
        self.add(rows)

    def make_figures(self) -> None:
        figures, corrections = [], []
        for district in self.districts:
            if self.dice.chance(0.2):
                continue
            year = self.dice.one(list(self.tables))
            fact = {"district": district, "when": season(year, "fall"), "source": self.tables[year]}
            students = 90 + self.dice.small(180_000)
            qualifier = self.dice.one(("", "", "nearly", "more than", "about"))
            claim = Figure(measure=Figure.Measure.STUDENTS, value=students, qualifier=qualifier, **fact)
            figures.append(claim)
            for measure, share, pupils in (
                (Figure.Measure.SCHOOLS, 0.4, 550),
                (Figure.Measure.TEACHERS, 0.2, 15),
            ):
                if self.dice.chance(share):
                    figures.append(Figure(measure=measure, value=1 + students // pupils, **fact))
            if self.dice.chance(0.05):
                rank, scope = self.dice.small(500), self.dice.one(("the nation", STATES[district.state]))
                figures.append(Figure(measure=Figure.Measure.RANK, value=rank, scope=scope, **fact))
            if self.dice.chance(0.01):
                fact |= {"source": self.reports[year], "corrects": claim}
                corrections.append(Figure(measure=claim.measure, value=students + 7, **fact))
        self.add(figures)
        self.add(corrections)

    def person_name(self) -> str:
        return f"{self.dice.one(FIRST_NAMES)} {self.dice.one(STEMS)}{self.dice.one(ENDINGS)}"

    def make_people(self) -> None:
        """Leaders who follow one another in a district; some of them come from another one."""
        last = self.years[-1]
        taken: set[str] = set()
        people: list[Person] = []
        tenures: list[Tenure] = []
        free: list[tuple[Person, int]] = []
        for district, joined in self.joined:
            if district is not self.districts[0] and not self.dice.chance(0.4):
                continue
            post = self.dice.one(POSTS)
            since, known = self.dice.between(joined, last), self.dice.chance(0.7)
            while since <= last:
                moved = self.dice.between(0, len(free) - 1) if free and self.dice.chance(0.08) else None
                if moved is not None and free[moved][1] <= since:
                    person = free.pop(moved)[0]
                else:
                    name = self.person_name()
                    about = self.dice.maybe(0.3, f"Began as a teacher in {place(self.dice)}.")
                    slug = unused(taken, slugify(name))
                    person = Person(name=name, slug=slug, about=about, status=self.dice.status())
                    people.append(person)
                until = since + self.dice.between(2, 9)
                tenure = Tenure(
                    person=person,
                    district=district,
                    post=post,
                    interim=self.dice.chance(0.05),
                    since=since,
                    since_known=known,
                    until=until if until <= last else None,
                    **self.cited(since),
                )
                tenures.append(tenure)
                for year in range(since, min(until, last + 1)):
                    self.leaders[year].append((person, tenure.title))
                if until <= last:
                    free.append((person, until))
                since, known = (until if self.dice.chance(0.85) else last + 1), True
        self.add(people)
        self.add(tenures)

    def make_offices(self) -> None:
        rows = []
        for title in Office.Title:
            since = self.years[0]
            while since <= self.years[-1]:
                until = since + self.dice.between(1, 4)
                if leaders := self.leaders[since]:
                    rows.append(
                        Office(
                            person=self.dice.one(leaders)[0],
                            title=title,
                            since=since,
                            until=until if until <= self.years[-1] else None,
                            **self.cited(since),
                        )
                    )
                since = until
        self.add(rows)

    def make_meetings(self) -> None:
        falls: list[Meeting] = []
        others: list[Meeting] = []
        hostings: list[Hosting] = []
        kinds = Meeting.Kind
        plans = ((kinds.SPRING, 4, 0.3), (kinds.CONFERENCE, 7, 0.25), (kinds.COLLABORATIVE, 5, 0.2))
        for year in self.years:
            taken: set[str] = set()
            fall = None
            if year not in self.without_fall:
                fall = self.meeting(year, kinds.FALL, 10, taken, hostings)
                if year in self.cancelled:
                    fall.announced, fall.cancelled, fall.held = month(year, 4), month(year, 8), False
                falls.append(fall)
            for kind, when, share in plans:
                if self.dice.chance(share):
                    meeting = self.meeting(year, kind, when, taken, hostings)
                    meeting.next_convening = fall if self.dice.chance(0.6) else None
                    others.append(meeting)
            calls = [self.dice.between(1, 8) for _ in range(self.dice.between(0, 3))]
            others += [self.meeting(year, kinds.CALL, when, taken, hostings) for when in sorted(calls)]
            if year == self.years[-1]:
                for kind in (kinds.CALL, kinds.CONFERENCE, kinds.COLLABORATIVE):
                    meeting = self.meeting(year, kind, self.dice.between(11, 12), taken, hostings)
                    meeting.announced, meeting.held = month(year, self.dice.between(5, 8)), False
                    meeting.registration_url = f"https://example.org/register/{meeting.slug}"
                    meeting.registration_deadline = date(year, 10, self.dice.between(1, 28))
                    others.append(meeting)
        self.add(falls)  # first: others name one as the next convening
        self.add(others)
        self.add(hostings)
        self.add(
            [
                Sponsorship(meeting=meeting, organization=organization, **self.cited(meeting.year_id))
                for meeting in falls + others
                for organization in self.dice.some(self.organizations, 2)
            ]
        )

    def meeting(self, year: int, kind: str, when: int, taken: set[str], hostings: list[Hosting]) -> Meeting:
        """A meeting in the month `when` that was held, not yet written; its hosts are put to `hostings`."""
        day = KnownDate(date(year, when, self.dice.between(1, 26)))
        coarse = season(year, "fall") if kind == Meeting.Kind.FALL else month(year, when)
        begins = day if self.dice.chance(0.8) else coarse
        lasts = self.dice.between(0, 2)
        ends = KnownDate(day.first + timedelta(days=lasts)) if begins.is_day and lasts else None
        announced = max(date(year, 1, 1), begins.first - timedelta(days=self.dice.between(30, 150)))
        topic = self.dice.one(TOPICS)
        remote = kind == Meeting.Kind.CALL
        meeting = Meeting(
            year_id=year,
            kind=kind,
            slug=unused(taken, kind),
            title=self.dice.maybe(0.2, f"{topic} forum {year}"),
            theme=self.dice.maybe(0.8, f"{topic}: what works"),
            summary=self.dice.maybe(0.5, f"Two districts open their books on *{topic.lower()}*."),
            begins=begins,
            ends=ends,
            days=None if begins.is_day else lasts or None,
            announced=KnownDate(announced) if self.dice.chance(0.7) else None,
            held=self.dice.chance(0.93),
            format=Meeting.Format.VIRTUAL if remote else self.dice.one(["", *Meeting.Format]),
            practice_seen=self.dice.maybe(0.3, f"Classes that try {topic.lower()}."),
            discussed=self.dice.maybe(0.4, "- the budget\n- the next host"),
            status=self.dice.status(),
            **self.cited(year),
        )
        if self.members[year] and not remote:
            lead, other = self.dice.one(self.members[year]), self.dice.one(self.members[year])
            meeting.city, meeting.state = lead.city, lead.state
            meeting.venue = self.dice.maybe(0.5, f"{place(self.dice)} Hall")
            hostings.append(Hosting(meeting=meeting, district=lead, **self.cited(year)))
            if other is not lead and self.dice.chance(0.4):
                hostings.append(Hosting(meeting=meeting, district=other, lead=False, **self.cited(year)))
        self.meetings[year].append(meeting)
        return meeting

    def make_milestones(self, count: int) -> None:
        last = len(self.years) - 1
        # More in later years, as records go.
        drawn = [max(self.dice.between(0, last), self.dice.between(0, last)) for _ in range(count)]
        counts = Counter(self.years[index] for index in drawn)
        rows: list[Milestone] = []
        for year in self.years:
            headlines: Counter[str] = Counter()
            for position in range(1, counts[year] + 1):
                milestone = self.milestone(year)
                headlines[milestone.headline] += 1
                if (nth := headlines[milestone.headline]) > 1:
                    milestone.headline += f" ({nth})"
                milestone.position = position
                rows.append(milestone)
        self.add(rows)
        self.link(rows)

    def link(self, milestones: list[Milestone]) -> None:
        """Write what milestones are about, and who appears in them."""
        relations: tuple[Any, ...] = (Milestone.topics, Milestone.districts, Milestone.organizations)
        links: dict[Any, list[Any]] = {relation: [] for relation in relations}
        appearances = []
        for milestone in milestones:
            year = milestone.year_id
            most = self.dice.one((0, 0, 1, 2, 3, 3, 3, 12))
            chosen = (
                self.dice.some(self.topics, 3),
                self.dice.some(self.members[year], most),
                self.dice.some(self.organizations, 2),
            )
            for relation, targets in zip(relations, chosen, strict=True):
                target = relation.field.m2m_reverse_field_name()
                links[relation] += [relation.through(milestone=milestone, **{target: row}) for row in targets]
            named = self.dice.some(self.leaders[year], 2) if self.dice.chance(0.15) else []
            for person, title in {person.pk: (person, title) for person, title in named}.values():
                appearances.append(
                    Appearance(milestone=milestone, person=person, office=title, **self.cited(year))
                )
        for rows in (*links.values(), appearances):
            self.add(rows)

    def milestone(self, year: int) -> Milestone:
        """A milestone of the year without its place there, not yet written."""
        title = self.dice.one(TOPICS)
        words = {
            "title": title,
            "topic": title.lower(),
            "organization": self.dice.one(self.organizations).name,
            "city": self.dice.one(self.members[year]).city if self.members[year] else place(self.dice),
            "state": self.dice.one(list(STATES.values())),
            "count": self.dice.between(2, 400),
        }
        founding = year == self.years[0] and self.dice.chance(0.3)
        kind, headline = self.dice.one(
            [entry for entry in HEADLINES if (entry[0] == Milestone.Kind.FOUNDING) == founding]
        )
        text = " ".join(self.dice.some(SENTENCES, 4)) + self.dice.maybe(0.08, LIST)
        meetings = [meeting for meeting in self.meetings[year] if meeting.held]
        return Milestone(
            year_id=year,
            headline=headline.format(**words),
            text=text.format(**words).strip(),
            kind=kind,
            event_date=self.event_date(year),
            meeting=self.dice.one(meetings) if meetings and self.dice.chance(0.06) else None,
            status=self.dice.status(),
            **self.cited(year),
        )

    def event_date(self, year: int) -> KnownDate | None:
        """None for most; else a day, a month or a season of the year, or a month of the year before."""
        roll, number = self.dice.roll(), self.dice.between(1, 12)
        if roll < 0.02 and year > self.years[0]:
            return month(year - 1, number)
        if roll < 0.1:
            return KnownDate(date(year, number, self.dice.between(1, 28)))
        if roll < 0.14:
            return month(year, number)
        return season(year, self.dice.one(list(SEASONS))) if roll < 0.16 else None
