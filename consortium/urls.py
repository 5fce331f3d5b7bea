from django.contrib import admin
from django.urls import include, path, register_converter

from consortium import sign_in
from consortium.views.about import About
from consortium.views.data import Data, DataFile, DataPackage, DataTable
from consortium.views.feeds import MeetingFeedPage, MilestoneFeedPage
from consortium.views.forms import Contact, Join
from consortium.views.home import Home
from consortium.views.machines import SitemapFile, SitemapIndex, healthz, robots
from consortium.views.plans import PlanDetail, PlanInForce
from consortium.views.promises import Accessibility, Privacy
from consortium.views.search import SearchPage


class YearConverter:
    """A year of four digits: no number is too large for a database, and none has two addresses."""

    regex = "[1-9][0-9]{3}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


class IdConverter:
    """A row's number, written in one way, that every database can hold."""

    regex = "[1-9][0-9]{0,17}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


register_converter(YearConverter, "year")
register_converter(IdConverter, "id")

urlpatterns = [
    path("", Home.as_view(), name="home"),
    path("", include("members.urls")),
    path("", include("meetings.urls")),
    path("", include("milestones.urls")),
    path("about/", About.as_view(), name="about"),
    path("about/plan/", PlanInForce.as_view(), name="plan"),
    path("about/plan/<slug:slug>/", PlanDetail.as_view(), name="plan-detail"),
    path("data/", Data.as_view(), name="data"),
    path("data/datapackage.json", DataPackage.as_view(), name="data-package"),
    path("data/<slug:table>/", DataTable.as_view(), name="data-table"),
    path("data/<slug:table>.csv", DataFile.as_view(form="csv"), name="data-csv"),
    path("data/<slug:table>.json", DataFile.as_view(form="json"), name="data-json"),
    path("feeds/milestones.atom", MilestoneFeedPage.as_view(), name="feed-milestones"),
    path("feeds/meetings.atom", MeetingFeedPage.as_view(), name="feed-meetings"),
    path("search/", SearchPage.as_view(), name="search"),
    path("join/", Join.as_view(), name="join"),
    path("contact/", Contact.as_view(), name="contact"),
    path("privacy/", Privacy.as_view(), name="privacy"),
    path("accessibility/", Accessibility.as_view(), name="accessibility"),
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", SitemapIndex.as_view(), name="sitemap"),
    path("sitemap-<slug:section>.xml", SitemapFile.as_view(), name="sitemap-section"),
    path("healthz", healthz, name="healthz"),
    path("admin/", include(sign_in.urlpatterns)),
    path("admin/", admin.site.urls),
]

handler400 = "consortium.views.errors.bad_request"
handler403 = "consortium.views.errors.permission_denied"
handler404 = "consortium.views.errors.page_not_found"
handler500 = "consortium.views.errors.server_error"
