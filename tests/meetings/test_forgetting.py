"""A reader who asks to be forgotten is: what a comment said is nowhere once it is deleted for good."""

from datetime import date

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.management import call_command
from django.urls import reverse

from consortium.publishing import Status
from meetings.models import Comment, Story
from tests.factories import make_comment, make_profile, make_story

pytestmark = pytest.mark.django_db

LIST = reverse("admin:meetings_comment_changelist")


@pytest.fixture
def staff(client):
    make_profile()
    client.force_login(User.objects.create_superuser("staff"))
    return client


def changed(staff, comment):
    """A comment with a history, and lines in the log that name who wrote it."""
    typed = {
        "story": comment.story_id,
        "name": comment.name,
        "sent": "2016-12-01",
        "text": "Mended",
        "status": "published",
    }
    assert staff.post(reverse("admin:meetings_comment_change", args=[comment.pk]), typed).status_code == 302
    return comment


def put_in_the_bin(staff, comment, address=LIST):
    staff.post(address, {"action": "delete_selected", "_selected_action": [comment.pk], "post": "yes"})


def delete_for_good(staff, row, address=LIST):
    chosen = {"action": "delete_for_good", "_selected_action": [row.pk], "for_good": "yes"}
    staff.post(f"{address}?status__exact=bin" if "?" in address else f"{address}?status=bin", chosen)


def said_of(name):
    history = Comment.history.filter(name=name).count()
    return history, LogEntry.objects.filter(object_repr__startswith=name).count()


def test_comment_deleted_for_good_leaves_nothing_in_history_or_log(staff):
    comment = changed(staff, make_comment(name="Ann Reader", sent=date(2016, 12, 1)))
    other = changed(staff, make_comment(name="Bea Reader", sent=date(2016, 12, 1)))
    put_in_the_bin(staff, comment)
    kept = said_of("Bea Reader")
    assert min(said_of("Ann Reader")) > 1

    delete_for_good(staff, comment)

    assert list(Comment.objects.all()) == [other]
    assert said_of("Ann Reader") == (0, 0)
    assert said_of("Bea Reader") == kept


def test_comment_that_goes_with_its_story_leaves_nothing_but_the_story_s_history(staff):
    comment = changed(staff, make_comment(make_story(status=Status.BIN), name="Ann Reader"))
    put_in_the_bin(staff, comment)

    delete_for_good(staff, comment.story, reverse("admin:meetings_story_changelist"))

    assert not Story.objects.exists()
    assert said_of("Ann Reader") == (0, 0)
    assert Story.history.filter(history_type="-").count() == 1


def test_purge_forgets_what_history_has_of_comments_that_are_gone(staff):
    gone = changed(staff, make_comment(name="Ann Reader", sent=date(2016, 12, 1)))
    changed(staff, make_comment(name="Bea Reader", sent=date(2016, 12, 1)))
    kept = said_of("Bea Reader")
    gone.delete()
    assert min(said_of("Ann Reader")) > 0

    call_command("purge_messages", dry_run=True)
    assert min(said_of("Ann Reader")) > 0
    call_command("purge_messages")

    assert said_of("Ann Reader") == (0, 0)
    assert said_of("Bea Reader") == kept
