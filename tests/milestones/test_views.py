"""The timeline's chart, and what a preview says of the public page."""

import re

import pytest
from django.contrib.auth.models import Group, User

from consortium.charts import chart, empty_columns, growth, latest
from consortium.dates import stretches
from consortium.models import Year
from milestones.views.timeline import spelled_span
from tests.factories import known, make_district, make_membership, make_milestone, make_profile, make_year


@pytest.mark.parametrize(
    ("years", "before"),
    [
        pytest.param([], [], id="none"),
        pytest.param([2011, 2012], [[], []], id="no gap"),
        pytest.param([2021, 2025], [[], ["", "", ""]], id="three are missing"),
        pytest.param([2025, 2021], [[], ["", "", ""]], id="newest first"),
        pytest.param([2010, 2016], [[], [""] * 5], id="five"),
        pytest.param([2010, 2017], [[], ["…"]], id="more than five"),
    ],
)
def test_missing_years_leave_empty_columns(years, before):
    assert empty_columns(years) == before


@pytest.mark.django_db
def test_timeline_leaves_room_for_missing_years(client):
    make_profile()
    make_membership(joined=2021)
    make_milestone(2025)
    text = client.get("/timeline/").content.decode()
    spine = re.search('<ol class="spine">(.*?)</ol>', text).group(1)
    assert re.findall('class="gap"|#y[0-9]+', spine) == ["#y2021", *['class="gap"'] * 3, "#y2025"]


@pytest.mark.parametrize(
    ("years", "found"),
    [
        ([], []),
        ([2016], [(2016, 2016)]),
        ([2013, 2011, 2012], [(2011, 2013)]),
        ([2011, 2012, 2020, 2026, 2027], [(2011, 2012), (2020, 2020), (2026, 2027)]),
    ],
)
def test_stretches_are_years_without_a_gap(years, found):
    assert stretches(years) == found


@pytest.mark.parametrize(
    ("years", "said"),
    [
        ([2011, 2012, 2013], ("Three years", "from 2011 to 2013")),
        ([2011, 2012, 2020], ("Three years", "from 2011 to 2012 and in 2020")),
        ([2011, 2013, 2015, 2017], ("Four years", "on the record between 2011 and 2017")),
    ],
)
def test_span_of_the_timeline_names_its_gaps(years, said):
    assert spelled_span([Year(number=number) for number in years]) == said


def test_chart_leaves_columns_of_missing_years_empty():
    drawn = chart(growth({2019: 1, 2026: 1}, [2019, 2020, 2023, 2026, 2040]))
    assert [(column.growth.year, column.x) for column in drawn.columns] == [
        (2019, 0), (2020, 44), (2023, 4 * 44), (2026, 7 * 44), (2040, 9 * 44),
    ]  # fmt: skip
    assert drawn.gaps == [(2 * 44, ""), (3 * 44, ""), (5 * 44, ""), (6 * 44, ""), (8 * 44, "…")]
    assert drawn.width == 10 * 44


@pytest.mark.parametrize(
    ("room", "years"),
    [
        (1, [2026]),
        (2, [2026]),
        (3, [2026]),
        (4, [2023, 2026]),
        (5, [2022, 2023, 2026]),
        (9, [2022, 2023, 2026]),
    ],
)
def test_chart_has_the_latest_years_that_fit_with_their_gaps(room, years):
    assert [row.year for row in latest(growth({}, [2022, 2023, 2026]), room)] == years


@pytest.mark.django_db
def test_home_names_the_year_up_to_which_it_counts(client):
    make_profile(kept_to=known("May 2020"))
    for year in (2019, 2019, 2020):
        make_membership(joined=year)
    assert "Two joined in 2019, three by 2020" in client.get("/").content.decode()
    assert "Read the record, 2019–2020</a>" in client.get("/").content.decode()
    make_membership(joined=2026)
    text = client.get("/").content.decode()
    assert "Two joined in 2019, four by 2026" in text
    assert "Read the record, 2019–2020 and 2026</a>" in text
    assert "Years without a column are not in the record." in text
    assert "Two joined in 2019, three by 2020" in client.get("/?as_of=2022").content.decode()


@pytest.fixture
def staff(client):
    make_profile()
    client.force_login(User.objects.create_superuser("dana"))
    return client


def banner(client, address):
    return re.search('<p class="banner ui".*?</p>', client.get(address).content.decode()).group()


@pytest.mark.django_db
def test_preview_of_a_draft_says_that_the_public_sees_nothing(staff):
    make_year(2016, status="draft")
    make_district(slug="secret", status="draft")
    for address in ("/timeline/2016/?preview=yes", "/members/secret/?preview=yes"):
        assert "The public sees nothing yet." in banner(staff, address)
        assert "See what the public sees" not in banner(staff, address)


@pytest.mark.django_db
def test_preview_of_a_public_page_leads_to_it(staff):
    make_year(2016)
    for address in ("/timeline/2016/", "/timeline/", "/"):
        assert f'<a href="{address}">See what the public sees</a>' in banner(staff, f"{address}?preview=yes")


@pytest.mark.django_db
def test_preview_of_a_year_leads_back_to_its_desk_for_those_who_may_edit(staff):
    make_year(2016)
    back = '<a href="/admin/consortium/year/desk/2016/">Back to the year desk</a>'
    assert back in banner(staff, "/timeline/2016/?preview=yes")
    assert "year desk" not in staff.get("/timeline/2016/").content.decode()
    viewer = User.objects.create_user("vi", is_staff=True)
    viewer.groups.add(Group.objects.get(name="Viewer"))
    staff.force_login(viewer)
    assert "year desk" not in banner(staff, "/timeline/2016/?preview=yes")
