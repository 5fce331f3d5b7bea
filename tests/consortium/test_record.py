import shutil
import tempfile
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from consortium.management.commands.load_record import FOUNDING_RECORD
from consortium.models import OldAddress, Profile, Source, Year
from consortium.publishing import Status
from consortium.record import TABLES, Loader, RecordError, equals, export, is_empty
from meetings.models import Meeting
from members.models import District, DistrictName, Figure, Membership, Person
from milestones.models import Appearance, Milestone
from tests.factories import (
    known,
    make_appearance,
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
    make_person,
    make_profile,
    make_source,
    make_sponsorship,
    make_tenure,
    make_topic,
    make_year,
)

pytestmark = pytest.mark.django_db

PROFILE = "- name: Large Districts\n"
DISTRICT = "- name: Wake County\n  slug: wake\n  state: NC\n"


def write(folder, **files):
    """Write files of a record by name; a profile stands in each."""
    folder.mkdir(exist_ok=True)
    for name, text in {**dict.fromkeys(TABLES, "[]\n"), "profile": PROFILE, **files}.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8", newline="")
    return folder


def exported(folder):
    """What an export into `folder` writes: texts by file name."""
    export(folder)
    return {file.name: file.read_bytes().decode() for file in folder.iterdir()}


def empty_the_record():
    for model in apps.get_models(include_auto_created=True):
        if model._meta.app_label in {"consortium", "members", "meetings", "milestones"}:
            model._base_manager.all()._raw_delete("default")


def make_a_full_record():
    """Something in every table and nearly every column; drafts, the bin, old addresses and ties among them."""
    source = make_source(
        key="minutes",
        title="Minutes",
        publisher="AASA",
        published="fall 2016",
        url="https://example.org/",
        note="a\n\nb",
    )
    make_profile(
        name="Large Districts",
        launch_year=2012,
        kept_to=known("May 2020"),
        members_complete=True,
        licence_name="CC0",
    )
    axa = make_organization(name="AXA", slug="axa", short_name="AXA", kind="sponsor", state="NY")
    literacy = make_topic(name="Literacy", slug="literacy")
    make_year(
        2012, no_new_members="none", headline="Districts begin: “compare”", introduction="- one\n  - two\n"
    )
    make_year(2020, status=Status.DRAFT)
    wake = make_district(
        name="Wake County Públic", slug="wake", state="NC", nces_id="0123456", source=source, passage="p. 3"
    )
    left = make_district(name="Poway", slug="poway", state="CA", status=Status.DRAFT)
    binned = make_district(name="Gone", slug="gone", state="GA", status=Status.BIN)
    make_district_name(district=wake, name="Wake", since=1990, until=2014, source=source)
    make_district_name(district=wake, name="Raleigh", until=1990)
    make_district_name(district=wake, name="W.C.P.S.S.", until=None)
    make_district_name(district=wake, name="Wake Schools", until=None)
    make_membership(left, 2012, 2015, reason="No", position=2)
    make_membership(left, 2016, status=Status.BIN)
    make_membership(left, 2016, source=source)
    make_membership(binned, 2012, position=1)
    claim = make_figure(district=wake, when="2019", value=150_000, qualifier="nearly", source=source)
    make_figure(district=wake, when="fall 2019", value=157_673, corrects=claim)
    make_figure(district=wake, when="2019-10-01", measure="rank", value=15, scope="the nation")
    make_contact(district=wake, name="A", role="Superintendent", email="a@example.org", phone="+1 919")
    chair = make_person(name="Tim Mills", slug="tim-mills", about="*Chair*")
    make_tenure(chair, wake, 2010, until=2015, since_known=False)
    make_tenure(chair, left, 2015, interim=True, post="Deputy", source=source)
    make_office(chair, 2013, until=2016)
    make_office(chair, 2012, title="vice-chair")
    spring = make_meeting("spring 2017", slug="spring", kind="spring", title="no", format="virtual")
    fall = make_meeting(
        "2016-10-21",
        ends="2016-10-22",
        slug="autumn",
        announced="2016",
        cancelled="2016-09",
        held=True,
        days=2,
        next_convening=spring,
        registration_deadline=known("2016-09-01").first,
        source=source,
    )
    fall.slug = "fall"
    fall.save()
    wake.slug = "wake-county"
    wake.save()
    make_hosting(fall, wake, lead=True)
    make_hosting(fall, left)
    make_sponsorship(fall, axa)
    first = make_milestone(
        2016,
        headline="2016",
        text="A *plan*:\n\n- one\n  - two",
        position=1,
        kind="grant",
        event_date="fall 2017",
        meeting=fall,
        topics=[literacy],
        districts=[wake, left],
        organizations=[axa],
        source=source,
    )
    make_milestone(2016, headline="yes", status=Status.BIN, text="\n leading and trailing \n\n")
    make_appearance(first, chair, office="U.S. Secretary of Education: “then”")
    make_edition(slug="second", as_of="fall 2019", note="*Ours*\n\n- one", frozen_by="Ana Públic")
    make_edition(slug="first", status=Status.BIN)


# There and back


def test_founding_record_comes_out_as_it_went_in(tmp_path):
    Loader(FOUNDING_RECORD).load()
    first = exported(tmp_path / "first")
    assert first == {file.name: file.read_bytes().decode() for file in FOUNDING_RECORD.iterdir()}
    empty_the_record()
    assert is_empty()

    Loader(tmp_path / "first").load()

    assert exported(tmp_path / "second") == first
    assert equals(Loader(FOUNDING_RECORD))


def test_founding_record_is_what_its_documents_say():
    Loader(FOUNDING_RECORD).load()

    assert Membership.objects.public().joinings_by_year() == {
        2012: 11,
        2013: 4,
        2014: 1,
        2015: 3,
        2016: 1,
        2018: 1,
        2019: 1,
    }
    assert len(District.objects.public().by_state()) == 14
    assert [
        (
            number,
            Milestone.objects.public().filter(year=number).count()
            + Meeting.objects.public().fall().filter(year=number).count(),
        )
        for number in Year.objects.public().on_timeline().values_list("number", flat=True)
    ] == [
        (2011, 1),
        (2012, 2),
        (2013, 2),
        (2014, 3),
        (2015, 5),
        (2016, 5),
        (2017, 6),
        (2018, 3),
        (2019, 5),
        (2020, 1),
    ]


def test_full_record_comes_out_as_it_went_in(tmp_path):
    make_a_full_record()
    first = exported(tmp_path / "first")
    empty_the_record()

    Loader(tmp_path / "first").load()

    assert exported(tmp_path / "second") == first
    assert sorted(first) == sorted(f"{name}.yaml" for name in TABLES)


def test_export_keeps_what_a_row_says(tmp_path):
    make_a_full_record()
    export(tmp_path)
    empty_the_record()

    Loader(tmp_path).load()

    fall = Meeting.objects.get(slug="fall")
    wake = District.objects.get(slug="wake-county")
    assert (fall.when, str(fall.announced), str(fall.cancelled), fall.days, fall.held) == (
        "October 21–22, 2016",
        "2016",
        "September 2016",
        2,
        True,
    )
    assert [(host.district, host.lead) for host in fall.hostings.all()] == [
        (wake, True),
        (District.objects.get(slug="poway"), False),
    ]
    assert (fall.next_convening.slug, fall.source.key) == ("spring", "minutes")
    assert [(old.path, old.record) for old in OldAddress.objects.all()] == [
        ("/meetings/2016/autumn/", fall),
        ("/members/wake/", wake),
    ]
    assert [
        (str(row.when), row.value, row.corrects and row.corrects.value) for row in wake.figures.all()
    ] == [
        ("October 1, 2019", 15, None),
        ("fall 2019", 157_673, 150_000),
        ("2019", 150_000, None),
    ]
    assert sorted((row.slug, row.status) for row in District.objects.all()) == [
        ("gone", "bin"),
        ("poway", "draft"),
        ("wake-county", "published"),
    ]
    assert [(row.headline, row.status, row.text) for row in Milestone.objects.order_by("headline")] == [
        ("2016", "published", "A *plan*:\n\n- one\n  - two"),
        ("yes", "bin", "\n leading and trailing \n\n"),
    ]
    assert [(row.name, row.folded) for row in District.objects.filter(slug="wake-county")] == [
        ("Wake County Públic", "wake county public\n\n\n0123456")
    ]


def test_empty_record_is_exported_as_empty_files(tmp_path):
    files = exported(tmp_path)

    assert files == {f"{name}.yaml": "[]\n" for name in TABLES}


def test_export_leaves_out_what_stands_at_its_default_and_writes_text_plainly(tmp_path):
    make_profile(name="Large Districts", members_complete=True, kept_to=known("May 2020"))
    make_year(2016, headline="no", introduction="One.\n\nTwo: 2.")
    make_meeting("fall 2016", slug="fall", held=True)

    files = exported(tmp_path)

    assert {name: text for name, text in files.items() if text != "[]\n"} == {
        "profile.yaml": "- name: Large Districts\n  kept_to: 2020-05\n  members_complete: yes\n",
        "years.yaml": "- status: published\n  number: 2016\n  headline: no\n  introduction: |-\n    One.\n\n    Two: 2.\n",
        "meetings.yaml": "- status: published\n  year: 2016\n  begins: fall 2016\n  held: yes\n",
    }


def test_rows_of_one_place_keep_their_order(tmp_path):
    make_profile()
    milestone = make_milestone(2016, headline="Z")
    make_milestone(2016, headline="A")
    for slug in ("b", "a"):
        make_appearance(milestone, make_person(slug=slug))
        make_sponsorship(make_meeting("2016", slug=slug), make_organization(slug=slug))
        make_sponsorship(Meeting.objects.get(slug="b"), make_organization(slug=f"{slug}-2"))
    export(tmp_path)
    empty_the_record()

    Loader(tmp_path).load()

    assert [row.headline for row in Milestone.objects.all()] == ["Z", "A"]
    assert [row.person.slug for row in Appearance.objects.all()] == ["b", "a"]
    assert [row.slug for row in Meeting.objects.all()] == ["b", "a"]
    assert [row.organization.slug for row in Meeting.objects.get(slug="b").sponsorships.all()] == [
        "b",
        "b-2",
        "a-2",
    ]


def test_old_addresses_are_exported_in_one_order_on_both_engines(tmp_path):
    district = make_district(slug="ab", name="A", state="NC")
    for slug in ("a-b", "B", "a_b", "b"):
        district.slug = slug
        district.save()

    assert exported(tmp_path)["districts.yaml"] == (
        "- status: published\n  name: A\n  slug: b\n  state: NC\n  old_addresses:\n"
        "  - /members/B/\n  - /members/a-b/\n  - /members/a_b/\n  - /members/ab/\n"
    )


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(headline=TEXT.map(lambda text: text[:120]), text=TEXT, name=TEXT.map(lambda text: text[:120]))
@example("no", "a\nb ", "2012")
@example("- a", "\n\n a", "a: b")
@example("'\"", " a\n", "# a")
@example("*a", "a\r\nb\rc", "&a")
@example("~", "\ta\n\tb", "null")
@example("a\u2028b", "a\u2028b\nc", "a\u2029b")
@example("a\x85b", "a\x85b\nc", "\x85")
@example("\ufeffa", "\ufeff\n\ufeff", "a\x7fb\x1b")
@example("a" * 120, "a " * 200, " " * 120)
@example("...", "---\n...\n", "{a}")
@example("😀", "😀\n😀", "%a")
def test_any_text_survives(headline, text, name):
    empty_the_record()
    make_profile()
    make_milestone(headline=headline, text=text)
    make_person(name=name, slug="a")
    folder = Path(tempfile.mkdtemp())
    try:
        export(folder)
        empty_the_record()
        Loader(folder).load()
    finally:
        shutil.rmtree(folder)

    assert list(Milestone.objects.values_list("headline", "text")) == [(headline, text)]
    assert list(Person.objects.values_list("name", flat=True)) == [name]


# Files that are refused


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        pytest.param(
            {"sources": "- key: a\n  title: A\n  autor: B\n"},
            "sources.yaml, row 1 (line 1): there is no “autor” here.",
            id="unknown column",
        ),
        pytest.param(
            {"sources": "- key: a\n  title: A\n  id: 3\n"},
            "sources.yaml, row 1 (line 1): there is no “id” here.",
            id="column that is not the file's",
        ),
        pytest.param(
            {"districts": DISTRICT + "  folded: x\n"},
            "districts.yaml, row 1 (line 1): there is no “folded” here.",
            id="column that is derived",
        ),
        pytest.param(
            {"sources": "- key: a\n  title: A\n\n- key: b\n  title: B\n  old_addresses: []\n"},
            "sources.yaml, row 2 (line 4): there is no “old_addresses” here.",
            id="old addresses of what has no page",
        ),
        pytest.param(
            {"districts": DISTRICT + "  source: minutes\n"},
            "districts.yaml, row 1 (line 1): source: no source named “minutes”.",
            id="unknown key",
        ),
        pytest.param(
            {"districts": DISTRICT + "  memberships:\n  - joined: 2012\n"},
            "districts.yaml, row 1, memberships row 1 (line 5): joined: no year named “2012”.",
            id="unknown year",
        ),
        pytest.param(
            {"years": "- number: 2016\n  milestones:\n  - headline: A\n    topics: [literacy]\n"},
            "years.yaml, row 1, milestones row 1 (line 3): topics: no topic named “literacy”.",
            id="unknown key in a list",
        ),
        pytest.param(
            {"sources": "- key: a\n  title: A\n- key: a\n  title: B\n"},
            "sources.yaml, row 2 (line 3): key: Source with this Key already exists.",
            id="duplicate key",
        ),
        pytest.param(
            {"sources": "- key: a\n  title: A\n  title: B\n"},
            "sources.yaml, line 3: “title” stands twice in one row.",
            id="duplicate column",
        ),
        pytest.param(
            {"sources": "- key: a\n  title: A\n  published: soon\n"},
            "sources.yaml, row 1 (line 1): published: “soon” can't be read as a date. Use a day (2016-10-21 or "
            "October 21, 2016), a month (2016-10), a season (fall 2016) or a year (2016).",
            id="bad date",
        ),
        pytest.param(
            {
                "years": "- number: 2016\n",
                "meetings": "- year: 2016\n  begins: 2016\n  registration_deadline: 2016-02-30\n",
            },
            "meetings.yaml, row 1 (line 1): registration_deadline: “2016-02-30” is not a day like 2016-05-12.",
            id="bad day",
        ),
        pytest.param(
            {"years": "- number: 2016\n", "meetings": "- year: 2016\n  begins: 2017\n"},
            "meetings.yaml, row 1 (line 1): begins: It begins in 2017, but hangs on 2016.",
            id="date of another year",
        ),
        pytest.param(
            {"districts": "- name: Wake\n  slug: wake\n  state: ZZ\n"},
            "districts.yaml, row 1 (line 1): state: Value 'ZZ' is not a valid choice.",
            id="bad state",
        ),
        pytest.param(
            {"districts": DISTRICT + "  status: live\n"},
            "districts.yaml, row 1 (line 1): status: Value 'live' is not a valid choice.",
            id="bad status",
        ),
        pytest.param(
            {"profile": PROFILE + "  members_complete: true\n"},
            "profile.yaml, row 1 (line 1): members_complete: “true” is neither yes nor no.",
            id="neither yes nor no",
        ),
        pytest.param(
            {"years": "- number: 20x6\n"},
            "years.yaml, row 1 (line 1): number: “20x6” value must be an integer.",
            id="not a number",
        ),
        pytest.param(
            {"years": "- number: 2016\n  milestones:\n  - headline: A\n    position: 99999999999999999999\n"},
            "years.yaml, row 1, milestones row 1 (line 3): position: "
            "Ensure this value is less than or equal to 32767.",
            id="too large a number",
        ),
        pytest.param(
            {"years": "- number: 2016\n  milestones:\n  - headline: A\n    position: 40000\n"},
            "years.yaml, row 1, milestones row 1 (line 3): position: "
            "Ensure this value is less than or equal to 32767.",
            id="a number too large for one engine",
        ),
        pytest.param(
            {"years": f"- number: 2016\n  headline: {'a' * 121}\n"},
            "years.yaml, row 1 (line 1): headline: Ensure this value has at most 120 characters (it has 121).",
            id="too long",
        ),
        pytest.param(
            {"years": '- number: 2016\n  headline: "a\\0b"\n'},
            "years.yaml, row 1 (line 1): headline: Null characters and halves of characters are not allowed.",
            id="NUL",
        ),
        pytest.param(
            {"sources": "- key: a\n"},
            "sources.yaml, row 1 (line 1): title: This field cannot be blank.",
            id="missing column",
        ),
        pytest.param(
            {"profile": PROFILE + "- name: Another\n"},
            "profile.yaml, row 2 (line 2): singleton: There is one profile; change it instead.",
            id="second profile",
        ),
        pytest.param(
            {
                "years": "- number: 2012\n- number: 2014\n- number: 2016\n",
                "districts": DISTRICT
                + "  memberships:\n  - joined: 2012\n    left: 2016\n  - joined: 2014\n",
            },
            "districts.yaml, row 1, memberships row 1 (line 5): joined 2012, left 2016 overlaps another one.\n"
            "districts.yaml, row 1, memberships row 2 (line 7): joined 2014 overlaps another one.",
            id="overlapping memberships",
        ),
        pytest.param(
            {
                "organizations": "- name: A\n  slug: a\n",
                "collaboratives": "- name: Net\n  slug: net\n  participations:\n"
                "  - organization: a\n    since: 2012\n    until: 2016\n  - organization: a\n    since: 2014\n",
            },
            "collaboratives.yaml, row 1, participations row 1 (line 4): A, since 2012 overlaps another one.\n"
            "collaboratives.yaml, row 1, participations row 2 (line 7): A, since 2014 overlaps another one.",
            id="overlapping participations",
        ),
        pytest.param(
            {
                "years": "- number: 2012\n- number: 2014\n",
                "districts": DISTRICT + "  memberships:\n  - joined: 2012\n  - joined: 2014\n",
            },
            "districts.yaml, row 1, memberships row 2 (line 6): "
            "This district has a membership without a departure already.",
            id="two open memberships",
        ),
        pytest.param(
            {
                "years": "- number: 2012\n",
                "districts": DISTRICT + "  memberships:\n  - joined: 2012\n    left: 2012\n",
            },
            "districts.yaml, row 1, memberships row 1 (line 5): A district leaves in a later year than it joined.",
            id="left when it joined",
        ),
        pytest.param(
            {
                "years": "- number: 2016\n",
                "meetings": "- year: 2016\n  begins: 2016\n  next_convening: 2016/fall\n",
            },
            "meetings.yaml, row 1 (line 1): The next convening is another meeting.",
            id="meeting that follows itself",
        ),
        pytest.param(
            {"districts": DISTRICT + "  old_addresses: [members/old/]\n"},
            "districts.yaml, row 1 (line 1): old_addresses: “members/old/” is not an address like /members/old-name/.",
            id="old address that is none",
        ),
        pytest.param(
            {"districts": DISTRICT + f"  old_addresses: [/members/{'a' * 300}/]\n"},
            f"districts.yaml, row 1 (line 1): old_addresses: “/members/{'a' * 31}” is not an address like "
            "/members/old-name/.",
            id="old address too long",
        ),
        pytest.param(
            {
                "districts": DISTRICT
                + "  old_addresses: [/members/old/]\n- name: B\n  slug: b\n  state: NC\n  old_addresses: [/members/old/]\n"
            },
            "districts.yaml, row 2 (line 5): old_addresses: “/members/old/” is the old address of another row.",
            id="old address of two",
        ),
        pytest.param(
            {"districts": DISTRICT + "  old_addresses: [/members/b/]\n- name: B\n  slug: b\n  state: NC\n"},
            "districts.yaml, row 1 (line 1): old_addresses: “/members/b/” is the address of another row.",
            id="old address in use",
        ),
        pytest.param(
            {"sources": "- key: a\n  title: A\n  note: [b\n"},
            "sources.yaml, line 4: expected ',' or ']', but got '<stream end>'.",
            id="YAML syntax error",
        ),
        pytest.param(
            {"sources": "- key: a\n\ttitle: A\n"},
            "sources.yaml, line 2: found character '\\t' that cannot start any token.",
            id="tab",
        ),
        pytest.param(
            {"sources": "- &a\n  key: a\n  title: A\n- *a\n"},
            "sources.yaml, line 1: anchors and aliases are not used here.",
            id="alias",
        ),
        pytest.param(
            {"sources": "- key: a\n  title: A\n---\n- key: b\n"},
            "sources.yaml, line 3: but found another document.",
            id="two documents",
        ),
        pytest.param(
            {"sources": "key: a\n"},
            "sources.yaml, is not a list of rows (each begins with “- ”).",
            id="not a list",
        ),
        pytest.param(
            {"sources": "- a\n"},
            "sources.yaml, is not a list of rows (each begins with “- ”).",
            id="not a list of rows",
        ),
        pytest.param(
            {"sources": "text"},
            "sources.yaml, is not a list of rows (each begins with “- ”).",
            id="only a text",
        ),
        pytest.param(
            {"sources": "- key: [a]\n  title: A\n"},
            "sources.yaml, row 1 (line 1): key is not a plain text.",
            id="list for a text",
        ),
        pytest.param(
            {"years": "- number: 2016\n  milestones: many\n"},
            "years.yaml, row 1 (line 1): milestones is not a list of rows.",
            id="text for rows",
        ),
        pytest.param(
            {"years": "- number: 2016\n  milestones:\n  - headline: A\n    topics: literacy\n"},
            "years.yaml, row 1, milestones row 1 (line 3): topics is not a list.",
            id="text for a list",
        ),
        pytest.param({"stray": "- a: b\n"}, "stray.yaml: not a file of the record.", id="stray file"),
    ],
)
def test_broken_files_are_refused_with_the_place_and_the_reason(tmp_path, files, problem):
    write(tmp_path, **files)

    with pytest.raises(RecordError) as error:
        Loader(tmp_path).load()

    assert "\n".join(error.value.problems) == problem
    assert (is_empty(), list(OldAddress.objects.all())) == (True, [])


def test_file_that_is_not_text_is_refused(tmp_path):
    write(tmp_path)
    (tmp_path / "sources.yaml").write_bytes(b"- key: \xff\n")

    with pytest.raises(RecordError) as error:
        Loader(tmp_path).load()

    assert [problem.partition(",")[0] for problem in error.value.problems] == ["sources.yaml"]


def test_file_nested_without_end_is_refused(tmp_path):
    write(tmp_path, sources="[" * 50_000)

    with pytest.raises(RecordError) as error:
        Loader(tmp_path).load()

    assert [problem.partition(",")[0] for problem in error.value.problems] == ["sources.yaml"]


def test_folder_without_one_of_the_files_is_refused(tmp_path):
    write(tmp_path)
    (tmp_path / "meetings.yaml").unlink()
    with pytest.raises(RecordError, match=r"meetings\.yaml: this file of the record is missing"):
        Loader(tmp_path)


def test_folder_without_a_profile_is_refused(tmp_path):
    with pytest.raises(RecordError) as error:
        Loader(tmp_path)

    assert error.value.problems == [f"{tmp_path} holds no record: profile.yaml is missing."]


def test_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(RecordError) as error:
        Loader(tmp_path / "nowhere")

    assert error.value.problems == [f"{tmp_path / 'nowhere'} is not a folder."]


def test_all_problems_are_told_at_once(tmp_path):
    write(
        tmp_path,
        sources="- key: a\n  title: A\n  published: soon\n- key: b\n",
        districts=DISTRICT + "  source: c\n",
        topics="- [",
    )

    with pytest.raises(RecordError) as error:
        Loader(tmp_path).load()

    assert [problem.partition(":")[0] for problem in error.value.problems] == [
        "topics.yaml, line 1",
        "sources.yaml, row 1 (line 1)",
        "sources.yaml, row 2 (line 4)",
        "districts.yaml, row 1 (line 1)",
    ]


def test_good_files_beside_a_broken_one_leave_nothing(tmp_path):
    make_a_full_record()
    export(tmp_path)
    empty_the_record()
    write(tmp_path, topics="- name: A\n  slug: not a slug\n", profile="- name: A\n")

    with pytest.raises(RecordError):
        Loader(tmp_path).load()

    assert (is_empty(), list(OldAddress.objects.all())) == (True, [])


def test_row_may_be_named_before_it_comes(tmp_path):
    write(
        tmp_path,
        years="- number: 2016\n- number: 2017\n",
        meetings="- year: 2016\n  begins: 2016\n  next_convening: 2017/fall\n- year: 2017\n  begins: 2017\n",
    )

    Loader(tmp_path).load()

    assert Meeting.objects.get(year=2016).next_convening == Meeting.objects.get(year=2017)


def test_figure_corrects_one_of_the_same_district_only(tmp_path):
    write(
        tmp_path,
        districts=DISTRICT
        + "  figures:\n  - measure: schools\n    when: 2019\n    value: 5\n"
        + "- name: B\n  slug: b\n  state: NC\n"
        + "  figures:\n  - measure: schools\n    when: 2019\n    value: 6\n    corrects: wake/schools/2019///5\n",
    )

    with pytest.raises(RecordError) as error:
        Loader(tmp_path).load()

    assert error.value.problems == [
        "districts.yaml, row 2, figures row 1 (line 12): corrects: A figure corrects another figure of the same district."
    ]


def test_empty_value_is_as_good_as_none(tmp_path):
    write(
        tmp_path,
        years="- number: 2016\n  headline:\n  source:\n",
        meetings="- year: 2016\n  begins: 2016\n  ends:\n  next_convening:\n  days:\n",
    )

    Loader(tmp_path).load()

    assert list(Meeting.objects.values_list("ends", "next_convening", "days")) == [(None, None, None)]
    assert equals(Loader(tmp_path))


# The commands


def load(folder, capsys, **options):
    call_command("load_record", str(folder), **options)
    return capsys.readouterr().out


def test_load_record_says_what_it_did(tmp_path, capsys):
    write(tmp_path / "record", sources="- key: a\n  title: A\n")

    assert load(tmp_path / "record", capsys) == "Loaded 2 rows from record.\n"


def test_load_record_without_a_folder_loads_the_founding_record(capsys):
    call_command("load_record")

    assert capsys.readouterr().out.endswith(" rows from founding_record.\n")
    assert equals(Loader(FOUNDING_RECORD))


def test_equal_record_is_left_alone(tmp_path, capsys):
    make_a_full_record()
    export(tmp_path)
    ids = list(Figure.objects.values_list("pk", "value"))

    assert load(tmp_path, capsys) == "The database holds this very record; nothing to do.\n"
    assert list(Figure.objects.values_list("pk", "value")) == ids


def test_equal_record_in_another_layout_is_left_alone(tmp_path, capsys):
    write(
        tmp_path,
        sources="- {title: A, key: a, publisher: ''}\n- key: b\n  title: 'B'\n  published: October 2016\n",
    )
    load(tmp_path, capsys)

    write(tmp_path, sources="# the same\n- key: b\n  published: 2016-10\n  title: B\n- key: a\n  title: A\n")

    assert load(tmp_path, capsys) == "The database holds this very record; nothing to do.\n"


@pytest.mark.parametrize(
    "sources",
    ["- key: a\n  title: B\n", "[]\n", "- key: a\n  title: A\n- key: b\n  title: B\n", "- broken: yes\n"],
)
def test_another_record_is_refused(tmp_path, capsys, sources):
    write(tmp_path, sources="- key: a\n  title: A\n")
    load(tmp_path, capsys)
    write(tmp_path, sources=sources)

    with pytest.raises(CommandError) as error:
        load(tmp_path, capsys)

    assert (
        str(error.value) == "Nothing was loaded: the database holds another record. Load into an empty one."
    )
    assert list(Source.objects.values_list("key", "title")) == [("a", "A")]


def test_record_that_is_there_is_left_alone_when_asked_so(tmp_path, capsys):
    make_profile(name="Other")

    assert load(write(tmp_path), capsys, if_empty=True) == ""
    assert [profile.name for profile in Profile.objects.all()] == ["Other"]


def test_load_record_tells_every_problem(tmp_path, capsys):
    write(tmp_path, sources="- key: a\n- key: b\n")

    with pytest.raises(CommandError) as error:
        load(tmp_path, capsys)

    assert str(error.value) == (
        "Nothing was loaded.\n"
        "sources.yaml, row 1 (line 1): title: This field cannot be blank.\n"
        "sources.yaml, row 2 (line 2): title: This field cannot be blank."
    )


def test_export_record_says_what_it_did(tmp_path, capsys):
    call_command("export_record", str(tmp_path / "a" / "b"))

    assert capsys.readouterr().out == f"Wrote {len(TABLES)} files to {tmp_path / 'a' / 'b'}.\n"


def test_export_record_over_a_file_is_refused(tmp_path):
    file = tmp_path / "file"
    file.touch()

    with pytest.raises(CommandError) as error:
        call_command("export_record", str(file))

    assert str(error.value) == f"Can't write to {file}: File exists."


def test_export_takes_as_many_queries_for_three_rows_as_for_one(tmp_path, count_queries):
    def count():
        with count_queries() as counted:
            export(tmp_path)
        return counted()

    def add():
        make_hosting(make_meeting(), make_membership().district)
        make_appearance(make_milestone(topics=[make_topic()], districts=[make_district()]))
        make_tenure(source=make_source())
        make_district_name()

    add()
    once = count()
    add()
    add()

    assert (count(), Membership.objects.count(), DistrictName.objects.count()) == (once, 3, 3)
