"""The timeline's chart, and what a preview says of the public page."""

import re

import pytest
from django.contrib.auth.models import Group, User

from consortium.charts import empty_columns
from tests.factories import make_district, make_membership, make_milestone, make_profile, make_year


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
