import pytest
from django.apps import apps

from consortium.models import Addressed, Fact, Plan, PlanPart, Profile, Source, Topic, Year
from consortium.publishing import Publishable, Record, Status
from meetings.models import (
    Comment,
    ExamplePartner,
    Hosting,
    Meeting,
    Photo,
    Practice,
    PracticeExample,
    Sponsorship,
    Story,
    Voice,
)
from members.models import (
    Affiliation,
    Award,
    Collaborative,
    Contact,
    District,
    DistrictName,
    Figure,
    Goal,
    Highlight,
    Membership,
    Office,
    Organization,
    Participation,
    Person,
    ProgramYear,
    StatedNumber,
    Tenure,
)
from milestones.models import Appearance, Document, Edition, Milestone
from milestones.models.documents import PLACES
from tests import factories

pytestmark = pytest.mark.django_db

MAKERS = {
    Affiliation: factories.make_affiliation,
    Appearance: factories.make_appearance,
    Award: factories.make_award,
    Collaborative: factories.make_collaborative,
    Comment: factories.make_comment,
    Contact: factories.make_contact,
    District: factories.make_district,
    DistrictName: factories.make_district_name,
    Document: factories.make_document,
    Edition: factories.make_edition,
    ExamplePartner: factories.make_example_partner,
    Figure: factories.make_figure,
    Goal: factories.make_goal,
    Highlight: factories.make_highlight,
    Hosting: factories.make_hosting,
    Meeting: factories.make_meeting,
    Membership: factories.make_membership,
    Milestone: factories.make_milestone,
    Office: factories.make_office,
    Organization: factories.make_organization,
    Participation: factories.make_participation,
    Person: factories.make_person,
    Photo: factories.make_photo,
    Plan: factories.make_plan,
    PlanPart: factories.make_plan_part,
    Practice: factories.make_practice,
    PracticeExample: factories.make_practice_example,
    Profile: factories.make_profile,
    ProgramYear: factories.make_program_year,
    Source: factories.make_source,
    Sponsorship: factories.make_sponsorship,
    StatedNumber: factories.make_stated_number,
    Story: factories.make_story,
    Tenure: factories.make_tenure,
    Topic: factories.make_topic,
    Voice: factories.make_voice,
    Year: factories.make_year,
}
STAFF_ONLY = {Contact}

# Foreign keys to what can be a draft, of rows that are shown without it all the same.
NOT_PARENTS = {
    "Award.corrects",
    "Figure.corrects",
    "Meeting.next_convening",
    "Membership.left",
    "Milestone.meeting",
    "Plan.follows",
}


def records():
    return [model for model in apps.get_models() if issubclass(model, Record)]


def test_every_model_of_the_record_is_tested_here():
    assert set(records()) == set(MAKERS)


def hangs(model):
    """Whether a row may be hidden: by its own status or by that of a row it hangs on."""
    return issubclass(model, Publishable) or bool(model.parents)


def test_every_foreign_key_to_what_can_be_a_draft_is_a_parent_or_is_known_not_to_be():
    found = {
        f"{model.__name__}.{field.name}"
        for model in records()
        for field in model._meta.local_fields
        if field.many_to_one and issubclass(field.related_model, Record) and hangs(field.related_model)
    }
    parents = {f"{model.__name__}.{name}" for model in records() for name in model.parents}

    assert found - parents == NOT_PARENTS


def ways_up(model, path=()):
    """The paths of foreign keys from a model to all that can be a draft, the row itself among them."""
    if issubclass(model, Publishable):
        yield path
    for name in model.parents:
        yield from ways_up(model._meta.get_field(name).related_model, (*path, name))


ALL_WAYS = [
    pytest.param(model, path, id=".".join((model.__name__, *path)))
    for model in sorted(MAKERS, key=lambda model: model.__name__)
    for path in ways_up(model)
    if model not in STAFF_ONLY
]


def hang(row, path):
    """Make what `path` leads over where the row may do without it."""
    for name in path:
        field = row._meta.get_field(name)
        if getattr(row, name) is None:
            for place in PLACES if isinstance(row, Document) else ():
                setattr(row, place, None)
            setattr(row, name, MAKERS[field.related_model]())
            row.save()
        row = getattr(row, name)


def set_status(row, path, status):
    for name in path:
        row = getattr(row, name)
    type(row)._base_manager.filter(pk=row.pk).update(status=status)


def seen(model):
    return list(model.objects.public()), list(model.objects.preview())


@pytest.mark.parametrize(("model", "path"), ALL_WAYS)
def test_row_is_public_only_with_all_it_hangs_on(model, path):
    row = MAKERS[model]()
    hang(row, path)
    assert seen(model) == ([row], [row])

    set_status(row, path, Status.DRAFT)
    assert seen(model) == ([], [row])

    set_status(row, path, Status.BIN)
    assert seen(model) == ([], [])

    set_status(row, path, Status.PUBLISHED)
    assert seen(model) == ([row], [row])


@pytest.mark.parametrize(
    "model", sorted((model for model in MAKERS if not hangs(model)), key=lambda model: model.__name__)
)
def test_row_that_hangs_on_nothing_is_public(model):
    row = MAKERS[model]()

    assert seen(model) == ([row], [row])


def test_contacts_are_never_public():
    contact = factories.make_contact()
    assert seen(Contact) == ([], [contact])

    set_status(contact, ("district",), Status.BIN)
    assert seen(Contact) == ([], [])


def test_door_shows_only_the_rows_it_should_of_several():
    shown = factories.make_hosting()
    factories.make_hosting(district=factories.make_district(status=Status.DRAFT))
    factories.make_hosting(meeting=factories.make_meeting(status=Status.BIN))
    factories.make_hosting(
        meeting=factories.make_meeting("2017-10-20", year=factories.make_year(2017, status="draft"))
    )

    assert list(Hosting.objects.public()) == [shown]
    assert Hosting.objects.preview().count() == 3


def test_rows_of_a_district_pass_the_same_door():
    district = factories.make_district()
    kept = factories.make_membership(district, 2012, 2015)
    factories.make_membership(district, 2016, status=Status.DRAFT)

    assert list(district.memberships.public()) == [kept]


@pytest.mark.parametrize(
    ("status", "public"), [(Status.DRAFT, False), (Status.PUBLISHED, True), (Status.BIN, False)]
)
def test_is_public(status, public):
    assert factories.make_district(status=status).is_public == public


@pytest.mark.parametrize(
    "model", sorted((model for model in records() if issubclass(model, Publishable)), key=str)
)
def test_record_that_is_not_yet_said_to_be_published_is_a_draft(model):
    assert model().status == Status.DRAFT


def test_every_fact_can_carry_its_source():
    without = {Comment, Contact, Edition, Organization, Person, Profile, Source, Topic}

    assert {model for model in records() if not issubclass(model, Fact)} == without


def test_every_record_with_a_slug_and_a_page_keeps_its_old_addresses():
    paged = {model for model in records() if hasattr(model, "slug") and hasattr(model, "get_absolute_url")}

    assert {model for model in paged if not issubclass(model, Addressed)} == set()
