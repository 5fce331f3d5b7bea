"""What machines ask for."""

from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from consortium.pages import NoSuchPage, Page, page_number
from consortium.sitemaps import SECTIONS, files


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """The contact form stands at as many addresses as there are pages to write about; one is enough to find it."""
    lines = (
        "User-agent: *",
        "Disallow: /admin/",
        f"Disallow: {reverse('contact')}?",
        "",
        f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}",
    )
    return HttpResponse("".join(f"{line}\n" for line in lines), content_type="text/plain")


class SitemapIndex(Page):
    """The files that list the pages of the site."""

    template_name = "sitemap_index.xml"
    is_dated = False

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.listed(sitemaps=[{"location": address, "last_mod": None} for address in files()])

    def listed(self, **context: Any) -> HttpResponse:
        response = TemplateResponse(self.request, self.template_name, context, content_type="application/xml")
        response.headers["X-Robots-Tag"] = "noindex"
        return response


class SitemapFile(SitemapIndex):
    """The pages of one kind; of very many, a part."""

    template_name = "sitemap.xml"
    parameters = ("page",)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        kind = SECTIONS.get(kwargs["section"])
        if kind is None:
            raise Http404
        sitemap, number = kind(), page_number(self.query)
        if number > sitemap.paginator.num_pages:
            index = (reverse("sitemap"), "The list of all parts")
            raise NoSuchPage(f"This sitemap has {sitemap.paginator.num_pages} parts.", [index])
        return self.listed(urlset=sitemap.get_urls(number))


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Whether the database answers: 200 or 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"database": "unreachable"}, status=503)
    return JsonResponse({"database": "ok"})
