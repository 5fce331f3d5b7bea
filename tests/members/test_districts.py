import re
from datetime import date

import pytest
from django.db.models import ProtectedError

from consortium.publishing import Status
from members.models import Contact, District, DistrictName, Figure, Membership
from members.models.districts import name_in_their_years
from tests.constraints import ACCEPTED, fields_refused, refusal, refused, said_by_form
from tests.factories import (
    known,
    make_award,
    make_collaborative,
    make_contact,
    make_district,
    make_district_name,
    make_figure,
    make_hosting,
    make_joined_district,
    make_meeting,
    make_membership,
    make_milestone,
    make_participation,
    make_person,
    make_practice,
    make_practice_example,
    make_profile,
    make_source,
    make_tenure,
    make_year,
)

pytestmark = pytest.mark.django_db

SEVEN_DIGITS = District._meta.get_field("nces_id").validators[0].message


@pytest.mark.parametrize(
    ("nces_id", "expected"),
    [
        pytest.param("3702970", ACCEPTED, id="seven digits"),
        pytest.param("0102970", ACCEPTED, id="leading zero"),
        pytest.param(None, ACCEPTED, id="not known"),
        pytest.param("370297", refused(SEVEN_DIGITS), id="six digits"),
        pytest.param("37O2970", refused(SEVEN_DIGITS), id="a letter"),
        pytest.param("٣٧٠٢٩٧٠", refused(SEVEN_DIGITS), id="digits of another script"),
    ],
)
def test_nces_id(nces_id, expected):
    assert refusal(District(name="A", slug="a", state="NC", nces_id=nces_id)) == expected


def test_nces_id_is_of_one_district():
    make_district(nces_id="3702970")

    assert refusal(District(name="A", slug="a", state="NC", nces_id="3702970")) == refused(
        "Another district has this NCES id."
    )


def test_two_unknown_nces_ids_are_not_the_same():
    for slug in ("a", "b"):
        district = District(name="A", slug=slug, state="NC", nces_id="")
        district.full_clean()
        district.save()

    assert list(District.objects.values_list("nces_id", flat=True)) == [None, None]


def test_district_is_named_with_its_state():
    assert str(make_district(name="Wake County", state="NC")) == "Wake County (NC)"


def test_district_has_an_address():
    assert make_district(slug="wake").get_absolute_url() == "/members/wake/"


@pytest.mark.parametrize("make", [make_membership, make_hosting, make_tenure], ids=lambda make: make.__name__)
def test_district_with_a_history_is_not_deleted(make):
    district = make_district()
    make(district=district)

    with pytest.raises(ProtectedError):
        district.delete()


# Lists


def names(districts):
    return [district.name for district in districts]


def test_districts_are_listed_by_name_whatever_the_case_and_accents():
    for name in ("Éze", "fulton", "Cobb", "École", "arlington"):
        make_district(name=name)

    assert names(District.objects.all()) == ["arlington", "Cobb", "École", "Éze", "fulton"]


def test_districts_of_one_name_are_listed_as_they_were_entered():
    for state in ("VA", "GA", "NC"):
        make_district(name="Washington", state=state)

    assert [district.state for district in District.objects.all()] == ["VA", "GA", "NC"]


@pytest.fixture
def wake():
    district = make_district(name="Wake County Public School System", short_name="Wake", city="Cary")
    make_district_name(district=district, name="Raleigh City Schools", until=1976)
    make_district_name(district=district, name="Peña Schools", until=1950)
    make_district_name(district=district, name="Once Zebulon", until=None)
    return district


@pytest.mark.parametrize(
    "text",
    ["wake", "WAKE public", "system county", "cary", "Raleigh", "schools raleigh", "PEÑA", "pena", "zebulon"],
)
def test_district_is_found_by_any_name_it_ever_had(wake, text):
    make_district(name="Cobb County")

    assert list(District.objects.named(text)) == [wake]


@pytest.mark.parametrize("text", ["gwinnett", "raleigh wake", "raleigh pena", "%", "_"])
def test_district_is_not_found_by_words_that_no_one_name_has(wake, text):
    assert list(District.objects.named(text)) == []


def test_district_found_by_several_names_is_listed_once(wake):
    assert list(District.objects.named("schools")) == [wake]


@pytest.mark.parametrize(
    "text", ["", "  ", "\u0301", "\0"], ids=["nothing", "space", "only an accent", "NUL"]
)
def test_search_for_no_word_leaves_nothing_out(wake, text):
    other = make_district(name="Cobb County")

    assert list(District.objects.named(text)) == [other, wake]


def test_among_gives_districts_with_such_a_membership():
    early, late, returned = (make_district(name=name) for name in ("Early", "Late", "Returned"))
    make_district(name="Never joined")
    make_membership(early, 2012)
    make_membership(late, 2016)
    make_membership(returned, 2012, 2014)
    make_membership(returned, 2017)
    make_membership(make_district(name="Draft"), 2012, status=Status.DRAFT)
    periods = Membership.objects.public()

    assert names(District.objects.among(periods)) == ["Early", "Late", "Returned"]
    assert names(District.objects.among(periods.as_of(date(2015, 12, 31)))) == ["Early", "Returned"]
    assert names(District.objects.among(periods.current_on(date(2015, 6, 1)))) == ["Early"]


def test_by_state_counts_districts():
    for state in ("VA", "GA", "VA", "NC"):
        make_district(state=state)

    assert list(District.objects.by_state().items()) == [("GA", 1), ("NC", 1), ("VA", 2)]
    assert District.objects.filter(state="GA").by_state() == {"GA": 1}
    assert District.objects.none().by_state() == {}


# Names


@pytest.mark.parametrize(
    ("year", "name"),
    [
        (1949, "First"),
        (1950, "Second"),
        (1979, "Second"),
        (1980, "Today"),
        (1984, "Today"),
        (1985, "Third"),
        (1989, "Third"),
        (1990, "Today"),
    ],
)
def test_name_in_a_year_is_the_one_it_then_had(year, name):
    district = make_district(name="Today")
    make_district_name(district=district, name="Third", since=1985, until=1990)
    make_district_name(district=district, name="First", until=1950)
    make_district_name(district=district, name="Second", since=1950, until=1980)
    make_district_name(district=district, name="Never", until=None)
    make_district_name(district=district, name="Never by itself", since=1960, until=None)

    assert district.name_in(year) == name


def test_names_stand_in_the_order_of_their_ends_and_those_without_one_last():
    district = make_district()
    for name, until in (("A", None), ("B", 2014), ("C", None), ("D", 1999)):
        make_district_name(district=district, name=name, until=until)

    assert [str(row) for row in district.names.all()] == ["D (until 1999)", "B (until 2014)", "A", "C"]


def test_page_says_also_known_as_of_a_name_whose_end_is_not_known(client):
    district = make_district(name="Wake", slug="wake")
    make_membership(district, 2012)
    make_district_name(district=district, name="Wake Schools", until=None, source=make_source(title="Roll"))
    make_district_name(district=district, name="Raleigh", until=2014)

    for address, former in (("/members/wake/", True), ("/members/wake/?as_of=2013", False)):
        text = client.get(address).content.decode()
        assert "Also known as Wake Schools" in text
        assert "Roll" in text
        assert ("Until 2014: Raleigh" in text) is former


def test_names_in_their_years_take_one_query_however_many_rows(count_queries):
    def rows(number):
        made = [make_membership(make_district(name=f"Now {index}")) for index in range(number)]
        for row in made:
            make_district_name(district=row.district, name="Before", until=2014)
        return list(Membership.objects.filter(pk__in=[row.pk for row in made]).select_related("district"))

    for number in (1, 3):
        memberships = rows(number)
        with count_queries() as count:
            name_in_their_years((row, 2013 + index) for index, row in enumerate(memberships))
        assert count() == 1

    assert [row.name_then for row in memberships] == ["Before", "Now 1", "Now 2"]


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        pytest.param(None, 2000, ACCEPTED, id="beginning not known"),
        pytest.param(1999, 2000, ACCEPTED, id="one year"),
        pytest.param(
            2000, 2000, refused("A name ends in a later year than it began."), id="ends as it begins"
        ),
        pytest.param(
            2001, 2000, refused("A name ends in a later year than it began."), id="ends before it begins"
        ),
        pytest.param(
            None, 2014, refused("Another former name ends in this year."), id="another name ends then"
        ),
        pytest.param(None, None, ACCEPTED, id="nothing known"),
        pytest.param(1999, None, ACCEPTED, id="end not known"),
    ],
)
def test_former_name(since, until, expected):
    district = make_district()
    make_district_name(district=district, until=2014)
    make_district_name(district=district, until=None)
    make_district_name(until=2000)

    assert refusal(DistrictName(district=district, name="A", since=since, until=until)) == expected


# Figures


@pytest.mark.parametrize(
    ("measure", "scope", "accepted"),
    [
        pytest.param("students", "", True, id="students"),
        pytest.param("students", "the nation", False, id="students with a scope"),
        pytest.param("rank", "the nation", True, id="rank"),
        pytest.param("rank", "", False, id="rank without a scope"),
    ],
)
def test_figure_has_a_scope_if_it_is_a_rank(measure, scope, accepted):
    figure = Figure(district=make_district(), measure=measure, scope=scope, value=2, when=known("fall 2019"))

    assert refusal(figure) == (
        ACCEPTED
        if accepted
        else refused("A rank says among whom it counts (“the nation”); other figures have no scope.")
    )


def test_figure_is_more_than_nothing():
    figure = Figure(district=make_district(), measure="students", value=0, when=known("2019"))

    assert said_by_form(figure) == ["Ensure this value is greater than or equal to 1."]


def test_figure_corrects_another_one_of_its_district():
    figure = make_figure()

    def says(other):
        figure.corrects = other
        return said_by_form(figure)

    refusal = ["A figure corrects another figure of the same district."]
    assert says(make_figure(district=figure.district, when="2018")) == []
    assert says(figure) == refusal
    assert says(make_figure()) == refusal
    assert says(make_figure(district=figure.district, measure="schools")) == [
        "A figure corrects another one of the same kind."
    ]


CIRCLE = ["They would correct each other in a circle: follow what each one corrects."]


@pytest.mark.parametrize("length", [2, 3])
def test_awards_do_not_correct_each_other_in_a_circle(length):
    awards = [make_award(name="Prize", claim="won")]
    for number in range(1, length):
        one = make_award(
            name="Prize", claim=f"won {number}", district=awards[0].district, corrects=awards[-1]
        )
        awards.append(one)
    assert [said_by_form(award) for award in awards] == [[]] * length

    awards[0].corrects = awards[-1]
    assert said_by_form(awards[0]) == CIRCLE


def test_circle_that_is_there_already_does_not_hold_up_what_corrects_it():
    first = make_award(name="Prize", claim="won")
    second = make_award(name="Prize", claim="won twice", district=first.district, corrects=first)
    type(first).objects.filter(pk=first.pk).update(corrects=second)
    third = make_award(name="Prize", claim="won once", district=first.district, corrects=second)

    assert said_by_form(third) == []


def test_award_corrects_another_one_of_its_district_and_name():
    award = make_award(name="Prize", claim="won")

    def says(**other):
        award.corrects = make_award(**{"claim": "won twice", "district": award.district, **other})
        return said_by_form(award)

    assert says(name="Prize") == []
    assert says(name="Medal") == ["An award corrects another one of the same name."]
    assert says(district=make_district(), name="Prize") == [
        "An award corrects another one of the same district."
    ]


@pytest.mark.parametrize(
    ("kwargs", "label"),
    [
        ({"measure": "rank", "scope": "the nation"}, "Rank by size in the nation"),
        ({"measure": "students"}, "Students"),
    ],
)
def test_figure_s_label_says_among_whom_a_rank_is(kwargs, label):
    assert make_figure(**kwargs).label == label


def test_figure_that_another_one_corrects_is_not_deleted():
    claim = make_figure()
    make_figure(district=claim.district, corrects=claim)

    with pytest.raises(ProtectedError):
        claim.delete()


def test_figures_as_of_a_day_are_those_begun_latest_first():
    district = make_district()
    for when in ("2019", "fall 2019", "2019-10-01", "2020"):
        make_figure(district=district, when=when)

    def found(day):
        return [str(figure.when) for figure in Figure.objects.as_of(day)]

    assert found(date(2018, 12, 31)) == []
    assert found(date(2019, 1, 1)) == ["2019"]
    assert found(date(2019, 9, 1)) == ["fall 2019", "2019"]
    assert found(date(2020, 1, 1)) == ["2020", "October 1, 2019", "fall 2019", "2019"]


@pytest.mark.parametrize(
    ("kwargs", "words"),
    [
        ({"value": 157_673}, "157,673 students, fall 2019"),
        ({"value": 150_000, "qualifier": "nearly"}, "nearly 150,000 students, fall 2019"),
        ({"value": 1, "measure": "rank", "scope": "Virginia"}, "largest by size in Virginia, fall 2019"),
        (
            {"value": 2, "measure": "rank", "scope": "Virginia"},
            "second largest by size in Virginia, fall 2019",
        ),
        (
            {"value": 18, "measure": "rank", "scope": "the nation"},
            "18th largest by size in the nation, fall 2019",
        ),
    ],
    ids=["exact", "qualified", "first", "second", "rank"],
)
def test_figure_says_what_it_counts_and_when(kwargs, words):
    assert str(make_figure(**kwargs)) == words


def test_contact_is_listed_once_a_role():
    contact = make_contact(name="A", role="Chief")

    assert refusal(Contact(district=contact.district, name="A", role="Chief")) == refused(
        "This contact is already listed."
    )
    assert refusal(Contact(district=contact.district, name="A", role="Deputy")) == ACCEPTED
    assert refusal(Contact(district=make_district(), name="A", role="Chief")) == ACCEPTED


def test_contacts_are_listed_by_name_whatever_the_case_and_accents():
    district = make_district()
    for name in ("Éva", "frank", "Dora", "emil"):
        make_contact(district=district, name=name)

    assert [contact.name for contact in Contact.objects.all()] == ["Dora", "emil", "Éva", "frank"]


@pytest.mark.parametrize("state", ["", "ZZ", "va"])
def test_district_lies_in_a_state(state):
    assert fields_refused(District(name="A", slug="a", state=state)) == ["state"]


# A district's own timeline


@pytest.fixture
def through_the_years(client):
    """What the page of Wake County says of its years, as text, and how it reads as of a date."""
    make_profile(short_name="the League")

    def read(as_of=""):
        address = f"/members/wake/{as_of and f'?as_of={as_of}'}"
        html = client.get(address).content.decode()
        section = re.search('<section class="band thin" aria-labelledby="rec">.*?</section>', html, re.DOTALL)
        years = re.findall('<li class="ent">(.*?)</li>', section.group(), re.DOTALL)
        return [" ".join(re.sub("<[^>]+>", " ", year).replace(" Unsourced", "").split()) for year in years]

    return read


@pytest.fixture
def eventful():
    district = make_district(slug="wake", name="Wake County")
    make_membership(district, 2012, left=2015, reason="A new board")
    make_membership(district, 2018)
    make_district_name(district=district, name="Wake Schools", until=2014)
    person = make_person(name="Ann Lee")
    make_tenure(person, district, 2013, until=2016)
    make_tenure(make_person(name="Bo Ray"), district, 2016, since_known=False)
    claim = make_award(district=district, name="The Prize", claim="won twice", when="2016")
    make_award(district=district, name="The Prize", claim="won once", when="2011", corrects=claim)
    part = make_collaborative(name="Finance Network", begins="2013", ends="June 2016")
    make_participation(part, district, since=2013)
    fall = make_meeting("October 2014", theme="Reading", held=True)
    make_hosting(fall, district)
    make_hosting(make_meeting("May 2015", kind="spring", cancelled="April 2015"), district)
    make_milestone(2014, headline="A visit", text="They came.", districts=[district])
    make_practice(title="Read aloud", seen_at=[fall])
    for where in (make_practice(title="Read along", published="2015"), make_practice(title="Read on")):
        make_practice_example(where, district=district)
    return district


def test_district_s_page_tells_its_years_in_one_order(eventful, through_the_years):
    assert through_the_years() == [
        "2011 The Prize: won once, which corrects another claim .",
        "2012 Joins the League.",
        "2013 Superintendent: Ann Lee . Takes part in Finance Network .",
        "2014 Takes the name Wake County; Wake Schools until then. A visit They came. Hosts the fall meeting: Reading "
        "Shows a practice: Read aloud .",
        "2015 Leaves the League: A new board. Serves as an example of a practice: Read along . Was to host the spring "
        "meeting",
        "2016 No longer superintendent: Ann Lee . Superintendent: Bo Ray , who may have held the post before. "
        "The Prize, as told: won twice; what corrects it . Its part in Finance Network ends.",
        "2018 Joins the League.",
    ]


def test_district_s_years_as_of_a_date_are_those_of_the_time(eventful, through_the_years):
    claim = ", which corrects another claim ."  # of a later year than the correction is about
    assert through_the_years("2013") == [text.replace(claim, ".") for text in through_the_years()[:3]]
    assert through_the_years("2014-05")[3:] == [
        "2014 Takes the name Wake County; Wake Schools until then. A visit They came."
    ]
    assert through_the_years("2010") == []


def test_year_of_a_district_is_a_link_where_it_has_a_page(eventful, through_the_years, client):
    page = client.get("/members/wake/?as_of=2016").content.decode()
    assert re.findall('<li class="ent"><p>(?:<a href="([^"]*)">)?(20..)', page) == [
        ("", "2011"),
        ("/timeline/2012/?as_of=2016", "2012"),
        ("", "2013"),
        ("/timeline/2014/?as_of=2016", "2014"),
        ("/timeline/2015/?as_of=2016", "2015"),
        ("", "2016"),
    ]
    assert '<a class="ui" href="/timeline/?district=wake&amp;as_of=2016">On the timeline</a>' in page


def test_others_of_the_state_have_the_names_of_the_date(client):
    make_profile()
    for name in ("Alpha", "Beta", "Gamma"):
        district = make_district(name=f"{name} Schools", slug=name.lower())
        make_membership(district, 2012, left=2013)
        make_membership(district, 2015)
        make_district_name(district=district, name=f"Old {name}", until=2014)

    def near(address):
        html = client.get(address).content.decode().split('id="near"')[1].split("</ul>")[0]
        return [" ".join(re.sub("<[^>]+>", " ", row).split()) for row in re.findall("<li>(.*?)</li>", html)]

    assert near("/members/beta/") == ["Alpha Schools joined 2012, 2015", "Gamma Schools joined 2012, 2015"]
    assert near("/members/beta/?as_of=2013") == ["Old Alpha joined 2012", "Old Gamma joined 2012"]


def test_directory_tells_of_meetings_that_took_place(client):
    make_profile()
    district = make_district(slug="wake")
    make_membership(district, 2012)
    make_hosting(make_meeting("fall 2016", announced="2015"), district)
    make_hosting(make_meeting("spring 2017", kind="spring", cancelled="January 2017"), district)

    def hosted(as_of):
        text = client.get(f"/members/?as_of={as_of}").content.decode()
        return re.findall("Hosted ([^<]*)", text), re.search("Has hosted a meeting <span>([0-9]+)", text)[1]

    assert [hosted(as_of) for as_of in ("2016-08", "2016-09", "2018")] == [
        ([], "0"), (["fall 2016"], "1"), (["fall 2016"], "1"),
    ]  # fmt: skip


def test_departure_in_a_year_that_is_not_published_is_not_told(client):
    make_profile()
    make_membership(make_district(), 2012, left=make_year(2015, status=Status.DRAFT))
    text = client.get("/members/").content.decode()
    assert "2012" in text
    assert "–2015" not in text


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "/timeline/?district={}", "/meetings/?host={}&kind=fall", "/meetings/calendar.ics?host={}",
        "/feeds/milestones.atom?district={}", "/data/milestones.csv?district={}",
    ],
)  # fmt: skip
def test_old_slug_in_a_filter_leads_to_the_new_one(client, address):
    make_profile()
    district = make_district(slug="old")
    make_milestone(2016, districts=[district])
    make_hosting(make_meeting("October 21, 2016"), district)
    district.slug = "new"
    district.save()
    response = client.get(address.format("old"))
    assert response.status_code == 301
    query = sorted(address.format("new").partition("?")[2].split("&"))
    assert sorted(response.headers["Location"].partition("?")[2].split("&")) == query
    assert client.get(response.headers["Location"]).status_code == 200
    assert client.get(address.format("never")).status_code == 400


@pytest.mark.django_db
def test_directory_says_how_many_of_its_districts_have_left(client):
    make_profile()
    make_joined_district(2012)
    make_joined_district(2012, 2015)
    assert "One of them has left by then" in client.get("/members/?as_of=2015").content.decode()
    assert "of them" not in client.get("/members/?as_of=2014").content.decode()
    assert "of them" not in client.get("/members/?status=former").content.decode()
