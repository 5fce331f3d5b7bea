"""The year desk: what is typed becomes rows, all of it or nothing."""

from html.parser import HTMLParser

import pytest
from django.contrib.auth.models import Group, User
from django.contrib.messages import get_messages
from django.urls import reverse

from consortium.dates import KnownDate
from consortium.models import Profile, Year
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


class Sent(HTMLParser):
    """What a browser sends of a page's form that nothing was typed into: `data`. What is disabled is not sent."""

    def __init__(self, html):
        super().__init__()
        self.data, self.ids, self.text, self.choice = {}, set(), None, None
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.ids.add(attributes.get("id"))
        name = attributes.get("name") if "disabled" not in attributes else None
        if tag == "input" and name:
            if attributes.get("type") != "checkbox" or "checked" in attributes:
                self.data[name] = attributes.get("value", "")
        elif tag == "textarea" and name:
            self.text, self.data[name] = name, ""
        elif tag == "select":
            self.choice = name
        elif tag == "option" and self.choice and "selected" in attributes:
            self.data[self.choice] = attributes["value"]

    def handle_data(self, text):
        if self.text:
            self.data[self.text] += text.removeprefix("\n")

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.text = None


def opened(client, number):
    return client.get(address(number)).content.decode()


def sent(client, number, **typed):
    """What a browser sends that opened the desk and typed: names with __ for -, such as milestone__0__headline."""
    data = Sent(opened(client, number)).data
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
        pytest.param({"left__0__name": "Nobody"}, "No member of this name.", id="unknown leaver"),
        pytest.param(
            {"left__0__name": "Mesa"},
            "No member of this name. Did you mean Mesa Public Schools (AZ)?",
            id="leaver cut short",
        ),
        pytest.param(
            {"left__0__name": "Twin Schools (OH)"},
            "no membership that could end",
            id="leaver that is no member",
        ),
        pytest.param(
            {"left__0__reason": "Merged"}, "Name the district that left", id="reason without a name"
        ),
        pytest.param({"joined__0__name": "Mesa"}, "Did you mean Mesa Public Schools (AZ)?", id="cut short"),
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
    html = response.content.decode()
    assert {field for field, _, _ in response.context["desk"].errors} <= {"", *Sent(html).ids}
    assert "<title>Error: 2016: year desk" in html
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


# The fall meeting

NOTHING = dict.fromkeys(("theme", "host", "cohost", "begins", "city", "state", "sponsor"), "")


@pytest.mark.parametrize(
    "more", [{}, {f"initial-meeting-{name}": "" for name in NOTHING}], ids=["new", "opened"]
)
def test_empty_fall_meeting_is_not_saved(staff, more):
    empty = {f"meeting-{name}": "" for name in NOTHING}
    data = {**sent(staff, 2016, year__headline="A year."), **empty, **more}
    assert save(staff, 2016, data).status_code == 302
    assert (Year.objects.get().headline, Meeting.objects.count()) == ("A year.", 0)


def test_planned_meeting_of_a_started_year_is_filled(staff):
    make_district(name="The Host")
    staff.post(reverse("admin:consortium_year_start", args=[2017]))
    assert Meeting.objects.unsaid().count() == 1
    data = sent(staff, 2017, meeting__theme="Reading", meeting__host="The Host")
    assert save(staff, 2017, data).status_code == 302
    meeting = Meeting.objects.get()
    assert (meeting.theme, meeting.slug, str(meeting.begins)) == ("Reading", "fall", "fall 2017")
    assert Meeting.objects.unsaid().count() == 0


def test_fall_meeting_is_removed_into_the_bin_and_another_entered(staff):
    first = make_meeting("fall 2016", kind="fall", slug="fall", theme="Reading")
    assert save(staff, 2016, sent(staff, 2016, meeting__remove="on")).status_code == 302
    first.refresh_from_db()
    assert (first.status, first.theme) == (Status.BIN, "Reading")
    assert "meeting-remove" not in opened(staff, 2016)
    save(staff, 2016, sent(staff, 2016, meeting__theme="Writing"))
    second = Meeting.objects.get(theme="Writing")
    assert (second.status, second.slug) == (Status.DRAFT, "fall-2")


# Editors


def test_editor_adds_to_a_year_with_published_rows(editor):
    make_milestone(2016, headline="Public", text="old", position=1)
    make_milestone(2016, headline="Draft", status="draft", position=2)
    make_meeting("fall 2016", kind="fall", theme="Reading")
    data = sent(editor, 2016, milestone__1__text="new", milestone__2__headline="Mine")
    assert "milestone-0-headline" not in data
    assert "milestone-0-id" in data
    assert save(editor, 2016, data).status_code == 302
    assert [(row.headline, row.text, row.status, row.position) for row in Milestone.objects.all()] == [
        ("Public", "old", "published", 1),
        ("Draft", "new", "draft", 2),
        ("Mine", "", "draft", 3),
    ]
    assert Meeting.objects.get().theme == "Reading"


def test_editor_is_told_what_is_for_publishers_and_offered_nothing_else(editor):
    member = make_membership(joined=2016)
    mine = make_membership(joined=2016, status="draft")
    make_meeting("fall 2016", kind="fall")
    make_milestone(2016, headline="Public")
    make_milestone(2016, headline="Draft", status="draft")
    html = opened(editor, 2016)
    assert "Published rows can be changed by a Publisher." in html
    assert "Publishing makes" not in html
    removals = (f'name="remove" value="{row.pk}"' for row in (member, mine))
    for name in (
        'name="milestone-0-DELETE"',
        'name="milestone-1-DELETE"',
        'name="meeting-remove"',
        *removals,
    ):
        assert name not in html
    assert 'name="milestone-2-DELETE"' in html  # nothing is there yet


@pytest.mark.parametrize("what", ["milestone", "member", "meeting"])
def test_editor_removes_no_draft(editor, what):
    rows = {
        "milestone": make_milestone(2016, status="draft"),
        "member": make_membership(joined=2016, status="draft"),
        "meeting": make_meeting("fall 2016", kind="fall", status="draft"),
    }
    data = sent(editor, 2016)
    ticked = {
        "milestone": {"milestone-0-DELETE": "on"},
        "member": {"remove": rows["member"].pk},
        "meeting": {"meeting-remove": "on"},
    }
    refused = save(editor, 2016, {**data, **ticked[what]})
    assert any("Only a publisher removes" in problem for problem in problems(refused))
    rows[what].refresh_from_db()
    assert rows[what].status == Status.DRAFT


@pytest.mark.parametrize("what", ["year", "milestone", "meeting"])
def test_editor_is_told_that_what_was_changed_is_public_by_now(editor, what):
    year = make_year(2016, status="draft", headline="old")
    milestone = make_milestone(2016, status="draft", headline="old")
    meeting = make_meeting("fall 2016", kind="fall", status="draft", theme="old")
    typed = {"year": "year__headline", "milestone": "milestone__0__headline", "meeting": "meeting__theme"}
    data = sent(editor, 2016, **{typed[what]: "new"}, milestone__1__headline="Mine")
    row = {"year": year, "milestone": milestone, "meeting": meeting}[what]
    type(row).objects.filter(pk=row.pk).update(status="published")
    refused = save(editor, 2016, data)
    assert any("Somebody has published this" in problem for problem in problems(refused))
    assert 'value="new"' in refused.content.decode()
    assert not Milestone.objects.filter(headline="Mine").exists()
    untouched = data | {typed[what].replace("__", "-"): "old"}
    assert save(editor, 2016, untouched).status_code == 302
    assert Milestone.objects.filter(headline="Mine").exists()


def test_publisher_is_told_nothing_of_publishers(staff):
    make_milestone(2016)
    html = opened(staff, 2016)
    assert "can be changed by a Publisher" not in html
    assert 'name="milestone-0-DELETE"' in html


def test_page_of_the_year_offers_publishing_to_those_who_may(staff, django_user_model):
    make_year(2016)
    change, add = reverse("admin:consortium_year_change", args=[2016]), reverse("admin:consortium_year_add")
    assert [b"_publish" in staff.get(page).content for page in (change, add)] == [True, True]
    editor = django_user_model.objects.create_user("ed", is_staff=True)
    editor.groups.add(Group.objects.get(name="Editor"))
    staff.force_login(editor)
    assert [b"_publish" in staff.get(page).content for page in (change, add)] == [False, False]


# Order


@pytest.mark.parametrize(
    ("typed", "order"),
    [
        pytest.param({2: 1}, "CAB", id="last to first"),
        pytest.param({0: 3}, "BCA", id="first to last"),
        pytest.param({1: 1}, "BAC", id="one up"),
        pytest.param({0: 3, 2: 1}, "CBA", id="two change places"),
        pytest.param({0: ""}, "BCA", id="without a number"),
        pytest.param({0: 9}, "BCA", id="far down"),
    ],
)
def test_row_goes_where_its_number_says(staff, typed, order):
    for position, headline in enumerate("ABC", 1):
        make_milestone(2016, headline=headline, position=position)
    data = sent(staff, 2016) | {f"milestone-{index}-position": str(number) for index, number in typed.items()}
    assert save(staff, 2016, data).status_code == 302
    assert "".join(row.headline for row in Milestone.objects.all()) == order
    assert len(set(Milestone.objects.values_list("position", flat=True))) == 3


def test_new_row_goes_where_its_number_says(staff):
    for position, headline in enumerate("AB", 1):
        make_milestone(2016, headline=headline, position=position)
    data = sent(
        staff, 2016, milestone__2__headline="New", milestone__2__position="2", milestone__3__headline="End"
    )
    save(staff, 2016, data)
    assert [(row.headline, row.position) for row in Milestone.objects.all()] == [
        ("A", 1),
        ("New", 2),
        ("B", 3),
        ("End", 4),
    ]


def test_refused_reordering_stays_on_the_screen(staff):
    for position, headline in enumerate("AB", 1):
        make_milestone(2016, headline=headline, position=position)
    data = sent(staff, 2016, milestone__0__position="5", milestone__1__headline="")
    response = save(staff, 2016, data)
    desk = response.context["desk"]
    assert [(form["position"].value(), form["headline"].value()) for form in desk.rows[:2]] == [
        ("2", ""),
        ("5", "A"),
    ]
    assert [where for _, where, _ in desk.errors] == ["Milestone 1: Headline"]


def test_new_row_that_is_removed_is_no_problem(staff):
    typed = {"milestone__0__text": "No headline", "milestone__0__DELETE": "on"}
    assert save(staff, 2016, sent(staff, 2016, **typed)).status_code == 302
    assert Milestone.objects.count() == 0


# States and errors


@pytest.mark.parametrize("state", ["Virginia", "virginia", " va ", "VA"])
def test_state_may_be_written_out(staff, state):
    data = sent(staff, 2016, joined__0__name="Brand New Schools", joined__0__state=state)
    assert save(staff, 2016, data).status_code == 302
    assert District.objects.get().state == "VA"


def test_leaver_that_is_not_found_is_marked_at_its_name(staff):
    make_membership(make_district(name="Fulton County Schools", state="GA"), 2012)
    response = save(staff, 2016, sent(staff, 2016, left__0__name="Fulton"))
    assert response.context["desk"].errors == [
        (
            "id_left-0-name",
            "Left: Name",
            "No member of this name. Did you mean Fulton County Schools (GA)?",
        )
    ]


def test_leaver_of_a_name_that_two_have_is_told_apart_by_state(staff):
    rows = [make_membership(make_district(name="Twin Schools", state=state), 2012) for state in ("OH", "VA")]
    assert problems(save(staff, 2016, sent(staff, 2016, left__0__name="Twin Schools"))) == [
        "There is more than one Twin Schools (OH, VA): add the state, as in “Twin Schools (OH)”."
    ]
    assert save(staff, 2016, sent(staff, 2016, left__0__name="Twin Schools (VA)")).status_code == 302
    for row in rows:
        row.refresh_from_db()
    assert [row.left_id for row in rows] == [None, 2016]


def test_problem_says_which_row_it_is_in(staff):
    data = sent(staff, 2016, milestone__2__text="No headline", joined__1__name="Nowhere Schools")
    errors = save(staff, 2016, data).context["desk"].errors
    assert [where for _, where, _ in errors] == ["New member 2: State", "Milestone 3: Headline"]
    make_milestone(2016, headline="A")
    binned = make_milestone(2016, headline="B", status="bin")
    refused = save(staff, 2016, sent(staff, 2016, milestone__0__headline=binned.headline))
    assert problems(refused) == [
        "“B”: This year has a milestone with this headline already; look in the bin, too."
    ]


# The bin, and the years beside


def test_desk_of_a_year_in_the_bin_says_so_and_takes_nothing(staff):
    make_year(2016, headline="Old")
    data = sent(staff, 2016, year__headline="New")
    Year.objects.update(status=Status.BIN)
    html = opened(staff, 2016)
    assert "In the bin" in html
    assert "A draft" not in html
    assert 'id="desk"' not in html
    assert f'href="{reverse("admin:consortium_year_change", args=[2016])}">Bring it back' in html
    refused = save(staff, 2016, {**data, "do": "publish"})
    assert problems(refused) == ["2016 is in the bin, and nothing is saved there."]
    assert 'value="New"' in refused.content.decode()
    assert (Year.objects.get().headline, Year.objects.get().status) == ("Old", Status.BIN)


@pytest.mark.parametrize(
    ("number", "years", "linked"),
    [
        pytest.param(2016, [], (None, None), id="new"),
        pytest.param(2016, [2015], (2015, None), id="new, after a year"),
        pytest.param(2016, [2016], (2015, 2017), id="saved"),
        pytest.param(2200, [2200], (2199, None), id="the last of all"),
        pytest.param(1800, [1800], (None, 1801), id="the first of all"),
    ],
)
def test_desk_leads_to_the_years_beside_it(staff, number, years, linked):
    for year in years:
        make_year(year)
    context = staff.get(address(number)).context
    assert (context["previous"], context["next"]) == linked


# What publishing says, and the check


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


@pytest.mark.parametrize(
    ("number", "warned"),
    [
        pytest.param(2020, False, id="within"),
        pytest.param(2021, True, id="later"),
        pytest.param(2190, False, id="only planned"),
    ],
)
def test_publishing_past_the_date_the_record_is_kept_to_says_so(staff, number, warned):
    profile = Profile.objects.get()
    profile.kept_to = KnownDate.parse("May 2020")
    profile.save()
    response = save(staff, number, {**sent(staff, number, year__headline="A year."), "do": "publish"})
    page = reverse("admin:consortium_profile_change", args=[profile.pk])
    text = f'The record is kept to May 2020; bring that up to date <a href="{page}">in the profile</a>.'
    assert (text in said(response)) == warned


def test_publishing_says_how_much_has_no_source(staff):
    source = make_source()
    data = sent(staff, 2016, milestone__0__headline="A", milestone__1__headline="B", source=source.pk)
    response = save(staff, 2016, {**data, "do": "publish"})
    assert len(said(response)) == 1
    data = sent(staff, 2016, milestone__2__headline="C", meeting__theme="Reading")
    response = save(staff, 2016, {**data, "do": "publish"})
    assert said(response)[-1].startswith("2 facts published here have no source, and readers are told so.")


def test_desk_lists_what_the_check_finds_of_its_year(staff):
    make_meeting("fall 2016", kind="fall", held=False)
    make_meeting("fall 2015", kind="fall", held=False)
    checked = staff.get(address(2016)).context["checked"]
    assert [finding.text for finding in checked] == [
        "Fall meeting 2016 (fall 2016) is over, but neither marked as held nor as cancelled.",
        "2016 has no headline.",
    ]
    assert staff.get(address(2017)).context["checked"] == []
