from collections import Counter
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import F, Q

from consortium.check import Kind, findings
from consortium.dates import KnownDate
from consortium.models import Profile, Source, Topic, Year
from consortium.publishing import Status
from consortium.record import Exporter, Loader, export, is_empty
from consortium.sample import Sample
from consortium.states import STATES
from meetings.models import Hosting, Meeting, Sponsorship
from members.models import (
    Collaborative,
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
from milestones.models import Appearance, Milestone
from tests.factories import make_topic

pytestmark = pytest.mark.django_db

MADE = (
    *(Profile, Source, Organization, Topic, Year),
    *(District, Membership, DistrictName, Figure, Person, Tenure, Office),
    *(Meeting, Hosting, Sponsorship, Milestone, Appearance),
    *(Collaborative, Participation, StatedNumber, ProgramYear, Goal, Highlight),
)


def make_sample(**options):
    sizes = {"districts": 100, "years": 24, "milestones": 80, "last_year": 2020}
    output = StringIO()
    call_command("make_sample", **{**sizes, **options}, stdout=output)
    return output.getvalue()


def rows_of_a_sample(**options):
    """All that a sample holds, which is then taken back."""
    with transaction.atomic():
        make_sample(**options)
        files = Exporter().files()
        transaction.set_rollback(True)
    return files


def test_as_many_rows_are_made_as_are_asked_for():
    make_sample(districts=70, years=12, milestones=90)

    assert District.objects.count() == 70
    assert list(Year.objects.values_list("number", flat=True)) == list(range(2009, 2021))
    assert Milestone.objects.count() == 90


def test_output_counts_what_was_made():
    output = make_sample(districts=70, years=12, milestones=90).splitlines()

    assert output[0] == "Made up from seed 1, for the years 2009 to 2020:"
    assert {"1 profile", "12 years", "70 districts", "90 milestones"} <= {line.strip() for line in output}


def test_years_end_last_year_unless_told_otherwise():
    make_sample(districts=1, years=3, milestones=1, last_year=None)

    assert Year.objects.last().number == Profile.objects.current().today().year - 1


@pytest.mark.parametrize(
    "sizes", [{}, {"districts": 1, "years": 1, "milestones": 1}], ids=["small", "smallest"]
)
def test_every_row_is_clean(sizes):
    make_sample(**sizes)

    for model in MADE:
        for row in model._base_manager.all():
            row.full_clean()


def test_rows_of_every_kind_are_made():
    make_sample()

    assert [model for model in MADE if not model._base_manager.exists()] == []
    assert Milestone.topics.through.objects.exists()
    assert Milestone.districts.through.objects.exists()
    assert Milestone.organizations.through.objects.exists()


def test_periods_terms_and_offices_never_overlap():
    make_sample(districts=400)

    for model in (Membership, Tenure, Office, Participation):
        assert list(model.objects.overlapping()) == []


def test_districts_take_part_while_they_are_members_and_in_the_time_of_the_collaborative():
    make_sample(districts=400)

    wrong = {Kind.NOT_MEMBER, Kind.OUTSIDE, Kind.PARTICIPATIONS, Kind.PROGRAM_YEARS, Kind.NUMBER}
    assert [finding.text for finding in findings(date(2021, 6, 1)) if finding.kind in wrong] == []


def test_some_districts_left_and_some_came_back():
    make_sample(districts=400)

    assert Membership.objects.filter(left__isnull=False).exists()
    assert 0 < Membership.objects.count() - 400 < 40


def test_hosts_had_joined():
    make_sample()

    for hosting in Hosting.objects.select_related("meeting"):
        day = date(hosting.meeting.year_id, 12, 31)
        assert Membership.objects.current_on(day).filter(district=hosting.district_id).exists()


def test_every_year_has_one_fall_meeting_or_a_kind_of_blank():
    make_sample()

    falls = Counter(Meeting.objects.fall().values_list("year", flat=True))
    without = Year.objects.exclude(number__in=falls)
    assert set(falls.values()) == {1}
    assert {*without.values_list("no_fall_meeting", flat=True)} == {Year.Blank.NONE, Year.Blank.UNKNOWN}
    assert Meeting.objects.filter(cancelled__isnull=False).count() == 1


def test_years_without_a_new_member_have_each_kind_of_blank():
    make_sample()

    without = Year.objects.filter(joinings__isnull=True)
    assert {*without.values_list("no_new_members", flat=True)} == {Year.Blank.NONE, Year.Blank.UNKNOWN}


def test_meetings_lie_ahead_in_the_last_autumn_of_the_record():
    make_sample()
    day = date(2020, 10, 31)

    ahead = Meeting.objects.as_of(day).upcoming(day).exclude(kind=Meeting.Kind.FALL)
    assert [meeting.status_on(day) for meeting in ahead] == [Meeting.Standing.PLANNED] * 3


def test_milestones_stand_in_order_in_their_years():
    make_sample()

    for year in Year.objects.all():
        positions = list(year.milestones.values_list("position", flat=True))
        assert positions == list(range(1, len(positions) + 1))


def test_names_are_as_varied_as_real_ones():
    make_sample(districts=1500, milestones=1)
    districts = list(District.objects.all())

    states = Counter(district.state for district in districts)
    places = {(district.city, district.state) for district in districts}
    assert set(states) == set(STATES)
    assert states["TX"] > 3 * states["VT"]
    assert len({city for city, _ in places}) < len(places)
    assert any(not district.name.isascii() for district in districts)
    assert any(len(district.name) > 60 for district in districts)
    assert 1300 < sum(bool(district.nces_id) for district in districts) < 1500


def test_most_records_are_published_and_a_few_are_drafts_or_in_the_bin():
    make_sample(districts=1500, milestones=1500)

    for model in (District, Membership, Person, Milestone):
        statuses = Counter(model.objects.values_list("status", flat=True))
        assert statuses[Status.BIN] > 0
        assert 0.01 < statuses[Status.DRAFT] / statuses.total() < 0.03
        assert statuses[Status.PUBLISHED] / statuses.total() > 0.95


def test_corrections_are_of_the_same_measure_and_date():
    make_sample(districts=400)

    corrections = Figure.objects.filter(corrects__isnull=False)
    same = Q(district=F("corrects__district"), measure=F("corrects__measure"), when=F("corrects__when"))
    assert corrections.exists()
    assert list(corrections.exclude(same)) == []


def test_same_seed_gives_the_same_rows():
    assert rows_of_a_sample(seed=7) == rows_of_a_sample(seed=7)


def test_another_seed_gives_other_rows():
    assert rows_of_a_sample(seed=7)["districts"] != rows_of_a_sample(seed=8)["districts"]


def test_seed_gives_these_rows_on_every_python_and_database():
    make_sample(districts=60, years=10, milestones=40, seed=7)

    assert list(District.objects.order_by("pk").values_list("slug", "state")[:3]) == [
        ("wickstow-public-schools", "ID"),
        ("rowanhaven-school-district", "CT"),
        ("willowmere-public-schools", "WI"),
    ]
    last = Milestone.objects.order_by("pk").last()  # all the dice before it have a part in it
    assert last.headline == "Fennfield presents its work on special education at the annual conference"
    assert (last.year_id, last.event_date) == (2020, KnownDate.parse("November 2020"))
    assert [row.slug for row in last.organizations.all()] == [
        "alaska-office-of-grading",
        "west-kestrelholt-association-for-attendance",
    ]


def test_sample_survives_export_and_load(tmp_path):
    with transaction.atomic():
        make_sample(districts=60, years=10, milestones=40)
        export(tmp_path / "made")
        transaction.set_rollback(True)
    Loader(tmp_path / "made").load()
    export(tmp_path / "loaded")

    for file in (tmp_path / "made").iterdir():
        assert (tmp_path / "loaded" / file.name).read_bytes() == file.read_bytes()


def test_record_that_is_not_empty_is_refused_and_left_alone():
    make_topic(name="Budget")

    with pytest.raises(CommandError, match=r"^Nothing was made: the database holds a record\."):
        make_sample()
    assert list(Topic.objects.values_list("name", flat=True)) == ["Budget"]
    assert not District.objects.exists()


def test_nothing_stays_of_a_sample_that_fails(monkeypatch):
    def fail(sample, count):
        raise RuntimeError

    monkeypatch.setattr(Sample, "make_milestones", fail)
    with pytest.raises(RuntimeError):
        make_sample()

    assert is_empty()


@pytest.mark.parametrize(
    ("option", "message"),
    [
        pytest.param({"districts": 0}, "--districts is 0; use a number from 1 to 30,000.", id="no district"),
        pytest.param({"districts": -5}, "--districts is -5; use a number from 1 to 30,000.", id="negative"),
        pytest.param(
            {"districts": 30_001}, "--districts is 30001; use a number from 1 to 30,000.", id="districts"
        ),
        pytest.param({"years": 0}, "--years is 0; use a number from 1 to 200.", id="no year"),
        pytest.param({"years": 201}, "--years is 201; use a number from 1 to 200.", id="years"),
        pytest.param(
            {"milestones": 0}, "--milestones is 0; use a number from 1 to 30,000.", id="no milestone"
        ),
        pytest.param(
            {"milestones": 10**9}, "--milestones is 1000000000; use a number from 1 to 30,000.", id="many"
        ),
        pytest.param({"seed": -1}, "--seed is -1; use 0 or more.", id="seed"),
        pytest.param(
            {"last_year": 1810},
            "The record would reach from 1787 to 1810; years from 1800 to 2200 can be recorded.",
            id="too early",
        ),
        pytest.param(
            {"last_year": 2201},
            "The record would reach from 2178 to 2201; years from 1800 to 2200 can be recorded.",
            id="too late",
        ),
    ],
)
def test_odd_size_is_refused_in_plain_words(option, message):
    with pytest.raises(CommandError) as refusal:
        make_sample(**option)

    assert str(refusal.value) == message
    assert is_empty()


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param([], id="none"),
        pytest.param(["--districts", "9", "--years", "9"], id="no milestones"),
        pytest.param(["--districts", "many", "--years", "9", "--milestones", "9"], id="a word"),
        pytest.param(["--districts", "1.5", "--years", "9", "--milestones", "9"], id="a fraction"),
    ],
)
def test_missing_or_unreadable_size_is_refused(arguments):
    with pytest.raises(CommandError):
        call_command("make_sample", *arguments)
