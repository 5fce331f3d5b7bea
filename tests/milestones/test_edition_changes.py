"""What changed from one milestones document to a later one, in sentences."""

from dataclasses import replace

import pytest

from milestones.document.changes import changes
from milestones.document.content import Entry, Kind, Line, Words
from tests.factories import make_entry, make_member, make_paper

LAUNCH = "The launch. The consortium begins its work as an affiliate of a larger body."
PLAN = "A plan. Members draw up a plan with five goals and seven measures of progress."
GRANT = "A grant. Two foundations pay for work on assessment in three member districts."
NETWORK = "A network. Chief financial officers begin to meet and compare what they spend."


def meeting(text):
    return make_entry(text, kind="meeting")


def member(name, state="VA", **kwargs):
    return make_member(name, state, **kwargs)


def changed(before, after, *, at="2018", now="2019", **kwargs):
    return changes(make_paper(before, as_of=at), make_paper(after, as_of=now, **kwargs))


def joined(*members, year=2012):
    return {year: ([*members], [LAUNCH])}


def entries(*texts, year=2018):
    return {year: ([], [*texts])}


def test_nothing_changed_but_the_date():
    assert changed(entries(LAUNCH), entries(LAUNCH)) == ["Nothing changed but the date."]
    assert changed(entries(LAUNCH), entries(LAUNCH), now="2018") == ["Nothing changed."]
    assert changed({}, {}, now="2018") == ["Nothing changed."]


def test_document_that_begins():
    assert changed({}, {2012: (["Alpha"], [LAUNCH, PLAN]), 2013: ([], [meeting("Fall meeting: A.")]), 2014: (["Beta"], [])}) == [
        "One member was added to those who joined in 2012: Alpha (VA).",
        "One member was added to those who joined in 2014: Beta (VA).",
        "2012 was added, with two milestones.",
        "2013 was added, with a fall meeting.",
        "2014 was added.",
    ]  # fmt: skip


def test_sentences_of_a_usual_year():
    before = {2018: (["Boulder Valley School District"], [LAUNCH, PLAN])}
    after = {
        2018: (["Boulder Valley School District"], [LAUNCH, PLAN.replace("five", "six"), GRANT, NETWORK]),
        2019: (
            [member("Cumberland County Schools", "NC")],
            ["More. It goes on.", meeting("Fall meeting: Reading.")],
        ),
    }
    assert changed(before, after) == [
        "One member joined: Cumberland County Schools (NC).",
        "Two milestones added to 2018. The wording of one was corrected.",
        "2019 was added, with one milestone and a fall meeting.",
    ]


# Members


@pytest.mark.parametrize(
    ("before", "after", "sentences"),
    [
        pytest.param(
            joined("Alpha"), joined("Alpha") | joined("Beta", "Gamma", year=2019),
            ["Two members joined: Beta (VA) and Gamma (VA).", "2019 was added, with one milestone."],
            id="joined since",
        ),
        pytest.param(
            joined("Alpha"), joined("Alpha", "Beta"),
            ["One member was added to those who joined in 2012: Beta (VA)."],
            id="found to have joined before",
        ),
        pytest.param(
            joined("Alpha", year=2018), joined("Alpha", "Beta", year=2018), ["One member joined: Beta (VA)."],
            id="joined in the year of the earlier document",
        ),
        pytest.param(
            joined("Alpha", "Beta"), joined("Beta"),
            ["One member is no longer listed among those who joined in 2012: Alpha (VA)."],
            id="taken off",
        ),
        pytest.param(
            joined("Alpha", "Beta", "Gamma"), joined("Beta"),
            ["Two members are no longer listed among those who joined in 2012: Alpha (VA) and Gamma (VA)."],
            id="two taken off",
        ),
        pytest.param(
            {2012: (["Alpha"], []), 2013: ([], [])}, {2012: ([], []), 2013: (["Alpha"], [])},
            ["Alpha (VA) stands among the new members of 2013 now, not of 2012."],
            id="in another year",
        ),
        pytest.param(
            {2012: (["Alpha"], []), 2019: ([], [])}, {2012: (["Alpha"], []), 2019: (["Alpha"], [])},
            ["One member joined: Alpha (VA)."],
            id="came back",
        ),
        pytest.param(
            joined("Alpha", "Beta"), joined("Beta", "Alpha"), ["The order of the new members of 2012 was changed."],
            id="in another order",
        ),
        pytest.param(
            joined("Alpha", "Beta"), joined("Alpha", "Gamma", "Beta"),
            ["One member was added to those who joined in 2012: Gamma (VA)."],
            id="put in between, in the same order",
        ),
    ],
)  # fmt: skip
def test_those_who_joined(before, after, sentences):
    assert changed(before, after) == sentences


def test_many_who_joined_are_counted_and_some_are_named():
    names = [f"District {letter}" for letter in "ABCDEFGHIJKL"]
    many = joined(*names[:11], year=2019)[2019]
    assert changed(joined("Alpha"), joined("Alpha") | {2019: many})[0] == (
        "Eleven members joined, among them District A (VA), District B (VA) and District C (VA)."
    )
    assert changed(joined("Alpha"), joined("Alpha") | {2019: joined(*names[:10])[2012]})[0].endswith(
        "District I (VA) and District J (VA)."
    )


def left(year, *names):
    return {
        2012: (["Alpha", "Beta"], [LAUNCH]),
        2015: ([], [PLAN]),
        year: ([], [PLAN], [member(name) for name in names]),
    }


@pytest.mark.parametrize(
    ("before", "after", "sentences"),
    [
        pytest.param(left(2015), left(2015, "Alpha"), ["One member left in 2015: Alpha (VA)."], id="left"),
        pytest.param(left(2015), left(2015, "Alpha", "Beta"), ["Two members left in 2015: Alpha (VA) and Beta (VA)."], id="two left"),
        pytest.param(left(2015, "Alpha"), left(2015), ["Alpha (VA) is no longer said to have left in 2015."], id="not left"),
        pytest.param(
            left(2014, "Alpha"), left(2014) | {2015: ([], [PLAN], [member("Alpha")])},
            ["Alpha (VA) is said to have left in 2015 now, not in 2014."],
            id="left in another year",
        ),
    ],
)  # fmt: skip
def test_those_who_left(before, after, sentences):
    assert changed(before, after) == sentences


@pytest.mark.parametrize(
    ("before", "after", "sentences"),
    [
        pytest.param(
            member("Alpha Schools"), member("Alpha Schools", now="Alpha County Schools"),
            ["Alpha Schools (VA) is called Alpha County Schools now."],
            id="renamed since",
        ),
        pytest.param(
            member("Alpha Schools", now="Beta"), member("Alpha Schools", now="Gamma"),
            ["Beta (VA) is called Gamma now."],
            id="renamed again",
        ),
        pytest.param(
            member("Alpha Schools"), member("Alfa Schools", slug="alpha-schools"),
            ["The name of Alpha Schools (VA) reads Alfa Schools (VA) now."],
            id="name corrected",
        ),
        pytest.param(
            member("Alpha Schools"), member("Alpha Schools", "MD"),
            ["The name of Alpha Schools (VA) reads Alpha Schools (MD) now."],
            id="state corrected",
        ),
        pytest.param(
            member("Alpha Schools"), member("Alpha Schools", slug="alpha"), ["Nothing changed but the date."],
            id="address changed alone",
        ),
        pytest.param(
            member("Alpha County Public Schools"), member("Alpha County Public School", slug="alpha"),
            ["The name of Alpha County Public Schools (VA) reads Alpha County Public School (VA) now."],
            id="address and name corrected",
        ),
        pytest.param(
            member("Alpha County Schools"), member("Alpha City Schools"),
            [
                "One member was added to those who joined in 2012: Alpha City Schools (VA).",
                "One member is no longer listed among those who joined in 2012: Alpha County Schools (VA).",
            ],
            id="another district",
        ),
    ],
)  # fmt: skip
def test_names(before, after, sentences):
    assert changed(joined(before), joined(after)) == sentences


# Entries


@pytest.mark.parametrize(
    ("before", "after", "sentences"),
    [
        pytest.param([LAUNCH], [LAUNCH, PLAN], ["One milestone added to 2018."], id="added"),
        pytest.param([PLAN], [LAUNCH, PLAN], ["One milestone added to 2018."], id="added in front"),
        pytest.param([LAUNCH, PLAN, GRANT], [PLAN], ["Two milestones removed from 2018."], id="removed"),
        pytest.param([LAUNCH, PLAN], [LAUNCH, GRANT], ["One milestone added to 2018. One removed."], id="one for another"),
        pytest.param([LAUNCH], [LAUNCH.replace("begins", "takes up")], ["The wording of one milestone of 2018 was corrected."], id="reworded"),
        pytest.param(
            [LAUNCH, PLAN], [LAUNCH.replace("begins", "takes up"), PLAN.replace("five", "six")],
            ["The wording of two milestones of 2018 was corrected."],
            id="two reworded",
        ),
        pytest.param([LAUNCH], [LAUNCH.replace("The launch.", "Launched.")], ["The wording of one milestone of 2018 was corrected."], id="another headline"),
        pytest.param([LAUNCH], ["The launch. Something else altogether."], ["The wording of one milestone of 2018 was corrected."], id="the headline alone is the same"),
        pytest.param([PLAN], [f"{PLAN}\n- one\n- two"], ["The wording of one milestone of 2018 was corrected."], id="points added"),
        pytest.param([LAUNCH, PLAN, GRANT], [PLAN, GRANT, LAUNCH], ["The order of the entries of 2018 was changed."], id="order"),
        pytest.param(
            [LAUNCH, PLAN, GRANT], [NETWORK, GRANT, LAUNCH],
            ["One milestone added to 2018. One removed.", "The order of the entries of 2018 was changed."],
            id="added, removed and order",
        ),
        pytest.param([LAUNCH, LAUNCH], [LAUNCH], ["One milestone removed from 2018."], id="one of twins"),
        pytest.param([LAUNCH, PLAN], [PLAN, PLAN], ["One milestone added to 2018. One removed."], id="a twin in its place"),
    ],
)  # fmt: skip
def test_milestones_of_a_year(before, after, sentences):
    assert changed(entries(*before), entries(*after)) == sentences


def test_emphasis_and_links_are_no_wording():
    plain = Entry(Kind.MILESTONE, (Line(0, (Words("A plan. It is told."),)),))
    bold = Entry(Kind.MILESTONE, (Line(0, (Words("A plan. ", bold=True), Words("It is told."))),))
    linked = Entry(Kind.MILESTONE, (Line(0, (Words("A plan. It is told.", link="https://example.org/"),)),))
    for other in (bold, linked):
        assert changed(entries(plain), entries(other)) == [
            "Emphasis or a link changed in one milestone of 2018."
        ]


@pytest.mark.parametrize(
    ("before", "after", "sentences"),
    [
        pytest.param([LAUNCH], [LAUNCH, "Fall meeting: A."], ["The fall meeting of 2018 was added."], id="added"),
        pytest.param([LAUNCH, "Fall meeting: A."], [LAUNCH], ["The fall meeting of 2018 was removed."], id="removed"),
        pytest.param(
            ["Fall meeting: Reading, hosted by Alpha."], ["Fall meeting: Reading, hosted by Beta."],
            ["What is said of the fall meeting of 2018 was corrected."],
            id="another host",
        ),
        pytest.param(
            ["Fall meeting: Reading."], ["Fall meeting: Something quite different here, hosted by Beta."],
            ["What is said of the fall meeting of 2018 was corrected."],
            id="all of it",
        ),
        pytest.param(
            ["Fall meeting: Reading. It is planned."], ["Fall meeting: Reading."],
            ["What is said of the fall meeting of 2018 was corrected."],
            id="held",
        ),
    ],
)  # fmt: skip
def test_fall_meetings(before, after, sentences):
    def told(texts):
        return [meeting(text) if text.startswith("Fall") else text for text in texts]

    assert changed(entries(*told(before)), entries(*told(after))) == sentences


@pytest.mark.parametrize(
    ("before", "after", "sentences"),
    [
        pytest.param(
            {2017: [LAUNCH, PLAN], 2018: [GRANT]}, {2017: [LAUNCH], 2018: [GRANT, PLAN]},
            ["One milestone moved from 2017 to 2018."],
            id="moved",
        ),
        pytest.param(
            {2017: [LAUNCH, PLAN], 2018: [GRANT]}, {2017: [LAUNCH], 2018: [GRANT, PLAN.replace("five", "six")]},
            ["One milestone moved from 2017 to 2018, and the wording of one was corrected."],
            id="moved and reworded",
        ),
        pytest.param(
            {2017: [LAUNCH, PLAN]}, {2017: [LAUNCH], 2018: [PLAN, GRANT]},
            ["2018 was added, with one milestone.", "One milestone moved from 2017 to 2018."],
            id="moved into a new year",
        ),
        pytest.param(
            {2017: [LAUNCH], 2018: [PLAN, GRANT]}, {2017: [LAUNCH, PLAN, GRANT]},
            ["2018 is no longer in the document.", "Two milestones moved from 2018 to 2017."],
            id="a year taken apart",
        ),
        pytest.param(
            {2017: [LAUNCH], 2018: [PLAN]}, {2017: [LAUNCH]}, ["2018 is no longer in the document."],
            id="a year removed",
        ),
        pytest.param(
            {2017: [LAUNCH, PLAN], 2018: [GRANT]}, {2017: [LAUNCH, PLAN], 2018: [GRANT, PLAN]},
            ["One milestone added to 2018."],
            id="said again, not moved",
        ),
    ],
)  # fmt: skip
def test_years_and_moves(before, after, sentences):
    def paper(years):
        return {year: ([], texts) for year, texts in years.items()}

    assert changed(paper(before), paper(after)) == sentences


def test_fall_meeting_of_another_year_is_moved():
    said = meeting("Fall meeting: Reading, hosted by Alpha.")
    assert changed({2017: ([], [said]), 2018: ([], [LAUNCH])}, {2017: ([], [PLAN]), 2018: ([], [LAUNCH, said])}) == [
        "One milestone added to 2017.",
        "One fall meeting moved from 2017 to 2018.",
    ]  # fmt: skip


def test_title_and_name():
    before = make_paper(entries(LAUNCH))
    assert changes(before, replace(before, title="League Milestones", name="The League")) == [
        "The title reads “League Milestones” now.",
        "The name below it reads “The League” now.",
    ]


def test_year_written_anew_as_a_whole_is_counted_and_not_compared_without_an_end():
    old = [f"Old {number}. Word {number} of many words that all of them share." for number in range(60)]
    new = [f"New {number}. Word {number} of many words that all of them share." for number in range(60)]
    assert changed(entries(*old), entries(*new)) == ["Sixty milestones added to 2018. Sixty removed."]
    few = changed(entries(*old[:5]), entries(*new[:5]))
    assert few == ["The wording of five milestones of 2018 was corrected."]
