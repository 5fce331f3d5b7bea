import os
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.db.backends.signals import connection_created

from consortium.access_log import AccessLog

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consortium.settings")
django = AccessLog(get_wsgi_application())


def limit(connection: Any, **kwargs: Any) -> None:
    """No request's query runs longer, and none holds what others wait for; commands take the time they need."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = '30s'")
            cursor.execute("SET idle_in_transaction_session_timeout = '60s'")


connection_created.connect(limit)


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Django, reading every request as UTF-8: of a charset that is no text encoding it fails before any middleware."""
    content_type = environ.get("CONTENT_TYPE", "")
    if "charset" in content_type.lower():
        parts = content_type.split(";")
        environ["CONTENT_TYPE"] = ";".join(part for part in parts if "charset" not in part.lower())
    return django(environ, start_response)
