"""What is tried by those who mean harm: addresses that lead away, hosts that are not ours, guessing, flooding."""

import random
import re
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from urllib.parse import quote, urljoin, urlsplit

import pytest
from axes.models import AccessAttempt
from django.contrib.admin.models import LogEntry
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core import mail
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.test import Client
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from consortium import page_cache
from consortium.imports import files
from consortium.models import Profile
from consortium.revision import State
from consortium.sign_in import MOST_AT_AN_ADDRESS, MOST_MAILS
from tests.factories import make_profile
from tests.test_addresses import FORMS, answer
from tests.test_pages import a_record
from tests.test_roles import rows, visits
from tests.test_sign_in import LOGIN, PASSWORD, account, fail, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def profile():
    return make_profile(name="A consortium")


# Away from this host

ELSEWHERE = "evil.example.com"
NEXT = [
    f"{scheme}{ELSEWHERE}{path}"
    for scheme in (
        "http://", "https://", "HTTPS://", "//", "///", "////", "/\\", "\\\\", "\\/", "/\\/", "http:\\\\", "https:/", "https:",
        "http:///", "https:////", "ftp://", "\t//", "/\t/", "\n//", "/\n/", " //", "%2F%2F", "/%2F", "http://testserver@",
        "http://testserver:80@", "http://testserver.",
    )
    for path in ("", "/admin/")
] + [
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "data:text/html,x", "vbscript:x", "//", "http://",
    "http://[", "http://testserver\0.evil.example.com/", "\x00//evil.example.com", "\u2028//evil.example.com",
    "//evil。example。com/",
]  # fmt: skip


def leaves_the_host(location):
    """Whether a browser that is sent there by a page of the site ends up elsewhere, or runs something."""
    if "\0" in location or location != location.strip():
        return True
    read = "".join(character for character in location if character not in "\t\r\n").replace("\\", "/")
    split = urlsplit(urljoin("http://testserver/admin/login/", read))
    return (split.scheme, split.netloc) != ("http", "testserver")


def test_what_leads_away_is_told():
    assert [leaves_the_host(address) for address in ("/admin/", "//x", "/\\x", "/\t/x", "javascript:x", "x")] == [
        False, True, True, True, True, False,
    ]  # fmt: skip
    assert len(NEXT) >= 60


def test_nobody_is_led_away_after_signing_in_or_out_or_the_second_factor(monkeypatch):
    monkeypatch.setattr(TemplateResponse, "rendered_content", "")
    user, client = account(), Client()
    led = {}
    for index, onward in enumerate(NEXT):
        signed_in = client.post(LOGIN, {"username": "clerk", "password": PASSWORD, "next": onward})
        led["in", onward] = signed_in.headers["Location"]
        if index % 4 == 0:
            signed_out = client.post(f"/admin/logout/?next={quote(onward)}")
            led["out", onward] = signed_out.headers.get("Location", "")
    TOTPDevice.objects.create(user=user, confirmed=True)
    client.force_login(user)
    for onward in NEXT:
        entered = client.get(f"/admin/second-factor/enter/?next={quote(onward)}")
        if entered.status_code != 400:  # as it has a null byte
            led["enter", onward] = entered.context_data["next"]
    assert {asked: place for asked, place in led.items() if leaves_the_host(place)} == {}
    assert len(led) > 2 * len(NEXT)


@pytest.mark.parametrize(
    "path",
    ["//{}", "//{}/", "//{}/members", "/\\{}/members", "///{}/admin", "//{}/%2e%2e", "/http://{}/members"],
)
def test_path_that_looks_like_a_host_leads_nowhere(client, path):
    response = client.generic("GET", "/", PATH_INFO=path.format(ELSEWHERE))
    assert response.status_code == 404 or not leaves_the_host(response.headers["Location"])


# Hosts

WRONG_HOSTS = [
    ELSEWHERE, f"testserver.{ELSEWHERE}", f"{ELSEWHERE}:80", f"testserver@{ELSEWHERE}", f"testserver:80@{ELSEWHERE}",
    f"testserver/{ELSEWHERE}", f"testserver#{ELSEWHERE}", f"testserver?{ELSEWHERE}", f"testserver,{ELSEWHERE}",
    f"testserver {ELSEWHERE}", f"testserver\\{ELSEWHERE}", "testserver:x", "test_server", "-testserver", ".testserver",
    "[::1", "[::1]x", "127.0.0.1", "0", "testserver\0",
]  # fmt: skip


@pytest.mark.parametrize("host", WRONG_HOSTS)
def test_wrong_host_is_refused(client, settings, host):
    settings.ALLOWED_HOSTS = ["testserver"]
    for address in ("/", "/nope", "/admin/login/", "/feeds/meetings.atom"):
        response = client.get(address, headers={"host": host})
        assert (response.status_code, ELSEWHERE in response.content.decode()) == (400, False)


def test_host_that_a_proxy_is_said_to_have_seen_is_not_believed(client, settings):
    settings.SITE_URL, settings.ALLOWED_HOSTS = "https://record.example.org", ["testserver"]
    a_record()
    account()
    forged = {
        "X-Forwarded-Host": ELSEWHERE,
        "X-Host": ELSEWHERE,
        "X-Forwarded-Server": ELSEWHERE,
        "Forwarded": f"host={ELSEWHERE}",
        "X-Original-URL": f"https://{ELSEWHERE}/",
    }
    pages = (
        "/",
        "/members/first/",
        "/feeds/milestones.atom",
        "/feeds/meetings.atom",
        "/meetings/calendar.ics",
        "/sitemap.xml",
    )
    pages += (
        "/sitemap-lists.xml",
        "/robots.txt",
        "/data/datapackage.json",
        "/nope",
        "/admin/",
        "/admin/login/",
    )
    told = {
        page: (answer := client.get(page, headers=forged)).content.decode() + str(answer.headers)
        for page in pages
    }
    assert [page for page, text in told.items() if ELSEWHERE in text] == []
    client.post("/admin/password_reset/", {"email": "clerk@example.org"}, headers=forged)
    (message,) = mail.outbox
    assert ELSEWHERE not in message.message().as_string()
    assert "https://record.example.org/admin/reset/" in message.body


def test_answer_to_a_wrong_host_is_not_kept(client, settings, monkeypatch):
    settings.ALLOWED_HOSTS = ["testserver"]
    kept = []
    monkeypatch.setattr(
        "django.http.response.HttpResponseBase.close", lambda response: None
    )  # nor the connection
    monkeypatch.setattr(page_cache, "connection", SimpleNamespace(in_atomic_block=False))
    monkeypatch.setattr(page_cache, "ask", lambda question: State("a", date(2026, 11, 22)))
    monkeypatch.setattr(page_cache.Shelf, "keep", lambda shelf, key, answer: kept.append(key))
    statuses = [
        client.get("/members/", headers={"host": host}).status_code for host in ("testserver", *WRONG_HOSTS)
    ]
    client.get("/members/", headers={"host": "testserver", "X-Forwarded-Host": ELSEWHERE})
    assert (statuses, kept) == ([200] + [400] * len(WRONG_HOSTS), [("http", "testserver", "/members/")] * 2)


# Names and passwords


@pytest.fixture
def hashed(monkeypatch):
    """How often a password was hashed, which is what takes time."""
    made, encode = [], MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher,
        "encode",
        lambda self, password, salt: made.append(1) or encode(self, password, salt),
    )
    return made


def test_known_and_unknown_names_are_answered_alike_and_after_as_much_work(hashed):
    account("clerk")
    account("gone.", is_active=False)
    told = {}
    for name in ("clerk", "gone.", "nobod"):
        hashed.clear()
        response = Client().post(LOGIN, {"username": name, "password": "wrong"})
        text = response.content.decode().replace(name, "name")
        csrf = response.context["csrf_token"]
        told[name] = (response.status_code, text.replace(str(csrf), ""), len(hashed))
    assert told["clerk"] == told["gone."] == told["nobod"]
    assert told["clerk"][2] == 1


def test_many_wrong_names_from_one_address_are_stopped_and_other_addresses_are_not(client):
    account()
    wrong = MOST_AT_AN_ADDRESS - 1
    AccessAttempt.objects.bulk_create(
        AccessAttempt(
            username=f"name{number}",
            ip_address="127.0.0.1",
            failures_since_start=1,
            attempt_time=timezone.now(),
        )
        for number in range(wrong)
    )
    assert fail(client, times=2) == [200, 429]
    locked = sign_in(client)
    assert (locked.status_code, locked.headers["Retry-After"]) == (429, "3600")
    assert "from this network" in locked.content.decode()
    assert client.get("/").status_code == 200
    assert sign_in(client, REMOTE_ADDR="10.0.0.2").status_code == 302
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(hours=1, seconds=1))
    assert sign_in(client).status_code == 302


def test_account_gets_few_mails_an_hour_and_its_history_tells(client):
    account()
    account("other")
    for _ in range(MOST_MAILS + 2):
        for name in ("clerk", "other"):
            asked = client.post("/admin/password_reset/", {"email": f"{name}@example.org"})
            assert asked.headers["Location"] == "/admin/password_reset/done/"
    assert len(mail.outbox) == 2 * MOST_MAILS
    told = {entry.get_change_message() for entry in LogEntry.objects.all()}
    assert (told, LogEntry.objects.count()) == ({"A new password was asked for by mail."}, 2 * MOST_MAILS)
    LogEntry.objects.update(action_time=timezone.now() - timedelta(hours=1, seconds=1))
    client.post("/admin/password_reset/", {"email": "clerk@example.org"})
    assert len(mail.outbox) == 2 * MOST_MAILS + 1


# Sessions


def is_in(client):
    return client.get("/admin/second-factor/").status_code == 200


def test_sign_in_gives_a_new_session_and_sign_out_ends_it(client):
    account()
    client.get(LOGIN)
    planted = Session.objects.create(
        session_key="a" * 32, session_data="", expire_date=timezone.now() + timedelta(days=1)
    )
    client.cookies["sessionid"] = planted.session_key
    sign_in(client)
    key = client.cookies["sessionid"].value
    assert (key != planted.session_key, is_in(client)) == (True, True)
    thief = Client()
    thief.cookies["sessionid"] = key
    assert is_in(thief)
    client.post("/admin/logout/")
    thief.cookies["sessionid"] = key
    assert (is_in(thief), is_in(client), Session.objects.filter(session_key=key).exists()) == (
        False,
        False,
        False,
    )


@pytest.mark.parametrize("way", ["by its owner", "by an administrator", "by mail"])
def test_new_password_ends_the_other_sessions(client, way):
    user, other = account(), Client()
    sign_in(client)
    sign_in(other)
    new = {"new_password1": "another password 2", "new_password2": "another password 2"}
    if way == "by its owner":
        changed = client.post("/admin/password_change/", {"old_password": PASSWORD, **new})
        assert (changed.status_code, is_in(client)) == (302, True)
    elif way == "by an administrator":
        boss = Client()
        boss.force_login(User.objects.create_superuser("boss"))
        new = {
            "password1": "another password 2",
            "password2": "another password 2",
            "usable_password": "true",
        }
        assert boss.post(f"/admin/auth/user/{user.pk}/password/", new).status_code == 302
        assert not is_in(client)
    else:
        client.post("/admin/password_reset/", {"email": "clerk@example.org"})
        link = next(word for word in mail.outbox[0].body.split() if "/admin/reset/" in word)
        page = Client()
        form = page.get(urlsplit(link).path, follow=True)
        assert page.post(form.redirect_chain[-1][0], new).status_code == 302
        assert not is_in(client)
    assert not is_in(other)


# Forms without their token


def test_every_post_without_its_token_is_refused(monkeypatch):
    monkeypatch.setattr("django.template.base.Template.render", lambda *args: "")
    client = Client(enforce_csrf_checks=True)
    Profile.objects.all().delete()  # for the one of the rows
    there = rows()
    client.force_login(User.objects.create_superuser("boss"))
    addresses = [page for page, _, _ in visits(there)] + [address for address, _ in FORMS.values()]
    statuses = {page: answer(client, "POST", page) for page in addresses}
    assert {page: status for page, status in statuses.items() if status != 403} == {}
    assert len(statuses) > 400


@pytest.mark.parametrize("address", ["/contact/", "/admin/login/", "/admin/consortium/topic/add/"])
def test_token_of_another_browser_is_refused(address):
    client, other = Client(enforce_csrf_checks=True), Client()
    for each in (client, other):
        each.force_login(User.objects.create_superuser(f"boss{id(each)}"))
        each.get("/contact/")
    foreign = other.cookies["csrftoken"].value
    assert client.post(address, {"csrfmiddlewaretoken": foreign, "name": "a"}).status_code == 403


# Floods


@pytest.mark.parametrize(
    ("address", "status"),
    [
        pytest.param("/members/?" + "state=VA&" * 500, 302, id="500 times the same"),
        pytest.param("/members/?" + "".join(f"state=A{n}&" for n in range(500)), 400, id="500 values"),
        pytest.param("/timeline/?" + "".join(f"topic=t{n}&" for n in range(500)), 302, id="500 topics"),
        pytest.param("/members/?" + "".join(f"x{n}=1&" for n in range(1001)), 302, id="1,001 names"),
        pytest.param("/members/?" + "a=1&" * 10_001, 413, id="more names than any form has"),
        pytest.param("/members/?q=" + "a" * 8_000, 400, id="8 kB"),
        pytest.param("/members/?" + "%41" * 3_000, 302, id="8 kB without a value"),
        pytest.param("/search/?q=" + quote("é " * 2_000 + "é"), 400, id="words without end"),
        pytest.param("/members/?page=999999999", 404, id="a deep page"),
        pytest.param("/timeline/?page=999999999&as_of=2017", 404, id="a deep page of the past"),
        pytest.param("/members/?as_of=" + "9" * 8_000, 400, id="a date of 8,000 digits"),
        pytest.param("/members/" + "a/" * 4_000, 404, id="a path of 8 kB"),
    ],
)
def test_flood_of_an_address_is_refused_or_cut_short_at_little_cost(client, count_queries, address, status):
    with count_queries() as count:
        assert client.get(address).status_code == status
    assert count() <= 10


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        pytest.param("application/x-www-form-urlencoded", b"text=" + b"a" * 20_000_000, id="20 MB"),
        pytest.param("application/x-www-form-urlencoded", b"a=1&" * 10_001, id="10,001 fields"),
    ],
)
@pytest.mark.parametrize("address", ["/contact/", "/admin/login/", "/admin/consortium/topic/add/"])
def test_flood_of_a_form_is_refused(client, admin_user, address, kind, body):
    client.force_login(admin_user)
    assert client.post(address, body, content_type=kind).status_code == 413


# What is beside the site's own styles and scripts

TRAVERSALS = [
    "../",
    "..%2f",
    "%2e%2e/",
    "%2e%2e%2f",
    "..\\",
    "..%5c",
    "....//",
    "..;/",
    "%252e%252e%252f",
    "..%c0%af",
    "./.././../",
    "/",
]
SECRETS = [
    "consortium/settings.py",
    "manage.py",
    "etc/passwd",
    "var/secret_key",
    "pyproject.toml",
    "consortium/static/../settings.py",
]


def test_nothing_outside_of_the_styles_and_scripts_is_sent(client, settings):
    settings.WHITENOISE_AUTOREFRESH = settings.WHITENOISE_USE_FINDERS = True
    assert client.get("/static/consortium/site.css").status_code == 200
    tried = [
        f"/static/{start}{step * depth}{secret}"
        for start in ("", "consortium/")
        for step in TRAVERSALS
        for depth in (1, 4)
        for secret in SECRETS
    ]
    statuses = {path: client.generic("GET", "/", PATH_INFO=path).status_code for path in tried[::2]}
    assert {path: status for path, status in statuses.items() if status != 404} == {}


# Files to import


def test_file_of_any_bytes_is_read_or_refused_with_its_line():
    """300 files, each a good one with some of its bytes changed, cut, doubled or brought in from another encoding."""
    good = 'nces_id,name,state,joined\n5100007,"Alpha, Schools",VA,2016\n5100008,Über Schools,VA,2017\n'
    roll = random.Random(20261122)
    others = [
        b"\xff",
        b"\x00",
        b'"',
        b"\r",
        b"\xef\xbb\xbf",
        b"PK\x03\x04",
        b"=",
        b"\xfe\xff",
        b";",
        b"\t",
        b"\n\n",
        b",,,,,",
        b"'",
    ]
    said = []
    for number in range(300):
        data = bytearray(good.encode(roll.choice(["utf-8", "utf-8-sig", "latin-1", "utf-16", "cp1252"])))
        for _ in range(roll.randint(1, 4)):
            place = roll.randrange(len(data) + 1)
            deed = roll.randrange(3)
            if deed == 0:
                data[place:place] = roll.choice(others)
            elif deed == 1:
                del data[place : place + roll.randint(1, 9)]
            else:
                data[place:place] = data[: roll.randrange(len(data) + 1)]
        try:
            table = files.read(roll.choice(["a.csv", "a.xlsx"]), bytes(data))
        except files.FileError as error:
            said.append(str(error))
        else:
            assert {len(row) for row in table} <= {len(table.headers)}, number
    assert 50 < len(said) < 290
    assert [text for text in said if not re.match(".*([Ll]ine|[Rr]ow) [0-9]+|.*workbook", text)] == []


# The clock


MOMENTS = [
    ("2028-02-29T12:00:00", "America/New_York", date(2028, 2, 29)),
    ("2028-02-29T23:59:58", "UTC", date(2028, 2, 29)),
    ("2028-01-01T04:59:59", "America/New_York", date(2027, 12, 31)),
    ("2028-01-01T05:00:00", "America/New_York", date(2028, 1, 1)),
    ("2027-12-31T10:00:00", "Pacific/Kiritimati", date(2028, 1, 1)),
    ("2028-01-01T09:59:59", "Pacific/Honolulu", date(2027, 12, 31)),
    ("2027-03-14T07:00:00", "America/New_York", date(2027, 3, 14)),  # an hour is left out
    ("2027-11-07T05:30:00", "America/New_York", date(2027, 11, 7)),  # … and comes twice
    ("2066-06-30T12:00:00", "America/New_York", date(2066, 6, 30)),
    ("2001-01-01T12:00:00", "America/New_York", date(2001, 1, 1)),  # before all that is in the record
]


def test_site_has_the_right_year_whatever_the_clock_says(client, monkeypatch):
    a_record()
    boss = User.objects.create_superuser("boss")
    pages = (
        "/",
        "/members/",
        "/timeline/",
        "/meetings/",
        "/about/",
        "/meetings/calendar.ics",
        "/feeds/meetings.atom",
    )
    for now, zone, today in MOMENTS:
        Profile.objects.update(time_zone=zone)
        moment = datetime.fromisoformat(f"{now}+00:00")
        monkeypatch.setattr(timezone, "now", lambda moment=moment: moment)
        assert Profile.objects.current().today() == today
        asked = {page: client.get(page).status_code for page in pages}
        assert asked == dict.fromkeys(pages, 200), now
        staff = Client()
        staff.force_login(boss)
        assert [staff.get(page).status_code for page in ("/admin/", "/admin/ledger/")] == [200, 200], now
        dated = [client.get(f"/members/?as_of={today.year + more}") for more in (-1, 0, 1)]
        assert [(one.status_code, one.headers.get("Location")) for one in dated] == [
            (200, None), (302, "/members/"), (400, None),
        ], now  # fmt: skip


def test_page_of_tomorrow_is_not_shown_once_the_clock_is_set_back():
    shelf = page_cache.Shelf()
    tomorrow, today = State("a", date(2026, 11, 23)), State("a", date(2026, 11, 22))
    key = ("http", "testserver", "/")
    assert shelf.get(key, tomorrow) is None
    shelf.keep(key, page_cache.Kept(HttpResponse(b"Tomorrow"), b"Tomorrow", tomorrow))
    assert (shelf.get(key, tomorrow) is None, shelf.get(key, today)) == (False, None)
