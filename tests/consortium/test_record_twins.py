"""Whatever the admin takes an export has, and every export loads: rows in the bin beside those entered since."""

import pytest
from django.core.exceptions import ValidationError

from consortium.publishing import Status
from consortium.record import Loader, export
from tests.consortium.test_record import empty_the_record
from tests.factories import (
    known,
    make_collaborative,
    make_district,
    make_membership,
    make_plan,
    make_practice,
    make_profile,
    make_program_year,
)

pytestmark = pytest.mark.django_db


def two_memberships(one, other):
    district = make_district()
    return [make_membership(district, 2012, status=one), make_membership(district, 2014, status=other)]


def two_program_years(one, other):
    of_it = make_collaborative()
    return [
        make_program_year(of_it, 2014, status=one),
        make_program_year(of_it, 2014, slug="again", status=other),
    ]


def two_practices(one, other):
    return [make_practice(series="Series", number=1, status=status) for status in (one, other)]


def two_plans(one, other):
    """The first follows the second, which was adopted later."""
    plan = make_plan(adopted="2009", status=other)
    return [make_plan(adopted="2003", follows=plan, status=one), plan]


TWINS = [two_memberships, two_program_years, two_practices, two_plans]


@pytest.mark.parametrize("two", TWINS)
@pytest.mark.parametrize("binned", [0, 1])
def test_row_may_stand_beside_its_twin_in_the_bin_and_both_are_loaded_again(tmp_path, two, binned):
    make_profile()
    statuses = [Status.PUBLISHED, Status.PUBLISHED]
    statuses[binned] = Status.BIN
    rows = two(*statuses)
    for row in rows:
        row.full_clean()
    export(tmp_path)
    empty_the_record()

    Loader(tmp_path).load()

    assert sorted(type(rows[0]).objects.values_list("status", flat=True)) == ["bin", "published"]


@pytest.mark.parametrize("two", [two_program_years, two_practices, two_plans])
@pytest.mark.parametrize("binned", [0, 1])
def test_row_does_not_come_back_from_the_bin_beside_its_twin(two, binned):
    statuses = [Status.PUBLISHED, Status.PUBLISHED]
    statuses[binned] = Status.BIN
    row = two(*statuses)[binned]
    row.status = Status.DRAFT
    with pytest.raises(ValidationError):
        row.full_clean()


def test_plan_can_t_be_adopted_later_than_the_one_that_follows_it():
    plan = make_plan(adopted="2001")
    follower = make_plan(title="The next", adopted="2003", follows=plan)
    plan.adopted = known("2009")
    with pytest.raises(ValidationError, match=r"The next.*adopted earlier: 2003"):
        plan.full_clean()
    plan.adopted = known("2003")
    plan.full_clean()
    follower.full_clean()
