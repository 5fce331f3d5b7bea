"""Practices: when they were so, how they are ordered and found, what their page says, how staff enter them."""

from datetime import date

import pytest
from django.contrib.auth.models import User

from consortium.publishing import Status
from meetings.models import ExamplePartner, Practice, PracticeExample
from tests.constraints import ACCEPTED, refusal, refused, said_by_form
from tests.factories import (
    make_district,
    make_district_name,
    make_example_partner,
    make_hosting,
    make_meeting,
    make_organization,
    make_practice,
    make_practice_example,
    make_profile,
    make_source,
    make_topic,
)
from tests.reading import main_words
from tests.test_admin import address, inline

pytestmark = pytest.mark.django_db


@pytest.fixture
def read(client):
    make_profile()

    def read(page):
        response = client.get(page)
        assert response.status_code == 200
        return main_words(response)

    return read


@pytest.fixture
def staff(client):
    make_profile()
    client.force_login(User.objects.create_superuser("staff"))
    return client


# When


@pytest.mark.parametrize(
    ("seen", "published", "from_day"),
    [
        pytest.param(["fall 2016"], "2013", date(2016, 9, 1), id="from the meeting, not its publication"),
        pytest.param(["fall 2016", "2014"], None, date(2014, 1, 1), id="from the first of its meetings"),
        pytest.param([], "2017-10", date(2017, 10, 1), id="from its publication"),
    ],
)
def test_practice_is_of_the_record_from_where_it_was_seen_else_from_its_publication(
    seen, published, from_day
):
    practice = make_practice(seen_at=[make_meeting(when) for when in seen], published=published)

    assert list(Practice.objects.as_of(from_day)) == [practice]
    assert list(Practice.objects.as_of(from_day.replace(year=from_day.year - 1))) == []


def test_meetings_that_a_reader_may_not_know_of_date_no_practice():
    hidden = [make_meeting("2012", status=status) for status in (Status.DRAFT, Status.BIN)]
    early = make_practice(published="2017", seen_at=hidden)
    late = make_practice(published="2014", seen_at=[make_meeting("2018", status=Status.DRAFT)])
    day = date(2015, 12, 31)

    assert list(Practice.objects.public().as_of(day)) == [late]
    assert list(Practice.objects.preview().as_of(day)) == [early]


def test_practice_without_any_date_stays_at_all_times():
    practice = make_practice()

    assert list(Practice.objects.as_of(date(1900, 1, 1))) == [practice]


def test_first_year_is_that_of_the_meetings_a_reader_may_know_of():
    practice = make_practice(published="2013")

    assert practice.first_year([make_meeting("2016"), make_meeting("2014")]) == 2014
    assert practice.first_year([]) == 2013
    assert make_practice().first_year([]) is None


def test_practices_stand_in_their_series_by_number_and_those_without_one_last():
    for series, number, title in (
        ("b", None, "unnumbered"),
        ("b", 10, "ten"),
        ("b", 2, "two"),
        ("a", 3, "three"),
        ("B", 1, "capital"),
        ("", None, "Ärger"),
        ("", None, "zoo"),
    ):
        make_practice(series=series, number=number, title=title)

    titles = [practice.title for practice in Practice.objects.all()]
    assert titles == ["Ärger", "zoo", "capital", "three", "two", "ten", "unnumbered"]


# What the database holds


@pytest.mark.parametrize(
    ("kwargs", "result"),
    [
        pytest.param(
            {"series": "A", "number": 4},
            refused("Another practice of this series has this number."),
            id="the same number",
        ),
        pytest.param({"series": "A", "number": 5}, ACCEPTED, id="another number"),
        pytest.param({"series": "B", "number": 4}, ACCEPTED, id="another series"),
        pytest.param({"series": "A", "number": 4, "status": "bin"}, ACCEPTED, id="in the bin"),
        pytest.param({"series": "A"}, ACCEPTED, id="no number"),
    ],
)
def test_number_stands_once_in_a_series(kwargs, result):
    make_practice(series="A", number=4)
    make_practice(series="A")

    assert refusal(Practice(title="T", slug="t", **kwargs)) == result


@pytest.mark.parametrize(
    ("where", "result"),
    [
        pytest.param({"state": "MA"}, ACCEPTED, id="a state"),
        pytest.param({"district": True}, ACCEPTED, id="a district"),
        pytest.param({"state": "MA", "district": True}, ACCEPTED, id="both"),
        pytest.param(
            {}, refused("Choose the state or the district that the example is from."), id="neither of them"
        ),
    ],
)
def test_example_is_from_a_state_or_a_district(where, result):
    where = {**where, **({"district": make_district(state="MA")} if "district" in where else {})}

    assert refusal(PracticeExample(practice=make_practice(), heading="H", **where)) == result


def test_example_of_a_district_is_of_no_other_state():
    mesa = make_district(name="Mesa", state="AZ")
    example = PracticeExample(practice=make_practice(), heading="H", district=mesa, state="VA")

    assert said_by_form(example) == ["Mesa (AZ) lies in Arizona. Choose that state, or leave it empty."]


@pytest.mark.parametrize(
    ("heading", "said"),
    [("Massachusetts enlisted help", ""), ("Help is enlisted", "Massachusetts"), ("MASSACHUSETTS leads", "")],
)
def test_place_of_an_example_is_said_where_its_heading_does_not(heading, said):
    assert make_practice_example(heading=heading, state="MA").place_unsaid == said


@pytest.mark.parametrize(
    ("name", "kind", "said"),
    [
        ("W.K. Kellogg Foundation", "foundation", ""),
        ("Kellogg Fund", "foundation", "Foundation"),
        ("Foundation of Reading", "foundation", "Foundation"),
        ("A Research Organization", "research", ""),
        ("Sociedad Latina", "community", "Community organization"),
        ("Anything", "other", ""),
    ],
)
def test_kind_of_an_organization_is_said_where_its_name_does_not(name, kind, said):
    assert make_organization(name=name, kind=kind).kind_unsaid == said


def test_example_s_heading_and_partner_stand_once():
    example = make_practice_example(heading="H")
    partner = make_example_partner(example)
    twin = PracticeExample(practice=example.practice, heading="H", state="MA")

    assert refusal(twin) == refused("This practice has an example with this heading already.")
    again = ExamplePartner(example=example, organization=partner.organization)
    assert refusal(again) == refused("This organization is already listed.")
    assert refusal(PracticeExample(practice=make_practice(), heading="H", state="MA")) == ACCEPTED
    elsewhere = ExamplePartner(example=make_practice_example(), organization=partner.organization)
    assert refusal(elsewhere) == ACCEPTED


def test_example_is_from_its_own_state_else_from_its_district_s():
    examples = [
        make_practice_example(state="MA"),
        make_practice_example(district=make_district(state="NC")),
        make_practice_example(state="MA", district=make_district(state="NC")),
        make_practice_example(state="DC"),
    ]
    make_practice_example(examples[0].practice, state="MA")

    assert [example.code for example in examples] == ["MA", "NC", "MA", "DC"]
    assert [example.place for example in examples][1::2] == ["North Carolina", "District of Columbia"]
    assert PracticeExample.objects.by_state() == {"DC": 1, "MA": 2, "NC": 1}
    assert set(PracticeExample.objects.in_state("NC")) == {examples[1]}


# The list


@pytest.fixture
def three(db):
    """Practices: Alpha (reading; MA), Beta (reading, math; NC), Gamma (math; MA and NC)."""
    reading, maths = make_topic(name="Reading", slug="reading"), make_topic(name="Maths", slug="maths")
    make_topic(name="Nothing", slug="nothing")
    alpha = make_practice(title="Alpha", topics=[reading], published="2013")
    make_practice_example(alpha, state="MA")
    beta = make_practice(title="Beta", topics=[reading, maths])
    make_practice_example(beta, district=make_district(state="NC"))
    gamma = make_practice(title="Gamma", topics=[maths])
    make_practice_example(gamma, state="MA")
    make_practice_example(gamma, state="NC")
    make_practice_example(gamma, state="NC", district=make_district(state="VA"))


def titles(client, address):
    return [practice.title for practice in client.get(address).context["listing"].rows]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Alpha", "Beta", "Gamma"]),
        ("?topic=reading", ["Alpha", "Beta"]),
        ("?state=MA", ["Alpha", "Gamma"]),
        ("?state=NC", ["Beta", "Gamma"]),
        ("?state=VA", []),
        ("?state=WY", []),
        ("?topic=maths&state=NC", ["Beta", "Gamma"]),
        ("?topic=reading&state=MA", ["Alpha"]),
        ("?topic=reading&as_of=2014", ["Alpha", "Beta"]),
    ],
)
def test_list_is_narrowed_by_topic_and_state(read, three, client, query, found):
    assert titles(client, f"/practices/{query}") == found


def test_choices_count_what_they_would_show_and_keep_zeros(read, three, client):
    groups = client.get("/practices/?topic=reading&state=WY").context["groups"]

    assert [(str(field.label), choices) for field, _, choices in groups] == [
        ("Topic", [("maths", "Maths", 0, False), ("reading", "Reading", 0, True)]),
        (
            "State",
            [
                ("MA", "Massachusetts", 1, False),
                ("NC", "North Carolina", 1, False),
                ("WY", "Wyoming", 0, True),
            ],
        ),
    ]
    assert [
        (what, text) for what, text, _ in client.get("/practices/?topic=reading&state=WY").context["chips"]
    ] == [
        ("Topic", "Reading"),
        ("State", "Wyoming"),
    ]


def test_each_filter_in_use_can_be_let_go_of(read, three, client):
    text = client.get("/practices/?topic=reading&state=MA").content.decode()

    assert 'href="/practices/?state=MA"' in text
    assert 'href="/practices/?topic=reading"' in text
    assert "No practice fits." in read("/practices/?state=WY")


def test_topic_of_a_hidden_practice_only_is_not_known(read, client):
    make_practice(topics=[make_topic(slug="secret")], status=Status.DRAFT)

    response = client.get("/practices/?topic=secret")
    assert response.status_code == 400
    assert "There is no such topic" in response.content.decode()


def test_list_is_paged_and_headed_by_series(read, client):
    for number in range(1, 52):
        make_practice(series="The series", number=number)
    first, second = client.get("/practices/"), client.get("/practices/?page=2")

    assert "The series" in first.content.decode()
    assert [practice.number for practice in second.context["listing"].rows] == [51]


# The page


def test_page_of_a_practice_says_all_that_is_stored_in_its_order(read):
    practice = make_practice(
        slug="p", series="A series", number=4, theme="Reading", title="Read aloud", principle="Be **heard**",
        body="A body", advice="Take it slowly", learn_more_url="https://example.org/more", resources="A book",
        more_to_come="Another book", more_to_come_by="fall 2017", published="2016",
        topics=[make_topic(name="Literacy")], source=make_source(title="The paper"),
        seen_at=[make_meeting("fall 2017", city="Mesa", state="AZ")],
    )  # fmt: skip
    district = make_district(name="New Name", state="NC")
    make_district_name(district=district, name="Old Name", until=2019)
    make_practice_example(practice, heading="District reads", district=district, position=2)
    first = make_practice_example(practice, heading="State reads", state="DC", position=1, text="Every day")
    for place, (name, kind, did) in enumerate(
        (("Fund", "foundation", "Paid"), ("Agency", "state agency", "Led"), ("Club", "other", "Came"))
    ):
        make_example_partner(first, make_organization(name=name, kind=kind), position=place, did=did)
    text = read("/practices/p/").removeprefix("Practices Read aloud ")

    words = [
        "Number 4: Reading", "Read aloud", "Be heard", "A series, number 4", "Published 2016",
        "Seen at Fall meeting 2017 , Mesa, Arizona", "Topic Literacy", "A body", "Learn more",
        "State reads District of Columbia Every day", "Fund Foundation Paid", "Agency State agency Led", "Club Came",
        "District reads Old Name , North Carolina", "Take it slowly", "A book",
        "More to come, as announced (it speaks of fall 2017 ) Another book What was announced is not in this record.",
        "The paper",
    ]  # fmt: skip
    assert [word for word in words if word not in text] == []
    places = [text.index(word) for word in words]
    assert places == sorted(places)


def test_what_is_still_to_be_expected_is_not_called_missing(read):
    make_practice(slug="p", more_to_come="Another book", more_to_come_by="2090")

    assert "What was announced" not in read("/practices/p/")


def test_neighbours_are_those_before_and_after_in_the_series(read, client):
    for number in (1, 2, 4):
        make_practice(series="A", slug=f"a{number}", number=number)
    make_practice(series="A", slug="a3", number=3, status=Status.DRAFT)
    make_practice(series="B", slug="b3", number=3)
    make_practice(slug="alone")
    make_practice(slug="alone-too")

    def beside(slug):
        context = client.get(f"/practices/{slug}/").context
        return [row and row.slug for row in (context["previous"], context["next"])]

    assert {slug: beside(slug) for slug in ("a1", "a2", "a4", "b3", "alone")} == {
        "a1": [None, "a2"], "a2": ["a1", "a4"], "a4": ["a2", None], "b3": [None, None], "alone": [None, None],
    }  # fmt: skip
    assert "Nothing else of this series is in the record" in read("/practices/b3/")
    assert "Nothing else of this series" not in read("/practices/a2/")


def test_meeting_and_its_host_name_what_was_seen_and_a_district_what_it_does(read):
    host, other = make_district(slug="host"), make_district(slug="other")
    meeting = make_meeting("October 2016", slug="fall")
    make_hosting(meeting, host)
    practice = make_practice(title="Read aloud", slug="p", seen_at=[meeting])
    make_practice_example(practice, district=other, heading="Other reads")
    make_practice(title="Hidden", seen_at=[meeting], status=Status.DRAFT)
    make_practice_example(make_practice(title="Hidden", status=Status.DRAFT), district=other)

    assert "What members saw Practice Read aloud" in read("/meetings/2016/fall/")
    assert "Practices Read aloud Seen at Fall meeting 2016" in read("/members/host/")
    assert "Practices Read aloud Other reads" in read("/members/other/")
    assert "Read aloud" not in read("/members/other/?as_of=2015")
    for page in ("/meetings/2016/fall/", "/members/host/", "/members/other/"):
        assert "Hidden" not in read(page)


# Staff


def test_practice_is_entered_with_examples_and_an_example_with_partners(staff):
    meeting, topic = make_meeting(), make_topic()
    examples = [
        {"position": "", "state": "MA", "heading": "State reads"},
        {"position": "", "state": "", "district": make_district().pk, "heading": "District reads"},
    ]
    data = {
        "title": "T",
        "slug": "t",
        "status": "published",
        "series": "A",
        "number": "4",
        "published": "2016",
    }
    data |= {"seen_at": [meeting.pk], "topics": [topic.pk]} | inline("examples", examples)
    assert staff.post(address(Practice, "add"), data).status_code == 302
    practice = Practice.objects.get()
    assert [(row.position, row.heading) for row in practice.examples.all()] == [
        (1, "State reads"),
        (2, "District reads"),
    ]
    assert (list(practice.seen_at.all()), list(practice.topics.all())) == ([meeting], [topic])

    example = practice.examples.first()
    screen = address(PracticeExample, "change", example.pk)
    assert screen in staff.get(address(Practice, "change", practice.pk)).content.decode()
    bodies = [make_organization(), make_organization()]
    partners = [{"position": "", "organization": body.pk, "did": "Helped"} for body in reversed(bodies)]
    data = {"practice": practice.pk, "position": 1, "state": "MA", "heading": "State reads"}
    assert staff.post(screen, data | inline("partners", partners)).status_code == 302
    assert [partner.organization for partner in example.partners.all()] == bodies[::-1]


def test_example_from_nowhere_is_refused_on_the_screen_of_its_practice(staff):
    data = {"title": "T", "slug": "t", "status": "draft"} | inline(
        "examples", [{"position": "1", "heading": "H"}]
    )
    response = staff.post(address(Practice, "add"), data)

    assert "Choose the state or the district that the example is from." in response.content.decode()
    assert not Practice.objects.exists()
