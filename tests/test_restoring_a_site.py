"""The README's paragraph on backups, from end to end: everything is deleted, and comes back to the byte."""

import http.client
import os
import re
import shutil
from contextlib import ExitStack
from pathlib import Path
from tempfile import mkdtemp

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection

from consortium.backup import database_of, make
from meetings.models import Photo
from milestones.models import Document
from tests.drills.site import LEFT_OUT, ROOT, Site
from tests.drills.site import database as new_database
from tests.test_pages import DATED, FORMS, OF_TODAY, SITEMAPS, a_record

README = Path(ROOT, "README.md").read_text()


def commands_of(heading):
    """What the README's section has people type, without the remarks beside it."""
    section = README.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return [line.partition(" #")[0].strip() for line in section.splitlines() if line.startswith("    ")]


def run(site, command, file):
    """A line of the README in a copy of the project; what it says."""
    python, program, *words = command.replace("FILE", str(file)).split()
    assert (python, program) == (".venv/bin/python", "manage.py")
    return site.run(*words)


def answers(port, paths):
    """Path → (status, type, bytes)."""
    server = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    found = {}
    for path in paths:
        server.request("GET", path)
        answer = server.getresponse()
        found[path] = (answer.status, answer.headers["Content-Type"], answer.read())
    server.close()
    return found


def public_pages(site):
    """Every public page, file and table, as the site sends it."""
    site.run("collectstatic", "--noinput", "-v", "0")
    site.start(workers=1)
    try:
        found = answers(
            site.port, [*DATED, *(path for path, _ in OF_TODAY.values()), *SITEMAPS, "/editions/first.docx"]
        )
        mapped = [
            f"/{address}"
            for path in SITEMAPS
            for address in re.findall(r"<loc>https?://[^/]+/([^<]*)</loc>", found[path][2].decode())
        ]
        stored = [row.get_absolute_url() for model in (Photo, Document) for row in model.objects.all()]
        forms = {path for path, _ in FORMS.values()}  # each has a token of its own at every reading
        found |= answers(site.port, sorted({*mapped, *stored} - found.keys() - forms))
    finally:
        site.stop()
    assert len(found) > 80
    assert {path: status for path, (status, _, _) in found.items() if status != 200} == {}
    return found


@pytest.fixture
def backup_of_a_record(tmp_path):
    """One with a row of everything, and with every file that a row names."""
    a_record()
    for document in Document.objects.all():
        default_storage.save(document.file.name, ContentFile(f"%PDF-1.7 of document {document.pk}".encode()))
    made = make(tmp_path / "first.zip", database_of(connection.settings_dict), default_storage)
    assert made.missing == []
    yield tmp_path / "first.zip"
    for document in Document.objects.all():
        default_storage.delete(document.file.name)


@pytest.fixture
def a_new_database(tmp_path):
    """Each call makes one; all are gone in the end."""
    with ExitStack() as made:

        def make_one():
            folder = Path(mkdtemp(prefix="database-", dir=tmp_path))
            return made.enter_context(new_database(os.environ.get("DATABASE_URL") or "sqlite:", folder))

        yield make_one


def put_the_project(folder, url):
    shutil.copytree(ROOT, folder, ignore=LEFT_OUT)
    return Site(folder, url)


@pytest.mark.django_db(transaction=True)
def test_deleted_site_comes_back_to_the_byte_by_the_readme(tmp_path, backup_of_a_record, a_new_database):
    backup, verify, install, restore, serve = commands_of("Backups")
    assert (install, serve) == ("make install", "make run")  # what the suite stands on, and what `start` does
    site = put_the_project(tmp_path / "site", a_new_database())
    site.run("restore", str(backup_of_a_record))
    before = public_pages(site)
    port, kept = site.port, tmp_path / "kept.zip"

    run(site, backup, kept)
    assert run(site, verify, kept).endswith("can be restored: a temporary place then held the same.\n")
    shutil.rmtree(tmp_path / "site")
    for left in tmp_path.glob("database-*"):
        shutil.rmtree(left)
    site = put_the_project(tmp_path / "anew", a_new_database())
    site.port = port  # pages name their address
    said = run(site, restore, kept)

    assert re.match(
        r"Restored [0-9]+ tables with [0-9,]+ rows and [0-9]+ stored files, as they were at ", said
    )
    assert "Migrations" not in said
    after = public_pages(site)
    assert after.keys() == before.keys()
    assert [path for path in before if before[path] != after[path]] == []


@pytest.mark.django_db(transaction=True)
def test_backup_of_an_older_version_is_brought_up_to_date(tmp_path, backup_of_a_record, a_new_database):
    rights = "from django.contrib.auth.models import Group as G; print([*G.objects.values_list('name', 'permissions__codename')])"
    site = put_the_project(tmp_path / "site", a_new_database())
    site.run("restore", str(backup_of_a_record))
    site.run("migrate", "milestones", "0005")  # which knew no rights to editions
    old = tmp_path / "old.zip"
    site.run("backup", str(old))
    assert "view_edition" not in site.run("shell", "-c", rights)

    assert "can be restored" in site.run("verify_backup", str(old))
    site.environment["DATABASE_URL"] = a_new_database()
    shutil.rmtree(tmp_path / "site" / "var")
    said = site.run("restore", str(old))

    assert said.endswith("Migrations of this version were run: 1.\n")
    assert "[ ]" not in site.run("showmigrations")
    assert "view_edition" in site.run("shell", "-c", rights)
