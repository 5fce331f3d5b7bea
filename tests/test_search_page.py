"""The page of the search, and the box on every other page."""

import re

import pytest

from consortium.models import SearchEntry
from consortium.publishing import Status
from consortium.views import search as view
from tests.factories import (
    make_joined_district,
    make_meeting,
    make_milestone,
    make_office,
    make_person,
    make_profile,
    make_year,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def profile():
    return make_profile(name="A consortium", short_name="the Consortium")


def page(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def words(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def headings(html):
    """What stands below each kind: [(kind, titles)]."""
    parts = re.split(r"<h2 id=[^>]*>([^<]+)</h2>", html)[1:]
    return [
        (kind, [words(title).replace(" - ", "-") for title in re.findall(r"<h3><a[^>]*>(.*?)</a>", rest)])
        for kind, rest in zip(parts[::2], parts[1::2], strict=True)
    ]


def some_records():
    for number in range(7):
        make_joined_district(name=f"Reading {number}", city="Albany", description="Where *readers* read")
    make_office(make_person(name="Ann Reading"))
    make_year(2016, headline="A year of reading")
    make_milestone(2016, headline="A report on reading")
    make_meeting("October 3, 2016", theme="Reading")


def test_results_are_grouped_by_kind_with_counts(client):
    some_records()
    html = page(client, "/search/?q=reading")

    assert headings(html) == [
        ("Districts", [f"Reading {number}" for number in range(view.EACH)]),
        ("People", ["Ann Reading"]),
        ("Years", ["2016"]),
        ("Milestones", ["A report on reading"]),
        ("Meetings", ["Fall meeting 2016: Reading"]),
    ]
    assert "11 results for “reading”." in words(html)
    assert (
        '<a href="/search/?q=reading&amp;kind=district">All 7<span class="vh"> Districts</span></a>' in html
    )
    kinds = re.search(r'<nav class="top-s" aria-label="Kinds">(.*?)</nav>', html).group(1)
    assert words(kinds) == "All 11 Districts 7 People 1 Years 1 Milestones 1 Meetings 1"


def test_each_result_says_what_it_is_and_where_the_words_stand(client):
    district = make_joined_district(
        name="Reading", city="Albany", state="NY", description="Where *readers* <read>"
    )
    html = page(client, "/search/?q=read+albany")

    assert (
        f'<li><h3><a href="{district.get_absolute_url()}"><mark>Reading</mark></a></h3> '
        '<span class="note"><mark>Albany</mark>, New York</span>'
        "<p>Where <mark>readers</mark> &lt;<mark>read</mark>&gt;</p></li>"
    ) in html


def test_one_kind_is_paged(client, monkeypatch):
    monkeypatch.setattr(view, "PER_PAGE", 3)
    some_records()
    html = page(client, "/search/?q=reading&kind=district&page=2")

    assert headings(html) == [("Districts", ["Reading 3", "Reading 4", "Reading 5"])]
    assert "7, 4 to 6" in words(html)
    assert 'rel="next" href="/search/?q=reading&amp;kind=district&amp;page=3"' in html
    assert 'rel="prev" href="/search/?q=reading&amp;kind=district"' in html
    page(client, "/search/?q=reading&kind=district&page=4", 404)


def test_kind_without_results_leads_back_to_the_others(client):
    make_office(make_person(name="Ann Reading"))
    html = page(client, "/search/?q=reading&kind=plan")

    assert 'Nothing of this kind. <a href="/search/?q=reading">See all 1</a>' in html


def test_misspelt_words_are_corrected_and_it_is_said(client, monkeypatch):
    monkeypatch.setattr(view, "EACH", 1)
    make_joined_district(name="Charlotte-Mecklenburg Schools")
    make_joined_district(name="Charlotte-Mecklenburg Academy")
    html = page(client, "/search/?q=Charlote+Mecklenberg")

    assert "Nothing for “Charlote Mecklenberg”. Results for charlotte mecklenburg : 2." in words(html)
    assert headings(html) == [("Districts", ["Charlotte-Mecklenburg Academy"])]
    assert 'href="/search/?q=charlotte+mecklenburg&amp;kind=district"' in html
    assert 'value="Charlote Mecklenberg"' in html


def test_nothing_found_says_so_and_leads_on(client):
    html = page(client, "/search/?q=zebra")

    assert "Nothing for “zebra”." in words(html)
    assert "No record has this word." in words(html)
    main = html.partition("<main")[2].partition("</main>")[0]
    assert 'href="/members/"' in main
    assert 'href="/timeline/"' in main
    assert "all of these words" in page(client, "/search/?q=zebra+lion")


def test_empty_box_is_a_page_with_a_hint(client):
    make_joined_district(name="Alpha")
    html = page(client, "/search/")

    assert "Districts by any name they had" in html
    assert "Alpha" not in html
    for address in (
        "/search/?q=",
        "/search/?q=+",
        "/search/?kind=district",
        "/search/?page=2",
        "/search/?q=&as_of=2016",
    ):
        response = client.get(address)
        assert (response.status_code, response.headers["Location"]) == (302, "/search/")


@pytest.mark.parametrize(
    ("address", "clean"),
    [
        ("/search/?q=a&as_of=2016", "/search/?q=a"),
        ("/search/?q=a&as_of=soon", "/search/?q=a"),
        ("/search/?q=a&preview=yes", "/search/?q=a"),
        ("/search/?q=a&page=2", "/search/?q=a"),
        ("/search/?q=a&utm=1", "/search/?q=a"),
    ],
)
def test_search_is_of_today_and_of_what_is_public(client, admin_client, address, clean):
    for one in (client, admin_client):
        response = one.get(address)
        assert (response.status_code, response.headers["Location"]) == (302, clean)


def test_drafts_do_not_appear_even_for_staff(admin_client):
    make_joined_district(name="Zebra", status=Status.DRAFT)
    make_milestone(make_year(2016, status=Status.DRAFT), headline="Zebra report")

    assert "Nothing for “zebra”." in words(page(admin_client, "/search/?q=zebra"))


@pytest.mark.parametrize(
    ("query", "says"),
    [
        pytest.param("q=%00", "Null characters are not allowed", id="null byte"),
        pytest.param("q=a%00b", "Null characters are not allowed", id="null byte within"),
        pytest.param("q=" + "x" * 101, "at most 100 characters", id="overlong"),
        pytest.param("q=" + "x+" * 5000 + "x", "at most 100 characters", id="10,000 characters"),
        pytest.param("q=%22", "at least one letter or digit", id="quote mark"),
        pytest.param("q=***", "at least one letter or digit", id="stars"),
        pytest.param("q=%CC%81", "at least one letter or digit", id="an accent alone"),
        pytest.param("q=a&kind=party", "is not among the choices. Use district", id="kind"),
        pytest.param("q=a&kind=district&page=0", "Use a whole number from 1", id="page 0"),
        pytest.param("q=a&kind=district&page=x", "Use a whole number from 1", id="page x"),
    ],
)
def test_odd_input_is_answered_by_a_page_that_says_what_is_accepted(client, query, says):
    make_joined_district(name="A district")
    html = page(client, f"/search/?{query}", 400)

    assert says in html
    assert "A district" not in html
    assert len(html) < 20_000


@pytest.mark.parametrize(
    "text",
    ["AND", "OR", "NOT", "NEAR", "a AND", "NEAR(a b)", '"a', "a*", "^a", "a:b", "-a", "a - b", "(a", "a)", "'", "a'b",
     "%", "a%_", "\\", "a & b | !c", "<a>", "{a}", "a;--", "🙂 a", "\ud7ff a", "日本"],
)  # fmt: skip
def test_operators_are_words_or_nothing(client, text):
    make_joined_district(name="a district of AND and NEAR")
    response = client.get("/search/", {"q": text})

    assert response.status_code in {200, 400}
    assert "<a>" not in response.content.decode()


def test_search_is_left_out_of_other_search_engines(client):
    make_joined_district(name="Alpha")
    for address in ("/search/", "/search/?q=alpha", "/search/?q=alpha&kind=district", "/search/?q=zebra"):
        html = page(client, address)
        assert '<meta name="robots" content="noindex">' in html
        assert 'rel="canonical"' not in html


def test_costs_no_more_for_many_results(client, count_queries):
    def cost(address):
        with count_queries() as count:
            page(client, address)
        return count()

    addresses = (
        "/search/?q=reading",
        "/search/?q=reading&kind=district",
        "/search/?q=readnig",
        "/search/?q=zebra",
    )
    make_joined_district(name="Reading")
    first = [cost(address) for address in addresses]
    some_records()

    assert [cost(address) for address in addresses] == first
    assert max(first) <= 10
    assert first[0] == 5


def test_most_results_of_a_kind_are_not_ranked(client, monkeypatch):
    for number in range(5):
        make_joined_district(name=f"Reading {number}")
    for module in ("consortium.search.finding", "consortium.views.search"):
        monkeypatch.setattr(f"{module}.RANKED", 3)
    html = page(client, "/search/?q=reading&kind=district")

    assert headings(html) == [("Districts", ["Reading 0", "Reading 1", "Reading 2"])]
    assert "The first 3 are listed. Add a word to find fewer." in words(html)
    assert "5 results" in words(html)


def test_page_is_light(client):
    for number in range(view.PER_PAGE):
        make_joined_district(name=f"Reading {number} {'x' * 100}", description="reading " * 100)
        make_milestone(2016, headline=f"Reading {number} {'x' * 100}", text="reading " * 100)

    for address in ("/search/?q=reading", "/search/?q=reading&kind=district"):
        assert len(page(client, address)) <= 30 * 1024


# The box on other pages


@pytest.mark.parametrize(
    "address", ["/", "/members/", "/timeline/", "/about/", "/contact/", "/members/?page=x"]
)
def test_every_page_has_a_box(client, address):
    html = client.get(address).content.decode()
    header = html.partition("<header")[2].partition("</header>")[0]

    assert re.search(r'<form class="find" action="/search/" method="get" role="search"', header)
    assert 'name="q"' in header


def test_search_page_has_one_box(client):
    assert page(client, "/search/?q=a").count('name="q"') == 1


def test_page_that_is_not_there_offers_the_search(client):
    html = page(client, "/no-such-page/", 404)
    assert html.partition("<main")[2].count('action="/search/"') == 1


def test_entries_have_no_admin(admin_client):
    assert admin_client.get(f"/admin/consortium/{SearchEntry._meta.model_name}/").status_code == 404
