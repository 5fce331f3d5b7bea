"""Uploaded files: what they are is read from their content, not from their names; they are stored under random names."""

import io
import secrets
import struct
import warnings
import zipfile
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import PurePath
from typing import Any

from django import forms
from django.core.exceptions import RequestDataTooBig, ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, TemporaryFileUploadHandler
from django.db import models
from django.utils.text import get_valid_filename
from PIL import ExifTags, Image, ImageCms

PICTURE_BYTES = 15_000_000
# What a camera makes. A few kilobytes may say that they are more pixels than fit into memory; and of some kinds the
# decoder holds more than the pixels: of WebP each four times over, of a JPEG that comes in several passes all of them.
PICTURE_PIXELS = {"JPEG": 25_000_000, "PNG": 25_000_000, "GIF": 25_000_000, "WEBP": 6_000_000}
PROGRESSIVE_PIXELS = 15_000_000
LONGEST_SIDE = 1600  # pixels of a picture as it is stored
BAND = 64  # rows of a picture as it is stored that are made at a time
DOCUMENT_BYTES = 20_000_000
MOST_BYTES = 45_000_000  # of any upload, those for an import included; what comes after is not written down
# Of a request as a whole: staff may send several photographs at once, and a form of anybody else's holds a few words.
MOST_AT_ONCE = 90_000_000
MOST_OF_OTHERS = 100_000
LONGEST_NAME = 100

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "csv": "text/csv; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
}
ODF_COMPRESSION = {
    zipfile.ZIP_STORED,
    zipfile.ZIP_DEFLATED,
}  # the others would ask for as much memory as a file says
OFFICE_PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}


def picture_name(instance: Any, name: str) -> str:
    return f"pictures/{secrets.token_hex(16)}.{ending(name)}"


def document_name(instance: Any, name: str) -> str:
    return f"documents/{secrets.token_hex(16)}.{ending(name)}"


def ending(name: str) -> str:
    """The letters after the last dot, such as "pdf"."""
    return PurePath(name).suffix.lstrip(".").lower()


def too_large(size: int, most: int) -> ValidationError:
    return ValidationError(
        f"The file has {size / 1_000_000:.1f} MB; {most // 1_000_000} MB are the most that is taken.",
        code="too_large",
    )


# What Pillow's readers raise on a broken file, or on a profile that is none.
BROKEN = (
    OSError, ValueError, SyntaxError, EOFError, LookupError, TypeError, AttributeError, ArithmeticError, struct.error,
    zlib.error, ImageCms.PyCMSError,
)  # fmt: skip
TURNED = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# A process needs memory for one picture. It is one thread and not a lock, as each thread would keep what it once had.
one_picture_at_a_time = ThreadPoolExecutor(1, "pictures")


def picture(upload: Any) -> ContentFile:
    """An uploaded picture made anew, as JPEG or PNG, at most `LONGEST_SIDE` wide and high. Raises ValidationError.

    Only the pixels are kept, in the colours of sRGB: where and with what it was taken, and whatever else the file
    held, is gone.
    """
    if upload.size > PICTURE_BYTES:
        raise too_large(upload.size, PICTURE_BYTES)
    return one_picture_at_a_time.submit(made_anew, upload).result()


def made_anew(file: Any) -> ContentFile:
    try:
        kept = drawn(file)
    except BROKEN as error:
        raise ValidationError(
            "This is not a picture: send JPEG, PNG, WebP or GIF.", code="picture"
        ) from error
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise ValidationError("The picture has too many pixels; make it smaller first.") from error
    data = io.BytesIO()
    if kept.mode == "RGBA":
        kept.save(data, "PNG", optimize=True)
    else:
        kept.save(data, "JPEG", quality=82, optimize=True, progressive=True)
    return ContentFile(data.getvalue(), name=f"picture.{'png' if kept.mode == 'RGBA' else 'jpg'}")


def drawn(file: Any) -> Image.Image:
    """The pixels of a picture, RGB or RGBA, made smaller and turned upright. Raises one of BROKEN."""
    with opened(file, tuple(PICTURE_PIXELS)) as found:
        ratio = min(1, LONGEST_SIDE / max(found.size))
        # Of a JPEG, the decoder itself may leave pixels out; the others are decoded whole.
        found.draft(None, (max(1, round(found.width * ratio)), max(1, round(found.height * ratio))))
        found.load()
        kept = shrunk(found, "RGBA" if found.has_transparency_data else "RGB")
        kept.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        turn = turned(found)
    return kept if turn is None else kept.transpose(turn)


def opened(file: Any, formats: tuple[str, ...]) -> Image.Image:
    """A picture, its pixels not yet read. Raises ValidationError if it has too many, and one of BROKEN."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        found = Image.open(file, formats=formats)
    kind = (
        "JPEG" if found.format == "MPO" else str(found.format)
    )  # of some cameras: a JPEG with others behind it
    most = PROGRESSIVE_PIXELS if "progressive" in found.info else PICTURE_PIXELS[kind]
    if found.width * found.height > most:
        found.close()
        raise ValidationError(
            f"The picture has too many pixels: {found.width:,} × {found.height:,}. One like it may have "
            f"{most // 1_000_000} million; make it smaller first."
        )
    return found


def shrunk(found: Image.Image, mode: str) -> Image.Image:
    """A new picture of `mode`, smaller by a whole factor than `found`, without a second one of full size in between."""
    factor = max(1, max(found.size) // LONGEST_SIDE)
    kept = Image.new(mode, (-(-found.width // factor), -(-found.height // factor)))
    source = found.mode if mode == "RGB" and found.mode in {"L", "CMYK"} else mode
    to_srgb = colours(found, source, mode)
    for top in range(0, found.height, BAND * factor):
        rows = found.crop((0, top, found.width, min(found.height, top + BAND * factor))).convert(source)
        rows = rows.convert(mode) if to_srgb is None else to_srgb.apply(rows)
        kept.paste(rows.reduce(factor), (0, top // factor))
    return kept


def colours(found: Image.Image, source: str, mode: str) -> ImageCms.ImageCmsTransform | None:
    """What turns the colours of a picture's own profile into sRGB; None if it has none, or one that does not fit."""
    profile = found.info.get("icc_profile")
    if not isinstance(profile, bytes):
        return None
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.buildTransform(own, ImageCms.createProfile("sRGB"), source, mode)
    except (*BROKEN, ImportError):  # the last one where Pillow is built without Little CMS
        return None


def turned(found: Image.Image) -> Image.Transpose | None:
    """How a picture is turned upright, by what the camera noted; a note that can't be read says nothing."""
    try:
        return TURNED.get(found.getexif().get(ExifTags.Base.Orientation, 1))
    except BROKEN:
        return None


# What a stored picture may hold beside its pixels: what `picture` writes, and how large and bright a pixel is meant.
PLAIN_MARKERS = {"APP0", "APP14"}
PLAIN_CHUNKS = {b"IHDR", b"PLTE", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"pHYs", b"IDAT", b"IEND"}


def refuse_unlike_stored(kind: str, data: bytes) -> None:
    """Raise ValidationError unless `data` is a picture, a "jpg" or "png", as `picture` makes them: of pixels alone."""
    try:
        with opened(io.BytesIO(data), ("PNG" if kind == "png" else "JPEG",)) as found:
            found.load()
            if kind == "png":
                plain = set(chunks(data)) <= PLAIN_CHUNKS
            else:
                markers = {marker for marker, _ in found.applist}  # type: ignore[attr-defined]  # of a JPEG
                plain = markers <= PLAIN_MARKERS and data.endswith(b"\xff\xd9")
    except (*BROKEN, Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise ValidationError(f"by its content this is not a .{kind} picture.") from error
    if not plain:
        raise ValidationError(
            "the picture holds more than its pixels, such as what a camera notes. Send it through the admin instead."
        )


def chunks(data: bytes) -> list[bytes]:
    """The names of a PNG's parts, in their order; what stands behind the last one is b"more"."""
    found: list[bytes] = []
    place = 8
    while place < len(data) and (not found or found[-1] != b"IEND"):
        (size,) = struct.unpack(">I", data[place : place + 4])
        found.append(data[place + 4 : place + 8])
        place += 12 + size
    return found if place == len(data) else [*found, b"more"]


def document_kind(upload: Any) -> str:
    """The ending, such as "pdf", of an uploaded document, by its content. Raises ValidationError with the reason."""
    if upload.size > DOCUMENT_BYTES:
        raise too_large(upload.size, DOCUMENT_BYTES)
    named = ending(upload.name)
    if named not in MEDIA_TYPES:
        raise ValidationError(
            "Send PDF, Word, Excel or PowerPoint (.docx, .xlsx, .pptx), OpenDocument, CSV or plain text.",
            code="kind",
        )
    upload.seek(0)
    data = upload.read()
    upload.seek(0)
    if not is_kind(named, data):
        raise ValidationError(f"By its content this is not a .{named} file.", code="content")
    return named


def is_kind(kind: str, data: bytes) -> bool:
    if kind == "pdf":
        return data.startswith(b"%PDF-") and b"%%EOF" in data[-2048:]
    if kind in {"csv", "txt"}:
        return is_text(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            names = set(parts.namelist())
            if kind in OFFICE_PARTS:
                has_macros = any(name.lower().endswith("vbaproject.bin") for name in names)
                return OFFICE_PARTS[kind] in names and "[Content_Types].xml" in names and not has_macros
            stated = parts.getinfo("mimetype") if "mimetype" in names else None
            if stated is None or stated.file_size > 100 or stated.compress_type not in ODF_COMPRESSION:
                return False
            return parts.read(stated).decode("ascii", "replace") == MEDIA_TYPES[kind] and not any(
                name.startswith(("Basic/", "Scripts/")) for name in names
            )
    # What the reader of archives raises on a damaged one.
    except (
        zipfile.BadZipFile, zlib.error, struct.error, OSError, EOFError, LookupError, OverflowError, RuntimeError,
        ValueError,
    ):  # fmt: skip
        return False


def is_text(data: bytes) -> bool:
    """UTF-8 without control characters, and no page of markup under another name."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    markup = text.lstrip()[:200].lower()
    return not (
        any(ord(char) < 32 and char not in "\t\n\r\f" for char in text)
        or markup.startswith(("<!doctype", "<html", "<script", "<svg", "<?xml", "<?php"))
    )


def download_name(name: str) -> str:
    """A name for a download: no folders, no odd characters, its ending kept."""
    plain = get_valid_filename(f"document{PurePath(name).name}").removeprefix("document").lstrip("._-")
    stem, dot, end = plain.rpartition(".") if "." in plain else ("", "", plain)
    if not stem:
        return f"document.{ending(name)}" if ending(name) else plain[:LONGEST_NAME] or "document"
    return f"{stem[:LONGEST_NAME]}{dot}{end}"


class StaffUpload(FileUploadHandler):
    """Stands before all others, and takes no file from those who have no screen to send one from."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if not may_send_files(self.request):
            raise RequestDataTooBig("A file was sent to where none is taken.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The others keep it."""


def may_send_files(request: Any) -> bool:
    """Whether a request comes from signed-in staff and goes to one of their screens."""
    user = getattr(request, "user", None)
    return request.path.startswith("/admin/") and user is not None and user.is_active and user.is_staff


class BoundedUpload(TemporaryFileUploadHandler):
    """Writes no more than MOST_BYTES of an upload to the disk, but counts them all: the form says why it is refused."""

    written = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.written = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        if self.written + len(raw_data) > MOST_BYTES:
            return None
        self.written += len(raw_data)
        return super().receive_data_chunk(raw_data, start)


# A text in the place of an upload is the name of the stored file: a form that keeps both editors' changes has it
# beside the field, to know what stood there when it was opened (see consortium/forms.py).


class PictureFormField(forms.ImageField):
    def to_python(self, data: Any) -> Any:
        if data in self.empty_values:
            return None
        if isinstance(data, str):
            return data
        made = picture(data)
        return super().to_python(SimpleUploadedFile(made.name or "", made.read()))


class PictureField(models.ImageField):
    """A picture; whatever form it comes through, it is made anew by `picture`.

    The admin's own widget would link to a stored file by its name, an address that nobody serves.
    """

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": PictureFormField, **kwargs, "widget": forms.FileInput})


class DocumentFormField(forms.FileField):
    def to_python(self, data: Any) -> Any:
        if isinstance(data, str):
            return data or None
        upload = super().to_python(data)
        if upload is not None:
            document_kind(upload)
        return upload


class DocumentField(models.FileField):
    """A document; whatever form it comes through, its content is checked by `document_kind`."""

    def formfield(self, **kwargs: Any) -> Any:
        kept = {"form_class": DocumentFormField, "max_length": None}  # it is stored under a name of our own
        return super().formfield(**{**kept, **kwargs, "widget": forms.FileInput})
