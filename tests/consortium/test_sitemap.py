"""What search engines are told: the sitemap and robots.txt."""

import re
from datetime import datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from consortium.publishing import Status
from consortium.sitemaps import SECTIONS, Rows
from tests.factories import (
    make_collaborative,
    make_district,
    make_example_partner,
    make_figure,
    make_goal,
    make_hosting,
    make_meeting,
    make_membership,
    make_milestone,
    make_person,
    make_plan,
    make_plan_part,
    make_practice,
    make_practice_example,
    make_profile,
    make_program_year,
    make_story,
    make_tenure,
    make_voice,
    make_year,
)
from tests.reading import is_page
from tests.test_pages import FORMS, PAGES, a_record

pytestmark = pytest.mark.django_db

SITE = "http://127.0.0.1:8000"
SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def told(client, address):
    """{location without the site: lastmod or None}, in order, of an index or of a file."""
    response = client.get(address)
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/xml")
    root = ElementTree.fromstring(response.content)  # noqa: S314 - our own answer
    rows = [(row.findtext(f"{SPACE}loc"), row.findtext(f"{SPACE}lastmod")) for row in root]
    assert all(location.startswith(SITE) for location, _ in rows)
    assert len({location for location, _ in rows}) == len(rows)
    return {location.removeprefix(SITE): lastmod for location, lastmod in rows}


def everything(client):
    return {
        page: lastmod for file in told(client, "/sitemap.xml") for page, lastmod in told(client, file).items()
    }


def back(row, days):
    """Put the whole history of a row so many days back."""
    for entry in row.history.all():
        entry.history_date -= timedelta(days=days)
        entry.save()


def day(days):
    return str((timezone.now() - timedelta(days=days)).astimezone(timezone.get_default_timezone()).date())


def test_every_page_that_there_is_is_told_and_can_be_read(client):
    make_profile()
    a_record()
    pages = everything(client)
    # The comment form is no page to find; a list of members, say, is told without the addresses that narrow it.
    missing = {address for address, _ in [*PAGES.values(), *FORMS.values()] if is_page(address)} - set(pages)
    assert missing == {"/meetings/2016/fall/comment/"}
    assert {page for page in pages if client.get(page).status_code != 200} == set()


def test_page_that_only_staff_may_see_is_not_told(client):
    make_profile()
    for status in (Status.DRAFT, Status.BIN):
        district = make_district(slug=f"hidden-{status}", status=status)
        make_membership(district, 2012)
        make_meeting("2014", slug=f"hidden-{status}", status=status)
        make_person(slug=f"hidden-{status}", status=status)
        together = make_collaborative(slug=f"hidden-{status}", status=status)
        make_program_year(together, 2015)
        make_plan(slug=f"hidden-{status}", status=status)
        make_practice(slug=f"hidden-{status}", status=status)
        make_milestone(make_year(2003 if status == Status.DRAFT else 2004, status=status))
    assert not [page for page in everything(client) if "hidden" in page or re.search("200[34]", page)]


def test_page_that_nothing_leads_to_is_not_told(client):
    make_profile()
    make_membership(make_district(slug="no-member"), status=Status.DRAFT)
    make_person(slug="unheard-of")
    assert client.get("/members/no-member/").status_code == 200
    assert set(everything(client)) & {"/members/no-member/", "/people/unheard-of/"} == set()


def test_year_off_the_timeline_has_its_meetings_only(client):
    make_profile()
    make_meeting("2021", year=make_year(2021, on_timeline=False))
    make_year(2022)
    pages = everything(client)
    years = ("/timeline/2021/", "/meetings/2021/", "/timeline/2022/", "/meetings/2022/")
    assert [year in pages for year in years] == [False, True, True, False]


def test_empty_kinds_have_no_file(client):
    make_profile()
    assert list(told(client, "/sitemap.xml")) == ["/sitemap-lists.xml"]


def test_very_many_pages_are_told_in_several_files(client, monkeypatch, count_queries):
    monkeypatch.setattr(Rows, "limit", 2)
    make_profile()
    slugs = [f"/members/{make_membership().district.slug}/" for _ in range(5)]
    with count_queries() as few:
        files = [file for file in told(client, "/sitemap.xml") if "districts" in file]
    assert files == [
        "/sitemap-districts.xml",
        "/sitemap-districts.xml?page=2",
        "/sitemap-districts.xml?page=3",
    ]
    assert [list(told(client, file)) for file in files] == [slugs[:2], slugs[2:4], slugs[4:]]
    for _ in range(20):
        make_membership()
    with count_queries() as many:
        client.get("/sitemap.xml")
    assert many() == few()


@pytest.mark.parametrize(
    ("address", "status"),
    [
        pytest.param("/sitemap-districts.xml?page=2", 404, id="past the end"),
        pytest.param("/sitemap-districts.xml?page=0", 400, id="page 0"),
        pytest.param("/sitemap-districts.xml?page=x", 400, id="no number"),
        pytest.param("/sitemap-districts.xml?page=99999999999999999999", 400, id="page too large"),
        pytest.param("/sitemap-parties.xml", 404, id="no such kind"),
        pytest.param("/sitemap-districts.xml?as_of=2016", 302, id="a date"),
        pytest.param("/sitemap.xml?page=1", 302, id="page of the index"),
    ],
)
def test_odd_address_is_answered_by_a_page(client, address, status):
    make_profile()
    assert client.get(address).status_code == status


def test_files_are_no_pages_to_be_found(client):
    make_profile()
    for address in ("/sitemap.xml", *(f"/sitemap-{section}.xml" for section in SECTIONS)):
        assert client.get(address).headers["X-Robots-Tag"] == "noindex"


def test_host_of_the_request_does_not_matter(client, settings):
    settings.SITE_URL = "https://league.example.org"
    settings.ALLOWED_HOSTS = ["*"]
    make_profile()
    text = client.get("/sitemap-lists.xml", headers={"host": "elsewhere.example.org"}).content.decode()
    assert set(re.findall("<loc>(https?://[^/]*)", text)) == {"https://league.example.org"}
    assert "https://league.example.org/sitemap-lists.xml" in client.get("/sitemap.xml").content.decode()


# When a page was changed


def test_page_bears_the_day_of_its_newest_change(client):
    make_profile()
    district = make_district(slug="a")
    back(district, 9)
    back(make_membership(district), 9)
    assert told(client, "/sitemap-districts.xml") == {"/members/a/": day(9)}
    figure = make_figure(district=district)
    back(figure, 5)
    assert told(client, "/sitemap-districts.xml") == {"/members/a/": day(5)}
    district.city = "Mesa"
    district.save()
    assert told(client, "/sitemap-districts.xml") == {"/members/a/": day(0)}


def hung_on_a_story():
    voice = make_voice(make_story(make_meeting("2016", slug="fall")))
    return "/meetings/2016/fall/", voice, [voice.story, voice.story.meeting]


def hung_on_an_example():
    partner = make_example_partner(make_practice_example(make_practice(slug="a")))
    return "/practices/a/", partner, [partner.example, partner.example.practice]


def left_in_a_year():
    period = make_membership(make_district(), 2012, left=2016)
    return "/timeline/2016/", period, [period.joined, period.left, period.district]


def hung_on_a_program_year():
    goal = make_goal(make_program_year(make_collaborative(slug="a"), 2015))
    return "/collaboratives/a/2015-2016/", goal, [goal.program_year, goal.program_year.collaborative]


def hung_on_a_plan():
    part = make_plan_part(make_plan(slug="a"))
    return "/about/plan/a/", part, [part.plan]


def hung_on_a_person():
    tenure = make_tenure(make_person(slug="a"))
    return "/people/a/", tenure, [tenure.person, tenure.district]


@pytest.mark.parametrize(
    "make",
    [
        hung_on_a_story,
        hung_on_an_example,
        left_in_a_year,
        hung_on_a_program_year,
        hung_on_a_plan,
        hung_on_a_person,
    ],
)
def test_page_is_as_new_as_what_hangs_on_it(client, make):
    make_profile()
    page, newest, others = make()
    for row in others:
        back(row, 9)
    back(newest, 3)
    assert everything(client)[page] == day(3)


def test_change_that_readers_do_not_see_is_no_change(client):
    make_profile()
    meeting = make_meeting("2016", slug="fall")
    back(meeting, 9)
    make_story(meeting, status=Status.DRAFT)
    hosting = make_hosting(meeting, make_district(status=Status.DRAFT))
    assert hosting.history.get().history_date > datetime.now(tz=timezone.get_default_timezone()) - timedelta(
        days=1
    )
    assert told(client, "/sitemap-meetings.xml") == {"/meetings/2016/fall/": day(9)}


def test_pages_of_the_whole_record_have_no_day(client):
    make_profile()
    assert set(told(client, "/sitemap-lists.xml").values()) == {None}


def test_row_without_history_has_no_day(client):
    make_profile()
    period = make_membership(make_district(slug="a"))
    for row in (period, period.district):
        row.history.all().delete()
    assert told(client, "/sitemap-districts.xml") == {"/members/a/": None}


# robots.txt


def test_robots_are_told_of_the_sitemap_and_kept_from_what_is_not_for_them(client):
    response = client.get("/robots.txt")
    assert response.headers["Content-Type"] == "text/plain"
    assert response.content.decode().splitlines() == [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /contact/?",
        "",
        "Sitemap: http://127.0.0.1:8000/sitemap.xml",
    ]
