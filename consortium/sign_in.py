"""Signing in: whose address it is, the lock-out after wrong passwords, and a new password by mail."""

from collections.abc import Iterator
from datetime import timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any
from urllib.parse import urlsplit

from axes.models import AccessAttempt
from axes.utils import reset
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth import views
from django.contrib.auth.forms import PasswordResetForm
from django.db import transaction
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone

from consortium.views.errors import page

MOST_AT_AN_ADDRESS = 50  # wrong passwords within the time that a lock-out lasts
MOST_MAILS = 3  # an hour with a link that sets a new password
ASKED = "A new password was asked for by mail."


def visitor_address(request: HttpRequest) -> str | None:
    """The address that the outermost trusted proxy saw; what a visitor writes into the header stands left of it.

    One of IPv6 counts by its network: a single house has 2^64 of them to try passwords from.
    """
    told = request.headers.get("X-Forwarded-For", "").split(",") if settings.TRUSTED_PROXIES else []
    peer = request.META.get("REMOTE_ADDR", "")
    seen = [*told, peer]
    for text in (seen[-1 - settings.TRUSTED_PROXIES] if len(seen) > settings.TRUSTED_PROXIES else peer, peer):
        try:
            address = ip_address(text.strip())
        except ValueError:
            continue
        if isinstance(address, IPv6Address) and not address.ipv4_mapped:
            address = ip_network(f"{address.exploded}/64", strict=False).network_address
        return str(getattr(address, "ipv4_mapped", None) or address)
    return None


def typed_name(request: HttpRequest, credentials: Any = None) -> str | None:
    """The name to count wrong passwords by, no longer than an account's can be; the column would not take it."""
    name = (credentials or request.POST).get("username")
    return name[:150] if name else None


def too_many_from(request: HttpRequest) -> bool:
    """Whether so many passwords were wrong at this address, of whatever names, that somebody is trying names out.

    A whole office stands behind one address, and its people share the number.
    """
    since = timezone.now() - timedelta(hours=settings.AXES_COOLOFF_TIME)
    tried = AccessAttempt.objects.filter(ip_address=visitor_address(request), attempt_time__gte=since)
    return (tried.aggregate(wrong=Sum("failures_since_start"))["wrong"] or 0) >= MOST_AT_AN_ADDRESS


def locked_out(request: HttpRequest, response: Any = None, credentials: Any = None) -> HttpResponse:
    limits = {
        "limit": settings.AXES_FAILURE_LIMIT,
        "most": MOST_AT_AN_ADDRESS if too_many_from(request) else 0,
    }
    answer = page(request, "429.html", 429, limits)
    answer.headers["Retry-After"] = str(settings.AXES_COOLOFF_TIME * 3600)
    return answer


class AddressedForm(PasswordResetForm):
    """Links start from SITE_URL: whoever asks chooses the Host header."""

    def get_users(self, email: str) -> Iterator[Any]:
        """Each account gets few mails an hour, whoever asks; its history says that they were sent."""
        since = timezone.now() - timedelta(hours=1)
        for user in super().get_users(email):
            # One after the other, or those who ask at once are not counted.
            with transaction.atomic():
                list(type(user).objects.select_for_update().filter(pk=user.pk).values_list("pk"))
                kept = LogEntry.objects.filter(user=user, object_id=str(user.pk), change_message=ASKED)
                if kept.filter(action_time__gte=since).count() >= MOST_MAILS:
                    continue
                LogEntry.objects.log_actions(user.pk, [user], CHANGE, ASKED, single_object=True)
            yield user

    def save(self, *args: Any, **kwargs: Any) -> None:
        site = urlsplit(settings.SITE_URL)
        super().save(*args, **{**kwargs, "domain_override": site.netloc, "use_https": site.scheme == "https"})


class AdminLook:
    """In the frame of the admin, to which the reader is not signed in."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        each = admin.site.each_context(self.request)  # type: ignore[attr-defined]
        return {**each, **super().get_context_data(**kwargs)}  # type: ignore[misc]


class PasswordReset(AdminLook, views.PasswordResetView):
    form_class = AddressedForm


class PasswordResetDone(AdminLook, views.PasswordResetDoneView):
    pass


class PasswordResetConfirm(AdminLook, views.PasswordResetConfirmView):
    def form_valid(self, form: Any) -> HttpResponse:
        """Who can read the mail need not wait out the lock-out as well."""
        reset(username=form.user.get_username())
        return super().form_valid(form)


class PasswordResetComplete(AdminLook, views.PasswordResetCompleteView):
    pass


urlpatterns = [  # by these names the page that asks for the password finds them, and they one another
    path("password_reset/", PasswordReset.as_view(), name="admin_password_reset"),
    path("password_reset/done/", PasswordResetDone.as_view(), name="password_reset_done"),
    path("reset/<uidb64>/<token>/", PasswordResetConfirm.as_view(), name="password_reset_confirm"),
    path("reset/done/", PasswordResetComplete.as_view(), name="password_reset_complete"),
]
