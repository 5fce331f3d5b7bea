"""Pasted documents: `pasted/` has each as a text, and beside it, in a file of rows, what must be proposed for it."""

import re
import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from milestones.paste import Kind, KnownDistrict, Piece, headed, headline_of, parse, questions

PASTED = Path(__file__).parent / "pasted"

FOUNDERS = {
    number: KnownDistrict(number, name, short, state, former)
    for number, (name, short, state, *former) in enumerate(
        [
            ("Fairfax County Public Schools", "Fairfax County", "VA"),
            ("Greenville County Schools", "Greenville County", "SC", "Greenville County Public Schools"),
            ("Gwinnett County Public Schools", "Gwinnett", "GA"),
            ("Montgomery County Public Schools", "Montgomery County", "MD"),
            ("Arlington Public Schools", "Arlington", "VA"),
            ("Baltimore County Public Schools", "Baltimore County", "MD"),
            ("Bellevue School District", "Bellevue", "WA"),
            ("Charlotte-Mecklenburg Schools", "Charlotte-Mecklenburg", "NC"),
            ("Cobb County School District", "Cobb County", "GA"),
            ("Fulton County Schools", "Fulton County", "GA"),
            ("Poway Unified School District", "Poway", "CA"),
            ("Virginia Beach City Public Schools", "Virginia Beach", "VA"),
            ("Mesa Public Schools", "Mesa", "AZ"),
            ("Beaverton School District", "Beaverton", "OR"),
            ("School District U-46", "U-46", "IL"),
            ("Wake County Public School System", "Wake County", "NC"),
            ("Garland Independent School District", "Garland", "TX"),
            ("Knox County Schools", "Knox County", "TN"),
            ("School District of Palm Beach County", "Palm Beach County", "FL"),
            ("Chesterfield County Public Schools", "Chesterfield County", "VA"),
            ("Boulder Valley School District", "Boulder Valley", "CO"),
            ("Cumberland County Schools", "Cumberland County", "NC"),
        ],
        start=1,
    )
}
OTHERS = [
    KnownDistrict(1, "Ashford County Public Schools", "Ashford County", "VA"),
    KnownDistrict(2, "Birchwood Unified School District", "Birchwood", "CA"),
    KnownDistrict(3, "Cañon Real School District", "Cañon Real", "NM"),
    KnownDistrict(4, "Delmont-Reyes Schools", "Delmont-Reyes", "NC"),
    KnownDistrict(5, "Eastlake Independent School District", "Eastlake", "TX"),
    KnownDistrict(6, "Lakeview School District", "Lakeview", "OR"),
    KnownDistrict(7, "Lakeview School District", "Lakeview", "OH"),
    KnownDistrict(8, "Harlan County Schools", "Harlan County", "KY", ("Harlan County Public Schools",)),
    KnownDistrict(9, "School District U-9", "U-9", "IL"),
    KnownDistrict(10, "St. Brendan Parish Public Schools", "St. Brendan Parish", "LA"),
    KnownDistrict(11, "Prince Edmund's County Public Schools", "Prince Edmund's", "MD"),
]


def pasted(name):
    return (PASTED / f"{name}.txt").read_bytes().decode()


def row(piece):
    facts = [
        piece.state,
        f"district {piece.district}" if piece.district else "",
        f"candidates {piece.candidates}" if piece.candidates else "",
        f"hosts {piece.hosts}" if piece.hosts else "",
        f"theme {piece.theme}" if piece.theme else "",
        f"when {piece.when}" if piece.when else "",
    ]
    line = [str(piece.year or "no year"), piece.kind, piece.text.replace("\n", " / "), *filter(None, facts)]
    return " | ".join(line) + (f"\n    ? {piece.question}" if piece.question else "")


def rows(text, **kwargs):
    return [row(piece) for piece in parse(text, OTHERS, **kwargs)]


def in_row(line, districts=OTHERS):
    """The one piece that a line makes in the row of 2016."""
    (piece,) = parse(f"2016\n{line}", districts)
    return piece


# The scan whose columns ran together


@pytest.fixture(scope="module")
def scan():
    return parse(pasted("scan"), list(FOUNDERS.values()))


# Year: who joined, in the printed order; how many milestones; the fall meeting's hosts and theme.
TABLE = {
    2011: ([], 1, None),
    2012: (list(range(1, 12)), 2, None),
    2013: ([12, 13, 14, 15], 2, None),
    2014: ([16], 3, None),
    2015: ([17, 18, 19], 4, ((12,), "CTE and performance assessment")),
    2016: ([20], 4, ((8,), "district-wide literacy initiatives")),
    2017: ([], 5, ((20,), "personalized learning")),
    2018: ([21], 2, ((3,), "school and district leadership")),
    2019: (
        [22],
        4,
        ((2,), "initiatives preparing students for on-time graduation and post-secondary success"),
    ),
    2020: ([], 1, None),
}

LOOSE = "{} stands loose inside this line; it is taken as the label of the row that begins here."
OWN = "This sentence stood behind the one above; it is taken as an entry of its own."
GHOST = "This line repeats the one above, garbled; it is left out."
# Each can be answered with yes: none needs an edit.
ASKED = [
    (2011, Kind.LEFT_OUT, "vision, mission, and", GHOST),
    (2012, Kind.LEFT_OUT, "Touriding districts and", GHOST),
    (
        2013,
        Kind.MILESTONE,
        "The Consortium pursues",
        "The points under this line have lost their marks; see where each begins."
        " Two points seem to have run into one; is this right?",
    ),
    (2014, Kind.MILESTONE, "The Consortium significantly", LOOSE.format(2014)),
    (
        2015,
        Kind.MILESTONE,
        "The Consortium develops",
        f"{LOOSE.format(2015)} “New Members Include:” stood inside a sentence here; it is taken out.",
    ),
    (
        2015,
        Kind.MEMBER,
        "Knox County Schools",
        "Knox County Schools (TN) stands inside a sentence; it is taken out as a new member.",
    ),
    (2015, Kind.MILESTONE, "The ESEA is", OWN),
    (2016, Kind.MILESTONE, "The Consortium submits", LOOSE.format(2016)),
    (
        2016,
        Kind.MILESTONE,
        "The Consortium is",
        "“performancebased” stands elsewhere as “performance-based”; the hyphen is put back.",
    ),
    (
        2016,
        Kind.LEFT_OUT,
        "Schools.",
        "“Schools.” stands alone; it is put at the end of “… hosted by Charlotte-Mecklenburg”.",
    ),
    (2019, Kind.MILESTONE, "The CFO Strategy", OWN),
]


def test_scan_asks_eleven_questions(scan):
    asked = [
        (piece.year, piece.kind, " ".join(piece.text.split()[:3]), piece.question)
        for piece in scan
        if piece.question
    ]

    assert asked == ASKED
    assert questions(scan) == 11


def test_scan_answered_with_yes_is_the_table(scan):
    assert {
        year: (
            [piece.district for piece in scan if piece.year == year and piece.kind == Kind.MEMBER],
            sum(piece.year == year and piece.kind == Kind.MILESTONE for piece in scan),
            next(
                (
                    (piece.hosts, piece.theme)
                    for piece in scan
                    if piece.year == year and piece.kind == Kind.MEETING
                ),
                None,
            ),
        )
        for year in TABLE
    } == TABLE
    assert Counter(piece.kind for piece in scan) == {
        Kind.MEMBER: 22,
        Kind.MILESTONE: 28,
        Kind.MEETING: 5,
        Kind.LEFT_OUT: 5,
    }


def test_scan_keeps_printed_names_states_and_bold(scan):
    members = [piece for piece in scan if piece.kind == Kind.MEMBER]

    assert [piece.text for piece in members if piece.text != FOUNDERS[piece.district].name] == [
        "Greenville County Public Schools"
    ]
    assert all(piece.state == FOUNDERS[piece.district].state for piece in members)
    assert re.findall(r"\*\*[^*]+\*\*", " ".join(piece.text for piece in scan)) == [
        "**ESSA negotiated rulemaking committee**",
        "**Assessment for Learning Project grant competition**",
    ]


def test_scan_has_two_points_under_the_second_milestone_of_2013(scan):
    first, second = (piece for piece in scan if piece.year == 2013 and piece.kind == Kind.MILESTONE)

    assert first.text.endswith("focused, impactful policy and practice agenda.")
    assert [line[:30] for line in second.text.split("\n")] == [
        "The Consortium pursues signifi",
        "- Meeting with twelve Members ",
        "- Meeting with Secretary of La",
    ]
    assert second.text.endswith("key issues of education and workforce readiness")


def test_scan_loses_and_adds_no_word(scan):
    said = Counter(re.findall(r"[\w-]+", pasted("scan")))
    shown = Counter(re.findall(r"[\w-]+", " ".join(f"{piece.text} {piece.state}" for piece in scan)))

    assert said - shown == {
        **dict.fromkeys(["New", "Members", "Include"], 7),
        **{str(year): 1 for year in range(2011, 2020)},
        "2020": 1,
        "performancebased": 1,
    }
    assert shown - said == {"performance-based": 1, "Schools": 1, "-": 2}


# Other documents

DOCUMENTS = {
    "accents": 2,
    "blanks": 5,
    "bullets": 3,
    "chronology": 6,
    "clean": 0,
    "dated": 2,
    "indented": 1,
    "markdown": 0,
    "newest_first": 1,
    "no_year": 5,
    "one_year": 3,
    "prose": 1,
    "school_years": 6,
    "table": 1,
    "torn": 7,
    "wrapped": 0,
}


def test_every_document_is_tested():
    assert {file.stem for file in PASTED.glob("*.txt")} == {"scan", *DOCUMENTS}


@pytest.mark.parametrize(("name", "asked"), DOCUMENTS.items(), ids=DOCUMENTS)
def test_document_is_proposed_as_its_rows_say(name, asked):
    pieces = parse(pasted(name), OTHERS)

    assert "\n".join(map(row, pieces)) + "\n" == (PASTED / f"{name}.rows").read_text(encoding="utf-8")
    assert questions(pieces) == asked


def test_line_ends_spaces_and_bullets_of_any_kind_are_one():
    text = pasted("clean")
    others = [
        text.replace("\n", "\r\n"),
        text.replace("\n", "\r"),
        text.replace("\n", "\u2028"),
        text.replace(" ", "\u00a0"),
        text.replace("• ", "\uf0b7\t"),
        text.replace("fi", "\ufb01"),
        text.replace("common", "com\u00admon"),
        text.replace("Members", "\u200bMem\0bers\ufeff"),
    ]

    assert [rows(other) for other in others] == [rows(text)] * len(others)


# Names of districts


@pytest.mark.parametrize(
    ("line", "known"),
    [
        pytest.param("Joined: Harlan County Schools (KY)", 8, id="today's name"),
        pytest.param("Joined: Harlan County Public Schools (KY)", 8, id="former name"),
        pytest.param("Joined: Harlan County", 8, id="short name without a state"),
        pytest.param("Joined: Lakeview, Ohio", 7, id="short name with a state written out"),
        pytest.param("Joined: LAKEVIEW SCHOOL DISTRICT – OR", 6, id="capitals, state behind a dash"),
        pytest.param("Joined: Canon Real Sch. Dist. (N.M.)", 3, id="short forms, no accent, points"),
        pytest.param("Joined: the Delmont – Reyes Schools (NC).", 4, id="another dash, article, full stop"),
        pytest.param("Prince Edmund’s County Public Schools (MD)", 11, id="curly quote, no label"),
        pytest.param("**New Members Include:** **Eastlake ISD** (TX)", 5, id="bold"),
        pytest.param("Joined: St Brendan Parish Public Schools LA", 10, id="state behind a space"),
    ],
)
def test_name_is_matched_without_a_question(line, known):
    piece = in_row(line)

    assert (piece.kind, piece.district, piece.question) == (Kind.MEMBER, known, "")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param(
            "Joined: Lakeview School District",
            Piece(
                Kind.MEMBER, 2016, "Lakeview School District", candidates=(6, 7),
                question="“Lakeview School District” may be Lakeview School District (OR) or Lakeview School District"
                " (OH); choose one.",
            ),
            id="one name in two states",
        ),
        pytest.param(
            "Joined: Lakeview School District (TX)",
            Piece(
                Kind.MEMBER, 2016, "Lakeview School District", state="TX", candidates=(6, 7),
                question="Lakeview School District (OR) or Lakeview School District (OH) is known, but not in TX: a new"
                " one, Lakeview School District (TX), would be made.",
            ),
            id="another state",
        ),
        pytest.param(
            "Joined: Harlen County Schools (KY)",
            Piece(
                Kind.MEMBER, 2016, "Harlen County Schools", state="KY", district=8, candidates=(8,),
                question="“Harlen County Schools” is not known by this spelling; it is taken as Harlan County Schools"
                " (KY).",
            ),
            id="close spelling",
        ),
        pytest.param(
            "Joined: Harlan City Schools (KY)",
            Piece(
                Kind.MEMBER, 2016, "Harlan City Schools", state="KY", candidates=(8,),
                question="No district of this name is known; Harlan County Schools (KY) comes close. A new one, Harlan"
                " City Schools (KY), would be made.",
            ),
            id="a city is no county",
        ),
        pytest.param(
            "Joined: Harlen County Schools (OH)",
            Piece(
                Kind.MEMBER, 2016, "Harlen County Schools", state="OH",
                question="No district of this name is known: a new one, Harlen County Schools (OH), would be made.",
            ),
            id="a like name in another state",
        ),
        pytest.param(
            "Somewhere Schools (OH)",
            Piece(
                Kind.MEMBER, 2016, "Somewhere Schools", state="OH",
                question="No district of this name is known: a new one, Somewhere Schools (OH), would be made.",
            ),
            id="unknown",
        ),
        pytest.param(
            "Eastlake Independent School District",
            Piece(
                Kind.MEMBER, 2016, "Eastlake Independent School District", state="TX", district=5,
                question="This name stands alone; it is taken as a new member.",
            ),
            id="known, without label and state",
        ),
    ],
)  # fmt: skip
def test_name_in_doubt_is_asked_for(line, expected):
    assert in_row(line) == expected


def test_name_of_two_lines_is_one():
    text = "2016\nNew members:\nSt. Brendan Parish\nPublic Schools (LA)\nSchool District U-9\n(IL)"

    assert rows(text) == [
        "2016 | member | St. Brendan Parish Public Schools | LA | district 10",
        "2016 | member | School District U-9 | IL | district 9",
    ]


def test_name_in_a_sentence_is_no_new_member():
    line = "Members visit Ashford County Public Schools (VA), Harlan County Schools (KY) and others."

    assert in_row(line) == Piece(Kind.MILESTONE, 2016, line)


# Fall meetings


@pytest.mark.parametrize(
    ("line", "hosts", "theme"),
    [
        pytest.param(
            "Members engage in a deep dive into A and B during a fall meeting hosted by Lakeview (OH).",
            (7,),
            "A and B",
            id="deep dive, state",
        ),
        pytest.param(
            "A deep dive into rules at the fall meeting, hosted by Harlan County, Birchwood, and School District U-9.",
            (8, 2, 9),
            "rules",
            id="three hosts",
        ),
        pytest.param(
            "The fall meeting hosted by Eastlake ISD in Portland, Texas focuses on “early reading.”",
            (5,),
            "early reading",
            id="place behind the host, theme in quotes",
        ),
        pytest.param("Fall Meeting – hosted by St. Brendan Parish: music", (10,), "music", id="short form"),
        pytest.param("Harlan County Schools hosts the fall meeting on buses.", (8,), "buses", id="active"),
    ],
)
def test_fall_meeting_is_read(line, hosts, theme):
    piece = in_row(line)

    assert (piece.kind, piece.hosts, piece.theme, piece.question) == (Kind.MEETING, hosts, theme, "")


@pytest.mark.parametrize(
    ("words", "when"),
    [
        pytest.param("held October 12–14, 2016", "October 12–14, 2016", id="days"),
        pytest.param("in October 2016", "October 2016", id="month"),
        pytest.param("on Oct. 3rd", "October 3, 2016", id="the row's year"),
        pytest.param("(Sept. 30 to October 2, 2016)", "September 30 to October 2, 2016", id="two months"),
        pytest.param("held on 12 and 13 May 2016", "May 12–13, 2016", id="day first"),
        pytest.param("in March", "March 2016", id="bare month"),
        pytest.param("and may meet again", "", id="no month"),
        pytest.param("of November 2015", "", id="another thing's date"),
    ],
)
def test_date_of_a_fall_meeting_is_read_and_hides_no_host(words, when):
    piece = in_row(f"A deep dive into law during a fall meeting hosted by Birchwood {words}")

    assert (piece.when, piece.theme) == (when, "law")
    if when:
        assert (piece.hosts, piece.question) == ((2,), "")


@pytest.mark.parametrize(
    ("words", "question"),
    [
        pytest.param("in October 2017", "This date is of 2017, and the row of 2016.", id="another year"),
        pytest.param("on October 45, 2016", "“October 45 2016” can't be read as a date.", id="no such day"),
        pytest.param(
            "on October 4, 2016, and on November 5, 2016",
            "More than one date stands here; see whether October 4, 2016 is the meeting’s.",
            id="two",
        ),
    ],
)
def test_date_in_doubt_is_asked_for(words, question):
    assert question in in_row(f"The fall meeting on law was held {words}, hosted by Birchwood").question


@pytest.mark.parametrize(
    "words",
    [
        "hosted by Birchwood. Its theme was “Every reader.”",
        "hosted by Birchwood on the theme of every reader.",
        "hosted by Birchwood, with the theme “Every reader”, draws many.",
        "on the theme “Every reader” was hosted by Birchwood.",
    ],
)
def test_theme_that_is_named_as_one_is_read(words):
    piece = in_row(f"The fall meeting {words}")

    assert (piece.hosts, piece.theme.casefold(), piece.question) == ((2,), "every reader", "")


@pytest.mark.parametrize(
    ("line", "hosts", "candidates", "question"),
    [
        pytest.param(
            "A deep dive into law at a fall meeting hosted by Nowhere Schools.",
            (),
            (),
            "“Nowhere Schools” is no known district; no host is set.",
            id="unknown host",
        ),
        pytest.param(
            "A deep dive into law at a fall meeting hosted by Birchwood and Lakeview.",
            (2,),
            (6, 7),
            "“Lakeview” may be Lakeview School District (OR) or Lakeview School District (OH); choose one.",
            id="ambiguous host",
        ),
        pytest.param("Fall meeting hosted by Birchwood.", (2,), (), "No theme could be read.", id="no theme"),
        pytest.param(
            "A deep dive into law at a spring meeting hosted by Birchwood.",
            (2,),
            (),
            "This meeting is not called a fall meeting; see whether it is one.",
            id="another season",
        ),
    ],
)
def test_fall_meeting_in_doubt_is_asked_for(line, hosts, candidates, question):
    piece = in_row(line)

    assert (piece.kind, piece.hosts, piece.candidates, piece.question) == (
        Kind.MEETING,
        hosts,
        candidates,
        question,
    )


def test_milestone_that_mentions_a_fall_meeting_is_one():
    line = "The report of the fall meeting is printed."

    assert in_row(line) == Piece(Kind.MILESTONE, 2016, line)


# Years


def test_year_that_has_a_row_of_its_own_is_text_in_another():
    text = "2017\nMembers speak at the AASA 2018 conference. New Members Include: Birchwood (CA)\n2018\nMembers rest."

    assert rows(text)[0] == "2017 | milestone | Members speak at the AASA 2018 conference."


def test_loose_year_without_other_damage_stays_and_is_pointed_out():
    assert rows("2013\nMembers adopt plans and 2014 positions.\n2015\nMembers rest.") == [
        "2013 | milestone | Members adopt plans and 2014 positions.\n"
        "    ? 2014 stands inside this line, and no row has this label; it is left in the text.",
        "2015 | milestone | Members rest.",
    ]


def test_year_beside_the_middle_of_a_sentence_is_the_row_of_the_sentence():
    assert rows("2013\tMembers rest.\n\tMembers adopt plans and\n2014\tpositions on law.\n") == [
        "2013 | milestone | Members rest.",
        "2014 | left out | 2014\n    ? 2014 stands beside the middle of an entry; it is taken as the label of the row"
        " that begins with it.",
        "2014 | milestone | Members adopt plans and positions on law.",
    ]


def test_year_out_of_order_is_pointed_out():
    assert rows("2013\nMembers rest.\n2021\nMembers sing.\n2014\nMembers run.\n2015\nMembers sit.") == [
        "2013 | milestone | Members rest.",
        "2021 | milestone | Members sing.",
        "2014 | left out | 2014\n    ? 2014 is out of order here; see whether it is the label of a row.",
        "2014 | milestone | Members run.",
        "2015 | milestone | Members sit.",
    ]


# What the record has already


def test_duplicates_are_marked_in_their_year_only():
    text = """2016
Members publish a guide for new boards of education.
Members publish a guide for the new boards of education!
Members sing.
A deep dive into early reading during a fall meeting hosted by Birchwood.
2017
Members publish a guide for new boards of education.
"""
    recorded = {
        2016: ["Members publish a guide for new boards of education", "Members rest.", "Early reading"],
        2018: ["Members sing."],
    }

    assert [(piece.year, piece.duplicate) for piece in parse(text, OTHERS, recorded)] == [
        (2016, recorded[2016][0]),
        (2016, recorded[2016][0]),
        (2016, ""),
        (2016, "Early reading"),
        (2017, ""),
    ]


def test_line_that_stands_twice_in_a_year_is_pointed_out_and_in_two_years_is_not():
    text = "2016\nMembers meet in the capital.\nMembers sing.\nMembers meet in the capital.\n2017\nMembers meet in the capital.\n"

    assert [piece.question for piece in parse(text, OTHERS)] == [
        "",
        "",
        "The same words stand in this year already, above.",
        "",
    ]


# Headlines


@pytest.mark.parametrize(
    ("text", "headline"),
    [
        pytest.param("", "", id="nothing"),
        pytest.param("Members rest. They need it.", "Members rest", id="first sentence"),
        pytest.param(
            "**A new** [chair](https://example.org 'x') *is* elected", "A new chair is elected", id="marks"
        ),
        pytest.param(
            "Members speak, including:\n- in the House\n- at home", "Members speak", id="list below"
        ),
        pytest.param(
            "U.S. Secretary J. Doe visits. He stays.", "U.S. Secretary J. Doe visits", id="short forms"
        ),
        pytest.param("Snake_case and 2*3 stay", "Snake_case and 23 stay", id="marks within words"),
        pytest.param(
            f"The members of the group{' all' * 14}, and their friends, {'meet ' * 20}",
            f"The members of the group{' all' * 14}, and their friends",
            id="cut at a clause",
        ),
        pytest.param("word " * 40, ("word " * 23).strip() + "…", id="cut at a word"),
        pytest.param("x" * 300, "x" * 119 + "…", id="one long word"),
    ],
)
def test_headline_is_the_beginning_of_a_text(text, headline):
    assert headline_of(text) == headline
    assert len(headline) <= 120


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        pytest.param("", ("", "", False), id="nothing"),
        pytest.param("Members rest.", ("Members rest", "", False), id="the headline is all"),
        pytest.param(
            "Members rest. They need it.", ("Members rest", "They need it.", False), id="two sentences"
        ),
        pytest.param(
            "Members speak, including:\n- in the House\n- at home",
            ("Members speak", "- in the House\n- at home", False),
            id="list",
        ),
        pytest.param(
            "**A chair. A vice-chair** *are* elected.",
            ("A chair", "A vice-chair *are* elected.", False),
            id="bold",
        ),
        pytest.param(
            f"Members speak{' on' * 40}. Long.",
            ("Members speak" + " on" * 35 + "…", f"Members speak{' on' * 40}. Long.", True),
            id="too long",
        ),
        pytest.param("A" * 120 + ". Rest.", ("A" * 120, "Rest.", False), id="just short enough"),
    ],
)
def test_first_sentence_becomes_the_headline_and_leaves_the_text(text, parts):
    assert headed(text) == parts


# Any text

LABELS = [
    "New Members Include:",
    "Joined:",
    "Left:",
    "Fall meeting:",
    "theme:",
    "Host:",
    "none",
    "n/a",
    "as of May 2020",
]
NAMES = [
    "(VA)",
    "(OH)*",
    "Lakeview",
    "Eastlake ISD",
    "Schools.",
    "County",
    "The Consortium",
    "hosted by",
    "fall meeting",
]
YEARS = [
    "2014",
    "2015 ",
    "2016: ",
    "In 2014,",
    "2015–16",
    "deep dive into",
    "during a",
    "and",
    "שלום",
    "😀",
    "é",
    "²",
    "١",
]
MARKS = [
    "• ",
    "- ",
    "o ",
    "1. ",
    "(c)",
    "**",
    "*",
    "–",
    "—",
    "-\n",
    "\u00ad\n",
    "\u202e",
    ",",
    ";",
    ":",
    ".",
    "[",
    "](",
]
GAPS = ["\n", "\n\n", "\r\n", "\t", "   ", "\f", "\0", "\u2028"]
SNIPPETS = st.sampled_from([*LABELS, *NAMES, *YEARS, *MARKS, *GAPS])


@given(st.one_of(st.text(), st.lists(st.one_of(SNIPPETS, st.text(max_size=8)), max_size=60).map(" ".join)))
@settings(max_examples=400)
def test_any_text_is_read_and_what_is_unsure_is_asked(text):
    for piece in parse(text, OTHERS, {2014: ["A fall meeting"]}):
        assert "\0" not in piece.text
        assert len(headline_of(piece.text)) <= 120
        sure = {
            Kind.MEMBER: piece.district and piece.year,
            Kind.MEETING: piece.hosts and piece.theme and piece.year,
            Kind.MILESTONE: piece.text.strip() and piece.year,
            Kind.NOTHING: piece.year,
            Kind.NO_MEETING: piece.year,
            Kind.LEFT_OUT: True,
            Kind.UNPLACED: False,
        }
        assert piece.question or sure[piece.kind]


WORDS = st.sampled_from(["word", "Word", "Word,", "word.", "word;", "Word:", "word!"])
JOINTS = st.sampled_from(
    [" ", " ", " ", "\n", "\n\n", "\t", "\n• ", "\n- ", "\n  o ", "\n1. ", "\f", "   ", "|"]
)


@given(st.lists(st.tuples(st.one_of(WORDS, SNIPPETS), JOINTS), max_size=60))
@settings(max_examples=400)
def test_no_word_is_lost(parts):
    numbered = [
        (
            re.sub(
                "(?i)word",
                lambda match, n=number: f"{match[0]}{'abcdefghij'[n // 10]}{'abcdefghij'[n % 10]}",
                part,
            ),
            joint,
        )
        for number, (part, joint) in enumerate(parts)
    ]
    text = "".join(part + joint for part, joint in numbered)
    shown = " ".join(piece.text for piece in parse(text, OTHERS))

    assert [word for word in re.findall("[Ww]ord[a-j]{2}", text) if word not in shown] == []


@pytest.mark.parametrize("text", ["", " ", "\n" * 50, "\0", "\t\t", "| |", "\f", "•"])
def test_nothing_makes_nothing(text):
    assert parse(text, OTHERS) == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(pasted("scan"), id="scan"),
        pytest.param(pasted("scan").replace("\n", " "), id="one line"),
        pytest.param(" ", id="spaces"),
        pytest.param("• a ", id="bullets"),
        pytest.param("2014 The group (VA) meets. New Members Include: ", id="labels"),
        pytest.param("perfor-\nmance ", id="hyphens"),
        pytest.param("deep dive into fall meeting hosted by ", id="meetings"),
        pytest.param("שלום 😀\n", id="other letters"),
    ],
)
def test_a_megabyte_is_read_in_five_seconds(text):
    text = (text * (1_000_000 // len(text) + 1))[:1_000_000]
    begun = time.process_time()

    parse(text, OTHERS)

    assert time.process_time() - begun < 5


def test_more_lines_than_a_person_can_check_are_not_read():
    pieces = parse("2016\n" + "Members meet again.\n" * 30_000, OTHERS)

    assert pieces[-1] == Piece(
        Kind.UNPLACED,
        None,
        "Members meet again.",
        "Only 20,000 lines are read at a time; paste again from here on.",
    )
