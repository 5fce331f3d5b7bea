"""What was so once is brought back: an earlier state, a row from the bin, a deleted one, and never more than allowed."""

import pytest
from django.contrib.auth.models import User

from consortium.models import OldAddress, Topic
from consortium.past import deleted_entries, entries_of
from consortium.publishing import Status
from meetings.models import Hosting, Meeting
from members.models import Contact, District, Figure, Membership, Tenure
from milestones.models import Milestone
from tests.factories import (
    make_contact,
    make_district,
    make_figure,
    make_hosting,
    make_meeting,
    make_membership,
    make_milestone,
    make_profile,
    make_source,
    make_tenure,
    make_topic,
    year_of,
)
from tests.test_admin import address
from tests.test_roles import account

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    make_profile()
    client.force_login(User.objects.create_superuser("dana", password="a password of staff"))
    return client


@pytest.fixture
def editor(client):
    make_profile()
    client.force_login(account("Editor"))
    return client


def first(model, pk):
    return entries_of(model, pk).last().history_id


def newest(model, pk):
    return entries_of(model, pk).first().history_id


def restore(client, model, pk, number=None, **kwargs):
    """What a browser does that opens the question and says yes; the last answer."""
    page = address(model, "restore", pk, number or newest(model, pk))
    asked = client.get(page)
    if asked.status_code != 200:
        return asked
    return client.post(page, {"seen": asked.context["plan"].latest, **kwargs})


def problems(response):
    assert response.status_code == 200
    return response.context["problems"]


def gone(row):
    pk = row.pk
    row.delete()
    return pk


# An earlier state


def test_earlier_state_comes_back_with_its_links_and_says_so(staff):
    reading, maths = make_topic(name="Reading"), make_topic(name="Maths")
    row = make_milestone(headline="First", text="one", topics=[reading])
    then = newest(Milestone, row.pk)
    row.headline, row.text = "Second", "two"
    row.save()
    row.topics.set([maths])
    page = staff.get(address(Milestone, "restore", row.pk, then)).content.decode()
    assert "First" in page
    assert "Second" in page
    assert Milestone.objects.get().headline == "Second"
    assert restore(staff, Milestone, row.pk, then).status_code == 302
    row.refresh_from_db()
    assert (row.headline, row.text, list(row.topics.all())) == ("First", "one", [reading])
    assert row.folded == "first\none"
    last = row.history.first()
    assert last.history_user.username == "dana"
    assert last.history_change_reason.startswith("restored from ")


@pytest.mark.parametrize(
    ("then", "now"),
    [
        pytest.param(Status.PUBLISHED, Status.DRAFT, id="a draft is not published"),
        pytest.param(Status.DRAFT, Status.PUBLISHED, id="a published row is not withdrawn"),
        pytest.param(Status.BIN, Status.PUBLISHED, id="nor put in the bin"),
    ],
)
def test_restoring_keeps_the_present_status(staff, then, now):
    row = make_district(name="A", status=then)
    row.name, row.status = "B", now
    row.save()
    restore(staff, District, row.pk, first(District, row.pk))
    row.refresh_from_db()
    assert (row.name, row.status) == ("A", now)


def test_slug_that_changes_back_leaves_a_redirect(staff):
    row = make_district(slug="one")
    row.slug = "two"
    row.save()
    restore(staff, District, row.pk, first(District, row.pk))
    assert staff.get("/members/two/").headers["Location"] == "/members/one/"
    assert staff.get("/members/one/").status_code == 200


def test_state_that_breaks_a_rule_is_refused_in_words(staff):
    row = make_district(slug="one")
    row.slug = "two"
    row.save()
    make_district(slug="one")
    said = problems(restore(staff, District, row.pk, first(District, row.pk)))
    assert said[0].startswith("Slug: ")
    row.refresh_from_db()
    assert row.slug == "two"


def test_period_that_would_overlap_is_refused_and_both_are_named(staff):
    row = make_membership(joined=2012, left=2018)
    row.left = year_of(2014)
    row.save()
    make_membership(row.district, 2016)
    (said,) = problems(restore(staff, Membership, row.pk, first(Membership, row.pk)))
    assert "joined 2012, left 2018" in said
    assert "joined 2016" in said
    row.refresh_from_db()
    assert row.left_id == 2014


def test_state_that_names_a_deleted_record_is_refused_in_words(staff):
    source, topic = make_source(title="Minutes"), make_topic(name="Reading")
    row = make_milestone(headline="First", source=source, topics=[topic])
    then = newest(Milestone, row.pk)
    row.source, row.headline = None, "Second"
    row.save()
    row.topics.clear()
    source.delete()
    topic.delete()
    said = problems(restore(staff, Milestone, row.pk, then))
    assert said == [
        "Source: “Minutes (deleted)” is not in the record any more. Bring that back first.",
        "Topics: “Reading (deleted)” is not in the record any more. Bring that back first.",
    ]
    row.refresh_from_db()
    assert row.headline == "Second"


def test_change_since_the_question_is_not_written_over(staff):
    row = make_topic(name="A")
    row.name = "B"
    row.save()
    page = address(Topic, "restore", row.pk, first(Topic, row.pk))
    seen = staff.get(page).context["plan"].latest
    row.name = "C"
    row.save()
    said = problems(staff.post(page, {"seen": seen}))
    assert said == ["It was changed since this page was opened: look at what would change now."]
    row.refresh_from_db()
    assert row.name == "C"


def test_entry_of_another_row_is_not_found(staff):
    row, other = make_topic(), make_topic()
    for number in (newest(Topic, other.pk), 10**17, 10**30):
        assert staff.get(address(Topic, "restore", row.pk, number)).status_code == 404


def test_get_restores_nothing(staff):
    row = make_topic(name="A")
    row.name = "B"
    row.save()
    before = Topic.history.count()
    staff.get(address(Topic, "restore", row.pk, first(Topic, row.pk)))
    assert (Topic.objects.get().name, Topic.history.count()) == ("B", before)


# Who may


def test_editor_restores_a_draft_and_nothing_public(editor):
    for status, code, name in (
        (Status.DRAFT, 302, "A"),
        (Status.PUBLISHED, 403, "B"),
        (Status.BIN, 403, "B"),
    ):
        row = make_district(name="A", status=status)
        row.name = "B"
        row.save()
        assert restore(editor, District, row.pk, first(District, row.pk)).status_code == code
        row.refresh_from_db()
        assert (row.name, row.status) == (name, status)


def test_editor_restores_no_row_to_where_it_would_show(editor):
    row = make_figure(value=1)
    row.district = make_district(status=Status.DRAFT)
    row.save()
    page = address(Figure, "restore", row.pk, first(Figure, row.pk))
    for response in (editor.get(page), editor.post(page, {"seen": newest(Figure, row.pk)})):
        assert response.status_code == 403
        assert "Ask a publisher" in response.content.decode()
    row.refresh_from_db()
    assert row.district.status == Status.DRAFT


@pytest.mark.parametrize(
    ("model", "make", "expected"),
    [
        pytest.param(Figure, lambda: make_figure(), (403, 403, 302), id="of a published record"),
        pytest.param(
            Figure,
            lambda: make_figure(district=make_district(status=Status.DRAFT)),
            (403, 302, 302),
            id="of a draft",
        ),
        pytest.param(Topic, lambda: make_topic(), (403, 403, 302), id="shared"),
        pytest.param(Contact, lambda: make_contact(), (403, 302, 302), id="a contact"),
        pytest.param(District, lambda: make_district(), (403, 302, 302), id="with a status: as a draft"),
    ],
)
def test_deleted_row_is_brought_back_by_whom_it_concerns(client, model, make, expected):
    make_profile()
    found = []
    for role in ("Viewer", "Editor", "Publisher"):
        pk = gone(make())
        client.force_login(account(role))
        found.append(restore(client, model, pk).status_code)
        assert model.objects.filter(pk=pk).exists() is (found[-1] == 302)
    assert tuple(found) == expected


# What was deleted


def test_deleted_rows_are_listed_with_what_they_hung_on_and_come_back_as_they_were(staff):
    row = make_tenure(since=2012)
    said, pk, person = str(row), row.pk, row.person
    gone(row)
    page = staff.get(address(Tenure, "deleted")).content.decode()
    assert said in page
    assert str(person) in page
    assert address(Tenure, "deleted") in staff.get(address(Tenure, "changelist")).content.decode()
    assert restore(staff, Tenure, pk).status_code == 302
    back = Tenure.objects.get(pk=pk)
    assert (str(back), back.person) == (said, person)
    assert [entry.history_type for entry in back.history.all()] == ["+", "-", "+"]
    assert list(deleted_entries(Tenure)) == []
    assert "None is deleted." in staff.get(address(Tenure, "deleted")).content.decode()


def test_what_was_published_comes_back_as_a_draft_with_links_and_old_addresses(staff):
    row = make_district(slug="one")
    row.slug = "two"
    row.save()
    milestone = make_milestone(districts=[row])
    pk = row.pk
    OldAddress.objects.all().delete()
    milestone.districts.through.objects.all().delete()
    gone(row)
    assert restore(staff, District, pk).status_code == 302
    back = District.objects.get(pk=pk)
    assert (back.slug, back.status) == ("two", Status.DRAFT)
    assert list(milestone.districts.all()) == [back]
    assert OldAddress.objects.get(path="/members/one/").record == back


def test_deleted_milestone_comes_back_with_its_links(staff):
    topic = make_topic()
    pk = gone(make_milestone(topics=[topic]))
    restore(staff, Milestone, pk)
    assert list(Milestone.objects.get(pk=pk).topics.all()) == [topic]


def test_row_whose_parent_is_gone_waits_for_it(staff):
    hosting = make_hosting(make_meeting("fall 2016", kind="fall"))
    meeting = hosting.meeting
    key, parent = hosting.pk, meeting.pk
    meeting.delete()
    assert not Hosting.objects.exists()
    assert "Fall meeting 2016 (deleted)" in staff.get(address(Hosting, "deleted")).content.decode()
    (said,) = problems(restore(staff, Hosting, key))
    assert said.startswith("Meeting: “Fall meeting 2016 (deleted)” is not in the record")
    restore(staff, Meeting, parent)
    assert restore(staff, Hosting, key).status_code == 302
    assert Hosting.objects.get().meeting_id == parent


def test_deleted_post_that_somebody_else_holds_by_now_stays_deleted(staff):
    row = make_tenure(since=2012, until=2016)
    district = row.district
    pk = gone(row)
    make_tenure(district=district, since=2014, until=2018)
    (said,) = problems(restore(staff, Tenure, pk))
    assert "overlap" in said
    assert "from 2012" in said
    assert "from 2014" in said
    assert Tenure.objects.count() == 1


def test_deleted_rows_cost_the_same_for_more_rows(staff, count_queries):
    def cost():
        with count_queries() as count:
            assert staff.get(address(Hosting, "deleted")).status_code == 200
        return count()

    gone(make_hosting())
    cost()
    one = cost()
    for _ in range(3):
        gone(make_hosting())
    assert cost() == one


# Out of the bin


def test_row_in_the_bin_is_brought_back_as_a_draft(staff):
    row = make_district(name="A", status=Status.BIN)
    way = address(District, "restore", row.pk, newest(District, row.pk))
    for page in ("change", "history"):
        assert f'href="{way}"' in staff.get(address(District, page, row.pk)).content.decode()
    assert restore(staff, District, row.pk).status_code == 302
    row.refresh_from_db()
    assert (row.name, row.status) == ("A", Status.DRAFT)
    assert "Bring back as a draft" not in staff.get(address(District, "change", row.pk)).content.decode()


def test_editor_is_offered_no_way_out_of_the_bin(editor):
    row = make_district(status=Status.BIN)
    for page in ("change", "history"):
        assert "Bring back as a draft" not in editor.get(address(District, page, row.pk)).content.decode()


@pytest.mark.parametrize("way", ["the action", "restoring"])
def test_period_in_the_bin_that_overlaps_one_entered_since_stays_there(staff, way):
    row = make_membership(joined=2012, left=2018, status=Status.BIN)
    make_membership(row.district, 2016)
    if way == "the action":
        chosen = {"action": "unpublish", "_selected_action": [row.pk]}
        done = staff.post(address(Membership, "changelist") + "?status=bin", chosen, follow=True)
    else:
        done = restore(staff, Membership, row.pk)
    page = done.content.decode()
    assert "overlap" in page
    assert "joined 2012, left 2018; joined 2016" in page
    row.refresh_from_db()
    assert row.status == Status.BIN


def test_one_of_two_that_overlap_already_can_be_withdrawn(staff):
    row = make_membership(joined=2012, left=2018)
    Membership.objects.bulk_create(
        [Membership(district=row.district, joined=year_of(2014), status="published")]
    )
    staff.post(address(Membership, "changelist"), {"action": "unpublish", "_selected_action": [row.pk]})
    row.refresh_from_db()
    assert row.status == Status.DRAFT


def test_second_factor_is_asked_for_before_what_is_public_is_restored(client, settings):
    make_profile()
    settings.SITE_URL = "https://example.org"
    client.force_login(account("Publisher"))
    row = make_district(name="A")
    row.name = "B"
    row.save()
    page = address(District, "restore", row.pk, first(District, row.pk))
    assert client.post(page, {"seen": newest(District, row.pk)}).status_code == 403
