"""The second factor: each member of staff adds a device, and enters what it shows to be able to publish.

A lost device has two ways back: a backup code, or an administrator, who takes the old device away (accounts.py).
`manage.py remove_device` is for the last administrator.
"""

import io
from base64 import b32encode
from math import ceil
from typing import Any
from urllib.parse import quote

import qrcode
import qrcode.image.svg
from django import forms
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.defaultfilters import pluralize
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe
from django_otp import login
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from consortium.roles import PUBLISH, asks_for_second_factor

CODES = 10


class TokenForm(forms.Form):
    token = forms.CharField(
        max_length=20,
        help_text="The six digits that your device shows now, or one of your backup codes.",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True, "size": 12}),
    )

    def __init__(self, *args: Any, user: User, confirming: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.confirming = user, confirming
        self.device: Any = None
        if confirming:
            self.fields["token"].help_text = "The six digits that your device shows now."

    def clean_token(self) -> str:
        token = "".join(self.cleaned_data["token"].split()).lower()
        kind = TOTPDevice if self.confirming or len(token) == 6 else StaticDevice  # type: Any
        waits = []
        with transaction.atomic():
            devices = kind.objects.devices_for_user(self.user, confirmed=not self.confirming)
            for device in devices.select_for_update():
                allowed, why = device.verify_is_allowed()
                if not allowed:
                    waits.append((why["locked_until"] - timezone.now()).total_seconds())
                elif device.verify_token(token):
                    self.device = device
                    return token
        if waits:
            raise forms.ValidationError(
                f"After a wrong token the next one has to wait: try again in {seconds(max(waits))}."
            )
        raise forms.ValidationError("That is not the right token, or it was used already.")


def seconds(wait: float) -> str:
    """A wait in words, no shorter than it is."""
    count = max(1, ceil(wait))
    return f"{count} second{pluralize(count)}"


def devices_of(user: Any) -> Any:
    return TOTPDevice.objects.filter(user=user, confirmed=True)


def remove_devices(user: Any) -> int:
    """Take away all devices and backup codes of an account; how many devices there were."""
    with transaction.atomic():
        count = devices_of(user).count()
        TOTPDevice.objects.filter(user=user).delete()
        StaticDevice.objects.filter(user=user).delete()
    return count


def make_codes(user: Any) -> list[str]:
    with transaction.atomic():
        StaticDevice.objects.filter(user=user).delete()
        device = StaticDevice.objects.create(user=user, name="backup codes")
        tokens = [StaticToken(device=device, token=StaticToken.random_token()) for _ in range(CODES)]
        return [row.token for row in StaticToken.objects.bulk_create(tokens)]


def log(request: HttpRequest, user: Any, message: str) -> None:
    """In the history of the account."""
    admin.site.get_model_admin(User).log_change(request, user, message)


def screen(request: HttpRequest, template: str, title: str, **context: Any) -> TemplateResponse:
    common = {**admin.site.each_context(request), "title": title}
    return TemplateResponse(request, f"admin/second_factor/{template}.html", {**common, **context})


def demand_device(request: HttpRequest) -> None:
    """Who has a device must have used it: a password alone may neither replace nor remove it."""
    user: Any = request.user
    if not user.is_verified() and devices_of(user).exists():
        raise PermissionDenied


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    return screen(
        request,
        "overview",
        "Second factor",
        devices=list(devices_of(user).order_by("pk")),
        verified=user.is_verified(),
        asked_for=asks_for_second_factor(),
        publishes=user.has_perm(PUBLISH),
        codes_left=StaticToken.objects.filter(device__user=user).count(),
    )


def add(request: HttpRequest) -> HttpResponse:
    """A new device waits, unconfirmed, until it has shown a right token."""
    demand_device(request)
    user: Any = request.user
    if request.method == "POST" and "token" not in request.POST:
        TOTPDevice.objects.filter(user=user, confirmed=False).delete()
        TOTPDevice.objects.create(user=user, confirmed=False, name="authenticator")
        return HttpResponseRedirect(request.path)
    device = waiting(user)
    if device is None:
        return HttpResponseRedirect(reverse("admin:second_factor"))
    form = TokenForm(request.POST or None, user=user, confirming=True)
    if request.method == "POST" and form.is_valid():
        first = not devices_of(user).exists()
        form.device.confirmed = True
        form.device.save(update_fields=["confirmed"])
        login(request, form.device)
        request.session.cycle_key()
        log(request, user, "Added a device for the second factor.")
        codes = make_codes(user) if first else []
        return screen(request, "codes", "Your device is added", codes=codes)
    secret = b32encode(device.bin_key).decode()
    groups = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
    return screen(request, "add", "Add a device", form=form, secret=groups)


def waiting(user: Any) -> Any:
    return TOTPDevice.objects.filter(user=user, confirmed=False).order_by("-pk").first()


@require_safe
def picture(request: HttpRequest) -> HttpResponse:
    """The secret of the device that waits, for a camera: black on white whatever the colours of the page."""
    device = waiting(request.user)
    if device is None:
        raise Http404
    issuer = quote(request.profile.name.replace(":", ""))  # type: ignore[attr-defined]
    code = qrcode.make(
        f"{device.config_url}&issuer={issuer}", image_factory=qrcode.image.svg.SvgPathFillImage, box_size=20
    )
    file = io.BytesIO()
    code.save(file)
    return HttpResponse(file.getvalue(), content_type="image/svg+xml")


def enter(request: HttpRequest) -> HttpResponse:
    """After the password, or when publishing asks for it."""
    user: Any = request.user
    onward = request.POST.get("next") or request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(onward, {request.get_host()}, request.is_secure()):
        onward = reverse("admin:index")
    if not devices_of(user).exists():
        return HttpResponseRedirect(reverse("admin:second_factor"))
    form = TokenForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        login(request, form.device)
        request.session.cycle_key()
        if isinstance(form.device, StaticDevice):
            log(request, user, "Used a backup code.")
        return HttpResponseRedirect(onward)
    return screen(
        request,
        "enter",
        "Second factor",
        form=form,
        next=onward,
        asked_for=asks_for_second_factor(),
        publishes=user.has_perm(PUBLISH),
    )


@require_POST
def codes(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    if not user.is_verified():
        raise PermissionDenied
    by_code = isinstance(user.otp_device, StaticDevice)
    new = make_codes(user)
    if by_code:  # the row that vouched for this session is replaced
        login(request, StaticDevice.objects.get(user=user))
    log(request, user, "Made new backup codes.")
    return screen(request, "codes", "New backup codes", codes=new)


@require_POST
def remove(request: HttpRequest) -> HttpResponse:
    demand_device(request)
    if remove_devices(request.user):
        log(request, request.user, "Removed the second factor.")
    return HttpResponseRedirect(reverse("admin:second_factor"))


def urls(site: admin.AdminSite) -> list[URLPattern]:
    views = {
        "": ("second_factor", overview),
        "add/": ("second_factor_add", add),
        "add/code.svg": ("second_factor_picture", picture),
        "enter/": ("second_factor_enter", enter),
        "codes/": ("second_factor_codes", codes),
        "remove/": ("second_factor_remove", remove),
    }
    return [
        path(f"second-factor/{end}", site.admin_view(view), name=name) for end, (name, view) in views.items()
    ]
