from django.contrib import admin
from django.urls import include, path, register_converter

from consortium import sign_in
from consortium.views import Home, healthz, robots


class YearConverter:
    """A year of four digits: no number is too large for a database, and none has two addresses."""

    regex = "[1-9][0-9]{3}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


register_converter(YearConverter, "year")

urlpatterns = [
    path("", Home.as_view(), name="home"),
    path("members/", include("members.urls")),
    path("timeline/", include("milestones.urls")),
    path("meetings/", include("meetings.urls")),
    path("robots.txt", robots, name="robots"),
    path("healthz", healthz, name="healthz"),
    path("admin/", include(sign_in.urlpatterns)),
    path("admin/", admin.site.urls),
]

handler400 = "consortium.views.bad_request"
handler403 = "consortium.views.permission_denied"
handler404 = "consortium.views.page_not_found"
