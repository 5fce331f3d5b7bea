from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """What every page prints: whose site it is, and what starts its absolute addresses."""
    return {"profile": getattr(request, "profile", None), "site_url": settings.SITE_URL}
