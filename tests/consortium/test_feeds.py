"""The Atom feeds: what RFC 4287 demands of them, and what stands in them."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.utils import timezone
from lxml import etree

from consortium.publishing import Status
from consortium.revision import revision
from consortium.views import feeds
from tests.consortium.test_data import settle
from tests.factories import (
    make_collaborative,
    make_district,
    make_hosting,
    make_meeting,
    make_milestone,
    make_organization,
    make_profile,
    make_program_year,
    make_topic,
    make_year,
)
from tests.test_pages import a_record, more_record

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
HOST = urlsplit(settings.SITE_URL).hostname
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
# Of each element how often its children may stand in it: RFC 4287, 4.1.1 and 4.1.2.
COMMON = {"author": (0, None), "category": (0, None), "contributor": (0, None), "link": (0, None)}
FEED = {
    **COMMON,
    **dict.fromkeys(("id", "title", "updated"), (1, 1)),
    **dict.fromkeys(("generator", "icon", "logo", "rights", "subtitle"), (0, 1)),
    "entry": (0, None),
}
ENTRY = {
    **COMMON,
    **dict.fromkeys(("id", "title", "updated"), (1, 1)),
    **dict.fromkeys(("content", "published", "rights", "source", "summary"), (0, 1)),
}
PERSON = {"name": (1, 1), "uri": (0, 1), "email": (0, 1)}
TEXTS = ("title", "subtitle", "summary", "rights")


def faults(data):
    """What an Atom feed has against the MUSTs of RFC 4287, in words; an empty list for a valid one."""
    root = etree.fromstring(data)
    if root.tag != f"{ATOM}feed":
        return ["no feed"]
    entries = root.findall(f"{ATOM}entry")
    found = [*counted(root, FEED), *(fault for entry in entries for fault in counted(entry, ENTRY))]
    if root.find(f"{ATOM}author") is None and not all(
        entry.find(f"{ATOM}author") is not None for entry in entries
    ):
        found.append("no author")
    for person in [*root.iter(f"{ATOM}author"), *root.iter(f"{ATOM}contributor")]:
        found += counted(person, PERSON)
    for node in (root, *entries):
        links = node.findall(f"{ATOM}link")
        kinds = [
            (link.get("type"), link.get("hreflang"))
            for link in links
            if link.get("rel", "alternate") == "alternate"
        ]
        if len(kinds) != len(set(kinds)):
            found.append("the same alternate link twice")
        if node is not root and not kinds and node.find(f"{ATOM}content") is None:
            found.append("an entry without a link or a content")
    for name in ("updated", "published"):
        found += [f"no date: {one.text}" for one in root.iter(ATOM + name) if not is_date(one.text)]
    found += [f"no address: {one.text}" for one in root.iter(f"{ATOM}id") if not is_iri(one.text)]
    found += ["a link without an address" for one in root.iter(f"{ATOM}link") if not is_iri(one.get("href"))]
    found += ["a category without a term" for one in root.iter(f"{ATOM}category") if not one.get("term")]
    for one in root.iter(*(ATOM + name for name in TEXTS)):
        if one.get("type", "text") not in {"text", "html", "xhtml"} or len(one):
            found.append(f"no text: {one.tag}")
    versions = [(entry.findtext(f"{ATOM}id"), entry.findtext(f"{ATOM}updated")) for entry in entries]
    if len(versions) != len(set(versions)):
        found.append("the same entry twice")
    return found


def counted(node, allowed):
    names = [etree.QName(child).localname for child in node if isinstance(child.tag, str)]
    found = [f"{name} in {etree.QName(node).localname}" for name in names if name not in allowed]
    for name, (least, most) in allowed.items():
        if names.count(name) < least or (most is not None and names.count(name) > most):
            found.append(f"{names.count(name)} {name} in {etree.QName(node).localname}")
    return found


def is_date(text):
    return bool(text and DATE.fullmatch(text) and datetime.fromisoformat(text).tzinfo)


def is_iri(text):
    return bool(text and re.fullmatch(r"[a-z][a-z0-9+.-]*:[^\s<>\"{}|\\^`]+", text))


SOUND = """<feed xmlns="http://www.w3.org/2005/Atom"><id>tag:a,2020:b</id><title>T</title>
<updated>2020-01-01T00:00:00Z</updated><author><name>N</name></author><link rel="self" href="https://a/f"/>
<entry><id>tag:a,2020:c</id><title>E</title><updated>2020-01-01T00:00:00Z</updated><link href="https://a/e"/>
<summary type="html">S</summary><category term="c"/></entry></feed>"""


@pytest.mark.parametrize(
    ("part", "instead", "fault"),
    [
        pytest.param("", "", None, id="sound"),
        pytest.param("<title>T</title>", "", "0 title in feed", id="no title"),
        pytest.param(
            "<title>E</title>", "<title>E</title><title>F</title>", "2 title in entry", id="two titles"
        ),
        pytest.param("<author><name>N</name></author>", "", "no author", id="no author"),
        pytest.param("<name>N</name>", "", "0 name in author", id="nameless author"),
        pytest.param("tag:a,2020:c", "c", "no address: c", id="relative id"),
        pytest.param("2020-01-01T00:00:00Z", "2020-01-01", "no date: 2020-01-01", id="day"),
        pytest.param("2020-01-01T00:00:00Z", "2020-13-01T00:00:00Z", "no date", id="month 13"),
        pytest.param('<link href="https://a/e"/>', "", "without a link", id="no link"),
        pytest.param('href="https://a/e"', "", "a link without an address", id="no address"),
        pytest.param('term="c"', "", "without a term", id="no term"),
        pytest.param('type="html"', 'type="text/html"', "no text", id="type"),
        pytest.param("<summary", "<pubDate/><summary", "pubDate in entry", id="of another form"),
    ],
)
def test_checker_finds_faults(part, instead, fault):
    if fault is None:
        assert faults(SOUND) == []
    else:
        try:
            found = faults(SOUND.replace(part, instead, 1))
        except ValueError as error:
            found = [f"no date: {error}"]
        assert any(fault in one for one in found)


def feed(client, address):
    response = client.get(address)
    assert response.status_code == 200, response.content
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert faults(response.content) == []
    return etree.fromstring(response.content)


def texts(root, name="title"):
    return [entry.findtext(ATOM + name) for entry in root.findall(f"{ATOM}entry")]


ADDRESSES = [
    "/feeds/milestones.atom",
    "/feeds/meetings.atom",
    "/feeds/milestones.atom?topic=first&district=first",
    "/feeds/meetings.atom?district=first",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_feed_is_valid_with_all_that_there_can_be(client, address):
    make_profile(name="League & co <b>", licence_name="CC0 1.0")
    a_record(2)
    more_record()
    make_milestone(2016, headline="Odd \x0b & <b>", text="Odd \x07 <script> [a](/members/)\n\n- b")
    make_meeting("2016", theme="Odd \x0b & <b>", summary="\x1b &amp;")
    assert len(feed(client, address).findall(f"{ATOM}entry")) > 0


@pytest.mark.parametrize("address", ADDRESSES[:2])
def test_feed_without_entries_is_valid_and_stays_the_same(client, address):
    """It was changed when the record was, and not at the moment it is asked for."""
    times = {feed(client, address).findtext(f"{ATOM}updated") for _ in range(2)}
    assert times == {revision().changed.isoformat()}


def test_milestones_as_a_feed(client):
    make_profile(name="League", licence_name="CC0 1.0", licence_url="https://example.org/cc0")
    milestone = make_milestone(
        2016,
        headline="Boards & schools",
        text="A **grant** of [ours](/about/).",
        topics=[make_topic(name="Money")],
    )
    settle(datetime(2016, 5, 1, 12, tzinfo=UTC))
    here = settings.SITE_URL
    assert client.get("/feeds/milestones.atom").content.decode() == (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<feed xml:base="{here}/" xml:lang="en-us" xmlns="http://www.w3.org/2005/Atom">'
        "<title>Milestones of League</title>"
        f'<link href="{here}/timeline/" rel="alternate"/><link href="{here}/feeds/milestones.atom" rel="self"/>'
        f"<id>tag:{HOST},2026:milestones</id><updated>2016-05-01T12:00:00+00:00</updated>"
        f"<author><name>League</name><uri>{here}</uri></author>"
        "<subtitle>What was published last, at most 50 entries.</subtitle>"
        "<rights>CC0 1.0, https://example.org/cc0</rights>"
        "<entry><title>Boards &amp; schools (2016)</title>"
        f'<link href="{here}/timeline/2016/#m{milestone.pk}" rel="alternate"/>'
        "<published>2016-05-01T12:00:00+00:00</published><updated>2016-05-01T12:00:00+00:00</updated>"
        f"<id>tag:{HOST},2026:milestone-{milestone.pk}</id>"
        '<summary type="html">&lt;p&gt;A &lt;strong&gt;grant&lt;/strong&gt; of '
        '&lt;a href="/about/" rel="noopener noreferrer"&gt;ours&lt;/a&gt;.&lt;/p&gt;\n</summary>'
        '<category term="Money"/></entry></feed>'
    )


def test_meeting_in_a_feed_says_when_where_with_whom_and_how_it_stands(client):
    meeting = make_meeting(
        "October 3, 2090",
        announced="2016",
        theme="Reading <b>",
        city="Mesa",
        state="AZ",
        summary="With *all*.",
    )
    make_hosting(meeting, make_district(name="Alpha & Beta"))
    make_meeting("2016", theme="Held", held=True)
    make_meeting("2016", theme="Called off", cancelled="2016")
    root = feed(client, "/feeds/meetings.atom")
    assert dict(zip(texts(root), texts(root, "summary"), strict=True)) == {
        "Fall meeting 2090: Reading <b>": "<p>October 3, 2090, Mesa, Arizona</p><p>Planned</p><p>Fall meeting</p>"
        "<p>Hosted by Alpha &amp; Beta</p><p>With all.</p>",
        "Fall meeting 2016: Held": "<p>2016</p><p>Fall meeting</p>",
        "Fall meeting 2016: Called off": "<p>2016</p><p>Cancelled</p><p>Fall meeting</p>",
    }


def test_what_was_published_last_stands_first_whenever_it_was(client):
    later = make_milestone(2016, headline="Later year")
    draft = make_milestone(2012, headline="Published now", status=Status.DRAFT)
    settle(datetime(2016, 5, 1, tzinfo=UTC))
    assert texts(feed(client, "/feeds/milestones.atom")) == ["Later year (2016)"]
    draft.status = Status.PUBLISHED
    draft.save()
    later.text = "Another word"
    later.save()
    root = feed(client, "/feeds/milestones.atom")
    assert texts(root) == ["Published now (2012)", "Later year (2016)"]
    assert texts(root, "published")[1] == "2016-05-01T00:00:00+00:00"
    changed = [datetime.fromisoformat(text) for text in texts(root, "updated")]
    assert all(moment > timezone.now() - timedelta(minutes=5) for moment in changed)
    assert datetime.fromisoformat(root.findtext(f"{ATOM}updated")) == max(changed)


def test_feed_holds_the_newest_entries(client, monkeypatch):
    monkeypatch.setattr(feeds, "NEWEST", 3)
    for number in range(5):
        make_milestone(2016, headline=f"M{number}")
        make_meeting("2016", title=f"T{number}")
    assert texts(feed(client, "/feeds/milestones.atom")) == ["M4 (2016)", "M3 (2016)", "M2 (2016)"]
    assert texts(feed(client, "/feeds/meetings.atom")) == ["T4", "T3", "T2"]


def test_feed_leaves_out_what_has_no_page_here(client):
    make_milestone(make_year(2016, on_timeline=False))
    others = make_program_year(make_collaborative(run_by=make_organization()), 2016)
    make_meeting("2016", program_year=others)
    make_meeting("2016", status=Status.DRAFT)
    make_milestone(2017, status=Status.DRAFT)
    assert texts(feed(client, "/feeds/milestones.atom")) == []
    assert texts(feed(client, "/feeds/meetings.atom")) == []


def test_ids_survive_another_address(client):
    topic, district = make_topic(slug="old"), make_district(slug="old")
    meeting = make_meeting("2016", slug="old")
    meeting.topics.add(topic)
    make_hosting(meeting, district)

    def ids(slug):
        root = feed(client, f"/feeds/meetings.atom?topic={slug}&district={slug}")
        return root.findtext(f"{ATOM}id"), *texts(root, "id")

    before = ids("old")
    for row in (topic, district, meeting):
        row.slug = "new"
        row.save()
    assert (
        ids("new")
        == before
        == (
            f"tag:{HOST},2026:meetings/topic-{topic.pk}/district-{district.pk}",
            f"tag:{HOST},2026:meeting-{meeting.pk}",
        )
    )


def test_feed_of_a_topic_or_a_district(client):
    topic, other = make_topic(slug="reading", name="Reading"), make_topic(slug="other")
    alpha, beta = make_district(slug="alpha", name="Alpha"), make_district(slug="beta")
    make_milestone(2016, headline="One", topics=[topic], districts=[alpha])
    make_milestone(2016, headline="Two", topics=[topic, other], districts=[beta])
    meeting = make_meeting("2016", title="Three")
    meeting.topics.add(topic)
    make_hosting(meeting, alpha)
    make_hosting(meeting, beta)
    make_hosting(make_meeting("2016", title="Four"), beta)
    for query, milestones, meetings in (
        ("?topic=reading", ["Two (2016)", "One (2016)"], ["Three"]),
        ("?district=alpha", ["One (2016)"], ["Three"]),
        ("?topic=other&district=alpha", [], []),
        ("?district=beta", ["Two (2016)"], ["Four", "Three"]),
    ):
        root = feed(client, f"/feeds/milestones.atom{query}")
        assert texts(root) == milestones
        self_link = root.find(f"{ATOM}link[@rel='self']").get("href")
        assert self_link == f"{settings.SITE_URL}/feeds/milestones.atom{query}"
        assert texts(feed(client, f"/feeds/meetings.atom{query}")) == meetings
    title = feed(client, "/feeds/milestones.atom?topic=reading&district=alpha").findtext(f"{ATOM}title")
    assert title.startswith("Milestones of Consortium: Reading: Alpha")


@pytest.mark.parametrize(
    ("query", "says"),
    [
        pytest.param("topic=zzz", "There is no such topic", id="topic"),
        pytest.param("topic=hidden", "There is no such topic", id="topic of a draft"),
        pytest.param("district=zzz", "There is no such district", id="district"),
        pytest.param("district=hidden", "There is no such district", id="draft"),
        pytest.param("topic=%00", "Null characters", id="null byte"),
    ],
)
def test_what_nothing_is_about_is_refused(client, query, says):
    make_milestone(2016, topics=[make_topic(slug="hidden")], status=Status.DRAFT)
    make_district(slug="hidden", status=Status.DRAFT)
    for name in ("milestones", "meetings"):
        response = client.get(f"/feeds/{name}.atom?{query}")
        assert response.status_code == 400
        assert says in unescape(response.content.decode())


def test_feed_is_always_of_today(client):
    make_topic(slug="a")
    make_milestone(2016, topics=[make_topic(slug="reading")])
    for address, clean in {
        "/feeds/milestones.atom?as_of=2015&topic=reading": "/feeds/milestones.atom?topic=reading",
        "/feeds/meetings.atom?as_of=2015": "/feeds/meetings.atom",
        "/feeds/meetings.atom?preview=yes&topic=": "/feeds/meetings.atom",
    }.items():
        response = client.get(address)
        assert (response.status_code, response.headers["Location"]) == (302, clean)


def test_pages_name_their_feeds(client):
    make_profile()

    def named(address):
        head = client.get(address).content.decode().partition("</head>")[0]
        return re.findall(
            r'<link rel="alternate" type="application/atom\+xml" title="[^"]+" href="([^"]+)">', head
        )

    assert named("/timeline/") == ["/feeds/milestones.atom"]
    assert named("/meetings/") == ["/feeds/meetings.atom"]
    assert named("/") == ["/feeds/milestones.atom", "/feeds/meetings.atom"]
