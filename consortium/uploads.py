"""Uploaded files: what they are is read from their content, not from their names; they are stored under random names."""

import io
import secrets
import struct
import warnings
import zipfile
import zlib
from pathlib import PurePath
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.db import models
from django.utils.text import get_valid_filename
from PIL import Image, ImageOps

PICTURE_BYTES = 15_000_000
PICTURE_PIXELS = 60_000_000  # more than any camera of today; a bomb has more
LONGEST_SIDE = 1600  # pixels of a picture as it is stored
DOCUMENT_BYTES = 20_000_000
MOST_BYTES = 45_000_000  # of any upload, those for an import included; what comes after is not written down
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


def picture(upload: Any) -> ContentFile:
    """An uploaded picture made anew, as JPEG or PNG, at most `LONGEST_SIDE` wide and high. Raises ValidationError.

    Only the pixels are kept: where and with what it was taken, and whatever else the file held, is gone.
    """
    if upload.size > PICTURE_BYTES:
        raise too_large(upload.size, PICTURE_BYTES)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(upload, formats=("JPEG", "PNG", "WEBP", "GIF")) as found:
                if found.width * found.height > PICTURE_PIXELS:
                    raise ValidationError("The picture has too many pixels; make it smaller first.")
                found.load()
                drawn = ImageOps.exif_transpose(found)
                kept = drawn.convert("RGBA" if drawn.has_transparency_data else "RGB")
    except ValidationError:
        raise
    # What Pillow's readers raise on a broken file.
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, struct.error, zlib.error) as error:
        raise ValidationError(
            "This is not a picture: send JPEG, PNG, WebP or GIF.", code="picture"
        ) from error
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise ValidationError("The picture has too many pixels; make it smaller first.") from error
    kept.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    data = io.BytesIO()
    if kept.mode == "RGBA":
        kept.save(data, "PNG", optimize=True)
    else:
        kept.save(data, "JPEG", quality=82, optimize=True, progressive=True)
    return ContentFile(data.getvalue(), name=f"picture.{'png' if kept.mode == 'RGBA' else 'jpg'}")


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
            if stated is None or stated.file_size > 100:
                return False
            return parts.read(stated).decode("ascii", "replace") == MEDIA_TYPES[kind] and not any(
                name.startswith(("Basic/", "Scripts/")) for name in names
            )
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError):
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
        drawn = picture(data)
        return super().to_python(SimpleUploadedFile(drawn.name or "", drawn.read()))


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
        return super().formfield(**{"form_class": DocumentFormField, **kwargs, "widget": forms.FileInput})
