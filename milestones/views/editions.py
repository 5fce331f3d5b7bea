from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse

from consortium.models import OldAddress
from consortium.pages import Listing, NoSuchPage, Page, RecordPage, neighbours
from milestones.document.changes import changes
from milestones.document.word import file_name
from milestones.models import Edition
from milestones.views.document import downloaded

PER_PAGE = 20


class EditionList(Page):
    """The editions, the latest first; at a date those that bear it or an earlier one, whenever they were frozen."""

    template_name = "milestones/edition_list.html"
    parameters = ("page",)
    permission = "milestones.view_edition"
    section = "timeline"

    def get(self, request: HttpRequest) -> HttpResponse:
        listing = Listing(self, self.reading.of(Edition.objects.all()).in_order()[::-1], PER_PAGE)
        whole = Edition.objects.in_bulk([edition.pk for edition in listing.rows])
        crumbs = [("Timeline", reverse("milestones:timeline")), ("Editions", "")]
        editions = [whole[edition.pk] for edition in listing.rows]
        return self.render({"crumbs": crumbs, "listing": listing, "editions": editions})


class EditionDetail(RecordPage):
    template_name = "milestones/edition_detail.html"
    permission = "milestones.view_edition"
    section = "timeline"

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        edition = self.one(Edition.objects.all(), slug=slug)
        previous, following = neighbours(self.reading.of(Edition.objects.all()).in_order(), edition)
        before = self.reading.of(Edition.objects.filter(pk=previous.pk)).get() if previous else None
        return self.render(
            {
                "crumbs": [
                    ("Timeline", reverse("milestones:timeline")),
                    ("Editions", reverse("milestones:edition-list")),
                    (edition.title, ""),
                ],
                "edition": edition,
                "paper": edition.document,
                "remark": edition.remark,
                "previous": previous,
                "next": following,
                "changed": what_changed(before, edition) if before else [],
            }
        )


def what_changed(before: Edition, edition: Edition) -> list[str]:
    """Sentences on what changed since the edition before; none where the words of one are not what was frozen."""
    old, new = before.document, edition.document
    return changes(old, new) if old and new and before.is_intact and edition.is_intact else []


class EditionWordFile(Page):
    """An edition as a .docx file, of a public one alone."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponseBase:
        try:
            edition: Any = self.one(Edition.objects.all(), slug=slug)
        except Http404:
            page = OldAddress.objects.address_now(reverse("milestones:edition-detail", args=[slug]))
            if page is None:
                raise
            return HttpResponsePermanentRedirect(f"{page.rstrip('/')}.docx")
        paper = edition.document
        if paper is None:
            its_page = [(edition.get_absolute_url(), str(edition))]
            raise NoSuchPage("The words of this edition can’t be read any more.", its_page)
        return downloaded(paper, file_name(edition.slug), edition.remark)
