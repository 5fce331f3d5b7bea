"""The queue of messages: accepting, declining and answering them, two at once, and forgetting them."""

import re
import threading
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from consortium.message_replies import ReplyForm, begun
from consortium.models import Answered, Message, Profile, Reply, Year
from consortium.moderation import SettledError, accept_comment, accepting, decline
from consortium.publishing import Status
from meetings.models import Comment
from members.models import District, Membership, Organization
from tests.factories import (
    make_collaborative,
    make_comment,
    make_district,
    make_district_name,
    make_meeting,
    make_membership,
    make_message,
    make_organization,
    make_participation,
    make_profile,
    make_story,
    make_year,
)

pytestmark = pytest.mark.django_db
LIST = "/admin/consortium/message/"


@pytest.fixture
def site():
    make_profile(name="A consortium", short_name="the Group", contact_email="office@example.org")


@pytest.fixture
def publisher(client, site):
    user = User.objects.create_user("pat", is_staff=True)
    user.groups.add(Group.objects.get(name="Publisher"))
    client.force_login(user)
    return client


@pytest.fixture
def story(site):
    return make_story(make_meeting("October 3, 2016", slug="fall"))


def post(client, message, step, **data):
    response = client.post(f"{LIST}{message.pk}/{step}/", data, follow=True)
    message.refresh_from_db()
    return unescape(re.sub(r"\s+", " ", response.content.decode()))


def this_year():
    return Profile.objects.get().today().year


# Comments


def test_accepted_comment_stands_below_its_story(publisher, story):
    message = make_message(
        about=story, text="Well <b>done</b>.\nReally.", received=timezone.now() - timedelta(days=3)
    )
    page = post(publisher, message, "accept", seen="waiting")
    comment = Comment.objects.get()
    assert (comment.story, comment.name, comment.text, comment.status) == (
        story,
        "Ann Reader",
        "Well <b>done</b>.\nReally.",
        Status.PUBLISHED,
    )
    assert comment.sent == timezone.localdate(message.received, timezone=Profile.objects.get().zone)
    assert (message.status, message.settled_by) == ("accepted", "pat")
    assert f'href="{comment.get_absolute_url()}"' in page
    assert (
        f'href="/admin/meetings/comment/{comment.pk}/change/"'
        in publisher.get(f"{LIST}{message.pk}/change/").content.decode()
    )
    kept = Comment.history.get()
    assert (kept.history_user.username, kept.history_change_reason) == ("pat", "accepted from a message")
    assert mail.outbox == []


def test_comment_on_a_hidden_story_or_one_that_is_there_already_is_not_accepted(publisher, story):
    message = make_message(about=story, text="Same.")
    make_comment(story, name="Ann Reader", text="Same.", sent=Profile.objects.get().today())
    assert "stands below the story already" in post(publisher, message, "accept")
    Comment.objects.all().delete()
    story.status = Status.DRAFT
    story.save()
    assert "Publish it first" in post(publisher, message, "accept")
    story.delete()
    assert "no story" in post(publisher, message, "accept")
    assert message.status == "waiting"
    assert not Comment.objects.exists()


def test_declined_comment_appears_nowhere_and_may_be_accepted_after_all(publisher, story):
    message = make_message(about=story)
    post(publisher, message, "decline", seen="waiting")
    assert (message.status, Comment.objects.count(), mail.outbox) == ("declined", 0, [])
    post(publisher, message, "accept", seen="declined")
    assert (message.status, Comment.objects.count()) == ("accepted", 1)


def test_comments_are_accepted_and_declined_in_bulk(publisher, story):
    rows = [make_message(about=story, text=f"Number {n}") for n in range(3)]
    other = make_message(kind="contact")
    decline(rows[2].pk, "eve")
    chosen = {"action": "accept_comments", "_selected_action": [row.pk for row in (*rows, other)]}
    page = unescape(publisher.post(LIST, chosen, follow=True).content.decode())
    assert (
        "2 published. 1 left alone, not being comments Comment on a story by Ann Reader: eve settled" in page
    )
    assert list(Comment.objects.values_list("text", flat=True)) == ["Number 0", "Number 1"]
    chosen = {"action": "decline_selected", "_selected_action": [other.pk, rows[0].pk]}
    assert "1 declined." in publisher.post(LIST, chosen, follow=True).content.decode()
    assert list(Message.objects.order_by("pk").values_list("status", flat=True)) == [
        "accepted",
        "accepted",
        "declined",
        "declined",
    ]


# Joining


def test_new_district_joins_as_a_draft(publisher):
    make_membership(make_district(), this_year(), position=4)
    message = make_message(kind="join", joins_as="district", organization="Elm County Schools", state="VA")
    page = post(publisher, message, "accept")
    district = District.objects.get(name="Elm County Schools")
    assert (district.slug, district.state, district.status) == ("elm-county-schools", "VA", Status.DRAFT)
    membership = district.memberships.get()
    assert (membership.joined_id, membership.status, membership.position) == (this_year(), Status.DRAFT, 5)
    assert District.history.filter(id=district.pk).get().history_change_reason == "accepted from a message"
    assert f'href="/admin/consortium/year/desk/{this_year()}/"' in page
    assert message.status == "accepted"
    assert "Elm County" not in publisher.get("/members/").content.decode()


def test_district_of_the_record_joins_and_is_not_made_again(publisher):
    elm = make_district(name="Elm County Schools", state="VA")
    make_membership(elm, 2012, left=2015)
    message = make_message(kind="join", joins_as="district", organization="elm county schools", state="VA")
    page = publisher.get(f"{LIST}{message.pk}/change/").content.decode()
    assert re.search(rf'value="{elm.pk}" checked', page)
    assert 'value="new"' not in page
    post(publisher, message, "accept", district=elm.pk)
    assert [str(row) for row in elm.memberships.all()] == ["joined 2012, left 2015", f"joined {this_year()}"]
    assert District.objects.count() == 1
    assert not Year.objects.get(number=this_year()).is_public


def test_staff_are_asked_which_district_it_is_where_names_are_alike(publisher):
    elm = make_district(name="Elm County Public Schools", state="VA")
    make_district_name(district=elm, name="Elms County Schools")
    message = make_message(kind="join", joins_as="district", organization="Elm County Schools", state="VA")
    page = publisher.get(f"{LIST}{message.pk}/change/").content.decode()
    assert f'value="{elm.pk}"' in page
    assert 'value="new"' in page
    assert "checked" not in page
    assert "Choose which district it is" in post(publisher, message, "accept")
    assert message.status == "waiting"
    post(publisher, message, "accept", district="new")
    assert (message.status, District.objects.count()) == ("accepted", 2)


@pytest.mark.parametrize("choice", ["new", "9999999", "'", "\0", ""])
def test_no_second_district_of_one_name_and_state_is_made(publisher, choice):
    make_district(name="Elm County Schools", state="VA")
    message = make_message(kind="join", joins_as="district", organization="Elm County Schools", state="VA")
    page = post(publisher, message, "accept", district=choice)
    assert "hoose" in page
    assert (message.status, District.objects.count()) == ("waiting", 1)


def test_member_does_not_join_twice(publisher):
    elm = make_district(name="Elm County Schools", state="VA")
    make_membership(elm, 2012)
    message = make_message(kind="join", joins_as="district", organization="Elm County Schools", state="VA")
    assert "membership without a departure already" in post(publisher, message, "accept", district=elm.pk)
    assert (message.status, Membership.objects.count()) == ("waiting", 1)


def test_staff_say_in_which_year_a_district_joins(publisher):
    message = make_message(kind="join", joins_as="district", organization="Elm County Schools", state="VA")
    page = publisher.get(f"{LIST}{message.pk}/change/").content.decode()
    assert f'name="year" id="joins-in" value="{this_year()}"' in page
    for odd in ("", "soon", "99999", "1700", "\0"):
        assert "in which year" in post(publisher, message, "accept", year=odd)
    post(publisher, message, "accept", year="2019")
    assert Membership.objects.get().joined_id == 2019
    kept = publisher.get(f"{LIST}{message.pk}/change/").content.decode()
    assert 'href="/admin/consortium/year/desk/2019/"' in kept


def test_hint_of_a_new_district_stands_where_one_could_be_made(publisher):
    message = make_message(kind="join", joins_as="district", organization="Elm County Schools", state="VA")
    hint = "A district that is not in the record is added as a draft."
    assert hint in publisher.get(f"{LIST}{message.pk}/change/").content.decode()
    make_district(name="Elm County Schools", state="VA")
    assert hint not in publisher.get(f"{LIST}{message.pk}/change/").content.decode()


def test_message_has_neither_history_nor_anything_that_closes_it(publisher, story):
    message = make_message(about=story)
    page = publisher.get(f"{LIST}{message.pk}/change/").content.decode()
    assert "closelink" not in page
    assert "historylink" not in page
    assert f"{LIST}{message.pk}/delete/" in page


def test_rows_of_the_list_differ_by_who_asks_for_what(publisher, story):
    asks = make_message(kind="join", joins_as="agency", organization="Office of Schools", text="")
    said = make_message(about=story, text="Well\ndone. " + "x" * 100)
    assert (str(asks), asks.wish) == (
        "Request to join by Ann Reader, Office of Schools", "State agency to join as a member",
    )  # fmt: skip
    assert said.wish == f"Well done. {'x' * 68}…"
    assert asks.wish in publisher.get(LIST).content.decode()


def test_year_in_the_bin_takes_nobody(publisher):
    make_year(this_year(), status=Status.BIN)
    message = make_message(kind="join", joins_as="district", organization="Elm County Schools", state="VA")
    assert "is in the bin" in post(publisher, message, "accept")
    assert (message.status, District.objects.count()) == ("waiting", 0)


def test_district_joins_a_collaborative_without_becoming_a_member(publisher):
    wanted = make_collaborative(name="Reading")
    message = make_message(
        kind="join", joins_as="district", organization="Elm County Schools", state="VA", about=wanted
    )
    page = post(publisher, message, "accept")
    assert f'href="/admin/members/district/{District.objects.get().pk}/change/"' in page
    prefilled = (
        f"/admin/members/participation/add/?collaborative={wanted.pk}&district={District.objects.get().pk}"
    )
    assert prefilled in page
    kept = unescape(publisher.get(f"{LIST}{message.pk}/change/").content.decode())
    assert prefilled in kept
    assert f'href="/admin/members/collaborative/{wanted.pk}/change/"' in kept
    make_participation(wanted, District.objects.get(), since=2020)
    kept = unescape(publisher.get(f"{LIST}{message.pk}/change/").content.decode())
    assert prefilled not in kept
    assert "Elm County Schools (VA), since 2020" in kept
    assert not Membership.objects.exists()


@pytest.mark.parametrize(("joins_as", "kind"), [("agency", "state agency"), ("corporate", "company")])
def test_organization_that_joins_is_made_once(publisher, joins_as, kind):
    asks = {"kind": "join", "joins_as": joins_as, "organization": "Office of Schools", "state": "MI"}
    wanted = make_collaborative(name="Reading", for_agencies=True, for_companies=True)
    make_organization(name="Office of Schools and More", slug="office-of-schools")
    for _ in range(2):
        message = make_message(about=wanted, **asks)
        assert "Enter since when it takes part" in post(publisher, message, "accept")
        assert message.status == "accepted"
    organization = Organization.objects.get(name="Office of Schools")
    assert (organization.slug, organization.kind, organization.state) == ("office-of-schools-mi", kind, "MI")
    assert organization.history.get().history_change_reason == "accepted from a message"
    assert "what it is to the consortium" in post(publisher, make_message(**asks), "accept")


def test_agencies_of_two_states_and_a_company_of_one_name_are_three(publisher):
    name = "Department of Education"
    for joins_as, state in (("agency", "VA"), ("agency", "GA"), ("corporate", ""), ("agency", "VA")):
        post(
            publisher, make_message(kind="join", joins_as=joins_as, organization=name, state=state), "accept"
        )
    rows = Organization.objects.order_by("pk").values_list("kind", "state")
    assert list(rows) == [("state agency", "VA"), ("state agency", "GA"), ("company", "")]


def test_word_to_the_staff_is_nothing_to_accept(publisher):
    message = make_message(kind="contact")
    assert "nothing here to accept" in post(publisher, message, "accept")
    assert message.status == "waiting"


# Answers


def test_answer_goes_to_the_sender_alone_and_marks_the_message(publisher):
    message = make_message(kind="contact", text="Why <so>?")
    page = publisher.get(f"{LIST}{message.pk}/reply/").content.decode()
    assert "&gt; Why &lt;so&gt;?" in page
    post(publisher, message, "reply", subject="Your message", text="Because.", seen="waiting")
    (letter,) = mail.outbox
    assert (letter.to, letter.reply_to, letter.subject, letter.body) == (
        ["ann@example.org"],
        ["office@example.org"],
        "Your message",
        "Because.",
    )
    assert letter.from_email == "webmaster@localhost"
    assert (message.status, message.settled_by) == ("answered", "pat")


def test_answer_that_can_not_be_sent_marks_nothing_and_is_kept(publisher, monkeypatch, caplog):
    def fail(*args, **kwargs):
        raise OSError("ann@example.org: no such mailbox")

    monkeypatch.setattr("consortium.message_replies.EmailMessage.send", fail)
    message = make_message(kind="contact")
    page = post(publisher, message, "reply", subject="Yours", text="Because of that.", seen="waiting")
    assert "could not be sent" in page
    assert "example.org" not in caplog.text
    assert "Because of that." in page
    assert (message.status, message.settled, message.settled_by) == ("waiting", None, "")
    assert not Reply.objects.exists()


def test_answer_is_begun_with_a_greeting_the_message_and_the_name(publisher):
    received = datetime(2026, 3, 2, 15, tzinfo=UTC)
    asks = {
        "kind": "join",
        "joins_as": "district",
        "organization": "Elm",
        "state": "VA",
        "received": received,
    }
    message = make_message(text="May we?\n\nPlease.", about=make_collaborative(name="Reading"), **asks)
    form = publisher.get(f"{LIST}{message.pk}/reply/").context["form"]
    assert (form["subject"].value(), form["text"].value()) == (
        "Your request to join Reading",
        "Dear Ann Reader,\n\nOn March 2 you wrote:\n\n> May we?\n>\n> Please.\n\n\n\nA consortium",
    )
    assert "autofocus" in str(form["text"])
    unsaid = post(publisher, message, "reply", **form.initial)
    assert "Write your answer" in unsaid
    assert (mail.outbox, message.status) == ([], "waiting")
    member = make_message(text="", about=None, **asks)
    form = publisher.get(f"{LIST}{member.pk}/reply/").context["form"]
    assert form["subject"].value() == "Your request to join the Group"


def test_answer_is_kept_with_the_message_and_forgotten_with_it(publisher, capsys):
    message = make_message(kind="contact", text="Why?")
    post(publisher, message, "reply", subject="Yours", text="Because <b>so</b>.", seen="waiting", replies=0)
    reply = Reply.objects.get()
    assert (reply.message, reply.by, reply.subject, reply.text) == (
        message, "pat", "Yours", "Because <b>so</b>.",
    )  # fmt: skip
    assert reply.sent is not None
    page = publisher.get(f"{LIST}{message.pk}/change/").content.decode()
    for words in ("Yours", "by pat, sent ", "Because &lt;b&gt;so&lt;/b&gt;."):
        assert words in page
    Message.objects.update(settled=timezone.now() - timedelta(days=91))
    assert purge(capsys).startswith("1 settled message and 0 answered questions forgotten.")
    assert not Reply.objects.exists()


def test_second_who_answers_is_told_and_sends_nothing(publisher):
    message = make_message(kind="contact", status="declined")
    post(publisher, message, "reply", subject="s", text="First.", seen="declined", replies=0)
    page = post(publisher, message, "reply", subject="s", text="Second.", seen="declined", replies=0)
    assert "pat replied on" in page
    assert "Second." in page
    assert len(mail.outbox) == 1
    post(publisher, message, "reply", subject="s", text="Second.", seen="declined", replies=1)
    assert len(mail.outbox) == 2


@pytest.mark.django_db(
    transaction=True
)  # what is sent outside of a transaction shows only without one around the test
def test_answer_is_sent_while_nothing_is_locked(site, rf, monkeypatch):
    locked = []
    monkeypatch.setattr(
        "consortium.message_replies.EmailMessage.send", lambda self: locked.append(connection.in_atomic_block)
    )
    message = make_message(kind="contact")
    request = rf.post("/")
    request.user = User.objects.create_superuser("root")
    profile = Profile.objects.get()
    form = ReplyForm({**begun(message, profile), "text": "Because."}, initial=begun(message, profile))
    assert form.is_valid()
    assert admin.site._registry[Message].is_sent(request, message, profile, form)
    assert locked == [False]


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param({"subject": "a\nBcc: b@example.org"}, id="header in the subject"),
        pytest.param({"subject": ""}, id="no subject"),
        pytest.param({"text": ""}, id="no text"),
        pytest.param({"seen": ""}, id="not seen"),
    ],
)
def test_odd_answer_is_not_sent(publisher, typed):
    message = make_message(kind="contact")
    post(publisher, message, "reply", **{"subject": "s", "text": "t", "seen": "waiting", **typed})
    assert (message.status, mail.outbox) == ("waiting", [])


def test_message_without_an_address_has_no_answer(publisher, story):
    message = make_message(about=story, email="")
    assert publisher.get(f"{LIST}{message.pk}/reply/").status_code == 404
    assert "/reply/" not in publisher.get(f"{LIST}{message.pk}/change/").content.decode()


def test_answered_request_is_accepted_all_the_same(publisher):
    message = make_message(kind="join", joins_as="district", organization="Elm County Schools", state="VA")
    post(publisher, message, "reply", subject="s", text="Which county?", seen="waiting")
    assert message.status == "answered"
    post(publisher, message, "accept", seen="answered")
    assert message.status == "accepted"
    post(publisher, message, "reply", subject="s", text="Welcome.", seen="accepted", replies=1)
    assert message.status == "accepted"
    assert len(mail.outbox) == 2


# Two at once


@pytest.mark.parametrize("step", ["accept", "decline", "reply"])
def test_second_of_two_is_told_who_was_quicker(publisher, story, step):
    message = make_message(about=story)
    accept_comment(message.pk, "eve", Profile.objects.get())
    page = post(publisher, message, step, seen="waiting", subject="s", text="Kept text.")
    assert "eve settled this already" in page.lower()
    assert ("Kept text." in page) == (step == "reply")
    assert (message.settled_by, Comment.objects.count(), mail.outbox) == ("eve", 1, [])


def test_accepted_message_is_not_accepted_again(publisher, story):
    message = make_message(about=story)
    post(publisher, message, "accept")
    Comment.objects.all().delete()
    page = publisher.get(f"{LIST}{message.pk}/change/").content.decode()
    assert "/accept/" not in page
    for step in ("accept", "decline"):
        assert "already" in post(publisher, message, step, seen="accepted")
    assert message.status == "accepted"
    assert not Comment.objects.exists()


@pytest.mark.django_db(transaction=True)  # threads of their own see what is committed
def test_of_many_who_accept_at_once_one_does():
    make_profile()
    message, outcomes = make_message(about=make_story()), []

    def accept(name):
        try:
            accept_comment(message.pk, name, Profile.objects.get())
            outcomes.append("accepted")
        except SettledError:
            outcomes.append("told")
        finally:
            connection.close()

    threads = [threading.Thread(target=accept, args=[f"staff {n}"]) for n in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["accepted"] + ["told"] * 4
    assert Comment.objects.count() == 1


def test_message_is_as_it_was_where_taking_it_fails(site):
    message = make_message(kind="contact")

    def fail():
        with accepting(message.pk, "waiting") as taken:
            taken.settle("accepted", "pat")
            raise ValidationError("refused")

    with pytest.raises(ValidationError):
        fail()
    message.refresh_from_db()
    assert message.status == "waiting"


# The list, and who sees it


def test_list_begins_with_what_waits(publisher, story):
    old, new = make_message(kind="contact", name="Old"), make_message(kind="contact", name="New")
    done = make_message(about=story, name="Done", received=timezone.now() + timedelta(hours=1))
    decline(done.pk, "pat")
    Message.objects.filter(pk=old.pk).update(received=timezone.now() - timedelta(days=2))
    rows = publisher.get(LIST).context["cl"].result_list
    assert list(rows) == [new, old, done]
    assert "Old" in publisher.get(f"{LIST}?status__exact=waiting&q=old").content.decode()


def test_message_is_read_only_and_its_words_stay_words(publisher, story):
    message = make_message(about=story, name="<i>Ann</i>", text="<script>alert(1)</script>")
    page = publisher.get(f"{LIST}{message.pk}/change/").content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page + publisher.get(LIST).content.decode()
    assert 'name="text"' not in page
    assert publisher.post(f"{LIST}{message.pk}/change/", {"text": "other"}).status_code == 403


@pytest.mark.parametrize("named", ["javascript:alert(1)", "//evil.example/", "https://evil.example/"])
def test_page_that_is_not_ours_is_no_link(publisher, named):
    message = make_message(kind="contact", page=named)
    assert f'href="{named}"' not in publisher.get(f"{LIST}{message.pk}/change/").content.decode()


@pytest.mark.parametrize("role", ["Viewer", "Editor"])
def test_those_who_do_not_publish_see_no_message(client, site, story, role):
    user = User.objects.create_user("clerk", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    message = make_message(about=story, name="Zebra reader")
    for page in (
        LIST,
        f"{LIST}{message.pk}/change/",
        f"{LIST}{message.pk}/history/",
        f"{LIST}{message.pk}/reply/",
    ):
        assert client.get(page).status_code == 403
    for step in ("accept", "decline", "reply"):
        assert client.post(f"{LIST}{message.pk}/{step}/", {"subject": "s", "text": "t"}).status_code == 403
    assert "essage" not in client.get("/admin/").content.decode().replace("messagelist", "")
    message.refresh_from_db()
    assert (message.status, mail.outbox) == ("waiting", [])


def test_publisher_without_the_second_factor_sees_no_message(publisher, story, settings):
    settings.SITE_URL = "https://consortium.example.org"
    message = make_message(about=story)
    assert publisher.get(LIST).status_code == 403
    assert publisher.post(f"{LIST}{message.pk}/accept/").status_code == 403
    assert not Comment.objects.exists()


def test_nothing_is_settled_by_following_a_link(publisher, story):
    message = make_message(about=story)
    for step in ("accept", "decline"):
        assert publisher.get(f"{LIST}{message.pk}/{step}/").status_code == 405
    for pk in (0, 10**17, message.pk + 1):
        assert publisher.post(f"{LIST}{pk}/accept/").status_code in {302, 404}
    message.refresh_from_db()
    assert message.status == "waiting"


def test_front_page_says_how_many_wait(publisher, story):
    assert "Messages waiting</h2><p>None." in publisher.get(reverse("admin:index")).content.decode()
    for _ in range(2):
        make_message(about=story)
    page = publisher.get(reverse("admin:index")).content.decode()
    assert f'<a href="{LIST}?status__exact=waiting">2 messages</a>' in page


def test_nothing_personal_stays_in_the_log(client, site, story):
    client.force_login(User.objects.create_superuser("root"))
    first, second = make_message(about=story), make_message(about=story)
    post(client, first, "accept")
    client.post(f"{LIST}{second.pk}/delete/", {"post": "yes"})
    chosen = {"action": "delete_selected", "_selected_action": [first.pk], "post": "yes"}
    client.post(LIST, chosen)
    assert (Message.objects.count(), LogEntry.objects.count()) == (0, 0)


# Forgetting


def purge(capsys, *args):
    call_command("purge_messages", *args)
    return capsys.readouterr().out


def test_settled_messages_are_forgotten_after_ninety_days(site, capsys):
    def settled(days):
        moment = timezone.now() - timedelta(days=days)
        return make_message(kind="contact", status="declined", received=moment, settled=moment)

    settled(91)
    late, waiting = settled(89), make_message(kind="contact", received=timezone.now() - timedelta(days=400))
    for nonce, hours in (("a", 25), ("b", 23)):
        Answered.objects.create(nonce=nonce, when=timezone.now() - timedelta(hours=hours))
    assert purge(capsys, "--dry-run") == (
        "1 settled message and 1 answered question would be forgotten.\n1 waiting message left alone.\n"
    )
    assert Message.objects.count() == 3
    assert purge(capsys) == (
        "1 settled message and 1 answered question forgotten.\n1 waiting message left alone.\n"
    )
    assert list(Message.objects.order_by("pk")) == [late, waiting]
    assert list(Answered.objects.values_list("pk", flat=True)) == ["b"]
    assert purge(capsys, "--days", "30").startswith("1 settled message and 0 answered questions forgotten.")
    assert list(Message.objects.all()) == [waiting]


@pytest.mark.parametrize("days", ["-1", "99999999999", "soon"])
def test_odd_number_of_days_is_refused(site, days):
    with pytest.raises(CommandError):
        call_command("purge_messages", f"--days={days}")


# On the meeting's page


def test_comments_are_listed_as_plain_text():
    from django.template.loader import render_to_string

    story = make_story(make_meeting("October 3, 2016", slug="fall"))
    comment = make_comment(
        story, name="<b>Ann</b>", text="First.\n\n<script>x</script>", sent=date(2016, 12, 1)
    )
    page = render_to_string("meetings/_comments.html", {"comments": [comment], "story": story})
    for word in (
        f'id="c{comment.pk}"', "&lt;b&gt;Ann&lt;/b&gt;", "<p>First.</p>", "&lt;script&gt;", "December 1, 2016",
        'href="/meetings/2016/fall/comment/"',
    ):  # fmt: skip
        assert word in page
    story.takes_comments = False
    assert "/comment/" not in render_to_string(
        "meetings/_comments.html", {"comments": [comment], "story": story}
    )
    assert render_to_string("meetings/_comments.html", {"comments": [], "story": story}).strip() == ""


@pytest.mark.parametrize("asked", ["status=foo", "status__exact=foo", "kind=foo"])
def test_list_refuses_a_choice_that_there_is_not(client, asked):
    make_profile()
    make_message()
    client.force_login(User.objects.create_superuser("dana"))
    page = reverse("admin:consortium_message_changelist")
    assert client.get(f"{page}?{asked}").status_code == 400
    assert client.get(f"{page}?status__exact=waiting").status_code == 200
