"""Two people on one record: the second is told, sees what the other wrote, and loses nothing."""

import threading
from contextlib import suppress

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.forms import modelform_factory
from django.test import Client

from consortium.forms import KeepsBoth
from consortium.models import Year
from consortium.publishing import Status
from consortium.record_admin import RecordAdmin
from members.models import District
from tests.factories import make_district, make_profile, make_year
from tests.test_admin import address, desk
from tests.test_roles import district as district_form

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


# The same record, entered by two


@pytest.fixture
def staff(client):
    make_profile()
    client.force_login(User.objects.create_superuser("staff"))
    return client


def errors_of(response):
    return " ".join(str(message) for message in response.context["errors"])


def test_year_that_is_there_is_not_written_over(staff):
    make_year(2016, headline="What stands.", status=Status.PUBLISHED)
    answer = staff.post(address(Year, "add"), desk(2016, headline="What was typed."))
    assert answer.status_code == 200
    assert "The record already has “2016”" in errors_of(answer)
    assert f'<a href="{address(Year, "change", 2016)}">open it</a> instead' in errors_of(answer)
    assert answer.context["adminform"].form["headline"].value() == "What was typed."
    assert Year.objects.values_list("headline", "status").get() == ("What stands.", Status.PUBLISHED)


def test_row_in_the_bin_is_named_as_one(staff):
    make_district(name="A", slug="d", status=Status.BIN)
    answer = staff.post(address(District, "add"), district_form(name="B", slug="d"))
    assert "The record already has “A (VA)” (it is in the bin)" in errors_of(answer)


@pytest.mark.parametrize("model", [Year, District], ids=lambda model: model._meta.model_name)
def test_row_that_came_in_after_the_form_was_looked_at_is_not_written_over(staff, monkeypatch, model):
    """As between the look and the save of one who was second: the database alone refuses it."""
    there = make_year(2016, headline="A") if model is Year else make_district(name="A", slug="d")
    typed = desk(2016, headline="B") if model is Year else district_form(name="B", slug="d")
    looks = []

    def blind_at_first(self, exclude=None):
        looks.append(self)
        return original(self, exclude) if len(looks) > 1 else None

    original = model.validate_unique
    monkeypatch.setattr(model, "validate_unique", blind_at_first)
    answer = staff.post(address(model, "add"), typed)
    assert answer.status_code == 200
    assert f"Somebody has just entered “{there}”: <a href=" in errors_of(answer)
    assert list(model.objects.values_list("headline" if model is Year else "name", flat=True)) == ["A"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("model", [Year, District], ids=lambda model: model._meta.model_name)
def test_of_two_who_enter_the_same_at_once_the_second_is_led_to_the_first(monkeypatch, model):
    """Where the database lets two write at once, both are found well before either is saved."""
    make_profile()
    user = User.objects.create_superuser("staff")
    save, ready = RecordAdmin.save_model, threading.Barrier(2)

    def save_together(*args):
        with suppress(threading.BrokenBarrierError):  # where one writes at a time, the other is not here yet
            ready.wait(timeout=1)
        save(*args)

    monkeypatch.setattr(RecordAdmin, "save_model", save_together)
    answers = {}

    def enter(text):
        client = Client()
        client.force_login(user)
        data = desk(2016, headline=text) if model is Year else district_form(city=text)
        answers[text] = client.post(address(model, "add"), data)
        connection.close()

    threads = [threading.Thread(target=enter, args=(text,)) for text in ("one", "other")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status_code for answer in answers.values()) == [200, 302]
    first, second = sorted(answers, key=lambda text: answers[text].status_code, reverse=True)
    row, column = model.objects.get(), "headline" if model is Year else "city"
    assert getattr(row, column) == first
    assert f'<a href="{address(model, "change", row.pk)}">open it</a> instead' in errors_of(answers[second])
    assert answers[second].context["adminform"].form[column].value() == second
