"""What pages say of themselves to machines: schema.org data, addresses and descriptions in their heads."""

import json
import re
from datetime import date
from html import unescape

import pytest

from consortium.models import Profile
from consortium.publishing import Status
from meetings.models import Meeting
from tests.factories import (
    make_collaborative,
    make_district,
    make_document,
    make_hosting,
    make_meeting,
    make_membership,
    make_milestone,
    make_organization,
    make_person,
    make_plan,
    make_plan_part,
    make_practice,
    make_profile,
    make_program_year,
    make_source,
    make_sponsorship,
    make_story,
    make_tenure,
)
from tests.reading import is_page
from tests.test_pages import FORMS, NARROWED, PAGES, PAST, a_record

pytestmark = pytest.mark.django_db

SITE = "http://127.0.0.1:8000"
HTML = [address for address, _ in [*PAGES.values(), *FORMS.values()] if is_page(address)]
THING = {
    "@id",
    "@type",
    "name",
    "url",
    "description",
    "sameAs",
    "alternateName",
    "identifier",
    "image",
    "subjectOf",
    "mainEntityOfPage",
}
ORGANIZATION = THING | {
    *(
        "address",
        "member",
        "memberOf",
        "parentOrganization",
        "foundingDate",
        "dissolutionDate",
        "slogan",
        "email",
    ),
}
WORK = THING | {
    *(
        "headline",
        "abstract",
        "about",
        "keywords",
        "creator",
        "publisher",
        "datePublished",
        "isBasedOn",
        "isPartOf",
    ),
    *("hasPart", "position", "encodingFormat", "temporalCoverage", "mainEntity", "inLanguage", "license"),
}
EVENT = THING | {
    *(
        "startDate",
        "endDate",
        "eventStatus",
        "eventAttendanceMode",
        "location",
        "organizer",
        "sponsor",
        "subEvent",
    ),
}
# The types of schema.org that are in use, and of their properties those that we may use.
TYPES = {
    "Organization": ORGANIZATION,
    "EducationalOrganization": ORGANIZATION,
    "OrganizationRole": THING | {"roleName", "startDate", "endDate", "member", "memberOf", "affiliation"},
    "Person": THING | {"affiliation", "memberOf", "jobTitle"},
    "EducationEvent": EVENT,
    "EventSeries": EVENT,
    "Place": THING | {"address"},
    "PostalAddress": THING | {"addressLocality", "addressRegion", "addressCountry"},
    "PropertyValue": THING | {"propertyID", "value"},
    "NewsArticle": WORK,
    "CreativeWork": WORK,
    "CreativeWorkSeries": WORK,
    "DigitalDocument": WORK,
    "CollectionPage": WORK,
    "AboutPage": WORK,
    "ItemList": THING | {"itemListElement", "numberOfItems"},
    "BreadcrumbList": THING | {"itemListElement"},
    "ListItem": THING | {"position", "item"},
    # Of the open data's pages; tests/consortium/test_data.py has what they say.
    "DataCatalog": WORK | {"dataset"},
    "Dataset": WORK | {"distribution", "includedInDataCatalog", "isAccessibleForFree", "spatialCoverage", "variableMeasured", "dateModified"},
    "DataDownload": WORK | {"contentUrl"},
}  # fmt: skip
WHAT = {
    "/": "Organization",
    "/members/": "CollectionPage",
    "/members/first/": "EducationalOrganization",
    "/timeline/": "CollectionPage",
    "/timeline/2016/": "CollectionPage",
    "/meetings/": "CollectionPage",
    "/meetings/2016/": "CollectionPage",
    "/meetings/2016/fall/": "EducationEvent",
    "/people/first/": "Person",
    "/about/": "AboutPage",
    "/practices/": "CollectionPage",
    "/practices/first/": "CreativeWork",
    "/about/plan/": "CreativeWork",
    "/about/plan/first/": "CreativeWork",
    "/collaboratives/": "CollectionPage",
    "/collaboratives/first/": "Organization",
    "/collaboratives/first/2016-2017/": "EventSeries",
}


def blocks(text):
    """The inside of each data block of a page."""
    return re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.S)


def graph(client, address):
    """The nodes that a page has; none without a block."""
    response = client.get(address)
    assert response.status_code == 200, address
    found = blocks(response.content.decode())
    assert len(found) <= 1, address
    if not found:
        return []
    data = json.loads(found[0])
    assert (set(data), data["@context"]) == ({"@context", "@graph"}, "https://schema.org")
    return data["@graph"]


def node(client, address, kind):
    (found,) = [row for row in graph(client, address) if row["@type"] == kind]
    return found


def nodes(value):
    """All nodes of a graph, those inside others too."""
    if isinstance(value, list):
        for each in value:
            yield from nodes(each)
    elif isinstance(value, dict):
        yield value
        yield from nodes(list(value.values()))


def faults(row):
    """What is wrong with a node, by the table."""
    if set(row) == {"@id"}:
        return []
    if row.get("@type") not in TYPES:
        return [f"type {row.get('@type')}"]
    found = [f"{row['@type']}.{name}" for name in row.keys() - TYPES[row["@type"]]]
    found += [f"{row['@type']}.{name} is empty" for name, value in row.items() if value in ("", None, [], {})]
    found += [
        f"{name}={row[name]}"
        for name in ("url", "item", "contentUrl")
        if name in row and not re.match("https?://", row[name])
    ]
    dates = ("startDate", "endDate", "datePublished", "foundingDate", "dissolutionDate")
    iso = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
    return found + [f"{name}={row[name]}" for name in dates if name in row and not iso.fullmatch(row[name])]


def test_data_of_every_page_are_of_schema_org(client):
    make_profile(
        name="A league", parent_name="A parent", launch_year=2010, tagline="Wide", mission="To be wide"
    )
    a_record()
    wrong, found = {}, {}
    for address in HTML:
        rows = graph(client, address)
        found[address] = [row["@type"] for row in rows if row["@type"] != "BreadcrumbList"]
        if bad := [fault for row in nodes(rows) for fault in faults(row)]:
            wrong[address] = bad
    assert wrong == {}
    assert {address: found[address] for address in WHAT} == {
        address: [kind] for address, kind in WHAT.items()
    }


def test_reference_by_id_is_to_a_node_of_the_same_page(client):
    make_profile()
    a_record()
    for address in HTML:
        rows = list(nodes(graph(client, address)))
        told = {row["@id"] for row in rows if "@id" in row and "@type" in row}
        assert {row["@id"] for row in rows if set(row) == {"@id"}} <= told, address


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        pytest.param({"@type": "Party"}, "type Party", id="unknown type"),
        pytest.param({"@type": "Place", "host": "A"}, "Place.host", id="property of another type"),
        pytest.param({"@type": "Place", "name": ""}, "Place.name is empty", id="nothing said"),
        pytest.param({"@type": "Place", "url": "/a/"}, "url=/a/", id="address that is not absolute"),
        pytest.param({"@type": "Person", "name": "A", "url": f"{SITE}/"}, None, id="nothing wrong"),
        pytest.param(
            {"@type": "EducationEvent", "startDate": "fall 2016"}, "startDate=fall 2016", id="season"
        ),
    ],
)
def test_fault_is_found(row, fault):
    assert faults(row) == ([fault] if fault else [])


def test_text_cannot_leave_the_data_block(client):
    nasty = "</script><script>alert(1)</script><!-- & \u2028"
    make_profile(name=nasty)
    make_membership(make_district(name=nasty, slug="nasty"), 2012)

    text = client.get("/members/nasty/").content.decode()

    (block,) = blocks(text)
    assert not set("<>&") & set(block)
    assert json.loads(block)["@graph"][1]["name"] == nasty
    assert "<script>alert" not in text


def test_previews_and_pages_of_the_past_have_no_data(admin_client):
    make_profile()
    a_record()
    found = {
        address: blocks(admin_client.get(address).content.decode())
        for address in ["/members/first/?preview=yes", *filter(is_page, PAST)]
    }
    assert {address for address, told in found.items() if told} == set()


def test_drafts_are_in_no_data(client):
    """tests/test_pages.py compares whole pages; this one looks at who is a member."""
    make_profile()
    make_membership(make_district(name="Shown"), 2012)
    make_membership(make_district(name="Hidden", status=Status.DRAFT), 2012)
    make_membership(make_district(name="Gone"), 2010, left=2011)

    members = node(client, "/", "Organization")["member"]

    assert [(row["member"]["name"], row["startDate"]) for row in members] == [("Shown", "2012")]


def test_very_many_members_are_left_to_the_directory(client, monkeypatch):
    monkeypatch.setattr("consortium.structured.bodies.MOST_MEMBERS", 1)
    make_profile()
    make_membership(make_district(), 2012)
    assert len(node(client, "/", "Organization")["member"]) == 1
    make_membership(make_district(), 2012)
    assert "member" not in node(client, "/", "Organization")


def test_district_says_when_it_joined_and_left(client):
    make_profile(name="A league")
    district = make_district(
        name="Mesa Schools", short_name="Mesa", slug="mesa", state="AZ", city="Mesa", nces_id="0404970",
        website="https://mesa.example.org/", description="A **large** one",
    )  # fmt: skip
    make_membership(district, 2010, left=2012)
    make_membership(district, 2015)
    league = {"@type": "Organization", "name": "A league", "url": f"{SITE}/", "@id": f"{SITE}/#us"}

    assert node(client, "/members/mesa/", "EducationalOrganization") == {
        "@type": "EducationalOrganization",
        "name": "Mesa Schools",
        "alternateName": ["Mesa"],
        "url": f"{SITE}/members/mesa/",
        "sameAs": "https://mesa.example.org/",
        "description": "A large one",
        "identifier": {"@type": "PropertyValue", "propertyID": "NCES", "value": "0404970"},
        "address": {
            "@type": "PostalAddress", "addressLocality": "Mesa", "addressRegion": "AZ", "addressCountry": "US",
        },
        "memberOf": [
            {"@type": "OrganizationRole", "startDate": "2010", "endDate": "2012", "memberOf": league},
            {"@type": "OrganizationRole", "startDate": "2015", "memberOf": {"@id": f"{SITE}/#us"}},
        ],
    }  # fmt: skip


def test_person_s_posts_begin_and_end_only_where_that_is_known(client):
    make_profile()
    rose, district = make_person(name="Jeff Rose", slug="rose"), make_district(name="Fulton", slug="fulton")
    make_tenure(rose, district, 2016, since_known=False)
    make_tenure(rose, make_district(), 2012, post="Deputy", until=2016)

    roles = node(client, "/people/rose/", "Person")["affiliation"]

    assert [{name: row.get(name) for name in ("roleName", "startDate", "endDate")} for row in roles] == [
        {"roleName": "Superintendent", "startDate": None, "endDate": None},
        {"roleName": "Deputy", "startDate": "2012", "endDate": "2016"},
    ]
    assert roles[0]["affiliation"]["url"] == f"{SITE}/members/fulton/"


@pytest.mark.parametrize(
    ("begins", "ends", "days"),
    [
        pytest.param("2016-10-03", "2016-10-05", ("2016-10-03", "2016-10-05"), id="days"),
        pytest.param("2016-10-03", None, ("2016-10-03", "2016-10-03"), id="one day"),
        pytest.param("fall 2016", None, (None, None), id="season"),
        pytest.param("2016-10", None, (None, None), id="month"),
    ],
)
def test_meeting_has_days_only_where_they_are_known(client, begins, ends, days):
    make_profile()
    make_meeting(begins, ends=ends, slug="fall")
    event = node(client, "/meetings/2016/fall/", "EducationEvent")
    assert (event.get("startDate"), event.get("endDate")) == days


@pytest.mark.parametrize(
    ("kwargs", "status"),
    [
        pytest.param({"begins": "2090-10-03"}, "EventScheduled", id="planned"),
        pytest.param({"held": True}, "EventScheduled", id="held"),
        pytest.param({"cancelled": "2016"}, "EventCancelled", id="cancelled"),
        pytest.param({}, None, id="no record that it took place"),
    ],
)
def test_meeting_says_what_became_of_it(client, kwargs, status):
    make_profile()
    meeting = make_meeting(**{"begins": "2016-10-03", "slug": "fall", **kwargs})
    event = node(client, meeting.get_absolute_url(), "EducationEvent")
    assert event.get("eventStatus") == (f"https://schema.org/{status}" if status else None)


def test_meeting_says_where_how_by_whom_and_with_whose_help(client):
    make_profile(name="A league")
    meeting = make_meeting(
        "2016-10-03", slug="fall", theme="Reading", venue="The hall", city="Mesa", state="AZ",
        format=Meeting.Format.HYBRID, held=True,
    )  # fmt: skip
    make_hosting(meeting, make_district(name="Mesa Schools", slug="mesa"))
    make_sponsorship(meeting, make_organization(name="AXA", website="https://axa.example.org/"))
    make_sponsorship(meeting, make_organization(name="Helper"), kind="support")
    make_story(meeting, headline="To Mesa", published="2016-10-09", source=make_source(title="An article"))
    make_document(meeting=meeting, title="Agenda", dated="2016")

    event = node(client, "/meetings/2016/fall/", "EducationEvent")

    assert event["name"] == "Fall meeting 2016: Reading"
    assert event["eventAttendanceMode"] == "https://schema.org/MixedEventAttendanceMode"
    assert event["location"]["name"] == "The hall"
    assert event["location"]["address"]["addressLocality"] == "Mesa"
    assert [row["name"] for row in event["organizer"]] == ["A league", "Mesa Schools"]
    assert event["sponsor"] == [{"@type": "Organization", "name": "AXA", "url": "https://axa.example.org/"}]
    assert [(row["@type"], row.get("headline") or row["name"]) for row in event["subjectOf"]] == [
        ("NewsArticle", "To Mesa"),
        ("DigitalDocument", "Agenda"),
    ]
    assert event["subjectOf"][0]["datePublished"] == "2016-10-09"


def test_meeting_of_a_collaborative_is_organized_by_it(client):
    make_profile()
    body = make_organization(name="Council")
    together = make_collaborative(name="Theirs", slug="theirs", run_by=body)
    year = make_program_year(together, 2020)
    make_meeting("2020-10-21", slug="a", kind="collaborative", program_year=year)

    organizer = node(client, "/meetings/2020/a/", "EducationEvent")["organizer"]
    assert organizer[0]["parentOrganization"] == {"@type": "Organization", "name": "Council"}
    series = node(client, "/collaboratives/theirs/2020-2021/", "EventSeries")
    assert (series["startDate"], series["endDate"]) == ("2020-07-01", "2021-06-30")
    assert [row["startDate"] for row in series["subEvent"]] == ["2020-10-21"]


def test_plan_names_its_parts_and_what_it_is_told_from(client):
    make_profile()
    source = make_source(title="The paper", publisher="A press", published="fall 2017")
    plan = make_plan(title="Wide 2030", slug="wide", owner="The board", source=source)
    make_plan_part(plan, name="Reach")

    work = node(client, "/about/plan/wide/", "CreativeWork")

    assert work["description"] == "Strategic plan, adopted April 25, 2018"
    assert work["creator"]["name"] == "The board"
    assert work["hasPart"] == [{"@type": "CreativeWork", "name": "Reach"}]
    assert work["isBasedOn"] == {
        "@type": "CreativeWork",
        "name": "The paper",
        "publisher": {"@type": "Organization", "name": "A press"},
        "datePublished": "2017",
    }


def test_list_names_what_it_shows_in_its_order(client):
    make_profile()
    for title in ("B", "A"):
        make_practice(title=title, slug=title.lower())

    page = node(client, "/practices/", "CollectionPage")

    assert [(row["position"], row["name"], row["url"]) for row in page["mainEntity"]["itemListElement"]] == [
        (1, "A", f"{SITE}/practices/a/"),
        (2, "B", f"{SITE}/practices/b/"),
    ]


def test_way_to_a_page_is_shown_as_it_is_told_to_machines(client):
    make_profile()
    a_record()
    for address in HTML:
        text = client.get(address).content.decode()
        shown = re.search(r'<nav class="crumb" aria-label="Breadcrumb"><ol>(.*?)</ol>', text)
        told = [row for row in graph(client, address) if row["@type"] == "BreadcrumbList"]
        is_deep = address.strip("/").count("/") > 0 and address != "/about/plan/"
        assert bool(shown) == bool(told) == (is_deep or address == "/editions/"), address
        if not shown:
            continue
        steps = re.findall(r'<li>(?:<a href="([^"]*)">|<span aria-current="page">)([^<]*)<', shown[1])
        assert all(link for link, _ in steps[:-1]), address
        assert steps[-1][0] == "", address
        assert [(row.get("item", ""), row["name"]) for row in told[0]["itemListElement"]] == [
            (SITE + link if link else "", name) for link, name in steps
        ]


def test_way_to_a_page_of_the_past_keeps_its_date(client):
    make_profile()
    make_milestone(2016)
    assert (
        '<a href="/timeline/?as_of=2017">Timeline</a>'
        in client.get("/timeline/2016/?as_of=2017").content.decode()
    )
    make_membership(make_district(slug="a", state="VA"), 2012)
    text = client.get("/members/a/?as_of=2017").content.decode()
    assert '<a href="/members/?state=VA&amp;as_of=2017">Virginia</a>' in text


# The head


def head(client, address):
    """(what a link or meta element of the head is for, its value); each stands once."""
    text = client.get(address).content.decode().split("</head>")[0]
    found = re.findall(r'<(?:meta (?:name|property)|link rel)="([^"]+)" (?:content|href)="([^"]*)"', text)
    named = [(name, unescape(value)) for name, value in found if name not in {"stylesheet", "icon"}]
    assert len(dict(named)) == len([name for name, _ in named]), address
    return dict(named)


def test_every_page_has_a_description_and_can_be_shared(client):
    make_profile(name="A league", mission="To be wide")
    a_record()
    for address in HTML:
        told = head(client, address)
        assert told["description"], address
        assert told["og:description"] == told["description"]
        assert (told["og:url"], told["canonical"]) == (SITE + address, SITE + address)
        assert told["og:site_name"] == "A league"
        assert told["og:type"] == "website"
        assert told["og:title"]
        assert told["og:image"] == f"{SITE}/static/consortium/share.png"
        assert "robots" not in told


def test_title_that_is_told_again_is_escaped_once(client):
    make_profile()
    make_membership(make_district(name="O'Neil & <b>Sons</b>", slug="oneil"), 2012)
    text = client.get("/members/oneil/").content.decode()
    said = "O&#x27;Neil &amp; &lt;b&gt;Sons&lt;/b&gt;"
    assert f'<meta property="og:title" content="{said}">' in text
    assert f"“{said}”, as of" in text
    assert "<b>Sons" not in text


def test_page_without_a_mission_is_described_by_the_name(client):
    make_profile(name="A <league>", mission="")
    assert head(client, "/")["description"] == "A <league>"


@pytest.mark.parametrize(
    ("address", "canonical", "robots"),
    [
        pytest.param("/members/", "/members/", None, id="a list"),
        pytest.param(
            "/members/?state=VA&state=NC", "/members/?state=NC&state=VA", None, id="choices in any order"
        ),
        pytest.param("/members/?status=all&sort=name&page=1", "/members/", None, id="what is so without"),
        pytest.param("/members/?sort=-joined", "/members/?sort=-joined", None, id="another order"),
        pytest.param("/members/?q=a", "/members/?q=a", "noindex", id="a search"),
        pytest.param("/members/?as_of=2015", "/members/?as_of=2015", "noindex", id="the past"),
        pytest.param("/contact/?page=/members/", "/contact/", None, id="a form about a page"),
        pytest.param("/join/?sent=yes", "/join/", None, id="a form that is sent"),
    ],
)
def test_page_has_one_address(client, address, canonical, robots):
    make_profile()
    make_membership(make_district(name="a", state="VA"), 2012)
    make_membership(make_district(name="a", state="NC"), 2012)
    told = head(client, address)
    assert (told["canonical"], told.get("robots")) == (SITE + canonical, robots)


def test_page_of_a_list_beyond_the_first_has_its_own_address(client):
    make_profile()
    for _ in range(51):
        make_membership(make_district(), 2012)
    assert head(client, "/members/?page=2")["canonical"] == f"{SITE}/members/?page=2"


def test_preview_is_found_by_nobody(admin_client):
    make_profile()
    make_district(slug="a", status=Status.DRAFT)
    told = head(admin_client, "/members/a/?preview=yes")
    assert told["robots"] == "noindex"
    assert "canonical" not in told
    assert not [name for name in told if name.startswith("og:")]


@pytest.mark.parametrize("address", ["/nope", "/members/?page=x"])
def test_error_has_no_address_to_share(client, address):
    make_profile()
    assert set(head(client, address)) == {"viewport", "description"}


def test_filtered_lists_are_described_once(client):
    make_profile()
    a_record()
    for address in filter(is_page, NARROWED):
        assert head(client, address)["description"], address


def test_kept_profile_is_told_to_machines(client):
    make_profile(
        name="A league", tagline="Wide districts", mission="To be wide", launch_year=2012, contact_email="a@example.org",
        parent_name="A parent", parent_url="https://parent.example.org/",
    )  # fmt: skip
    assert Profile.objects.current().reaches(date(2030, 1, 1))
    assert node(client, "/", "Organization") == {
        "@type": "Organization",
        "@id": f"{SITE}/#us",
        "name": "A league",
        "url": f"{SITE}/",
        "slogan": "Wide districts",
        "description": "To be wide",
        "foundingDate": "2012",
        "parentOrganization": {
            "@type": "Organization",
            "name": "A parent",
            "url": "https://parent.example.org/",
        },
        "email": "a@example.org",
    }
