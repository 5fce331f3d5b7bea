from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from consortium.files import LOCKED
from consortium.pages import Page
from consortium.uploads import MEDIA_TYPES
from milestones.document.content import MilestonesDocument
from milestones.document.gathering import document_of
from milestones.document.word import file_name, word_file


class DocumentPage(Page):
    """The milestones document, to read and to print."""

    template_name = "milestones/document.html"
    permission = "milestones.view_milestone"
    section = "timeline"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.render(
            {
                "crumbs": [("Timeline", reverse("milestones:timeline")), ("Milestones document", "")],
                "paper": document_of(self.reading, self.profile),
                "remark": "",
            }
        )


class DocumentWordFile(Page):
    """The same as a .docx file, of what is public alone: a file goes further than a preview."""

    def get(self, request: HttpRequest) -> HttpResponse:
        paper = document_of(self.reading, self.profile)
        return downloaded(paper, file_name(paper.as_of.plain))


def downloaded(paper: MilestonesDocument, name: str, remark: str = "") -> HttpResponse:
    """The document as a .docx file called `name`."""
    return HttpResponse(
        word_file(paper, remark),
        content_type=MEDIA_TYPES["docx"],
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Content-Security-Policy": LOCKED,
            "X-Content-Type-Options": "nosniff",
        },
    )
