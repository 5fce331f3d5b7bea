"""Rows to test with: published and unlike any other one unless a test says more.

Years may be given as numbers and dates as words ("fall 2016"); the Year that a row hangs on is made where it is missing.
"""

from datetime import date
from functools import wraps
from itertools import count

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from consortium.dates import KnownDate
from consortium.models import Message, Plan, PlanPart, Profile, Source, Topic, Year
from consortium.publishing import Status
from consortium.search.keeping import gathered
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
    Affiliation,
    Award,
    Collaborative,
    Contact,
    District,
    DistrictName,
    Figure,
    Goal,
    Highlight,
    Membership,
    Office,
    Organization,
    Participation,
    Person,
    ProgramYear,
    StatedNumber,
    Tenure,
)
from milestones.document.content import DocumentYear, Entry, Kind, Line, Member, MilestonesDocument, Words
from milestones.models import Appearance, Document, Edition, Milestone

numbers = count(1)
PIXEL = bytes.fromhex(  # a PNG of one pixel
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc000000301"
    "0100c9fe92ef0000000049454e44ae426082"
)


def written_at_once(make):
    """Of a function that makes many rows: what the search says of them is written once, at its end."""

    @wraps(make)
    def making(*args, **kwargs):
        with transaction.atomic(), gathered():
            return make(*args, **kwargs)

    return making


def known(when):
    return KnownDate.parse(when) if isinstance(when, str) else when


def year_of(number):
    """The Year of a number, made and published if there is none; a Year or None as it is."""
    if not isinstance(number, int):
        return number
    return Year.objects.get_or_create(number=number, defaults={"status": Status.PUBLISHED})[0]


def make_profile(**kwargs):
    return Profile.objects.create(**kwargs)


def make_source(**kwargs):
    number = next(numbers)
    kwargs["published"] = known(kwargs.get("published"))
    return Source.objects.create(**{"key": f"source-{number}", "title": f"Source {number}", **kwargs})


def make_year(number=None, **kwargs):
    number = number or 1800 + next(numbers) % 200
    return Year.objects.create(**{"number": number, "status": Status.PUBLISHED, **kwargs})


def make_district(**kwargs):
    number = next(numbers)
    defaults = {
        "name": f"District {number}",
        "slug": f"district-{number}",
        "state": "VA",
        "status": Status.PUBLISHED,
    }
    return District.objects.create(**{**defaults, **kwargs})


def make_district_name(**kwargs):
    district = kwargs.pop("district", None) or make_district()
    return DistrictName.objects.create(
        **{"district": district, "name": f"Former name {next(numbers)}", "until": 2014, **kwargs}
    )


def make_figure(**kwargs):
    district = kwargs.pop("district", None) or make_district()
    kwargs["when"] = known(kwargs.get("when", "fall 2019"))
    return Figure.objects.create(
        **{"district": district, "measure": Figure.Measure.STUDENTS, "value": 1000, **kwargs}
    )


def make_contact(**kwargs):
    district = kwargs.pop("district", None) or make_district()
    return Contact.objects.create(**{"district": district, "name": f"Contact {next(numbers)}", **kwargs})


def make_membership(district=None, joined=2012, left=None, **kwargs):
    district = district or make_district()
    return Membership.objects.create(
        district=district,
        joined=year_of(joined),
        left=year_of(left),
        **{"status": Status.PUBLISHED, **kwargs},
    )


def make_joined_district(joined=2012, left=None, **kwargs):
    """A district with a membership."""
    return make_membership(make_district(**kwargs), joined, left=left).district


def make_organization(**kwargs):
    number = next(numbers)
    return Organization.objects.create(
        **{"name": f"Organization {number}", "slug": f"organization-{number}", **kwargs}
    )


def make_person(**kwargs):
    number = next(numbers)
    return Person.objects.create(
        **{"name": f"Person {number}", "slug": f"person-{number}", "status": Status.PUBLISHED, **kwargs}
    )


def make_tenure(person=None, district=None, since=2012, **kwargs):
    return Tenure.objects.create(
        person=person or make_person(), district=district or make_district(), since=since, **kwargs
    )


def make_office(person=None, since=2012, **kwargs):
    return Office.objects.create(
        person=person or make_person(), since=since, **{"title": Office.Title.CHAIR, **kwargs}
    )


def make_meeting(begins="October 21, 2016", **kwargs):
    for name in ("ends", "announced", "cancelled"):
        kwargs[name] = known(kwargs.get(name))
    begins = known(begins)
    year = year_of(kwargs.pop("year", begins.year))
    return Meeting.objects.create(
        **{
            "year": year,
            "begins": begins,
            "slug": f"meeting-{next(numbers)}",
            "status": Status.PUBLISHED,
            **kwargs,
        }
    )


def make_hosting(meeting=None, district=None, **kwargs):
    return Hosting.objects.create(
        meeting=meeting or make_meeting(), district=district or make_district(), **kwargs
    )


def make_sponsorship(meeting=None, organization=None, **kwargs):
    return Sponsorship.objects.create(
        meeting=meeting or make_meeting(), organization=organization or make_organization(), **kwargs
    )


def make_topic(**kwargs):
    number = next(numbers)
    return Topic.objects.create(**{"name": f"Topic {number}", "slug": f"topic-{number}", **kwargs})


def make_milestone(year=2016, **kwargs):
    """`topics`, `districts` and `organizations` may be given as lists."""
    many = {name: kwargs.pop(name) for name in ("topics", "districts", "organizations") if name in kwargs}
    kwargs["event_date"] = known(kwargs.get("event_date"))
    milestone = Milestone.objects.create(
        year=year_of(year), **{"headline": f"Milestone {next(numbers)}", "status": Status.PUBLISHED, **kwargs}
    )
    for name, rows in many.items():
        getattr(milestone, name).set(rows)
    return milestone


def make_appearance(milestone=None, person=None, **kwargs):
    return Appearance.objects.create(
        milestone=milestone or make_milestone(), person=person or make_person(), **kwargs
    )


# What the other documents hold


def make_plan(**kwargs):
    number = next(numbers)
    kwargs["adopted"] = known(kwargs.get("adopted", "April 25, 2018"))
    return Plan.objects.create(
        **{"title": f"Plan {number}", "slug": f"plan-{number}", "status": Status.PUBLISHED, **kwargs}
    )


def make_plan_part(plan=None, **kwargs):
    return PlanPart.objects.create(
        plan=plan or make_plan(),
        **{"kind": PlanPart.Kind.PILLAR, "name": f"Part {next(numbers)}", **kwargs},
    )


def make_affiliation(organization=None, **kwargs):
    return Affiliation.objects.create(organization=organization or make_organization(), **kwargs)


def make_award(**kwargs):
    district = kwargs.pop("district", None) or make_district()
    kwargs["when"] = known(kwargs.get("when", "2011"))
    number = next(numbers)
    return Award.objects.create(
        **{"district": district, "name": f"Prize {number}", "claim": f"winner of it {number}", **kwargs}
    )


def make_collaborative(**kwargs):
    """`partners` may be given as a list."""
    number = next(numbers)
    partners = kwargs.pop("partners", [])
    for name in ("begins", "ends"):
        kwargs[name] = known(kwargs.get(name))
    collaborative = Collaborative.objects.create(
        **{
            "name": f"Collaborative {number}",
            "slug": f"collaborative-{number}",
            "status": Status.PUBLISHED,
            **kwargs,
        }
    )
    collaborative.partners.set(partners)
    return collaborative


def make_stated_number(collaborative=None, **kwargs):
    kwargs["when"] = known(kwargs.get("when", "2019"))
    return StatedNumber.objects.create(
        collaborative=collaborative or make_collaborative(), **{"number": 7, **kwargs}
    )


def make_participation(collaborative=None, district=None, organization=None, since=2016, **kwargs):
    return Participation.objects.create(
        collaborative=collaborative or make_collaborative(),
        district=district or (None if organization else make_district()),
        organization=organization,
        since=since,
        **kwargs,
    )


def make_program_year(collaborative=None, first=2020, **kwargs):
    """From July 1 of the year `first` to June 30 of the next one."""
    defaults = {
        "slug": f"{first}-{first + 1}",
        "begins": date(first, 7, 1),
        "ends": date(first + 1, 6, 30),
        "status": Status.PUBLISHED,
    }
    return ProgramYear.objects.create(
        collaborative=collaborative or make_collaborative(), **{**defaults, **kwargs}
    )


def make_goal(program_year=None, **kwargs):
    return Goal.objects.create(
        program_year=program_year or make_program_year(), **{"text": f"Goal {next(numbers)}", **kwargs}
    )


def make_highlight(program_year=None, **kwargs):
    return Highlight.objects.create(
        program_year=program_year or make_program_year(), **{"text": f"Highlight {next(numbers)}", **kwargs}
    )


def make_practice(**kwargs):
    """`seen_at`, `topics` and `plan_parts` may be given as lists."""
    number = next(numbers)
    many = {name: kwargs.pop(name) for name in ("seen_at", "topics", "plan_parts") if name in kwargs}
    for name in ("published", "more_to_come_by"):
        kwargs[name] = known(kwargs.get(name))
    practice = Practice.objects.create(
        **{
            "title": f"Practice {number}",
            "slug": f"practice-{number}",
            "status": Status.PUBLISHED,
            **kwargs,
        }
    )
    for name, rows in many.items():
        getattr(practice, name).set(rows)
    return practice


def make_practice_example(practice=None, **kwargs):
    if not kwargs.get("district"):
        kwargs.setdefault("state", "MA")
    return PracticeExample.objects.create(
        practice=practice or make_practice(), **{"heading": f"Example {next(numbers)}", **kwargs}
    )


def make_example_partner(example=None, organization=None, **kwargs):
    return ExamplePartner.objects.create(
        example=example or make_practice_example(), organization=organization or make_organization(), **kwargs
    )


def make_story(meeting=None, **kwargs):
    kwargs["published"] = known(kwargs.get("published", "November 2016"))
    return Story.objects.create(
        meeting=meeting or make_meeting(),
        **{"headline": f"Story {next(numbers)}", "status": Status.PUBLISHED, **kwargs},
    )


def make_voice(story=None, person=None, **kwargs):
    return Voice.objects.create(
        story=story or make_story(),
        person=person or make_person(),
        **{"words": f"Words {next(numbers)}", **kwargs},
    )


def make_photo(story=None, **kwargs):
    defaults = {
        "alt": "A room",
        "credit": "The host",
        "image": SimpleUploadedFile("a.png", PIXEL),
    }
    photo = Photo(story=story or make_story(), **{**defaults, **kwargs})
    photo.save()
    return photo


def make_comment(story=None, **kwargs):
    defaults = {
        "name": "A reader",
        "text": f"Comment {next(numbers)}",
        "sent": date(2016, 12, 1),
        "status": Status.PUBLISHED,
    }
    return Comment.objects.create(story=story or make_story(), **{**defaults, **kwargs})


def make_message(about=None, **kwargs):
    """A comment on `about`, a story, unless a test says more."""
    defaults = {
        "kind": Message.Kind.COMMENT,
        "name": "Ann Reader",
        "email": "ann@example.org",
        "text": f"Message {next(numbers)}",
        "sender": "0" * 64,
    }
    return Message.objects.create(about=about, **{**defaults, **kwargs})


def make_document(**kwargs):
    """Attached to a meeting unless a test says more. A row only: its file is not there."""
    number = next(numbers)
    if not kwargs.keys() & {"year", "meeting", "milestone", "collaborative"}:
        kwargs["meeting"] = make_meeting()
    kwargs["dated"] = known(kwargs.get("dated"))
    defaults = {
        "title": f"Document {number}",
        "file": f"documents/{number}.pdf",
        "name": f"document-{number}.pdf",
        "size": 1000,
        "status": Status.PUBLISHED,
    }
    return Document.objects.create(**{**defaults, **kwargs})


# The milestones document


def make_entry(text, kind="milestone"):
    """An entry whose first sentence is bold, its points on lines of their own behind "- " and "  - "."""
    first, *points = text.split("\n")
    lead, stop, rest = first.partition(".")
    words = [Words(f"{lead}{stop}", bold=True), *([Words(rest)] if rest else [])]
    lines = [Line(1 + point.startswith("  "), (Words(point.strip(" -")),)) for point in points]
    return Entry(Kind(kind), (Line(0, tuple(words)), *lines))


def make_member(name, state="VA", **kwargs):
    return Member(**{"slug": name.lower().replace(" ", "-"), "name": name, "state": state, **kwargs})


def make_paper(years=None, as_of="May 2020", **kwargs):
    """A milestones document; `years` are (new members, milestones) by number, each a text or what it is made into."""
    if years is None:
        years = {2012: (["Alpha Schools"], ["The launch. It begins."])}
    rows = (
        DocumentYear(
            number,
            joined=tuple(make_member(one) if isinstance(one, str) else one for one in joined),
            left=tuple(left),
            entries=tuple(make_entry(one) if isinstance(one, str) else one for one in entries),
        )
        for number, (joined, entries, left) in ((number, (*row, ())[:3]) for number, row in years.items())
    )
    defaults = {"title": "Milestones", "name": "A consortium", "kept_to": None, "years": tuple(rows)}
    return MilestonesDocument(as_of=known(as_of), **{**defaults, **kwargs})


def make_edition(paper=None, as_of="May 2020", **kwargs):
    number = next(numbers)
    paper = paper or make_paper(as_of=as_of)
    defaults = {
        "title": str(paper.as_of),
        "slug": f"edition-{number}",
        "as_of": paper.as_of,
        "frozen": date(2020, 6, 1),
        "content": paper.to_json(),
        "checksum": paper.checksum,
        "status": Status.PUBLISHED,
    }
    return Edition.objects.create(**{**defaults, **kwargs})
