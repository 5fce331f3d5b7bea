"""The pages of collaboratives, and where their meetings and years show and do not show."""

from datetime import date

import pytest

from consortium.models import Profile, Year
from consortium.publishing import Status
from tests.factories import (
    make_collaborative,
    make_district,
    make_district_name,
    make_goal,
    make_highlight,
    make_hosting,
    make_meeting,
    make_membership,
    make_milestone,
    make_organization,
    make_participation,
    make_profile,
    make_program_year,
    make_stated_number,
    make_year,
)
from tests.milestones.test_desk import save, sent
from tests.reading import main_words
from tests.test_roles import account

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(monkeypatch):
    make_profile(name="A consortium")
    monkeypatch.setattr(Profile, "today", lambda profile: date(2020, 9, 1))


@pytest.fixture
def read(client):
    """The words of a page's main part."""

    def read(address):
        response = client.get(address)
        assert response.status_code == 200, address
        return main_words(response)

    return read


@pytest.fixture
def theirs():
    """A collaborative that another body runs."""
    body = make_organization(name="Council of States", short_name="CoS", slug="cos")
    return make_collaborative(name="Theirs", slug="theirs", run_by=body)


def in_order(text, *words):
    places = [text.index(word) for word in words]
    return places == sorted(places)


# The list


def test_list_has_our_own_first_and_counts_them_alone(read, theirs):
    make_collaborative(name="New one", begins="2018")
    make_collaborative(name="Old one", begins="2012", ends="2016")

    text = read("/collaboratives/")
    assert in_order(text, "One is running; one has ended", "Running", "New one", "Ended", "Old one")
    assert in_order(text, "Old one", "Run by CoS", "Council of States. Not counted among ours", "Theirs")


def test_list_tells_how_many_take_part_or_what_is_said_of_it(read):
    known, told = make_collaborative(name="Known"), make_collaborative(name="Told")
    for since, until in ((2016, None), (2017, None), (2012, 2014)):
        make_participation(known, since=since, until=until)
    make_participation(known, organization=make_organization())
    for number, when in ((5, "2018"), (7, "2019")):
        make_stated_number(told, number=number, when=when)
    make_stated_number(known, number=2, when="2017")

    text = read("/collaboratives/")
    assert in_order(text, "Two districts, one organization", "Known", "7 districts, 2019", "Told")
    assert "2 districts" not in text
    assert "5 districts" not in text


def test_list_as_of_a_date_is_that_of_the_time(read):
    ended = make_collaborative(name="Early one", begins="2012", ends="2016")
    make_collaborative(name="Late one", begins="2018")
    make_stated_number(ended, number=5, when="2013")
    make_program_year(ended, 2014)

    text = read("/collaboratives/?as_of=2013")
    assert "Late one" not in text
    assert in_order(text, "One is running", "Since 2012", "5 districts, 2013", "Early one")
    assert "2014–2015" not in text
    assert "No collaborative of the Consortium is in the record as of the end of 2010" in read(
        "/collaboratives/?as_of=2010"
    )


# A collaborative


def test_collaborative_says_what_is_known_of_it(read):
    partner = make_organization(name="Resource Partners")
    collaborative = make_collaborative(
        name="Finance network", acronym="FN", slug="fn", audience="Finance chiefs", who_we_are="We **meet**.",
        why_join="- help", begins="2016", partners=[partner], website="https://example.org/fn",
    )  # fmt: skip
    member = make_district(name="Mesa Schools")
    make_participation(collaborative, make_district(name="Gone Schools"), since=2016, until=2018)
    make_participation(collaborative, member, since=2017)
    make_participation(collaborative, organization=make_organization(name="A university"), since=2018)

    text = read("/collaboratives/fn/")
    for words in (
        "A collaborative of the Consortium", "Finance network (FN)", "Finance chiefs", "Since 2016", "Resource Partners",
        "Who can take part Districts", "Who we are We meet .", "Why join help", "https://example.org/fn",
    ):  # fmt: skip
        assert words in text
    assert in_order(text, "Mesa Schools since 2017", "Gone Schools 2016–2018", "A university since 2018")


def test_roster_shorter_than_the_stated_number_says_that_it_is_not_complete(read):
    network = make_collaborative(name="Network", slug="network", begins="2018")
    number = make_stated_number(network, number=7, when="2019")
    make_participation(network, make_district(), since=2018)
    make_participation(network, organization=make_organization(), since=2018)

    assert "This list is not complete: of 7 districts in 2019 , one is in the record." in read(
        "/collaboratives/network/"
    )
    assert "Since 2018 7 districts, 2019 ; one in the record Network" in read("/collaboratives/")
    number.number = 1
    number.save()
    assert "not complete" not in read("/collaboratives/network/")
    assert "Since 2018 One district, one organization Network" in read("/collaboratives/")


def test_collaborative_of_another_body_is_named_so(read, theirs):
    theirs.for_districts, theirs.for_agencies = False, True
    theirs.save()
    make_stated_number(theirs, qualifier="more than", number=40, of_whom="states", when="2020")

    text = read("/collaboratives/theirs/")
    for words in (
        "Run by CoS", "Run by Council of States Not one of the Consortium’s own", "Who can take part State agencies",
        "Taking part, 2020 More than 40 states", "Who takes part is not in the record, only how many: more than 40 states in 2020.",
    ):  # fmt: skip
        assert words in text


def test_beginning_that_is_not_known_is_said_so(read):
    make_collaborative(slug="a", begins="2016", begins_known=False)
    make_collaborative(slug="b")

    assert "Begun by 2016 When it began is not in the record" in read("/collaboratives/a/")
    assert "When Not in the record" in read("/collaboratives/b/")


def test_collaborative_offers_to_join_while_it_is_open(client):
    for slug, kwargs in {"open": {}, "ended": {"ends": "2019"}, "closed": {"takes_requests": False}}.items():
        make_collaborative(slug=slug, **kwargs)

    offered = {
        slug: f'href="/join/?collaborative={slug}"'
        in client.get(f"/collaboratives/{slug}/{query}").content.decode()
        for slug, query in (("open", ""), ("ended", ""), ("closed", ""))
    }
    assert offered == {"open": True, "ended": False, "closed": False}
    assert "/join/?coll" not in client.get("/collaboratives/open/?as_of=2018").content.decode()


def test_collaborative_as_of_a_date_names_districts_as_they_were_and_those_who_took_part(read):
    collaborative = make_collaborative(slug="a", begins="2012")
    district = make_district(name="New Name")
    make_district_name(district=district, name="Old Name", until=2015)
    make_participation(collaborative, district, since=2013, until=2019)
    make_participation(collaborative, make_district(name="Late Schools"), since=2018)
    make_program_year(collaborative, 2017)

    text = read("/collaboratives/a/?as_of=2014")
    assert "Old Name since 2013" in text
    for words in ("New Name", "Late Schools", "2017"):
        assert words not in text
    assert "New Name 2013–2019" in read("/collaboratives/a/")


def test_collaborative_lists_its_program_years_latest_first(read):
    collaborative = make_collaborative(slug="a")
    for first in (2018, 2019):
        year = make_program_year(collaborative, first)
        make_highlight(year)
    make_goal(year)
    make_meeting("October 2019", program_year=year)
    make_program_year(collaborative, 2020, status=Status.DRAFT)

    text = read("/collaboratives/a/")
    assert in_order(
        text, "2019–2020 July 1, 2019 to June 30, 2020 One goal, one meeting, one highlight", "2018–2019"
    )
    assert "2020–2021" not in text


@pytest.mark.parametrize("status", [Status.DRAFT, Status.BIN])
def test_page_before_the_beginning_says_when_it_can_be_seen(client, status):
    make_collaborative(slug="a", begins="2016")
    make_collaborative(slug="b", status=status)

    response = client.get("/collaboratives/a/?as_of=2012")
    assert response.status_code == 404
    assert "not in the record yet as of the end of 2012" in response.content.decode()
    assert client.get("/collaboratives/b/?as_of=2012").status_code == 404


# A program year


def test_program_year_has_the_highlights_of_the_year_before_beside_its_goals(read):
    collaborative = make_collaborative(name="Network", acronym="N", slug="n")
    before, year, after = (make_program_year(collaborative, first) for first in (2018, 2019, 2020))
    year.introduction, year.priorities = "All together.", "- Equity"
    year.save()
    for position, text in ((2, "Second aim"), (1, "First aim\n\n- part of it")):
        make_goal(year, position=position, text=text)
    for row, text in ((before, "Done in 2018"), (year, "Done in 2019"), (after, "Done in 2020")):
        make_highlight(row, text=text)

    text = read("/collaboratives/n/2019-2020/")
    assert in_order(
        text, "Program year 2019–2020", "All together.", "July 1, 2019", "June 30, 2020", "Equity",
        "Goals of 2019–2020", "First aim", "part of it", "Second aim", "Highlights of 2018–2019", "The program year before",
        "Done in 2018", "Highlights of 2019–2020", "Done in 2019", "Program year before 2018–2019",
        "Next program year 2020–2021",
    )  # fmt: skip
    assert "Done in 2020" not in text


def test_program_year_tells_of_its_meetings(read):
    year = make_program_year(make_collaborative(slug="a"), 2019)
    make_meeting(
        "October 21, 2019", ends="October 22, 2019", title="Autumn meeting", city="Indianapolis", state="IN",
        format="hybrid", fallback="virtual", program_year=year, kind="collaborative",
    )  # fmt: skip
    make_meeting("November 2019", title="Draft meeting", program_year=year, status=Status.DRAFT)

    text = read("/collaboratives/a/2019-2020/")
    assert (
        "Autumn meeting October 21–22, 2019 , Indianapolis, Indiana "
        "In person, open to remote participants; if that is not possible: virtual No record that it took place"
    ) in text
    assert "Draft meeting" not in text


def test_program_year_skips_a_draft_before_it(read):
    collaborative = make_collaborative(slug="a")
    old, draft, _ = (make_program_year(collaborative, first) for first in (2017, 2018, 2019))
    make_highlight(old, text="Done long ago")
    make_highlight(draft, text="Zebra hidden")
    draft.status = Status.DRAFT
    draft.save()

    text = read("/collaboratives/a/2019-2020/")
    assert "Highlights of 2017–2018" in text
    assert "Zebra" not in text


def test_program_year_is_of_its_own_collaborative(client):
    make_program_year(make_collaborative(slug="a"), 2019)
    make_collaborative(slug="b")

    assert client.get("/collaboratives/b/2019-2020/").status_code == 404
    assert client.get("/collaboratives/a/2019-2020/?as_of=2019-06-30").status_code == 404
    assert client.get("/collaboratives/a/2019-2020/?as_of=2019-07-01").status_code == 200


def test_staff_preview_drafts(admin_client):
    collaborative = make_collaborative(slug="a", status=Status.DRAFT)
    year = make_program_year(collaborative, 2019, status=Status.DRAFT)
    make_goal(year, text="An aim")

    response = admin_client.get("/collaboratives/a/2019-2020/")
    assert response.headers["Location"] == "/collaboratives/a/2019-2020/?preview=yes"
    page = admin_client.get(response.headers["Location"]).content.decode()
    assert "An aim" in page
    assert "Drafts are shown on this page" in page
    assert admin_client.get("/collaboratives/a/?preview=yes").status_code == 200


# Elsewhere


def test_district_tells_what_it_takes_part_in(read, theirs):
    district = make_district(slug="mesa")
    make_membership(district, 2012)
    make_participation(make_collaborative(name="Network", begins="2013"), district, since=2016, until=2018)
    make_participation(theirs, district, since=2019)
    make_participation(make_collaborative(name="Zebra", status=Status.DRAFT), district)

    text = read("/members/mesa/")
    assert "Collaboratives Network , 2016–2018 Theirs , since 2019" in text
    assert "Zebra" not in text
    assert "Network , since 2016" in read("/members/mesa/?as_of=2017")
    assert "Network" not in read("/members/mesa/?as_of=2015")


def test_home_shows_our_own_that_run(read, theirs):
    collaborative = make_collaborative(name="Network", begins="2016", who_we_are="We meet.")
    make_stated_number(collaborative)
    make_collaborative(name="Old one", begins="2012", ends="2016")

    text = read("/")
    assert "Working together All collaboratives Since 2016 Network We meet. 7 districts, 2019" in text
    assert "Theirs" not in text
    assert "Old one" not in text
    past = read("/?as_of=2014")
    assert "Old one" in past
    assert "Network" not in past


@pytest.fixture
def meeting_of_theirs(theirs):
    """In a year of its own, off the timeline, and in one that has rows of ours."""
    make_membership(make_district(slug="mesa"), 2018)
    make_year(2021, on_timeline=False)
    year = make_program_year(theirs, 2020)
    make_meeting("October 2020", title="Their first", slug="first", program_year=year, kind="collaborative")
    return make_meeting(
        "February 2021", title="Their second", slug="second", program_year=year, kind="collaborative"
    )


@pytest.mark.parametrize("address", ["/", "/meetings/", "/timeline/", "/timeline/2020/", "/timeline/2018/"])
def test_meetings_of_others_stay_out_of_our_pages(read, meeting_of_theirs, address):
    make_milestone(2020)

    text = read(address)
    assert "Their" not in text
    assert "2021" not in text


def test_meetings_of_others_stand_in_their_year_under_a_heading_of_their_own(read, meeting_of_theirs):
    make_meeting("spring 2020", title="Our spring", kind="spring")

    text = read("/meetings/2020/")
    assert in_order(
        text, "Our spring", "Meetings of collaboratives that others run", "Their first",
        "Collaborative convening of the Theirs , run by Council of States",
    )  # fmt: skip
    assert "2021" not in text
    alone = read("/meetings/2021/")
    assert "No meeting of the Consortium is in the record." in alone
    assert in_order(alone, "Their second", "← 2020")
    assert "All of 2021" not in alone
    assert "fall meeting" not in alone


def test_year_off_the_timeline_has_no_page_there(client, meeting_of_theirs):
    assert client.get("/timeline/2021/").status_code == 404
    assert client.get("/timeline/2021/?as_of=2019").status_code == 404


def test_meeting_names_its_collaborative_and_program_year(client, read, meeting_of_theirs):
    text = read("/meetings/2021/second/")
    assert "Collaborative Theirs , program year 2020–2021 Run by Council of States" in text
    assert "What else happened in 2021" not in text
    page = client.get("/meetings/2021/second/").content.decode()
    for link in ("/collaboratives/theirs/", "/collaboratives/theirs/2020-2021/", "/meetings/2020/first/"):
        assert f'href="{link}"' in page
    assert "/timeline/2021/" not in page
    assert "What else happened in 2020" in read("/meetings/2020/first/")


def test_meetings_next_to_one_another_are_of_one_collaborative(client, meeting_of_theirs):
    make_meeting("March 2020", title="Ours", slug="ours", kind="collaborative")

    assert "Ours" not in client.get("/meetings/2020/first/").content.decode()
    assert "Their" not in client.get("/meetings/2020/ours/").content.decode()


def test_meeting_of_our_own_collaborative_is_in_our_lists(read):
    year = make_program_year(make_collaborative(name="Network", acronym="N"), 2019)
    make_meeting("October 2019", title="Network day", program_year=year, kind="collaborative")

    assert "Network day Collaborative convening of the Network (N)" in read("/meetings/")


def test_host_of_a_meeting_of_others_has_hosted_none_of_ours(read, meeting_of_theirs):
    district = make_district(name="Host Schools", slug="host")
    make_membership(district, 2018)
    make_hosting(meeting_of_theirs, district)

    assert "Hosts" not in read("/members/host/")
    assert "Host Schools" not in read("/members/?hosted=yes")
    assert "Host Schools" not in read("/meetings/")


# The year desk


@pytest.mark.parametrize(
    ("role", "status", "on_timeline"),
    [
        pytest.param("Publisher", Status.PUBLISHED, True, id="publisher"),
        pytest.param("Editor", Status.DRAFT, True, id="editor, a draft"),
        pytest.param("Editor", Status.PUBLISHED, False, id="editor, a public year"),
    ],
)
def test_desk_brings_a_year_back_onto_the_timeline(client, role, status, on_timeline):
    make_year(2021, on_timeline=False, status=status)
    client.force_login(account(role))

    assert save(client, 2021, sent(client, 2021)).status_code == 302

    assert Year.objects.get(pk=2021).on_timeline is on_timeline
