"""Two people on one record: the second is told, sees what the other wrote, and loses nothing."""

import pytest
from django.forms import modelform_factory

from consortium.forms import KeepsBoth
from members.models import District
from tests.factories import make_district

pytestmark = pytest.mark.django_db
DistrictForm = modelform_factory(District, form=KeepsBoth, fields=("name", "city", "state"))


def opened(district, **typed):
    """What a browser sends that opened the form on `district` as it is now and typed something."""
    form = DistrictForm(instance=district)
    data = {}
    for bound in form:
        data[bound.html_name] = data[bound.html_initial_name] = bound.value() or ""
    return {**data, **typed}


def save(district, data):
    form = DistrictForm(data, instance=District.objects.get(pk=district.pk))
    if form.is_valid():
        form.save()
    return form


def test_changes_to_different_fields_are_both_kept():
    district = make_district(name="A", city="Old")
    first, second = opened(district, name="B"), opened(district, city="New")
    assert save(district, first).is_valid()
    assert save(district, second).is_valid()
    district.refresh_from_db()
    assert (district.name, district.city) == ("B", "New")


def test_second_of_two_changes_to_one_field_is_told_and_may_insist():
    district = make_district(name="A")
    first, second = opened(district, name="B"), opened(district, name="C")
    save(district, first)
    refused = save(district, second)
    assert "“B”" in refused.errors["name"][0]
    assert refused["name"].value() == "C"
    district.refresh_from_db()
    assert district.name == "B"
    again = {**second, "initial-name": refused.data["initial-name"]}
    assert save(district, again).is_valid()
    district.refresh_from_db()
    assert district.name == "C"


def test_same_change_by_both_is_no_conflict():
    district = make_district(name="A")
    first, second = opened(district, name="B"), opened(district, name="B", city="New")
    save(district, first)
    assert save(district, second).is_valid()


def test_form_that_says_nothing_of_what_it_opened_is_saved_as_it_is():
    district = make_district(name="A")
    assert save(district, {"name": "B", "city": "", "state": "VA"}).is_valid()
