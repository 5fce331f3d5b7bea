"""Open data: what tables there are, and each of them to download."""

import json
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from consortium.data import SUBJECTS, TABLES, Seen, Table
from consortium.data.files import MEDIA_TYPES, written
from consortium.data.lists import LISTS
from consortium.data.package import licences, package
from consortium.pages import NoSuchPage, Page


class ForScripts(Page):
    """What the scripts of any site may read, the redirects on the way to it among them: it is the same for everyone."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        response.headers["Access-Control-Allow-Origin"] = "*"
        return response


class Data(Page):
    template_name = "consortium/data.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.render({"subjects": SUBJECTS, "licensed": bool(licences(self.profile))})


class OfTable(Page):
    """What is about one table."""

    table: Table

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        name = kwargs["table"]
        if name not in TABLES:
            raise NoSuchPage(f"There is no table “{name[:40]}”.", [(reverse("data"), "All tables")])
        self.table, self.narrowing = TABLES[name], LISTS.get(name)
        return super().dispatch(request, *args, **kwargs)


class DataTable(OfTable):
    template_name = "consortium/data_table.html"

    def get(self, request: HttpRequest, table: str) -> HttpResponse:
        links = self.table.links
        return self.render(
            {
                "crumbs": [("Open data", reverse("data")), (self.table.title, "")],
                "table": self.table,
                "narrowing": self.narrowing,
                "columns": [
                    (column, TABLES[links[column.name].table] if column.name in links else None)
                    for column in self.table.columns
                ],
            }
        )


class DataFile(ForScripts, OfTable):
    form = "csv"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if narrowing := LISTS.get(kwargs["table"]):
            self.parameters, self.repeatable = narrowing.parameters, narrowing.repeatable
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, table: str) -> HttpResponseBase:
        seen = Seen(self.reading, TABLES)
        rows = self.table.rows(seen)
        if self.narrowing and self.query.keys() & set(self.narrowing.parameters):
            rows = self.narrowing.rows(self.query, rows, seen)
        at = f"-as-of-{self.reading.as_of.text}" if self.reading.as_of else ""
        return FileResponse(
            written(self.form, self.table, rows, seen),
            as_attachment=self.form == "csv",
            filename=f"{table}{at}.{self.form}",
            content_type=MEDIA_TYPES[self.form],
        )


class DataPackage(ForScripts):
    def get(self, request: HttpRequest) -> HttpResponseBase:
        text = json.dumps(package(self.profile, self.reading.as_of), ensure_ascii=False, indent=1)
        return HttpResponse(text, content_type="application/json")
