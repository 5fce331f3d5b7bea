"""Every change leaves who, when, why and what stood before, whatever made it."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from consortium.history import because
from members.models import District
from milestones.models import Milestone
from tests.factories import make_district, make_milestone, make_profile, make_topic

pytestmark = pytest.mark.django_db


def kept(row):
    return [(past.history_type, past.history_change_reason) for past in row.history.order_by("history_id")]


def by_save(row):
    row.name = "B"
    row.save()


def by_update(row):
    District.objects.filter(pk=row.pk).update(name="B")


def by_bulk_update(row):
    row.name = "B"
    District.objects.bulk_update([row], ["name"])


@pytest.mark.parametrize("change", [by_save, by_update, by_bulk_update])
def test_change_is_kept_with_what_stood_before_and_why(change):
    row = make_district(name="A")
    with because("a reason"):
        change(row)
    assert kept(row) == [("+", None), ("~", "a reason")]
    assert [past.name for past in row.history.order_by("history_id")] == ["A", "B"]


def test_rows_made_in_bulk_and_rows_deleted_are_kept():
    with because("an import"):
        (row,) = District.objects.bulk_create([District(name="A", slug="a", state="VA")])
    key = row.pk
    District.objects.filter(pk=key).delete()
    past = District.history.filter(id=key).order_by("history_id")
    assert [(row.history_type, row.history_change_reason) for row in past] == [
        ("+", "an import"),
        ("-", None),
    ]


def test_history_of_a_bulk_change_keeps_the_links():
    milestone = make_milestone(2016, topics=[make_topic(name="Reading")])
    Milestone.objects.update(status="draft")
    assert [link.topic.name for link in milestone.history.first().topics.all()] == ["Reading"]


def test_change_by_a_form_and_by_an_action_names_who_made_it(client):
    make_profile()
    dana = User.objects.create_superuser("dana", password="a password of staff")
    client.force_login(dana)
    row = make_district(status="draft")
    client.post(
        reverse("admin:members_district_changelist"), {"action": "publish", "_selected_action": [row.pk]}
    )
    last = row.history.first()
    assert (last.status, last.history_user, last.prev_record.status) == ("published", dana, "draft")
