"""The database of either kind as one file, and back. None of it goes through the models: it has to be all that is there."""

import errno
import hashlib
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import psycopg
from django.db.backends.sqlite3._functions import register  # type: ignore[import-untyped]
from psycopg.conninfo import make_conninfo
from psycopg.pq import Conninfo
from psycopg.sql import SQL, Identifier

from consortium.backup.archive import BackupError

SHOWN = 3
WAITS = 20  # seconds, for somebody's write to end


Tables = dict[str, list[Any]]  # name → [rows, SHA-256 of what they say]
FileColumns = list[tuple[str, str]]  # (table, column) of those that name stored files


@dataclass
class Found:
    """What a copy of a database holds: see `Manifest`."""

    tables: Tables
    migrations: list[list[str]]
    names: set[str]  # of stored files


def refuse_unlike(kept: Tables, found: Tables, then: str) -> None:
    if unlike := sorted(name for name in {*kept, *found} if kept.get(name) != found.get(name)):
        more = f" and {len(unlike) - SHOWN} more" if len(unlike) > SHOWN else ""
        raise BackupError(
            f"What was restored is not what was kept, in the tables {', '.join(unlike[:SHOWN])}{more}. {then}"
        )


class Database(Protocol):
    kind: str

    def tables(self) -> int:
        """How many there are; 0 where there is no database yet, too."""

    def dump(self, target: Path, columns: FileColumns) -> Found:
        """Write one moment's database into a file, while others go on writing; what is in it."""

    def load(self, source: Path, tables: Tables) -> None:
        """Put a dump that holds these tables into this database, which is empty: all of it or nothing."""

    def contents(self) -> Tables:
        """What is in every table."""


def database_of(settings: dict[str, Any]) -> "SQLite | PostgreSQL":
    """The database of such settings as Django has for each."""
    return SQLite(settings) if settings["ENGINE"].endswith("sqlite3") else PostgreSQL(settings)


class SQLite:
    kind = "sqlite"

    def __init__(self, settings: dict[str, Any]) -> None:
        name = str(settings["NAME"])
        if name == ":memory:" or name.startswith("file:"):
            raise BackupError(
                "The database is one in memory: it ends with the program, and has no place on the disk."
            )
        self.path = Path(name)

    def __str__(self) -> str:
        return str(self.path)

    def _open(self, path: Path, mode: str = "rw") -> sqlite3.Connection:
        opened = sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=WAITS)
        opened.text_factory = bytes  # whatever it is
        return opened

    def tables(self) -> int:
        if not self.path.exists():
            return 0
        try:
            with closing(self._open(self.path)) as database:
                return len(table_names(database))
        except sqlite3.Error as error:
            raise BackupError(f"{self.path} is there and is no SQLite database: {error}.") from error

    def contents(self) -> Tables:
        with closing(self._open(self.path)) as database:
            return sqlite_contents(database)

    def dump(self, target: Path, columns: FileColumns) -> Found:
        try:
            with closing(self._open(self.path)) as source, closing(self._open(target, "rwc")) as copy:
                source.backup(copy)
                copy.execute("PRAGMA journal_mode=DELETE")  # one file, and no log beside it
                refuse_unsound(copy, f"The database {self.path}")
                migrations = copy.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
                found = [[part.decode() for part in row] for row in migrations]
                names: set[bytes] = set()
                for table, column in columns:
                    if column in column_names(copy, table):  # in a database of before the last migrations
                        names.update(row[0] for row in copy.execute(f'SELECT "{column}" FROM "{table}"'))  # noqa: S608 # nosec B608 # a model's names
                return Found(sqlite_contents(copy), found, {name.decode() for name in names if name})
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
                raise OSError(errno.ENOSPC, str(error)) from error
            raise BackupError(f"The database {self.path} can't be copied: {error}.") from error

    def load(self, source: Path, tables: Tables) -> None:
        try:
            with closing(self._open(source)) as database:
                refuse_unsound(database, "The database of the backup")
                refuse_unlike(tables, sqlite_contents(database), "Nothing was restored.")
        except sqlite3.Error as error:
            raise BackupError(f"The database of the backup can't be opened: {error}.") from error
        # A log that was left behind would be read into the restored file.
        for end in ("-wal", "-shm", "-journal"):
            self.path.with_name(f"{self.path.name}{end}").unlink(missing_ok=True)
        source.replace(self.path)


def table_names(database: sqlite3.Connection) -> list[str]:
    found = database.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    )
    return sorted(name.decode() for (name,) in found)


def column_names(database: sqlite3.Connection, table: str) -> list[str]:
    told = database.execute(f'PRAGMA table_info("{table}")')  # its own name. nosemgrep: sql-by-hand
    return [row[1].decode() for row in told]


def sqlite_contents(database: sqlite3.Connection) -> Tables:
    tables = {}
    for table in table_names(database):
        columns = column_names(database, table)
        order = ", ".join(str(number + 1) for number in range(len(columns)))
        digest, rows = hashlib.sha256(repr(columns).encode()), 0
        for row in database.execute(f'SELECT * FROM "{table}" ORDER BY {order}'):  # noqa: S608 # nosec B608 # its own names
            digest.update(repr(row).encode())
            rows += 1
        tables[table] = [rows, digest.hexdigest()]
    return tables


def refuse_unsound(database: sqlite3.Connection, named: str) -> None:
    register(database)  # what Django's constraints call
    said = [row[0].decode() for row in database.execute("PRAGMA integrity_check(3)")]
    if said != ["ok"]:
        raise BackupError(f"{named} is damaged: {'; '.join(said)}.")
    if astray := database.execute("PRAGMA foreign_key_check").fetchone():
        raise BackupError(
            f"{named} is damaged: a row of {astray[0].decode()} hangs on one that is not there."
        )


class PostgreSQL:
    kind = "postgresql"

    def __init__(self, settings: dict[str, Any]) -> None:
        self.parameters, self.environment = libpq(settings)

    def __str__(self) -> str:
        return f"{self.parameters['dbname']} on {self.parameters.get('host', 'this machine')}"

    @contextmanager
    def connection(self) -> Iterator[psycopg.Connection[Any]]:
        """One of its own, as Django's is given up too soon for what this asks."""
        try:
            with psycopg.connect(make_conninfo(**self.parameters), autocommit=True) as connection:
                for name in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
                    connection.execute(SQL("SET {} = 0").format(Identifier(name)))
                yield connection
        except psycopg.Error as error:
            raise BackupError(f"The database {self}: {str(error).strip()}.") from error

    def tables(self) -> int:
        with self.connection() as connection:
            return len(postgresql_tables(connection))

    def contents(self) -> Tables:
        with self.connection() as connection:
            return postgresql_contents(connection)

    def dump(self, target: Path, columns: FileColumns) -> Found:
        with self.connection() as connection, connection.transaction():
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            (snapshot,) = connection.execute("SELECT pg_export_snapshot()").fetchone() or ("",)
            self.run("pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={target}")
            migrations = connection.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
            found = [list(row) for row in migrations]
            names: set[str] = set()
            there = set(connection.execute(COLUMNS))
            for table, column in sorted(there & set(columns)):
                query = SQL("SELECT {} FROM {}").format(Identifier(column), Identifier(table))
                names.update(row[0] for row in connection.execute(query))
            return Found(postgresql_contents(connection), found, set(filter(None, names)))

    def load(self, source: Path, tables: Tables) -> None:
        self.run(
            "pg_restore",
            f"--dbname={self.parameters['dbname']}",
            *("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"),
            str(source),
        )
        refuse_unlike(tables, self.contents(), f"Don't use the database {self}.")

    def run(self, program: str, *words: str) -> None:
        """Run one of PostgreSQL's programs; what it says goes into the error. The password is in no list of processes."""
        path = shutil.which(program)
        if path is None:
            raise BackupError(
                f"{program} is not on this machine. It comes with PostgreSQL's client: apt-get install postgresql-client"
            )
        done = subprocess.run(  # noqa: S603 # nosec B603 # a program of PostgreSQL with words of our own
            [path, "--no-password", *words],
            env={**os.environ, **self.environment},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            check=False,
        )
        if done.returncode:
            raise BackupError(f"{program} gave up:\n{done.stderr.strip()[-2000:]}")


def libpq(settings: dict[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
    """How a database is reached, as the words of a connection and as variables of an environment."""
    names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}  # nosec B105 # names
    given = {word: settings.get(name) for name, word in names.items()}
    known = {option.keyword.decode(): option.envvar for option in Conninfo.get_defaults()}
    ways = {
        name: value
        for name, value in settings.get("OPTIONS", {}).items()
        if name in known and name != "options"
    }
    words = {name: str(value) for name, value in {**given, **ways}.items() if value not in (None, "")}
    variables = {name: known[name] for name in words}
    return words, {variable.decode(): words[name] for name, variable in variables.items() if variable}


COLUMNS = (
    "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema()"
)


def postgresql_tables(connection: psycopg.Connection[Any]) -> list[tuple[str, str]]:
    """(schema, name) of all that hold rows, without those of extensions."""
    found = connection.execute(
        "SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE c.relkind IN ('r', 'p') AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%'"
        " AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')"
    )
    return sorted(found)


def postgresql_contents(connection: psycopg.Connection[Any]) -> Tables:
    tables = {}
    # Whatever the server or the account is set to.
    for setting in (
        "TimeZone = 'UTC'",
        "DateStyle = 'ISO'",
        "bytea_output = 'hex'",
        "extra_float_digits = 1",
    ):
        connection.execute(f"SET {setting}")  # type: ignore[call-overload]  # four texts of our own. nosemgrep: sql-by-hand
    for schema, table in postgresql_tables(connection):
        digest, rows = hashlib.sha256(), 0
        with connection.cursor() as cursor:
            query = SQL('COPY (SELECT r::text FROM {} r ORDER BY r::text COLLATE "C") TO STDOUT')
            with cursor.copy(query.format(Identifier(schema, table))) as copy:
                for piece in copy:
                    digest.update(piece)
            rows = cursor.rowcount
        tables[table if schema == "public" else f"{schema}.{table}"] = [rows, digest.hexdigest()]
    return tables
