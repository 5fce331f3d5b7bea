"""The disk is full during an import, an upload and a save: each says so, nothing is half done, and with room all go well.

The database, the uploads, what is yet to be uploaded and the log lie on a disk of 256 MB in memory, which root alone can
mount. On PostgreSQL the database lies on it as a tablespace, which its server has to see: it runs on this machine.
"""

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.drills.kills import counts, made_up
from tests.drills.site import arguments, judged, say, site, table
from tests.drills.visitor import PASSWORD, Form, Visitor

SIZE = 256  # MB
ROWS = 4_000
OF_ADMIN = 2_000  # rows that the admin takes
FULL = "The disk is full."
PDF = b"%PDF-1.7\n" + b"x" * 3_500_000 + b"\n%%EOF"
LISTED = "/admin/members/district/"
ROOM = (0, 8, 64, 256, 1024)  # KB that are left, in turn


@contextmanager
def small_disk():
    if os.geteuid():
        say("Skipped: a disk is mounted for this, which root alone can do.")
        sys.exit()
    with tempfile.TemporaryDirectory(prefix="consortium-disk-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        subprocess.run(  # noqa: S603 - our own words
            ["mount", "-t", "tmpfs", "-o", f"size={SIZE}m,mode=755", "tmpfs", str(folder)],  # noqa: S607
            check=True,
        )
        try:
            yield folder
        finally:
            subprocess.run(["umount", str(folder)], check=True)  # noqa: S603, S607


@contextmanager
def tablespace(url, disk):
    """The name of one of the server's on the disk."""
    if url.startswith("sqlite"):
        yield "pg_default"
        return
    import psycopg
    from psycopg.sql import SQL, Identifier

    name, place = f"drill_{secrets.token_hex(4)}", disk / "tablespace"
    place.mkdir()
    with psycopg.connect(url, autocommit=True) as server:
        of_server = Path(server.execute("SHOW data_directory").fetchone()[0]).stat()
        os.chown(place, of_server.st_uid, of_server.st_gid)
        server.execute(SQL("CREATE TABLESPACE {} LOCATION {}").format(Identifier(name), str(place)))
        try:
            yield name
        finally:
            server.execute(SQL("DROP TABLESPACE {}").format(Identifier(name)))


class Ballast:
    """What fills the disk."""

    def __init__(self, disk):
        self.file = disk / "ballast"

    def leave(self, kilobytes):
        self.file.unlink(missing_ok=True)
        free = shutil.disk_usage(self.file.parent).free - kilobytes * 1024
        with self.file.open("wb") as stream:
            os.posix_fallocate(stream.fileno(), 0, max(free, 1))

    def clear(self):
        self.file.unlink(missing_ok=True)


# What people do. Each says (whether it was done, what was told).


def import_by_command(running, visitor, number):
    file = running.folder / f"drill {number}.csv"
    made_up(file, ROWS, f"Town {number}")
    process = running.command("import_data", "districts", str(file))
    said, _ = process.communicate()
    return process.returncode == 0, said


def import_in_the_admin(running, visitor, number):
    file = running.folder / f"admin {number}.csv"
    made_up(file, OF_ADMIN, f"City {number}")
    fields = Form(visitor.get(f"{LISTED}import/").text, "").fields
    preview = visitor.upload(
        f"{LISTED}import/", fields, "import_file", ("a.csv", file.read_bytes(), "text/csv")
    )
    sent = Form(preview.text, f"{LISTED}process_import/").fields
    if preview.status != 200 or not sent:
        return False, preview.text
    answer = visitor.save(f"{LISTED}process_import/", sent)
    return answer.is_saved, answer.text


def upload(running, visitor, number):
    from meetings.models import Meeting

    path = "/admin/milestones/document/add/"
    form = Form(visitor.get(path).text, "document_form")
    fields = {**dict(form.fields), "title": f"Agenda {number}", "kind": "agenda", "_save": "Save"}
    fields["meeting"] = str(Meeting.objects.values_list("pk", flat=True)[0])
    answer = visitor.upload(path, fields.items(), "file", ("a.pdf", PDF, "application/pdf"))
    return answer.status == 302, answer.text


def save(running, visitor, number):
    path = "/admin/milestones/milestone/add/"
    form = Form(visitor.get(path).text, "milestone_form")
    form.set("year", "2016")
    form.set("headline", f"Milestone {number}")
    form.set("text", "".join(chr(97 + secrets.randbelow(26)) for _ in range(20_000)))
    form.add("_save", "Save")
    answer = visitor.save(path, form.fields)
    return answer.is_saved, answer.text


WORK = (import_by_command, import_in_the_admin, upload, save)


def stored(disk):
    """The uploads that no row names, and the rows whose file is not whole."""
    from milestones.models import Document

    media = disk / "media"
    rows = {row.file.name: row for row in Document.objects.exclude(file="")}
    files = {str(file.relative_to(media)) for file in media.rglob("*") if file.is_file()}
    whole = {name for name in files & rows.keys() if (media / name).read_bytes() == PDF}
    return sorted(files - rows.keys()), sorted(rows.keys() - whole)


def drill(running, disk, ballast):
    visitor, total, found = Visitor(running.port, "editor"), Counter(), []
    number = 0
    for room in ROOM:
        for work in WORK:
            name = work.__name__.replace("_", " ")
            number += 1
            before = counts()
            ballast.leave(room)
            done, told = work(running, visitor, number)
            public = visitor.get("/members/").status
            ballast.clear()
            total["tried"] += 1
            total["done all the same"] += done
            total["told that the disk is full"] += not done and FULL in told
            if not done and FULL not in told:
                found.append(f"{name} with {room} KB: {told[-600:]!r}")
            if "Traceback" in told:
                found.append(f"{name} with {room} KB: a traceback")
            if public != 200:
                found.append(f"{name} with {room} KB: a public page says {public}")
            if not done and (
                left := {key: (before[key], now) for key, now in counts().items() if now != before[key]}
            ):
                found.append(f"{name} with {room} KB left {left}")
            orphans, broken = stored(disk)
            if orphans or broken:
                found.append(
                    f"{name} with {room} KB: files of no row {orphans}, rows without their file {broken}"
                )
            if not running.is_sound():
                found.append(f"{name} with {room} KB: not sound")
            number += 1
            again, told = work(running, visitor, number)
            total["well with room"] += again
            if not again:
                found.append(f"{name} after {room} KB, with room: {told[-600:]!r}")
    return total, found


def main():
    given = arguments(__doc__, 1).parse_args()
    with ExitStack() as stack:
        disk = stack.enter_context(small_disk())
        space = stack.enter_context(tablespace(given.database_url, disk))
        running = stack.enter_context(site(given.database_url, disk, space))
        from django.contrib.auth.models import User

        User.objects.create_superuser("editor", password=PASSWORD)
        for name in ("media", "tmp"):
            (disk / name).mkdir()
        running.environment |= {"MEDIA_ROOT": str(disk / "media"), "TMPDIR": str(disk / "tmp")}
        (running.folder / "server.log").symlink_to(disk / "server.log")
        running.serve()
        total, found = drill(running, disk, Ballast(disk))
    table([list(total), [total[name] for name in total]])
    judged(found)


if __name__ == "__main__":
    main()
