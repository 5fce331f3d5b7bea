"""Public pages are made once for each change, and no reader is ever shown an old one, or one that is not a reader's."""

import gzip
import threading
from datetime import timedelta

import brotli
import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test import Client

from consortium import encodings, page_cache
from consortium.models import Profile
from consortium.publishing import Status
from consortium.views.about import About
from members.models import District, Figure
from members.views.districts import DistrictDetail
from tests.factories import make_district, make_membership, make_milestone, make_profile
from tests.statements import statements
from tests.test_files import stored
from tests.test_pages import (
    DATED,
    DOWNLOADS,
    FORMS,
    NARROWED_OF_TODAY,
    OF_TODAY,
    PAST,
    SITEMAPS,
    a_record,
    hide_everything_beside,
)

pytestmark = pytest.mark.django_db(transaction=True)
LOOK_UP = ["SELECT stamp FROM consortium_revision"]
COMPRESSED = {"accept-encoding": "gzip, deflate, br"}


@pytest.fixture
def site():
    make_profile()
    make_membership(make_district(slug="alpha", name="Alpha Schools"), 2012)


@pytest.fixture
def staff():
    staff = Client()
    staff.force_login(User.objects.create_superuser("staff", password="a password of staff"))
    return staff


def body(response):
    content = b"".join(response)
    decode = {"": bytes, "br": brotli.decompress, "gzip": gzip.decompress}
    return decode[response.headers.get("Content-Encoding", "")](content)


def shelf(client):
    """What the process keeps that `client` talks to; each client has its own."""
    return client.handler._middleware_chain.__wrapped__.shelf


def paths(client):
    return [key[2] for key in shelf(client).answers]


# One small query


def test_kept_page_costs_one_small_query_and_is_the_same(client, site):
    for address in ("/", "/members/", "/members/alpha/", "/members/?state=VA", "/data/districts.csv"):
        first = client.get(address)
        with statements() as asked:
            again = client.get(address)
            unchanged = client.get(address, headers={"if-none-match": first.headers["ETag"]})
            head = client.head(address)
        assert asked == LOOK_UP * 3
        assert (again.status_code, body(again)) == (200, body(first))
        assert dict(again.headers) == dict(head.headers) == dict(first.headers)
        assert again.headers["Content-Length"] == str(len(b"".join(again)))
        assert (unchanged.status_code, unchanged.content) == (304, b"")
        assert head.content == b""


def test_reader_who_has_it_is_told_so_with_the_headers_that_belong_to_that(client, site):
    first = client.get("/data/districts.csv")
    answer = client.get("/data/districts.csv", headers={"if-none-match": first.headers["ETag"]})
    alike = ("ETag", "Cache-Control", "Vary", "Access-Control-Allow-Origin", "Content-Security-Policy")
    assert [answer.headers[name] for name in alike] == [first.headers[name] for name in alike]
    assert answer.headers["Cache-Control"] == "no-cache"
    assert not {"Content-Type", "Content-Disposition", "Content-Length"} & set(answer.headers)


def test_tag_is_found_as_browsers_and_proxies_send_it(client, site):
    tag = client.get("/members/").headers["ETag"]
    assert tag.startswith('W/"')
    answers = {
        tag: 304,
        tag.removeprefix("W/"): 304,
        f'"other", {tag}': 304,
        "*": 304,
        '"other"': 200,
        tag[:-2]: 200,
        "": 200,
    }
    for sent, status in answers.items():
        assert client.get("/members/", headers={"if-none-match": sent}).status_code == status


def test_page_that_a_change_leaves_as_it_is_keeps_its_tag(client, site):
    tag = client.get("/privacy/").headers["ETag"]
    old = client.get("/members/").headers["ETag"]
    make_membership(make_district(), 2013)
    assert client.get("/privacy/", headers={"if-none-match": tag}).status_code == 304
    assert client.get("/members/", headers={"if-none-match": old}).status_code == 200


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br", "br"),
        ("gzip, deflate", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("*", "br"),
        ("gzip;q=0, *;q=0", ""),
        ("identity", ""),
        ("", ""),
        ("br;q=x", "br"),
    ],
)
@pytest.mark.django_db(transaction=False)
def test_best_encoding_that_is_accepted_is_taken(accepted, encoding):
    assert page_cache.preferred(accepted) == encoding


def test_page_is_kept_compressed_as_it_is_accepted(client, site):
    plain = client.get("/members/")
    assert "Content-Encoding" not in plain.headers
    for sent, encoding in (("br", "br"), ("gzip", "gzip"), ("br", "br")):
        answer = client.get("/members/", headers={"accept-encoding": sent})
        assert answer.headers["Content-Encoding"] == encoding
        assert answer.headers["Vary"] == "Accept-Encoding, Cookie"
        assert answer.headers["Content-Length"] == str(len(answer.content))
        assert answer.headers["ETag"] == plain.headers["ETag"]
        assert body(answer) == plain.content
    other = Client()  # where nobody asks for the plain one first
    assert body(other.get("/members/", headers=COMPRESSED)) == plain.content
    (kept,) = shelf(other).answers.values()
    assert list(kept.bodies) == ["br"]
    assert other.get("/members/").content == plain.content
    assert shelf(other).size == kept.size


def test_file_that_is_compressed_already_is_sent_as_it_is(client, site):
    answer = client.get("/timeline/document.docx", headers=COMPRESSED)
    assert "Content-Encoding" not in answer.headers
    assert answer.content.startswith(b"PK")
    with statements() as asked:
        assert client.get("/timeline/document.docx", headers=COMPRESSED).content == answer.content
    assert asked == LOOK_UP


def test_range_is_answered_with_the_whole(client, site):
    whole = client.get("/members/").content
    answer = client.get("/members/", headers={"range": "bytes=0-9"})
    assert (answer.status_code, answer.content) == (200, whole)


# Never an old one

READ = {
    *DATED,
    *PAST,
    *DOWNLOADS,
    *NARROWED_OF_TODAY,
    *SITEMAPS,
    *(address for address, _ in OF_TODAY.values()),
}


def test_every_page_is_what_a_process_without_any_kept_page_makes(client):
    """Each of them after one of the changes, since when it is asked for again."""
    a_record()
    first = {address: body(client.get(address)) for address in READ}
    with statements() as asked:
        kept = {address: body(client.get(address)) for address in READ if "q=" not in address}
    assert asked == LOOK_UP * len(kept)
    assert [address for address in kept if kept[address] != first[address]] == []
    changes = [
        lambda: District.objects.filter(slug="first").update(name="Another name"),
        lambda: Figure.objects.filter(district__slug="first").delete(),
        hide_everything_beside,
        lambda: District.objects.filter(slug="neighbour").update(status=Status.DRAFT),
    ]
    fresh, other = Client(), []
    for turn, change in enumerate(changes):
        change()
        for address in sorted(READ)[turn :: len(changes)]:
            made = body(client.get(address))
            other += [address] if made != first[address] else []
            assert (address, made) == (address, body(fresh.get(address)))
    assert len(other) > len(READ) / 10


def test_change_is_seen_by_the_next_request_of_every_process(site):
    processes = [Client() for _ in range(3)]
    for name in ("Beta", "Gamma", "Delta"):
        for process in processes:
            process.get("/members/alpha/")
        District.objects.filter(slug="alpha").update(name=f"{name} Schools")
        for process in processes:
            assert f"{name} Schools" in process.get("/members/alpha/").content.decode()


def test_what_is_withdrawn_is_gone_at_once(client, site):
    tag = client.get("/members/alpha/").headers["ETag"]
    District.objects.filter(slug="alpha").update(status=Status.DRAFT)
    assert client.get("/members/alpha/", headers={"if-none-match": tag}).status_code == 404
    assert "Alpha" not in client.get("/members/").content.decode()


def test_page_during_whose_making_the_record_changes_is_not_kept(client, site, monkeypatch):
    def get(view, *args, original=About.get, **kwargs):
        answer = original(view, *args, **kwargs).render()
        Profile.objects.update(name="Renamed")
        return answer

    with monkeypatch.context() as patch:
        patch.setattr(About, "get", get)
        client.get("/about/")
        assert paths(client) == []
    assert "Renamed" in client.get("/about/").content.decode()
    assert paths(client) == ["/about/"]


def test_page_of_yesterday_is_not_shown_today(client, site, monkeypatch):
    """It says on what day it was looked at. A time zone makes another day of it, too."""
    address = "/members/alpha/"
    today = Profile.objects.get().today()
    client.get(address)
    tomorrow = today + timedelta(days=1)
    monkeypatch.setattr(Profile, "today", lambda self: tomorrow)
    assert f'datetime="{tomorrow}"' in client.get(address).content.decode()
    with statements() as asked:
        client.get(address)
    assert asked == LOOK_UP
    zones = {"America/New_York": tomorrow, "Asia/Tokyo": tomorrow + timedelta(days=1)}
    monkeypatch.setattr(Profile, "today", lambda self: zones[self.time_zone])
    client.get(address)
    Profile.objects.update(time_zone="Asia/Tokyo")
    assert f'datetime="{zones["Asia/Tokyo"]}"' in client.get(address).content.decode()


def test_page_made_over_midnight_is_not_kept(client, site, monkeypatch):
    days = iter([Profile.objects.get().today() + timedelta(days=number) for number in range(99)])
    monkeypatch.setattr(Profile, "today", lambda self: next(days))
    client.get("/privacy/")
    assert paths(client) == []


def test_nothing_is_kept_of_what_a_transaction_sees(client, site):
    with transaction.atomic():
        client.get("/members/")
        assert paths(client) == []


def test_threads_of_a_process_show_no_old_page_while_one_edits(client, site):
    """Each has a connection of its own, and all have one shelf. The number in the name never goes back."""
    client.get("/members/alpha/")
    done, errors, seen = threading.Event(), [], []
    edits = iter(range(1, 10_000))
    committed = [0]

    def edit():
        try:
            for number in edits:
                District.objects.filter(slug="alpha").update(name=f"Alpha {number:05}")
                committed[0] = number
                if number == 40:
                    break
        finally:
            done.set()
            connection.close()

    def read():
        try:
            reader = Client()
            reader.handler = client.handler
            while not done.is_set():
                least = committed[0]
                text = reader.get("/members/alpha/").content.decode()
                shown = int(text.partition("Alpha ")[2][:5]) if "Alpha 0" in text else 0
                seen.append(shown)
                if shown < least:
                    errors.append((shown, least))
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=edit), *(threading.Thread(target=read) for _ in range(4))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert len(seen) > 10
    assert max(shelf(client).size, 0) == sum(kept.size for kept in shelf(client).answers.values())


# Never what is not a reader's


@pytest.mark.parametrize(
    "address",
    [
        "/members/?q=alpha",
        "/search/?q=alpha",
        "/members/?preview=yes",
        "/members/?utm=1",
        "/members/nobody/",
        "/members/?state=ZZ",
        "/timeline/document",
        "/admin/login/",
        "/admin/",
        "/robots.txt",
        "/robots.txt?x=1",
        "/healthz",
        *(address for address, _ in FORMS.values() if "comment" not in address),
        "/contact/?sent=yes",
    ],
)
def test_what_is_no_page_of_a_reader_is_not_kept(client, site, address):
    for _ in range(2):
        answer = client.get(address)
        assert "ETag" not in answer.headers
    assert paths(client) == []


def test_other_methods_are_neither_answered_from_what_is_kept_nor_kept(client, site):
    client.head("/members/")
    assert paths(client) == []
    client.get("/members/")
    for method in ("post", "put", "delete", "patch", "options"):
        assert getattr(client, method)("/members/").status_code in {405, 200}
    assert paths(client) == ["/members/"]
    assert client.post("/members/").status_code == 405


def test_stored_file_keeps_its_own_tag(client, site):
    address = stored().get_absolute_url()
    tag = client.get(address).headers["ETag"]
    assert client.get(address, headers={"if-none-match": tag}).status_code == 304
    assert paths(client) == []


def test_nothing_that_staff_see_is_kept_and_nothing_kept_is_shown_to_them(site, staff):
    draft = make_district(slug="draft", name="Zebra Schools", status=Status.DRAFT)
    make_membership(draft, 2012)
    page = draft.get_absolute_url()
    reader = Client()
    reader.handler = staff.handler  # the same process
    assert "Zebra" in staff.get(f"{page}?preview=yes").content.decode()
    staff.get("/members/")
    staff.get("/members/?preview=yes")
    assert paths(staff) == []
    for address in ("/", "/members/", page, f"{page}?preview=yes", "/members/?preview=yes"):
        assert "Zebra" not in reader.get(address, follow=True).content.decode()
    assert staff.get(page).headers["Location"] == f"{page}?preview=yes"
    with statements() as asked:
        answer = staff.get("/members/")
    assert len(asked) > 1
    assert "ETag" not in answer.headers
    assert "Zebra" in staff.get("/members/?preview=yes").content.decode()


def test_reader_with_the_cookie_of_a_form_is_a_reader(client, site):
    client.get("/contact/")
    assert list(client.cookies) == ["csrftoken"]
    first = client.get("/members/")
    with statements() as asked:
        assert client.get("/members/").content == first.content
    assert asked == LOOK_UP
    assert not first.cookies


def test_page_with_a_token_is_not_kept_even_if_nothing_else_tells(client, site, monkeypatch):
    def get(view, *args, original=About.get, **kwargs):
        answer = original(view, *args, **kwargs).render()
        answer.content += b'<input name="csrfmiddlewaretoken">'
        return answer

    monkeypatch.setattr(About, "get", get)
    client.get("/about/")
    assert paths(client) == []


def test_cookie_that_a_page_sets_keeps_it_from_being_kept(client, site, monkeypatch):
    def get(view, *args, original=DistrictDetail.get, **kwargs):
        answer = original(view, *args, **kwargs)
        answer.set_cookie("a", "b")
        return answer

    monkeypatch.setattr(DistrictDetail, "get", get)
    client.get("/members/alpha/")
    assert paths(client) == []


# One address


def test_parameters_make_one_address_in_any_order(client, site):
    one = client.get("/members/?state=VA&status=former")
    with statements() as asked:
        other = client.get("/members/?status=former&state=VA")
    assert asked == LOOK_UP
    assert other.content == one.content
    assert len(paths(client)) == 1


@pytest.mark.ignore_template_errors  # the page that refuses a host knows nothing of the site
def test_scheme_and_host_make_another_address(client, site, settings):
    settings.ALLOWED_HOSTS = ["127.0.0.1", "one.example.org", "two.example.org"]
    for headers in ({"HTTP_HOST": "one.example.org"}, {"HTTP_HOST": "two.example.org"}):
        client.get("/privacy/", **headers)
        client.get("/privacy/", secure=True, **headers)
    assert len(paths(client)) == 4
    for _ in range(2):
        assert client.get("/privacy/", HTTP_HOST="evil.example.org").status_code == 400
    settings.SECURE_SSL_REDIRECT = True
    other = Client(HTTP_HOST="one.example.org")
    other.get("/privacy/", secure=True)
    assert other.get("/privacy/").status_code == 301


# Room


def test_what_was_read_longest_ago_makes_room(client, site, monkeypatch):
    client.get("/privacy/")
    client.get("/accessibility/")
    monkeypatch.setattr(page_cache, "MOST", shelf(client).size + 4_000)
    client.get("/privacy/")
    client.get("/about/")
    assert paths(client) == ["/privacy/", "/about/"]
    assert shelf(client).size == sum(kept.size for kept in shelf(client).answers.values())
    assert shelf(client).size <= page_cache.MOST
    make_milestone(2016)
    client.get("/privacy/")
    assert paths(client) == ["/privacy/"]
    assert shelf(client).size == sum(kept.size for kept in shelf(client).answers.values())


def test_other_encodings_take_room_too(client, site, monkeypatch):
    for address in ("/privacy/", "/accessibility/"):
        client.get(address)
    monkeypatch.setattr(page_cache, "MOST", shelf(client).size + 100)
    client.get("/accessibility/", headers=COMPRESSED)
    assert paths(client) == ["/accessibility/"]
    assert shelf(client).size == sum(kept.size for kept in shelf(client).answers.values())


def test_host_of_endless_zeros_is_answered_and_takes_no_room(client, site):
    for zeros in (40, 400, 300_000):
        assert client.get("/privacy/", HTTP_HOST=f"testserver:{'0' * zeros}80").status_code == 200
    assert [len(key[1]) for key in shelf(client).answers] == [len("testserver:") + 42]


@pytest.mark.django_db(transaction=False)
def test_long_list_of_encodings_takes_no_room():
    encodings._preferred.cache_clear()
    for number in range(50):
        assert encodings.preferred(f"gzip{', x' * 1_000}{number}") == "gzip"
    assert encodings._preferred.cache_info().currsize == 1


def test_answer_that_is_too_large_is_sent_whole_and_not_kept(client, site, monkeypatch):
    addresses = ("/members/", "/data/districts.csv", "/data/districts.json")
    whole = {address: body(client.get(address)) for address in addresses}
    other = Client()
    monkeypatch.setattr(page_cache, "MOST_OF_ONE", 10)
    assert {address: body(other.get(address)) for address in addresses} == whole
    assert paths(other) == []


def test_nothing_is_kept_while_templates_may_change(client, site, settings):
    settings.DEBUG = True
    client.get("/privacy/")
    assert paths(client) == []
