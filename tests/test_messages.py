"""The three forms that strangers send: what comes through, what does not, and that nothing of it appears unread."""

import random
import re
import threading
from datetime import timedelta
from html import unescape

import pytest
from django.contrib.auth.models import Group, User
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone

from consortium.message_forms import LONGEST, MOST, sender_of
from consortium.models import Answered, Message
from consortium.person_question import Question
from consortium.publishing import Status
from meetings.models import Comment
from members.models import District, Organization
from tests.factories import make_collaborative, make_meeting, make_organization, make_profile, make_story
from tests.test_pages import content

CONTACT, JOIN, COMMENT = "/contact/", "/join/", "/meetings/2016/fall/comment/"
FORMS = (CONTACT, JOIN, COMMENT)
TYPED = {"name": "Ann Reader", "email": "ann@example.org", "text": "What I want to say."}
JOINS = {
    "joins_as": "district",
    "organization": "Elm County Schools",
    "state": "VA",
    "post": "Superintendent",
}


@pytest.fixture
def site(db):
    make_profile(name="A consortium", short_name="the Group", contact_email="office@example.org")
    return make_story(make_meeting("October 3, 2016", slug="fall", theme="A theme"), headline="The news")


def sent(address, question=None, **typed):
    """What a person sends from the form at `address`."""
    question = question or Question.new()
    answers = {"token": question.token, "answer": question.answer, "website": ""}
    return {**TYPED, **(JOINS if address == JOIN else {}), **answers, **typed}


def said(response):
    return unescape(re.sub(r"\s+", " ", response.content.decode()))


def asked(page):
    """The question that a page puts, which has to be the one of its token."""
    question = Question.signed(re.search(r'name="token" value="([^"]+)"', page)[1])
    assert f'<label class="lab" for="id_answer">{question.text}</label>' in page
    return question


# What comes through


@pytest.mark.parametrize("address", FORMS)
def test_form_is_sent_and_kept_and_the_reader_thanked(client, site, address):
    question = asked(said(client.get(address)))
    response = client.post(address, sent(address, question))
    assert (response.status_code, response.headers["Location"]) == (302, f"{address}?sent=yes")
    thanks = client.get(f"{address}?sent=yes")
    assert "Thank you" in said(thanks)
    assert "<form" not in said(thanks).partition("<main")[2]
    assert "No copy of it was sent to you." in said(thanks)
    assert 'href="/privacy/#write">How we keep what you send</a>' in said(client.get(address))
    message = Message.objects.get()
    assert (message.name, message.email, message.text) == tuple(TYPED.values())
    assert (message.status, message.kind) == (
        "waiting",
        {CONTACT: "contact", JOIN: "join", COMMENT: "comment"}[address],
    )
    assert re.fullmatch("[0-9a-f]{64}", message.sender)
    assert list(Answered.objects.values_list("pk", flat=True)) == [question.nonce]


def test_comment_is_about_its_story_and_appears_nowhere(client, site):
    client.post(COMMENT, sent(COMMENT, email=""))
    message = Message.objects.get()
    assert (message.about, message.page, message.email) == (site, "/meetings/2016/fall/", "")
    assert not Comment.objects.exists()
    assert "What I want to say." not in said(client.get("/meetings/2016/fall/"))


@pytest.mark.parametrize(
    "hide",
    [
        pytest.param({"status": Status.DRAFT}, id="a draft"),
        pytest.param({"status": Status.BIN}, id="in the bin"),
        pytest.param({"takes_comments": False}, id="takes no comments"),
    ],
)
def test_only_a_public_story_that_takes_comments_has_the_form(client, site, hide):
    for name, value in hide.items():
        setattr(site, name, value)
    site.save()
    client.force_login(User.objects.create_superuser("dana"))
    assert client.get(COMMENT).status_code == 404
    assert client.post(COMMENT, sent(COMMENT)).status_code == 404
    assert not Message.objects.exists()


def test_no_form_where_the_meeting_is_a_draft_or_has_no_story(client, site):
    make_meeting("March 2016", slug="spring")
    assert client.get("/meetings/2016/spring/comment/").status_code == 404
    site.meeting.status = Status.DRAFT
    site.meeting.save()
    assert client.get(COMMENT).status_code == 404


def test_contact_says_which_page_it_is_about(client, site):
    page = said(client.get("/contact/?page=/meetings/2016/fall/"))
    assert re.search(r'name="page" value="/meetings/2016/fall/"[^>]* readonly', page)
    client.post(CONTACT, sent(CONTACT, page="/meetings/2016/fall/"))
    assert Message.objects.get().page == "/meetings/2016/fall/"
    assert "About the page" not in said(client.get(CONTACT))


@pytest.mark.parametrize(
    "named",
    [
        "https://evil.example/", "//evil.example/", "/\\evil.example/", "javascript:alert(1)", "meetings/", "/admin/",
        "/no-such-page/", "/members/\n/x/", "/" + "x" * 400, "/members/\0",
    ],
)  # fmt: skip
def test_page_of_another_site_is_refused(client, site, named):
    response = client.get(CONTACT, {"page": named})
    assert response.status_code == 400
    response = client.post(CONTACT, sent(CONTACT, page=named))
    assert response.status_code == 400
    assert not Message.objects.exists()


def test_join_offers_public_running_collaboratives_that_take_requests(client, site):
    make_collaborative(name="Open one", slug="open", for_agencies=True, ends="2090")
    make_collaborative(name="Ended one", ends="2019")
    make_collaborative(name="Closed one", takes_requests=False)
    make_collaborative(name="For nobody", for_districts=False)
    make_collaborative(name="Hidden one", status=Status.DRAFT)
    page = said(client.get(f"{JOIN}?collaborative=open"))
    assert re.findall(r'name="collaborative" value="([^"]*)"[^>]*?( checked)?> ([^<]+)</label>', page) == [
        ("", "", "A consortium itself"),
        ("open", " checked", "Open one: districts and state agencies"),
    ]
    for name in ("Ended", "Closed", "For nobody", "Hidden"):
        assert name not in page
    assert client.get(f"{JOIN}?collaborative=nothing").status_code == 400


def test_many_collaboratives_to_join_are_a_menu(client, site):
    for number in range(9):
        make_collaborative(name=f"Number {number}", slug=f"number-{number}")
    page = said(client.get(f"{JOIN}?collaborative=number-3"))
    assert page.count('<option value="number-') == 9
    assert '<option value="number-3" selected>Number 3: districts' in page


def test_form_to_join_is_headed_with_what_is_joined_and_who_runs_it(client, site):
    make_collaborative(name="Own one", slug="own")
    theirs = make_organization(name="Council of States", short_name="CoS")
    make_collaborative(name="Their one", acronym="TO", slug="theirs", run_by=theirs)
    assert "<h1>Join the Group</h1>" in said(client.get(JOIN))
    own = said(client.get(f"{JOIN}?collaborative=own"))
    assert "<h1>Join Own one</h1>" in own
    assert "<p>A collaborative of the Group.</p>" in own
    run = "<p>Run by Council of States. Your request reaches the staff of the Group, not CoS.</p>"
    assert "Run by" not in own
    for page in (
        client.get(f"{JOIN}?collaborative=theirs"),
        client.post(JOIN, sent(JOIN, collaborative="theirs", post="")),
    ):
        assert "<h1>Join Their one (TO)</h1>" in said(page)
        assert run in said(page)


def test_request_to_join_a_collaborative_is_about_it(client, site):
    open_one = make_collaborative(slug="open")
    client.post(JOIN, sent(JOIN, collaborative="open"))
    message = Message.objects.get()
    assert (message.about, message.page) == (open_one, "/collaboratives/open/")
    assert (message.joins_as, message.organization, message.state, message.post) == tuple(JOINS.values())


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        pytest.param({"collaborative": "open", "joins_as": "agency"}, "open to districts.", id="wrong kind"),
        pytest.param({"collaborative": "closed"}, "Choose one from the list.", id="closed"),
        pytest.param({"joins_as": "king"}, "Choose one from the list.", id="no kind"),
        pytest.param({"joins_as": ""}, "Choose who wants to join.", id="kind left out"),
        pytest.param({"state": "ZZ"}, "Choose one from the list.", id="no state"),
        pytest.param({"state": ""}, "Choose the state it lies in.", id="state left out"),
        pytest.param({"organization": "x" * 130}, "at most 120 characters", id="long name of a district"),
        pytest.param({"post": ""}, "Enter your post there.", id="no post"),
    ],
)
def test_odd_request_to_join_is_refused(client, site, typed, says):
    make_collaborative(slug="open")
    make_collaborative(slug="closed", takes_requests=False)
    response = client.post(JOIN, sent(JOIN, **typed))
    assert response.status_code == 400
    assert says in said(response)
    assert not Message.objects.exists()


def test_company_may_leave_out_its_state(client, site):
    assert client.post(JOIN, sent(JOIN, joins_as="corporate", state="", text="")).status_code == 302


# What does not


@pytest.mark.parametrize(
    ("typed", "says", "place"),
    [
        pytest.param({"name": ""}, "Enter your name.", "name", id="no name"),
        pytest.param({"name": " \t "}, "Enter your name.", "name", id="blank name"),
        pytest.param({"name": "x" * 121}, "at most 120 characters", "name", id="long name"),
        pytest.param({"name": "Ann\nBcc: x@example.org"}, "Use one line", "name", id="two lines"),
        pytest.param({"name": "Ann\rBcc: x"}, "Use one line", "name", id="carriage return"),
        pytest.param({"name": "Ann\u2028Bcc: x"}, "Use one line", "name", id="line separator"),
        pytest.param({"name": "Ann\0"}, "Use one line", "name", id="null byte in the name"),
        pytest.param({"name": "\u202eAnn"}, "Use one line", "name", id="turned direction"),
        pytest.param(
            {"email": "ann"},
            "Enter a valid e-mail address, such as name@example.org.",
            "email",
            id="no address",
        ),
        pytest.param(
            {"email": "a@example.org\nBcc: b@x.org"},
            "Enter a valid e-mail address, such as name@example.org.",
            "email",
            id="header",
        ),
        pytest.param(
            {"email": "a@example.org,b@example.org"},
            "Enter a valid e-mail address, such as name@example.org.",
            "email",
            id="two addresses",
        ),
        pytest.param({"email": '"a\x01"@example.org'}, "Use one line", "email", id="odd address"),
        pytest.param({"text": ""}, "Write your", "text", id="no text"),
        pytest.param({"text": "x" * 2001}, "(it has 2001)", "text", id="long text"),
        pytest.param({"text": "a\0b"}, "a character here that can’t be shown", "text", id="null byte"),
        pytest.param({"text": "a\x1b[31mb"}, "a character here that can’t be shown", "text", id="escape"),
        pytest.param({"answer": ""}, "Answer the question.", "answer", id="no answer"),
        pytest.param({"answer": "wrong"}, "That is not the answer.", "answer", id="wrong answer"),
        pytest.param({"token": "x:y:z"}, "got lost on its way", "answer", id="wrong token"),
        pytest.param({"token": ""}, "got lost on its way", "answer", id="no token"),
    ],
)
@pytest.mark.parametrize("address", [CONTACT, COMMENT])
def test_error_is_told_beside_its_field_and_above_and_what_was_typed_is_kept(
    client, site, address, typed, says, place
):
    response = client.post(address, sent(address, **typed))
    page = said(response)
    assert response.status_code == 400
    assert "<title>Error: " in page
    summary = re.search(r'<div class="err" role="alert"[^>]* tabindex="-1" autofocus>.*?</div>', page)[0]
    assert re.search(rf'<a href="#id_{place}">[^<]*{re.escape(says)}', summary)
    assert re.search(rf'<p class="msg ui" id="id_{place}_error">[^<]*{re.escape(says)}', page)
    assert re.search(rf'id="id_{place}"[^>]*aria-invalid="true"', page) or re.search(
        rf'aria-invalid="true"[^>]*id="id_{place}"', page
    )
    for value in TYPED.values():
        if value not in (TYPED[name] for name in typed if name in TYPED):
            assert value in page
    assert not Message.objects.exists()
    assert mail.outbox == []


def test_right_answer_is_kept_while_something_else_is_mended(client, site):
    question = Question.new()
    page = said(client.post(CONTACT, sent(CONTACT, question, name="")))
    assert asked(page) == question
    assert f'value="{question.answer}"' in page
    assert client.post(CONTACT, sent(CONTACT, question)).status_code == 302


def test_wrong_answer_brings_another_question_that_can_be_answered(client, site):
    first = Question.new()
    another = asked(said(client.post(CONTACT, sent(CONTACT, first, answer="nonsense"))))
    assert another != first
    assert client.post(CONTACT, sent(CONTACT, another)).status_code == 302


def test_question_sent_again_is_not_accepted_again(client, site):
    data = sent(CONTACT)
    assert client.post(CONTACT, data).status_code == 302
    for address in FORMS:
        again = client.post(address, {**sent(address), "token": data["token"], "answer": data["answer"]})
        assert again.status_code == 400
        assert "answered already" in said(again)
        assert "Ann Reader" in said(again)
        assert asked(said(again)).nonce != data["token"].split(":")[0]
    assert Message.objects.count() == 1


def test_question_used_up_by_another_request_meanwhile_is_asked_anew(client, site, monkeypatch):
    question = Question.new()
    question.spend()
    monkeypatch.setattr(Question, "signed", lambda token: question)
    response = client.post(CONTACT, sent(CONTACT, question))
    monkeypatch.undo()
    assert response.status_code == 400
    assert "answered already" in said(response)
    assert asked(said(response)) != question
    assert not Message.objects.exists()


def test_question_of_two_hours_ago_is_asked_anew(client, site, monkeypatch):
    data = sent(CONTACT)
    monkeypatch.setattr("django.core.signing.time.time", (timezone.now() + timedelta(hours=2.1)).timestamp)
    response = client.post(CONTACT, data)
    assert response.status_code == 400
    assert "more than two hours old" in said(response)
    assert "What I want to say." in said(response)


@pytest.mark.parametrize("address", FORMS)
def test_field_that_no_person_sees_gives_a_machine_its_thanks_and_nothing_else(client, site, address):
    for typed in ({}, {"answer": "wrong"}, {"name": ""}):
        response = client.post(address, sent(address, website="https://spam.example", **typed))
        assert (response.status_code, response.headers["Location"]) == (302, f"{address}?sent=yes")
    assert not Message.objects.exists()
    assert not Answered.objects.exists()
    assert mail.outbox == []


@pytest.mark.parametrize("address", FORMS)
def test_hidden_field_is_out_of_reach(client, site, address):
    page = said(client.get(address))
    field = re.search(r'<div class="vh" aria-hidden="true">.*?</div>', page)[0]
    for word in ('tabindex="-1"', 'autocomplete="off"', "Leave this field empty", 'name="website"'):
        assert word in field


def test_network_address_sends_five_an_hour(client, site):
    for number in range(MOST):
        assert client.post(CONTACT, sent(CONTACT, text=f"Number {number}")).status_code == 302
    refused = client.post(COMMENT, sent(COMMENT))
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "3600")
    page = said(refused)
    assert "<title>Error: " in page
    assert "5 messages came from your network within an hour" in page
    for value in TYPED.values():
        assert value in page
    assert Message.objects.count() == MOST
    assert Answered.objects.count() == MOST
    assert Client(REMOTE_ADDR="198.51.100.7").post(CONTACT, sent(CONTACT)).status_code == 302
    Message.objects.update(received=timezone.now() - timedelta(minutes=61))
    assert client.post(COMMENT, sent(COMMENT)).status_code == 302


def test_refused_ones_do_not_count(client, site):
    for _ in range(MOST + 2):
        client.post(CONTACT, sent(CONTACT, answer="wrong"))
    assert client.post(CONTACT, sent(CONTACT)).status_code == 302


@pytest.mark.django_db(transaction=True)  # threads of their own see what is committed
def test_limit_holds_for_many_at_once():
    make_profile()
    outcomes = []

    def send():
        try:
            outcomes.append(Client().post(CONTACT, sent(CONTACT)).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(MOST + 3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [302] * MOST + [429] * 3
    assert Message.objects.count() == MOST


def test_sender_is_a_hash_that_needs_the_key(rf, settings):
    request = rf.get("/", REMOTE_ADDR="192.0.2.1")
    first = sender_of(request)
    assert first == sender_of(rf.get("/contact/", REMOTE_ADDR="192.0.2.1"))
    assert first != sender_of(rf.get("/", REMOTE_ADDR="192.0.2.2"))
    settings.SECRET_KEY = "another key, which is long enough for anyone"
    assert first != sender_of(request)


def test_sender_behind_a_proxy_is_whom_the_proxy_saw(rf, settings):
    settings.TRUSTED_PROXIES = 1
    seen = {
        sender_of(rf.get("/", headers={"X-Forwarded-For": f"{forged}, 192.0.2.1"}))
        for forged in ("1.1.1.1", "2.2.2.2")
    }
    assert len(seen) == 1


def test_line_counts_as_one_character_as_it_does_in_the_browser(client, site):
    text = "\r\n".join("x" * 99 for _ in range(20)) + "y"
    assert client.post(CONTACT, sent(CONTACT, text=text)).status_code == 302
    assert Message.objects.get().text == text.replace("\r\n", "\n")


def test_page_says_how_much_was_typed(client, site):
    assert "You have typed 2,014." in said(client.post(CONTACT, sent(CONTACT, text="x" * 2014)))


# The page


@pytest.mark.parametrize("address", FORMS)
def test_form_is_never_cached_and_alone_has_a_cookie(client, site, address):
    for response in (client.get(address), client.get(f"{address}?x=1"), client.post(address, {})):
        assert "no-store" in response.headers["Cache-Control"]
    assert set(client.cookies) == {"csrftoken"}
    assert not Client().get(f"{address}?sent=yes").cookies


@pytest.mark.parametrize("address", FORMS)
def test_form_needs_its_cookie(site, address):
    client = Client(enforce_csrf_checks=True)
    assert client.post(address, sent(address)).status_code == 403
    page = client.get(address).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    assert client.post(address, sent(address, csrfmiddlewaretoken=token)).status_code == 302


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        ("as_of=2016", 302), ("preview=yes", 302), ("utm=1", 302), ("sent=", 302), ("sent=no", 400), ("sent=yes", 200),
    ],
)  # fmt: skip
@pytest.mark.parametrize("address", FORMS)
def test_form_knows_its_parameters_only(client, site, address, query, answer):
    assert client.get(f"{address}?{query}").status_code == answer


# Word to the staff


def test_staff_who_publish_are_told_and_nobody_else(client, site):
    publisher, editor = (Group.objects.get(name=name) for name in ("Publisher", "Editor"))
    for name, group, more in (
        ("pat", publisher, {}),
        ("eve", editor, {}),
        ("gone", publisher, {"is_active": False}),
        ("none", publisher, {"email": ""}),
        ("outside", publisher, {"is_staff": False}),
    ):
        user = User.objects.create_user(name, **{"email": f"{name}@example.org", "is_staff": True, **more})
        user.groups.add(group)
    User.objects.create_superuser("root", email="OFFICE@example.org")
    client.post(CONTACT, sent(CONTACT, name="Zebra name", text="Zebra text"))
    (letter,) = mail.outbox
    assert sorted(address.lower() for address in letter.to) == ["office@example.org", "pat@example.org"]
    message = Message.objects.get()
    assert letter.subject == "the Group: a message to the staff is waiting"
    assert f"http://127.0.0.1:8000/admin/consortium/message/{message.pk}/change/" in letter.body
    for hidden in ("Zebra", "ann@example.org"):
        assert hidden not in letter.subject + letter.body + str(letter.message())
    assert letter.cc == letter.bcc == letter.reply_to == []


def test_mail_that_fails_loses_no_message(client, site, monkeypatch, caplog):
    def fail(*args, **kwargs):
        raise OSError("no such server")

    monkeypatch.setattr("consortium.message_forms.EmailMessage.send", fail)
    assert client.post(CONTACT, sent(CONTACT)).status_code == 302
    message = Message.objects.get()
    assert f"message {message.pk}" in caplog.text
    assert "Ann Reader" not in caplog.text


def test_nobody_to_tell_is_no_fault(client, db):
    make_profile()
    assert client.post(CONTACT, sent(CONTACT)).status_code == 302
    assert mail.outbox == []


# Five hundred that nobody would send, to each form

MARKUP = [
    "<script>alert('zebra')</script>", "<img src=x onerror=alert('zebra')>", "[zebra](javascript:alert(1))", "{{ zebra }}",
    "{% load zebra %}", "https://zebra.example/buy", "<a href=https://zebra.example>zebra</a>", "**zebra**",
    "</textarea><h1>zebra", '" autofocus onfocus="zebra', "%0d%0aBcc: zebra@example.org", "=cmd|'zebra'!A0",
]  # fmt: skip
ODD = [
    "\0",
    "zebra\0",
    "\r\nBcc: zebra@example.org",
    "\u202ezebra",
    "\ud7ff\ue000",
    "\U0010ffff",
    "١",
    "-1",
    "x" * 3000,
    "",
]


def hostile(address, chance, spent):
    """One submission that is wrong in one to four ways."""
    data = sent(address)
    for _ in range(chance.randint(1, 4)):
        name = chance.choice(
            [*data, "page", "collaborative", "joins_as", "state", "sender", "status", "kind"]
        )
        way = chance.randrange(7)
        if way == 0:
            data[name] = chance.choice(ODD)
        elif way == 1:
            data[name] = chance.choice(MARKUP)
        elif way == 2:
            data.pop(name, None)
        elif way == 3:
            data[name] = [chance.choice(MARKUP), chance.choice(ODD)]
        elif way == 4:
            data.update(chance.choice(spent) if spent else {"token": "a:b:c"})
        elif way == 5:
            data["token"] = data["token"][:-3] if isinstance(data.get("token"), str) else "x"
        else:
            data["answer"] = str(chance.randrange(30))
    if chance.randrange(100) == 0:
        data[chance.choice(list(data))] = "zebra<" * 170_000  # a megabyte
    return data


@pytest.mark.parametrize("address", FORMS)
def test_five_hundred_hostile_submissions_show_nothing_and_break_nothing(site, address):
    make_collaborative(slug="open")
    make_organization()
    chance, spent, answers = random.Random(f"{address} 2016"), [], {}
    public = ("/", "/meetings/2016/fall/", "/collaboratives/open/", COMMENT)
    before = {page: content(Client(), page) for page in public}
    for number in range(500):
        client = Client(REMOTE_ADDR=f"203.0.113.{number % 250}", raise_request_exception=True)
        data = hostile(address, chance, spent)
        response = client.post(address, data)
        answers[response.status_code] = answers.get(response.status_code, 0) + 1
        page = response.content.decode()
        for live in ("<script>alert", "<img src=x", "<a href=https://zebra", "<h1>zebra", 'onfocus="zebra'):
            assert live not in page
        if response.status_code == 302 and not data.get("website") and isinstance(data.get("token"), str):
            spent.append({"token": data["token"], "answer": data["answer"]})
    assert set(answers) <= {302, 400, 413}
    assert answers[400] > 300
    kept = list(Message.objects.all())
    assert 0 < len(kept) <= answers[302]
    assert len(kept) <= Answered.objects.count()  # a wrong answer spends its question, too
    assert {row.status for row in kept} <= {Message.Status.WAITING}
    assert not any("\0" in f"{row.name}{row.email}{row.text}" for row in kept)
    assert not any(re.search(r"[\r\n]", f"{row.name}{row.email}{row.organization}{row.post}") for row in kept)
    assert all(len(row.text) <= LONGEST for row in kept)
    assert (Comment.objects.count(), District.objects.count(), Organization.objects.count()) == (0, 0, 1)
    assert {page: content(Client(), page) for page in public} == before
    assert {tuple(letter.to) for letter in mail.outbox} <= {("office@example.org",)}
    assert len(mail.outbox) == len(kept)


@pytest.mark.parametrize("address", FORMS)
def test_bodies_that_are_no_form_are_refused(client, site, address):
    bodies = [
        (b"\xff\xfe%00&&&=&name", "application/x-www-form-urlencoded"),
        (b'{"name": "zebra"}', "application/json"),
        (b"--x\r\nnot a part", "multipart/form-data; boundary=x"),
        (b"zebra", "multipart/form-data"),
    ]
    for body, kind in bodies:
        assert client.post(address, body, content_type=kind).status_code == 400
    for body in (b"a=1&" * 10_001, b"text=" + b"x" * 3_000_000):
        assert client.post(address, body, "application/x-www-form-urlencoded").status_code == 413
    assert client.post(address, {"name": 1, "page": "/"}, format="multipart").status_code == 400
    assert not Message.objects.exists()


@pytest.mark.parametrize("address", FORMS)
def test_wrong_answer_spends_the_question_and_keeps_what_was_typed(client, site, address):
    question = Question.new()

    page = said(client.post(address, sent(address, question, answer="no such answer")))

    assert asked(page).nonce != question.nonce
    assert "What I want to say." in page
    again = client.post(address, sent(address, question))
    assert again.status_code == 400
    assert "answered already" in said(again)
    assert not Message.objects.exists()


@pytest.mark.parametrize("slug", ["%00", "a%00b", "no%20slug", "never"])
def test_collaborative_that_cannot_be_is_refused(client, site, slug):
    assert client.get(f"/join/?collaborative={slug}").status_code == 400
