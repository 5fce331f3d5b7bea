from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase

from consortium.files import served
from consortium.pages import RecordPage
from consortium.uploads import MEDIA_TYPES, ending
from milestones.models import Document


class DocumentFile(RecordPage):
    """A document to download. It may be replaced or taken back, so a reader asks again each time."""

    permission = "milestones.view_document"
    is_dated = False  # the same at every date

    def get(self, request: HttpRequest, pk: int, name: str) -> HttpResponseBase:
        document = self.one(Document.objects.all(), pk=pk)
        if name != document.name:
            query = f"?{self.query.urlencode()}" if self.query else ""
            return HttpResponseRedirect(f"{document.get_absolute_url()}{query}")
        kind = MEDIA_TYPES.get(ending(document.file.name), "application/octet-stream")
        return served(
            request, document.file, {"Cache-Control": "no-cache"},
            content_type=kind, as_attachment=True, filename=document.name,
        )  # fmt: skip
