"""The index agrees with the record, whatever writes it, and holds nothing that the public may not see."""

import random
from contextlib import nullcontext
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from consortium.check import Kind, findings
from consortium.imports.undoing import undo
from consortium.management.commands.load_record import FOUNDING_RECORD
from consortium.models import SearchEntry, SearchWord, Topic, Year
from consortium.past import entries_of
from consortium.publishing import Publishable, Status, ways_up
from consortium.record import Loader
from consortium.restoring import Restoring
from consortium.search.finding import Search
from consortium.search.keeping import gathered, index_anew, out_of_date, told_of
from consortium.search.shelf import SHELVES_AT_MOST
from consortium.search.shelves import SHELVES
from members.merge import merge
from members.models import District, DistrictName, Person, Tenure
from milestones.models import Milestone
from tests.consortium.test_publishing import MAKERS
from tests.consortium.test_search import records, titles
from tests.factories import (
    make_appearance,
    make_district,
    make_district_name,
    make_document,
    make_hosting,
    make_joined_district,
    make_meeting,
    make_membership,
    make_milestone,
    make_office,
    make_organization,
    make_person,
    make_practice,
    make_tenure,
    make_topic,
    make_year,
)
from tests.test_imports import run

pytestmark = pytest.mark.django_db


def rows():
    """All that the index holds."""
    return list(SearchEntry.objects.values_list()), list(SearchWord.objects.values_list())


def test_shelves_have_numbers_of_their_own_and_every_kind_has_one():
    assert [shelf.number for shelf in SHELVES] == list(range(len(SHELVES)))
    assert len(SHELVES) <= SHELVES_AT_MOST
    assert {shelf.kind for shelf in SHELVES} == set(SearchEntry.Kind)


def test_index_that_is_made_anew_is_the_same():
    records()
    before = rows()
    SearchEntry.objects.all().delete()
    SearchWord.objects.all().delete()

    assert index_anew() == (len(before[0]), len(before[0]))
    assert rows() == before
    assert index_anew() == (len(before[0]), 0)


# What is hidden


def hide(row, path, status):
    """Give what `path` leads to another status, many rows at once."""
    for name in path:
        row = getattr(row, name)
    type(row).objects.filter(pk=row.pk).update(status=status)


ALL_WAYS = [
    pytest.param(shelf, way, id=".".join((shelf.model.__name__, *way)))
    for shelf in SHELVES
    for way in [(), *(tuple(way.split("__")) for way in ways_up(shelf.model))]
    if shelf.model.__name__ != "Document" and way[-1:] != ("program_year",)
]


@pytest.mark.parametrize(("shelf", "way"), ALL_WAYS)
def test_record_is_in_the_index_only_with_all_it_hangs_on(shelf, way):
    row = MAKERS[shelf.model]()
    if shelf.model is District:
        make_membership(row)
    if shelf.model is Person:
        make_office(row)
    target = row
    for name in way:
        target = getattr(target, name)
        if target is None:
            return
    key = shelf.key(row.pk)
    assert SearchEntry.objects.filter(pk=key).exists()
    for status in (Status.DRAFT, Status.BIN):
        hide(row, way, status)
        assert not SearchEntry.objects.filter(pk=key).exists()
    hide(row, way, Status.PUBLISHED)
    assert SearchEntry.objects.filter(pk=key).exists()


@pytest.mark.parametrize("place", ["year", "meeting", "milestone", "collaborative"])
def test_document_is_in_the_index_only_with_what_it_is_attached_to(place):
    field = next(shelf for shelf in SHELVES if shelf.number == 9).model._meta.get_field(place)
    document = make_document(**{place: MAKERS[field.related_model]()}, title="Zebra")
    assert titles("zebra") == ["Zebra"]
    hide(document, (place,), Status.DRAFT)
    assert titles("zebra") == []
    assert not SearchEntry.objects.filter(title="Zebra").exists()


def test_years_off_the_timeline_are_not_found_and_neither_are_their_milestones():
    year = make_year(2016, headline="Zebra")
    make_milestone(year, headline="Zebra report")
    make_meeting("May 2016", theme="Zebra talk")
    assert titles("zebra") == ["2016", "Zebra report", "Fall meeting 2016: Zebra talk"]
    year.on_timeline = False
    year.save()
    assert titles("zebra") == ["Fall meeting 2016: Zebra talk"]


@pytest.mark.parametrize("status", [Status.DRAFT, Status.BIN])
def test_what_an_entry_tells_of_others_is_hidden_with_them(status):
    """A name that only a hidden record has leads nowhere, from whatever is tied to it."""
    hidden = make_joined_district(name="Zebra Schools", status=status)
    person = make_person(name="Zoe Zebra", status=status)
    make_district_name(district=hidden, name="Zebra Academy")
    shown = make_joined_district(name="Shown")
    make_tenure(person, shown)
    make_tenure(make_person(name="Someone"), hidden, post="Deputy")
    make_hosting(make_meeting("May 2016"), hidden)
    make_appearance(make_milestone(2016, headline="Report", districts=[hidden]), person)
    make_appearance(
        make_milestone(2017, headline="Zebra report", status=status),
        make_person(name="Any"),
        office="Zebra head",
    )
    MAKERS[Tenure](make_person(name="Else"), hidden)

    assert Search.of("zebra").counts() == {}
    assert out_of_date() == []
    type(hidden).objects.filter(pk=hidden.pk).update(status=Status.PUBLISHED)
    assert titles("zebra schools") == [
        "Zebra Schools", "Else", "Someone", "Report", "Fall meeting 2016",
    ]  # fmt: skip
    person.status = Status.PUBLISHED
    person.save()
    assert set(titles("zoe")) == {"Zoe Zebra", "Shown", "Report"}
    assert out_of_date() == []


# A change of what an entry tells of


def test_changes_of_related_rows_change_the_entries_that_tell_of_them():
    district, other = make_joined_district(name="Alpha"), make_joined_district(name="Omega")
    person = make_person(name="Ada")
    tenure = make_tenure(person, district, post="Superintendent")
    former = make_district_name(district=district, name="Old Alpha")
    topic, organization = make_topic(name="Reading"), make_organization(name="Fund")
    milestone = make_milestone(2016, headline="Report", topics=[topic], organizations=[organization])
    meeting = make_meeting("May 2016", slug="may")
    hosting = make_hosting(meeting, district)
    document = make_document(meeting=meeting, title="Paper")

    former.name = "Former Delta"
    former.save()
    assert titles("old") == []
    assert titles("delta") == ["Alpha", "Ada", "Fall meeting 2016"]
    person.name = "Bea"
    person.save()
    assert titles("ada") == []
    assert titles("bea") == ["Alpha", "Bea"]
    tenure.district = other
    tenure.save()
    assert titles("bea") == ["Omega", "Bea"]
    hosting.district = other
    hosting.save()
    assert titles("delta") == ["Alpha"]
    assert titles("omega") == ["Omega", "Bea", "Fall meeting 2016"]
    Topic.objects.filter(pk=topic.pk).update(name="Numbers")
    organization.name = "Bank"
    organization.save()
    assert titles("reading fund") == []
    assert titles("numbers bank") == ["Report"]
    milestone.topics.clear()
    assert titles("numbers") == []
    topic.milestones.add(milestone)
    assert titles("numbers") == ["Report"]
    topic.milestones.clear()
    assert titles("numbers") == []
    milestone.topics.set([topic])
    topic.delete()
    assert titles("numbers") == []
    meeting.theme = "Zinc"
    meeting.save()
    assert titles("zinc") == ["Fall meeting 2016: Zinc", "Paper"]
    meeting.slug = "june"
    meeting.save()
    assert SearchEntry.objects.get(title="Fall meeting 2016: Zinc").address == meeting.get_absolute_url()
    document.delete()
    assert titles("paper") == []
    assert out_of_date() == []


def test_address_of_a_program_year_follows_its_collaborative():
    year = MAKERS[next(shelf for shelf in SHELVES if shelf.number == 7).model]()
    year.collaborative.slug = "renamed"
    year.collaborative.save()
    entry = SearchEntry.objects.get(pk=year.pk * SHELVES_AT_MOST + 7)
    assert entry.address == f"/collaboratives/renamed/{year.slug}/"


# Whatever is done to the record


def some_value(field, rng):
    word = rng.choice(("alpha", "beta", "gamma", "delta"))
    return f"{word} {rng.randrange(1000)}"[: field.max_length or 100]


def texts(model):
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and field.editable
        and not field.choices
        and not field.primary_key
        and field.name
        not in {"slug", "nces_id", "website", "url", "learn_more_url", "registration_url", "passage"}
    ]


def keys_to_records(model):
    return [
        field
        for field in model._meta.concrete_fields
        if field.many_to_one and field.related_model in told_of()
    ]


def any_row(model, rng):
    keys = list(model._base_manager.order_by("pk").values_list("pk", flat=True))
    return model._base_manager.get(pk=rng.choice(keys)) if keys else MAKERS[model]()


def change_of(row, rng):
    """A column and another value for it: a text, a status or what it hangs on."""
    model = type(row)
    choices = [("text", field) for field in texts(model)] + [
        ("key", field) for field in keys_to_records(model)
    ]
    if isinstance(row, Publishable):
        choices += [("status", None)] * 2
    if isinstance(row, Year):
        choices.append(("timeline", None))
    kind, field = rng.choice(choices)
    if kind == "status":
        return "status", rng.choice(Status.values)
    if kind == "timeline":
        return "on_timeline", not row.on_timeline
    return field.name, some_value(field, rng) if kind == "text" else any_row(field.related_model, rng)


def saved(row, rng):
    name, value = change_of(row, rng)
    setattr(row, name, value)
    row.save()


def saved_in_part(row, rng):
    name, value = change_of(row, rng)
    setattr(row, name, value)
    row.save(update_fields=[name])


def updated(row, rng):
    name, value = change_of(row, rng)
    type(row).objects.filter(pk__in=[row.pk, any_row(type(row), rng).pk]).update(**{name: value})


def updated_in_bulk(row, rng):
    name, value = change_of(row, rng)
    setattr(row, name, value)
    type(row).objects.bulk_update([row], [name])


def deleted(row, rng):
    row.delete()


def deleted_in_bulk(row, rng):
    type(row).objects.filter(pk=row.pk).delete()


def deleted_past_the_records_own_queryset(row, rng):
    type(row)._base_manager.filter(pk=row.pk).delete()


def added(row, rng):
    MAKERS[type(row)]()


def added_in_bulk(row, rng):
    copy = type(row)._base_manager.get(pk=row.pk)
    if isinstance(row, Year):
        copy.pk = 1800 + rng.randrange(200)
    else:
        copy.pk = None
    copy._state.adding = True
    for name in ("slug", "headline", "name", "until", "nces_id", "heading"):
        if name in {field.name for field in type(row)._meta.concrete_fields}:
            value = None if name == "nces_id" else 2100 if name == "until" else f"copy-{rng.randrange(10**6)}"
            setattr(copy, name, value)
    type(row).objects.bulk_create([copy])


def linked(row, rng):
    columns = type(row)._meta.many_to_many
    if not columns:
        return saved(row, rng)
    column = rng.choice([one for one in columns if one.remote_field.through._meta.auto_created] or [None])
    if column is None:
        return saved(row, rng)
    target = any_row(column.related_model, rng)
    mine, theirs = getattr(row, column.name), getattr(target, column.remote_field.get_accessor_name())
    rng.choice((
        lambda: mine.add(target), lambda: mine.remove(target), lambda: mine.set([target]), mine.clear,
        lambda: theirs.add(row), lambda: theirs.remove(row), lambda: theirs.set([row]), theirs.clear,
    ))()  # fmt: skip
    return None


DEEDS = (
    saved, saved_in_part, updated, updated_in_bulk, deleted, deleted_in_bulk, deleted_past_the_records_own_queryset,
    added, added_in_bulk, linked, linked,
)  # fmt: skip
MODELS = sorted(told_of(), key=lambda model: model.__name__)


def do_something(rng):
    """One change of the record; what the database refuses is taken back, and so is what was to be written for it."""
    row = any_row(rng.choice(MODELS), rng)
    with transaction.atomic():
        try:
            rng.choice(DEEDS)(row, rng)
        except (IntegrityError, ProtectedError):
            transaction.set_rollback(True)


@pytest.fixture
def a_small_record(db):
    records()
    make_joined_district(name="Another")


@given(seed=st.integers(0, 10**9), together=st.booleans())
@hypothesis_settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_index_agrees_with_the_record_after_anything_that_is_done_to_it(a_small_record, seed, together):
    rng = random.Random(seed)
    with transaction.atomic():
        with gathered() if together else nullcontext():
            for _ in range(8):
                do_something(rng)
        assert out_of_date() == []
        transaction.set_rollback(True)


def test_what_is_taken_back_leaves_the_index_as_it_was():
    district = make_district(name="Alpha")
    make_milestone(2016, districts=[district])
    before = rows()
    with transaction.atomic(), gathered():
        District.objects.filter(pk=district.pk).update(name="Zebra")
        make_joined_district(name="Omega")
        transaction.set_rollback(True)
    with transaction.atomic():
        district.delete()
        transaction.set_rollback(True)

    assert rows() == before
    assert out_of_date() == []


def test_entries_of_many_changes_are_written_once():
    topic = make_topic(name="Reading")
    milestones = [make_milestone(2016, headline=f"Report {number}") for number in range(10)]

    def writes(queries):
        return [sql for sql in queries if sql.startswith("INSERT") and "consortium_searchentry" in sql]

    with CaptureQueriesContext(connection) as context, transaction.atomic(), gathered():
        for milestone in milestones:
            milestone.topics.add(topic)
            milestone.text = "Words"
            milestone.save()
    assert len(writes(query["sql"] for query in context.captured_queries)) == 1
    assert len(titles("reading words")) == 10


# What writes many rows


def test_loading_a_record_indexes_it():
    Loader(FOUNDING_RECORD).load()

    assert out_of_date() == []
    assert titles("charlotte meck")[0] == "Charlotte-Mecklenburg Schools"
    assert titles("greenville county public")[0] == "Greenville County Schools"


def test_made_up_record_is_indexed():
    call_command("make_sample", districts=30, years=5, milestones=30, last_year=2020, stdout=StringIO())

    assert out_of_date() == []
    assert SearchEntry.objects.filter(kind="district").count() == District.objects.public().count()


def test_import_and_taking_it_back_leave_the_index_right():
    old = make_joined_district(name="Alpha Schools", nces_id="0100005")
    outcome = run(
        "districts",
        "nces_id | name | state | status\n0100005 | Renamed Schools | VA | published\n0100006 | Zebra | VA | published",
        may_publish=True,
    )
    assert outcome.problems == []
    assert (titles("alpha"), titles("renamed"), titles("zebra")) == (
        [],
        ["Renamed Schools"],
        [],
    )  # which nothing names yet
    assert out_of_date() == []
    undo(outcome.key)
    old.refresh_from_db()
    assert (titles("alpha"), titles("zebra")) == (["Alpha Schools"], [])
    assert out_of_date() == []


def test_preview_of_an_import_writes_no_entry():
    before = rows()
    run("districts", "name | state | status\nZebra | VA | published", dry_run=True, may_publish=True)

    assert rows() == before


def test_merging_leaves_the_index_right():
    keep, other = make_joined_district(name="Albany Schools"), make_joined_district(name="City of Albany")
    make_tenure(make_person(name="Ada"), other)
    make_hosting(make_meeting("May 2016"), other)
    make_milestone(2016, headline="Report", districts=[other])
    merge(keep, other)

    assert out_of_date() == []
    assert titles("city of albany") == ["Albany Schools", "Ada", "Fall meeting 2016"]


def test_restoring_from_history_leaves_the_index_right():
    milestone = make_milestone(2016, headline="Zebra", topics=[make_topic(name="Reading")])
    milestone.headline = "Report"
    milestone.save()
    assert titles("zebra") == []
    Restoring(entries_of(Milestone, milestone.pk).last()).save()
    assert titles("zebra") == ["Zebra"]
    key = milestone.pk
    milestone.delete()
    Restoring(entries_of(Milestone, key).exclude(history_type="-").first()).save()
    Milestone.objects.update(status=Status.PUBLISHED)

    assert out_of_date() == []
    assert titles("zebra") == ["Zebra"]


# The command, and the record check


def spoil():
    """An entry that is wrong, one that is missing, one too many, and a word that stands nowhere."""
    wrong, missing, gone = (make_practice(title=name) for name in ("Wrong", "Missing", "Gone"))
    SearchEntry.objects.filter(title="Wrong").update(title="Spoilt", words="spoilt")
    SearchEntry.objects.filter(title="Missing").delete()
    entry = SearchEntry.objects.get(title="Gone")
    gone.delete()
    entry.save(force_insert=True)
    SearchWord.objects.create(word="nowhere")
    return wrong, missing


def said(**options):
    output = StringIO()
    call_command("index_search", stdout=output, **options)
    return output.getvalue()


def test_command_mends_the_index_and_says_what_was_wrong():
    spoil()
    assert titles("spoilt") != []
    assert said() == "2 entries; 3 of them were missing, wrong or too many.\n"
    assert [titles(name) for name in ("wrong", "missing", "gone", "spoilt")] == [
        ["Wrong"],
        ["Missing"],
        [],
        [],
    ]
    assert not SearchWord.objects.filter(word="nowhere").exists()
    assert said() == "2 entries; 0 of them were missing, wrong or too many.\n"


def test_command_leaves_an_index_alone_where_it_is_asked_to():
    assert said(if_empty=True) == ""
    make_practice(title="Alpha")
    SearchEntry.objects.all().delete()
    assert said(if_empty=True) == "1 entries; 1 of them were missing, wrong or too many.\n"
    SearchEntry.objects.update(title="Spoilt")
    assert said(if_empty=True) == ""


def test_record_check_says_that_the_index_is_out_of_date():
    spoil()
    (found,) = [one for one in findings() if one.kind == Kind.SEARCH]
    assert found.text == (
        "The search has 3 records otherwise than they are, or not at all: Wrong; Missing; Gone. "
        "“manage.py index_search” mends it."
    )
    call_command("index_search", stdout=StringIO())
    assert [one for one in findings() if one.kind == Kind.SEARCH] == []


def test_words_of_hidden_records_are_kept_from_no_misspelt_one():
    make_joined_district(name="Zebra Schools", status=Status.DRAFT)
    assert not SearchWord.objects.filter(word="zebra").exists()


def test_rows_that_no_entry_tells_of_cost_nothing_more(count_queries):
    source = MAKERS[next(model for model in MAKERS if model.__name__ == "Source")]()
    with count_queries() as count:
        source.save()
    assert count() <= 4
    assert {District, DistrictName, Person, Topic} <= told_of()
