from typing import Any

from django.contrib import admin
from django.http import HttpRequest


class ConsortiumAdminSite(admin.AdminSite):
    index_title = "The record"

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        name = request.profile.name  # type: ignore[attr-defined]
        return {
            **super().each_context(request),
            "site_header": f"{name}: staff",
            "site_title": f"{name}: staff",
        }
