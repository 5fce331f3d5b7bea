"""Uploads and downloads: what is taken, how it is kept, who gets it and with which headers."""

import errno
import io
import re
import struct
import zipfile

import pytest
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from consortium import uploads
from consortium.files import WholeFiles
from consortium.imports import files as tables
from consortium.publishing import Status
from meetings.models import Photo
from milestones.models import Document
from tests.factories import (
    PIXEL,
    make_document,
    make_meeting,
    make_photo,
    make_profile,
    make_story,
    make_year,
)

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
GIF_SCRIPT = b"GIF89a/*" + b"\0" * 40 + b"*/=1;alert(1)//"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


WORD = {"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>"}


def office(parts):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return data.getvalue()


def damaged_archive(compression=zipfile.ZIP_DEFLATED):
    """An OpenDocument file of which the first part can't be unpacked."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", compression) as package:
        package.writestr("mimetype", uploads.MEDIA_TYPES["odt"])
    damaged = bytearray(data.getvalue())
    damaged[38] = 255
    return bytes(damaged)


def bomb():
    """A PNG of a few kilobytes that would be 400 million pixels."""
    data = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(data, "PNG", optimize=True)
    return data.getvalue()


def a_photograph(size=(3200, 1600), **kwargs):
    data = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(data, "JPEG", **kwargs)
    return data.getvalue()


# What is taken


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        pytest.param("a.pdf", PDF, "", id="pdf"),
        pytest.param("A.PDF", PDF, "", id="capitals"),
        pytest.param("a.docx", office(WORD), "", id="word"),
        pytest.param("a.odt", office({"mimetype": uploads.MEDIA_TYPES["odt"]}), "", id="opendocument"),
        pytest.param("a.odt", damaged_archive(), "this is not a .odt file", id="damaged opendocument"),
        pytest.param(
            "a.odt", damaged_archive(zipfile.ZIP_LZMA), "this is not a .odt file", id="odd compression"
        ),
        pytest.param("a.csv", b"a,b\n1,2\n", "", id="csv"),
        pytest.param("a.txt", "Peña".encode(), "", id="text"),
        pytest.param(
            "a.pdf", b"<html><script>alert(1)</script>", "this is not a .pdf file", id="html as pdf"
        ),
        pytest.param("a.txt", b"<!DOCTYPE html><script>", "this is not a .txt file", id="html as text"),
        pytest.param("a.csv", b"\x00\x01\x02", "this is not a .csv file", id="bytes as csv"),
        pytest.param("a.docx", office({**WORD, "word/vbaProject.bin": "x"}), "not a .docx", id="macros"),
        pytest.param("a.docx", PDF, "this is not a .docx file", id="pdf as word"),
        pytest.param("a.xlsx", office(WORD), "this is not a .xlsx file", id="word as excel"),
        pytest.param("a.html", b"<html>", "Send PDF, Word", id="html"),
        pytest.param("a.pdf.exe", PDF, "Send PDF, Word", id="program"),
        pytest.param("a", PDF, "Send PDF, Word", id="no ending"),
        pytest.param("a.svg", SVG, "Send PDF, Word", id="svg"),
    ],
)
def test_document_is_what_its_content_says(name, data, said):
    upload = SimpleUploadedFile(name, data, content_type="application/pdf")
    if said:
        with pytest.raises(ValidationError, match=re.escape(said)):
            uploads.document_kind(upload)
    else:
        assert uploads.document_kind(upload) == uploads.ending(name)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        pytest.param(SVG, "This is not a picture", id="svg"),
        pytest.param(GIF_SCRIPT, "This is not a picture|too many pixels", id="gif that is a script"),
        pytest.param(b"<html><script>alert(1)</script>", "This is not a picture", id="html"),
        pytest.param(PDF, "This is not a picture", id="pdf"),
        pytest.param(bomb(), "too many pixels", id="decompression bomb"),
        pytest.param(a_photograph()[:2000], "This is not a picture", id="cut off"),
        pytest.param(b"", "This is not a picture", id="nothing"),
    ],
)
def test_picture_that_is_none_is_refused(data, said):
    with pytest.raises(ValidationError, match=said):
        uploads.picture(SimpleUploadedFile("a.jpg", data, content_type="image/jpeg"))


def test_picture_is_made_anew_smaller_and_without_what_else_the_file_held():
    exif = Image.Exif()
    exif[0x010F] = "Secret camera"
    data = a_photograph(exif=exif) + b"<script>alert(1)</script>"

    drawn = uploads.picture(SimpleUploadedFile("a.php.jpg", data))

    kept = drawn.read()
    assert b"Secret" not in kept
    assert b"script" not in kept
    with Image.open(io.BytesIO(kept)) as image:
        assert (image.format, image.size) == ("JPEG", (1600, 800))


ODD_TAGS = {
    "a camera's name that is a number": (0x010F, 3, 1, 7),
    "rationals that are a fraction by zero": (0x011A, 5, 1, 8),
    "bytes where a number belongs": (0x0100, 7, 4, 1),
}


def exif(*tag):
    """Notes of a camera held sideways, with one more entry (tag, type, count, value) that is odd."""
    entries = sorted([(0x0112, 3, 1, 6), *([tag] if tag else [])])
    rows = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    return b"Exif\0\0II*\0\x08\0\0\0" + struct.pack("<H", len(entries)) + rows + b"\0" * 12


@pytest.mark.parametrize("tag", [(), *ODD_TAGS.values()], ids=["none", *ODD_TAGS])
def test_picture_is_turned_upright_whatever_else_the_camera_noted(tag):
    drawn = uploads.picture(SimpleUploadedFile("a.jpg", a_photograph((60, 40), exif=exif(*tag))))

    with Image.open(io.BytesIO(drawn.read())) as image:
        assert (image.size, dict(image.getexif())) == ((40, 60), {})


def with_notes(form):
    """A picture with a comment, a profile of its colours and words of several kinds."""
    data, notes = io.BytesIO(), PngInfo()
    notes.add_text("Author", "Secret", zip=True)
    notes.add_itxt("XML:com.adobe.xmp", "Secret")
    kinds = {
        "JPEG": {"comment": b"Secret", "xmp": b"Secret"},
        "PNG": {"pnginfo": notes},
        "GIF": {"comment": b"Secret"},
        "WEBP": {"xmp": b"Secret"},
    }
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes() + b"Secret"
    more = {} if form == "GIF" else {"icc_profile": profile, "exif": exif()}
    Image.new("RGB", (60, 40), (200, 30, 30)).save(data, form, **kinds[form], **more)
    return data.getvalue()


@pytest.mark.parametrize("form", ["JPEG", "PNG", "GIF", "WEBP"])
def test_stored_picture_holds_pixels_alone(form):
    drawn = uploads.picture(SimpleUploadedFile("a.jpg", with_notes(form)))

    kept = drawn.read()
    assert b"Secret" not in kept
    uploads.refuse_unlike_stored(uploads.ending(drawn.name), kept)
    with Image.open(io.BytesIO(kept)) as image:
        assert image.info.keys() <= {
            "jfif",
            "jfif_version",
            "jfif_unit",
            "jfif_density",
            "progressive",
            "progression",
        }


def test_colours_of_another_profile_become_those_of_srgb():
    """A profile in which red and green have changed places."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = profile.replace(b"rXYZ", b"....").replace(b"gXYZ", b"rXYZ").replace(b"....", b"gXYZ")
    data = io.BytesIO()
    Image.new("RGB", (8, 8), (200, 30, 30)).save(data, "PNG", icc_profile=swapped)

    drawn = uploads.picture(SimpleUploadedFile("a.png", data.getvalue()))

    with Image.open(io.BytesIO(drawn.read())) as image:
        red, green, _ = image.getpixel((4, 4))
        assert green > 150 > 80 > red


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "I;16", "RGB", "RGBA"])
def test_picture_of_any_mode_is_made_smaller_band_by_band(mode):
    data = io.BytesIO()
    Image.new(mode, (3333, 4001), 1 if mode in {"1", "P"} else None).save(data, "PNG")

    drawn = uploads.picture(SimpleUploadedFile("a.png", data.getvalue()))

    with Image.open(io.BytesIO(drawn.read())) as image:
        assert image.size == (1333, 1600)


@pytest.mark.parametrize(
    ("form", "size", "more"),
    [
        pytest.param("PNG", (5001, 5001), {}, id="more than a camera's"),
        pytest.param("JPEG", (3900, 3900), {"progressive": True}, id="in several passes"),
        pytest.param("WEBP", (2500, 2500), {}, id="webp"),
    ],
)
def test_picture_that_would_take_too_much_memory_is_refused(form, size, more):
    data = io.BytesIO()
    Image.new("L", size).save(data, form, **more)

    with pytest.raises(ValidationError, match="too many pixels"):
        uploads.picture(SimpleUploadedFile("a.jpg", data.getvalue()))


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Agenda, fall 2016.pdf", "Agenda_fall_2016.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\a\\b.pdf", "Cab.pdf"),
        ("Peña.docx", "Peña.docx"),
        ("?.pdf", "document.pdf"),
        ("...pdf", "document.pdf"),
        ('a"\r\nb.pdf', "ab.pdf"),
        ("x" * 300 + ".pdf", "x" * 100 + ".pdf"),
        (".htaccess", "htaccess"),
        ("???", "document"),
    ],
)
def test_name_for_a_download_has_no_folders_and_no_odd_characters(name, kept):
    assert uploads.download_name(name) == kept


def test_more_bytes_are_written_than_any_form_takes():
    assert max(uploads.PICTURE_BYTES, uploads.DOCUMENT_BYTES, tables.BYTES) < uploads.MOST_BYTES


# The staff's screens


@pytest.fixture
def staff(client):
    make_profile()
    client.force_login(User.objects.create_superuser("staff"))
    return client


def screen(model, *args):
    page = "change" if args else "add"
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def document(meeting, data=PDF, name="Agenda of fall.pdf", **kwargs):
    upload = {"file": SimpleUploadedFile(name, data)} if data is not None else {}
    fields = {"title": "Agenda", "kind": "agenda", "status": "published", "meeting": meeting.pk}
    return {**fields, **upload, **kwargs}


def test_document_is_stored_under_a_random_name_and_downloaded_under_its_own(staff, client):
    meeting = make_meeting()

    assert staff.post(screen(Document), document(meeting)).status_code == 302

    row = Document.objects.get()
    assert re.fullmatch(r"documents/[0-9a-f]{32}\.pdf", row.file.name)
    assert (row.name, row.size) == ("Agenda_of_fall.pdf", len(PDF))
    page = client.get(meeting.get_absolute_url()).content.decode()
    assert f'href="/documents/{row.pk}/Agenda_of_fall.pdf"' in page
    assert f"Agenda, PDF, {len(PDF)}\xa0bytes" in page


def test_file_is_replaced_and_the_record_and_the_old_file_stay(staff, django_capture_on_commit_callbacks):
    meeting = make_meeting()
    staff.post(screen(Document), document(meeting))
    row = Document.objects.get()
    old = row.file.name

    data = document(meeting, PDF + b"%%EOF", "New.pdf", **{"initial-file": old})
    assert staff.post(screen(Document, row.pk), data).status_code == 302
    row.refresh_from_db()
    assert (row.name, row.size) == ("New.pdf", len(PDF) + 5)
    assert default_storage.exists(old)

    staff.post(
        screen(Document, row.pk), document(meeting, None, title="Other", **{"initial-file": row.file.name})
    )
    kept = Document.objects.get()
    assert (kept.title, kept.file.name, kept.name) == ("Other", row.file.name, "New.pdf")


def test_of_two_files_for_one_document_the_second_is_refused_once(staff):
    meeting = make_meeting()
    staff.post(screen(Document), document(meeting))
    row = Document.objects.get()
    opened = {"initial-file": row.file.name}
    staff.post(screen(Document, row.pk), document(meeting, name="Theirs.pdf", **opened))
    theirs = Document.objects.get().file.name

    refused = staff.post(screen(Document, row.pk), document(meeting, name="Mine.pdf", **opened))

    assert refused.status_code == 200
    text = refused.content.decode()
    assert "staff replaced this file" in text
    assert f'name="initial-file" value="{theirs}"' in text
    assert Document.objects.get().name == "Theirs.pdf"
    again = {"initial-file": theirs}
    assert (
        staff.post(screen(Document, row.pk), document(meeting, name="Mine.pdf", **again)).status_code == 302
    )
    assert Document.objects.get().name == "Mine.pdf"


def test_editor_who_only_mends_the_title_leaves_another_s_new_file_alone(staff):
    meeting = make_meeting()
    staff.post(screen(Document), document(meeting))
    row = Document.objects.get()
    opened = {"initial-file": row.file.name, "initial-title": "Agenda"}
    staff.post(screen(Document, row.pk), document(meeting, name="Theirs.pdf", **opened))

    assert (
        staff.post(screen(Document, row.pk), document(meeting, None, title="T", **opened)).status_code == 302
    )

    kept = Document.objects.get()
    assert (kept.title, kept.name) == ("T", "Theirs.pdf")


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        pytest.param(b"x" * 50_000_000, "a.pdf", "The file has 50.0 MB; 20 MB are the most", id="50 MB"),
        pytest.param(b"<html><script>1</script>", "a.pdf", "By its content this is not a .pdf", id="html"),
        pytest.param(SVG, "a.svg", "Send PDF, Word", id="svg"),
        pytest.param(b"", "a.pdf", "The submitted file is empty", id="empty"),
        pytest.param(None, "", "This field is required", id="none"),
    ],
)
def test_document_is_refused_with_a_reason_beside_the_field(staff, data, name, said):
    response = staff.post(screen(Document), document(make_meeting(), data, name))

    assert response.status_code == 200
    assert said in " ".join(response.context["adminform"].form.errors["file"])
    assert not Document.objects.exists()


def test_what_is_larger_than_any_form_takes_is_not_written_down(staff, monkeypatch):
    written = []
    monkeypatch.setattr(uploads, "MOST_BYTES", 5_000_000)
    write = uploads.TemporaryFileUploadHandler.receive_data_chunk

    def receive(handler, data, start):
        written.append(len(data))
        return write(handler, data, start)

    monkeypatch.setattr(uploads.TemporaryFileUploadHandler, "receive_data_chunk", receive)

    response = staff.post(screen(Document), document(make_meeting(), b"x" * 30_000_000))

    assert "The file has 30.0 MB" in response.content.decode()
    assert 0 < sum(written) <= 5_000_000


def test_nothing_is_left_of_a_file_for_which_there_is_no_room(tmp_path):
    class Larger(ContentFile):
        def chunks(self, size=None):
            yield PDF
            assert storage.exists("documents/a.pdf")
            raise OSError(errno.ENOSPC, "No space left on device")

    storage = WholeFiles(location=tmp_path)
    storage.save("documents/other.pdf", ContentFile(PDF))

    with pytest.raises(OSError, match="No space left"):
        storage.save("documents/a.pdf", Larger(PDF))

    assert storage.listdir("documents") == ([], ["other.pdf"])


def test_document_with_a_long_name_keeps_its_beginning_and_its_ending(staff):
    assert staff.post(screen(Document), document(make_meeting(), name="x" * 200 + ".pdf")).status_code == 302

    assert Document.objects.get().name == "x" * 100 + ".pdf"


def test_of_two_files_the_message_names_who_sent_the_other_one(staff, client):
    meeting = make_meeting()
    staff.post(screen(Document), document(meeting))
    row = Document.objects.get()
    opened = {"initial-file": row.file.name}
    client.force_login(User.objects.create_superuser("replacer"))
    client.post(screen(Document, row.pk), document(meeting, name="Theirs.pdf", **opened))
    client.force_login(User.objects.create_superuser("retitler"))
    row.refresh_from_db()
    client.post(
        screen(Document, row.pk), document(meeting, None, title="T", **{"initial-file": row.file.name})
    )

    text = client.post(
        screen(Document, row.pk), document(meeting, name="Mine.pdf", **opened)
    ).content.decode()

    assert "replacer replaced this file" in text


# Nobody else sends a file, or more than a few words


def temporary_files(monkeypatch):
    written = []
    write = uploads.TemporaryFileUploadHandler.receive_data_chunk

    def receive(handler, data, start):
        written.append(len(data))
        return write(handler, data, start)

    monkeypatch.setattr(uploads.TemporaryFileUploadHandler, "receive_data_chunk", receive)
    return written


@pytest.mark.parametrize("address", ["/contact/", "/join/", "/admin/login/", "/admin/", "/members/"])
@pytest.mark.parametrize("size", [10, 3_000_000])
def test_stranger_s_file_is_refused_and_not_written_down(client, monkeypatch, address, size):
    make_profile()
    written = temporary_files(monkeypatch)

    response = client.post(address, {"name": "Ann", "f": SimpleUploadedFile("a.pdf", b"x" * size)})

    assert written == []
    if address not in {"/admin/", "/members/"} or size > uploads.MOST_OF_OTHERS:
        assert response.status_code == 413
        assert "That is too long" in response.content.decode()


def test_staff_s_file_is_refused_outside_their_screens(staff, monkeypatch):
    written = temporary_files(monkeypatch)
    response = staff.post("/contact/", {"f": SimpleUploadedFile("a.pdf", PDF)})
    assert (response.status_code, written) == (413, [])


def test_long_post_to_a_public_form_is_told_so(client):
    make_profile()
    client = client.__class__(enforce_csrf_checks=True)
    for size, status in ((5_000_000, 413), (150_000, 413), (50_000, 403)):
        response = client.post("/contact/", f"text={'x' * size}", "application/x-www-form-urlencoded")
        assert response.status_code == status
        assert ("That is too long" in response.content.decode()) is (status == 413)


def test_files_of_one_request_are_counted_together(staff, monkeypatch):
    from consortium import middleware

    monkeypatch.setattr(middleware, "MOST_AT_ONCE", 5_000_000)
    written = temporary_files(monkeypatch)
    files = {f"f{index}": SimpleUploadedFile("a.pdf", b"x" * 2_000_000) for index in range(3)}
    assert staff.post(screen(Document), files).status_code == 413
    assert written == []


def test_form_that_did_not_come_through_whole_is_told_so(client):
    make_profile()
    response = client.post("/contact/", b"--x", "multipart/form-data")
    assert response.status_code == 400
    assert "What was sent can’t be read" in response.content.decode()


def test_document_is_attached_to_one_thing(staff):
    for place in ({"meeting": ""}, {"year": make_year().pk}):
        response = staff.post(screen(Document), document(make_meeting()) | place)
        assert "Attach it to one thing" in response.content.decode()


def lines(prefix, rows, initial=0):
    data = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": initial}
    data |= {
        f"{prefix}-{index}-{name}": value for index, row in enumerate(rows) for name, value in row.items()
    }
    return data


def story(meeting, photos=(), **kwargs):
    fields = {
        "meeting": meeting.pk,
        "headline": "News",
        "published": "fall 2016",
        "status": "published",
        **kwargs,
    }
    return fields | lines("voices", []) | lines("photos", list(photos), kwargs.pop("initial", 0))


def test_story_with_a_photograph_is_typed_on_one_screen(staff, client):
    from meetings.models import Story

    meeting = make_meeting()
    photo = {"image": SimpleUploadedFile("a.jpg", a_photograph()), "alt": "A classroom", "credit": "The host"}

    assert staff.post(screen(Story), story(meeting, [photo])).status_code == 302

    kept = Photo.objects.get()
    assert re.fullmatch(r"pictures/[0-9a-f]{32}\.jpg", kept.image.name)
    page = client.get(meeting.get_absolute_url()).content.decode()
    address = f"/photos/{kept.image.name.removeprefix('pictures/')}"
    assert f'<img src="{address}" alt="A classroom" width="1600" height="800" loading="lazy">' in page
    assert "Photograph: The host" in page


@pytest.mark.parametrize(
    ("data", "said"),
    [
        pytest.param(SVG, "This is not a picture", id="svg"),
        pytest.param(bomb(), "too many pixels", id="decompression bomb"),
        pytest.param(b"x" * 16_000_000, "The file has 16.0 MB; 15 MB are the most", id="16 MB"),
    ],
)
def test_photograph_is_refused_with_a_reason_beside_the_field(staff, data, said):
    from meetings.models import Story

    photo = {"image": SimpleUploadedFile("a.jpg", data), "alt": "A", "credit": "B"}
    response = staff.post(screen(Story), story(make_meeting(), [photo]))

    assert response.status_code == 200
    (formset,) = [one.formset for one in response.context["inline_admin_formsets"] if one.opts.model is Photo]
    assert said in " ".join(formset.errors[0]["image"])
    assert not Story.objects.exists()


def test_caption_is_mended_without_sending_the_photograph_again(staff):
    from meetings.models import Story

    photo = make_photo(make_story(headline="News"))
    row = {"id": photo.pk, "story": photo.story_id, "alt": "Another", "credit": "B", "position": 1}
    row |= {"image": "", "caption": ""}
    data = story(photo.story.meeting) | lines("photos", [row], 1)
    data |= {"initial-photos-0-image": photo.image.name}

    assert staff.post(screen(Story, photo.story_id), data).status_code == 302

    kept = Photo.objects.get()
    assert (kept.alt, kept.image.name, kept.width) == ("Another", photo.image.name, 1)


# What readers get


def stored(data=PDF, **kwargs):
    name = default_storage.save(f"documents/{'0' * 31}{Document.objects.count()}.pdf", ContentFile(data))
    return make_document(file=name, name="Agenda.pdf", size=len(data), **kwargs)


def test_document_comes_as_an_attachment_that_runs_nothing(client):
    make_profile()
    row = stored()

    response = client.get(f"/documents/{row.pk}/Agenda.pdf")

    assert b"".join(response.streaming_content) == PDF
    headers = {name: response.headers[name] for name in (
        "Content-Type", "Content-Disposition", "X-Content-Type-Options", "Content-Security-Policy",
        "Content-Length", "Cache-Control",
    )}  # fmt: skip
    assert headers == {
        "Content-Type": "application/pdf",
        "Content-Disposition": 'attachment; filename="Agenda.pdf"',
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Content-Length": str(len(PDF)),
        "Cache-Control": "no-cache",
    }
    assert not response.cookies
    assert "Vary" not in response.headers or "Cookie" not in response.headers["Vary"]


@pytest.mark.parametrize(
    ("sent", "given"), [("HTTP_IF_NONE_MATCH", "ETag"), ("HTTP_IF_MODIFIED_SINCE", "Last-Modified")]
)
def test_reader_who_has_the_document_gets_304(client, sent, given):
    make_profile()
    address = stored().get_absolute_url()
    first = client.get(address)

    again = client.get(address, **{sent: first.headers[given]})

    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]


@pytest.mark.parametrize("name", ["agenda.pdf", "Agenda.pdf.html", "x", "%E2%80%AE"])
def test_document_under_another_name_leads_to_the_right_one(client, name):
    make_profile()
    row = stored()

    response = client.get(f"/documents/{row.pk}/{name}")

    assert (response.status_code, response.headers["Location"]) == (302, f"/documents/{row.pk}/Agenda.pdf")


@pytest.mark.parametrize("status", [Status.DRAFT, Status.BIN])
def test_document_or_photograph_that_is_not_public_is_not_found(client, status):
    make_profile()
    hidden = [
        stored(status=status),
        stored(meeting=make_meeting(status=status)),
        make_photo(make_story(status=status)),
        make_photo(make_story(make_meeting(status=status))),
    ]
    assert [client.get(row.get_absolute_url()).status_code for row in hidden] == [404] * 4
    assert [client.get(f"{row.get_absolute_url()}?preview=yes").status_code for row in hidden] == [302] * 4


def test_staff_see_the_files_of_drafts_and_nobody_keeps_them(staff):
    for row in (stored(status=Status.DRAFT), make_photo(make_story(status=Status.DRAFT))):
        response = staff.get(row.get_absolute_url(), follow=True)
        assert response.status_code == 200
        assert response.redirect_chain == [(f"{row.get_absolute_url()}?preview=yes", 302)]
        assert "no-store" in response.headers["Cache-Control"]
        assert "immutable" not in response.headers["Cache-Control"]


def test_staff_without_the_right_see_no_draft_s_file(client):
    make_profile()
    client.force_login(User.objects.create_user("clerk", is_staff=True))
    assert (
        client.get(f"{stored(status=Status.DRAFT).get_absolute_url()}?preview=yes", follow=True).status_code
        == 404
    )
    Group.objects.get(name="Viewer").user_set.add(User.objects.get())
    assert client.get(stored(status=Status.DRAFT).get_absolute_url(), follow=True).status_code == 200


def test_document_whose_file_is_missing_is_not_found(client):
    make_profile()
    assert client.get(make_document().get_absolute_url()).status_code == 404


def test_photograph_is_served_for_a_year(client):
    make_profile()
    photo = make_photo()

    response = client.get(photo.get_absolute_url())

    assert b"".join(response.streaming_content) == PIXEL
    assert response.headers["Content-Type"] == "image/png"
    assert response.headers["Content-Disposition"] == "inline"
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "name",
    [
        "x.png",
        "..%2Fpictures%2Fx.png",
        "..",
        "%00.png",
        f"{'0' * 32}.png",
        f"{'0' * 32}.svg",
        f"{'0' * 32}.png%00",
        f"{'0' * 32}.png%0A",
        "x" * 5000,
    ],
)
def test_photograph_of_an_odd_name_is_not_found(client, name):
    make_profile()
    make_photo()
    assert client.get(f"/photos/{name}").status_code == 404


@pytest.mark.parametrize(
    "address", ["/documents/0/a.pdf", "/documents/99999999999999999999/a", "/documents/1/", "/photos/"]
)
def test_odd_address_of_a_file_is_not_found(client, address):
    make_profile()
    assert client.get(address).status_code == 404


# Nothing is lost, until it is deleted for good


def test_file_stays_in_the_bin_and_goes_for_good_with_its_row(staff, django_capture_on_commit_callbacks):
    meeting = make_meeting()
    staff.post(screen(Document), document(meeting))
    row = Document.objects.get()
    old = row.file.name
    staff.post(screen(Document, row.pk), document(meeting, name="New.pdf", **{"initial-file": old}))
    row.refresh_from_db()
    page = reverse("admin:milestones_document_changelist")
    staff.post(page, {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"})
    assert [default_storage.exists(name) for name in (old, row.file.name)] == [True, True]

    chosen = {"action": "delete_for_good", "_selected_action": [row.pk], "for_good": "yes"}
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        staff.post(f"{page}?status=bin", chosen)

    assert not Document.objects.exists()
    assert [default_storage.exists(name) for name in (old, row.file.name)] == [False, False]
