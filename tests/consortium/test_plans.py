"""Plans: which is in force, what is tied to their parts, who is told of gaps, and how staff enter them."""

import re
from datetime import date

import pytest
from django.contrib.auth.models import User

from consortium.check import Kind, Level, findings
from consortium.evidence import parts_of
from consortium.models import Plan, PlanPart
from consortium.pages import Reading
from consortium.publishing import Status
from meetings.models import Practice
from milestones.models import Milestone
from tests.constraints import ACCEPTED, refusal, refused, said_by_form
from tests.factories import (
    known,
    make_meeting,
    make_milestone,
    make_plan,
    make_plan_part,
    make_practice,
    make_profile,
    make_source,
    make_year,
)
from tests.reading import main_words
from tests.test_admin import address, inline

pytestmark = pytest.mark.django_db

DAY = date(2020, 6, 1)


@pytest.fixture
def staff(client):
    make_profile()
    client.force_login(User.objects.create_superuser("staff"))
    return client


def main(response):
    assert response.status_code == 200
    return main_words(response)


# Which plan is in force


def test_strategic_plan_adopted_last_is_in_force_from_its_day_on():
    old, new = make_plan(adopted="2013"), make_plan(adopted="2018-04-25")
    make_plan(adopted="2019", kind=Plan.Kind.PLATFORM)

    days = [date(2012, 12, 31), date(2013, 1, 1), date(2018, 4, 24), date(2018, 4, 25), date(2030, 1, 1)]
    assert [Plan.objects.in_force(day) for day in days] == [None, old, old, new, new]


@pytest.mark.parametrize("status", [Status.DRAFT, Status.BIN])
def test_plan_that_is_not_published_takes_no_other_one_s_place(client, status):
    make_profile()
    make_plan(title="Old", adopted="2013")
    make_plan(title="New", adopted="2018", status=status)

    assert "Old" in main(client.get("/about/plan/"))


@pytest.mark.parametrize(
    ("day", "there"), [(date(2018, 4, 24), False), (date(2018, 4, 25), True)], ids=["before", "from then on"]
)
def test_part_is_of_the_record_from_its_plan_s_adoption_on(day, there):
    part = make_plan_part(make_plan(adopted="2018-04-25"))

    assert list(PlanPart.objects.as_of(day)) == ([part] if there else [])


# What the database holds


@pytest.mark.parametrize(
    ("kind", "mark", "result"),
    [
        pytest.param("note", "*", ACCEPTED, id="a note with a mark"),
        pytest.param("note", "", ACCEPTED, id="a note without"),
        pytest.param("pillar", "", ACCEPTED, id="a pillar"),
        pytest.param("pillar", "*", refused("Only a note has a mark."), id="a pillar with a mark"),
    ],
)
def test_only_a_note_has_a_mark(kind, mark, result):
    assert refusal(PlanPart(plan=make_plan(), kind=kind, name="Why", mark=mark)) == result


@pytest.mark.parametrize(
    ("name", "result"),
    [
        pytest.param("Equity", refused("This plan has a part of this name already."), id="twice in a plan"),
        pytest.param("Talent", ACCEPTED, id="another name"),
    ],
)
def test_plan_has_a_part_of_a_name_once(name, result):
    plan = make_plan_part(name="Equity").plan

    assert refusal(PlanPart(plan=plan, kind="value", name=name)) == result


def test_two_plans_may_have_a_part_of_the_same_name():
    make_plan_part(name="Equity")

    assert refusal(PlanPart(plan=make_plan(), kind="value", name="Equity")) == ACCEPTED


def test_plan_does_not_follow_itself():
    plan = make_plan()
    plan.follows = plan

    assert refusal(plan) == refused("A plan follows another plan.")


@pytest.mark.parametrize(
    ("adopted", "messages"),
    [
        pytest.param("2017", [], id="the later one follows"),
        pytest.param("2018-04", [], id="in the same month"),
        pytest.param("2019", ["That plan was adopted later than this one."], id="the earlier one follows"),
    ],
)
def test_plan_follows_one_that_was_not_adopted_later(adopted, messages):
    plan = make_plan(adopted="2018-04-25")
    plan.follows = make_plan(adopted=adopted)

    assert said_by_form(plan) == messages


# From plan to evidence


def evidence(plan, reading=None):
    """What is tied to the parts of a plan: [(kind, str, year, before)] by the part's name."""
    parts = parts_of(plan, reading or Reading(DAY))
    return {
        part.name: [(found.kind, str(found.row), found.year, found.before) for found in part.evidence]
        for part in parts
    }


def test_evidence_stands_under_its_part_by_year_and_says_what_is_older_than_the_plan():
    plan = make_plan(adopted="2018-04-25")
    part, empty = make_plan_part(plan, name="Tied"), make_plan_part(plan, name="Untied")
    make_milestone(2019, headline="Late").plan_parts.add(part)
    make_milestone(2014, headline="Early").plan_parts.add(part)
    seen_at = make_meeting("fall 2018", title="A meeting")
    seen_at.plan_parts.add(part)
    make_practice(title="Seen", seen_at=[seen_at], published="2012", plan_parts=[part])
    make_practice(title="Read", published="2017", plan_parts=[part])
    make_practice(title="Undated", plan_parts=[part])

    assert evidence(plan) == {
        part.name: [
            ("milestone", "Early", 2014, True),
            ("practice", "Read", 2017, True),
            ("meeting", "A meeting", 2018, False),
            ("practice", "Seen", 2018, False),
            ("milestone", "Late", 2019, False),
            ("practice", "Undated", None, False),
        ],
        empty.name: [],
    }


def test_evidence_hangs_on_nothing_hidden_and_nothing_later_than_the_day_looked_at():
    part = make_plan_part(make_plan(adopted="2013"))
    draft_year = make_year(2015, status=Status.DRAFT)
    for row in (
        make_milestone(2014, status=Status.DRAFT),
        make_milestone(2014, status=Status.BIN),
        make_milestone(draft_year),
        make_meeting("2014", status=Status.DRAFT),
        make_meeting("May 2016", cancelled="April 2016"),
        make_practice(status=Status.DRAFT),
        make_milestone(2019, headline="Later"),
    ):
        row.plan_parts.add(part)

    assert evidence(part.plan) == {part.name: [("milestone", "Later", 2019, False)]}
    assert evidence(part.plan, Reading(date(2018, 1, 1), as_of="2017")) == {part.name: []}


def test_draft_year_of_a_meeting_does_not_date_the_practice_seen_there():
    part = make_plan_part(make_plan(adopted="2013"))
    draft = make_meeting("2015", status=Status.DRAFT)
    make_practice(title="Seen", seen_at=[draft], published="2017", plan_parts=[part])

    assert evidence(part.plan) == {part.name: [("practice", "Seen", 2017, False)]}


def test_notes_ask_for_no_evidence():
    plan = make_plan()
    make_plan_part(plan, kind=PlanPart.Kind.NOTE)
    value = make_plan_part(plan, kind=PlanPart.Kind.VALUE)

    assert [part for part in parts_of(plan, Reading(DAY)) if part.is_gap] == [value]
    assert list(PlanPart.objects.asking_for_evidence()) == [value]


# The page


def test_page_of_a_plan_says_what_it_is_in_its_order(client):
    make_profile()
    plan = make_plan(
        title="Wide 2030", adopted="2018-04-25", purpose="To be wide", source=make_source(title="The paper")
    )
    make_plan_part(plan, kind="note", name="On the name", mark="*", text="It is a year")
    make_plan_part(plan, kind="note", name="Last word")
    make_plan_part(plan, kind="value", name="Second value", position=2)
    make_plan_part(plan, kind="value", name="First value", position=1)
    make_plan_part(plan, kind="priority", name="A priority")
    make_plan_part(plan, kind="pillar", name="A pillar", text="- a point\n  - a point of it")
    text = main(client.get("/about/plan/"))

    words = [
        "Strategic plan, adopted April 25, 2018", "Wide 2030", "*", "On the name", "It is a year", "The plan in force",
        "To be wide", "A pillar", "a point", "a point of it", "A priority", "First value", "Second value", "Last word",
        "The paper",
    ]  # fmt: skip
    places = [text.index(word) for word in words]
    assert places == sorted(places)
    own_page = main(client.get(plan.get_absolute_url())).removeprefix("Plan Wide 2030 ")
    assert own_page.split("Suggest a correction")[0] == text.split("Suggest a correction")[0]


@pytest.mark.parametrize("owner", ["", "The owners"])
def test_owner_is_named_only_if_it_is_stored(client, owner):
    make_profile()
    make_plan(owner=owner)
    text = main(client.get("/about/plan/"))

    assert ("Whose plan" in text, "The owners" in text) == (bool(owner), bool(owner))


def test_page_says_what_a_plan_follows_what_followed_it_and_which_others_there_are(client):
    make_profile()
    first = make_plan(title="One", slug="one", adopted="2013")
    second = make_plan(title="Two", slug="two", adopted="2015", follows=first)
    make_plan(title="Three", slug="three", adopted="2018", follows=second)
    make_plan(title="Hidden", adopted="2016", follows=second, status=Status.DRAFT)
    text = main(client.get("/about/plan/two/"))

    assert "Plan in force today Three" in text
    assert "Takes the place of One , 2013 Followed by Three , 2018" in text
    assert "Other plans 2018 Three" in text
    assert "Hidden" not in text
    then = main(client.get("/about/plan/two/?as_of=2016"))
    assert "In force as of" in then
    assert "Three" not in then


def test_plan_whose_adoption_is_not_known_claims_none(client):
    make_profile()
    make_plan(title="One", slug="one", adopted="2013", adopted_known=False)
    text = main(client.get("/about/plan/"))
    assert "Strategic plan of 2013 One When Of 2013 When it was adopted is not in the record" in text
    for place in ("/", "/about/"):
        assert "One Of 2013" in main(client.get(place))
    make_plan(title="Two", adopted="2018")
    assert "2013 One Strategic plan of 2013; when it was adopted is not in the record" in main(
        client.get("/about/plan/")
    )


def test_practice_without_a_date_says_so_among_the_evidence(client):
    make_profile()
    part = make_plan_part(make_plan(slug="one"))
    make_practice(title="Undated").plan_parts.add(part)
    assert "In the record No date Undated Practice" in main(client.get("/about/plan/one/"))


def test_reader_is_told_if_no_plan_is_in_force(client):
    make_profile()
    make_plan(title="The platform", adopted="2013", kind=Plan.Kind.PLATFORM)

    assert "No strategic plan is in the record yet. What else was adopted 2013 The platform" in main(
        client.get("/about/plan/")
    )
    assert "No strategic plan is in the record as of the end of 2012." in main(
        client.get("/about/plan/?as_of=2012")
    )


def test_gap_is_shown_to_staff_who_preview_and_never_to_the_public(staff):
    part = make_plan_part()
    draft = make_milestone(headline="Secret", status=Status.DRAFT)
    gap, page = "Nothing in the record is tied to this yet.", part.plan.get_absolute_url()

    assert gap in main(staff.get(f"{page}?preview=yes"))
    assert gap not in main(staff.get(page))
    draft.plan_parts.add(part)
    assert "Secret" in main(staff.get(f"{page}?preview=yes"))
    assert gap not in main(staff.get(f"{page}?preview=yes"))
    staff.logout()
    for public in (page, f"{page}?preview=yes", "/about/plan/"):
        text = main(staff.get(public, follow=True))
        assert (gap in text, "Secret" in text) == (False, False)


def test_practice_names_the_part_that_it_serves_once_its_plan_is_adopted(client):
    make_profile()
    part = make_plan_part(make_plan(slug="new", adopted="2018"), name="Wide reading")
    hidden = make_plan_part(make_plan(status=Status.DRAFT), name="Hidden")
    make_practice(slug="p", seen_at=[make_meeting("October 2016")], plan_parts=[part, hidden])

    response = client.get("/practices/p/")
    assert f'<a href="/about/plan/new/#p{part.pk}">Wide reading</a>' in response.content.decode()
    assert "Hidden" not in main(response)
    assert "Wide reading" not in main(client.get("/practices/p/?as_of=2017"))


def test_home_leads_to_the_plan_in_force(client):
    make_profile()
    assert "plan in force" not in main(client.get("/"))
    make_plan(title="Wide 2030", adopted="2018-04-25", purpose="To be wide")

    assert "The plan in force: Wide 2030 Adopted April 25, 2018 To be wide" in main(client.get("/"))
    assert "plan in force" not in main(client.get("/?as_of=2017"))


# The record check


def gaps():
    return [finding for finding in findings(DAY) if finding.kind == Kind.NO_EVIDENCE]


def test_check_lists_the_parts_of_the_plan_in_force_that_nothing_is_tied_to():
    make_plan_part(make_plan(adopted="2013"), name="Old")
    make_plan_part(make_plan(adopted="2021"), name="To come")
    plan = make_plan(title="Wide 2030", adopted="2018")
    make_plan_part(plan, kind="note", name="A note")
    make_plan_part(plan, kind="value", name="Trust")
    make_plan_part(plan, kind="pillar", name="Reading")
    tied = make_plan_part(plan, kind="pillar", name="Writing")
    make_milestone().plan_parts.add(tied)
    (finding,) = gaps()

    assert finding.text == (
        "Wide 2030, the plan in force, has parts that nothing in the record is tied to: "
        "“Reading” (pillar) and “Trust” (value)."
    )
    assert (finding.level, finding.address) == (Level.NOTE, address(Plan, "change", plan.pk))


@pytest.mark.parametrize(
    ("make", "status", "tied"),
    [
        pytest.param(make_milestone, Status.PUBLISHED, True, id="a milestone"),
        pytest.param(make_milestone, Status.DRAFT, True, id="a draft"),
        pytest.param(make_milestone, Status.BIN, False, id="in the bin"),
        pytest.param(make_meeting, Status.PUBLISHED, True, id="a meeting"),
        pytest.param(make_practice, Status.PUBLISHED, True, id="a practice"),
    ],
)
def test_check_takes_whatever_is_tied_and_not_in_the_bin(make, status, tied):
    part = make_plan_part()
    make(status=status).plan_parts.add(part)

    assert (gaps() == []) == tied


def test_check_of_a_record_without_a_plan_finds_no_gap():
    make_plan_part(make_plan(status=Status.DRAFT))

    assert gaps() == []


# Staff


def test_plan_is_entered_with_its_parts_in_one_save_and_those_without_a_place_go_last(staff):
    parts = [
        {"kind": "value", "position": "1", "name": "Trust"},
        {"kind": "value", "position": "", "name": "Care"},
        {"kind": "note", "position": "", "name": "On the name", "mark": "*"},
    ]
    data = {"title": "Wide 2030", "slug": "wide", "kind": "strategic", "status": "published"}
    data |= {"adopted": "April 25, 2018"} | inline("parts", parts)
    assert staff.post(address(Plan, "add"), data).status_code == 302
    plan = Plan.objects.get()

    assert plan.adopted == known("2018-04-25")
    assert [(part.kind, part.position, part.name) for part in plan.parts.all()] == [
        ("note", 3, "On the name"),
        ("value", 1, "Trust"),
        ("value", 2, "Care"),
    ]


def test_screen_of_a_plan_leads_to_what_is_tied_to_it(staff):
    plan = make_plan(slug="wide")

    assert (
        'href="/about/plan/wide/?preview=yes"' in staff.get(address(Plan, "change", plan.pk)).content.decode()
    )


def test_parts_are_ticked_by_plan_and_a_tie_to_a_plan_in_the_bin_is_kept(staff):
    part = make_plan_part(make_plan(title="New plan", adopted="2018"), kind="value", name="Trust")
    note = make_plan_part(part.plan, kind="note", name="On the name")
    binned = make_plan_part(make_plan(title="Old plan", adopted="2013", status=Status.BIN), name="Reach")
    practice = make_practice(title="P", slug="p", plan_parts=[binned])
    page = staff.get(address(Practice, "change", practice.pk)).content.decode()

    assert page.index("New plan, 2018") < page.index("Value: Trust") < page.index("Old plan, 2013")
    assert note.name not in page
    data = {"title": "P", "slug": "p", "status": "published", "plan_parts": [part.pk, binned.pk]}
    data |= {"initial-plan_parts": [binned.pk]} | inline("examples", [])
    assert staff.post(address(Practice, "change", practice.pk), data).status_code == 302
    assert set(practice.plan_parts.all()) == {part, binned}
    assert set(practice.history.first().plan_parts.values_list("planpart", flat=True)) == {part.pk, binned.pk}


@pytest.mark.parametrize("make", [make_milestone, make_meeting, make_practice])
def test_parts_are_offered_on_the_screen_of_all_that_may_serve_them(staff, make):
    make_plan_part(name="Trust")
    row = make()

    assert "Pillar: Trust" in staff.get(address(type(row), "change", row.pk)).content.decode()


def test_ties_that_two_people_change_at_once_are_not_lost_without_a_word(staff):
    old, mine, theirs = (make_plan_part(name=name) for name in ("Old", "Mine", "Theirs"))
    milestone = make_milestone(2016, headline="H")
    milestone.plan_parts.add(old, theirs)  # the form below was opened before the second one was ticked
    data = {"year": 2016, "position": 0, "kind": "other", "status": "published", "headline": "H"}
    data |= {"plan_parts": [old.pk, mine.pk], "initial-plan_parts": [old.pk]} | inline("appearances", [])
    response = staff.post(address(Milestone, "change", milestone.pk), data)

    assert response.status_code == 200
    assert re.search("changed this to “[^”]*Theirs", response.content.decode())
    assert set(milestone.plan_parts.all()) == {old, theirs}
