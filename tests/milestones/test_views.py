"""The readings of the timeline, its chart and its pages, and what a preview says of the public page."""

import re

import pytest
from django.contrib.auth.models import Group, User

from consortium.charts import chart, empty_columns, growth, latest
from consortium.dates import stretches
from consortium.models import Year
from consortium.publishing import Status
from consortium.record import count_anew
from members.models import District, Membership
from milestones.models import Milestone
from milestones.views.timeline import some_of, spelled_span
from tests.factories import (
    known,
    make_district,
    make_hosting,
    make_meeting,
    make_membership,
    make_milestone,
    make_profile,
    make_topic,
    make_year,
)


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


@pytest.mark.django_db
def test_timeline_of_many_years_is_drawn_by_decades(client):
    make_profile()
    Year.objects.bulk_create(Year(number=number, status=Status.PUBLISHED) for number in range(1899, 1941))
    make_membership(joined=1899)
    make_membership(joined=1931)
    make_membership(joined=1935)
    text = client.get("/timeline/").content.decode()
    spine = re.search('<ol class="spine">(.*?)</ol>', text).group(1)
    assert re.findall('<a href="#(y[0-9]+)">', spine) == [
        "y1899",
        "y1900",
        "y1910",
        "y1920",
        "y1930",
        "y1940",
    ]
    assert re.findall('<b>([^<]*)</b><span class="note">([^<]*)', spine) == [
        ("1890s", "+1"), ("1900s", "?"), ("1910s", "?"), ("1920s", "?"), ("1930s", "+2"), ("1940s", "?"),
    ]  # fmt: skip
    assert "joined that decade" in text
    assert re.findall(r"[?]order=newest#(y[0-9]+)", text) == []
    newest = re.search('<ol class="spine">(.*?)</ol>', client.get("/timeline/?order=newest").content.decode())
    assert re.findall('href="#(y[0-9]+)"', newest.group(1))[:2] == ["y1940", "y1939"]


# The ways to read it


def words(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).replace("&#x27;", "’").split())


@pytest.fixture
def told(client):
    """Three years with milestones on two topics, members and meetings; a function gives a page's main part."""
    make_profile(short_name="the League")
    alpha, beta = make_topic(slug="alpha", name="Alpha"), make_topic(slug="beta", name="Beta")
    make_year(2009, headline="It begins.")
    make_year(2010, headline="It goes on.")
    make_year(2014, headline="It pauses.")
    make_milestone(2009, headline="First of all", text="So it was.", topics=[alpha])
    make_milestone(2010, headline="On both", topics=[alpha, beta], position=1)
    make_milestone(2010, headline="Before it", topics=[alpha])
    make_milestone(2010, headline="On none", position=2)
    make_milestone(2014, headline="Hidden", topics=[beta], status=Status.DRAFT)
    host = make_district(slug="host", name="Host Schools")
    make_membership(host, 2009, left=2014)
    make_membership(host, 2016)
    make_membership(joined=2010)
    make_hosting(make_meeting("October 2010", theme="Together"), host)
    make_meeting("October 2014", cancelled="2014")
    make_meeting("May 2010", kind="spring")

    def main(address):
        response = client.get(address)
        assert response.status_code == 200
        return response.content.decode().split("<main")[1].split("</main>")[0]

    return main


def links_in(html, label):
    """The links of the <nav> of that label as (address, text, whether it is the page that is read)."""
    nav = re.search(f'<nav[^>]*aria-label="{label}".*?</nav>', html, re.DOTALL).group()
    found = re.findall(r'<a ([^>]*)href="([^"]*)"([^>]*)>(.*?)</a>', nav)
    return [
        (address.replace("&amp;", "&"), words(text), 'aria-current="page"' in before + after)
        for before, address, after, text in found
    ]


@pytest.mark.django_db
def test_timeline_is_read_by_years_by_decades_or_by_topic(told):
    ways = "Ways to read the timeline"
    assert links_in(told("/timeline/"), ways) == [
        ("/timeline/", "Year by year", True),
        ("/timeline/?view=decades", "By decades", False),
        ("/timeline/?order=newest", "Newest first", False),
        ("/timeline/?topic=alpha", "Alpha 3", False),
        ("/timeline/?topic=beta", "Beta 1", False),
    ]
    assert links_in(told("/timeline/?view=decades&order=newest&as_of=2019"), ways) == [
        ("/timeline/?order=newest&as_of=2019", "Year by year", False),
        ("/timeline/?order=newest&as_of=2019&view=decades", "By decades", True),
        ("/timeline/?view=decades&as_of=2019", "Oldest first", False),
        ("/timeline/?order=newest&as_of=2019&topic=alpha", "Alpha 3", False),
        ("/timeline/?order=newest&as_of=2019&topic=beta", "Beta 1", False),
    ]
    assert links_in(told("/timeline/?topic=beta&q=both"), ways) == [
        ("/timeline/?q=both", "Year by year", False),
        ("/timeline/?q=both&view=decades", "By decades", False),
        ("/timeline/?q=both&topic=beta&order=newest", "Newest first", False),
        ("/timeline/?q=both&topic=alpha", "Alpha 1", False),
        ("/timeline/?q=both&topic=beta", "Beta 1", True),
    ]


@pytest.mark.django_db
def test_decades_have_their_figures_and_their_years(told):
    decades = re.findall(
        r'<section class="year ledger decade".*?</section>', told("/timeline/?view=decades"), re.S
    )
    assert [words(decade) for decade in decades] == [
        "2000s Milestones 1 Districts joined 1 Had joined in all 1 2009 It begins. 1 milestone, 1 joined",
        "2010s Milestones 3 Districts joined 2 Districts left 1 Meetings 2 Had joined in all 2 "
        "2010 It goes on. 3 milestones, 1 joined 2014 It pauses. 1 left 2016 – 1 joined",
    ]
    assert re.findall('<a href="([^"]*)">20', decades[1]) == [
        "/timeline/2010/",
        "/timeline/2014/",
        "/timeline/2016/",
    ]


@pytest.mark.django_db
def test_decades_of_the_past_have_the_figures_of_then(told):
    text = words(told("/timeline/?view=decades&as_of=2013"))
    assert "2010s Milestones 3 Districts joined 1 Meetings 2 Had joined in all 2 2010 It goes on." in text
    assert "2014" not in text


@pytest.mark.django_db
def test_decades_of_a_narrowed_timeline_have_what_fits(told):
    text = words(told("/timeline/?view=decades&q=both"))
    assert "2010s Milestones 1 2010 It goes on. 1 milestone" in text
    assert "2000s" not in text
    assert "Remove Words: “both”" in text
    text = words(told("/timeline/?view=decades&district=host"))
    assert "2000s Milestones 0 Districts joined 1 2009 It begins. 1 joined" in text
    assert (
        "2010s Milestones 0 Districts joined 1 Districts left 1 Meetings 1 2010 It goes on. No milestone"
        in text
    )


@pytest.mark.django_db
def test_topic_is_a_story_in_the_order_of_its_years(told):
    page = told("/timeline/?topic=alpha")
    assert "<h1>Alpha</h1>" in page
    assert "Three milestones on this topic, from 2009 to 2010." in page
    story = re.search('<ol class="ruled story">.*</ol>', page, re.DOTALL).group()
    said = words(story)
    places = [said.index(word) for word in ("2009 First of all So it was.", "2010 Before it", "On both")]
    assert places == sorted(places)
    assert "On none" not in said
    assert "Filters in use" not in page
    number = Milestone.objects.get(headline="First of all").pk
    assert f'<a href="/timeline/2009/#m{number}">First of all</a>' in story
    assert "One milestone on this topic, in 2010." in told("/timeline/?topic=beta")
    assert "Zero milestones on this topic." in told("/timeline/?topic=beta&as_of=2009")


@pytest.mark.django_db
def test_year_s_page_leads_first_to_the_years_before_and_after(told, client):
    page = client.get("/timeline/2010/?as_of=2014").content.decode()
    assert re.findall('<link rel="(prev|next)" href="([^"]*)">', page) == [
        ("prev", "/timeline/2009/?as_of=2014"),
        ("next", "/timeline/2014/?as_of=2014"),
    ]
    assert links_in(page, "The years before and after") == [
        ("/timeline/2009/?as_of=2014", "← 2009", False),
        ("/timeline/2014/?as_of=2014", "2014 →", False),
    ]
    first = told("/timeline/2009/")
    assert [text for _, text, _ in links_in(first, "The years before and after")] == ["2010 →"]
    assert "accesskey" not in page


@pytest.mark.django_db
def test_milestone_names_its_districts_as_they_were_called_in_its_year(told):
    district = District.objects.get(slug="host")
    Milestone.objects.get(headline="On none").districts.add(district)
    district.names.create(name="Old Host", until=2012)
    assert "Old Host" in told("/timeline/2010/")
    assert "Host Schools" not in told("/timeline/2010/").replace("Old Host", "")


# Its pages


@pytest.mark.parametrize(
    ("many", "number", "shown"),
    [
        pytest.param(1, 1, [1], id="one"),
        pytest.param(6, 1, [1, 2, 3, 4, 5, 6], id="one is not left out alone"),
        pytest.param(30, 1, [1, 2, 3, 4, 5, None, 30], id="at the beginning"),
        pytest.param(30, 15, [1, None, *range(11, 20), None, 30], id="in the middle"),
        pytest.param(30, 30, [1, None, 26, 27, 28, 29, 30], id="at the end"),
    ],
)
def test_list_of_many_pages_names_those_near_the_one_that_is_read(many, number, shown):
    pages = [(index, f"?page={index}", "") for index in range(1, many + 1)]
    assert [page and page[0] for page in some_of(pages, number)] == shown


@pytest.mark.django_db
def test_two_hundred_years_are_light_on_every_page(client):
    """At most 50 KB of HTML and 100 milestones."""
    make_profile(launch_year=1820)
    years = Year.objects.bulk_create(
        Year(number=number, headline="What the year came to, in a line of words.", status=Status.PUBLISHED)
        for number in range(1820, 2020)
    )
    topics = [make_topic(name=f"A topic of some length {index}") for index in range(25)]
    districts = District.objects.bulk_create(
        District(name=f"County of District {i} Public Schools", slug=f"county-of-district-{i}-public-schools", state="VA", status=Status.PUBLISHED)
        for i in range(2000)
    )  # fmt: skip
    Membership.objects.bulk_create(
        Membership(district=district, joined=years[i // 10], status=Status.PUBLISHED)
        for i, district in enumerate(districts)
    )
    milestones = Milestone.objects.bulk_create(
        Milestone(year=years[i // 30], headline=f"A milestone of some words {i}", text="What was done, and with whom. " * 4, status=Status.PUBLISHED)
        for i in range(6000)
    )  # fmt: skip
    Milestone.topics.through.objects.bulk_create(
        Milestone.topics.through(milestone=milestone, topic=topics[i % 25])
        for i, milestone in enumerate(milestones)
    )
    count_anew()  # without, PostgreSQL takes the tables for empty
    topic = topics[3].slug
    addresses = [
        "/timeline/", "/timeline/?as_of=2018", "/timeline/?page=40", "/timeline/?order=newest&page=2", "/timeline/?q=was",
        "/timeline/?view=decades&as_of=2018", f"/timeline/?topic={topic}&as_of=2018", f"/timeline/?topic={topic}&page=2",
    ]  # fmt: skip
    pages = {address: client.get(address).content for address in addresses}
    assert {address: len(page) for address, page in pages.items() if len(page) > 50 * 1024} == {}
    assert {
        address for address, page in pages.items() if page.count(b"A milestone of some words") > 100
    } == set()


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
