"""The paste screen: from the raw scan of the founding document to drafts."""

from pathlib import Path

import pytest
from django.contrib.auth.models import Group, User
from django.urls import reverse

from consortium.models import Year
from meetings.models import Hosting, Meeting
from members.models import District, Membership
from milestones.models import Milestone
from tests.factories import make_district, make_district_name, make_membership, make_profile, make_year

pytestmark = pytest.mark.django_db
SCAN = (Path(__file__).parent / "pasted" / "scan.txt").read_text()
ADDRESS = "admin:consortium_year_paste"
MEMBERS = [
    ("Fairfax County Public Schools", "VA"), ("Gwinnett County Public Schools", "GA"),
    ("Montgomery County Public Schools", "MD"), ("Arlington Public Schools", "VA"),
    ("Baltimore County Public Schools", "MD"), ("Bellevue School District", "WA"),
    ("Charlotte-Mecklenburg Schools", "NC"), ("Cobb County School District", "GA"), ("Fulton County Schools", "GA"),
    ("Poway Unified School District", "CA"), ("Virginia Beach City Public Schools", "VA"), ("Mesa Public Schools", "AZ"),
    ("Beaverton School District", "OR"), ("School District U-46", "IL"), ("Wake County Public School System", "NC"),
    ("Garland Independent School District", "TX"), ("Knox County Schools", "TN"),
    ("School District of Palm Beach County", "FL"), ("Chesterfield County Public Schools", "VA"),
    ("Boulder Valley School District", "CO"), ("Cumberland County Schools", "NC"),
]  # fmt: skip


@pytest.fixture
def staff(client):
    make_profile()
    client.force_login(User.objects.create_superuser("dana", password="a password of staff"))
    return client


@pytest.fixture
def districts():
    for name, state in MEMBERS:
        make_district(name=name, state=state)
    make_district_name(
        district=make_district(name="Greenville County Schools", state="SC"),
        name="Greenville County Public Schools",
    )


def read(client, text):
    """The rows that the screen proposes, as the browser would send them back."""
    rows = client.post(reverse(ADDRESS), {"do": "read", "text": text}).context["rows"]
    data = {bound.html_name: bound.value() for bound in rows.management_form}
    for form in rows:
        data |= {
            bound.html_name: "" if bound.value() in (None, False) else bound.value()
            for bound in form
            if bound.name != "is_new"
        }
    return rows, data


def make(client, data):
    return client.post(reverse(ADDRESS), {**data, "do": "make"})


def test_scan_of_the_founding_document_becomes_its_table(staff, districts):
    rows, data = read(staff, SCAN)
    assert sum(bool(row["question"].value()) for row in rows) == 11
    assert make(staff, data).status_code == 302
    joined, milestones = {}, {}
    for row in Membership.objects.order_by("joined", "position"):
        joined.setdefault(row.joined_id, []).append(row.district.name)
    for row in Milestone.objects.all():
        milestones[row.year_id] = milestones.get(row.year_id, 0) + 1
    assert {year: len(names) for year, names in joined.items()} == {
        2012: 11, 2013: 4, 2014: 1, 2015: 3, 2016: 1, 2018: 1, 2019: 1,
    }  # fmt: skip
    assert joined[2012][:3] == [
        "Fairfax County Public Schools",
        "Greenville County Schools",
        "Gwinnett County Public Schools",
    ]
    assert milestones == {
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
    hosts = {row.meeting.year_id: row.district.name for row in Hosting.objects.all()}
    assert hosts == {
        2015: "Virginia Beach City Public Schools", 2016: "Charlotte-Mecklenburg Schools",
        2017: "Chesterfield County Public Schools", 2018: "Gwinnett County Public Schools", 2019: "Greenville County Schools",
    }  # fmt: skip
    for model in (Year, Membership, Milestone, Meeting):
        assert set(model.objects.values_list("status", flat=True)) == {"draft"}


def test_same_document_again_proposes_nothing_new(staff, districts):
    make(staff, read(staff, SCAN)[1])
    rows, _ = read(staff, SCAN)
    kinds = {row["kind"].value() for row in rows if row["kind"].value() == "milestone"}
    assert kinds == set()


def test_one_row_that_cannot_be_saved_keeps_all_back_and_what_was_typed(staff):
    make_membership(make_district(name="Mesa Public Schools", state="AZ"), 2012)
    _, data = read(
        staff, "2016\nNew Members Include:\nMesa Public Schools (AZ)\nA thing is done by members.\n"
    )
    response = make(staff, data)
    assert response.status_code == 200
    assert "without a departure already" in response.content.decode()
    assert (Year.objects.filter(number=2016).count(), Milestone.objects.count()) == (0, 0)
    assert "A thing is done by members." in response.content.decode()


def test_new_district_is_made_once_its_row_says_where(staff):
    _, data = read(staff, "2016\nJoined: Somewhere Schools (OH)\n")
    assert make(staff, data).status_code == 302
    assert [(row.name, row.state, row.status) for row in District.objects.all()] == [
        ("Somewhere Schools", "OH", "draft")
    ]


def test_paste_is_for_staff_with_the_right(client):
    make_profile()
    client.force_login(User.objects.create_user("clerk", is_staff=True))
    assert client.get(reverse(ADDRESS)).status_code == 403


def test_editor_says_nothing_of_a_public_year(client):
    make_profile()
    user = User.objects.create_user("ed", is_staff=True)
    user.groups.add(Group.objects.get(name="Editor"))
    client.force_login(user)
    year = make_year(2017)
    _, data = read(client, "2017\nNew Members: none\nA thing is done by members.\n")
    response = make(client, data)
    assert response.status_code == 200
    assert "drafts only" in response.content.decode()
    year.refresh_from_db()
    assert (year.no_new_members, Milestone.objects.count()) == ("unknown", 0)
