"""The revision is raised by every change of what public pages read, and comes back after migrations."""

import threading
from contextlib import contextmanager, suppress

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, models, transaction
from django.db.models import F

from consortium import revision
from consortium.models import Message, OldAddress, Profile, SearchWord, Topic
from consortium.revision import LEFT_OUT, install, state, watched
from members.models import District, Membership
from milestones.models import Milestone
from tests.factories import (
    make_district,
    make_membership,
    make_message,
    make_milestone,
    make_profile,
    make_topic,
    make_year,
)

ON_SQLITE = connection.vendor == "sqlite"
pytestmark = pytest.mark.django_db(transaction=True)


def sql(statement, *params):
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall() if cursor.description else None


def triggers():
    """(table, trigger) of all triggers that raise the revision."""
    if ON_SQLITE:
        rows = sql("SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%raises'")
    else:
        rows = sql(
            "SELECT relname, tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
            "WHERE tgname IN ('consortium_revision', 'consortium_revision_emptied') AND tgenabled = 'O'"
        )
    return sorted(rows)


def number():
    return revision.revision().number


# Which tables


def test_every_model_is_watched_or_left_out_by_name():
    tables = {model._meta.label: model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    assert LEFT_OUT.keys() <= tables.keys()
    assert set(watched()) == {table for label, table in tables.items() if label not in LEFT_OUT}
    assert all(LEFT_OUT.values())


def test_what_is_left_out_is_of_no_record():
    """No history is kept of it, and nothing that has one is left out."""
    left_out = {
        model for model in apps.get_models(include_auto_created=True) if model._meta.label in LEFT_OUT
    }
    assert [model for model in left_out if hasattr(model, "history")] == []
    assert [model for model in left_out if "Historical" in model.__name__] == []


def test_every_watched_table_has_its_triggers():
    each = 3 if ON_SQLITE else 2
    found = triggers()
    assert {table for table, _ in found} == set(watched())
    assert len(found) == each * len(watched())


# What raises it


def first(model):
    return model._base_manager.first()


def cascade():
    first(Profile).history.all().delete()
    Topic.objects.get(slug="first").delete()


CHANGES = {
    "save": lambda: make_topic(),
    "save again": lambda: first(District).save(),
    "update": lambda: Topic.objects.update(name="Another"),
    "update of columns": lambda: models.QuerySet(Topic).update(name=F("slug")),
    "bulk_create": lambda: Topic.objects.bulk_create([Topic(name="New", slug="new")]),
    "ignored conflicts": lambda: models.QuerySet(Topic).bulk_create(
        [Topic(name="New", slug="new")], ignore_conflicts=True
    ),
    "bulk_update": lambda: models.QuerySet(Topic).bulk_update([first(Topic)], ["name"]),
    "delete": lambda: first(Topic).delete(),
    "delete of many": lambda: Topic.objects.all().delete(),
    "delete past the models": lambda: Topic._base_manager.all()._raw_delete("default"),
    "cascade": cascade,
    "links added": lambda: first(Milestone).topics.add(first(Topic)),
    "links set": lambda: first(Milestone).districts.set([]),
    "links cleared": lambda: first(Milestone).districts.clear(),
    "related manager": lambda: first(District).memberships.all().update(reason="Moved"),
    "history": lambda: first(District).history.all().delete(),
    "raw SQL": lambda: sql("UPDATE members_district SET city = 'Mesa'"),
    "raw SQL of the profile": lambda: sql("UPDATE consortium_profile SET time_zone = 'Asia/Tokyo'"),
    "command": lambda: call_command("flush", interactive=False, verbosity=0),
}
if not ON_SQLITE:
    CHANGES["emptied table"] = lambda: sql("TRUNCATE milestones_milestone CASCADE")


@pytest.fixture
def record():
    prepare()


def prepare():
    make_profile()
    make_membership(make_district(), 2012)
    make_topic(slug="first")
    make_milestone(2016, districts=[first(District)])


def test_every_way_of_changing_raises_it(record):
    """In one test, as each such one leaves empty tables to be prepared again."""
    unseen = []
    for name, change in CHANGES.items():
        before, stamp = number(), state().stamp
        change()
        if number() <= before or state().stamp == stamp:
            unseen.append(name)
        call_command("flush", interactive=False, verbosity=0)
        prepare()
    assert unseen == []


def test_what_only_staff_read_does_not_raise_it(record, client, admin_user):
    before = state()
    make_message(kind="contact")
    Message.objects.update(status="declined")
    SearchWord.objects.create(word="zebra")
    client.force_login(admin_user)
    client.get("/members/")
    Topic.objects.filter(slug="no such").update(name="x")
    assert state() == before


def test_rolled_back_change_leaves_it_as_it_was(record):
    def change_in_vain():
        with suppress(ZeroDivisionError), transaction.atomic():
            make_topic()
            raise ZeroDivisionError

    before = state()
    change_in_vain()
    with transaction.atomic():
        change_in_vain()
        Message.objects.update(status="declined")
    assert state() == before


def test_stamp_is_another_one_where_a_number_comes_back(record):
    """As it does when a copy of the database is put back, and is then changed in another way."""
    before = number()
    make_topic()
    one = state().stamp
    sql("UPDATE consortium_revision SET number = %s", before)
    make_topic()
    assert state().stamp != one


def test_nothing_is_told_within_a_transaction(record):
    with transaction.atomic():
        make_topic()
        assert state() is None
    assert state() is not None


def test_nothing_is_told_of_a_database_that_is_not_prepared():
    sql("ALTER TABLE consortium_revision RENAME TO elsewhere")
    try:
        assert state() is None
    finally:
        sql("ALTER TABLE elsewhere RENAME TO consortium_revision")


def test_day_is_that_of_the_site_s_time_zone(monkeypatch):
    asked = []
    monkeypatch.setattr(Profile, "today", lambda self: asked.append(self.time_zone))
    state()
    make_profile(time_zone="Pacific/Auckland")
    state()
    Profile.objects.update(time_zone="America/Denver")
    state()
    assert asked == ["America/New_York", "Pacific/Auckland", "America/Denver"]


def test_change_tells_when_it_was_made(record):
    before = revision.revision().changed
    make_topic()
    assert before < revision.revision().changed


# How it comes back


def test_triggers_come_back_after_a_migration_that_drops_them():
    """SQLite makes a table anew to add a column with a default, and its triggers are gone without a word."""
    whole = triggers()
    column = models.CharField(max_length=5, default="x")
    column.set_attributes_from_name("made_up")
    with connection.schema_editor() as editor:
        editor.add_field(OldAddress, column)
    try:
        if not ON_SQLITE:
            sql("DROP TRIGGER consortium_revision ON consortium_oldaddress")
        assert triggers() == [
            one for one in whole if one[0] != "consortium_oldaddress" or "emptied" in one[1]
        ]
        before = number()
        call_command("migrate", verbosity=0)
        assert triggers() == whole
        assert number() > before
    finally:
        with connection.schema_editor() as editor:
            editor.remove_field(OldAddress, column)
        call_command("migrate", verbosity=0)
    assert triggers() == whole


def test_installing_again_changes_nothing_but_the_number():
    def everything():
        if ON_SQLITE:
            return sql("SELECT name, sql, rootpage FROM sqlite_master ORDER BY name")
        return sql("SELECT oid, tgname FROM pg_trigger ORDER BY oid")

    whole, before = everything(), number()
    install()
    assert (everything(), number()) == (whole, before + 1)


# Several at once


@contextmanager
def another(*deeds):
    """Runs `deeds` in a transaction of another thread, which then waits; `with another(…) as finish: …; finish()`
    commits it. Fails if that takes long, or fails.
    """
    begun, go_on, errors = threading.Event(), threading.Event(), []

    def work():
        try:
            with transaction.atomic():
                for deed in deeds:
                    deed()
                begun.set()
                go_on.wait(20)
        except Exception as error:
            errors.append(error)
        finally:
            begun.set()
            connection.close()

    thread = threading.Thread(target=work)

    def finish(within=5):
        go_on.set()
        thread.join(within)
        assert not thread.is_alive()
        assert errors == []

    thread.start()
    assert begun.wait(20)
    finish.start = go_on.set
    try:
        yield finish
    finally:
        go_on.set()
        thread.join(20)


if not ON_SQLITE:  # which has one writer at a time

    def test_transaction_raises_it_by_one_however_much_it_changes(record):
        before = number()
        with transaction.atomic():
            for _ in range(3):
                make_topic()
            make_district().delete()
        assert number() == before + 1
        assert sql("SELECT count(*) FROM consortium_revision_due") == [(0,)]

    def test_long_transaction_keeps_nobody_waiting(record):
        with another(make_topic) as finish:
            stamp = state().stamp
            sql("SET lock_timeout = '2s'")
            try:
                make_district()
            finally:
                sql("RESET lock_timeout")
            assert state().stamp != stamp
            second = state().stamp
            finish()
        assert state().stamp != second

    def test_two_who_wait_for_each_other_s_rows_both_get_through(record):
        """One's foreign key leads to a district that the other has locked; the other commits meanwhile."""
        district, year = first(District), make_year(2019)

        def refer():
            make_topic()
            Membership.objects.create(
                district=district, joined=year, left=make_year(2020), status="published"
            )

        before = number()
        with another(refer) as finish:
            with transaction.atomic():
                District.objects.select_for_update().get(pk=district.pk)
                make_topic()
                finish.start()
                threading.Event().wait(0.5)  # by now it commits, and waits for the district
            finish()
        assert number() == before + 2
