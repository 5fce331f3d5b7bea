"""Stored files: whole on the disk, and as readers get them."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC
from typing import Any

from django.core.files.storage import FileSystemStorage, Storage
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

# A file is no page of ours: whatever it holds, it runs nothing and loads nothing.
LOCKED = "default-src 'none'; sandbox"


class WholeFiles(FileSystemStorage):
    """Leaves nothing of a file that finds no room on the disk. The names are random: what bears one is this file."""

    def _save(self, name: str, content: Any) -> str:
        try:
            return super()._save(name, content)  # type: ignore[misc]
        except OSError:
            with suppress(OSError):
                self.delete(name)
            raise


def served(request: HttpRequest, stored: Any, headers: Mapping[str, str], **kwargs: Any) -> HttpResponseBase:
    """A stored file, or 304 for a reader who has it. Its random name is its tag: another file has another one.

    `kwargs` go to FileResponse, which sends it in pieces.
    """
    storage: Storage = stored.storage
    try:
        changed = storage.get_modified_time(stored.name).astimezone(UTC)
        tag, seconds = f'"{stored.name}"', int(changed.timestamp())
        known = get_conditional_response(request, etag=tag, last_modified=seconds)
        response: HttpResponseBase = known or FileResponse(storage.open(stored.name), **kwargs)
    except FileNotFoundError as error:
        raise Http404 from error
    fixed = {"ETag": tag, "Last-Modified": http_date(seconds), "Content-Security-Policy": LOCKED}
    for name, value in {**fixed, "X-Content-Type-Options": "nosniff", **headers}.items():
        response.headers[name] = value
    return response
