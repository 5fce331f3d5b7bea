"""What machines ask for."""

from functools import cache
from typing import Any

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from consortium.database_away import AwayError, ask
from consortium.pages import NoSuchPage, Page, page_number
from consortium.revision import Revision, revision
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
    """Whether this process lives, and is ready to be asked by readers: 200, else 503.

    Ready is one whose database answers and has all the migrations of this build; else `why` says what it waits for.
    """
    health: dict[str, Any] = {
        "live": True,
        "ready": False,
        "revision": None,
        "changed": None,
        "migrated": None,
    }
    try:
        present, lacking = ask(condition)
    except AwayError:
        return not_ready({**health, "why": "The database does not answer."})
    if present:
        health |= {"revision": present.number, "changed": present.changed.isoformat(timespec="seconds")}
    if lacking or present is None:
        why = f"Not migrated: {', '.join(lacking) or 'the revision'}. Run manage.py migrate."
        return not_ready({**health, "migrated": False, "why": why})
    return JsonResponse({**health, "migrated": True, "ready": True})


def not_ready(health: dict[str, Any]) -> JsonResponse:
    """Who asks writes it down; a log of ours would say it every few seconds."""
    response = JsonResponse(health, status=503)
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


def condition(there: BaseDatabaseWrapper) -> tuple[Revision | None, list[str]]:
    """The present revision, and the names of the migrations of this build that the database lacks."""
    tables = there.introspection.table_names()
    applied = MigrationRecorder(there).applied_migrations() if "django_migrations" in tables else {}
    lacking = [
        f"{app}.{name}"
        for (app, name), migration in migrations().items()
        if (app, name) not in applied and not (migration.replaces and set(migration.replaces) <= set(applied))
    ]
    return (revision() if "consortium_revision" in tables else None), sorted(lacking)


@cache
def migrations() -> dict[tuple[str, str], Any]:
    return MigrationLoader(None).disk_migrations
