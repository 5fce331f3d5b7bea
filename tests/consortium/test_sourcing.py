"""The staff's page on how much of the record names its source."""

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.urls import reverse

from consortium.check.sourcing import PER_PAGE, Unsourced, shares
from consortium.models import Fact
from consortium.publishing import Status
from members.models import Figure
from tests.factories import (
    make_affiliation,
    make_district,
    make_figure,
    make_milestone,
    make_organization,
    make_participation,
    make_profile,
    make_source,
    make_sponsorship,
    make_year,
)
from tests.test_pages import a_record, more_record

pytestmark = pytest.mark.django_db

PAGE = "/admin/sourcing/"


@pytest.fixture
def staff(client):
    make_profile()
    client.force_login(User.objects.create_superuser("dana"))
    return client


def share(model):
    (found,) = [one for one in shares() if one.model._meta.label_lower == model]
    return found.total, found.sourced, found.unsourced, found.percent


def test_every_kind_of_fact_has_a_share():
    kinds = [model for model in apps.get_models() if issubclass(model, Fact)]
    assert [one.model for one in shares()] == kinds
    assert len({one.kind for one in shares()}) == len(kinds)


@pytest.mark.parametrize(
    ("sourced", "unsourced", "percent"),
    [
        (0, 0, ""),
        (2, 0, "100 %"),
        (0, 2, "0 %"),
        (1, 1, "50 %"),
        (2, 1, "67 %"),
        (1, 250, "1 %"),
        (250, 1, "99 %"),
    ],
)
def test_share_is_told_in_whole_percent_that_say_neither_all_nor_none_too_early(sourced, unsourced, percent):
    source, district = make_source(), make_district()
    rows = [(source, index) for index in range(sourced)] + [(None, index) for index in range(unsourced)]
    Figure.objects.bulk_create(
        Figure(district=district, measure="students", value=value + 1, when="2019", source=source)
        for source, value in rows
    )
    assert share("members.figure") == (sourced + unsourced, sourced, unsourced, percent)


def test_what_is_not_public_does_not_count():
    make_milestone(2016)
    make_milestone(2016, status=Status.DRAFT)
    make_figure(district=make_district(status=Status.DRAFT))
    assert share("milestones.milestone") == (1, 0, 1, "0 %")
    assert share("members.figure") == (0, 0, 0, "")


def test_year_counts_if_it_says_something_of_its_own():
    make_year(2011, no_new_members="none")
    make_year(2012, headline="A headline sums up what its rows say")
    make_year(2013, introduction="A word", source=make_source())
    assert share("consortium.year") == (2, 1, 1, "50 %")


def test_fact_without_a_source_is_listed_with_the_form_that_mends_it(staff):
    figure = make_figure(district=make_district(name="Mesa", state="AZ"), value=900, when="fall 2019")
    make_figure(source=make_source())
    text = staff.get(f"{PAGE}?kind=figure").content.decode()
    assert (
        f'<a href="/admin/members/figure/{figure.pk}/change/">Figure: Mesa (AZ): 900 students, fall 2019</a>'
        in text
    )
    assert "Figures without a source (1)" in text


def test_form_of_every_listed_fact_opens(staff):
    a_record()
    for model in (one.model for one in shares()):
        model.objects.update(source=None)
    rows = Unsourced(shares())
    lines = rows[0 : rows.count()]
    assert len(lines) == rows.count() == sum(one.total for one in shares())
    assert {address for _, address in lines if staff.get(address).status_code != 200} == set()
    assert not [address for _, address in lines if address == reverse("admin:index")]


def test_list_is_paged_over_all_kinds(staff):
    district = make_district(source=make_source())
    figures = [make_figure(district=district, value=number + 1) for number in range(PER_PAGE)]
    affiliation = make_affiliation(make_organization())
    first, second = staff.get(PAGE).content.decode(), staff.get(f"{PAGE}?p=2").content.decode()
    assert f"Without a source ({PER_PAGE + 1})" in first
    assert "Page 1 of 2" in first
    links = [f"/admin/members/figure/{row.pk}/" for row in figures] + [
        f"/admin/members/affiliation/{affiliation.pk}/"
    ]
    assert [(link in first, link in second) for link in links].count((True, False)) == PER_PAGE
    assert [(link in first, link in second) for link in links].count((False, True)) == 1


def test_pages_are_those_of_one_long_list():
    district = make_district()
    for number in range(3):
        make_figure(district=district, value=number + 1)
    make_participation(district=district)
    make_sponsorship()
    rows = Unsourced(shares())
    whole = rows[0 : rows.count()]
    assert [line for start in range(0, len(whole), 2) for line in rows[start : start + 2]] == whole


@pytest.mark.parametrize(
    "query", ["?kind=party", "?kind=member%00", "?p=0", "?p=x", "?p=2", "?p=99999999999999999999"]
)
def test_odd_address_is_refused(staff, query):
    assert staff.get(PAGE + query).status_code == 400


def test_page_costs_the_same_for_any_number_of_rows(staff, count_queries):
    def cost(address):
        with count_queries() as count:
            assert staff.get(address).status_code == 200
        return count()

    a_record()
    for model in (one.model for one in shares()):
        model.objects.update(source=None)
    addresses = [f"{PAGE}?kind={one.kind}" for one in shares()]
    once = [cost(address) for address in addresses]
    a_record_more()
    assert [cost(address) for address in addresses] == once


def a_record_more():
    more_record()
    for model in (one.model for one in shares()):
        model.objects.update(source=None)


def test_record_check_and_front_page_lead_there(staff):
    for address in ("/admin/", "/admin/check/"):
        assert f'href="{PAGE}"' in staff.get(address).content.decode()
