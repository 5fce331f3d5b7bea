"""Backups: what is in one, which are refused and why, and that there is all of one or nothing."""

import errno
import hashlib
import io
import json
import os
import re
import stat
import threading
import zipfile
from contextlib import contextmanager

import dj_database_url
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage, default_storage
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction

from consortium.backup import (
    Archive,
    BackupError,
    Manifest,
    archive,
    check_it_fits,
    database_of,
    make,
    put_back,
)
from consortium.backup.databases import PostgreSQL, libpq
from consortium.models import Source
from tests.drills.site import database as new_database
from tests.factories import make_document, make_source

KIND = "sqlite" if connection.vendor == "sqlite" else "postgresql"
DATABASE = archive.DATABASES[KIND]
committed = pytest.mark.django_db(transaction=True)  # a backup is made on a connection of its own


@contextmanager
def an_empty_place(folder):
    """A database of the suite's kind with nothing in it, gone in the end."""
    with new_database(os.environ.get("DATABASE_URL") or "sqlite:", folder) as url:
        yield database_of(dict(dj_database_url.parse(url)))


def here():
    return database_of(connection.settings_dict)


def written(path, data=None, manifest=None, **changes):
    """A file of a backup's form with a database of four bytes; `changes` go into its manifest."""
    data = {DATABASE: b"rows"} if data is None else data
    stated = {
        "format": 1,
        "kind": KIND,
        "made": "2026-11-22T08:30:00+00:00",
        "migrations": [["consortium", "0001_initial"]],
        "tables": {"members_district": [3, "0" * 64]},
        "missing": [],
        "parts": {
            name: [len(content), hashlib.sha256(content).hexdigest()] for name, content in data.items()
        },
        **changes,
    }
    with zipfile.ZipFile(path, "w") as made:
        for name, content in data.items():
            made.writestr(name, content)
        if manifest != "":
            made.writestr("manifest.json", json.dumps(stated) if manifest is None else manifest)
    return path


def refusal(path):
    with pytest.raises(BackupError) as refused, Archive(path) as opened:
        opened.check()
    return str(refused.value).replace(str(path), path.name)


# What is refused


@pytest.mark.parametrize(
    ("manifest", "changes", "says"),
    [
        pytest.param("", {}, "x.zip is no backup of this site: there is no manifest.json in it.", id="none"),
        pytest.param("{", {}, "x.zip: manifest.json can't be read.", id="no-json"),
        pytest.param("[" * 100_000, {}, "x.zip: manifest.json can't be read.", id="deep"),
        pytest.param("[1]", {}, "x.zip: manifest.json is not that of a backup of this site.", id="list"),
        pytest.param('{"a": 1}', {}, "x.zip: manifest.json is not that of a backup of this site.", id="foreign"),
        pytest.param(
            None, {"format": 2}, "x.zip: It has format 2, made by a newer version; this one reads 1.", id="newer"
        ),
        pytest.param(None, {"format": "1"}, "x.zip: manifest.json is not that of a backup of this site.", id="text"),
        *(
            pytest.param(
                None, {name: value}, "x.zip: manifest.json lacks something, or says it in another form.", id=name
            )
            for name, value in {
                "kind": "oracle",
                "made": 5,
                "migrations": [["consortium"]],
                "tables": {"members_district": [-1, ""]},
                "missing": None,
                "parts": {"database.sqlite3": [4, None]},
                "more": 1,
            }.items()
        ),
    ],
)  # fmt: skip
def test_manifest_of_another_form_is_refused(tmp_path, manifest, changes, says):
    assert refusal(written(tmp_path / "x.zip", manifest=manifest, **changes)) == says


@pytest.mark.parametrize(
    "name",
    ["../evil", "uploads/../../evil", "/etc/evil", "uploads//evil", "uploads/./evil", "C:/evil", "uploads\\..\\evil", "uploads/"],
)  # fmt: skip
def test_path_that_leads_outside_is_refused_and_named(tmp_path, name):
    path = written(tmp_path / "x.zip", {DATABASE: b"rows", name: b"evil"})

    assert refusal(path) == f"x.zip: It names a place outside of it: {name!r}. Nothing was read."


def test_part_that_the_manifest_does_not_know_is_refused(tmp_path):
    path = written(tmp_path / "x.zip")
    with zipfile.ZipFile(path, "a") as opened:
        opened.writestr("uploads/more.jpg", b"more")

    assert refusal(path) == "x.zip: uploads/more.jpg is in it, which belongs to no backup."


def test_part_beside_database_and_uploads_is_refused(tmp_path):
    path = written(tmp_path / "x.zip", {DATABASE: b"rows", "settings.py": b"evil"})

    assert refusal(path) == "x.zip: settings.py is in it, which belongs to no backup."


def test_part_that_is_there_twice_is_refused(tmp_path):
    path = written(tmp_path / "x.zip")
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(path, "a") as opened:
        opened.writestr(DATABASE, b"more")

    assert refusal(path) == f"x.zip: {DATABASE} is in it twice."


def test_part_that_is_missing_is_named(tmp_path):
    path = written(tmp_path / "x.zip", {}, parts={DATABASE: [4, "0"]})

    assert refusal(path) == f"x.zip: {DATABASE} is missing from it."
    assert refusal(written(tmp_path / "y.zip", {"uploads/a": b""})) == "y.zip: There is no database in it."


def test_part_with_another_checksum_is_refused(tmp_path):
    path = written(tmp_path / "x.zip", parts={DATABASE: [4, "0" * 64]})

    assert refusal(path) == f"x.zip: {DATABASE} is not what was written: its checksum is another."


def test_file_that_is_something_else_is_refused(tmp_path):
    other = tmp_path / "x.zip"
    other.write_bytes(b"A letter, and no archive of any kind.")

    assert refusal(other) == "x.zip is no backup, or it was cut short or damaged: File is not a zip file."
    assert refusal(tmp_path / "none.zip") == "none.zip can't be read: No such file or directory."
    assert refusal(tmp_path) == f"{tmp_path.name} can't be read: Is a directory."


def test_file_that_was_cut_anywhere_is_refused(tmp_path):
    data = written(tmp_path / "x.zip", {DATABASE: b"rows" * 99, "uploads/a": b"a"}).read_bytes()
    cut = tmp_path / "cut.zip"
    for length in range(len(data)):
        cut.write_bytes(data[:length])
        assert "cut.zip" in refusal(cut)


def test_file_with_any_byte_changed_is_refused_or_says_the_same(tmp_path):
    whole = written(tmp_path / "x.zip", {DATABASE: b"rows", "uploads/a": b"a"})
    with Archive(whole) as opened:
        right = {name: b"".join(opened.pieces(name)) for name in opened.manifest.parts}
    changed = tmp_path / "changed.zip"
    refused = 0
    for place in range(len(data := whole.read_bytes())):
        changed.write_bytes(data[:place] + bytes([data[place] ^ 0x15]) + data[place + 1 :])
        try:
            with Archive(changed) as opened:
                opened.check()
                found = {name: b"".join(opened.pieces(name)) for name in opened.manifest.parts}
        except BackupError:
            refused += 1
        else:
            assert found == right
    assert refused > len(data) / 2


def test_backup_of_the_other_kind_is_refused(tmp_path):
    other = "postgresql" if KIND == "sqlite" else "sqlite"
    with Archive(written(tmp_path / "x.zip")) as opened, pytest.raises(BackupError) as refused:
        check_it_fits(opened.manifest, other)

    assert re.fullmatch(
        "It is a backup of .*, and DATABASE_URL names .*. Restore it into its own kind.", str(refused.value)
    )


def test_backup_of_a_newer_version_is_refused_and_says_of_what(tmp_path):
    migrations = [["consortium", "0001_initial"], ["consortium", "9999_to_come"], ["axes", "9999_later"]]
    with (
        Archive(written(tmp_path / "x.zip", migrations=migrations)) as opened,
        pytest.raises(BackupError) as refused,
    ):
        check_it_fits(opened.manifest, KIND)

    assert str(refused.value) == (
        "It was made by a newer version or by another site: this one does not know the migrations "
        "consortium 9999_to_come, axes 9999_later."
    )


# Files


def test_new_file_is_its_owners_alone_and_is_never_written_over(tmp_path):
    path = tmp_path / "x.zip"
    with archive.new_file(path) as stream:
        stream.write(b"whole")
        assert not path.exists()

    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (b"whole", 0o600)
    with pytest.raises(BackupError, match="is there already"), archive.new_file(path):
        pytest.fail("It was opened.")
    with pytest.raises(BackupError, match="is there already"), archive.new_file(tmp_path / "y.zip") as stream:
        (tmp_path / "y.zip").write_bytes(b"of somebody else")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["x.zip", "y.zip"]
    assert (tmp_path / "y.zip").read_bytes() == b"of somebody else"


def test_name_that_points_nowhere_is_not_written_through(tmp_path):
    (tmp_path / "x.zip").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(BackupError, match="is there already"), archive.new_file(tmp_path / "x.zip"):
        pytest.fail("It was opened.")


@pytest.mark.parametrize(
    "error", [OSError(errno.ENOSPC, "x"), KeyboardInterrupt()], ids=["full", "interrupted"]
)
def test_new_file_that_failed_leaves_nothing(tmp_path, error):
    def half():
        with archive.new_file(tmp_path / "x.zip") as stream:
            stream.write(b"half")
            raise error

    with pytest.raises(type(error)):
        half()
    assert list(tmp_path.iterdir()) == []


class FullDisk(io.RawIOBase):
    """Takes 100 bytes."""

    taken = 0

    def writable(self):
        return True

    def write(self, data):
        self.taken += len(data)
        if self.taken > 100:
            raise OSError(errno.ENOSPC, "No space left on device")
        return len(data)


def test_full_disk_is_told_once(recwarn):
    with pytest.raises(OSError, match="No space left"), archive.Writing(FullDisk()) as backup:
        backup.add("uploads/a", io.BytesIO(b"a" * 1000))

    assert list(recwarn) == []


def test_full_disk_is_said_plainly(tmp_path):
    full = archive.said_plainly(OSError(errno.ENOSPC, "No space left on device"), "write /backups/x.zip")
    other = archive.said_plainly(OSError(errno.EACCES, "Permission denied"), "write /backups/x.zip")

    assert str(full) == "No room is left on the disk to write /backups/x.zip. Make some and try again."
    assert str(other) == "Can't write /backups/x.zip: Permission denied."


def test_password_of_the_database_stands_in_no_list_of_processes(monkeypatch):
    url = "postgres://user:secret%20word@db.example.org:5433/site?sslmode=require&connect_timeout=7"
    words, variables = libpq(dict(dj_database_url.parse(url)))

    assert words == {
        "dbname": "site", "user": "user", "password": "secret word", "host": "db.example.org", "port": "5433",
        "sslmode": "require", "connect_timeout": "7",
    }  # fmt: skip
    assert variables == {
        "PGDATABASE": "site", "PGUSER": "user", "PGPASSWORD": "secret word", "PGHOST": "db.example.org",
        "PGPORT": "5433", "PGSSLMODE": "require", "PGCONNECT_TIMEOUT": "7",
    }  # fmt: skip


def test_missing_program_is_named_with_where_it_comes_from(monkeypatch):
    monkeypatch.setenv("PATH", "")

    with pytest.raises(
        BackupError, match=r"pg_dump is not on this machine\..*apt-get install postgresql-client"
    ):
        PostgreSQL({"NAME": "any"}).run("pg_dump", "--version")


def test_database_in_memory_is_refused():
    with pytest.raises(BackupError, match="in memory"):
        database_of({"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"})


# From a database into another


def a_backup(path):
    """One of the suite's database: a source, a document with its file and one without, a stored file of no row."""
    make_source(title="Minutes, “ä” \n 🦉")
    make_document(file="documents/kept.pdf")
    make_document(file="documents/lost.pdf")
    default_storage.save("documents/kept.pdf", ContentFile(b"%PDF kept"))
    default_storage.save("deep/er/of-no-row.bin", ContentFile(bytes(range(256))))
    return make(path, here(), default_storage)


@pytest.fixture
def no_uploads():
    """Tests share one storage."""

    def empty(folder=""):
        folders, files = default_storage.listdir(folder)
        for name in files:
            default_storage.delete(f"{folder}{name}")
        for name in folders:
            empty(f"{folder}{name}/")

    empty()
    yield
    empty()


@committed
def test_backup_restored_holds_the_same(tmp_path, no_uploads):
    manifest = a_backup(tmp_path / "x.zip")

    assert manifest.missing == ["documents/lost.pdf"]
    assert manifest.uploads == ["deep/er/of-no-row.bin", "documents/kept.pdf"]
    assert manifest.tables["consortium_source"][0] == 1
    with an_empty_place(tmp_path) as place, Archive(tmp_path / "x.zip") as opened:
        assert opened.manifest == manifest == Manifest.read(manifest.text().encode())
        check_it_fits(opened.manifest, place.kind)
        storage = InMemoryStorage()
        put_back(opened, place, storage)
        assert place.contents() == here().contents() == manifest.tables
        assert storage.open("documents/kept.pdf").read() == b"%PDF kept"
        assert storage.open("deep/er/of-no-row.bin").read() == bytes(range(256))


@committed
def test_restore_into_a_place_with_tables_or_uploads_is_refused(tmp_path, no_uploads):
    a_backup(tmp_path / "x.zip")

    with Archive(tmp_path / "x.zip") as opened:
        with pytest.raises(BackupError, match=r"empty place only, and the database .* has [0-9]+ tables\."):
            put_back(opened, here(), InMemoryStorage())
        with an_empty_place(tmp_path) as place:
            with pytest.raises(
                BackupError,
                match=r"empty place only, and among the uploads there is deep/er/of-no-row\.bin already",
            ):
                put_back(opened, place, default_storage)
            assert place.tables() == 0


@committed
def test_damaged_database_in_a_backup_leaves_the_place_empty(tmp_path, no_uploads):
    a_backup(tmp_path / "x.zip")
    with Archive(tmp_path / "x.zip") as opened:
        manifest, data = opened.manifest, b"".join(opened.pieces(opened.manifest.database))
    parts = {manifest.database: data[: len(data) // 2], "uploads/documents/a.pdf": b"%PDF"}
    path = written(tmp_path / "half.zip", parts, tables=manifest.tables, migrations=manifest.migrations)

    with an_empty_place(tmp_path) as place, Archive(path) as opened:
        storage = InMemoryStorage()
        with pytest.raises(BackupError, match=r"database of the backup|pg_restore gave up"):
            put_back(opened, place, storage)
        assert (place.tables(), storage.exists("documents/a.pdf")) == (0, False)


@committed
def test_rows_that_are_not_those_of_the_manifest_are_told(tmp_path, no_uploads):
    manifest = a_backup(tmp_path / "x.zip")
    with Archive(tmp_path / "x.zip") as opened:
        data = b"".join(opened.pieces(manifest.database))
    tables = {**manifest.tables, "consortium_source": [2, "0" * 64]}
    path = written(
        tmp_path / "y.zip", {manifest.database: data}, tables=tables, migrations=manifest.migrations
    )

    says = "not what was kept, in the tables consortium_source"
    with an_empty_place(tmp_path) as place, Archive(path) as opened, pytest.raises(BackupError, match=says):
        put_back(opened, place, InMemoryStorage())


@committed
def test_nothing_is_kept_of_a_place_without_a_database(tmp_path):
    with an_empty_place(tmp_path) as place, pytest.raises(BackupError, match="There is nothing to keep"):
        make(tmp_path / "x.zip", place, InMemoryStorage())
    assert not (tmp_path / "x.zip").exists()


@committed
def test_disk_that_is_full_is_told_and_leaves_nothing(tmp_path, no_uploads, monkeypatch):
    def full(*args, **kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    (tmp_path / "backups").mkdir()
    for step in ("os.fsync", "consortium.backup.archive.Writing.add"):
        with monkeypatch.context() as patch:
            patch.setattr(step, full)
            with pytest.raises(BackupError, match="No room is left on the disk to write"):
                a_backup(tmp_path / "backups" / "x.zip")
    assert list((tmp_path / "backups").iterdir()) == []
    a_backup(tmp_path / "x.zip")
    with an_empty_place(tmp_path) as place, Archive(tmp_path / "x.zip") as opened:
        storage = InMemoryStorage()
        with monkeypatch.context() as patch:
            patch.setattr(type(place), "load", full)
            with pytest.raises(BackupError, match="No room is left on the disk to restore"):
                put_back(opened, place, storage)
        assert (place.tables(), storage.exists("documents/kept.pdf")) == (0, False)


@committed
def test_backup_while_people_write_is_of_one_moment(tmp_path, no_uploads):
    """Sources are made in pairs, of which the second names the first's stored file: a copy has both or none."""
    done, made = threading.Event(), []

    def write():
        try:
            while not done.is_set() and len(made) < 2000:
                number = len(made)
                name = default_storage.save(f"documents/{number}.pdf", ContentFile(b"%PDF" * 1000))
                with transaction.atomic():
                    make_source(key=f"first-{number}")
                    make_source(key=f"second-{number}")
                    make_document(file=name)
                made.append(number)
        finally:
            connections.close_all()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        while len(made) < 5:
            assert writer.is_alive()
        manifests = [make(tmp_path / f"{number}.zip", here(), default_storage) for number in range(3)]
        assert len(made) > 5
    finally:
        done.set()
        writer.join()

    for number, manifest in enumerate(manifests):
        assert manifest.missing == []
        assert manifest.tables["consortium_source"][0] == 2 * manifest.tables["milestones_document"][0]
        (tmp_path / str(number)).mkdir()
        with an_empty_place(tmp_path / str(number)) as place, Archive(tmp_path / f"{number}.zip") as opened:
            put_back(opened, place, InMemoryStorage())
            assert place.contents() == manifest.tables


# The commands


@committed
def test_backup_command_says_what_it_wrote_and_what_was_missing(tmp_path, no_uploads, capsys):
    make_document(file="documents/lost.pdf")

    with pytest.raises(CommandError, match=r"stored files are missing: documents/lost\.pdf\."):
        call_command("backup", tmp_path / "x.zip")
    assert re.fullmatch(
        rf"Wrote {tmp_path}/x.zip: [0-9]+ tables with [0-9,]+ rows and 0 stored files, [0-9.]+ MB\.\n",
        capsys.readouterr().out,
    )
    with pytest.raises(
        CommandError, match=r"x.zip is there already. Name another file; none is written over\."
    ):
        call_command("backup", tmp_path / "x.zip")


@committed
def test_verify_restores_into_a_place_of_its_own_and_changes_nothing_here(tmp_path, no_uploads, capsys):
    a_backup(tmp_path / "x.zip")
    before = here().contents()

    call_command("verify_backup", tmp_path / "x.zip")

    said = capsys.readouterr().out.splitlines()
    assert re.match("Restored [0-9]+ tables with [0-9,]+ rows and 2 stored files", said[0])
    assert said[-1] == f"{tmp_path}/x.zip can be restored: a temporary place then held the same."
    assert here().contents() == before
    assert Source.objects.count() == 1


@committed
def test_verify_says_what_is_wrong_with_a_backup(tmp_path, no_uploads):
    a_backup(tmp_path / "x.zip")
    with Archive(tmp_path / "x.zip") as opened:
        manifest, data = opened.manifest, b"".join(opened.pieces(opened.manifest.database))
    half = {manifest.database: data[: len(data) // 2]}
    path = written(tmp_path / "half.zip", half, tables=manifest.tables, migrations=manifest.migrations)

    with pytest.raises(
        CommandError, match=r"half.zip was not restored\. It says:\nCommandError: Nothing was restored\."
    ):
        call_command("verify_backup", path)
    (tmp_path / "other.zip").write_bytes(b"no archive")
    with pytest.raises(CommandError, match="is no backup"):
        call_command("verify_backup", tmp_path / "other.zip")
