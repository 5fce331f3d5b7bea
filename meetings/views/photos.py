import re

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from consortium.files import served
from consortium.pages import RecordPage
from meetings.models import Photo

TYPES = {"jpg": "image/jpeg", "png": "image/png"}


class PhotoFile(RecordPage):
    """A photograph. Another picture has another name, so a reader may keep it."""

    permission = "meetings.view_photo"
    is_dated = False  # the same at every date

    def get(self, request: HttpRequest, name: str) -> HttpResponseBase:
        if not (found := re.fullmatch(r"[0-9a-f]{32}\.(jpg|png)", name)):
            raise Http404
        photo = self.one(Photo.objects.all(), image=f"pictures/{name}")
        kept = {} if self.reading.preview else {"Cache-Control": "public, max-age=31536000, immutable"}
        return served(
            request, photo.image, {"Content-Disposition": "inline", **kept}, content_type=TYPES[found[1]]
        )
