"""What the pages say of the founding record, against what its documents say."""

import re
from datetime import date

import pytest
from django.db import transaction

from consortium.management.commands.load_record import FOUNDING_RECORD
from consortium.record import Loader
from meetings.models import Hosting, Meeting
from members.models import District, Membership
from milestones.models import Milestone


@pytest.fixture(scope="module")
def founding(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        Loader(FOUNDING_RECORD).load()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def read(founding, db, client):
    def read(address):
        response = client.get(address)
        assert response.status_code == 200
        text = re.sub(r"<[^>]+>", " ", response.content.decode().split("<main")[1].split("</main>")[0])
        return " ".join(text.replace("&#x27;", "’").split())

    return read


def test_counts_are_those_of_the_documents(founding, db):
    assert District.objects.public().count() == 22
    assert len(District.objects.public().by_state()) == 14
    assert Membership.objects.public().first_joinings_by_year() == {
        2012: 11, 2013: 4, 2014: 1, 2015: 3, 2016: 1, 2018: 1, 2019: 1,
    }  # fmt: skip
    assert Meeting.objects.public().fall().count() == 5
    assert Hosting.objects.public().count() == 5
    by_year = {}
    for milestone in Milestone.objects.public():
        by_year[milestone.year_id] = by_year.get(milestone.year_id, 0) + 1
    assert by_year == {
        2011: 1,
        2012: 2,
        2013: 2,
        2014: 3,
        2015: 4,
        2016: 4,
        2017: 5,
        2018: 2,
        2019: 4,
        2020: 1,
    }


def test_members_of_2012_stand_in_the_printed_order_under_the_names_of_2012(read):
    names = [
        "Fairfax County Public Schools", "Greenville County Public Schools", "Gwinnett County Public Schools",
        "Montgomery County Public Schools", "Arlington Public Schools", "Baltimore County Public Schools",
        "Bellevue School District", "Charlotte-Mecklenburg Schools", "Cobb County School District",
        "Fulton County Schools", "Poway Unified School District",
    ]  # fmt: skip
    text = read("/timeline/2012/")
    assert sorted(names, key=text.index) == names
    assert "Eleven joined, 11 in all" in text


def test_home_says_who_joined_and_to_when_the_record_is_kept(read, client):
    text = read("/")
    assert "Twenty-two districts in fourteen states have joined" in text
    assert "Eleven joined in 2012, twenty-two by 2020" in text
    assert 'kept to <time datetime="2020-05">May 2020</time>' in client.get("/").content.decode()


def test_directory_of_virginia_lists_four(read):
    text = read("/members/?state=VA")
    assert "4 of 22 districts" in text
    for name in ("Arlington", "Chesterfield County", "Fairfax County", "Virginia Beach City"):
        assert f"{name} Public Schools" in text


def test_district_is_found_under_its_former_name(read):
    text = read("/members/?q=greenville+public")
    assert "1 of 22 districts" in text
    assert "Greenville County Schools" in text


def test_2016_says_who_joined_and_where_the_fall_meeting_was(read):
    text = read("/timeline/2016/")
    assert "One joined, 20 in all Chesterfield County Public Schools VA" in text
    assert "Fall meeting District-wide literacy , hosted by Charlotte-Mecklenburg Schools (NC)" in text
    assert "Chair Tim Mills" in text


@pytest.mark.parametrize(
    ("year", "members", "meeting"),
    [
        (2011, "No district joined", "No fall meeting"),
        (2013, "Four joined, 15 in all", "Fall meeting: not in the record"),
        (2017, "No district joined; 20 in all", "Fall meeting Personalized learning"),
        (2020, "New members: not in the record", "Fall meeting: not in the record"),
    ],
)
def test_kinds_of_blank_read_differently(read, year, members, meeting):
    text = read(f"/timeline/{year}/")
    assert members in text
    assert meeting in text


def test_2020_as_of_may_2020_reads_not_yet(read):
    text = read("/timeline/2020/?as_of=2020-05")
    assert "No district has joined yet; 22 in all" in text
    assert "Fall meeting: not yet" in text


def test_meeting_of_2016_says_what_the_news_says(read):
    text = read("/meetings/2016/fall/")
    for fact in (
        "Fall 2016 , three days",
        "Charlotte, North Carolina",
        "AXA",
        "Instructional Leadership Teams",
    ):
        assert fact in text
    assert "AASA National Conference on Education , New Orleans, Louisiana, March 2017" in text
    assert "Exact dates are not in the record" in text


def test_host_s_page_says_what_it_did_and_its_figures(read):
    text = read("/members/charlotte-mecklenburg-schools/")
    for fact in (
        "2012 , one of eleven", "Nearly 150,000", "More than 18,000", "170", "Second largest in North Carolina",
        "18th largest in the nation", "Hosts the fall meeting: District-wide literacy", "Superintendent in 2016 Ann Clark",
    ):  # fmt: skip
        assert fact in text


@pytest.mark.parametrize(
    ("as_of", "count"), [("2012", 11), ("2014-12-31", 16), ("2016-05", 20), ("2020-05", 22)]
)
def test_directory_as_of_a_date_lists_those_who_had_joined(read, as_of, count):
    assert f" {count} districts" in read(f"/members/?as_of={as_of}")


def test_directory_as_of_2012_has_the_names_of_2012(read):
    text = read("/members/?as_of=2012-06")
    assert "Greenville County Public Schools" in text
    assert "Greenville County Schools" not in text


def test_as_of_holding_today_leads_to_the_plain_address(founding, db, client):
    response = client.get(f"/members/?state=VA&as_of={date.today().year}")  # noqa: DTZ011 - any day of this year
    assert (response.status_code, response.headers["Location"]) == (302, "/members/?state=VA")


def test_former_name_s_address_leads_to_the_district(founding, db, client):
    response = client.get("/members/greenville-county-public-schools/")
    assert (response.status_code, response.headers["Location"]) == (
        301,
        "/members/greenville-county-schools/",
    )


def test_pages_of_the_past_link_to_no_page_that_was_not_there(founding, db, client):
    seen, waiting, dead = set(), ["/?as_of=2016"], []
    while waiting:
        address = waiting.pop()
        response = client.get(address)
        if response.status_code == 404:
            dead.append(address)
        links = re.findall(r'href="(/[^"#]*as_of=2016[^"#]*)', response.content.decode())
        fresh = {link.replace("&amp;", "&") for link in links} - seen
        seen |= fresh
        waiting += sorted(fresh)
    assert len(seen) > 40
    assert dead == []
