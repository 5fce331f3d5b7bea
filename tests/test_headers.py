"""What every kind of answer tells the browser, on a site with https: its headers, by the rules of the HTTP Observatory,
and its cookies.

The rules are those of https://github.com/mdn/mdn-http-observatory, src/grader/charts.js (what each result is worth) and
src/analyzer/tests (how it comes about); a scan reads one page of a site, here each kind of answer is read.
"""

import runpy
from types import SimpleNamespace

import pytest
from django.conf import settings as current
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from consortium import page_cache
from consortium.database_away import AwayError
from consortium.views.about import About
from milestones.models import Document
from tests.factories import make_document, make_profile, make_topic
from tests.test_pages import OF_TODAY, PAGES, a_record

HOST = "record.example.org"
PASSWORD = "a password of staff"
OF_HTTPS = (
    "SITE_URL",
    "ALLOWED_HOSTS",
    "SECURE_",
    "SESSION_COOKIE_",
    "CSRF_",
)  # how the names of settings begin

# Result → what it is worth. A site starts at 100; what is more counts only where there are 90 without it.
WORTH = {
    "csp-implemented-with-no-unsafe-default-src-none": 10,
    "csp-implemented-with-no-unsafe": 5,
    "csp-implemented-with-unsafe-inline-in-style-src-only": 0,
    "csp-implemented-with-unsafe-eval": -10,
    "csp-implemented-with-insecure-scheme": -20,
    "csp-implemented-with-unsafe-inline": -20,
    "csp-not-implemented": -25,
    "cookies-secure-with-httponly-sessions-and-samesite": 5,
    "cookies-not-found": 0,
    "cookies-without-secure-flag": -20,
    "cookies-anticsrf-without-samesite-flag": -20,
    "cookies-session-without-httponly-flag": -30,
    "cookies-session-without-secure-flag": -40,
    "cross-origin-resource-sharing-not-implemented": 0,
    "cross-origin-resource-sharing-implemented-with-public-access": 0,
    "cross-origin-resource-sharing-implemented-with-universal-access": -50,
    "referrer-policy-private": 5,
    "referrer-policy-not-implemented": 0,
    "referrer-policy-unsafe": -5,
    "hsts-implemented-max-age-at-least-six-months": 0,
    "hsts-implemented-max-age-less-than-six-months": -10,
    "hsts-not-implemented": -20,
    "x-content-type-options-nosniff": 0,
    "x-content-type-options-not-implemented": -5,
    "x-frame-options-implemented-via-csp": 5,
    "x-frame-options-sameorigin-or-deny": 0,
    "x-frame-options-not-implemented": -20,
    "cross-origin-resource-policy-implemented-with-same-origin": 10,
    "cross-origin-resource-policy-implemented-with-cross-origin": 0,
    "cross-origin-resource-policy-not-implemented": 0,
}
BROAD = {"ftp:", "http:", "https:", "*", "http://*", "http://*.*", "https://*", "https://*.*"}
UNSAFE_INLINE = {"'unsafe-inline'", "data:"}
PRIVATE = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
SIX_MONTHS = 15_552_000  # seconds


def sources(policy):
    """Directive → its sources."""
    words = [part.split() for part in policy.split(";") if part.strip()]
    return {first.lower(): {word.lower() for word in rest} for first, *rest in words}


def of_csp(response):
    policy = response.headers.get("Content-Security-Policy")
    if not policy:
        return "csp-not-implemented"
    csp = sources(policy)
    default = csp.get("default-src", {"*"})
    script, style, objects = (csp.get(f"{kind}-src", default) for kind in ("script", "style", "object"))
    if script & (BROAD | UNSAFE_INLINE) or objects & BROAD:
        return "csp-implemented-with-unsafe-inline"
    if any(source.startswith(("http:", "ftp:")) for found in csp.values() for source in found):
        return "csp-implemented-with-insecure-scheme"
    if "'unsafe-eval'" in script | style:
        return "csp-implemented-with-unsafe-eval"
    if style & (BROAD | UNSAFE_INLINE):
        return "csp-implemented-with-unsafe-inline-in-style-src-only"
    end = "-default-src-none" if default == {"'none'"} else ""
    return f"csp-implemented-with-no-unsafe{end}"


def of_cookies(response):
    found = "cookies-secure-with-httponly-sessions-and-samesite" if response.cookies else "cookies-not-found"
    for name, cookie in response.cookies.items():
        is_session = "sess" in name.lower() or "login" in name.lower()
        results = {
            "cookies-without-secure-flag": not cookie["secure"],
            "cookies-anticsrf-without-samesite-flag": "csrf" in name.lower() and not cookie["samesite"],
            "cookies-session-without-httponly-flag": is_session and not cookie["httponly"],
            "cookies-session-without-secure-flag": is_session and not cookie["secure"],
        }
        found = min([found, *(result for result, holds in results.items() if holds)], key=WORTH.get)
    return found


def of_cors(response):
    origin = response.headers.get("Access-Control-Allow-Origin")
    if origin is None:
        return "cross-origin-resource-sharing-not-implemented"
    is_public = origin == "*" and "Access-Control-Allow-Credentials" not in response.headers
    return f"cross-origin-resource-sharing-implemented-with-{'public' if is_public else 'universal'}-access"


def of_referrer(response):
    policy = response.headers.get("Referrer-Policy")
    return f"referrer-policy-{'not-implemented' if policy is None else 'private' if policy in PRIVATE else 'unsafe'}"


def of_hsts(response):
    told = response.headers.get("Strict-Transport-Security", "").lower().split("; ")
    ages = [int(part.removeprefix("max-age=")) for part in told if part.startswith("max-age=")]
    if not ages:
        return "hsts-not-implemented"
    return f"hsts-implemented-max-age-{'at-least' if ages[0] >= SIX_MONTHS else 'less-than'}-six-months"


def of_types(response):
    told = response.headers.get("X-Content-Type-Options") == "nosniff"
    return f"x-content-type-options-{'nosniff' if told else 'not-implemented'}"


def of_frames(response):
    if "frame-ancestors" in sources(response.headers.get("Content-Security-Policy", "")):
        return "x-frame-options-implemented-via-csp"
    told = response.headers.get("X-Frame-Options", "").lower() in {"deny", "sameorigin"}
    return f"x-frame-options-{'sameorigin-or-deny' if told else 'not-implemented'}"


def of_resources(response):
    told = response.headers.get("Cross-Origin-Resource-Policy")
    return f"cross-origin-resource-policy-{f'implemented-with-{told}' if told else 'not-implemented'}"


def score(response):
    """Scripts of the site's own host without their hashes are worth nothing, neither more nor less."""
    tests = (of_csp, of_cookies, of_cors, of_referrer, of_hsts, of_types, of_frames, of_resources)
    worth = [WORTH[test(response)] for test in tests]
    least = 100 + sum(value for value in worth if value < 0)
    return max(0, least + sum(value for value in worth if value > 0) if least >= 90 else least)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        pytest.param({}, 30, id="nothing"),
        pytest.param({"Content-Security-Policy": "default-src 'self'"}, 55, id="the policy alone"),
        pytest.param(
            {"Content-Security-Policy": "default-src 'self' 'unsafe-inline'"}, 35, id="inline scripts"
        ),
        pytest.param(
            {
                "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'",
                "Strict-Transport-Security": "max-age=31536000",
                "X-Content-Type-Options": "nosniff",
            },
            110,
            id="all that is asked for",
        ),
        pytest.param(
            {
                "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
                "Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload",
                "X-Content-Type-Options": "nosniff",
                "Referrer-Policy": "no-referrer",
                "Cross-Origin-Resource-Policy": "same-origin",
            },
            130,
            id="and more",
        ),
        pytest.param(
            {
                "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
                "Strict-Transport-Security": "max-age=60",
                "X-Content-Type-Options": "nosniff",
                "Cross-Origin-Resource-Policy": "same-origin",
            },
            115,
            id="a short time",
        ),
    ],
)
def test_score_is_that_of_the_rules(headers, expected):
    assert score(HttpResponse(headers=headers)) == expected


def test_insecure_cookie_costs_its_score():
    response = HttpResponse()
    response.set_cookie("sessionid", "a")
    assert (score(response), of_cookies(response)) == (0, "cookies-session-without-secure-flag")


# The site with https


@pytest.fixture
def https(settings, monkeypatch):
    """The settings that an address with https gives."""
    monkeypatch.setenv("SITE_URL", f"https://{HOST}")
    read = runpy.run_path(str(current.BASE_DIR / "consortium" / "settings.py"))
    for name in read:
        if name.startswith(OF_HTTPS):
            setattr(settings, name, read[name])
    settings.WHITENOISE_AUTOREFRESH = settings.WHITENOISE_USE_FINDERS = True
    make_profile()
    return settings


def browser(**kwargs):
    """A browser at the site; what fails comes as a page."""
    return Client(raise_request_exception=False, headers={"host": HOST}, **kwargs)


def ask(client, address, method="get", **kwargs):
    response = getattr(client, method)(address, secure=True, **kwargs)
    if response.streaming:
        list(response)
    return response


@pytest.mark.django_db
def test_every_kind_of_answer_has_a_score_of_100_and_more(https, monkeypatch):
    a_record()
    make_document(title="With a file", file=SimpleUploadedFile("a.pdf", b"%PDF-1.7 a"))
    User.objects.create_superuser("clerk", password=PASSWORD)
    reader, staff = browser(), browser()
    staff.force_login(User.objects.get())
    found = {
        name: ask(client, address)
        for name, client, address in (
            ("home page", reader, "/"),
            ("list", reader, "/members/?state=VA"),
            ("page of a record", reader, "/members/first/"),
            ("form", reader, "/contact/"),
            ("feed", reader, "/feeds/meetings.atom"),
            ("download", reader, "/data/districts.csv"),
            ("document", reader, Document.objects.get(title="With a file").get_absolute_url()),
            ("health", reader, "/healthz"),
            ("style", reader, "/static/consortium/site.css"),
            ("sign-in", reader, "/admin/login/"),
            ("front page of staff", staff, "/admin/"),
            ("to the sign-in", reader, "/admin/members/"),
            ("without what is unknown", reader, "/members/?utm=1"),
            ("400", reader, "/members/?page=x"),
            ("404", reader, "/nope"),
        )
    }
    found["405"] = ask(reader, "/", "post")
    found["403"] = ask(browser(enforce_csrf_checks=True), "/contact/", "post")
    for _ in range(5):
        found["429"] = ask(reader, "/admin/login/", "post", data={"username": "clerk", "password": "wrong"})
    monkeypatch.setattr(About, "get", lambda *args, **kwargs: 1 / 0)
    found["500"] = ask(reader, "/about/")
    with monkeypatch.context() as patch:
        patch.setattr(page_cache, "connection", SimpleNamespace(in_atomic_block=False))
        patch.setattr(page_cache, "ask", away)
        found["503"] = ask(reader, "/members/")
        found["503 of staff"] = ask(staff, "/admin/")
    wrong = {
        name: (response.status_code, score(response))
        for name, response in found.items()
        if score(response) < 100 or (name[:3].isdecimal() and not name.startswith(str(response.status_code)))
    }
    assert wrong == {}
    told = {name: score(response) for name, response in found.items()}
    assert min(told.values()) == 120
    assert {name for name, points in told.items() if points < 130} == {"download", "style", "document"}


def away(question):
    raise AwayError


@pytest.mark.django_db
def test_http_leads_to_the_same_page_of_https(https):
    response = browser().get("/members/?state=VA")
    assert (response.status_code, response.headers["Location"]) == (
        301, f"https://{HOST}/members/?state=VA",
    )  # fmt: skip


@pytest.mark.django_db
def test_readers_get_no_cookie_but_that_of_a_form(https):
    a_record()
    reader = browser()
    given = {}
    for address in [address for address, _ in [*PAGES.values(), *OF_TODAY.values()]] + [
        "/nope",
        "/members/?page=x",
    ]:
        if cookies := ask(reader, address).cookies:
            given[address] = set(cookies)
    assert given == {}
    assert set(ask(reader, "/contact/").cookies) == {"__Host-csrftoken"}


@pytest.mark.django_db
def test_every_cookie_is_of_this_host_and_out_of_reach(https):
    User.objects.create_superuser("clerk", password=PASSWORD)
    client, topic = browser(), make_topic()
    answers = [
        ask(client, "/admin/login/"),
        ask(client, "/admin/login/", "post", data={"username": "clerk", "password": PASSWORD}),
        ask(client, f"/admin/consortium/topic/{topic.pk}/delete/", "post", data={"post": "yes"}),
    ]
    given = {name: cookie for answer in answers for name, cookie in answer.cookies.items()}
    flags = {
        name: (
            bool(cookie["secure"]),
            bool(cookie["httponly"]),
            cookie["samesite"],
            cookie["path"],
            cookie["domain"],
        )
        for name, cookie in given.items()
    }
    locked = (True, True, "Lax", "/", "")
    assert flags == {"__Host-csrftoken": locked, "__Host-sessionid": locked, "messages": locked}


def test_http_has_plain_names_of_cookies():
    """A browser would not take a cookie of such a name without https."""
    assert (current.SESSION_COOKIE_NAME, current.CSRF_COOKIE_NAME) == ("sessionid", "csrftoken")
