import os
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consortium.settings")
django = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Django, reading every request as UTF-8: of a charset that is no text encoding it fails before any middleware."""
    content_type = environ.get("CONTENT_TYPE", "")
    if "charset" in content_type.lower():
        parts = content_type.split(";")
        environ["CONTENT_TYPE"] = ";".join(part for part in parts if "charset" not in part.lower())
    return django(environ, start_response)
