"""The milestones document: what stands in it, its page, its paper, its file, and its text pasted back."""

import io
import re
import zipfile
from datetime import date

import docx
import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import transaction
from docx.oxml.ns import qn

from consortium.as_of import parse_as_of
from consortium.management.commands.load_record import FOUNDING_RECORD
from consortium.models import Profile, Source, Year
from consortium.pages import Reading
from consortium.publishing import Status
from consortium.record import Loader
from meetings.models import Meeting
from members.models import District, DistrictName
from milestones.desk import publish_year
from milestones.document.content import MARKS, Entry, Kind, Words
from milestones.document.gathering import document_of
from milestones.document.word import file_name, word_file
from milestones.document.words import lines_of, sentence
from milestones.models import Milestone
from tests.factories import (
    make_district,
    make_district_name,
    make_hosting,
    make_meeting,
    make_membership,
    make_milestone,
    make_paper,
    make_profile,
    make_source,
    make_year,
)
from tests.milestones.test_paste_screen import make, read

TODAY = date(2026, 11, 22)
DISTRICTS = (District, DistrictName, Source)
PRINTED = {
    2011: ([], 1),
    2012: (
        [
            "Fairfax County Public Schools (VA)", "Greenville County Public Schools (SC)",
            "Gwinnett County Public Schools (GA)", "Montgomery County Public Schools (MD)",
            "Arlington Public Schools (VA)", "Baltimore County Public Schools (MD)",
            "Bellevue School District (WA)", "Charlotte-Mecklenburg Schools (NC)",
            "Cobb County School District (GA)", "Fulton County Schools (GA)", "Poway Unified School District (CA)",
        ],
        2,
    ),
    2013: (
        [
            "Virginia Beach City Public Schools (VA)", "Mesa Public Schools (AZ)", "Beaverton School District (OR)",
            "School District U-46 (IL)",
        ],
        2,
    ),
    2014: (["Wake County Public School System (NC)"], 3),
    2015: (
        [
            "Garland Independent School District (TX)", "Knox County Schools (TN)",
            "School District of Palm Beach County (FL)",
        ],
        5,
    ),
    2016: (["Chesterfield County Public Schools (VA)"], 5),
    2017: ([], 6),
    2018: (["Boulder Valley School District (CO)"], 3),
    2019: (["Cumberland County Schools (NC)"], 5),
    2020: ([], 1),
}  # fmt: skip


def gathered(as_of="", today=TODAY):
    asked = parse_as_of(as_of, today) if as_of else None
    return document_of(Reading(asked.day if asked else today, asked), Profile.objects.current())


def text_of(paper):
    """What is copied out of the page: a line a line."""
    lines = [paper.title, paper.stamp, paper.name]
    for year in paper.years:
        lines.append(str(year.number))
        for label, members in (("New Members Include:", year.joined), ("Members That Left:", year.left)):
            lines += [label, *map(str, members)] if members else []
        lines += [f"{line.mark} {line.text}" for entry in year.entries for line in entry.lines]
    return "\n".join(lines)


# What stands in it


@pytest.fixture
def founding(db):
    Loader(FOUNDING_RECORD).load()


def test_founding_document_has_the_members_and_entries_of_the_printed_one(founding):
    paper = gathered("2020-05")
    assert (paper.title, paper.stamp) == ("Consortium Milestones", "as of May 2020")
    assert {
        year.number: ([str(member) for member in year.joined], len(year.entries)) for year in paper.years
    } == PRINTED
    assert (len(paper.members), len(paper.states), len(paper.entries)) == (22, 14, 33)


def test_fall_meeting_is_the_last_line_of_its_year(founding):
    said = {
        year.number: [
            (number, entry.text) for number, entry in enumerate(year.entries, 1) if entry.kind == "meeting"
        ]
        for year in gathered("2020-05").years
    }
    assert {number: lines for number, lines in said.items() if lines} == {
        2015: [(5, "Fall meeting: Career and technical education, and performance assessment, hosted by Virginia Beach City Public Schools.")],
        2016: [(5, "Fall meeting: District-wide literacy, hosted by Charlotte-Mecklenburg Schools.")],
        2017: [(6, "Fall meeting: Personalized learning, hosted by Chesterfield County Public Schools.")],
        2018: [(3, "Fall meeting: School and district leadership, hosted by Gwinnett County Public Schools.")],
        2019: [(5, "Fall meeting: On-time graduation and post-secondary success, hosted by Greenville County Schools.")],
    }  # fmt: skip


def test_nested_points_and_bold_come_along(founding):
    entry = gathered("2020-05").years[2].entries[1]
    assert [(line.level, line.mark, line.words[:2]) for line in entry.lines] == [
        (0, "•", (Words("Advocacy with senators and a cabinet secretary.", bold=True), Words(" The Consortium speaks"))),
        (1, "◦", (Words("with "), Words("twelve members", bold=True))),
        (1, "◦", (Words("with Labor Secretary Tom Perez on education and work readiness"),)),
    ]  # fmt: skip


@pytest.mark.django_db
def test_years_off_the_timeline_drafts_and_years_of_which_nothing_is_said_are_not_in_it():
    make_profile()
    make_milestone(make_year(2012), headline="Shown")
    make_milestone(make_year(2013, on_timeline=False))
    make_milestone(make_year(2014, status=Status.DRAFT))
    make_milestone(2015, status=Status.DRAFT)
    make_milestone(2016, status=Status.BIN)
    make_membership(make_district(status=Status.DRAFT), 2017)
    make_year(2018, headline="Quiet", no_new_members=Year.Blank.NONE)
    make_meeting("March 2019", kind="spring")
    paper = gathered()
    assert [(year.number, [entry.text for entry in year.entries]) for year in paper.years] == [
        (2012, ["Shown."])
    ]


@pytest.mark.django_db
def test_districts_bear_the_name_of_the_year_and_the_document_knows_today_s():
    make_profile()
    district = make_district(name="New Schools", slug="new", state="SC")
    make_district_name(district=district, name="Old Schools", until=2015)
    make_membership(district, 2012, left=2016)
    make_hosting(make_meeting("fall 2015", held=True, theme="Reading"), district)
    (joined, host, left) = gathered().years
    assert [(str(member), member.now) for member in joined.joined] == [("Old Schools (SC)", "New Schools")]
    assert host.entries[0].text == "Fall meeting: Reading, hosted by New Schools."
    assert [(str(member), member.now) for member in left.left] == [("New Schools (SC)", "")]
    assert [(str(member), member.now) for member in gathered("2014").years[0].joined] == [
        ("Old Schools (SC)", "")
    ]
    assert [year.number for year in gathered("2015").years] == [2012, 2015]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("meeting", "hosts", "line"),
    [
        ({"theme": "Reading", "held": True}, ["A"], "Fall meeting: Reading, hosted by A."),
        ({"theme": "Reading.", "held": True}, [], "Fall meeting: Reading."),
        ({"held": True}, ["A", "B", "C"], "Fall meeting, hosted by A, B and C."),
        ({"held": True}, [], "Fall meeting."),
        ({"theme": "Why read?", "held": True}, [], "Fall meeting: Why read?"),
        ({"theme": "Reading"}, [], "Fall meeting: Reading. There is no record that it took place."),
        ({"theme": "Reading", "begins": "fall 2030", "announced": "2016"}, ["A"], "Fall meeting: Reading, hosted by A. It is planned."),
        ({"theme": "Reading", "cancelled": "2016"}, ["A"], None),
    ],
    ids=["held", "no host", "no theme", "neither", "a question", "no record", "planned", "cancelled"],
)  # fmt: skip
def test_fall_meeting_in_a_line(meeting, hosts, line):
    make_profile()
    row = make_meeting(**{"begins": "fall 2016", **meeting})
    for name in hosts:
        make_hosting(row, make_district(name=name))
    lines = [entry.text for year in gathered().years for entry in year.entries]
    assert lines == ([line] if line else [])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kept_to", "years", "as_of", "stamp"),
    [
        pytest.param("May 2020", [2012], "", "as of May 2020", id="the record's own date"),
        pytest.param("May 2020", [2012], "2020-05", "as of May 2020", id="the same asked for"),
        pytest.param("May 2020", [2012], "2016", "as of 2016", id="a year"),
        pytest.param("May 2020", [2012], "2016-05-12", "as of May 12, 2016", id="a day"),
        pytest.param("May 2020", [2012], "2023", "as of 2023 (kept to May 2020)", id="later than the record is kept"),
        pytest.param("May 2020", [2012], "2020", "as of 2020 (kept to May 2020)", id="the year in which it ends"),
        pytest.param("May 2020", [2021], "", "as of November 22, 2026", id="a record that went on"),
        pytest.param("May 2020", [2021], "2023", "as of 2023", id="a record that went on, at a date"),
        pytest.param(None, [2012], "", "as of November 22, 2026", id="kept to no date"),
        pytest.param(None, [2012], "2016-05", "as of May 2016", id="kept to no date, at a date"),
        pytest.param("2030", [2012], "", "as of November 22, 2026", id="a date still to come"),
        pytest.param("2026", [2012], "", "as of 2026", id="this year"),
    ],
)  # fmt: skip
def test_stamp_says_what_date_the_document_speaks_of(kept_to, years, as_of, stamp):
    make_profile(kept_to=kept_to)
    for year in years:
        make_milestone(year)
    assert gathered(as_of).stamp == stamp


@pytest.mark.django_db
def test_stamp_is_of_today_where_something_dated_goes_on_after_the_record_s_own_date():
    make_profile(kept_to="May 2020")
    make_milestone(2020, event_date="March 2020")
    assert gathered("").stamp == "as of May 2020"
    make_milestone(2020, event_date="2022-03-04")
    assert gathered("").stamp == "as of November 22, 2026"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("short_name", "title"),
    [
        ("the Consortium", "Consortium Milestones"),
        ("The League", "League Milestones"),
        ("Thee", "Thee Milestones"),
    ],
)
def test_title_is_made_of_the_short_name(short_name, title):
    make_profile(short_name=short_name)
    assert gathered().title == title


@pytest.mark.django_db
def test_sources_are_those_of_what_it_says():
    make_profile()
    source = make_source(title="Minutes", publisher="P", published="fall 2016", url="https://example.org/")
    make_milestone(2016, source=source)
    make_membership(None, 2016, source=source)
    make_milestone(2016, source=make_source(title="Hidden"), status=Status.DRAFT)
    assert [source.to_json() for source in gathered().sources] == [
        {"title": "Minutes", "publisher": "P", "published": "fall 2016", "url": "https://example.org/"}
    ]


# Markdown in lines


def lines(text):
    return [(line.level, line.text) for line in lines_of((Words("Lead.", bold=True),), text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("", [(0, "Lead.")], id="nothing"),
        pytest.param("One.\nTwo.\n\nThree.", [(0, "Lead. One. Two. Three.")], id="paragraphs run on"),
        pytest.param("- a\n- b", [(0, "Lead."), (1, "a"), (1, "b")], id="points alone"),
        pytest.param("So:\n\n- a\n  - b\n    - c\n- d", [(0, "Lead. So:"), (1, "a"), (2, "b"), (2, "c"), (1, "d")], id="nested, two deep"),
        pytest.param("1. a\n2. b", [(0, "Lead."), (1, "a"), (1, "b")], id="numbered"),
        pytest.param("- a\n\n  more\n- b", [(0, "Lead."), (1, "a more"), (1, "b")], id="a point of two paragraphs"),
        pytest.param("- a\n\nAfter.", [(0, "Lead."), (1, "a"), (1, "After.")], id="a paragraph below the points"),
        pytest.param("- - a", [(0, "Lead."), (1, "a")], id="a point that begins with a list"),
        pytest.param("- a\n  - b\n\n  more", [(0, "Lead."), (1, "a"), (2, "b"), (1, "more")], id="a paragraph below a point's points"),
        pytest.param("- &nbsp;\n- a", [(0, "Lead."), (1, "a")], id="a point of nothing"),
        pytest.param("> quoted", [(0, "Lead. quoted")], id="a quotation"),
        pytest.param("  *a*   b\u00a0c ", [(0, "Lead. a b c")], id="spaces"),
    ],
)  # fmt: skip
def test_text_in_lines(text, found):
    assert lines(text) == found


def test_styles_of_words_are_kept():
    (line,) = lines_of(
        (), "a **b *c*** [d](https://example.org/ “x”) [e](/members/) [f](javascript:x) [g](ftp://x)"
    )
    assert line.words == (
        Words("a "), Words("b ", bold=True), Words("c", bold=True, italic=True), Words(" [d](https://example.org/ “x”) "),
        Words("e", link="/members/"), Words(" [f](javascript:x) g"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("headline", "said"),
    [
        ("A launch", "A launch."),
        ("A launch.", "A launch."),
        ("Why?", "Why?"),
        (" A\n launch: ", "A launch."),
        ("So…", "So…"),
    ],
)
def test_headline_becomes_a_sentence(headline, said):
    assert sentence(headline) == said


# Its page


@pytest.fixture
def visitor(db, client):
    make_profile(name="A consortium", kept_to="May 2020")
    return client


def test_page_is_a_table_of_two_columns_whose_head_bears_the_date(visitor):
    make_membership(make_district(name="Alpha Schools", state="VA"), 2012)
    make_milestone(
        2012, headline="A launch", text="It **begins** [here](https://example.org/).\n\n- <b>one</b>"
    )
    html = visitor.get("/timeline/document/").content.decode()
    paper = re.sub("\n(?=<ul|</li)", "", html[html.index("<article") : html.index("</article>")])
    assert re.findall("<th [^>]*>(.*?)</th>", paper) == ["Year and New Members", "Milestones, as of May 2020"]
    assert re.findall("<h[123][^>]*>(.*?)</h", paper) == [
        "Consortium Milestones",
        "2012",
        "New Members Include:",
    ]
    assert "<li>Alpha Schools (VA)</li>" in paper
    assert (
        '<span class="sign" aria-hidden="true">•</span> <b>A launch.</b> It <b>begins</b> '
        '<a href="https://example.org/">here</a>.<ul><li><span class="sign" aria-hidden="true">◦</span> '
        "&lt;b&gt;one&lt;/b&gt;</li></ul></li>" in paper
    )


def test_page_of_an_empty_record_says_so(visitor):
    assert "No milestone is in the record." in visitor.get("/timeline/document/").content.decode()


def test_page_as_of_a_date_has_what_was_so_then(visitor):
    make_milestone(2012, headline="Early")
    make_milestone(2016, headline="Late")
    text = visitor.get("/timeline/document/?as_of=2014").content.decode()
    assert ("Early" in text, "Late" in text, "as of 2014</p>" in text) == (True, False, True)


def test_preview_shows_drafts_and_says_so_on_the_paper(visitor):
    make_milestone(2012, headline="Waiting", status=Status.DRAFT)
    assert "Waiting" not in visitor.get("/timeline/document/").content.decode()
    visitor.force_login(User.objects.create_superuser("dana"))
    text = visitor.get("/timeline/document/?preview=yes").content.decode()
    assert "Waiting" in text
    assert '<p class="unpublished">Preview with drafts</p>' in text


def test_timeline_leads_to_the_document_and_the_editions(visitor):
    text = visitor.get("/timeline/?as_of=2014").content.decode()
    assert 'href="/timeline/document/?as_of=2014">Print or download the milestones document</a>' in text
    assert 'href="/editions/?as_of=2014"' in text


# Its file


def word(paper, remark=""):
    return docx.Document(io.BytesIO(word_file(paper, remark)))


TELLING = {
    2012: (["Alpha Schools"], ["The launch. It begins.", "Advocacy. With\n- one\n  - within"]),
    2013: ([], ["A plan."]),
}


def test_file_has_the_structure_of_a_document():
    file = word(make_paper(TELLING), "A remark")
    assert [(one.style.name, one.text) for one in file.paragraphs] == [
        ("Title", "Milestones"), ("Subtitle", "as of May 2020"), ("Normal", "A consortium"), ("Normal", "A remark"),
    ]  # fmt: skip
    (table,) = file.tables
    assert [[[(one.style.name, one.text) for one in cell.paragraphs] for cell in row.cells] for row in table.rows] == [
        [[("Heading 2", "Year and New Members")], [("Heading 2", "Milestones, as of May 2020")]],
        [
            [("Heading 1", "2012"), ("Heading 2", "New Members Include:"), ("New Member", "Alpha Schools (VA)")],
            [
                ("List Bullet", "The launch. It begins."), ("List Bullet", "Advocacy. With"),
                ("List Bullet 2", "one"), ("List Bullet 3", "within"),
            ],
        ],
        [[("Heading 1", "2013")], [("List Bullet", "A plan.")]],
    ]  # fmt: skip


def test_head_of_the_table_is_repeated_and_rows_stay_whole():
    (table,) = word(make_paper(TELLING)).tables
    assert [[element.tag.rpartition("}")[2] for element in row._tr.trPr] for row in table.rows] == [
        ["cantSplit", "tblHeader"],
        ["cantSplit"],
        ["cantSplit"],
    ]


def test_bullets_are_one_list_with_the_signs_of_the_page():
    file = word(make_paper(TELLING))
    levels = file.part.numbering_part.element.iter(qn("w:lvlText"))
    assert tuple(level.get(qn("w:val")) for level in levels) == MARKS
    numbers = [
        file.styles[name].element.pPr.numPr for name in ("List Bullet", "List Bullet 2", "List Bullet 3")
    ]
    assert [(number.ilvl.val, number.numId.val) for number in numbers] == [(0, 1), (1, 1), (2, 1)]


def test_bold_italic_and_links_are_kept(settings):
    settings.SITE_URL = "https://consortium.example.org"
    entry = lines_of((Words("Lead.", bold=True),), "*a* [b](/members/) [c](https://example.org/)")
    file = word(make_paper({2012: ([], [Entry(Kind.MILESTONE, entry)])}))
    paragraph = file.tables[0].rows[1].cells[1].paragraphs[0]
    assert [(run.text, run.bold, run.italic) for run in paragraph.runs] == [
        ("Lead.", True, None), (" ", None, None), ("a", None, True), (" ", None, None), (" ", None, None),
    ]  # fmt: skip
    assert [(link.text, link.url) for link in paragraph.hyperlinks] == [
        ("b", "https://consortium.example.org/members/"),
        ("c", "https://example.org/"),
    ]


def test_pages_are_letter_and_numbered_by_fields():
    file = word(make_paper(TELLING))
    (section,) = file.sections
    assert (section.page_width.inches, section.page_height.inches) == (8.5, 11)
    foot = section.footer.paragraphs[0]._p
    assert [field.get(qn("w:instr")) for field in foot.iter(qn("w:fldSimple"))] == ["PAGE", "NUMPAGES"]
    assert "".join(text.text for text in foot.iter(qn("w:t"))) == "Page 1 of 1"


def test_file_says_what_it_is_and_not_when_it_was_made():
    about = word(make_paper(TELLING)).core_properties
    assert (about.title, about.author, about.language, str(about.created), about.comments) == (
        "Milestones, as of May 2020", "A consortium", "en-US", "2020-05-01 00:00:00+00:00", "",
    )  # fmt: skip


def test_file_is_the_same_bytes_for_the_same_document(monkeypatch):
    first = word_file(make_paper(TELLING))
    monkeypatch.setattr("time.time", lambda: 4_000_000_000.0)
    monkeypatch.setattr("time.localtime", lambda *args: (2096, 10, 2, 0, 0, 0, 1, 276, 0))
    assert word_file(make_paper(TELLING)) == first
    with zipfile.ZipFile(io.BytesIO(first)) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert parts.testzip() is None


def test_characters_that_no_file_can_hold_are_left_out():
    paper = make_paper({2012: (["A\x0bB"], ["Bell\x07. \x1b[0m😀"])}, name="N\x00ame", title="T\ufffe")
    file = word(paper)
    assert [one.text for one in file.paragraphs] == ["T", "as of May 2020", "Name"]
    assert [cell.paragraphs[-1].text for cell in file.tables[0].rows[1].cells] == ["AB (VA)", "Bell. [0m😀"]


def test_file_of_an_empty_document_has_no_table():
    assert word(make_paper({})).tables == []


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("2020-05", "milestones-2020-05.docx"),
        ("fall 2020", "milestones-fall-2020.docx"),
        ("2016", "milestones-2016.docx"),
    ],
)
def test_file_is_named_for_its_date(name, file):
    assert file_name(name) == file


def test_download_is_the_document_of_the_date(visitor):
    make_milestone(2012, headline="Early")
    make_milestone(2016, headline="Late")
    make_milestone(2012, headline="Waiting", status=Status.DRAFT)
    response = visitor.get("/timeline/document.docx?as_of=2014-05")
    assert response.headers["Content-Disposition"] == 'attachment; filename="milestones-2014-05.docx"'
    assert response.headers["Content-Type"].endswith("wordprocessingml.document")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    file = docx.Document(io.BytesIO(response.content))
    assert [cell.text for row in file.tables[0].rows[1:] for cell in row.cells] == ["2012", "Early."]
    assert (
        visitor.get("/timeline/document.docx")
        .headers["Content-Disposition"]
        .endswith('"milestones-2020-05.docx"')
    )


def test_download_shows_nobody_a_draft(visitor):
    make_milestone(2012, headline="Waiting", status=Status.DRAFT)
    visitor.force_login(User.objects.create_superuser("dana"))
    response = visitor.get("/timeline/document.docx?preview=yes")
    assert (response.status_code, response.headers["Location"]) == (302, "/timeline/document.docx")


@pytest.mark.parametrize(
    ("query", "status"), [("?as_of=soon", 400), ("?as_of=2150", 400), ("?as_of=%00", 400), ("?x=1", 302)]
)
def test_download_at_an_odd_date_is_a_page_that_says_what_is_accepted(visitor, query, status):
    response = visitor.get(f"/timeline/document.docx{query}")
    assert response.status_code == status
    assert status == 302 or "Use a year (2016)" in response.content.decode()


# Its text, pasted back


@pytest.fixture
def staff(client, db):
    client.force_login(User.objects.create_superuser("editor", password="a password of staff"))
    return client


def empty_the_record(keep=()):
    """Delete all rows but the profile and those of `keep`."""
    with transaction.atomic():
        for model in apps.get_models(include_auto_created=True):
            mine = model._meta.app_label in {"consortium", "members", "meetings", "milestones"}
            if mine and model not in {Profile, *keep}:
                model._base_manager.all()._raw_delete("default")


def paste(staff, text):
    """Paste a text, leave every row as it is proposed, and publish what it makes; what was in doubt."""
    rows, data = read(staff, text)
    answer = make(staff, data)
    assert answer.status_code == 302, list(answer.context["pasting"].problems)
    for year in Year.objects.all():
        publish_year(year)
    return [row["question"].value() for row in rows if row["question"].value()]


def copied(file):
    """The plain text that a word processor puts on the clipboard: bullets by the signs of their list, cells by tabs."""
    signs = [level.get(qn("w:val")) for level in file.part.numbering_part.element.iter(qn("w:lvlText"))]

    def said(paragraph):
        number = paragraph.style.element.pPr.numPr if paragraph.style.element.pPr is not None else None
        return f"{signs[number.ilvl.val]}\t{paragraph.text}" if number is not None else paragraph.text

    rows = (["\n".join(map(said, cell.paragraphs)) for cell in row.cells] for row in file.tables[0].rows)
    return "\n".join([*(one.text for one in file.paragraphs), *("\t".join(cells) for cells in rows)])


@pytest.mark.parametrize("form", [text_of, lambda paper: copied(word(paper))], ids=["page", "file"])
def test_founding_document_pasted_back_is_the_same_with_nothing_in_doubt(founding, staff, form):
    before = gathered("2020-05")
    empty_the_record(keep=DISTRICTS)
    assert gathered("2020-05").years == ()
    assert paste(staff, form(before)) == []
    after = gathered("2020-05")
    assert text_of(after) == text_of(before)
    assert [year.joined for year in after.years] == [year.joined for year in before.years]
    assert (Milestone.objects.count(), Meeting.objects.filter(held=True).count()) == (28, 5)


@pytest.mark.parametrize("form", [text_of, lambda paper: copied(word(paper))], ids=["page", "file"])
def test_founding_document_pasted_into_an_empty_record_needs_no_correction(founding, staff, form):
    """Nothing in the document says that two names are one district: of its renaming alone nothing is known then."""
    before = gathered("2020-05")
    empty_the_record()
    doubts = paste(staff, form(before))
    assert [doubt for doubt in doubts if "No district of this name is known: a new one" not in doubt] == [
        "“Greenville County Schools” is not known by this spelling; it is taken as Greenville County Public Schools (SC)."
    ]
    lines, pasted = (text_of(paper).splitlines() for paper in (before, gathered("2020-05")))
    assert [pair for pair in zip(lines, pasted, strict=True) if pair[0] != pair[1]] == [
        tuple(
            f"• Fall meeting: On-time graduation and post-secondary success, hosted by {name}."
            for name in ("Greenville County Schools", "Greenville County Public Schools")
        )
    ]
    assert District.objects.count() == 22


@pytest.mark.parametrize("form", [text_of, lambda paper: copied(word(paper))], ids=["page", "file"])
def test_document_of_an_unusual_record_pasted_back_is_the_same(db, staff, form):
    make_profile(name="A consortium", kept_to="May 2020")
    members = [
        ("Alpha County Public Schools", "VA"),
        ("Beta Unified School District", "CA"),
        ("Gamma ISD", "TX"),
    ]
    alpha, beta, gamma = (make_district(name=name, state=state) for name, state in members)
    make_membership(alpha, 2010, position=2)
    make_membership(beta, 2010, position=1)
    make_membership(gamma, 2011)
    texts = [
        ("Why compare notes?", "Because **what works** in one district may work in 30 others; see No. 4 of the series."),
        ("The U.S. Department of Education answers", "In 2010–11 it wrote twice.\n\nMembers replied."),
        ("Three lines of work", "They are:\n\n- reading, in\n  - primary schools\n  - secondary schools\n- *mathematics*\n- science"),
        ("A headline alone", ""),
        ("A plan called “Forward”", "- one point\n- another point, with a comma"),
    ]  # fmt: skip
    for position, (headline, text) in enumerate(texts):
        make_milestone(2010, headline=headline, text=text, position=position)
    both = make_meeting("fall 2011", theme="Reading, writing and arithmetic", held=True)
    make_hosting(both, beta, lead=True)
    make_hosting(both, alpha)
    make_meeting("fall 2012", theme="Is small beautiful?", held=True)
    before = gathered()
    assert len(text_of(before).splitlines()) == 25
    empty_the_record()
    doubts = paste(staff, form(before))
    assert [doubt for doubt in doubts if "a new one" not in doubt] == ["No host could be read."]
    assert text_of(gathered()) == text_of(before)


def test_document_with_one_milestone_more_adds_that_one_only(founding, staff):
    make_milestone(2020, headline="A new milestone", text="It is told.", position=9)
    whole = text_of(gathered("2020-05"))
    Milestone.objects.filter(headline="A new milestone").delete()
    rows, _ = read(staff, whole)
    used = [row for row in rows if row["kind"].value() not in ("left out", "unplaced")]
    assert [(row["kind"].value(), row["headline"].value()) for row in used] == [
        ("milestone", "A new milestone")
    ]


# In the browser


@pytest.fixture
def record(transactional_db):
    Loader(FOUNDING_RECORD).load()


def shown(page):
    return page.evaluate("document.querySelector('article.paper').innerText")


def without_blanks(text):
    return [line for line in (line.strip() for line in text.splitlines()) if line]


def test_text_copied_out_of_the_page_pastes_back_with_nothing_in_doubt(page, live_server, record, client):
    client.force_login(User.objects.create_superuser("editor", password="a password of staff"))
    address = f"{live_server.url}/timeline/document/?as_of=2020-05"
    texts = {}
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(address)
        texts[width] = shown(page)
        page.evaluate("getSelection().selectAllChildren(document.body)")
        texts[f"all at {width}"] = page.evaluate("getSelection().toString()")
    page.emulate_media(media="print")
    texts["on paper"] = shown(page)
    head = ["Year and New Members\tMilestones, as of May 2020"]
    paper = text_of(gathered("2020-05")).splitlines()
    assert without_blanks(texts[390]) == paper
    assert without_blanks(texts[1280]) == paper[:3] + head + paper[3:]
    empty_the_record(keep=DISTRICTS)
    for way, text in texts.items():
        rows, _ = read(client, text)
        doubts = [row["question"].value() for row in rows if row["question"].value()]
        used = [row["kind"].value() for row in rows if row["kind"].value() != "left out"]
        assert (way, doubts, len(used)) == (way, [], 22 + 33)
    assert paste(client, texts["all at 1280"]) == []
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(address)
    assert shown(page) == texts[1280]


def test_document_prints_on_three_sheets_of_letter_paper(page, live_server, record):
    page.emulate_media(color_scheme="dark")
    page.goto(f"{live_server.url}/timeline/document/?as_of=2020-05")
    pdf = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf)) == 3
    assert set(re.findall(rb"/MediaBox\s*\[([^\]]*)\]", pdf)) == {b"0 0 612 792"}


def test_paper_is_black_on_white_and_bare_of_what_stands_around_the_document(page, live_server, record):
    page.emulate_media(color_scheme="dark", media="print")
    page.goto(f"{live_server.url}/timeline/document/?as_of=2020-05")
    style = "(name, at) => getComputedStyle(document.querySelector(at))[name]"

    def css(at, name):
        return page.evaluate(f"([name, at]) => ({style})(name, at)", [name, at])

    assert (css("body", "backgroundColor"), css("body", "color")) == ("rgb(255, 255, 255)", "rgb(0, 0, 0)")
    assert css(".paper h2", "color") == css(".paper .sign", "color") == "rgb(0, 0, 0)"
    assert (css(".paper thead", "display"), css(".paper tbody tr", "breakInside")) == (
        "table-header-group",
        "avoid",
    )
    visible = page.evaluate(
        "[...document.querySelectorAll('body *')].filter(e => e.checkVisibility() && !e.closest('.paper') "
        "&& !e.querySelector('.paper') && e.innerText?.trim()).map(e => e.innerText)"
    )
    assert visible == []


def test_paper_keeps_its_table_and_shows_where_links_lead(page, live_server, transactional_db):
    make_profile(kept_to="May 2020")
    make_milestone(
        2012, headline="A plan", text="See [it](https://example.org/plan) or <https://example.org/>."
    )
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{live_server.url}/timeline/document/")
    page.emulate_media(media="print")
    after = "at => getComputedStyle(document.querySelectorAll('.paper a')[at], '::after').content"
    assert [page.evaluate(after, at) for at in (0, 1)] == ['" (https://example.org/plan)"', "none"]
    cells = "[...document.querySelectorAll('.paper tbody td')].map(cell => getComputedStyle(cell).display)"
    assert page.evaluate(cells) == ["table-cell", "table-cell"]
