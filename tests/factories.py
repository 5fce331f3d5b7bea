"""Rows to test with: published and unlike any other one unless a test says more.

Years may be given as numbers and dates as words ("fall 2016"); the Year that a row hangs on is made where it is missing.
"""

from itertools import count

from consortium.dates import KnownDate
from consortium.models import Profile, Source, Year
from consortium.publishing import Status
from meetings.models import Hosting, Meeting, Sponsorship
from members.models import (
    Contact,
    District,
    DistrictName,
    Figure,
    Membership,
    Office,
    Organization,
    Person,
    Tenure,
)
from milestones.models import Appearance, Milestone, Topic

numbers = count(1)


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
