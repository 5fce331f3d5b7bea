"""The year desk: what is typed becomes rows, all of it or nothing."""

import pytest
from django.contrib.auth.models import Group, User
from django.urls import reverse

from consortium.models import Year
from consortium.publishing import Status
from meetings.models import Meeting
from members.models import District, Membership
from milestones.models import Milestone
from tests.factories import (
    make_district,
    make_district_name,
    make_hosting,
    make_meeting,
    make_membership,
    make_milestone,
    make_profile,
    make_source,
    make_year,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    make_profile()
    client.force_login(User.objects.create_superuser("dana", password="a password of staff"))
    return client


def address(number):
    return reverse("admin:consortium_year_desk", args=[number])


def sent(client, number, **typed):
    """What a browser sends that opened the desk and typed: names with __ for -, such as milestone__0__headline."""
    desk = client.get(address(number)).context["desk"]
    data = {}
    for part in desk.parts:
        if hasattr(part, "management_form"):
            data |= {bound.html_name: bound.value() for bound in part.management_form}
        for form in getattr(part, "forms", [part]):
            for bound in form:
                value = bound.value()
                prepared = "" if value is None or value is False else str(getattr(value, "pk", value))
                data[bound.html_name] = prepared
                if bound.field.show_hidden_initial:
                    data[bound.html_initial_name] = prepared
                if value is False:
                    del data[bound.html_name]
    return {**data, **{name.replace("__", "-"): value for name, value in typed.items()}}


def save(client, number, data):
    return client.post(address(number), data)


def problems(response):
    return [message for _, _, message in response.context["desk"].errors]


def test_year_is_written_in_one_save(staff):
    make_membership(make_district(name="The Host"), 2012)
    old = make_district(name="Old Name Schools", state="OH")
    make_district_name(district=old, name="Older Name Schools", until=2014)
    source = make_source()
    data = sent(
        staff, 2016, year__headline="A year.", joined__0__name="older name schools", joined__1__name="Brand New Schools",
        joined__1__state="va", milestone__0__headline="First", milestone__0__text="Said **so**",
        milestone__1__headline="Second", meeting__theme="Reading", meeting__host="The Host", source=source.pk,
    )  # fmt: skip
    assert save(staff, 2016, data).status_code == 302
    year = Year.objects.get(number=2016)
    assert (year.headline, year.status) == ("A year.", Status.DRAFT)
    joined = Membership.objects.filter(joined=year).order_by("position")
    assert [(row.district.name, row.district.state, row.district.status, row.status) for row in joined] == [
        ("Old Name Schools", "OH", "published", "draft"),
        ("Brand New Schools", "VA", "draft", "draft"),
    ]
    assert [(row.headline, row.text, row.position, row.source) for row in year.milestones.all()] == [
        ("First", "Said **so**", 1, source),
        ("Second", "", 2, source),
    ]
    meeting = Meeting.objects.get()
    assert (meeting.theme, str(meeting.begins), [h.district.name for h in meeting.hostings.all()]) == (
        "Reading", "fall 2016", ["The Host"],
    )  # fmt: skip


def test_publishing_from_the_desk_shows_all_of_it(staff, client):
    data = sent(
        staff,
        2016,
        joined__0__name="Brand New Schools",
        joined__0__state="VA",
        milestone__0__headline="First",
    )
    save(staff, 2016, {**data, "do": "publish"})
    client.logout()
    text = client.get("/timeline/2016/").content.decode()
    assert "Brand New Schools" in text
    assert "First" in text


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        pytest.param(
            {"joined__0__name": "Nowhere Schools"}, "add its state to make a new district", id="no state"
        ),
        pytest.param(
            {"joined__0__name": "Mesa Public Scools", "joined__0__state": "AZ"},
            "Did you mean Mesa",
            id="close",
        ),
        pytest.param(
            {"joined__0__name": "Mesa Public Schools"}, "without a departure already", id="a member already"
        ),
        pytest.param(
            {"joined__0__name": "Twin Schools"}, "more than one Twin Schools (OH, VA)", id="two of a name"
        ),
        pytest.param({"joined__0__name": "X", "joined__0__state": "ZZ"}, "ZZ is not a state", id="state"),
        pytest.param(
            {"meeting__theme": "T", "meeting__host": "Mesa Public School"}, "Did you mean Mesa", id="host"
        ),
        pytest.param(
            {"meeting__theme": "T", "meeting__begins": "soon"}, "can't be read as a date", id="when"
        ),
        pytest.param({"left__0__name": "Twin Schools Three"}, "add its state", id="unknown leaver"),
        pytest.param({"milestone__0__text": "No headline"}, "This field is required", id="no headline"),
        pytest.param(
            {"milestone__0__headline": "A", "milestone__1__headline": "A"}, "headline already", id="twice"
        ),
    ],
)
def test_mistake_saves_nothing_and_keeps_what_was_typed(staff, typed, says):
    make_membership(make_district(name="Mesa Public Schools", state="AZ"), 2012)
    make_district(name="Twin Schools", state="OH")
    make_district(name="Twin Schools", state="VA")
    districts = District.objects.count()
    response = save(staff, 2016, sent(staff, 2016, year__headline="A year.", **typed))
    assert response.status_code == 200
    assert any(says in problem for problem in problems(response))
    assert (
        Year.objects.filter(number=2016).count(),
        District.objects.count(),
        Milestone.objects.count(),
    ) == (0, districts, 0)
    assert "A year." in response.content.decode()


def test_new_district_that_is_like_another_is_made_when_staff_insist(staff):
    make_district(name="Mesa Public Schools", state="AZ")
    typed = {"joined__0__name": "Mesa Public Scools", "joined__0__state": "AZ", "joined__0__is_new": "on"}
    assert save(staff, 2016, sent(staff, 2016, **typed)).status_code == 302
    assert District.objects.filter(name="Mesa Public Scools", slug="mesa-public-scools").exists()


def test_district_that_left_is_recorded_with_the_reason_and_can_be_taken_back(staff):
    row = make_membership(make_district(name="Mesa Public Schools"), 2012)
    save(staff, 2016, sent(staff, 2016, left__0__name="Mesa Public Schools", left__0__reason="Merged"))
    row.refresh_from_db()
    assert (row.left_id, row.reason) == (2016, "Merged")
    save(staff, 2016, {**sent(staff, 2016), "return": row.pk})
    row.refresh_from_db()
    assert (row.left_id, row.reason) == (None, "")


def test_removed_rows_go_into_the_bin(staff):
    member = make_membership(joined=2016)
    milestone = make_milestone(2016)
    data = sent(staff, 2016, milestone__0__DELETE="on")
    save(staff, 2016, {**data, "remove": member.pk})
    member.refresh_from_db()
    milestone.refresh_from_db()
    assert (member.status, milestone.status) == (Status.BIN, Status.BIN)


def test_milestones_are_put_in_another_order(staff):
    for position, headline in enumerate(("A", "B", "C"), 1):
        make_milestone(2016, headline=headline, position=position)
    data = sent(staff, 2016, milestone__0__position="3", milestone__2__position="1")
    save(staff, 2016, data)
    assert [row.headline for row in Milestone.objects.all()] == ["C", "B", "A"]


def test_save_without_a_change_writes_no_history(staff):
    make_hosting(make_meeting("fall 2016", kind="fall"), make_district())
    make_milestone(2016)
    counts = [model.history.count() for model in (Milestone, Meeting, Membership)]
    assert save(staff, 2016, sent(staff, 2016)).status_code == 302
    assert [model.history.count() for model in (Milestone, Meeting, Membership)] == counts


def test_two_at_one_desk_lose_nothing(staff):
    make_milestone(2016, headline="A", text="old", position=1)
    make_milestone(2016, headline="B", text="old", position=2)
    first = sent(staff, 2016, milestone__0__text="first")
    second = sent(staff, 2016, milestone__0__text="second", milestone__1__text="also second")
    save(staff, 2016, first)
    refused = save(staff, 2016, second)
    assert any("“first”" in problem for problem in problems(refused))
    assert "also second" in refused.content.decode()
    assert [row.text for row in Milestone.objects.all()] == ["first", "old"]


def test_next_year_is_started_with_what_recurs(staff):
    make_milestone(2016, headline="Annual report", kind="report")
    make_milestone(2016, headline="Something else")
    response = staff.post(reverse("admin:consortium_year_start", args=[2017]))
    assert response.headers["Location"] == address(2017)
    assert [(row.headline, row.status) for row in Milestone.objects.filter(year=2017)] == [
        ("Annual report", "draft")
    ]
    assert [(str(row.begins), row.status) for row in Meeting.objects.filter(year=2017)] == [
        ("fall 2017", "draft")
    ]


def test_desk_is_for_staff_with_the_right(client):
    make_profile()
    assert client.get(address(2016)).status_code == 302
    client.force_login(User.objects.create_user("clerk", is_staff=True))
    assert client.get(address(2016)).status_code == 403


@pytest.fixture
def editor(client):
    make_profile()
    user = User.objects.create_user("ed", is_staff=True)
    user.groups.add(Group.objects.get(name="Editor"))
    client.force_login(user)
    return client


def test_editor_adds_drafts_beside_what_is_public_and_changes_nothing_of_it(editor):
    make_milestone(2016, headline="Public", text="old", position=1)
    data = sent(editor, 2016, milestone__0__text="new", milestone__1__headline="Mine", year__headline="Mine")
    assert save(editor, 2016, {**data, "do": "publish"}).status_code == 302
    assert [(row.headline, row.text, row.status) for row in Milestone.objects.all()] == [
        ("Public", "old", "published"),
        ("Mine", "", "draft"),
    ]
    assert Year.objects.get(number=2016).headline == ""


def test_editor_ends_no_public_membership(editor):
    row = make_membership(make_district(name="Mesa Public Schools"), 2012)
    make_year(2016)
    refused = save(editor, 2016, sent(editor, 2016, left__0__name="Mesa Public Schools"))
    assert any("drafts only" in problem for problem in problems(refused))
    row.refresh_from_db()
    assert row.left is None
