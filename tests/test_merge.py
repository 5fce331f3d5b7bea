"""Two records that were entered twice become one, and nothing that hung on either is lost."""

import pytest
from django.core.exceptions import ValidationError

from consortium.models import OldAddress
from consortium.publishing import Status
from members.merge import MergeForm, merge, what_hangs_on
from members.models import District, Figure, Membership, Person, Tenure
from tests.factories import (
    make_appearance,
    make_contact,
    make_district,
    make_district_name,
    make_figure,
    make_hosting,
    make_meeting,
    make_membership,
    make_milestone,
    make_office,
    make_participation,
    make_person,
    make_tenure,
    make_year,
)

pytestmark = pytest.mark.django_db


def a_pair(**other):
    keep = make_district(name="Albany Schools", slug="albany", city="")
    return keep, make_district(name="City of Albany", slug="city-of-albany", city="Albany", **other)


def test_everything_that_hangs_on_the_other_district_moves():
    keep, other = a_pair(nces_id="0100005")
    rows = [make_membership(other, 2014), make_figure(district=other), make_contact(district=other)]
    rows += [
        make_tenure(district=other),
        make_hosting(district=other),
        make_district_name(district=other, until=1999),
        make_participation(district=other),
    ]
    milestone = make_milestone(districts=[other])
    both = make_milestone(districts=[keep, other])

    merge(keep, other)

    for row in rows:
        row.refresh_from_db()
    assert {row.district_id for row in rows} == {keep.pk}
    assert list(milestone.districts.all()) == list(both.districts.all()) == [keep]
    keep.refresh_from_db()
    other.refresh_from_db()
    assert (keep.city, keep.nces_id, keep.status) == ("Albany", "0100005", Status.PUBLISHED)
    assert (other.status, other.nces_id) == (Status.BIN, None)
    assert rows[0].history.first().history_change_reason == "merge city-of-albany into albany"


def test_old_addresses_and_the_others_own_lead_to_the_kept_page(client):
    keep, other = a_pair()
    other.slug = "albany-city"
    other.save()

    merge(keep, other)

    for path in ("/members/albany-city/", "/members/city-of-albany/"):
        response = client.get(path)
        assert (response.status_code, response.headers["Location"]) == (301, "/members/albany/")
    assert client.get("/members/albany/").status_code == 200
    assert not OldAddress.objects.filter(path="/members/albany/").exists()


def test_others_name_becomes_one_that_rewrites_no_year():
    keep, other = a_pair()

    merge(keep, other)

    keep = District.objects.get(pk=keep.pk)
    assert [(row.name, row.until) for row in keep.names.all()] == [("City of Albany", None)]
    assert [keep.name_in(year) for year in (1800, 2012, 2200)] == ["Albany Schools"] * 3


def test_others_name_until_a_year_that_is_known():
    make_year(2012)
    keep, other = a_pair()

    merge(keep, other, until=2014)

    assert District.objects.get(pk=keep.pk).name_in(2013) == "City of Albany"


def test_same_name_in_other_letters_becomes_no_former_name():
    keep, other = make_district(name="Peña"), make_district(name="PENA")

    merge(keep, other)

    assert keep.names.count() == 0


def test_rows_that_both_have_are_folded_into_one():
    keep, other = a_pair()
    make_membership(keep, 2012, position=3)
    make_membership(other, 2012, passage="page 2")
    make_figure(district=keep, value=10)
    corrected = make_figure(district=other, value=10)
    make_figure(district=other, value=11, corrects=corrected)
    meeting = make_meeting()
    make_hosting(meeting, keep)
    make_hosting(meeting, other, lead=True)

    merge(keep, other)

    assert [(row.joined_id, row.passage, row.position) for row in keep.memberships.all()] == [
        (2012, "page 2", 3)
    ]
    assert sorted(Figure.objects.values_list("district", "value")) == [(keep.pk, 10), (keep.pk, 11)]
    assert Figure.objects.get(value=11).corrects == Figure.objects.get(value=10)
    assert [row.lead for row in meeting.hostings.all()] == [True]


@pytest.mark.parametrize(
    ("periods", "said"),
    [
        pytest.param([(2012, 2016), (2014, None)], "Together their memberships would overlap", id="overlap"),
        pytest.param(
            [(2012, 2016), (2012, 2014)], "Both have a membership “joined 2012, left 2014”", id="differ"
        ),
        pytest.param([(2012, None), (2014, None)], "without a departure already", id="two open"),
    ],
)
def test_periods_that_cannot_both_be_true_are_refused_whole(periods, said):
    keep, other = a_pair()
    for district, (joined, left) in zip((keep, other), periods, strict=True):
        make_membership(district, joined, left)
    contact = make_contact(district=other)

    with pytest.raises(ValidationError) as refused:
        merge(keep, other)

    assert said in refused.value.messages[0]
    contact.refresh_from_db()
    other.refresh_from_db()
    assert (contact.district, other.status) == (other, Status.PUBLISHED)
    assert Membership.objects.filter(district=keep).count() == 1


def test_districts_with_two_nces_ids_are_two():
    keep, other = a_pair(nces_id="0100005")
    keep.nces_id = "0100006"
    keep.save()

    with pytest.raises(ValidationError, match="Both have an NCES id"):
        merge(keep, other)


@pytest.mark.parametrize("which", ["same", "bin", "kind"])
def test_what_is_no_pair_is_refused(which):
    keep, other = a_pair(status=Status.BIN)

    with pytest.raises(ValidationError):
        merge(keep, {"same": keep, "bin": other, "kind": make_person()}[which])


def test_people_are_merged_with_posts_offices_and_appearances():
    keep, other = (
        make_person(name="Ann Lee", slug="ann-lee"),
        make_person(name="A. Lee", slug="a-lee", about="Leads."),
    )
    district, milestone = make_district(), make_milestone()
    make_tenure(keep, district, 2012, until=2014)
    make_tenure(other, district, 2014)
    make_office(other, 2015)
    make_appearance(milestone, keep)
    make_appearance(milestone, other, office="Chair")

    merge(keep, other)

    assert sorted(Tenure.objects.values_list("person", "since")) == [(keep.pk, 2012), (keep.pk, 2014)]
    assert keep.offices.count() == 1
    assert [(row.person, row.office) for row in milestone.appearances.all()] == [(keep, "Chair")]
    assert Person.objects.get(pk=keep.pk).about == "Leads."
    assert Person.objects.get(pk=other.pk).status == Status.BIN


@pytest.mark.parametrize(
    ("name", "until", "names"),
    [
        pytest.param("City of Albany", "", [("City of Albany", None)], id="no year"),
        pytest.param("City of Albany", "2014", [("City of Albany", 2014)], id="a year"),
        pytest.param("ALBANY SCHOOLS", "", [], id="the same name"),
    ],
)
def test_form_merges_the_one_that_is_not_kept_and_keeps_its_name(name, until, names):
    keep, other = a_pair()
    District.objects.filter(pk=other.pk).update(name=name)
    form = MergeForm(District.objects.all(), {"keep": keep.pk, "until": until})

    assert form.is_valid(), form.errors
    assert form.save() == "Merged into Albany Schools (VA). The other one is in the bin."

    assert District.objects.get(pk=other.pk).status == Status.BIN
    assert list(keep.names.values_list("name", "until")) == names


def test_what_moves_is_counted_by_kind():
    _, other = a_pair()
    make_membership(other, 2012, 2014)
    make_membership(other, 2016, status=Status.BIN)
    make_contact(district=other)
    make_milestone(districts=[other])

    assert sorted(what_hangs_on(other)) == ["1 contact", "1 milestone", "2 memberships"]
