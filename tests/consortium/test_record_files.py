"""The record's files: copied out beside the rows and back in, byte for byte, or reported."""

import io
import re

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from consortium.record import Loader, RecordError, export
from consortium.record.exporting import equals
from meetings.models import Photo
from milestones.models import Document
from tests.consortium.test_record import empty_the_record
from tests.factories import (
    PIXEL,
    make_affiliation,
    make_award,
    make_comment,
    make_district,
    make_document,
    make_meeting,
    make_milestone,
    make_organization,
    make_person,
    make_photo,
    make_profile,
    make_source,
    make_story,
    make_voice,
)

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n%%EOF\n"
NAME = f"documents/{'0123456789abcdef' * 2}.pdf"


@pytest.fixture(autouse=True)
def storage():
    yield default_storage
    for folder in ("documents", "pictures"):
        if default_storage.exists(folder):
            for name in default_storage.listdir(folder)[1]:
                default_storage.delete(f"{folder}/{name}")


def make_a_record():
    make_profile()
    meeting = make_meeting("fall 2016", slug="fall")
    story = make_story(meeting, headline="News", body="*Body*", source=make_source())
    make_voice(story, make_person(slug="ann"), words="Two\n\nparagraphs", quoted=True, position=1)
    make_photo(story, caption="Caption", position=1)
    make_comment(story, text="A comment")
    claim = make_award(district=make_district(), when="fall 2016", claim="thrice", name="Prize")
    make_award(district=claim.district, when="2011", claim="once", name="Prize", corrects=claim)
    make_affiliation(make_organization(), role="funder", since=2016, until=2018, what="A grant")
    default_storage.save(NAME, ContentFile(PDF))
    make_document(file=NAME, name="Agenda, 2016.pdf", size=len(PDF), milestone=make_milestone(), dated="2016")


def content(folder):
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def forget_all():
    empty_the_record()
    for row in ("documents", "pictures"):
        for name in default_storage.listdir(row)[1]:
            default_storage.delete(f"{row}/{name}")


def test_files_come_back_under_their_names_with_the_same_bytes(tmp_path):
    make_a_record()
    picture = Photo.objects.get().image.name
    assert export(tmp_path / "first") == (14, [])
    forget_all()

    Loader(tmp_path / "first").load()

    export(tmp_path / "second")
    assert content(tmp_path / "second") == content(tmp_path / "first")
    assert content(tmp_path / "first").keys() >= {f"files/{NAME}", f"files/{picture}"}
    document, photo = Document.objects.get(), Photo.objects.get()
    assert (document.file.name, document.name, document.size) == (NAME, "Agenda, 2016.pdf", len(PDF))
    assert (photo.image.name, photo.width, photo.height) == (picture, 1, 1)
    assert (default_storage.open(NAME).read(), default_storage.open(picture).read()) == (PDF, PIXEL)
    assert equals(Loader(tmp_path / "first"))


def test_file_missing_from_storage_is_reported_and_the_rest_written(tmp_path):
    make_a_record()
    default_storage.delete(NAME)

    with pytest.raises(CommandError, match=NAME):
        call_command("export_record", tmp_path)

    assert (tmp_path / "documents.yaml").is_file()
    assert (tmp_path / "files" / Photo.objects.get().image.name).is_file()


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        pytest.param(lambda file: file.unlink(), "file: the file files/documents/", id="missing"),
        pytest.param(lambda file: file.write_bytes(b"<html>"), "is not a .pdf file", id="another kind"),
    ],
)
def test_record_with_a_bad_file_is_refused_whole(tmp_path, damage, said):
    make_a_record()
    picture = Photo.objects.get().image.name
    export(tmp_path)
    damage(tmp_path / "files" / NAME)
    forget_all()

    with pytest.raises(RecordError) as refused:
        Loader(tmp_path).load()

    assert [said in problem for problem in refused.value.problems] == [True]
    assert not Document.objects.exists()
    assert [default_storage.exists(name) for name in (NAME, picture)] == [False, False]


def jpeg(**kwargs):
    data = io.BytesIO()
    Image.new("RGB", (9, 9)).save(data, "JPEG", **kwargs)
    return data.getvalue()


def png(**notes):
    data, info = io.BytesIO(), PngInfo()
    for name, text in notes.items():
        info.add_text(name, text)
    Image.new("RGB", (9, 9)).save(data, "PNG", pnginfo=info)
    return data.getvalue()


@pytest.mark.parametrize(
    ("kind", "data", "said"),
    [
        pytest.param("jpg", b"<html><script>alert(1)</script>", "not a .jpg picture", id="html"),
        pytest.param("jpg", png(), "not a .jpg picture", id="png as jpg"),
        pytest.param("jpg", jpeg()[:200], "not a .jpg picture", id="cut off"),
        pytest.param("jpg", jpeg(exif=b"Exif\0\0II*\0\x08\0\0\0\0\0"), "more than its pixels", id="exif"),
        pytest.param("jpg", jpeg(comment=b"a"), "more than its pixels", id="comment"),
        pytest.param("jpg", jpeg(icc_profile=b"a"), "more than its pixels", id="profile"),
        pytest.param("jpg", jpeg() + b"<script>", "more than its pixels", id="more behind a jpg"),
        pytest.param("png", png(Author="a"), "more than its pixels", id="words"),
        pytest.param("png", png() + b"<script>", "more than its pixels", id="more behind a png"),
    ],
)
def test_picture_unlike_those_that_are_stored_is_refused_with_its_row(tmp_path, kind, data, said):
    make_a_record()
    picture = Photo.objects.get().image.name
    export(tmp_path)
    other = f"pictures/{'0123456789abcdef' * 2}.{kind}"
    (tmp_path / "files" / other).write_bytes(data)
    for file in tmp_path.glob("*.yaml"):
        file.write_text(file.read_text().replace(picture, other))
    forget_all()

    with pytest.raises(RecordError) as refused:
        Loader(tmp_path).load()

    (problem,) = refused.value.problems
    assert re.match(r"stories\.yaml, row 1, photos row 1 \(line [0-9]+\): image: ", problem)
    assert said in problem
    assert not default_storage.exists(other)


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "documents/a.pdf", f"pictures/{'0' * 32}.pdf", "x" * 99]
)
def test_name_that_is_no_stored_file_s_is_refused(tmp_path, name):
    make_a_record()
    export(tmp_path)
    rows = tmp_path / "documents.yaml"
    rows.write_text(rows.read_text().replace(NAME, name))
    forget_all()

    with pytest.raises(RecordError, match="is not the name of a stored file"):
        Loader(tmp_path).load()


def test_file_that_is_stored_already_is_left_alone_unless_it_is_another(tmp_path):
    make_a_record()
    export(tmp_path)
    empty_the_record()
    Loader(tmp_path).load()
    assert default_storage.open(NAME).read() == PDF

    empty_the_record()
    default_storage.delete(NAME)
    default_storage.save(NAME, ContentFile(PDF + b"%%EOF"))
    with pytest.raises(RecordError, match="another file is stored as"):
        Loader(tmp_path).load()
    assert default_storage.open(NAME).read() == PDF + b"%%EOF"
