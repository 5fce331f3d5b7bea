from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from consortium.check import Kind, Level, findings, findings_of_year, unknowns
from consortium.check.facts import corrections_astray
from consortium.check.finding import Scope
from consortium.management.commands.load_record import FOUNDING_RECORD
from consortium.models import SearchEntry, Year
from consortium.publishing import Status
from consortium.record import Loader
from meetings.models import Meeting
from tests.factories import (
    known,
    make_appearance,
    make_award,
    make_collaborative,
    make_contact,
    make_district,
    make_district_name,
    make_edition,
    make_figure,
    make_hosting,
    make_meeting,
    make_membership,
    make_milestone,
    make_office,
    make_organization,
    make_participation,
    make_person,
    make_plan,
    make_plan_part,
    make_practice,
    make_practice_example,
    make_profile,
    make_program_year,
    make_source,
    make_stated_number,
    make_story,
    make_tenure,
    make_voice,
    make_year,
)

pytestmark = pytest.mark.django_db

TODAY = date(2020, 6, 1)
EVERY_STATUS = [pytest.param(status, id=status.label) for status in Status]


def found(kind, today=TODAY):
    """The texts of the findings of a kind."""
    return [finding.text for finding in findings(today) if finding.kind == kind]


def the_one(kind):
    (finding,) = (finding for finding in findings(TODAY) if finding.kind == kind)
    return finding


def kept_to(text):
    return make_profile(kept_to=known(text))


# Hosts


def hosting_of(*periods, begins="fall 2016", **meeting):
    district = make_district(name="Mesa", state="AZ")
    for joined, left in periods:
        make_membership(district, joined, left)
    return make_hosting(make_meeting(begins, held=True, **meeting), district)


@pytest.mark.parametrize(
    ("periods", "text"),
    [
        pytest.param([], ", which has no membership", id="no membership"),
        pytest.param([(2017, None)], ", which joined only in 2017", id="joined later"),
        pytest.param([(2012, 2015)], ", which had left in 2015", id="had left"),
        pytest.param([(2012, 2014), (2018, None)], ", which had left in 2014", id="between two periods"),
        pytest.param([(2012, 2016)], ", which left that very year", id="left in that year"),
    ],
)
def test_host_that_was_not_a_member_then_is_found(periods, text):
    hosting_of(*periods)

    assert found(Kind.HOST) == [f"Fall meeting 2016 (fall 2016) is hosted by Mesa (AZ){text}."]


@pytest.mark.parametrize(
    "periods", [[(2016, None)], [(2012, 2017)], [(2012, 2014), (2015, None)]], ids=["new", "leaves", "back"]
)
def test_host_that_was_a_member_then_is_not_found(periods):
    hosting_of(*periods)

    assert found(Kind.HOST) == []


@pytest.mark.parametrize(("left", "level"), [(2015, Level.ERROR), (2016, Level.WARNING)])
def test_host_that_had_left_is_an_error_and_one_that_left_in_that_year_may_be_right(left, level):
    hosting_of((2012, left))

    assert the_one(Kind.HOST).level == level


def test_host_of_a_cancelled_meeting_need_not_be_a_member():
    hosting_of(cancelled="August 2016")

    assert found(Kind.HOST) == []


@pytest.mark.parametrize("status", EVERY_STATUS)
def test_membership_in_draft_makes_a_host_a_member_and_one_in_the_bin_does_not(status):
    hosting = hosting_of()
    make_membership(hosting.district, 2012, status=status)

    assert bool(found(Kind.HOST)) == (status == Status.BIN)


@pytest.mark.parametrize("status", EVERY_STATUS)
def test_meetings_in_draft_are_checked_and_those_in_the_bin_are_not(status):
    hosting_of(status=status)

    assert bool(found(Kind.HOST)) == (status != Status.BIN)


# Fall meetings


def test_two_fall_meetings_in_a_year_are_found():
    make_meeting("October 2, 2016", held=True)
    make_meeting("November 2, 2016", held=True)

    assert found(Kind.TWO_FALL_MEETINGS) == [
        "2016 has two fall meetings, neither of them cancelled: Fall meeting 2016 (October 2, 2016) and "
        "Fall meeting 2016 (November 2, 2016)."
    ]


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"begins": "fall 2017"}, id="of another year"),
        pytest.param({"kind": Meeting.Kind.SPRING}, id="of another kind"),
        pytest.param({"cancelled": "May 2016"}, id="cancelled"),
        pytest.param({"status": Status.BIN}, id="in the bin"),
    ],
)
def test_one_fall_meeting_in_a_year_is_fine(other):
    make_meeting("fall 2016")
    make_meeting(**{"begins": "November 2016", **other})

    assert found(Kind.TWO_FALL_MEETINGS) == []


def test_three_fall_meetings_in_a_year_are_one_finding():
    for month in ("September", "October", "November"):
        make_meeting(f"{month} 2016")

    (text,) = found(Kind.TWO_FALL_MEETINGS)
    assert text.startswith(
        "2016 has three fall meetings, none of them cancelled: Fall meeting 2016 (September"
    )


def test_meeting_that_is_over_and_neither_held_nor_cancelled_is_found():
    make_meeting("May 2020", kind=Meeting.Kind.CALL)

    assert found(Kind.PAST) == ["Call 2020 (May 2020) is over, but neither marked as held nor as cancelled."]


@pytest.mark.parametrize(
    "meeting",
    [
        pytest.param({"held": True}, id="held"),
        pytest.param({"cancelled": "April 2020"}, id="cancelled"),
        pytest.param({"begins": "June 1, 2020"}, id="today"),
        pytest.param({"begins": "June 2020"}, id="this month"),
        pytest.param({"begins": "summer 2020"}, id="this season"),
        pytest.param({"begins": "2020"}, id="this year"),
        pytest.param({"ends": "June 2, 2020"}, id="under way"),
        pytest.param({"status": Status.BIN}, id="in the bin"),
    ],
)
def test_meeting_held_cancelled_or_not_yet_over_is_fine(meeting):
    make_meeting(**{"begins": "May 31, 2020", **meeting})

    assert found(Kind.PAST) == []


# Overlaps


def test_memberships_that_share_a_year_are_found():
    district = make_district(name="Mesa", state="AZ")
    make_membership(district, 2012, 2016)
    make_membership(district, 2015)
    make_membership(make_district(), 2012, 2016)

    assert found(Kind.MEMBERSHIPS) == [
        "Mesa (AZ) is a member twice over: joined 2012, left 2016 and joined 2015 share years."
    ]


def test_memberships_that_follow_one_another_are_fine():
    district = make_district()
    make_membership(district, 2012, 2015)
    make_membership(district, 2015, 2018)
    make_membership(district, 2013, 2014, status=Status.BIN)

    assert found(Kind.MEMBERSHIPS) == []


def test_posts_that_share_a_year_are_found_pair_by_pair():
    mesa = make_district(name="Mesa", state="AZ")
    make_tenure(make_person(name="Ada"), mesa, 2001, until=2006)
    make_tenure(make_person(name="Bo"), mesa, 2005, until=2010)
    make_tenure(make_person(name="Cy"), mesa, 2010, until=2016)
    make_tenure(make_person(name="Di"), mesa, 2012)
    make_tenure(make_person(name="Ed"), mesa, 2012, post="Chief of Schools")

    assert found(Kind.POSTS) == [
        "Superintendent of Mesa (AZ): Ada (2001–2006) and Bo (2005–2010) share years.",
        "Superintendent of Mesa (AZ): Cy (2010–2016) and Di (from 2012) share years.",
    ]


def test_posts_of_people_in_the_bin_do_not_overlap():
    mesa = make_district()
    make_tenure(make_person(), mesa, 2001, until=2006)
    make_tenure(make_person(status=Status.BIN), mesa, 2005, until=2010)

    assert found(Kind.POSTS) == []


def test_offices_that_share_a_year_are_found():
    make_office(make_person(name="Ada"), 2012, until=2016)
    make_office(make_person(name="Bo"), 2015)
    make_office(make_person(name="Cy"), 2012, title="vice-chair")

    assert found(Kind.OFFICES) == ["Chair: Ada (2012–2016) and Bo (from 2015) share years."]


def test_offices_that_follow_one_another_are_fine():
    make_office(make_person(), 2012, until=2015)
    make_office(make_person(), 2015)

    assert found(Kind.OFFICES) == []


def test_overlaps_are_errors():
    district = make_district()
    for since in (2012, 2015):
        until = 2016 if since == 2012 else None
        make_membership(district, since, until)
        make_tenure(make_person(), district, since, until=until)
        make_office(make_person(), since, until=until)

    levels = {kind: the_one(kind).level for kind in (Kind.MEMBERSHIPS, Kind.POSTS, Kind.OFFICES)}
    assert set(levels.values()) == {Level.ERROR}


# Districts that a milestone names


def naming(headline="A milestone", text="", **kwargs):
    return make_milestone(2016, headline=headline, text=text, **kwargs)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Wake County Public School System opens.", id="name"),
        pytest.param("In WAKE COUNTY, schools open.", id="short name, in capitals"),
        pytest.param("The **Wake County** schools’ day", id="in bold"),
        pytest.param("_Wake County_ opens", id="in italics"),
        pytest.param("[Wake County](https://example.org/) opens", id="as a link"),
        pytest.param("Wáke County’s schools", id="with an accent, possessive"),
        pytest.param("- Raleigh Schools open", id="former name, in a list"),
        pytest.param("wake-county", id="hyphen"),
    ],
)
def test_district_that_a_text_names_without_linking_it_is_found(text):
    wake = make_district(name="Wake County Public School System", short_name="Wake County", state="NC")
    make_district_name(district=wake, name="Raleigh Schools")
    naming(text=text)

    assert found(Kind.NOT_LINKED) == [
        "“A milestone” (2016) names a district without linking it: Wake County Public School System (NC)."
    ]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("Wakeful County", id="part of a word"),
        pytest.param("Wake and its County", id="words apart"),
        pytest.param("[Schools](https://example.org/wake-county) open", id="address of a link"),
        pytest.param("See https://example.org/wake-county", id="bare address"),
    ],
)
def test_text_that_does_not_name_the_district_is_fine(text):
    make_district(name="Wake County Public School System", short_name="Wake County")
    naming(text=text)

    assert found(Kind.NOT_LINKED) == []


def test_district_that_is_linked_may_be_named():
    wake = make_district(name="Wake County Public School System", short_name="Wake County")
    naming(text="Wake County", districts=[wake])

    assert found(Kind.NOT_LINKED) == []


def test_name_in_the_headline_is_found():
    make_district(name="Mesa Public Schools", short_name="Mesa", state="AZ")
    naming(headline="A visit to Mesa")

    assert found(Kind.NOT_LINKED) == [
        "“A visit to Mesa” (2016) names a district without linking it: Mesa Public Schools (AZ)."
    ]


def test_name_does_not_reach_from_the_headline_into_the_text():
    make_district(name="Wake County")
    naming(headline="A visit to Wake", text="County schools open.")

    assert found(Kind.NOT_LINKED) == []


@pytest.mark.parametrize(
    "make_other",
    [
        pytest.param(lambda: make_organization(name="Mesa Arts Center"), id="organization"),
        pytest.param(lambda: make_person(name="Mesa Arts Center"), id="person"),
    ],
)
def test_name_inside_a_longer_one_of_somebody_else_is_fine(make_other):
    make_district(name="Mesa")
    make_other()
    naming(text="At the Mesa Arts Center")

    assert found(Kind.NOT_LINKED) == []


def test_longest_name_is_the_one_meant():
    make_district(name="Greenville", state="NC")
    county = make_district(name="Greenville County Schools", state="SC")
    naming(text="Greenville County Schools", districts=[county])

    assert found(Kind.NOT_LINKED) == []


def test_words_that_begin_a_longer_name_are_still_read_as_the_shorter_one():
    make_district(name="Greenville", state="NC")
    make_district(name="Greenville County Schools", state="SC")
    naming(text="Greenville County fair")

    assert found(Kind.NOT_LINKED) == [
        "“A milestone” (2016) names a district without linking it: Greenville (NC)."
    ]


def test_name_of_several_districts_is_found_once_and_not_if_one_of_them_is_linked():
    one = make_district(name="Montgomery County", state="MD")
    make_district(name="Montgomery County", state="AL")
    naming(headline="Linked", text="Montgomery County", districts=[one])
    naming(headline="Not linked", text="Montgomery County and Montgomery County")

    assert found(Kind.NOT_LINKED) == [
        "“Not linked” (2016) names a district without linking it: “Montgomery County”, the name of two."
    ]


def test_districts_named_by_one_milestone_are_one_finding_in_the_order_of_the_text():
    make_district(name="Mesa", state="AZ")
    make_district(name="Poway", state="CA")
    naming(text="Poway, Mesa and Poway")

    assert found(Kind.NOT_LINKED) == [
        "“A milestone” (2016) names districts without linking them: Poway (CA) and Mesa (AZ)."
    ]


@pytest.mark.parametrize("status", EVERY_STATUS)
def test_milestones_and_districts_in_the_bin_are_not_looked_at(status):
    make_district(name="Mesa", status=status)
    make_district(name="Poway")
    naming(text="Mesa")
    naming(headline="Another", text="Poway", status=status)

    assert len(found(Kind.NOT_LINKED)) == (0 if status == Status.BIN else 2)


# People in milestones


def appearing(office, *terms, year=2016, event_date=None, person="Ada"):
    """A person with these posts, each (district, since, until), in a milestone."""
    person = make_person(name=person)
    for district, since, until in terms:
        make_tenure(person, district, since, until=until)
    milestone = make_milestone(year, headline="A talk", event_date=event_date)
    return make_appearance(milestone, person, office=office)


@pytest.fixture
def mesa():
    return make_district(name="Mesa Public Schools", short_name="Mesa", state="AZ")


@pytest.mark.parametrize(
    ("office", "since", "until"),
    [
        pytest.param("Superintendent, Mesa Public Schools", 2010, 2015, id="post that ended"),
        pytest.param("Superintendent of Mesa", 2017, None, id="post that began later"),
        pytest.param("superintendent", 2010, 2015, id="post without its district"),
        pytest.param("Mesa", 2010, 2015, id="district without the post"),
        pytest.param("", 2010, 2015, id="no office given"),
    ],
)
def test_person_who_did_not_hold_the_post_in_the_year_of_the_milestone_is_found(mesa, office, since, until):
    appearing(office, (mesa, since, until))

    recorded = f"Superintendent, Mesa Public Schools (AZ), {since}–{until}" if until else None
    recorded = recorded or "Superintendent, Mesa Public Schools (AZ), from 2017"
    said, such = (f" as “{office}”", "such ") if office else ("", "")
    assert found(Kind.NO_POST) == [
        f"Ada appears{said} in “A talk” (2016), but the record has no "
        f"{such}post of theirs then. It has: {recorded}."
    ]


@pytest.mark.parametrize(
    ("office", "since", "until"),
    [
        pytest.param("Superintendent, Mesa Public Schools", 2010, None, id="holds it"),
        pytest.param("Superintendent, Mesa Public Schools", 2016, None, id="takes it up in that year"),
        pytest.param("Superintendent, Mesa Public Schools", 2010, 2016, id="gives it up in that year"),
        pytest.param("", 2010, None, id="no office given"),
        pytest.param("Former superintendent, Mesa", 2010, 2014, id="held it once"),
        pytest.param("U.S. Secretary of Education", 2010, 2014, id="another office since"),
        pytest.param("Mayor of Mesa", 2010, 2014, id="another office in the same place"),
    ],
)
def test_person_who_held_the_post_in_the_year_of_the_milestone_is_fine(mesa, office, since, until):
    appearing(office, (mesa, since, until))

    assert found(Kind.NO_POST) == []


def test_post_in_another_district_than_the_one_named_does_not_count(mesa):
    poway = make_district(name="Poway", state="CA")
    appearing("Superintendent, Poway", (mesa, 2012, None), (poway, 2008, 2012))

    assert found(Kind.NO_POST) == [
        "Ada appears as “Superintendent, Poway” in “A talk” (2016), but the record has no such post "
        "of theirs then. It has: Superintendent, Poway (CA), 2008–2012."
    ]


@pytest.mark.parametrize("office", ["Superintendent, Mesa Public Schools", ""])
def test_person_without_any_post_is_found_if_a_district_is_named_or_nothing_at_all(mesa, office):
    appearing(office)

    said, such = (f" as “{office}”", "such ") if office else ("", "")
    assert found(Kind.NO_POST) == [
        f"Ada appears{said} in “A talk” (2016), but the record has no {such}post of theirs."
    ]


@pytest.mark.parametrize(
    ("terms", "recorded"),
    [
        pytest.param(
            [(2010, 2015)], " It has: Superintendent, Mesa Public Schools (AZ), 2010–2015.", id="ended"
        ),
        pytest.param(
            [(2017, None)], " It has: Superintendent, Mesa Public Schools (AZ), from 2017.", id="later"
        ),
        pytest.param([], "", id="none"),
        pytest.param([(2010, 2016)], None, id="ends in that year"),
        pytest.param([(2010, 2015), (2015, None)], None, id="another one"),
    ],
)
def test_person_who_spoke_at_a_meeting_held_a_post_then(mesa, terms, recorded):
    person = make_person(name="Ada")
    for since, until in terms:
        make_tenure(person, mesa, since, until=until)
    story = make_story(make_meeting("fall 2016"))
    make_voice(story, person)
    make_voice(story, person, position=1)

    said = (
        f"Ada speaks at Fall meeting 2016 (fall 2016), but the record has no post of theirs then.{recorded}"
    )
    assert found(Kind.NO_POST) == ([] if recorded is None else [said])


@pytest.mark.parametrize("office", ["U.S. Secretary of Labor", "State Superintendent", "Mayor of Mesa"])
def test_person_with_an_office_elsewhere_needs_no_post(mesa, office):
    appearing(office)

    assert found(Kind.NO_POST) == []


def test_office_in_the_consortium_counts_like_a_post():
    person = make_person(name="Ada")
    make_office(person, 2012, until=2015)
    for year in (2013, 2016):
        make_appearance(make_milestone(year, headline=f"Of {year}"), person, office="Chair of the Consortium")

    assert found(Kind.NO_POST) == [
        "Ada appears as “Chair of the Consortium” in “Of 2016” (2016), but the record has no such post "
        "of theirs then. It has: Chair, 2012–2015."
    ]


def test_date_of_the_event_counts_beside_the_year_of_the_milestone(mesa):
    appearing("Superintendent", (mesa, 2017, None), year=2016, event_date="March 2017")

    assert found(Kind.NO_POST) == []


# Sources


def test_facts_without_a_source_are_one_finding_a_model():
    district = make_district(name="Mesa", state="AZ", source=make_source())
    for since in (2012, 2013, 2014, 2015):
        make_figure(district=district, when=str(since))
    make_tenure(make_person(name="Ada"), district, 2012)

    assert found(Kind.UNSOURCED) == [
        "4 figures have no source, among them Mesa (AZ): 1,000 students, 2015; "
        "Mesa (AZ): 1,000 students, 2014; Mesa (AZ): 1,000 students, 2013.",
        "1 tenure has no source: Ada, Mesa (AZ): Superintendent from 2012.",
    ]


def test_only_what_is_published_needs_a_source():
    make_district(status=Status.DRAFT)
    make_figure(district=make_district(source=make_source(), status=Status.DRAFT))
    make_contact(district=make_district(source=make_source()))

    assert found(Kind.UNSOURCED) == []


@pytest.mark.parametrize(
    ("year", "needs_one"),
    [
        pytest.param({}, False, id="says nothing"),
        pytest.param({"headline": "A year of talks."}, False, id="headline, which sums up the rows below it"),
        pytest.param({"no_new_members": Year.Blank.NONE}, True, id="nobody joined"),
        pytest.param({"no_fall_meeting": Year.Blank.NONE}, True, id="no fall meeting"),
        pytest.param({"introduction": "A year of talks."}, True, id="introduction"),
    ],
)
def test_year_needs_a_source_for_what_it_says_itself(year, needs_one):
    make_year(2016, **year)

    assert found(Kind.UNSOURCED) == ["1 year has no source: 2016."] * needs_one


# Figures


def current_with_figures(*when, **kwargs):
    district = make_district(name="Mesa", state="AZ")
    make_membership(district, 2012, **kwargs)
    for text in when:
        make_figure(district=district, when=text)
    return district


def test_latest_figure_older_than_three_years_is_found():
    kept_to("May 2020")
    current_with_figures("fall 2012", "fall 2016")

    assert found(Kind.OLD_FIGURES) == [
        "The latest figure of Mesa (AZ) is of fall 2016, more than three years before May 31, 2020."
    ]


@pytest.mark.parametrize(
    ("when", "old"),
    [
        ("May 30, 2017", True),
        ("May 31, 2017", False),
        ("April 2017", True),
        ("May 2017", False),
        ("2016", True),
        ("2017", False),
    ],
)
def test_figure_is_old_three_years_after_the_last_day_it_may_speak_of(when, old):
    kept_to("May 2020")
    current_with_figures(when)

    assert bool(found(Kind.OLD_FIGURES)) == old


def test_figures_are_held_against_the_date_the_record_is_kept_to_and_not_against_today():
    kept_to("May 2017")
    current_with_figures("fall 2014")

    assert found(Kind.OLD_FIGURES, date(2030, 1, 1)) == []


@pytest.mark.parametrize(
    ("profile", "today", "old"), [(None, date(2030, 1, 1), True), ("May 2030", date(2018, 1, 1), False)]
)
def test_figures_are_held_against_today_if_the_record_is_kept_to_no_date_or_a_later_one(profile, today, old):
    if profile:
        kept_to(profile)
    current_with_figures("fall 2016")

    assert bool(found(Kind.OLD_FIGURES, today)) == old


def test_figures_of_former_members_may_be_old():
    current_with_figures("fall 2012", left=2015)
    make_figure(when="fall 2012")

    assert found(Kind.OLD_FIGURES) == []


def test_leap_day_has_a_day_three_years_before():
    current_with_figures("2017-02-27")

    assert len(found(Kind.OLD_FIGURES, date(2020, 2, 29))) == 1


# What the public can't see


@pytest.mark.parametrize(
    ("status", "text"), [(Status.DRAFT, "is a draft"), (Status.BIN, "is in the bin"), (Status.PUBLISHED, "")]
)
def test_published_meeting_whose_year_has_no_public_page_is_found(status, text):
    make_meeting("fall 2016", held=True, year=make_year(2016, status=status))

    expected = [f"Fall meeting 2016 (fall 2016) is published, but the page of 2016 {text}."] if text else []
    assert found(Kind.NO_YEAR_PAGE) == expected


def test_meeting_in_draft_may_stand_in_a_draft_year():
    make_meeting("fall 2016", year=make_year(2016, status=Status.DRAFT), status=Status.DRAFT)

    assert found(Kind.NO_YEAR_PAGE) == []


def test_draft_year_that_hides_published_rows_is_found():
    make_year(2016, status=Status.DRAFT)
    for headline in ("A", "B"):
        make_milestone(2016, headline=headline)
    make_membership(make_district(name="Mesa", state="AZ"), 2016)

    assert found(Kind.HIDDEN) == [
        "2016 is a draft and hides 1 published membership: Mesa (AZ): joined 2016.",
        "2016 is a draft and hides 2 published milestones: A; B.",
    ]


def test_draft_person_or_district_hides_rows_of_what_is_published():
    draft = make_district(name="Mesa", state="AZ", status=Status.DRAFT)
    make_hosting(make_meeting("fall 2016"), draft)
    person = make_person(name="Ada", status=Status.DRAFT)
    make_appearance(make_milestone(2016, headline="A talk"), person, office="Chair")

    assert found(Kind.HIDDEN) == [
        "Mesa (AZ) is a draft and hides 1 hosting: Fall meeting 2016: Mesa (AZ), host.",
        "Ada is a draft and hides 1 appearance: A talk: Ada, Chair.",
    ]


def test_rows_that_are_drafts_themselves_or_public_are_not_hidden():
    make_year(2016, status=Status.DRAFT)
    make_milestone(2016, status=Status.DRAFT)
    make_appearance(make_milestone(2016, status=Status.DRAFT), make_person(status=Status.DRAFT))
    make_figure(district=make_district(status=Status.DRAFT))
    make_hosting(make_meeting("fall 2017"))
    make_milestone(2017)

    assert found(Kind.HIDDEN) == []


def test_what_hangs_on_the_bin_is_not_hidden_by_a_draft():
    make_milestone(make_year(2016, status=Status.BIN))
    make_membership(make_district(status=Status.BIN), make_year(2017, status=Status.DRAFT))

    assert found(Kind.HIDDEN) == []


def test_only_what_hides_the_row_itself_is_named():
    """A hosting of a published meeting in a draft year: the meeting's own finding says it."""
    meeting = make_meeting("fall 2016", year=make_year(2016, status=Status.DRAFT))
    make_hosting(meeting)

    assert found(Kind.HIDDEN) == []
    assert len(found(Kind.NO_YEAR_PAGE)) == 1


# Districts and years


def test_district_without_a_membership_is_found():
    make_district(name="Mesa", state="AZ")
    binned = make_district(name="Poway", state="CA", status=Status.DRAFT)
    make_membership(binned, status=Status.BIN)

    assert found(Kind.NO_MEMBERSHIP) == ["Mesa (AZ) has no membership.", "Poway (CA) has no membership."]


def test_district_with_a_membership_or_in_the_bin_is_fine():
    make_membership(left=2015)
    make_membership(status=Status.DRAFT)
    make_district(status=Status.BIN)

    assert found(Kind.NO_MEMBERSHIP) == []


def test_years_missing_between_the_first_and_the_last_are_found():
    for number in (2011, 2014, 2015):
        make_year(number, status=Status.DRAFT)
    make_year(2013, status=Status.BIN)

    assert found(Kind.MISSING_YEAR) == [
        "2012 is missing: the record has years from 2011 to 2015.",
        "2013 is in the bin: the record has years from 2011 to 2015.",
    ]


def test_years_without_a_gap_are_fine():
    for number in (2011, 2012, 2013):
        make_year(number)
    make_year(2009, status=Status.BIN)

    assert found(Kind.MISSING_YEAR) == []


def test_no_year_at_all_is_fine():
    assert findings(TODAY) == []


def test_later_years_than_the_record_is_kept_to_are_not_missing():
    kept_to("May 2013")
    make_year(2011)
    make_year(2016)

    assert found(Kind.MISSING_YEAR) == [
        "2012 is missing: the record has years from 2011 to 2016.",
        "2013 is missing: the record has years from 2011 to 2016.",
    ]


def test_none_against_rows_that_exist_is_found():
    make_year(2016, no_new_members=Year.Blank.NONE, no_fall_meeting=Year.Blank.NONE)
    for name in ("Mesa", "Poway", "Cobb", "Wake"):
        make_membership(make_district(name=name), 2016, status=Status.DRAFT)
    make_meeting("fall 2016", held=True)

    assert found(Kind.NONE_CONTRADICTED) == [
        "2016 is marked as a year in which no district joined, but four did, among them "
        "Mesa (VA); Poway (VA); Cobb (VA).",
        "2016 is marked as a year without a fall meeting, but has one: Fall meeting 2016 (fall 2016).",
    ]


def test_none_where_there_is_nothing_is_fine():
    make_year(2016, no_new_members=Year.Blank.NONE, no_fall_meeting=Year.Blank.NONE)
    make_membership(joined=2015, left=2016)
    make_membership(joined=2016, status=Status.BIN)
    make_meeting("fall 2016", cancelled="May 2016")
    make_meeting("spring 2016", kind=Meeting.Kind.SPRING)

    assert found(Kind.NONE_CONTRADICTED) == []


def test_unknown_says_nothing_against_rows_that_exist():
    make_membership(joined=2016)
    make_meeting("fall 2016")

    assert found(Kind.NONE_CONTRADICTED) == []


def test_year_without_a_headline_is_found():
    make_year(2016)
    make_year(2017, headline="A year of talks.")
    make_year(2018, status=Status.BIN)

    assert found(Kind.NO_HEADLINE) == ["2016 has no headline."]


def test_later_years_than_the_record_is_kept_to_need_no_headline():
    kept_to("May 2020")
    make_year(2020)
    make_year(2021)

    assert found(Kind.NO_HEADLINE) == ["2020 has no headline."]


def test_milestone_may_be_dated_in_another_year():
    make_year(2017, headline="A year of talks.")
    make_milestone(2017, event_date="2018", source=make_source())

    assert findings(TODAY) == []


# The date that the record is kept to


@pytest.mark.parametrize(
    ("kept", "years", "text"),
    [
        pytest.param("May 2019", [2019, 2020], "2020 is published", id="one later"),
        pytest.param("2018", [2018, 2019, 2020], "2019 and 2020 are published", id="two later"),
        pytest.param("winter 2018", [2019, 2020], "2020 is published", id="winter ends in the next year"),
        pytest.param("May 2020", [2020], None, id="none later"),
        pytest.param("2019", [2021], None, id="only planned"),
        pytest.param(None, [2020], None, id="kept to no date"),
    ],
)
def test_published_year_past_the_date_the_record_is_kept_to_is_found(kept, years, text):
    profile = kept_to(kept)
    for year in years:
        make_year(year)
    rest = f", but every page says that the record is kept to {known(kept)}: bring that up to date."

    assert found(Kind.KEPT_TO) == ([text + rest] if text else [])
    if text:
        assert the_one(Kind.KEPT_TO).address == f"/admin/consortium/profile/{profile.pk}/change/"


def test_draft_past_the_date_the_record_is_kept_to_is_no_finding():
    kept_to("2018")
    make_year(2019, status=Status.DRAFT)

    assert found(Kind.KEPT_TO) == []


def test_findings_of_a_year_are_its_own():
    make_meeting("fall 2016")
    make_meeting("fall 2015")
    for year in (2015, 2016):
        make_appearance(make_milestone(year, status=Status.DRAFT))

    assert [finding.kind for finding in findings_of_year(2016, TODAY)] == [
        Kind.PAST,
        Kind.HIDDEN,
        Kind.NO_HEADLINE,
    ]


# All together


def make_one_of_each(number):
    """Something for every rule, in years and under names of their own."""
    year = 1950 + 10 * number
    make_year(year, no_new_members=Year.Blank.NONE, no_fall_meeting=Year.Blank.NONE)
    district = make_district(name=f"Oak{number} Schools")
    make_figure(district=district, when=str(year))
    member = make_district(name=f"Elm{number} Schools")
    make_membership(member, year, year + 2)
    make_membership(member, year + 1)
    make_figure(district=member, when=str(year))
    for since in (year, year + 1):
        until = year + 2 if since == year else year + 3
        make_tenure(make_person(), member, since, until=until)
        make_office(make_person(), since, until=until)
    for month in ("September", "October"):
        make_hosting(make_meeting(f"{month} {year}"), district)
    person = make_person()
    make_tenure(person, make_district(), year, until=year + 1)
    make_appearance(make_milestone(year + 4, text=f"Oak{number} Schools"), person)
    make_voice(make_story(make_meeting(f"May {year + 4}", kind="call")), person)
    draft = make_year(year + 6, status=Status.DRAFT)
    make_milestone(draft)
    make_meeting(f"fall {year + 6}")
    collaborative = make_collaborative(begins=str(year), run_by=None)
    make_participation(collaborative, district, since=year - 1, until=year + 2)
    make_participation(collaborative, district, since=year)
    make_stated_number(collaborative, when=str(year), number=9)
    for first in (year, year + 1):
        make_program_year(collaborative, first, ends=date(year + 3, 1, 1))
    make_milestone(make_year(2050 + number, on_timeline=False))
    make_plan_part(make_plan(adopted=str(year)))
    make_award(district=member, name="Medal", corrects=make_award(district=member, name="Prize"))
    make_practice_example(district=member, state="WY")
    make_edition(checksum="0" * 64)
    SearchEntry.objects.filter(title=district.name).update(title="Another")


def test_number_of_queries_does_not_grow(count_queries):
    kept_to("2018")
    make_year(2019)
    counts, kinds = [], []
    for numbers in ((1,), (2, 3)):
        for number in numbers:
            make_one_of_each(number)
        for look in (findings, unknowns):
            with count_queries() as count:
                rows = look(TODAY)
            counts.append(count())
            kinds.append({row.kind for row in rows} if look is findings else len(rows))

    assert kinds == [set(Kind), 60, set(Kind), 60]
    assert counts[:2] == counts[2:]


def test_findings_stand_by_level_and_in_the_same_order_every_time():
    for number in (3, 1, 2):
        make_one_of_each(number)

    first = findings(TODAY)

    assert first == findings(TODAY)
    levels = [finding.level for finding in first]
    assert levels == sorted(levels, key=list(Level).index)


def test_every_finding_names_a_record_and_an_admin_page_that_opens(admin_client):
    make_one_of_each(1)

    for finding in findings(TODAY):
        assert admin_client.get(finding.address).status_code == 200, finding
        label, key = finding.record
        assert label.count(".") == 1
        assert key is None or f"{key}" in finding.address


@pytest.mark.parametrize("model", ["figure", "year"])
def test_list_of_facts_without_a_source_has_just_these(admin_client, model):
    source = make_source()
    for number in range(1, 5):
        district = make_district(source=source)
        make_figure(district=district, source=source if number == 1 else None)
        blank = Year.Blank.NONE if number > 1 else Year.Blank.UNKNOWN
        make_year(2010 + number, headline="A", no_new_members=blank)

    (finding,) = (row for row in findings(TODAY) if row.record[0].endswith(model))

    assert admin_client.get(finding.address).context["cl"].result_count == 3


def test_long_list_of_facts_without_a_source_is_the_whole_list(admin_client):
    for _ in range(60):
        make_district()
    make_district(source=make_source())

    finding = the_one(Kind.UNSOURCED)

    assert finding.text.startswith("60 districts have no source, among them ")
    assert admin_client.get(finding.address).context["cl"].result_count == 60


# The grid


def cells(number, today=TODAY):
    (row,) = (row for row in unknowns(today) if row.number == number)
    return {name: cell.text for name, cell in row.cells.items()}


def gaps(number, today=TODAY):
    (row,) = (row for row in unknowns(today) if row.number == number)
    return row.gaps


def test_row_of_a_full_year_has_no_gaps():
    source = make_source()
    make_year(2016, headline="A year of talks.")
    make_membership(make_district(name="Mesa"), 2012, source=source)
    make_membership(joined=2016, source=source)
    make_milestone(2016, source=source)
    district = make_district(name="Poway Schools")
    make_district_name(district=district, name="Poway", until=2018)
    meeting = make_meeting("October 21, 2016", held=True, theme="Literacy", source=source)
    make_hosting(meeting, district, source=source)

    assert cells(2016) == {
        "headline": "A year of talks.",
        "milestones": "1",
        "new members": "1",
        "fall meeting": "yes",
        "host": "Poway",
        "theme": "Literacy",
        "day": "October 21, 2016",
        "sources": "all",
    }
    assert gaps(2016) == []


def test_row_of_an_empty_year_is_all_gaps():
    make_year(2016)

    assert cells(2016) == {
        "headline": "missing",
        "milestones": "0",
        "new members": "unknown",
        "fall meeting": "unknown",
        "host": "",
        "theme": "",
        "day": "",
        "sources": "",
    }
    assert gaps(2016) == ["headline", "milestones", "new members", "fall meeting"]


def test_meeting_of_which_little_is_known_has_gaps():
    make_meeting("fall 2016", held=True)

    row = cells(2016)
    assert [row[name] for name in ("fall meeting", "host", "theme", "day")] == [
        "yes",
        "unknown",
        "unknown",
        "fall 2016",
    ]
    assert [name for name in gaps(2016) if name in {"fall meeting", "host", "theme", "day"}] == [
        "host",
        "theme",
        "day",
    ]


@pytest.mark.parametrize(
    ("meeting", "text", "is_gap"),
    [
        pytest.param({"held": True, "begins": "May 2020"}, "yes", False, id="held"),
        pytest.param({"begins": "fall 2020"}, "planned", False, id="planned"),
        pytest.param({"begins": "May 2020"}, "no record that it took place", True, id="over"),
        pytest.param({"begins": "May 2020", "cancelled": "April 2020"}, "not yet", False, id="cancelled"),
        pytest.param({"begins": "May 2020", "kind": Meeting.Kind.CALL}, "not yet", False, id="another kind"),
        pytest.param({"begins": "May 2020", "status": Status.BIN}, "not yet", False, id="in the bin"),
    ],
)
def test_fall_meeting_reads_as_it_stands(meeting, text, is_gap):
    make_year(2020)
    make_meeting(**meeting)

    assert cells(2020)["fall meeting"] == text
    assert ("fall meeting" in gaps(2020)) == is_gap


@pytest.mark.parametrize(
    ("stored", "today", "text", "is_gap"),
    [
        pytest.param(Year.Blank.NONE, TODAY, "none", False, id="none"),
        pytest.param(Year.Blank.UNKNOWN, TODAY, "not yet", False, id="not yet"),
        pytest.param(Year.Blank.UNKNOWN, date(2021, 1, 1), "unknown", True, id="unknown"),
    ],
)
def test_kinds_of_blank_are_kept_apart(stored, today, text, is_gap):
    make_year(2020, no_new_members=stored, no_fall_meeting=stored)

    row = cells(2020, today)
    assert (row["new members"], row["fall meeting"]) == (text, text)
    assert [name in gaps(2020, today) for name in ("new members", "fall meeting")] == [is_gap, is_gap]


def test_sources_count_the_rows_of_the_year_that_lack_one():
    source = make_source()
    make_milestone(2016, source=source)
    make_membership(joined=2016, source=source)
    make_hosting(make_meeting("fall 2016", source=source))
    make_milestone(2016)

    assert cells(2016)["sources"] == "2 of 5 lack one"
    assert "sources" in gaps(2016)


def test_several_hosts_are_named_with_the_lead_first():
    meeting = make_meeting("fall 2016")
    make_hosting(meeting, make_district(name="Poway"), lead=False)
    make_hosting(meeting, make_district(name="Mesa"), lead=True)

    assert cells(2016)["host"] == "Mesa and Poway"


def test_year_that_the_record_is_kept_into_has_no_gap_in_what_may_still_come():
    kept_to("May 2020")
    make_year(2020)

    assert cells(2020, date(2026, 1, 1))["fall meeting"] == "unknown"
    assert gaps(2020, date(2026, 1, 1)) == ["headline"]


def test_later_years_than_the_record_is_kept_to_have_no_gaps():
    kept_to("May 2020")
    make_year(2020)
    make_meeting("fall 2021")

    assert [row.number for row in unknowns(TODAY)] == [2020, 2021]
    assert gaps(2021) == []


def test_missing_year_has_a_row_that_leads_to_a_new_one(admin_client):
    make_year(2014)
    make_year(2016)
    make_year(2017, status=Status.BIN)

    assert [(row.number, row.exists) for row in unknowns(TODAY)] == [
        (2014, True),
        (2015, False),
        (2016, True),
    ]
    assert gaps(2015) == ["headline", "milestones", "new members", "fall meeting"]
    for row in unknowns(TODAY):
        response = admin_client.get(row.address)
        assert response.status_code == 200
        assert f'value="{row.number}"' in response.content.decode() or row.exists


# The founding record


@pytest.fixture
def founding():
    Loader(FOUNDING_RECORD).load()


def test_findings_of_the_founding_record(founding):
    """Each is true: no document says whether the conference and the meetings that CCSSO had planned took place, that
    nobody joined or met, or when Rose moved.
    """
    assert [(finding.level, finding.kind, finding.text) for finding in findings(date(2026, 11, 1))] == [
        (
            Level.WARNING,
            Kind.PAST,
            "AASA National Conference on Education (March 2017) is over, but neither marked as held nor as cancelled.",
        ),
        *(
            (Level.WARNING, Kind.PAST, f"{meeting} is over, but neither marked as held nor as cancelled.")
            for meeting in (
                "ASR meeting in Indianapolis (October 21–22, 2020)",
                "ASR meeting in Jacksonville (February 23–24, 2021)",
                "ASR meeting in Minneapolis (June 24–25, 2021)",
            )
        ),
        (
            Level.NOTE,
            Kind.NO_EVIDENCE,
            "Consortium 2034, the plan in force, has parts that nothing in the record is tied to: “Trust and "
            "confidentiality” (value), “Student focused” (value), “Becoming better leaders of change” (value), "
            "“Personal and professional growth” (value) and “Communication on successes and challenges” (value).",
        ),
        (Level.NOTE, Kind.UNSOURCED, "2 years have no source: 2011; 2017."),
        (
            Level.NOTE,
            Kind.UNSOURCED,
            "1 award has no source: Charlotte-Mecklenburg Schools (NC): Broad Prize for Urban Education: winner "
            "once, in 2011; a finalist twice before.",
        ),
        (
            Level.NOTE,
            Kind.UNSOURCED,
            "1 tenure has no source: Jeff Rose, Beaverton School District (OR): Superintendent by 2015.",
        ),
    ]


def test_gaps_of_the_founding_record(founding):
    assert {row.number: row.gaps for row in unknowns(date(2026, 11, 1))} == {
        2011: [],
        2012: ["fall meeting"],
        2013: ["fall meeting"],
        2014: ["fall meeting"],
        2015: ["day"],
        2016: ["day"],
        2017: ["day"],
        2018: ["day"],
        2019: ["day"],
        2020: [],
    }


# The command


def run(*arguments):
    """What it prints, and its exit status."""
    output = StringIO()
    try:
        call_command("check_record", *arguments, stdout=output)
    except SystemExit as end:
        return output.getvalue(), end.code
    return output.getvalue(), 0


def test_command_says_that_an_empty_record_has_nothing_to_mend():
    assert run() == ("0 errors, 0 warnings, 0 notes; 0 years with gaps\n", 0)


def test_command_prints_findings_by_level_with_the_address_that_mends_them(settings):
    settings.SITE_URL = "https://consortium.example.org"
    make_year(2015, headline="A", no_new_members=Year.Blank.NONE, source=make_source())
    make_membership(make_district(name="Mesa", source=make_source()), 2015, source=make_source())
    make_year(2016, no_new_members=Year.Blank.NONE, no_fall_meeting=Year.Blank.NONE, source=make_source())
    make_milestone(2016, source=make_source())

    output, status = run()

    assert status == 1
    assert output == (
        "Errors: what contradicts itself\n"
        "- 2015 is marked as a year in which no district joined, but one did: Mesa (VA).\n"
        "  https://consortium.example.org/admin/consortium/year/2015/change/\n"
        "\n"
        "Notes: what is not known, or old\n"
        "- 2016 has no headline.\n"
        "  https://consortium.example.org/admin/consortium/year/2016/change/\n"
        "\n"
        "Gaps by year\n"
        "- 2015: milestones, fall meeting\n"
        "  https://consortium.example.org/admin/consortium/year/2015/change/\n"
        "- 2016: headline\n"
        "  https://consortium.example.org/admin/consortium/year/2016/change/\n"
        "\n"
        "1 error, 0 warnings, 1 note; 2 years with gaps\n"
    )


def test_command_prints_errors_alone_if_asked():
    make_year(2014)
    make_membership(joined=make_year(2015, no_new_members=Year.Blank.NONE))

    output, status = run("--errors")

    assert status == 1
    assert [line for line in output.splitlines() if not line.startswith((" ", "-"))] == [
        "Errors: what contradicts itself",
        "",
        "1 error",
    ]


def test_command_ends_well_without_an_error(founding):
    output, status = run()

    assert status == 0
    assert output.splitlines()[-1] == "0 errors, 4 warnings, 4 notes; 8 years with gaps"
    assert run("--errors") == ("0 errors\n", 0)


# Corrections, and examples of practices


def test_corrections_that_go_astray_are_found_in_as_many_queries_for_any_number(count_queries):
    mesa = make_district(name="Mesa", state="AZ")
    claim = make_award(district=mesa, name="Prize", claim="won thrice")
    make_award(district=mesa, name="Prize", claim="won once", corrects=claim)
    make_figure(district=mesa, corrects=make_figure(district=mesa, when="2018"))
    assert found(Kind.CORRECTIONS) == []
    with count_queries() as few:
        list(corrections_astray(Scope(TODAY)))

    second = make_award(district=mesa, name="Prize", claim="won twice", corrects=claim)
    type(claim).objects.filter(pk=claim.pk).update(corrects=second)
    make_award(district=mesa, name="Medal", claim="won", corrects=second)

    circle = "They would correct each other in a circle: follow what each one corrects."
    assert found(Kind.CORRECTIONS) == [
        "Mesa (AZ): Medal: won corrects Prize: won twice. An award corrects another one of the same name.",
        f"Mesa (AZ): Prize: won thrice corrects Prize: won twice. {circle}",
        f"Mesa (AZ): Prize: won twice corrects Prize: won thrice. {circle}",
    ]
    assert {finding.level for finding in findings(TODAY) if finding.kind == Kind.CORRECTIONS} == {Level.ERROR}
    with count_queries() as many:
        list(corrections_astray(Scope(TODAY)))
    assert many() == few()


def test_example_of_a_practice_that_pairs_a_district_with_another_state_is_found():
    mesa, practice = make_district(name="Mesa", state="AZ"), make_practice(title="Reading")
    for state in ("", "AZ"):
        make_practice_example(practice, district=mesa, state=state)
    make_practice_example(practice, state="VA")
    make_practice_example(practice, heading="Mesa reads", district=mesa, state="VA")

    assert found(Kind.ANOTHER_STATE) == [
        "Reading: “Mesa reads” is told of Virginia, but Mesa (AZ) does not lie there."
    ]
    assert the_one(Kind.ANOTHER_STATE).level == Level.ERROR
