"""The history page of every record: what changed, in words, and any two entries held against each other."""

import pytest
from django.contrib.auth.models import User

from consortium.history import because
from consortium.models import Topic
from consortium.past import entries_of, lines_changed, told
from members.models import Contact, DistrictName
from milestones.models import Milestone
from tests.factories import (
    make_contact,
    make_district,
    make_district_name,
    make_figure,
    make_hosting,
    make_meeting,
    make_membership,
    make_milestone,
    make_profile,
    make_source,
    make_topic,
)
from tests.test_admin import address

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    make_profile(time_zone="America/New_York")
    client.force_login(User.objects.create_superuser("dana", password="a password of staff"))
    return client


def history(row):
    return list(told(type(row), list(entries_of(type(row), row.pk)), 50))


def said(changes):
    return [(change.label, change.before, change.after) for change in changes]


def test_change_is_told_in_words():
    source = make_source(title="Minutes")
    meeting = make_meeting("fall 2016", kind="fall", slug="m", held=False)
    meeting.kind, meeting.held, meeting.source, meeting.format = "spring", True, source, "hybrid"
    meeting.save()
    assert said(history(meeting)[0].changes) == [
        ("Source", "", "Minutes"),
        ("Kind", "Fall meeting", "Spring meeting"),
        ("Held", "no", "yes"),
        ("Format", "", "In person, open to remote participants"),
    ]


def test_search_columns_and_numbers_are_not_told():
    row = make_district_name(name="Once", until=2014)
    assert said(history(row)[0].changes) == [
        ("District", "", str(row.district)),
        ("Name", "", "Once"),
        ("Until", "", "2014"),
    ]


def test_links_are_told_by_name_and_a_deleted_one_by_what_it_was_called():
    reading, maths = make_topic(name="Reading"), make_topic(name="Maths")
    milestone = make_milestone(topics=[reading])
    milestone.topics.set([maths])
    reading.delete()
    told_ = [said(entry.changes) for entry in history(milestone)[:2]]
    assert told_ == [[("Topics", "", "Maths")], [("Topics", "Reading (deleted)", "")]]


def test_deletion_and_reason_are_told():
    row = make_district_name()
    with because("import ab12: districts"):
        row.name = "Other"
        row.save()
    pk = row.pk
    row.delete()
    entries = told(DistrictName, list(entries_of(DistrictName, pk)), 50)
    assert [(entry.kind, entry.who, entry.reason) for entry in entries] == [
        ("deleted", "a command", ""),
        ("changed", "import ab12: districts", "import ab12: districts"),
        ("added", "a command", ""),
    ]


def test_longer_text_is_told_by_line():
    before = "one\ntwo\nthree\nfour\nfive\nsix"
    assert lines_changed(before, before.replace("six", "6")) == [
        ("same", "one"),
        ("cut", ""),
        ("same", "five"),
        ("removed", "six"),
        ("added", "6"),
    ]


def test_line_ends_alone_are_no_lines_changed():
    assert {kind for kind, _ in lines_changed("a\r\nb", "a\nb")} == {"same"}


def test_history_page_says_who_when_and_what(staff):
    milestone = make_milestone(2016, headline="First", text="a\nb")
    staff.post(address(Milestone, "changelist"), {"action": "unpublish", "_selected_action": [milestone.pk]})
    page = " ".join(staff.get(address(Milestone, "history", milestone.pk)).content.decode().split())
    assert "changed by dana (bulk action)" in page
    assert "added by a command" in page
    assert "<dt>Status</dt>" in page
    assert "Published</del> → <ins>" in page
    assert "Restore this" in page


def test_times_are_those_of_the_profile(staff):
    row = make_topic()
    type(row).history.update(history_date="2026-01-02T03:00:00Z")
    assert "Jan 1, 2026, 22:00" in staff.get(address(Topic, "history", row.pk)).content.decode()


def test_text_in_history_is_no_markup(staff):
    row = make_milestone(text="<b>one</b>")
    row.text = "<i>two</i>"
    row.save()
    page = staff.get(address(Milestone, "history", row.pk)).content.decode()
    assert "&lt;b&gt;one" in page
    assert "<b>one" not in page


def test_any_two_entries_are_compared(staff):
    row = make_topic(name="A")
    for name in "BCD":
        row.name = name
        row.save()
    numbers = list(row.history.order_by("history_id").values_list("history_id", flat=True))
    page = staff.get(address(Topic, "history", row.pk), {"from": numbers[0], "to": numbers[2]})
    assert said(page.context["compared"]) == [("Name", "A", "C")]
    same = staff.get(address(Topic, "history", row.pk), {"from": numbers[0], "to": numbers[0]})
    assert "Nothing differs." in same.content.decode()


@pytest.mark.parametrize("value", ["x", "-1", "9" * 18, "9" * 40, "²", "\0", "0"])
def test_entry_that_is_not_there_is_not_found(staff, value):
    row = make_topic()
    first = row.history.get().history_id
    page = staff.get(address(Topic, "history", row.pk), {"from": value, "to": first})
    assert page.status_code == (400 if "\0" in value else 404)


def test_entry_of_another_row_is_not_found(staff):
    row, other = make_topic(), make_topic()
    query = {"from": other.history.get().history_id, "to": row.history.get().history_id}
    assert staff.get(address(Topic, "history", row.pk), query).status_code == 404


def test_long_history_is_paged_and_compared_across_pages(staff):
    row = make_topic(name="0")
    for number in range(1, 55):
        row.name = str(number)
        row.save()
    first = row.history.order_by("history_id").first().history_id
    page = staff.get(address(Topic, "history", row.pk))
    assert len(page.context["entries"]) == 50
    assert said(page.context["entries"][49].changes) == [("Name", "4", "5")]
    second = staff.get(address(Topic, "history", row.pk), {"p": 2})
    assert [said(entry.changes)[0][1:] for entry in second.context["entries"]] == [
        ("3", "4"),
        ("2", "3"),
        ("1", "2"),
        ("0", "1"),
        ("", "0"),
    ]
    marked = staff.get(address(Topic, "history", row.pk), {"from": first, "p": 1}).content.decode()
    assert f'name="from" value="{first}" checked' in marked


def test_history_costs_the_same_for_more_entries(staff, count_queries):
    def cost(row):
        with count_queries() as count:
            assert staff.get(address(Milestone, "history", row.pk)).status_code == 200
        return count()

    row = make_milestone(topics=[make_topic()], districts=[make_district()], source=make_source())
    row.save()
    cost(row)
    one = cost(row)
    for number in range(5):
        row.topics.add(make_topic())
        row.headline = f"Headline {number}"
        row.save()
    assert cost(row) == one


def test_history_of_what_never_was_is_not_found(staff):
    for key in ("999999", "x", "9" * 30):
        assert staff.get(address(Topic, "history", key)).status_code == 404


def test_history_of_a_deleted_row_is_kept_and_named(staff):
    hosting = make_hosting()
    pk, name = hosting.pk, str(hosting)
    hosting.delete()
    page = staff.get(address(type(hosting), "history", pk)).content.decode()
    assert name in page
    assert "Bring this back" in page


def test_deleted_rows_are_listed_under_what_they_hung_on(staff):
    district = make_district()
    make_figure(district=district, value=1234).delete()
    make_membership(district).delete()
    page = staff.get(address(type(district), "history", district.pk)).content.decode()
    assert "1,234 students" in page
    assert "joined 2012" in page


def test_deleted_contacts_are_for_those_who_see_contacts(client):
    from tests.test_roles import account

    make_profile()
    contact = make_contact(name="Zebra hidden")
    district = contact.district
    contact.delete()
    seen = {}
    for role in ("Viewer", "Editor"):
        client.force_login(account(role))
        own = client.get(address(Contact, "deleted"))
        beside = client.get(address(type(district), "history", district.pk)).content.decode()
        seen[role] = (own.status_code, "Zebra hidden" in beside)
    assert seen == {"Viewer": (403, False), "Editor": (200, True)}
