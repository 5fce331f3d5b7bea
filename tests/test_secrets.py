"""Nothing that is to be kept is in the repository, in what is served, on the page of a failure or in a log."""

import re

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.test import Client

from consortium.views.about import About
from tests.conftest import ROOT
from tests.factories import make_profile
from tests.test_sign_in import LOGIN, account

FOLDERS = ("consortium", "members", "milestones", "meetings", "templates", "tests", ".ci")
KEYS = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY"
    r"|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{30,}|\bxox[abp]-[0-9A-Za-z-]{20,}|\bsk-[A-Za-z0-9]{32,}|\beyJ[\w-]{20,}\.eyJ"
    r"|(?i:secret_?key|password|token)\s*[=:]\s*[\"']?(?=\w*\d)(?=\w*[a-z])[\w+/-]{32,}"
)


def texts():
    for place in (ROOT, *(ROOT / name for name in FOLDERS)):
        for file in place.rglob("*") if place != ROOT else place.iterdir():
            if file.is_file() and file.stat().st_size < 2_000_000 and "__pycache__" not in file.parts:
                yield file, file.read_bytes().decode("utf-8", "replace")


@pytest.mark.parametrize(
    "text",
    [
        "-----BEGIN RSA " + "PRIVATE KEY-----",
        "AK" + "IA" + "A1" * 8,
        "SECRET_KEY=" + "a1" * 20,
        "ghp_" + "a1" * 18,
    ],
)
def test_key_is_found(text):
    assert KEYS.search(text)


def test_no_key_is_in_the_repository():
    found = [(str(file.relative_to(ROOT)), text[:30]) for file, text in texts() if KEYS.search(text)]
    assert found == []
    assert len(list(texts())) > 300


def test_only_what_a_browser_needs_is_served_as_it_is():
    ours = [
        path
        for finder in get_finders()
        for path, storage in finder.list([])
        if path.startswith("consortium/")
    ]
    assert {path.rpartition(".")[2] for path in ours} == {"css", "js", "svg", "png"}
    assert not settings.STATIC_ROOT or str(settings.STATIC_ROOT) not in str(settings.MEDIA_ROOT)


@pytest.mark.django_db
def test_page_of_a_failure_tells_nothing_of_it(monkeypatch):
    make_profile()

    def fail(*args, **kwargs):
        secret = settings.SECRET_KEY
        raise RuntimeError(f"zebra {secret}")

    monkeypatch.setattr(About, "get", fail)
    response = Client(raise_request_exception=False).get("/about/?as_of=2017")
    text = response.content.decode() + str(response.headers)
    assert response.status_code == 500
    assert not re.search("zebra|RuntimeError|Traceback|settings|\\.py|Django|Python", text)


@pytest.mark.django_db
def test_no_log_has_a_password_or_a_name(client, caplog, capfd):
    make_profile()
    account()
    caplog.set_level("DEBUG")
    forged = "clerk\nERROR django.request: forged\x1b[2J"
    for name in ("clerk", forged):
        client.post(LOGIN, {"username": name, "password": "zebra secret"})
    client.post("/admin/password_reset/", {"email": "clerk@example.org"})
    said = caplog.text + "".join(capfd.readouterr())
    assert "AXES" in said
    assert not re.search("zebra|forged|clerk", said)
    kept = "".join(f"{row.get_data}{row.post_data}" for row in AccessAttempt.objects.all())
    assert "username" in kept
    assert "zebra" not in kept
