from typing import Any

from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """What every page prints: whose site it is."""
    return {"profile": getattr(request, "profile", None)}
