"""What holds for every public page, over one list of addresses that fails when a page is missing from it."""

import itertools
import re
from pathlib import Path

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.db.models import Max
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

from consortium import wsgi
from consortium.data import TABLES
from consortium.models import Message, Plan, PlanPart, Profile, Year
from consortium.publishing import Status
from consortium.record import count_anew
from consortium.sitemaps import SECTIONS
from meetings.models import Meeting, Practice
from members.models import Collaborative, District, Membership, Office, Person
from milestones.models import Milestone
from tests.factories import (
    make_affiliation,
    make_appearance,
    make_award,
    make_collaborative,
    make_comment,
    make_district,
    make_district_name,
    make_document,
    make_edition,
    make_example_partner,
    make_figure,
    make_goal,
    make_highlight,
    make_hosting,
    make_meeting,
    make_membership,
    make_milestone,
    make_office,
    make_organization,
    make_participation,
    make_person,
    make_photo,
    make_plan,
    make_plan_part,
    make_practice,
    make_practice_example,
    make_profile,
    make_program_year,
    make_source,
    make_sponsorship,
    make_stated_number,
    make_story,
    make_tenure,
    make_topic,
    make_voice,
    make_year,
    written_at_once,
    year_of,
)

# Route → the page's address with the rows of `a_record`, and how many queries it may run.
PAGES = {
    "": ("/", 16),
    "members/": ("/members/", 10),
    "members/<slug:slug>/": ("/members/first/", 14),
    "timeline/": ("/timeline/", 10),
    "timeline/document/": ("/timeline/document/", 10),
    "editions/": ("/editions/", 10),
    "editions/<slug:slug>/": ("/editions/first/", 10),
    "timeline/<year:number>/": ("/timeline/2016/", 14),
    "meetings/": ("/meetings/", 10),
    "meetings/<year:number>/": ("/meetings/2016/", 14),
    "meetings/<year:number>/<slug:slug>/": ("/meetings/2016/fall/", 16),
    "people/<slug:slug>/": ("/people/first/", 10),
    "about/": ("/about/", 10),
    "practices/": ("/practices/", 10),
    "practices/<slug:slug>/": ("/practices/first/", 14),
    "about/plan/": ("/about/plan/", 14),
    "about/plan/<slug:slug>/": ("/about/plan/first/", 14),
    "collaboratives/": ("/collaboratives/", 10),
    "collaboratives/<slug:slug>/": ("/collaboratives/first/", 14),
    "collaboratives/<slug:collaborative>/<slug:slug>/": ("/collaboratives/first/2016-2017/", 14),
    "data/": ("/data/", 2),
    "data/datapackage.json": ("/data/datapackage.json", 2),
    "data/<slug:table>/": ("/data/districts/", 2),
    "data/<slug:table>.csv": ("/data/districts.csv", 6),
    "data/<slug:table>.json": ("/data/districts.json", 6),
}
# Always of today; tests/meetings/test_calendar.py, tests/consortium/test_feeds.py and tests/test_search_page.py have what
# they say.
OF_TODAY = {
    "meetings/calendar.ics": ("/meetings/calendar.ics", 10),
    "meetings/<year:number>/<slug:slug>.ics": ("/meetings/2016/fall.ics", 10),
    "feeds/milestones.atom": ("/feeds/milestones.atom", 10),
    "feeds/meetings.atom": ("/feeds/meetings.atom", 10),
    "search/": ("/search/?q=district", 10),
    "privacy/": ("/privacy/", 2),
    "accessibility/": ("/accessibility/", 2),
}
# Forms of today's site: they take a POST, have a cookie and are never cached; tests/test_messages.py looks at them.
FORMS = {
    "contact/": ("/contact/", 10),
    "join/": ("/join/", 10),
    "meetings/<year:number>/<slug:slug>/comment/": ("/meetings/2016/fall/comment/", 10),
}
FOR_MACHINES = {"robots.txt", "healthz", "sitemap.xml", "sitemap-<slug:section>.xml"}
# Address → how many queries it may run; tests/consortium/test_sitemap.py has what they say.
SITEMAPS = {"/sitemap.xml": 12, **{f"/sitemap-{section}.xml": 13 for section in SECTIONS}}
FILES = {  # tests/test_files.py looks at them, tests/milestones at those that are made of the record
    "photos/<str:name>", "documents/<id:pk>/<str:name>", "timeline/document.docx", "editions/<slug:slug>.docx",
}  # fmt: skip
NARROWED = [
    "/members/?q=a&state=VA&state=NC&joined=2016&hosted=yes&status=current&sort=-joined",
    "/timeline/?q=a&topic=first&district=first&order=newest",
    "/timeline/?view=decades",
    "/timeline/?topic=first",
    "/meetings/?kind=fall&host=first",
    "/practices/?topic=first&state=MA",
    "/data/districts.csv?list=members&q=a&state=VA&joined=2016&hosted=yes&status=current&sort=-joined",
    "/data/milestones.json?list=timeline&q=a&topic=first&district=first&order=newest",
    "/data/meetings.csv?list=meetings&kind=fall&host=first",
    "/data/practices.csv?topic=first&state=MA",
]
NARROWED_OF_TODAY = [
    "/feeds/milestones.atom?topic=first&district=first",
    "/feeds/meetings.atom?district=first",
    "/search/?q=a&kind=meeting",
    "/search/?q=zebra",
    "/search/?q=mileston",
    "/search/?q=milestune",
]
# Both forms of a table say the same: tests/consortium/test_data.py holds one against the other.
DOWNLOADS = [f"/data/{table}.{end}" for table in TABLES for end in ("csv", "json?as_of=2017")]
DATED = [address for address, _ in PAGES.values()] + NARROWED
ADDRESSES = DATED + [address for address, _ in FORMS.values()] + list(SITEMAPS)
ADDRESSES += [address for address, _ in OF_TODAY.values()] + NARROWED_OF_TODAY


def in_the_past(year):
    return [f"{address}{'&' if '?' in address else '?'}as_of={year}" for address in DATED]


PAST = in_the_past(2017)


def routes(patterns=None, prefix=""):
    for pattern in patterns or get_resolver().url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            if not route.startswith("admin/"):
                yield from routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route


@written_at_once
def a_record(times=1):
    """A row of everything that pages show, and `times - 1` more of each."""
    source = make_source()
    make_membership(make_district(slug="neighbour"), 2010)
    make_edition(as_of="2010")
    for index in range(times):
        first = index == 0
        district = make_district(slug="first" if first else f"more-{index}", source=source)
        membership_year = 2016 if first else 2017 + index
        make_membership(district, 2010, left=2012, source=source)
        make_membership(district, membership_year, source=source)
        make_district_name(district=district, source=source)
        make_figure(district=district, source=source)
        make_tenure(district=district, source=source)
        make_office(since=2010 + index, until=2011 + index if index else None, source=source)
        meeting = make_meeting("October 3, 2016", slug="fall" if first else f"fall-{index}", theme="A theme")
        make_meeting("March 2016", kind="spring", next_convening=meeting)
        make_meeting(f"October {index + 1}, 2090", announced="2015")
        make_hosting(meeting, district, source=source)
        make_sponsorship(meeting, source=source)
        make_sponsorship(meeting, kind="support", what="Help", source=source)
        make_affiliation(role="parent", since=2012, source=source)
        make_affiliation(role="funder", what="A grant", source=source)
        claim = make_award(district=district, source=source)
        make_award(district=district, name=claim.name, corrects=claim)
        make_document(meeting=meeting, dated="2016", source=source)
        make_document(year=year_of(2016), source=source)
        tell(meeting, make_person(slug="first" if first else f"person-{index}x"), district, source)
        topic = make_topic(slug="first" if first else f"topic-{index}x")
        milestone = make_milestone(
            2016,
            topics=[topic],
            districts=[district],
            organizations=[make_organization()],
            meeting=meeting,
            source=source,
        )
        make_appearance(milestone)
        make_appearance(milestone, Person.objects.get(slug="first"))
        make_document(milestone=milestone, source=source)
        collaborate(district, "first" if first else f"collaborative-{index}x", source)
        practice = practise(district, slug="first" if first else f"practice-{index}x", source=source)
        practice.topics.add(topic)
        practice.seen_at.add(meeting)
        plan = plan_ahead("first" if first else f"plan-{index}x", source=source)
        serve(plan, milestone, meeting, practice)
        make_edition(as_of=f"{2015 + index}", slug="first" if first else f"edition-{index}x")


def tell(meeting, person, district, source=None, **kwargs):
    """A story with two voices of a person with two posts and an office, a photograph and a comment."""
    story = make_story(meeting, body="Body", source=source, **kwargs)
    make_tenure(person, district, 2010, post=f"Deputy {person.slug}", until=2015, source=source)
    make_tenure(person, district, 2015, post=f"Head {person.slug}", source=source)
    elect(person, source)
    make_voice(story, person, source=source)
    make_voice(story, person, quoted=True, position=1)
    make_photo(story, caption="Caption", source=source)
    make_comment(story)
    return story


def elect(person, source=None):
    """An office long ago, in years that no other one has."""
    last = Office.objects.filter(since__lt=1950).aggregate(last=Max("since"))["last"] or 1900
    make_office(person, last + 1, title="vice-chair", until=last + 2, source=source)


def collaborate(district, slug, source=None, **kwargs):
    """A collaborative with two program years and a meeting, that a district and an organization take part in."""
    collaborative = make_collaborative(
        slug=slug, who_we_are="Who", begins="2012", partners=[make_organization()], source=source, **kwargs
    )
    make_stated_number(collaborative, when="2016", source=source)
    make_participation(collaborative, district, source=source)
    make_participation(collaborative, organization=make_organization(), source=source)
    for first in (2015, 2016):
        year = make_program_year(collaborative, first, priorities="Reading", source=source)
        make_goal(year, source=source)
        make_highlight(year, source=source)
    meeting = make_meeting(
        "November 2016", slug=slug, kind="collaborative", program_year=year, fallback="virtual", source=source
    )
    make_hosting(meeting, district)
    make_document(collaborative=collaborative, source=source)
    return collaborative


def practise(district, **kwargs):
    """A practice of a series, with an example from a state and one of a district, both with partners."""
    practice = make_practice(
        **{
            "series": "Series",
            "published": "2015",
            "more_to_come": "More",
            "more_to_come_by": "2016",
            **kwargs,
        }
    )
    for where in ({"state": "MA"}, {"district": district}):
        example = make_practice_example(practice, source=practice.source, **where)
        make_example_partner(example, source=practice.source)
        make_example_partner(example)
    return practice


def plan_ahead(slug, source=None, **kwargs):
    """A plan with two parts of every kind."""
    plan = make_plan(**{"slug": slug, "adopted": "2014", "purpose": "Purpose", "source": source, **kwargs})
    for kind in PlanPart.Kind:
        make_plan_part(plan, kind=kind, source=source, mark="*" if kind == PlanPart.Kind.NOTE else "")
        make_plan_part(plan, kind=kind)
    return plan


def serve(plan, *rows):
    for row in rows:
        row.plan_parts.add(*plan.parts.all())


def test_every_public_address_is_in_the_list():
    assert set(routes()) == set(PAGES) | set(FORMS) | set(OF_TODAY) | FOR_MACHINES | FILES


@pytest.mark.django_db
def test_pages_run_as_many_queries_for_any_number_of_rows(client, count_queries):
    def cost(address):
        with count_queries() as count:
            assert client.get(address).status_code == 200
        return count()

    def costs():
        return {address: cost(address) for address in ADDRESSES + PAST + DOWNLOADS}

    a_record()
    one = costs()
    more_record()
    three = costs()
    a_thousand_rows()
    assert (three, costs()) == (one, one)
    most = dict([*PAGES.values(), *FORMS.values(), *OF_TODAY.values(), *SITEMAPS.items()])
    assert {
        address: cost for address, cost in one.items() if cost > most.get(address.split("?")[0], 10)
    } == {}


def a_thousand_rows():
    """A thousand more districts, memberships and milestones, the last ones in many years."""
    years = [Year(number=number, status=Status.PUBLISHED) for number in range(2020, 2070)]
    Year.objects.bulk_create(years)
    districts = District.objects.bulk_create(
        District(name=f"a {i}", slug=f"bulk-{i}", state="VA", status=Status.PUBLISHED) for i in range(1000)
    )
    Membership.objects.bulk_create(
        Membership(district=district, joined=years[i % 50], status=Status.PUBLISHED)
        for i, district in enumerate(districts)
    )
    Milestone.objects.bulk_create(
        Milestone(year=years[i % 50], headline=f"a {i}", status=Status.PUBLISHED) for i in range(1000)
    )
    count_anew()  # as a database does by itself after a while; without, PostgreSQL takes the tables for empty


@written_at_once
def more_record():
    """Two more rows of everything beside those of `a_record`."""
    source = make_source()
    district = District.objects.get(slug="first")
    for index in range(2):
        make_membership(make_district(source=source), 2016, source=source)
        make_district_name(district=district, until=2005 + index)
        make_figure(district=district, when=f"fall {2015 - index}")
        make_tenure(district=district, post=f"Post {index}")
        make_office(title="vice-chair", since=2014 + index, until=2015 + index)
        collaborate(district, f"collaborative-{index}")
        collaborate(district, f"run-by-{index}", run_by=make_organization())
        first = Collaborative.objects.get(slug="first")
        make_participation(first, organization=make_organization())
        make_participation(first)
        make_stated_number(first, when=f"{2013 + index}")
        year = first.program_years.last()
        make_highlight(first.program_years.first())
        make_goal(year)
        make_hosting(make_meeting("December 2016", program_year=year, kind="collaborative"))
        make_program_year(first, 2013 + index)
        practice = practise(district, number=index + 1)
        practice.topics.add(make_topic())
        practice.seen_at.add(*Meeting.objects.filter(hostings__district=district))
        practise(make_district(), series="", published=None).topics.add(*practice.topics.all())
        plan_ahead(f"plan-{index}", adopted="2013", follows=Plan.objects.get(slug="first"))
        serve(Plan.objects.get(slug="first"), practice, make_milestone(2016), make_meeting("June 2016"))
        meeting = make_meeting("October 5, 2016", theme=f"A theme {index}")
        make_hosting(meeting, district)
        make_hosting(meeting, make_district())
        make_sponsorship(meeting)
        make_meeting("April 2016", kind="spring")
        make_meeting("May 3, 2091", announced="2015")
        make_affiliation(role="partner")
        make_affiliation(make_organization(website="https://example.org/"), role="sponsor", until=2017)
        claim = make_award(district=district)
        for _ in range(2):
            make_award(district=district, corrects=claim)
        fall, person = Meeting.objects.get(slug="fall"), Person.objects.get(slug="first")
        make_sponsorship(fall)
        make_hosting(fall, make_figure(when="2015").district)
        tell(meeting, make_person(), district)
        for speaker in (person, make_person()):
            make_tenure(speaker, make_district_name(until=2018).district, 2013, post=f"Another {index}")
            make_voice(fall.story, speaker, position=2)
            make_voice(meeting.story, speaker, position=2)
            elect(speaker)
        make_photo(fall.story)
        make_comment(fall.story)
        for place in ({"meeting": fall}, {"year": year_of(2016)}, {"collaborative": first}):
            make_document(**place)
        make_document(milestone=make_appearance(make_milestone(2016), person).milestone)
        make_edition(as_of="2014")
        make_edition(as_of="2016")
        for number in range(3):
            milestone = make_milestone(
                2016,
                headline=f"a {index} {number}",
                topics=[make_topic()],
                districts=[district, make_district()],
                organizations=[make_organization()],
            )
            make_appearance(milestone)
            make_appearance(milestone)


@pytest.mark.django_db
@pytest.mark.parametrize("address", [address for address, _ in [*PAGES.values(), *OF_TODAY.values()]])
def test_page_reads_only(client, address):
    a_record()
    for method in ("post", "put", "delete", "patch"):
        assert getattr(client, method)(address).status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize("address", [address for address, _ in FORMS.values()])
def test_form_takes_a_post_and_keeps_nothing_of_an_empty_one(client, address):
    a_record()
    assert client.post(address).status_code == 400
    assert not Message.objects.exists()
    for method in ("put", "delete", "patch"):
        assert getattr(client, method)(address).status_code == 405


def content(client, address):
    """A page without what a form makes afresh for each request, its two tokens and its question, and without what a
    feed or a calendar says of how often and when a public row was changed: tying it to a draft is a change, too.
    """
    text = b"".join(client.get(address)).decode()
    text = re.sub(r"(<updated>|\b(DTSTAMP|LAST-MODIFIED|SEQUENCE):)[^<\r\n]*", "", text)
    text = re.sub(r'name="(csrfmiddlewaretoken|token)" value="[^"]*"', "", text)
    return re.sub(r'<label class="lab" for="id_answer">[^<]*', "", text)


@pytest.mark.django_db
def test_no_draft_appears_on_any_page(client):
    """Every row there could be, each a draft or hanging on one, beside a record that is published."""
    make_profile(name="A consortium")
    a_record()
    leave_room_for_what_is_hidden()
    addresses = ADDRESSES + DOWNLOADS + [address for year in PAST_YEARS for address in in_the_past(year)]
    before = {address: content(client, address) for address in addresses}
    hide_everything_beside()
    tie_what_is_hidden_to_what_is_shown()
    assert [address for address in addresses if content(client, address) != before[address]] == []


PAST_YEARS = range(2011, 2020, 3)  # before, amid and after the rows of `a_record`


@written_at_once
def leave_room_for_what_is_hidden():
    """Rows that are shown, of several years, and hang on nothing yet: any date that they took from a hidden row would show."""
    for year in PAST_YEARS:
        make_practice(published=str(year), title=f"Seen nowhere {year}")
        make_milestone(year, headline=f"Of no meeting {year}")
        make_meeting(f"June {year}", announced=str(year - 1))
        make_plan(adopted=str(year), title=f"Follows nothing {year}")
        make_membership(make_district(name=f"Stays since {year}"), year)
        make_participation(Collaborative.objects.get(slug="first"), make_district(), since=year)
    make_practice(title="Of no date")
    make_person(name="Of no post")


@written_at_once
def tie_what_is_hidden_to_what_is_shown():
    """Hidden rows of every year at both ends of each link between two rows with a page or a line of their own."""
    hidden = {}
    for year, status in itertools.product(PAST_YEARS, (Status.DRAFT, Status.BIN)):
        named = {"slug": f"tied-{year}-{status}", "status": status}
        meeting = make_meeting(f"May {year}", theme="Zebra hidden", **named)
        plan = make_plan(adopted=f"May {year}", title="Zebra hidden", **named)
        rows = (
            meeting,
            plan,
            make_plan_part(plan, name="Zebra hidden"),
            make_practice(published=str(year), title="Zebra hidden", **named),
            make_milestone(year, headline=f"Zebra {year} {status}", status=status),
            make_district(name="Zebra hidden", state="WY", **named),
        )
        for row in rows:
            hidden.setdefault(type(row), []).append(row)
    for model, rows in hidden.items():
        for link in model._meta.many_to_many:
            shown = link.related_model.objects.public().order_by("pk")
            for row in rows:
                getattr(row, link.name).add(*shown)
            for there in model.objects.public():
                getattr(there, link.name).add(*hidden.get(link.related_model, []))
    for index, year in enumerate(PAST_YEARS):
        Milestone.objects.filter(headline=f"Of no meeting {year}").update(meeting=hidden[Meeting][2 * index])
        for meeting in Meeting.objects.public().filter(begins__startswith=str(year), next_convening=None):
            meeting.next_convening = hidden[Meeting][2 * index + 1]
            meeting.save()
    for year, row in zip(PAST_YEARS, hidden[Plan][::2], strict=True):
        Plan.objects.filter(title=f"Follows nothing {year}").update(follows=row)
    leaving = make_year(2018, status=Status.DRAFT)
    Membership.objects.filter(left=None, joined__lt=leaving).update(left=leaving)


@written_at_once
def hide_everything_beside():
    hidden = {"name": "Zebra hidden", "state": "WY"}
    district = District.objects.get(slug="first")
    for status in (Status.DRAFT, Status.BIN):
        secret = make_district(status=status, **hidden)
        membership_year = Year.objects.get(number=2016)
        make_membership(secret, 2016)
        make_membership(make_district(**hidden), 2016, status=status)
        make_figure(district=secret)
        make_tenure(district=secret)
        make_tenure(person=make_person(status=status), district=district, post=f"Hidden {status}")
        make_office(person=make_person(status=status), title="vice-chair", since=1990, until=2030) if (
            status == Status.DRAFT
        ) else None
        year = make_year(2003 if status == Status.DRAFT else 2004, status=status, headline="Zebra hidden")
        make_membership(make_district(**hidden), year.number)
        make_milestone(year.number, headline="Zebra hidden", districts=[district])
        hidden_topic = make_topic(name="Zebra hidden")
        make_milestone(
            membership_year.number, headline=f"Zebra hidden {status}", status=status, topics=[hidden_topic],
            districts=[district],
        )  # fmt: skip
        meeting = make_meeting("October 2016", theme="Zebra hidden", status=status)
        make_hosting(meeting, district)
        make_hosting(meeting, make_district(**hidden))
        make_hosting(make_meeting(f"October {year.number}", theme="Zebra hidden"), district)
        plan, practice = Plan.objects.get(slug="first"), Practice.objects.get(slug="first")
        hidden_plan = plan_ahead(
            f"hidden-{status}", title="Zebra hidden", adopted="2016", status=status, follows=plan
        )
        hidden_practice = practise(district, title="Zebra hidden", number=2, status=status)
        hidden_practice.topics.add(hidden_topic)
        hidden_practice.seen_at.add(Meeting.objects.get(slug="fall"))
        serve(plan, meeting, hidden_practice, *Milestone.objects.filter(headline__startswith="Zebra"))
        serve(hidden_plan, practice, Meeting.objects.get(slug="fall"))
        practice.seen_at.add(meeting)
        make_example_partner(make_practice_example(practice, district=secret, heading=f"Hidden {status}"))
        collaborative = Collaborative.objects.get(slug="first")
        collaborate(district, f"hidden-{status}", name="Zebra hidden", status=status)
        make_participation(collaborative, secret)
        hidden_year = make_program_year(collaborative, 2014, slug=f"hidden-{status}", status=status)
        make_highlight(hidden_year, text="Zebra hidden")
        make_hosting(make_meeting("May 2016", theme="Zebra hidden", program_year=hidden_year), district)
        shown_year = collaborative.program_years.get(slug="2016-2017")
        make_meeting("May 2016", theme="Zebra hidden", program_year=shown_year, status=status)
        shown = Milestone.objects.get(headline__startswith="Milestone", districts=district)
        shown.districts.add(secret)
        make_appearance(shown, make_person(name="Zebra hidden", status=status))
        fall = Meeting.objects.get(slug="fall")
        person, unseen = Person.objects.get(slug="first"), make_person(name="Zebra hidden", status=status)
        make_tenure(person, secret, 2014, post=f"Hidden {status}")
        make_voice(fall.story, unseen, words="Zebra hidden")
        make_comment(fall.story, text="Zebra hidden", status=status)
        make_voice(make_story(meeting, headline="Zebra hidden"), person, words="Zebra hidden")
        without_news = Meeting.objects.public().filter(story__isnull=True).exclude(theme="Zebra hidden")
        hidden_story = make_story(without_news.first(), headline="Zebra hidden", status=status)
        make_voice(hidden_story, person, words="Zebra hidden")
        make_photo(hidden_story, alt="Zebra hidden")
        make_sponsorship(meeting, what="Zebra hidden")
        make_award(district=secret, claim="Zebra hidden")
        make_appearance(make_milestone(2016, headline=f"Zebra not {status}", status=status), person)
        for as_of in ("2014", "2016"):
            make_edition(as_of=as_of, title="Zebra hidden", status=status)
        places = {"meeting": fall, "year": year_of(2016), "milestone": shown, "collaborative": collaborative}
        for name, row in places.items():
            make_document(title="Zebra hidden", status=status, **{name: row})
        make_document(
            title="Zebra hidden", milestone=Milestone.objects.get(headline=f"Zebra hidden {status}")
        )


@pytest.mark.django_db
def test_draft_and_bin_answer_as_no_such_record(client):
    make_profile()
    year = make_year(2016)
    make_year(2003, status=Status.DRAFT)
    for status in (Status.DRAFT, Status.BIN):
        make_district(slug=f"a-{status}", status=status)
        make_meeting("2016", year=year, slug=f"a-{status}", status=status)
        make_plan(slug=f"a-{status}", status=status)
        make_edition(slug=f"a-{status}", status=status)
        make_practice(slug=f"a-{status}", status=status)
        make_program_year(make_collaborative(slug=f"a-{status}", status=status), 2016)
        make_program_year(make_collaborative(slug=f"of-{status}"), 2016, status=status)
        make_person(slug=f"a-{status}", status=status)
        nothing = client.get("/members/no-such-record/")
        assert nothing.status_code == 404
        for address in (
            f"/members/a-{status}/",
            f"/meetings/2016/a-{status}/",
            f"/meetings/2016/a-{status}.ics",
            f"/about/plan/a-{status}/",
            f"/editions/a-{status}/",
            f"/editions/a-{status}.docx",
            f"/practices/a-{status}/",
            f"/collaboratives/a-{status}/",
            f"/collaboratives/a-{status}/2016-2017/",
            f"/collaboratives/of-{status}/2016-2017/",
            f"/people/a-{status}/",
            "/timeline/2003/",
            "/meetings/2003/",
        ):
            answer = client.get(address)
            assert (answer.status_code, answer.content) == (404, nothing.content)


@pytest.mark.django_db
def test_parameters_that_are_blank_or_unknown_are_dropped_by_redirect(client):
    make_profile()
    answers = {
        "/members/?state=&q=&utm=1": "/members/",
        "/members/?x=1&state=VA&page=": "/members/?state=VA",
        "/members/?state=VA&state=VA": "/members/?state=VA",
        "/members/?status=all&status=former": "/members/?status=former",
        "/?preview=yes": "/",
        "/meetings/?%00=1": "/meetings/",
    }
    for address, clean in answers.items():
        response = client.get(address)
        assert (response.status_code, response.headers["Location"]) == (302, clean)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "status", "says"),
    [
        pytest.param("/members/?page=2", 404, "1 page; there is no page 2", id="past the end"),
        pytest.param("/members/?page=0", 400, "Use a whole number from 1", id="page 0"),
        pytest.param("/members/?page=-1", 400, "Use a whole number from 1", id="page -1"),
        pytest.param(
            "/members/?page=99999999999999999999", 400, "Use a whole number from 1", id="page too large"
        ),
        pytest.param("/members/?page=%D9%A1", 400, "Use a whole number from 1", id="arabic digit"),
        pytest.param("/timeline/?page=7", 404, "1 page; there is no page 7", id="timeline past the end"),
        pytest.param("/members/?as_of=yesterday", 400, "Use a year (2016)", id="as_of unreadable"),
        pytest.param("/members/?as_of=2150", 400, "still to come", id="as_of in the future"),
        pytest.param("/members/?state=ZZ", 400, "is not a state", id="state"),
        pytest.param("/members/?joined=12", 400, "is not a year", id="joined"),
        pytest.param("/members/?hosted=no", 400, "hosted=yes", id="hosted"),
        pytest.param("/members/?status=gone", 400, "current and former", id="status"),
        pytest.param("/members/?sort=size", 400, "is not among the choices", id="sort"),
        pytest.param("/members/?q=%CC%81", 400, "at least one letter", id="an accent alone"),
        pytest.param("/members/?joined=" + "1" * 5000, 400, "is not a year", id="year of 5,000 digits"),
        pytest.param("/members/?q=%00", 400, "Null characters", id="null byte"),
        pytest.param("/members/?q=" + "x" * 5000, 400, "at most 100 characters", id="overlong"),
        pytest.param("/timeline/?topic=zzz", 400, "no such topic", id="topic"),
        pytest.param("/timeline/?district=zzz", 400, "no such district", id="district"),
        pytest.param("/timeline/?order=upwards", 400, "order=newest", id="order"),
        pytest.param("/timeline/?view=months", 400, "view=decades", id="view"),
        pytest.param(
            "/timeline/?view=decades&page=2", 404, "1 page; there is no page 2", id="page of decades"
        ),
        pytest.param("/meetings/?kind=party", 400, "is not among the choices", id="kind"),
        pytest.param("/meetings/?host=zzz", 400, "No such district has hosted", id="host"),
        pytest.param("/practices/?topic=zzz", 400, "no such topic", id="topic of practices"),
        pytest.param("/practices/?state=ZZ", 400, "is not a state", id="state of practices"),
        pytest.param("/practices/?page=2", 404, "1 page; there is no page 2", id="practices past the end"),
        pytest.param("/timeline/99999/", 404, "Page not found", id="year of five digits"),
        pytest.param("/timeline/0000/", 404, "Page not found", id="year 0"),
        pytest.param("/timeline/2999/", 404, "Page not found", id="year without a row"),
        pytest.param("/members/%00/", 404, "Page not found", id="null byte in the path"),
        pytest.param("/" + "x" * 5000, 404, "Page not found", id="overlong path"),
    ],
)
def test_odd_input_is_answered_by_a_page_that_says_what_is_accepted(client, address, status, says):
    make_profile(name="A consortium")
    make_membership(make_district(name="Alpha Schools"), 2016)
    response = client.get(address)
    assert response.status_code == status
    text = response.content.decode()
    assert says in text
    assert "Alpha Schools" not in text
    assert "A consortium" in text


@pytest.mark.django_db
def test_site_is_another_organization_s_with_another_profile(client):
    make_profile(name="Prairie League", short_name="the League", tagline="Wide districts", kept_to=None)
    make_membership(make_district(name="Prairie One"), 2001)
    for address in ("/", "/members/", "/timeline/", "/meetings/", "/nope"):
        text = client.get(address).content.decode()
        assert "Prairie League" in text
        assert "AASA" not in text


def test_nothing_in_code_or_templates_names_a_consortium():
    names = r"AASA|Countywide|Gwinnett|Charlotte|Greenville|Wilbanks|ESSA\b"
    apps = ("consortium", "members", "meetings", "milestones", "templates")
    files = [
        file
        for app in apps
        for file in Path(app).rglob("*")
        if file.suffix in {".py", ".html", ".css", ".js"}
    ]
    found = [str(file) for file in files if re.search(names, file.read_text())]
    assert len(files) > 50
    assert found == []


@pytest.mark.django_db
def test_profile_missing_still_gives_pages(client):
    for address in ("/", "/members/", "/timeline/", "/meetings/"):
        assert client.get(address).status_code == 200
    assert Profile.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/members/", "/nope", "/members/?page=x", "/admin/login/"])
def test_headers_close_the_page_to_other_sites(client, address):
    make_profile()
    headers = client.get(address).headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe-inline" not in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("charset", ["hex", "idna", "undefined", "rot13"])
def test_request_of_an_odd_encoding_is_read_as_utf_8(monkeypatch, charset):
    """Django would fail at the request's first parameter, before any middleware."""
    monkeypatch.setattr(wsgi, "django", lambda environ, start_response: WSGIRequest(environ).GET["q"])
    environ = RequestFactory().get("/members/?q=%41b").environ
    assert wsgi.application({**environ, "CONTENT_TYPE": f"text/html; charset={charset}"}, None) == "Ab"


@pytest.mark.django_db
def test_session_key_that_could_not_be_one_is_no_session(client):
    make_profile()
    client.cookies["sessionid"] = "aaaaaaaa\0"
    assert client.get("/members/no-such-record/").status_code == 404


def test_health_is_told_without_the_database(client):
    """No fixture gives this test the database: whatever would read the Profile fails."""
    assert client.get("/robots.txt").status_code == 200


@pytest.mark.django_db
def test_readers_get_no_cookie(client):
    make_profile()
    for address in ("/", "/members/", "/timeline/", "/meetings/", "/nope"):
        assert not client.get(address).cookies
