from datetime import date

import pytest
from django.db.models import ProtectedError

from consortium.models import Topic, Year
from milestones.models import Appearance, Milestone
from tests.constraints import ACCEPTED, refusal, refused
from tests.factories import make_appearance, make_meeting, make_milestone, make_person, make_topic, year_of

pytestmark = pytest.mark.django_db


def headlines(milestones):
    return [milestone.headline for milestone in milestones]


@pytest.mark.parametrize(
    ("year", "event_date", "before", "first"),
    [
        pytest.param(2016, None, date(2015, 12, 31), date(2016, 1, 1), id="its year"),
        pytest.param(
            2017, "2018-02-15", date(2018, 2, 14), date(2018, 2, 15), id="an event of the next year"
        ),
        pytest.param(2017, "2018-02", date(2018, 1, 31), date(2018, 2, 1), id="month of the next year"),
        pytest.param(2017, "spring 2018", date(2018, 2, 28), date(2018, 3, 1), id="season of the next year"),
        pytest.param(2017, "2018", date(2017, 12, 31), date(2018, 1, 1), id="the next year"),
        pytest.param(
            2017, "2016-11-08", date(2016, 11, 7), date(2016, 11, 8), id="an event of the year before"
        ),
        pytest.param(2017, "2017-05-12", date(2017, 5, 11), date(2017, 5, 12), id="a day of its year"),
    ],
)
def test_milestone_counts_from_its_event_and_else_from_its_year(year, event_date, before, first):
    milestone = make_milestone(year, event_date=event_date)

    assert [list(Milestone.objects.as_of(day)) for day in (before, first, date(2030, 1, 1))] == [
        [],
        [milestone],
        [milestone],
    ]


def test_milestones_stand_by_year_and_in_the_order_staff_gave_them():
    for year, position, headline in [
        (2017, 0, "e"),
        (2016, 2, "d"),
        (2016, 1, "b"),
        (2016, 1, "c"),
        (2015, 9, "a"),
    ]:
        make_milestone(year, position=position, headline=headline)

    assert headlines(Milestone.objects.all()) == ["a", "b", "c", "d", "e"]


def test_event_date_does_not_move_a_milestone_within_the_timeline():
    make_milestone(2017, position=1, headline="in 2017", event_date="2018-02-15")
    make_milestone(2017, position=2, headline="also in 2017")
    make_milestone(2018, headline="in 2018")

    assert headlines(Milestone.objects.all()) == ["in 2017", "also in 2017", "in 2018"]


@pytest.mark.parametrize(
    "text", ["essa", "ESSA", "plan", "recommendations plan", "Pena", "PEÑA essa", "essa essa", "rec plan"]
)
def test_about_finds_words_of_headline_and_text_in_any_order(text):
    found = make_milestone(headline="Recommendations on ESSA", text="A *plan* by Peña.")
    make_milestone(headline="Report", text="Benchmarks.")

    assert list(Milestone.objects.about(text)) == [found]


@pytest.mark.parametrize("text", ["essa report", "planx", "%", "_"])
def test_about_leaves_out_what_lacks_a_word(text):
    make_milestone(headline="Recommendations on ESSA", text="A *plan*.")
    make_milestone(headline="Report", text="Benchmarks.")

    assert list(Milestone.objects.about(text)) == []


def test_about_nothing_leaves_nothing_out():
    milestone = make_milestone()

    assert list(Milestone.objects.about(" \u0301")) == [milestone]


def test_about_finds_what_was_written_later():
    milestone = make_milestone(headline="Report")

    milestone.text = "Benchmarks."
    milestone.save(update_fields=["text"])
    Milestone.objects.update(headline="Study")

    assert [len(Milestone.objects.about(text)) for text in ("benchmarks", "study", "report")] == [1, 1, 0]


def test_headline_is_used_once_a_year():
    make_milestone(2016, headline="Report", status="bin")

    assert refusal(Milestone(year=year_of(2016), headline="Report")) == refused(
        "This year has a milestone with this headline already; look in the bin, too."
    )
    assert refusal(Milestone(year=year_of(2016), headline="report")) == ACCEPTED
    assert refusal(Milestone(year=year_of(2017), headline="Report")) == ACCEPTED


def test_milestone_leads_to_its_place_in_its_year():
    milestone = make_milestone(2016)

    assert milestone.get_absolute_url() == f"/timeline/2016/#m{milestone.pk}"


def test_year_and_meeting_of_a_milestone_are_not_deleted():
    meeting = make_meeting("2017-10-21")
    make_milestone(2016, meeting=meeting)

    with pytest.raises(ProtectedError):
        meeting.delete()
    with pytest.raises(ProtectedError):
        Year.objects.get(number=2016).delete()


def test_person_appears_once_in_a_milestone():
    appearance = make_appearance()
    milestone, person = appearance.milestone, appearance.person

    assert refusal(Appearance(milestone=milestone, person=person, office="Chair")) == refused(
        "This person is already named in this milestone."
    )
    assert refusal(Appearance(milestone=milestone, person=make_person())) == ACCEPTED
    assert refusal(Appearance(milestone=make_milestone(), person=person)) == ACCEPTED


def test_appearance_is_named_with_the_office_then_held():
    person = make_person(name="John King")

    assert [str(make_appearance(person=person)), str(make_appearance(person=person, office="Secretary"))] == [
        "John King",
        "John King, Secretary",
    ]


def test_topics_are_listed_by_name_whatever_the_case_and_accents():
    for name in ("Équité", "finance", "Data", "early years"):
        make_topic(name=name)

    assert [topic.name for topic in Topic.objects.all()] == ["Data", "early years", "Équité", "finance"]
