"""Which state of the record is the present one: a number that every change of it raises, in its own transaction.

Triggers raise it, so that no way of changing a row goes past it: a form, an import, a command, a cascade, raw SQL. With
the number a stamp is drawn. That one names one state for good, even if a copy of the database is put back and is changed
in another way from there.

The tables are no models: nothing in Python writes them, and emptying all models' tables does not empty them.
"""

from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from django.apps import apps
from django.db import DatabaseError, connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from consortium.models import Profile

# Every other table is watched, one that is yet to be made, too.
LEFT_OUT = {
    "consortium.Message": "only staff read it; a comment of a story that comes of one is a row of its own",
    "consortium.Reply": "only staff read it",
    "consortium.Answered": "used up questions of forms, which are not kept",
    "consortium.SearchEntry": "only what has a q reads it, which is not kept; it follows from tables that are watched",
    "consortium.SearchWord": "only what has a q reads it, which is not kept; it follows from tables that are watched",
    "admin.LogEntry": "only staff read it",
    "auth.Permission": "only staff have any",
    "auth.Group": "only staff are in any",
    "auth.Group_permissions": "only staff have any",
    "auth.User": "no public page names an account",
    "auth.User_groups": "only staff are in any",
    "auth.User_user_permissions": "only staff have any",
    "contenttypes.ContentType": "names of models",
    "sessions.Session": "only staff have one",
    "axes.AccessFailureLog": "only signing in reads it",
    "axes.AccessAttempt": "only signing in reads it",
    "axes.AccessAttemptExpiration": "only signing in reads it",
    "axes.AccessLog": "only signing in reads it",
    "otp_totp.TOTPDevice": "only signing in reads it",
    "otp_static.StaticDevice": "only signing in reads it",
    "otp_static.StaticToken": "only signing in reads it",
}


def watched() -> list[str]:
    """The names of the tables whose changes raise the revision."""
    models = apps.get_models(include_auto_created=True)
    return sorted(
        {
            model._meta.db_table
            for model in models
            if model._meta.label not in LEFT_OUT and model._meta.managed and not model._meta.proxy
        }
    )


# Reading


class State(NamedTuple):
    """What a public page depends on beside its address: the record, and the day in the site's time zone."""

    stamp: str
    day: date


class Revision(NamedTuple):
    number: int
    changed: datetime


_in_force: tuple[str, Profile] = ("", Profile())  # a stamp, and the Profile's time zone in that state


def state(there: BaseDatabaseWrapper | None = None) -> State | None:
    """The present one, by one small query; None if the database was not prepared, or within a transaction.

    What a transaction sees that is not over yet is no state that anybody else could see. Raises DatabaseError.
    """
    global _in_force
    there = there or connections["default"]
    if there.in_atomic_block:
        return None
    rows = _read(there, "SELECT stamp FROM consortium_revision")
    stamp, profile = _in_force
    if rows and rows[0][0] != stamp:
        # In one statement, so that both are of one state
        rows = _read(
            there,
            "SELECT stamp, time_zone FROM consortium_revision LEFT JOIN consortium_profile ON singleton",
        )
        if rows:
            stamp, zone = rows[0]
            profile = Profile(time_zone=zone) if zone else Profile()
            _in_force = (stamp, profile)
    return State(stamp, profile.today()) if rows else None


def _read(there: BaseDatabaseWrapper, sql: str) -> list[Any]:
    """Past Django's cursor, which is half of the cost of so small a query, and which would ask first whether the
    connection is well; whoever asks here finds that out by the query itself.
    """
    there.ensure_connection()
    try:
        with there.wrap_database_errors:
            return there.connection.execute(sql).fetchall()
    except DatabaseError as error:
        if is_unprepared(error):
            return []
        raise


def is_unprepared(error: DatabaseError) -> bool:
    """Whether what was asked for is a table that is not there yet."""
    return getattr(error.__cause__, "sqlstate", None) == "42P01" or str(error).startswith("no such table")


def revision() -> Revision:
    """The number of the present state and when it came to be."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, changed FROM consortium_revision")
        number, changed = cursor.fetchone()
    return Revision(number, datetime.fromtimestamp(changed, UTC))


# Triggers

ON_SQLITE = """
CREATE TRIGGER {name} AFTER {event} ON {table} BEGIN
    UPDATE consortium_revision SET number = number + 1, stamp = lower(hex(randomblob(16))),
        changed = (julianday('now') - 2440587.5) * 86400;
END
""".strip()
EVENTS = ("insert", "update", "delete")

# On PostgreSQL the first change of a transaction makes a row that is due, at the transaction's end; and this row raises
# the revision, at the end of what is done at the end. Raised at once, two editors would wait for each other, crosswise
# at times; raised before the foreign keys are looked at, which wait for others who hold the rows that they lead to, it
# would be the same. Whoever may write a table may raise the revision (SECURITY DEFINER).
ON_POSTGRESQL = """
CREATE UNLOGGED TABLE IF NOT EXISTS {schema}.consortium_revision_due (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);

CREATE OR REPLACE FUNCTION {schema}.consortium_revision_is_due() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    IF pg_catalog.current_setting('consortium.due', true) IS DISTINCT FROM pg_catalog.pg_current_xact_id()::text THEN
        PERFORM pg_catalog.set_config('consortium.due', pg_catalog.pg_current_xact_id()::text, true);
        INSERT INTO {schema}.consortium_revision_due DEFAULT VALUES;
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION {schema}.consortium_revision_raise() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    DELETE FROM {schema}.consortium_revision_due WHERE id = NEW.id;
    UPDATE {schema}.consortium_revision SET
        number = number + 1,
        stamp = pg_catalog.gen_random_uuid()::text,
        changed = extract(epoch FROM pg_catalog.clock_timestamp());
    RETURN NULL;
END $$;
"""
TRIGGERS = {  # of each watched table on PostgreSQL; emptying a whole table is an event of its own
    "consortium_revision": (
        "CREATE CONSTRAINT TRIGGER {name} AFTER INSERT OR UPDATE OR DELETE ON {table} "
        "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION {schema}.consortium_revision_is_due()"
    ),
    "consortium_revision_emptied": (
        "CREATE TRIGGER {name} AFTER TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION {schema}.consortium_revision_is_due()"
    ),
}
OF_DUE = (
    "CREATE CONSTRAINT TRIGGER {name} AFTER INSERT ON {table} "
    "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION {schema}.consortium_revision_raise()"
)


def install(using: str = "default", **kwargs: Any) -> None:
    """Make what is missing: the counter, and the triggers of every watched table that is there.

    Done after every migration: on SQLite, adding a column with a default, altering one and adding a constraint make a
    table anew, without its triggers. The revision is raised here, too; what a migration does to a table may have gone
    past the triggers.
    """
    there = connections[using]
    with transaction.atomic(using=using), there.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE IF NOT EXISTS consortium_revision (id smallint PRIMARY KEY CHECK (id = 1), number bigint NOT NULL, "
            "stamp text NOT NULL, changed double precision NOT NULL)"
        )
        tables = sorted(set(watched()) & set(there.introspection.table_names(cursor)))
        make = _install_on_sqlite if there.vendor == "sqlite" else _install_on_postgresql
        make(cursor, tables)


def _install_on_sqlite(cursor: Any, tables: list[str]) -> None:
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    found = dict(cursor.fetchall())
    for table in tables:
        for event in EVENTS:
            name = f"{table}_{event}_raises"
            sql = ON_SQLITE.format(name=name, event=event.upper(), table=table)
            if found.get(name) != sql:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")  # of our own model. nosemgrep: sql-by-hand
                cursor.execute(sql)
    cursor.execute(
        "INSERT INTO consortium_revision "
        "VALUES (1, 1, lower(hex(randomblob(16))), (julianday('now') - 2440587.5) * 86400) ON CONFLICT (id) "
        "DO UPDATE SET number = number + 1, stamp = excluded.stamp, changed = excluded.changed"
    )


def _install_on_postgresql(cursor: Any, tables: list[str]) -> None:
    cursor.execute("SELECT quote_ident(current_schema())")
    schema = cursor.fetchone()[0]
    for statement in ON_POSTGRESQL.format(schema=schema).strip().split("\n\n"):
        cursor.execute(statement)
    cursor.execute(
        "SELECT relname, tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
        "WHERE NOT tgisinternal AND relnamespace = current_schema()::regnamespace"
    )
    found = set(cursor.fetchall())
    wanted = {(table, name): sql for table in tables for name, sql in TRIGGERS.items()}
    wanted["consortium_revision_due", "consortium_revision_raised"] = OF_DUE
    for (table, name), sql in wanted.items():
        if (table, name) not in found:
            words = {"name": name, "table": table, "schema": schema}  # of our own models; the last is quoted
            cursor.execute(sql.format(**words))  # see above. nosemgrep: sql-by-hand
    cursor.execute(
        "INSERT INTO consortium_revision AS old "
        "VALUES (1, 1, gen_random_uuid()::text, extract(epoch FROM clock_timestamp())) ON CONFLICT (id) "
        "DO UPDATE SET number = old.number + 1, stamp = excluded.stamp, changed = excluded.changed"
    )
