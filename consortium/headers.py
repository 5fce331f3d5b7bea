"""What an answer tells the browser to keep shut."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.security import SecurityMiddleware

# Each kind of thing that a page may load stands here, and comes from this host; nothing inline, no plug-in, no frame.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=()"


def close(response: HttpResponseBase) -> None:
    """Add what Django's own middleware does not. An answer that says something else itself keeps that."""
    response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
    # What the scripts of other sites may read, their pages may show.
    of_all = response.headers.get("Access-Control-Allow-Origin") == "*"
    response.headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin" if of_all else "same-origin")


def close_outside(request: HttpRequest, response: HttpResponse) -> None:
    """Add all headers to an answer that comes by no middleware."""
    close(response)
    response.headers.setdefault("X-Frame-Options", settings.X_FRAME_OPTIONS)
    SecurityMiddleware(lambda request: response).process_response(request, response)
