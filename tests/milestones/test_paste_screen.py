"""The paste screen: from the raw scan of the founding document to drafts."""

from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.contrib.messages import get_messages
from django.urls import reverse

from consortium.models import Year
from meetings.models import Hosting, Meeting
from members.models import District, Membership
from milestones.models import Milestone
from milestones.paste import headed
from tests.factories import (
    make_district,
    make_district_name,
    make_hosting,
    make_meeting,
    make_membership,
    make_milestone,
    make_profile,
    make_year,
)

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
    pasting = client.post(reverse(ADDRESS), {"do": "read", "text": text}).context["pasting"]
    return pasting.rows, sent(pasting.rows)


def sent(rows):
    data = {bound.html_name: bound.value() for bound in rows.management_form}
    for form in rows:
        data |= {
            bound.html_name: "" if bound.value() in (None, False) else bound.value()
            for bound in form
            if bound.name != "is_new"
        }
    return data


def make(client, data):
    return client.post(reverse(ADDRESS), {**data, "do": "make"})


def values(row, *names):
    return tuple(row[name].value() for name in names)


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


def test_number_of_questions_is_said_and_leads_from_one_to_the_next(staff, districts):
    page = staff.post(reverse(ADDRESS), {"do": "read", "text": SCAN})
    text, pasting = page.content.decode(), page.context["pasting"]
    asking = [form.number for form in pasting.asking]
    assert "11 rows to look at:" in text
    assert [f'href="#row-{number}"' in text for number in asking] == [True] * 11
    assert [form.following for form in pasting.asking] == [*asking[1:], None]
    assert f"{len(pasting.shortened)} headlines are shortenings" in text


def test_headline_is_not_said_again_in_the_text(staff, districts):
    make(staff, read(staff, SCAN)[1])
    again = [row for row in Milestone.objects.all() if row.text.startswith(row.headline.rstrip("…"))]
    assert all(headed(row.text).shortened for row in again)
    assert (
        Milestone.objects.filter(
            headline="The Consortium is officially launched as an independent affiliate of AASA", text=""
        ).count()
        == 1
    )


def test_same_document_again_is_left_out_as_a_whole(staff, districts):
    make(staff, read(staff, SCAN)[1])
    rows, data = read(staff, SCAN)
    assert {row["kind"].value() for row in rows} == {"left out"}
    assert sum(bool(row["already"].value()) for row in rows) == 22 + 28 + 5
    response = make(staff, data)
    assert "nothing to make" in response.content.decode()
    assert (Membership.objects.count(), Milestone.objects.count(), Meeting.objects.count()) == (22, 28, 5)


def test_what_the_record_has_is_marked_at_reading(staff):
    mesa = make_district(name="Mesa Public Schools", state="AZ")
    make_membership(mesa, 2016)
    make_district(name="Cobb County School District", state="GA")
    make_milestone(year=2016, headline="Members sing", text="In a choir.")
    make_hosting(make_meeting("fall 2016", theme="Buses"), mesa)
    rows, _ = read(
        staff,
        "2016\nJoined: Mesa Public Schools (AZ), Cobb County School District (GA)\nMembers sing.\n"
        "A deep dive into law during a fall meeting hosted by Mesa Public Schools.\n"
        "2017\nJoined: Mesa Public Schools (AZ)\n",
    )
    assert [values(row, "kind", "already", "question") for row in rows] == [
        ("left out", "Already in the record: joined in 2016.", ""),
        ("member", "", ""),
        ("left out", "Already in the record: the milestone “Members sing”.", ""),
        (
            "left out",
            "Already in the record: the fall meeting of 2016, hosted by Mesa Public Schools (AZ).",
            "",
        ),
        (
            "member",
            "",
            "This district is listed twice. The record has this district as a member from 2016 on, without a departure.",
        ),
        ("left out", None, None),
    ]


def test_quoted_words_are_cut_between_words(staff):
    make_milestone(year=2016, headline="Members sing", text="In a choir of many voices " * 9)
    (row, *_), _ = read(staff, f"2016\nMembers sing. {'In a choir of many voices ' * 9}\n")
    assert row["already"].value() == "Already in the record: the milestone “Members sing”."


def test_all_that_is_wrong_is_said_at_once_with_a_link_to_each_row(staff):
    make_membership(make_district(name="Mesa Public Schools", state="AZ"), 2012)
    make_meeting("fall 2016", theme="Buses")
    _, data = read(
        staff,
        "2016\nJoined: Mesa Public Schools (AZ), Far Away Schools (OH)\n"
        "A deep dive into law during a fall meeting hosted by Mesa Public Schools.\nMembers sing.\n",
    )
    response = make(staff, data | {"row-1-state": "ZZ", "row-3-headline": "", "row-3-text": ""})
    text = response.content.decode()
    assert [(place, said.partition(" ")[0]) for place, _, said in response.context["pasting"].problems] == [
        ("id_row-0-kind", "This"),
        ("id_row-1-state", "ZZ"),
        ("id_row-2-kind", "This"),
        ("id_row-3-headline", "A"),
    ]
    assert "4 things to mend" in text
    assert "<title>Error: Paste a document" in text
    assert 'id="problems" tabindex="-1" autofocus' in text
    assert text.count(' wrong" id="row-') == 4
    assert [f'<a href="#{place}">' in text for place, *_ in response.context["pasting"].problems] == [
        True
    ] * 4
    assert not Milestone.objects.exists()


def test_draft_meeting_of_a_started_year_is_filled(staff):
    make_district(name="Mesa Public Schools", state="AZ")
    staff.post(reverse("admin:consortium_year_start", args=[2022]))
    _, data = read(
        staff,
        "2022\nThe fall meeting was hosted by Mesa Public Schools, held October 12–14, 2022. Its theme was “Every reader”.\n",
    )
    assert make(staff, data).status_code == 302
    meeting = Meeting.objects.get()
    assert (meeting.when, meeting.theme, meeting.held, meeting.status) == (
        "October 12–14, 2022",
        "Every reader",
        True,
        "draft",
    )
    assert [row.district.name for row in Hosting.objects.all()] == ["Mesa Public Schools"]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        pytest.param("soon", "can't be read as a date", id="no date"),
        pytest.param("October 14–12, 2022", "ends before it begins", id="backwards"),
        pytest.param("October 2021", "It begins in 2021, but hangs on 2022.", id="another year"),
    ],
)
def test_date_that_cannot_be_is_refused_at_its_field(staff, typed, says):
    _, data = read(staff, "2022\nFall meeting: school buses\n")
    response = make(staff, data | {"row-0-when": typed})
    ((place, _, message),) = response.context["pasting"].problems
    assert place == "id_row-0-when"
    assert says in message


def test_meeting_that_is_still_to_come_is_not_held(staff):
    make(staff, read(staff, "2100\nFall meeting: school buses\n")[1])
    assert [(row.held, row.when) for row in Meeting.objects.all()] == [(False, "fall 2100")]


def test_both_hosts_are_kept(staff):
    for name in ("Mesa Public Schools", "Cobb County School District"):
        make_district(name=name, state="AZ")
    text = "2016\nA deep dive into law during a fall meeting hosted by Mesa Public Schools and Cobb County School District.\n"
    make(staff, read(staff, text)[1])
    assert [(row.district.name, row.lead) for row in Hosting.objects.all()] == [
        ("Mesa Public Schools", True),
        ("Cobb County School District", False),
    ]


def test_like_name_in_another_state_is_no_near_match(staff):
    make_district(name="Cobb County School District", state="GA")
    rows, data = read(staff, "2016\nJoined: Clark County School District (NV)\n")
    assert not rows[0].asks
    assert make(staff, data).status_code == 302
    assert District.objects.get(state="NV").name == "Clark County School District"


def test_near_name_asks_for_a_new_one_at_once(staff):
    make_district(name="Harlan County Schools", state="KY")
    rows, data = read(staff, "2016\nJoined: Harlan City Schools (KY)\n")
    assert "is_new" in [field.name for field, _ in rows[0].boxes]
    assert "comes close" in rows[0]["question"].value()
    assert make(staff, data | {"row-0-is_new": "on"}).status_code == 302
    assert District.objects.filter(name="Harlan City Schools").exists()


def test_row_is_added_after_another_with_its_year(staff):
    _, data = read(staff, "2016\nMembers sing.\n2017\nMembers rest.\n")
    response = staff.post(reverse(ADDRESS), {**data, "row-0-headline": "Members hum", "do": "add-1"})
    rows = response.context["pasting"].rows
    assert [values(row, "kind", "year", "headline") for row in rows] == [
        ("milestone", "2016", "Members hum"),
        ("left out", "2016", None),
        ("milestone", "2017", "Members rest"),
        ("left out", "2017", ""),  # the blank one with which every proposal ends
    ]
    added = {"row-1-kind": "milestone", "row-1-text": "Members dance. All night."}
    assert make(staff, sent(rows) | added).status_code == 302
    assert list(Milestone.objects.values_list("year", "headline", "text")) == [
        (2016, "Members hum", ""),
        (2016, "Members dance", "All night."),
        (2017, "Members rest", ""),
    ]


@pytest.mark.parametrize("wanted", ["look", "add-0", "add-99", "add-²", "add-" + "9" * 99, "x"])
def test_enter_and_odd_wishes_keep_what_was_typed_and_save_nothing(staff, wanted):
    _, data = read(staff, "2016\nMembers sing.\n")
    rows = staff.post(reverse(ADDRESS), {**data, "do": wanted}).context["pasting"].rows
    assert {name: str(value) for name, value in sent(rows).items()} == {
        name: str(value) for name, value in data.items()
    }
    assert not Year.objects.exists()


def test_one_year_leads_to_its_desk_and_is_said_in_the_singular(staff):
    make_district(name="Mesa Public Schools", state="AZ")
    response = make(staff, read(staff, "2016\nJoined: Mesa Public Schools (AZ)\nMembers sing.\n")[1])
    desk = reverse("admin:consortium_year_desk", args=[2016])
    assert response.url == desk
    assert "Made as drafts: 1 new member, 1 milestone. Year desks: " in str(
        next(iter(get_messages(response.wsgi_request)))
    )


def test_years_lead_to_their_list_with_a_link_to_each_desk(staff):
    response = make(staff, read(staff, "2016\nMembers sing.\n2017\nMembers rest.\n")[1])
    assert response.url == reverse("admin:consortium_year_changelist")
    text = staff.get(response.url).content.decode()
    assert "Made as drafts: 2 milestones." in text
    for number in (2016, 2017):
        assert f'<a href="{reverse("admin:consortium_year_desk", args=[number])}">{number}</a>' in text


def test_more_rows_than_a_form_can_send_are_not_shown(staff):
    rows, data = read(staff, "2016\n" + "".join(f"Members sing {n}.\n" for n in range(900)))
    assert len(rows) == 802
    assert rows[800]["question"].value() == "Only 800 rows are shown at a time; paste again from here on."
    assert len(data) < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS


def test_one_row_that_cannot_be_saved_keeps_all_back_and_what_was_typed(staff):
    make_membership(make_district(name="Mesa Public Schools", state="AZ"), 2012)
    _, data = read(
        staff, "2016\nNew Members Include:\nMesa Public Schools (AZ)\nA thing is done by members.\n"
    )
    response = make(staff, data)
    assert response.status_code == 200
    assert "without a departure already" in response.content.decode()
    assert (Year.objects.filter(number=2016).count(), Milestone.objects.count()) == (0, 0)
    assert "A thing is done by members" in response.content.decode()


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
