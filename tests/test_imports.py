"""Tables as files: the same importers for the command and the admin, all or nothing, with history and a way back."""

import io
import re

import pytest
from django.contrib.auth.models import Permission, User
from django.core.management import CommandError, call_command
from django.test import override_settings
from django.urls import include, path
from openpyxl import Workbook, load_workbook
from tablib import Dataset

from consortium.admin_site import ConsortiumAdminSite
from consortium.imports import files
from consortium.imports.cells import harmless, unquoted
from consortium.imports.kinds import KINDS
from consortium.imports.screens import TableAdmin
from consortium.imports.undoing import UndoError, imports, undo
from consortium.publishing import Status
from consortium.record_admin import RecordAdmin
from consortium.urls import handler403, handler404  # noqa: F401 - this module stands in for it
from meetings.models import Hosting, Meeting
from members.merge import merge_selected
from members.models import District, Figure, Membership, Person, Tenure
from milestones.models import Milestone
from tests.factories import (
    make_district,
    make_district_name,
    make_figure,
    make_hosting,
    make_meeting,
    make_membership,
    make_milestone,
    make_organization,
    make_person,
    make_profile,
    make_source,
    make_tenure,
    make_topic,
    make_year,
    year_of,
)

pytestmark = pytest.mark.django_db
FORMULAS = [
    "=1+1",
    "+1",
    "-2",
    "@x",
    "'quoted",
    "''=1",
    "\tx",
    "\rx",
    " =1",
    "a\r\nb",
    "x_x0041_",
    "＝1",
    "7",
]


def table(text):
    """A file's rows, given one a line and with bars between the cells."""
    lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    data = Dataset(*lines[1:])
    data.headers = lines[0]
    return data


def run(kind, data, **kwargs):
    data = table(data) if isinstance(data, str) else data
    return KINDS[kind]().import_data(data, **{"may_publish": True, "file_name": "a.csv", **kwargs})


def said(outcome):
    return [str(problem) for problem in outcome.problems]


def counts(outcome):
    return (outcome.new, outcome.changed, outcome.same)


def a_record():
    """Something of every kind, with cells that a spreadsheet would run."""
    districts = [
        make_district(name=name, city=name[:80], nces_id=f"{n:07}") for n, name in enumerate(FORMULAS)
    ]
    first, source = districts[0], make_source()
    make_membership(first, 2012, 2014, reason="+1", source=source, passage="=1")
    make_membership(first, 2016)
    make_membership(districts[1], 2012, status=Status.BIN)
    make_figure(district=first, when="2019-05", qualifier="-2", source=source)
    make_figure(district=first, when="2019-05", source=source)
    make_figure(district=make_district(name="Without an id"), measure="rank", value=2, scope="the nation")
    person = make_person(name="@x", about="- one\r\n- two")
    make_tenure(person, first, 2012, until=2013, interim=True, since_known=False)
    meeting = make_meeting("fall 2016", theme="=theme", held=True, format="hybrid", kind="call")
    make_hosting(meeting, first)
    make_hosting(meeting, districts[1], lead=True)
    make_milestone(
        text="=1\r\n\r\n+2",
        districts=districts[:2],
        topics=[make_topic()],
        organizations=[make_organization()],
        event_date="spring 2015",
    )


# In and out


@pytest.mark.parametrize("form", [files.CSV, files.XLSX])
@pytest.mark.parametrize("kind", KINDS)
def test_exported_file_comes_back_and_changes_nothing(kind, form):
    a_record()
    data = form().export_data(KINDS[kind]().export())
    before = KINDS[kind].model.history.count()

    outcome = run(kind, form().create_dataset(data))

    assert said(outcome) == []
    assert counts(outcome) == (0, 0, KINDS[kind].model.objects.count())
    assert outcome.ignored == []
    assert KINDS[kind].model.history.count() == before
    assert imports() == []


@pytest.mark.parametrize("form", [files.CSV, files.XLSX])
def test_exported_file_makes_the_same_rows_in_an_empty_record(form):
    a_record()
    data = form().export_data(KINDS["districts"]().export())
    wanted = list(District.objects.values_list("name", "city", "slug"))
    for model in (Hosting, Milestone, Meeting, Membership, Tenure, Figure, District):
        model.objects.all().delete()

    outcome = run("districts", form().create_dataset(data))

    assert counts(outcome) == (len(wanted), 0, 0)
    assert same_line_ends(District.objects.values_list("name", "city", "slug")) == same_line_ends(wanted)


def same_line_ends(rows):
    """A workbook knows one kind of line end."""
    return sorted([re.sub("\r\n?", "\n", text) for text in row] for row in rows)


@pytest.mark.parametrize("text", FORMULAS)
def test_cell_that_would_be_run_is_made_harmless_and_comes_back(text):
    assert not harmless(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert unquoted(harmless(text)) == text


def test_no_cell_of_a_workbook_is_a_formula():
    a_record()
    data = files.XLSX().export_data(KINDS["districts"]().export())

    kinds = {
        cell.data_type
        for row in load_workbook(io.BytesIO(data)).active.iter_rows()
        for cell in row
        if cell.value
    }

    assert kinds == {"s"}


def test_new_districts_are_drafts_with_slugs_of_their_own():
    make_district(name="Lincoln", slug="lincoln", state="VA")

    outcome = run(
        "districts",
        """
        leaid  | name    | state | enrollment
        100007 | Lincoln | al    | 5
        100008 | LINCOLN | AL    | 6
        100009 | Peña    | AL    | 7
        """,
    )

    assert counts(outcome) == (3, 0, 0)
    assert outcome.ignored == ["enrollment"]
    assert list(
        District.objects.filter(state="AL").order_by("pk").values_list("nces_id", "slug", "status")
    ) == [
        ("0100007", "lincoln-al", "draft"),
        ("0100008", "lincoln-0100008", "draft"),
        ("0100009", "pena", "draft"),
    ]
    entry = District.history.filter(nces_id="0100007").get()
    assert (entry.history_type, entry.history_change_reason) == (
        "+",
        f"import {outcome.key}: districts a.csv",
    )


def test_nces_id_decides_then_name_and_state_then_a_former_name():
    by_id = make_district(name="Old", nces_id="0100007")
    by_name = make_district(name="Peña", state="NM")
    by_former = make_district(name="Today", state="NM")
    make_district_name(district=by_former, name="Yesterday")

    outcome = run(
        "districts",
        """
        nces_id | name      | state | city
        100007  | New       | VA    | A
        0200000 | PENA      | NM    | B
                | yesterday | NM    | C
        """,
    )

    assert (said(outcome), counts(outcome)) == ([], (0, 3, 0))
    for row in (by_id, by_name, by_former):
        row.refresh_from_db()
    assert [(row.name, row.city, row.nces_id) for row in (by_id, by_name, by_former)] == [
        ("New", "A", "0100007"),
        ("PENA", "B", "0200000"),
        ("Today", "C", None),
    ]
    assert by_id.history.count() == 2


def test_same_name_with_another_nces_id_is_another_district():
    make_district(name="Lincoln", nces_id="0100007")

    assert counts(run("districts", "nces_id | name | state\n0100008 | Lincoln | VA")) == (1, 0, 0)


def test_empty_cell_empties_and_a_missing_column_leaves_alone():
    row = make_district(name="A", city="Old", short_name="kept")

    run("districts", "name | state | city\nA | VA | ")

    row.refresh_from_db()
    assert (row.city, row.short_name) == ("", "kept")


def test_periods_are_closed_before_the_next_one_opens():
    district = make_district(nces_id="0100007")
    make_membership(district, 2012)
    year_of(2014)

    outcome = run("memberships", "nces_id | joined | left\n100007 | 2014 | \n100007 | 2012 | 2014")

    assert (said(outcome), counts(outcome)) == ([], (1, 1, 0))


def test_figures_may_stand_in_columns_called_after_the_measure():
    make_district(nces_id="0100007")
    make_district(nces_id="0100008")
    text = "leaid | enrollment | operational_schools\n100007 | 5,824 | 6\n100008 | 0 | "

    outcome = run("figures", text, given={"when": "fall 2019"})

    assert (said(outcome), counts(outcome)) == ([], (2, 0, 0))
    assert sorted(Figure.objects.values_list("measure", "value")) == [("schools", 6), ("students", 5824)]
    assert counts(run("figures", text, given={"when": "fall 2019"})) == (0, 0, 2)


def test_meetings_people_and_milestones_are_made():
    make_district(slug="albany"), make_year(2016), make_topic(slug="equity")

    for kind, text in {
        "people": "name | status\nAnn Lee | published",
        "tenures": "person | district_slug | since\nAnn Lee | albany | 2016",
        "meetings": "kind | begins | theme | hosts\nfall | fall 2016 | Reading | albany\ncall | May 3, 2016 | |",
        "milestones": "year | headline | topics | districts\n2016 | A grant | equity | albany\n2016 | Another | |",
    }.items():
        outcome = run(kind, text)
        assert (said(outcome), outcome.changed, outcome.same) == ([], 0, 0)
        assert counts(run(kind, text)) == (0, 0, outcome.new)

    assert (Person.objects.get().slug, Person.objects.get().status) == ("ann-lee", "published")
    assert Tenure.objects.get().post == "Superintendent"
    assert sorted(Meeting.objects.values_list("slug", "year")) == [("call", 2016), ("fall", 2016)]
    assert Hosting.objects.get().district.slug == "albany"
    assert list(Milestone.objects.values_list("headline", "position")) == [("A grant", 1), ("Another", 2)]
    assert Milestone.objects.first().topics.get().slug == "equity"


# What is wrong, by row and column


@pytest.mark.parametrize(
    ("kind", "text", "problems"),
    [
        pytest.param("districts", "color | size\na | b", ["Row 1: The first line names none of"], id="no column"),
        pytest.param("districts", "leaid | nces_id\n1 | 1", ["Row 1, column nces_id: The column “nces_id” stands"], id="twice"),
        pytest.param("districts", "name | state\n | VA", ["Row 2, column name: This is empty."], id="empty"),
        pytest.param("districts", "name | city\nX | Y", ["Row 2: There is no such district yet, and a new one needs the columns state."], id="lacking"),
        pytest.param("districts", "name | state\nX | ZZ", ["Row 2, column state: “ZZ” is not a state; use two letters"], id="state"),
        pytest.param("districts", "nces_id | name | state\n12x | X | VA", ["Row 2, column nces_id: An NCES id has seven digits"], id="id"),
        pytest.param("districts", "name | state | website\nX | VA | ftp://x", ["Row 2, column website: Enter a valid URL"], id="web"),
        pytest.param("districts", "name | state | status\nX | VA | gone", ["Row 2, column status: “gone” is none of: draft, published"], id="choice"),
        pytest.param("districts", "name | state | status\nX | VA | bin", ["Row 2, column status: Rows are put into the bin"], id="bin"),
        pytest.param("districts", "name | state | source\nX | VA | s", ["Row 2, column source: There is no source “s”"], id="source"),
        pytest.param("districts", "name | state\nX | VA\nx | VA", ["Row 3: This is the same district as in row 2."], id="same new"),
        pytest.param("districts", "name | state | city\nTwin | VA | c", ["Row 2: 2 districts are called “Twin” in VA"], id="ambiguous"),
        pytest.param("districts", "nces_id | city\n100007 | a\n0100007 | b", ["Row 3: This is the same district as in row 2."], id="same"),
        pytest.param("districts", "slug | city\nbinned | a", ["Row 2: This district is in the bin: take it out"], id="binned"),
        pytest.param("memberships", "district | joined\nNowhere | 2012", ["Row 2, column district: No district has the name “Nowhere”."], id="name"),
        pytest.param("memberships", "district | state | joined\nTwin | VA | 2012", ["Row 2, column district: 2 districts have the name “Twin” in VA: give"], id="twins"),
        pytest.param("memberships", "nces_id | joined\n9 | 2012", ["Row 2, column nces_id: No district has the NCES id 0000009."], id="no id"),
        pytest.param("memberships", "nces_id | joined\n100007 | 1999", ["Row 2, column joined: There is no year “1999”"], id="year"),
        pytest.param("memberships", "nces_id | joined | left\n100007 | 2014 | 2012", ["Row 2: A district leaves in a later year"], id="left"),
        pytest.param("memberships", "nces_id | joined\n100007 | 2014", ["Row 2: This district has a membership without"], id="open"),
        pytest.param("memberships", "nces_id | joined | left\n100007 | 2010 | 2014", ["Row 2: joined 2010, left 2014 overlaps"], id="overlap"),
        pytest.param("figures", "nces_id | measure | when | value\n100007 | students | soon | nineteen", ["Row 2, column when: “soon” can't be read as a date.", "Row 2, column value: “nineteen” is not a whole number."], id="two problems"),
        pytest.param("figures", "nces_id | measure | when | value\n100007 | rank | 2019 | 2", ["Row 2: A rank says among whom"], id="constraint"),
        pytest.param("tenures", "person | nces_id | since\nNobody | 100007 | 2012", ["Row 2, column person: No person is called “Nobody”."], id="person"),
        pytest.param("meetings", "begins | year\nfall 2012 | 2014", ["Row 2, column begins: It begins in 2012, but hangs on 2014."], id="meeting"),
        pytest.param("milestones", "year | headline | topics\n2012 | X | none", ["Row 2, column topics: There is no topic “none”"], id="topic"),
    ],
)  # fmt: skip
def test_problems_are_said_in_plain_words_and_nothing_is_written(kind, text, problems):
    district = make_district(nces_id="0100007")
    make_membership(district, 2012)
    for year in (2010, 2014):
        make_year(year)
    make_district(name="Twin"), make_district(name="TWIN"), make_district(slug="binned", status=Status.BIN)
    good = {"districts": " \nGood | VA"}.get(kind, "") if text.startswith("name | state\n") else ""
    before = [model.objects.count() for model in (District, Membership, Figure, Milestone, Meeting)]

    outcome = run(kind, text + good)

    assert len(outcome.problems) == len(problems)
    for problem, start in zip(said(outcome), problems, strict=True):
        assert problem.startswith(start)
    assert before == [model.objects.count() for model in (District, Membership, Figure, Milestone, Meeting)]
    assert imports() == []


@pytest.mark.parametrize(
    ("name", "data", "problem"),
    [
        pytest.param(
            "a.csv", "name,state\nA,VA\nPeña,VA".encode("latin-1"), "Line 3 is not UTF-8", id="latin-1"
        ),
        pytest.param("a.csv", "name,state".encode("utf-16"), "Line 1 is UTF-16", id="utf-16"),
        pytest.param(
            "a.csv", b"name;state\nA;VA", "Line 1: the columns are separated by “;”", id="semicolon"
        ),
        pytest.param("a.csv", b"name\tstate\nA\tVA", "Line 1: the columns are separated by tabs", id="tab"),
        pytest.param(
            "a.csv", b"name,state\nA, B,VA", "Row 2 has 3 cells, the first line names 2", id="comma"
        ),
        pytest.param("a.csv", b"name,state\nA", "Row 2 has 1 cells, the first line names 2", id="short"),
        pytest.param("a.csv", b'name,state\n"A,VA', "can't be read: a double quote", id="quote"),
        pytest.param("a.csv", b"", "Line 1: the names of the columns are missing", id="empty"),
        pytest.param("a.xlsx", b"PK\x03\x04 no zip", "can't be read as an Excel workbook", id="no workbook"),
        pytest.param("a.xlsx", b"\1\0\0", "can't be read as an Excel workbook", id="neither"),
        pytest.param("a.csv", b"\xd0\xcf\x11\xe0", "Save it as .xlsx", id="old workbook"),
        pytest.param("a.txt", b"name", "ends in neither .csv nor .xlsx", id="ending"),
    ],
)
def test_file_that_is_no_table_is_refused_with_its_line(name, data, problem):
    with pytest.raises(files.FileError) as refused:
        files.read(name, data)

    assert problem in str(refused.value)


def test_formula_in_a_workbook_is_refused_with_its_cell():
    book = Workbook()
    book.active.append(["name", "state"])
    book.active.append(["=1+1", "VA"])
    stream = io.BytesIO()
    book.save(stream)

    with pytest.raises(files.FileError, match="Row 2, column A holds a formula"):
        files.read("a.xlsx", stream.getvalue())


def test_form_of_a_file_is_told_by_its_bytes():
    workbook, text = files.xlsx_bytes([["name"], ["A"]]), files.csv_bytes([["name"], ["A"]])

    read = [files.read(name, data) for name in ("a.csv", "a.xlsx") for data in (workbook, text)]

    assert [(table.headers, list(table)) for table in read] == [(["name"], [("A",)])] * 4


def test_problems_stand_in_the_order_of_the_rows_all_of_a_row_at_once():
    outcome = run(
        "districts",
        """
        name | state | website | nces_id
        A    | VA    |         |
        B    | VA    | ftp://x |
        A    | VA    |         |
        C    | ZZ    | ftp://x | 12x
        """,
    )

    assert [(problem.row, problem.column) for problem in outcome.problems] == [
        (3, "website"),
        (4, ""),
        (5, "state"),
        (5, "website"),
        (5, "nces_id"),
    ]


def test_two_new_districts_with_much_the_same_name_are_asked_about():
    outcome = run(
        "districts",
        """
        name              | state
        Springfield Schools    | VA
        Springfeild Schools    | VA
        Springfield Schools    | AL
        District 11 of Clark   | VA
        District 12 of Clark   | VA
        """,
        dry_run=True,
    )

    assert (said(outcome), [str(warning) for warning in outcome.warnings]) == (
        [],
        [
            "Row 3, column name: “Springfeild Schools” is much like “Springfield Schools” in row 2: are they one?"
        ],
    )


def test_numbers_and_blank_lines_of_a_workbook_are_read():
    book = Workbook()
    for row in (["leaid", "name", "state"], [None, None, None], [100007, "A", "VA"], [100008.0, "B", "VA"]):
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)

    outcome = run("districts", files.read("a.xlsx", stream.getvalue()))

    assert [change.row for change in outcome.changes] == [3, 4]
    assert sorted(District.objects.values_list("nces_id", flat=True)) == ["0100007", "0100008"]


# The command


def a_file(folder, text, name="districts.csv"):
    file = folder / name
    file.write_text(text, encoding="utf-8-sig")
    return str(file)


def command(*args):
    out = io.StringIO()
    call_command("import_data", *args, stdout=out)
    return out.getvalue().splitlines()


def test_command_imports_lists_and_takes_back(tmp_path):
    file = a_file(tmp_path, "leaid,name,state,zip\n100007,Peña,NM,1\n")

    assert command("districts", file, "--dry-run")[-1] == "Would import 1 new, 0 changed, 0 the same."
    assert not District.objects.exists()
    ignored, done, back = command("districts", file)
    assert ignored == "Not imported, because districts have no such columns: zip."
    assert done == "Imported 1 new, 0 changed, 0 the same."
    key = back.rpartition(" ")[2]
    assert command("districts", file)[-1] == "Imported 0 new, 0 changed, 1 the same."
    assert re.fullmatch(rf"{key}  .* UTC  districts districts.csv: 1 rows", *command("--list"))
    assert command("--undo", key) == ["Removed 1, put in the bin 0, gave back what stood before to 0."]
    assert command("--list")[0].endswith(", taken back")
    with pytest.raises(CommandError, match="was taken back already"):
        command("--undo", key)


def test_command_says_what_is_wrong(tmp_path):
    file = a_file(tmp_path, "name,state\nA,VA\nB,ZZ\n")

    with pytest.raises(CommandError) as refused:
        command("districts", file)

    assert str(refused.value).startswith("Nothing was imported.\nRow 3, column state: “ZZ” is not a state")
    assert not District.objects.exists()


def test_many_rows_cost_few_queries(count_queries):
    rows = [[f"{n:07}", f"District {n % 100}", "VA"] for n in range(600)]
    data = Dataset(*rows, headers=["nces_id", "name", "state"])

    with count_queries() as new:
        assert counts(run("districts", data)) == (600, 0, 0)
    with count_queries() as same:
        assert counts(run("districts", data)) == (0, 0, 600)

    assert District.history.count() == 600
    assert new() < 40
    assert same() < 15


# Taking back


def test_undo_gives_back_what_stood_before():
    topic, other = make_topic(slug="a"), make_topic(slug="b")
    milestone = make_milestone(2016, headline="A grant", text="before", topics=[topic])
    outcome = run("milestones", "year | headline | text | topics\n2016 | A grant | after | b\n2016 | New | |")
    assert list(milestone.topics.all()) == [other]

    undone = undo(outcome.key)

    milestone.refresh_from_db()
    assert (milestone.text, list(milestone.topics.all())) == ("before", [topic])
    assert (undone.removed, undone.binned, undone.restored) == (1, 0, 1)
    assert Milestone.objects.count() == 1
    assert milestone.history.first().history_change_reason.startswith(f"undo {outcome.key}")


def test_undo_gives_hosts_back():
    host = make_district(slug="old")
    make_district(slug="new")
    make_hosting(make_meeting("fall 2016", slug="fall"), host, lead=True)
    outcome = run("meetings", "year | slug | begins | hosts\n2016 | fall | fall 2016 | new")

    undo(outcome.key)

    assert [(row.district, row.lead) for row in Hosting.objects.all()] == [(host, True)]


def test_undo_keeps_in_the_bin_what_something_hangs_on_since():
    outcome = run("districts", "name | state\nA | VA\nB | VA")
    make_figure(district=District.objects.get(name="A"))

    undone = undo(outcome.key)

    assert (undone.removed, undone.binned) == (1, 1)
    assert list(District.objects.values_list("name", "status")) == [("A", "bin")]


def test_undo_is_refused_whole_if_somebody_changed_a_row_since():
    row = make_district(name="A", city="before")
    outcome = run("districts", "name | state | city\nA | VA | after\nB | VA | x")
    row.refresh_from_db()
    row.city = "since"
    row.save()

    with pytest.raises(UndoError) as refused:
        undo(outcome.key)

    assert refused.value.problems[0].startswith("district A (VA): changed since by")
    assert sorted(District.objects.values_list("city", flat=True)) == ["since", "x"]


def test_imports_are_taken_back_the_last_one_first():
    first = run("districts", "name | state | city\nA | VA | one")
    second = run("districts", "name | state | city\nA | VA | two")

    with pytest.raises(UndoError):
        undo(first.key)
    undo(second.key)
    assert District.objects.get().city == "one"
    undo(first.key)
    assert not District.objects.exists()


def test_undo_of_what_is_no_import_is_refused():
    with pytest.raises(UndoError, match="No import has the id nothing"):
        undo("nothing")


# The admin


class DistrictScreen(TableAdmin, RecordAdmin):
    resource_classes = [KINDS["districts"]]
    list_display = ("name",)
    list_filter = ("state",)
    search_fields = ("folded",)
    actions = (merge_selected,)


site = ConsortiumAdminSite(name="admin")
site.register(District, DistrictScreen)
urlpatterns = [path("admin/", site.urls), path("", include("consortium.urls"))]
LIST = "/admin/members/district/"


@pytest.fixture
def screens(settings):
    apps = settings.INSTALLED_APPS
    with override_settings(
        ROOT_URLCONF="tests.test_imports",
        INSTALLED_APPS=apps if "import_export" in apps else [*apps, "import_export"],
    ):
        make_profile(name="A consortium")
        yield


@pytest.fixture
def staff(client, screens):
    client.force_login(User.objects.create_superuser("staff", password="a password of staff"))
    return client


def upload(client, text, name="districts.csv"):
    file = io.BytesIO(text.encode() if isinstance(text, str) else text)
    file.name = name
    return client.post(f"{LIST}import/", {"import_file": file, "format": "0", "resource": "0"})


def confirmed(preview):
    """What the preview's button sends."""
    page = preview.content.decode()
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    return {name: value for name, value in fields if name != "csrfmiddlewaretoken"}


def test_admin_shows_what_changes_and_then_imports_it(staff):
    make_district(name="A", city="before")

    preview = upload(staff, "name,state,city,zip\nA,VA,after,1\nB,VA,<b>new</b>,2\n")
    page = preview.content.decode()

    assert "What changes: 1 new, 1 changed, 0 the same" in page
    assert "<del>before</del> → after" in page
    assert "These columns are not imported: zip." in page
    assert "&lt;b&gt;new" in page
    assert list(District.objects.values_list("city", flat=True)) == ["before"]
    done = staff.post(f"{LIST}process_import/", confirmed(preview), follow=True)
    assert "Imported 1 new, 1 changed, 0 the same." in done.content.decode()
    assert sorted(District.objects.values_list("city", flat=True)) == ["<b>new</b>", "after"]
    assert District.history.first().history_user.username == "staff"
    assert imports()[0].who == "staff"


def test_admin_lists_problems_by_row_and_column(staff):
    page = upload(staff, "name,state\nA,ZZ\n").content.decode()

    assert page.index("<h1>Import</h1>") < page.index("“ZZ” is not a state") < page.index('type="file"')
    assert "Columns: <code>nces_id" in page
    assert re.search(r"<td>2</td>\s*<td>state</td>\s*<td>“ZZ” is not a state", page)
    assert "Import all of it" not in page


@pytest.mark.parametrize(
    ("since", "text"),
    [(1, "The record was changed after the preview"), (2, "2 districts are called “A” in VA")],
)
def test_admin_does_only_what_was_seen(staff, since, text):
    preview = upload(staff, "name,state,city\nA,VA,x\n")
    for _ in range(since):
        make_district(name="A")

    page = staff.post(f"{LIST}process_import/", confirmed(preview)).content.decode()

    assert text in page
    assert not District.objects.filter(city="x").exists()


def test_admin_takes_no_file_that_was_not_uploaded(staff):
    preview = upload(staff, "name,state\nA,VA\n")
    data = {**confirmed(preview), "import_file_name": "somebody-elses.csv"}

    assert "Upload the file again." in staff.post(f"{LIST}process_import/", data).content.decode()


def test_admin_confirmed_twice_imports_once_and_says_so(staff):
    data = confirmed(upload(staff, "name,state\nA,VA\n"))
    staff.post(f"{LIST}process_import/", data)

    again = staff.post(f"{LIST}process_import/", data, follow=True)

    assert "The uploaded file is gone" in again.content.decode()
    assert District.objects.count() == 1


def test_admin_says_what_is_wrong_with_a_file_and_again_what_it_has_to_be(staff):
    page = upload(staff, "name,state\nPeña,VA".encode("latin-1")).content.decode()

    assert (
        page.index("<h1>Import</h1>")
        < page.index("Line 2 is not UTF-8")
        < page.index("Columns: <code>nces_id")
    )


def test_admin_reads_a_workbook_without_being_told_that_it_is_one(staff):
    page = upload(staff, files.xlsx_bytes([["name", "state"], ["A", "VA"]]), "a.xlsx").content.decode()

    assert "What changes: 1 new" in page


def test_admin_shows_what_to_look_at_twice_and_takes_it(staff):
    preview = upload(staff, "name,state\nSpringfield Schools,VA\nSpringfeild Schools,VA\n")

    assert "in row 2: are they one?" in preview.content.decode()
    staff.post(f"{LIST}process_import/", confirmed(preview))
    assert District.objects.count() == 2


def test_admin_points_to_the_command_for_many_rows(staff):
    page = upload(staff, "name,state\n" + "A,VA\n" * 2_001).content.decode()

    assert "The file has 2,001 rows; here it may have 2,000." in page
    assert "manage.py import_data districts FILE" in page


@pytest.mark.parametrize(
    ("address", "reads"), [("export/", files.csv_rows), ("export.xlsx", files.xlsx_rows)]
)
def test_admin_exports_what_is_filtered_on_the_screen(staff, address, reads):
    make_district(name="In", state="NM"), make_district(name="Other", state="VA")
    make_district(name="Binned", state="NM", status=Status.BIN)

    page = staff.get(f"{LIST}?state__exact=NM").content.decode()
    assert f'href="{LIST}{address}?state__exact=NM"' in page
    rows = reads(staff.get(f"{LIST}{address}?state__exact=NM").content)

    assert [row[1] for row in rows] == ["name", "In"]


@pytest.mark.parametrize(
    ("permissions", "may_import", "may_export"),
    [
        pytest.param([], 403, 403, id="none"),
        pytest.param(["view_district"], 403, 200, id="may view"),
        pytest.param(["view_district", "add_district", "change_district"], 403, 200, id="may change"),
        pytest.param(["import_record"], 403, 403, id="may import, but not change"),
        pytest.param(
            ["view_district", "add_district", "change_district", "import_record"], 200, 200, id="all"
        ),
    ],
)
def test_only_those_allowed_import_and_export(client, screens, permissions, may_import, may_export):
    user = User.objects.create_user("staff", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client.force_login(user)

    assert client.get(f"{LIST}import/").status_code == may_import
    assert upload(client, "name,state\nA,VA\n").status_code == may_import
    if may_import == 403:
        assert client.post(f"{LIST}process_import/").status_code == 403
    assert client.get(f"{LIST}export/").status_code == may_export
    assert client.get(f"{LIST}export.xlsx").status_code == may_export


def test_who_may_not_publish_imports_drafts_only():
    outcome = run("districts", "name | state | status\nA | VA | published", may_publish=False)

    assert said(outcome) == [
        "Row 2, column status: You may not publish or withdraw: leave the status as it is."
    ]


def test_admin_merges_the_two_that_are_selected(staff):
    keep, other = make_district(name="Albany", slug="albany"), make_district(name="City of Albany")
    chosen = {"action": "merge_selected", "_selected_action": [keep.pk, other.pk]}

    asked = staff.post(LIST, chosen)
    assert "Make them one" in asked.content.decode()
    done = staff.post(LIST, {**chosen, "merge": "yes", "keep": keep.pk, "until": ""}, follow=True)

    assert "Merged into Albany (VA)." in done.content.decode()
    assert District.objects.get(pk=other.pk).status == Status.BIN


def test_admin_asks_for_two_to_merge(staff):
    done = staff.post(
        LIST, {"action": "merge_selected", "_selected_action": [make_district().pk]}, follow=True
    )

    assert "Select the two records that are one." in done.content.decode()
