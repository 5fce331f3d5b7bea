"""What words find, in which order, with which of them marked; and what misspelt ones were meant for."""

import pytest
from django.db import DatabaseError
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from consortium.models import SearchEntry, SearchWord
from consortium.search import finding
from consortium.search.finding import Search, Word
from consortium.search.mending import mended, near
from consortium.search.shelf import SHELVES_AT_MOST
from consortium.search.showing import LONGEST, hit, marked, snippet
from consortium.search.words import all_words_of, blocks, lexemes, stem, words_of
from members.models import District
from milestones.models import Milestone
from tests.factories import (
    make_appearance,
    make_award,
    make_collaborative,
    make_district_name,
    make_document,
    make_example_partner,
    make_goal,
    make_highlight,
    make_hosting,
    make_joined_district,
    make_meeting,
    make_milestone,
    make_office,
    make_organization,
    make_participation,
    make_person,
    make_photo,
    make_plan,
    make_plan_part,
    make_practice,
    make_practice_example,
    make_program_year,
    make_sponsorship,
    make_story,
    make_tenure,
    make_topic,
    make_voice,
    make_year,
)

Kind = SearchEntry.Kind


def titles(text, kind=None):
    """What is found, kind by kind and the best first."""
    search = Search.of(text)
    best = search.best(search.counts(), 100)
    return [entry.title for one, found in best.items() if kind in (None, one) for entry in found]


# Words


@pytest.mark.parametrize(
    ("text", "words", "all_words"),
    [
        ("Peña’s schools", ["penas", "schools"], {"pena", "s", "penas", "schools"}),
        ("U-46", ["u", "46"], {"u", "46", "u46"}),
        ("O'Brien", ["obrien"], {"o", "brien", "obrien"}),
        ("2015-16", ["2015", "16"], {"2015", "16"}),
        ("Straße № ½", ["strasse", "no", "1", "2"], {"strasse", "no", "1", "2"}),
        ("* \" ' ( ) : ^ -", [], set()),
        ("a_b\0c", ["a", "bc"], {"a", "bc"}),
        ("x" * 100, ["x" * 64], {"x" * 64}),
    ],
)
def test_words_of_a_text(text, words, all_words):
    assert words_of(text) == words
    assert all_words_of(text) == all_words


def test_index_keeps_words_and_their_stems():
    assert (
        lexemes({"schools", "district", "benchmarking"}) == "benchmark benchmarking district school schools"
    )


@pytest.mark.parametrize(
    ("word", "stemmed"),
    [
        ("schools", "school"),
        ("schooling", "school"),
        ("policies", "polici"),
        ("policy", "polici"),
        ("benchmarked", "benchmark"),
        ("technology", "technolog"),
        ("news", "news"),
        ("2016", "2016"),
        ("niño", "niño"),
    ],
)
def test_stem(word, stemmed):
    assert stem(word) == stemmed


def test_markdown_is_told_without_its_marks():
    text = "One **bold** [link](https://example.org/x) & two\n\n- first\n- second\n  - third"
    assert blocks(text) == ["One bold link & two", "first", "second", "third"]
    assert blocks("") == []


# Finding


def records():
    """A record of every kind; what each is found by is a word of its own."""
    district = make_joined_district(
        name="Ashgrove Schools", short_name="Ashes", city="Bluewater", state="NC", nces_id="0612345",
        description="A **coral** district",
    )  # fmt: skip
    make_district_name(district=district, name="Dunmore Academy")
    person = make_person(name="Ada Ember", about="She *swims*")
    make_tenure(person, district, post="Superintendent")
    make_award(district=district, name="Garnet Prize", claim="winner")
    make_office(person)
    year = make_year(2016, headline="Hazel begins", introduction="An iris year")
    milestone = make_milestone(
        year, headline="Jasper report", text="It says *kelp*", kind="report", event_date="May 2017",
        topics=[make_topic(name="Lichen")], districts=[district], organizations=[make_organization(name="Moss Fund")],
    )  # fmt: skip
    make_appearance(milestone, make_person(name="Ned Opal"), office="Secretary of Labor")
    meeting = make_meeting(
        "October 3, 2016", theme="Pearl", summary="About quartz", venue="Rosehall", city="Salem", state="OR",
        practice_seen="Tin", discussed="- Umber", year=year,
    )  # fmt: skip
    make_hosting(meeting, district)
    make_sponsorship(meeting, make_organization(name="Velvet Bank"))
    practice = make_practice(
        title="Willow", series="Xenon", number=4, theme="Yarrow", principle="Zinc", body="Amber", advice="Birch",
        resources="Cedar", more_to_come="Daisy",
    )  # fmt: skip
    example = make_practice_example(practice, district=district, heading="Elm did it", text="Fern")
    make_example_partner(example, make_organization(name="Ginger"), did="Holly")
    collaborative = make_collaborative(
        name="Indigo Circle", acronym="INC", audience="Juniper", who_we_are="Kale", why_join="Lotus",
        begins="2016", partners=[make_organization(name="Maple")], run_by=make_organization(name="Nettle"),
    )  # fmt: skip
    make_participation(collaborative, organization=make_organization(name="Olive"))
    program_year = make_program_year(collaborative, 2016, introduction="Poppy", priorities="Quince")
    make_goal(program_year, text="Rowan")
    make_highlight(program_year, text="Sorrel")
    plan = make_plan(title="Thyme 2034", owner="Umbra", purpose="Violet")
    make_plan_part(plan, name="Wisteria", text="Yucca")
    make_document(title="Zephyr", meeting=meeting, dated="2016", kind="agenda")
    story = make_story(meeting, headline="Acacia", body="Begonia", published="November 2016")
    make_voice(story, person, words="Clover")
    make_photo(story, caption="Dahlia")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ashgrove", ["Ashgrove Schools", "Ada Ember", "Jasper report", "Fall meeting 2016: Pearl", "Willow"]),
        ("ashes", ["Ashgrove Schools", "Fall meeting 2016: Pearl"]),
        ("bluewater", ["Ashgrove Schools"]),
        ("north carolina", ["Ashgrove Schools", "Willow"]),
        ("NC", ["Ashgrove Schools"]),
        ("0612345", ["Ashgrove Schools"]),
        ("coral", ["Ashgrove Schools"]),
        ("dunmore", ["Ashgrove Schools", "Ada Ember", "Fall meeting 2016: Pearl"]),
        ("garnet", ["Ashgrove Schools"]),
        ("ember", ["Ada Ember", "Ashgrove Schools", "Acacia"]),
        ("superintendents", ["Ashgrove Schools", "Ada Ember"]),
        ("chair", ["Ada Ember"]),
        ("swimming", ["Ada Ember"]),
        ("labor secretary", ["Ned Opal", "Jasper report"]),
        ("hazel", ["2016"]),
        ("irises", ["2016"]),
        ("jasper", ["Jasper report"]),
        ("kelp", ["Jasper report"]),
        ("lichens", ["Jasper report"]),
        ("moss", ["Jasper report"]),
        ("may 2017", ["Jasper report"]),
        ("jasper 2016", ["Jasper report"]),
        ("opal", ["Ned Opal", "Jasper report"]),
        ("pearl", ["Fall meeting 2016: Pearl", "Zephyr", "Acacia"]),
        *((word, ["Fall meeting 2016: Pearl"]) for word in ("quartz", "rosehall", "salem", "oregon", "tin", "umber", "velvet")),
        *((word, ["Willow"]) for word in ("xenon 4", "yarrow", "zinc", "amber", "birch", "cedar", "daisy", "elm", "fern", "ginger", "holly")),
        *((word, ["Indigo Circle (INC)"]) for word in ("juniper", "kale", "lotus", "maple", "nettle", "olive")),
        ("inc", ["Indigo Circle (INC)", "Indigo Circle (INC): 2016–2017"]),
        *((word, ["Indigo Circle (INC): 2016–2017"]) for word in ("poppy", "quince", "rowan", "sorrel")),
        *((word, ["Thyme 2034"]) for word in ("thyme", "umbra", "violet", "wisteria", "yucca", "strategic")),
        ("agenda", ["Zephyr"]),
        *((word, ["Acacia"]) for word in ("acacia", "begonia", "clover", "dahlia")),
        ("zzz", []),
    ],
)  # fmt: skip
def test_record_is_found_by_all_that_its_page_says(text, found):
    records()
    search = Search.of(text)
    counts = search.counts()

    assert sorted(titles(text)) == sorted(found)
    assert sum(counts.values()) == len(found)
    assert list(counts) == [kind for kind in Kind if kind in counts]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("charlotte meck", True),
        ("MECKLENBURG", True),
        ("meck charlotte", True),
        ("school", True),
        ("schooling", True),
        ("pena", True),
        ("PEÑA", True),
        ("Pen\u0303a", True),
        ("obrien", True),
        ("o’brien", True),
        ("o'brien", True),
        ("brien", True),
        ("u46", True),
        ("u-46", True),
        ("U 46", True),
        ("charlottemecklenburg", True),
        ("the schools of Charlotte", True),
        ("ch", False),  # the beginning of a word, but everything begins with two letters
        ("eck", False),
        ("charlotte boston", False),
        ("schoolhouse", False),
    ],
)
def test_words_are_found_by_stem_by_beginning_and_without_accents(text, is_found):
    make_joined_district(name="Charlotte-Mecklenburg Schools", description="Peña and O’Brien like U-46.")

    assert titles(text) == ["Charlotte-Mecklenburg Schools"] * is_found


@pytest.mark.django_db
def test_small_words_are_looked_for_only_if_there_are_no_others():
    make_joined_district(name="Of the North")
    make_joined_district(name="Northern")

    assert titles("the north of it") == []
    assert titles("in the north") == ["Of the North", "Northern"]
    assert titles("of") == ["Of the North"]


@pytest.mark.django_db
def test_best_name_stands_first():
    make_joined_district(name="Fairfaxton Academy", description="Fairfax")
    make_joined_district(name="Academy of Fairfax")
    make_joined_district(name="Fairfax County Schools")
    make_joined_district(name="Fairfax")
    make_joined_district(name="Albany", description="Near Fairfax")
    make_district_name(district=make_joined_district(name="Zenith Schools"), name="Fairfax")

    assert titles("fairfax") == [
        "Fairfax",
        "Zenith Schools",
        "Fairfax County Schools",
        "Fairfaxton Academy",
        "Academy of Fairfax",
        "Albany",
    ]


@pytest.mark.django_db
def test_more_words_in_the_name_stand_above_fewer():
    make_joined_district(name="Reading", description="On literacy")
    make_joined_district(name="Alpha", description="On reading and literacy")
    make_joined_district(name="Literacy in Reading")

    assert titles("reading literacy") == ["Literacy in Reading", "Reading", "Alpha"]


@pytest.mark.django_db
def test_of_equals_the_latest_stands_first_and_then_the_name():
    for year, headline in ((2012, "Old report"), (2016, "B report"), (2014, "Report"), (2016, "A report")):
        make_milestone(year, headline=headline)

    assert titles("report") == ["Report", "A report", "B report", "Old report"]


@pytest.mark.django_db
def test_word_that_is_everywhere_is_ranked_among_the_first_of_each_kind(monkeypatch):
    monkeypatch.setattr(finding, "RANKED", 3)
    for number in range(5):
        make_joined_district(name=f"School {5 - number}")
    make_office(make_person(name="Ann School"))
    search = Search.of("school")
    counts = search.counts()
    best = search.best(counts, 2)

    assert counts == {Kind.DISTRICT: 5, Kind.PERSON: 1}
    assert {kind: [entry.title for entry in found] for kind, found in best.items()} == {
        Kind.DISTRICT: ["School 3", "School 4"],
        Kind.PERSON: ["Ann School"],
    }
    keys = search.ranked(counts, Kind.DISTRICT)
    assert [entry.title for entry in finding.entries(keys)] == ["School 3", "School 4", "School 5"]


@pytest.mark.django_db
def test_record_that_is_hidden_past_the_index_is_not_shown():
    hidden, shown = (
        make_joined_district(name="Hidden"),
        make_joined_district(name="Shown", description="Hidden"),
    )
    District._base_manager.filter(pk=hidden.pk).update(status="draft")  # past all that keeps the index

    assert Search.of("hidden").counts() == {Kind.DISTRICT: 2}
    assert titles("hidden") == [shown.name]


@pytest.fixture
def some_texts(db):
    """Entries with odd words."""
    for name in (
        "Alpha schools",
        "schooling U-46",
        "O’Brien & Peña",
        "near not AND",
        "日本 語",
        "straße",
        "a b c abc abcd",
    ):
        make_joined_district(name=name, description='say "x" OR y* NEAR(z) ^a -b c:d')


ASKED = st.one_of(
    st.text(max_size=30),
    st.lists(
        st.sampled_from(
            ["AND", "OR", "NOT", "NEAR", "NEAR/2", '"', "'", "*", "^", "-", ":", "(", ")", "|", "&", "!", "<->", "\\",
             "a", "school", "schools", "U-46", "o’brien", "abc*", "words:x", "日本", "%", "_", "\u0301", "é"]
        ),
        max_size=8,
    ).map(" ".join),
)  # fmt: skip


@given(text=ASKED)
@hypothesis_settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_database_finds_what_has_the_words_whatever_is_typed(some_texts, text):
    """Neither engine reads an operator in it, and both find what a look at each word finds."""
    search = Search.of(text.replace("\0", ""))
    if not search.words:
        return
    by_looking = {
        entry.pk
        for entry in SearchEntry.objects.all()
        if all(
            any(lexeme == term or (goes_on and lexeme.startswith(term)) for lexeme in entry.words.split(" ") for term, goes_on in word.terms)
            for word in search.words
        )
    }  # fmt: skip
    try:
        found = set(search.found().values_list("pk", flat=True))
    except DatabaseError as error:
        pytest.fail(f"{text!r}: {error}")
    assert found == by_looking
    mended(search)


@pytest.mark.django_db
def test_many_words_are_asked_for_at_once():
    make_joined_district(name="a")

    assert Search.of(" ".join("abcdefghijklmnopqrstuvwxyz" * 2)).counts() == {}


# Misspelt words


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Charlote Mecklenberg", "charlotte mecklenburg"),
        ("charlotte meklenberg", "charlotte mecklenburg"),
        ("Sharlotte", "charlotte"),
        ("harlotte schools", "charlotte schools"),
        ("the Charlote", "the charlotte"),
        ("Pnea", "pena"),
        ("Fairfx", "fairfax"),
        ("charlotte fairfax", None),  # both are there, only not together
        ("fairfx qqqq", None),
        ("qqqqqqq", None),
        ("20166", None),  # what is meant by a wrong number nobody can know
        ("fai", None),
        ("fxx", None),
    ],
)
def test_misspelt_words_are_corrected_where_that_finds_something(text, meant):
    make_joined_district(name="Charlotte-Mecklenburg Schools", description="Peña")
    make_joined_district(name="Fairfax County")
    search = mended(Search.of(text))

    assert (search and search.phrase) == meant
    assert search is None or search.counts() != {}


@pytest.mark.django_db
def test_correction_is_one_that_finds_all_words_together():
    make_joined_district(name="Marple Springs")
    make_joined_district(name="Maples Town")

    assert mended(Search.of("maplle springs")) is None or mended(Search.of("maplle springs")).counts()
    assert mended(Search.of("marplle springs")).phrase == "marple springs"
    assert mended(Search.of("mapless townn")).phrase == "maples town"


@pytest.mark.django_db
def test_likest_words_come_first():
    SearchWord.objects.bulk_create(
        [SearchWord(word) for word in ("maple", "maples", "marple", "mable", "people")]
    )

    assert near(["mapel"]) == {"mapel": ["maple"]}
    assert near(["mapless", "maplse"]) == {"mapless": ["maples", "maple"], "maplse": ["maple", "maples"]}
    assert near([]) == {}


@pytest.mark.django_db
def test_correction_asks_three_times_however_many_words_there_are(count_queries):
    make_joined_district(name="Charlotte-Mecklenburg Schools Fairfax County Academy")
    costs = []
    for text in ("charlote", "charlote meklenburg scools fairfx counti acadmy"):
        search = Search.of(text)
        with count_queries() as count:
            assert mended(search)
        costs.append(count())
    assert costs == [3, 3]


# Showing


@pytest.mark.parametrize(
    ("text", "asked", "html"),
    [
        ("Charlotte-Mecklenburg Schools", "meck school", "Charlotte-<mark>Mecklenburg</mark> <mark>Schools</mark>"),
        ("Peña’s words", "pena", "<mark>Peña’s</mark> words"),
        ("U-46 and u", "u46", "<mark>U-46</mark> and u"),
        ("U-46 and u", "u 46", "<mark>U</mark>-<mark>46</mark> and <mark>u</mark>"),
        ("<b>bold</b> & it’s", "bold its", "&lt;b&gt;<mark>bold</mark>&lt;/b&gt; &amp; <mark>it’s</mark>"),
        ("Nothing here", "zebra", "Nothing here"),
        ("policy", "policies", "<mark>policy</mark>"),
        ("in the north", "in north", "in the <mark>north</mark>"),
        ("", "a", ""),
    ],
)  # fmt: skip
def test_words_are_marked(text, asked, html):
    assert marked(text, Search.of(asked)) == html


def test_snippet_is_the_line_with_most_of_the_words():
    text = "First line\nA word here\nAnother word and a second one\nA second line"
    assert snippet(text, Search.of("word")) == "A word here"
    assert snippet(text, Search.of("word second")) == "Another word and a second one"
    assert snippet(text, Search.of("zebra")) == "First line"
    assert snippet("", Search.of("zebra")) == ""


def test_snippet_of_a_long_line_is_cut_around_the_word():
    before, after = "before " * 100, " after" * 100
    cut = snippet(f"{before}needle{after}", Search.of("needles"))

    assert "needle" in cut
    assert (cut[0], cut[-1]) == ("…", "…")
    assert len(cut) <= LONGEST + 2
    assert cut.strip("…").split() == [
        word for word in cut.strip("…").split() if word in {"before", "needle", "after"}
    ]
    assert snippet(before, Search.of("needle")).startswith("before before")
    assert len(snippet("x" * 1000, Search.of("needle"))) == LONGEST + 1


def test_word_finds_what_the_index_finds():
    assert Word("schools").finds("School")
    assert Word("sch").finds("Schools")
    assert not Word("sc").finds("Schools")
    assert Word("policies").root == "polic"


@pytest.mark.django_db
def test_hit_says_where_and_when_and_leads_there():
    milestone = make_milestone(2016, headline="A report", text="On *literacy* <now>")
    (entry,) = SearchEntry.objects.filter(kind=Kind.MILESTONE)
    shown = hit(entry, Search.of("literacy report 2016"))

    assert entry.pk == milestone.pk * SHELVES_AT_MOST + 3
    assert (shown.title, shown.note) == ("A <mark>report</mark>", "<mark>2016</mark>")
    assert shown.snippet == "On <mark>literacy</mark> &lt;now&gt;"
    assert shown.address == Milestone.objects.get().get_absolute_url()
