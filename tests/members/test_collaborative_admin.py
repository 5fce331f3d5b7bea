"""Entering collaboratives: who takes part is judged together, a program year is typed on one screen."""

from datetime import date

import pytest
from django.contrib.auth.models import User

from consortium.models import Year
from consortium.publishing import Status
from members.models import Collaborative, Goal, Participation, ProgramYear
from tests.factories import (
    make_collaborative,
    make_district,
    make_goal,
    make_meeting,
    make_organization,
    make_participation,
    make_profile,
    make_program_year,
    make_source,
    make_year,
)
from tests.test_admin import address, desk, inline

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    make_profile()
    client.force_login(User.objects.create_superuser("staff", password="a password of staff"))
    return client


def collaborative(parts=(), numbers=(), initial=0, **kwargs):
    data = {"name": "Network", "slug": "network", "status": "published", "for_districts": "on", **kwargs}
    data |= inline("participations", parts, initial) | inline("stated_numbers", numbers)
    return data


def errors(response):
    forms = response.context["inline_admin_formsets"]
    return [message for lines in forms for message in lines.formset.non_form_errors()]


def test_collaborative_is_entered_with_who_takes_part_and_what_is_stated(staff):
    district, body, partner = make_district(), make_organization(), make_organization()
    parts = [
        {"district": district.pk, "since": 2016},
        {"organization": body.pk, "since": 2017, "until": 2019},
    ]
    numbers = [{"when": "2019", "number": 7, "of_whom": "districts"}]
    data = collaborative(parts, numbers, partners=[partner.pk], begins="2016")

    assert staff.post(address(Collaborative, "add"), data).status_code == 302

    added = Collaborative.objects.get()
    assert [
        (part.district, part.organization, part.since, part.until) for part in added.participations.all()
    ] == [
        (district, None, 2016, None),
        (None, body, 2017, 2019),
    ]
    assert ([str(number) for number in added.stated_numbers.all()], list(added.partners.all())) == (
        ["7 districts"], [partner],
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["district", "organization"])
def test_periods_that_overlap_are_refused_together(staff, kind):
    who = make_district() if kind == "district" else make_organization()
    parts = [{kind: who.pk, "since": 2012}, {kind: who.pk, "since": 2016}]

    response = staff.post(address(Collaborative, "add"), collaborative(parts))

    assert "These periods overlap another one of the same kind" in errors(response)[0]
    assert not Collaborative.objects.exists()


def test_period_is_refused_beside_one_that_is_there_and_taken_when_that_ends(staff):
    there = make_participation(make_collaborative(slug="network", name="Network"), since=2012)
    page = address(Collaborative, "change", there.collaborative_id)
    old = {"id": there.pk, "district": there.district_id, "since": 2012}
    new = {"district": there.district_id, "since": 2016}

    refused = staff.post(page, collaborative([old, new], initial=1))
    assert "These periods overlap" in errors(refused)[0]
    assert staff.post(page, collaborative([{**old, "until": 2016}, new], initial=1)).status_code == 302
    assert list(Participation.objects.values_list("since", "until")) == [(2012, 2016), (2016, None)]


def test_period_on_a_screen_of_its_own_is_judged_too(staff):
    there = make_participation(since=2012)
    data = {"collaborative": there.collaborative_id, "district": there.district_id, "since": 2016}

    response = staff.post(address(Participation, "add"), data)

    assert "These periods overlap another one of the same kind" in response.content.decode()
    assert (
        staff.post(address(Participation, "add"), {**data, "since": 2008, "until": 2012}).status_code == 302
    )


def program_year(goals=(), highlights=(), initial=0, **kwargs):
    data = {"slug": "2020-2021", "begins": "2020-07-01", "ends": "2021-06-30", "status": "draft", **kwargs}
    return data | inline("goals", goals, initial) | inline("highlights", highlights)


def test_program_year_is_typed_on_one_screen(staff):
    source, other = make_source(), make_source()
    data = program_year(
        [{"text": "First"}, {"text": "Second\n\n- part", "source": other.pk}, {"text": ""}],
        [{"text": "Done", "position": 4}],
        collaborative=make_collaborative().pk, source=source.pk,
    )  # fmt: skip

    assert staff.post(address(ProgramYear, "add"), data).status_code == 302

    year = ProgramYear.objects.get()
    assert [(goal.position, goal.text, goal.source) for goal in year.goals.all()] == [
        (1, "First", source),
        (2, "Second\n\n- part", other),
    ]
    assert [(row.position, row.source) for row in year.highlights.all()] == [(4, source)]
    assert year.begins == date(2020, 7, 1)


def test_line_that_is_there_keeps_what_was_said_of_its_source(staff):
    year = make_program_year(source=make_source())
    goal = make_goal(year, position=1)
    data = program_year(
        [{"id": goal.pk, "position": 1, "text": "Anew"}], initial=1, collaborative=year.collaborative_id,
        source=year.source_id, status="published",
    )  # fmt: skip

    assert staff.post(address(ProgramYear, "change", year.pk), data).status_code == 302
    assert list(Goal.objects.values_list("text", "source")) == [("Anew", None)]


def test_program_year_without_its_collaborative_is_refused_in_words(staff):
    response = staff.post(address(ProgramYear, "add"), program_year())

    assert response.context["adminform"].form.errors == {"collaborative": ["This field is required."]}


def test_program_year_that_shares_days_is_refused(staff):
    there = make_program_year(first=2020)

    response = staff.post(
        address(ProgramYear, "add"), program_year(collaborative=there.collaborative_id, slug="b")
    )

    assert "It shares days with another program year" in response.content.decode()


def test_screen_of_a_program_year_leads_to_its_meetings(staff):
    year = make_program_year(make_collaborative(slug="network"), source=make_source())
    meeting = make_meeting("October 2020", title="A day", program_year=year)
    make_meeting("November 2020", title="Another", program_year=year, status=Status.DRAFT)
    make_meeting("December 2020", title="Gone", program_year=year, status=Status.BIN)

    page = staff.get(address(ProgramYear, "change", year.pk)).content.decode()

    assert f"/admin/meetings/meeting/{meeting.pk}/change/" in page
    assert "Another</a>, November 2020 (draft)" in page
    assert "Gone" not in page
    add = f"/admin/meetings/meeting/add/?program_year={year.pk}&amp;kind=collaborative&amp;source={year.source_id}&amp;year=2020"
    assert add in page
    form = staff.get(add.replace("&amp;", "&")).context["adminform"].form
    assert (form["program_year"].value(), form["year"].value()) == (str(year.pk), "2020")
    assert "Once this program year is saved." in staff.get(address(ProgramYear, "add")).content.decode()


def test_year_is_taken_off_the_timeline_on_its_screen(staff):
    make_year(2021)
    data = desk(2021)
    del data["on_timeline"]

    assert staff.post(address(Year, "change", 2021), data).status_code == 302
    assert Year.objects.get(pk=2021).on_timeline is False


def test_screen_of_a_collaborative_leads_to_its_program_years(staff):
    year = make_program_year(make_collaborative(source=make_source()), 2020, status=Status.DRAFT)

    page = staff.get(address(Collaborative, "change", year.collaborative_id)).content.decode()

    assert (
        f'/admin/members/programyear/{year.pk}/change/">2020–2021</a>, 2020-07-01 to 2021-06-30 (draft)'
        in page
    )
    add = f"/admin/members/programyear/add/?collaborative={year.collaborative_id}&amp;source="
    assert add in page
