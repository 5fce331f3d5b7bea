"""The news of a meeting: who spoke, what they were then, what is said of the host."""

from datetime import date

import pytest

from consortium.models import side_by_side
from consortium.publishing import Status
from meetings.models import Story, Voice
from members.models import Award, Office, Tenure
from members.models.districts import figures_then
from members.models.people import held_in
from tests.factories import (
    known,
    make_affiliation,
    make_award,
    make_comment,
    make_district,
    make_district_name,
    make_figure,
    make_hosting,
    make_meeting,
    make_membership,
    make_office,
    make_organization,
    make_person,
    make_profile,
    make_source,
    make_sponsorship,
    make_story,
    make_tenure,
    make_voice,
)
from tests.reading import main_words

pytestmark = pytest.mark.django_db


def words(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return main_words(response)


# What a person was in a year

TERMS = [
    (since, sure, until) for since in (2010, 2015, 2016, 2017) for sure in (True, False) for until in (None, 2016, 2018)
    if until is None or until > since
]  # fmt: skip


def test_term_says_of_a_year_what_the_queryset_says():
    for since, sure, until in TERMS:
        make_tenure(since=since, since_known=sure, until=until)
    for year in range(2009, 2020):
        asked = set(Tenure.objects.attested_in(year))
        assert {row for row in Tenure.objects.all() if row.attested_in(year)} == asked, year


@pytest.mark.parametrize(
    ("terms", "year", "held"),
    [
        pytest.param([(2010, 2016), (2016, None)], 2016, [2016], id="moved in that year"),
        pytest.param([(2010, 2016)], 2016, [2010], id="gave it up in that year"),
        pytest.param([(2010, 2015)], 2016, [], id="gave it up before"),
        pytest.param([(2017, None)], 2016, [], id="took it up later"),
        pytest.param([(2010, None), (2012, None)], 2016, [2010, 2012], id="two at once"),
    ],
)
def test_held_in_a_year(terms, year, held):
    person = make_person()
    rows = [make_tenure(person, since=since, until=until) for since, until in terms]
    assert [row.since for row in held_in(rows, year)] == held


def test_voices_come_in_order_with_the_posts_and_offices_of_the_year():
    story, rose, mills = make_story(), make_person(name="Rose"), make_person(name="Mills")
    beaverton, fulton = make_district(name="Beaverton"), make_district(name="Fulton")
    make_tenure(rose, beaverton, 2011, until=2016)
    make_tenure(rose, fulton, 2016)
    make_tenure(mills, since=2012)
    make_office(mills, 2013, title=Office.Title.VICE_CHAIR, until=2015)
    make_office(mills, 2015, until=2018)
    make_office(mills, 2018, title=Office.Title.VICE_CHAIR)
    make_voice(story, mills, position=2)
    make_voice(story, rose, position=1)
    make_voice(story, mills, position=3)

    def told(year):
        voices = Voice.objects.public().told(year, Tenure.objects.select_related("district"))
        return [
            (
                voice.person.name,
                [post.district.name for post in voice.posts],
                [str(row) for row in voice.offices],
            )
            for voice in voices
        ]

    district = mills.tenures.get().district.name
    assert told(2014) == [
        ("Rose", ["Beaverton"], []),
        ("Mills", [district], ["Vice-Chair from 2013"]),
        ("Mills", [district], ["Vice-Chair from 2013"]),
    ]
    assert told(2016)[:2] == [("Rose", ["Fulton"], []), ("Mills", [district], ["Chair from 2015"])]


def test_person_who_moves_stays_right_on_old_pages(client):
    make_profile()
    rose = make_person(name="Jeff Rose", slug="jeff-rose")
    beaverton, fulton = make_district(name="Beaverton Schools"), make_district(name="Fulton Schools")
    make_district_name(district=beaverton, name="Beaverton Once", until=2015)
    pages = []
    for year in (2014, 2016):
        story = make_story(make_meeting(f"October {year}", slug="fall", held=True), published=str(year))
        make_voice(story, rose, words=f"Said in {year}")
        pages.append(f"/meetings/{year}/fall/")
    make_tenure(rose, beaverton, 2011, until=2016)
    before = words(client, pages[0])
    assert "Jeff Rose Superintendent, Beaverton Once Said in 2014" in before

    make_tenure(rose, fulton, 2016)
    make_office(rose, 2017)

    assert words(client, pages[0]) == before
    assert "Jeff Rose Superintendent, Fulton Schools Said in 2016" in words(client, pages[1])
    page = words(client, "/people/jeff-rose/")
    assert "Said in 2014 Then superintendent of Beaverton Once . In our words" in page
    assert "Said in 2016 Then superintendent of Fulton Schools . In our words" in page
    assert "Superintendent of Fulton Schools , from 2016 Chair of" in page
    assert "Superintendent, Beaverton Schools 2011–2016" in page
    past = words(client, "/people/jeff-rose/?as_of=2015")
    assert "Superintendent of Beaverton Schools , from 2011 Posts" in past
    assert "Fulton" not in past
    assert "Said in 2016" not in past


def test_words_stand_in_quotation_marks_if_they_are_word_for_word(client):
    make_profile()
    story = make_story(make_meeting("2016", slug="fall"))
    make_voice(story, words="We learn", quoted=True, position=1)
    make_voice(story, words="That they learn", position=2)

    text = words(client, "/meetings/2016/fall/")

    assert "“We learn”" in text
    assert "That they learn In our words" in text
    assert "“That they learn”" not in text


def test_person_without_a_page_has_no_voice(client):
    make_profile()
    story = make_story(make_meeting("2016", slug="fall"))
    make_voice(story, make_person(status=Status.DRAFT), words="Zebra")
    assert "Zebra" not in words(client, "/meetings/2016/fall/")


def test_story_is_known_from_its_publication_on(client):
    make_profile()
    person = make_person(slug="ann")
    story = make_story(make_meeting("March 2016", slug="spring", announced="2015"), published="May 2016")
    make_voice(story, person, words="Her words")
    make_comment(story, sent=date(2016, 6, 3), text="A comment")

    assert list(Story.objects.as_of(date(2016, 4, 30))) == []
    for as_of, news, comment in (
        ("2016-04", False, False),
        ("2016-05", True, False),
        ("2016-06", True, True),
    ):
        text = words(client, f"/meetings/2016/spring/?as_of={as_of}")
        assert (story.headline in text, "Her words" in text, "A comment" in text) == (news, news, comment)
        assert ("Her words" in words(client, f"/people/ann/?as_of={as_of}")) is news


# The host


def test_figures_are_those_of_the_time():
    district = make_district()
    old = make_figure(district=district, when="fall 2012", value=1)
    claim = make_figure(district=district, when="fall 2015", value=2)
    correction = make_figure(district=district, when="2016", value=3, corrects=claim)
    rank = make_figure(district=district, when="fall 2014", value=4, measure="rank", scope="the nation")
    make_figure(district=district, when="fall 2019", value=5)
    rows = list(district.figures.all())

    assert set(figures_then(rows, date(2016, 12, 31))) == {claim, correction, rank}
    assert set(figures_then(rows, date(2013, 1, 1))) == {old}
    assert figures_then(rows, date(2010, 1, 1)) == []


def test_claim_and_what_corrects_it_stand_side_by_side():
    district = make_district()
    claim = make_award(district=district, claim="three times", name="Prize")
    other = make_award(district=district, name="Another")
    first = make_award(district=district, claim="twice", corrects=claim, name="Prize")
    second = make_award(district=district, claim="once", corrects=first, name="Prize")

    assert side_by_side([other, second, first, claim]) == [(other, []), (claim, [second, first])]
    assert side_by_side([second, first]) == [(first, [second])]
    Award.objects.filter(pk=claim.pk).update(corrects=second)
    rows = list(district.awards.all())
    shown = {row for row, _ in side_by_side(rows)} | {row for _, more in side_by_side(rows) for row in more}
    assert shown == set(rows)


def test_meeting_says_who_supported_it_and_with_what(client):
    make_profile()
    meeting = make_meeting("2016", slug="fall")
    make_sponsorship(meeting, make_organization(name="AXA"), what="With thanks")
    make_sponsorship(meeting, make_organization(name="Counsel"), kind="support", what="Advocacy")
    assert "Sponsor AXA With thanks Supported by Counsel Advocacy" in words(client, "/meetings/2016/fall/")


def test_host_s_figures_and_awards_have_their_sources_on_the_page(client):
    make_profile()
    meeting = make_meeting("October 2016", slug="fall")
    district = make_district(name="Host", slug="host")
    make_membership(district, 2012)
    make_hosting(meeting, district)
    make_figure(district=district, when="fall 2015", qualifier="nearly", source=make_source(title="Table"))
    claim = make_award(
        district=district, name="Prize", claim="won thrice", source=make_source(title="Article")
    )
    make_award(district=district, name="Prize", claim="won once", corrects=claim, passage="From memory")

    for address in ("/meetings/2016/fall/", "/members/host/"):
        text = words(client, address)
        assert "Nearly 1,000" in text
        assert "The claim Won thrice Article What corrects it Won once" in text
        sources = text.split("Sources")[1]
        assert "Table" in sources
        assert "Article" in sources
        assert "Unsourced From memory" in sources


# About


def test_about_names_officers_now_and_before_and_who_gave_what(client):
    make_profile(short_name="the League", launch_year=2010)
    chair, before = make_person(name="Ann Now"), make_person(name="Bo Before")
    district = make_district(name="Wake")
    make_district_name(district=district, name="Raleigh", until=2016)
    make_tenure(before, district, 2012)
    make_office(chair, 2016)
    make_office(before, 2014, until=2016)
    make_affiliation(make_organization(name="Parent"), role="parent", since=2010)
    make_affiliation(make_organization(name="Gone"), role="partner", since=2011, until=2014)
    make_affiliation(make_organization(name="Fund"), role="funder", what="A grant", since=2016)
    meeting = make_meeting("2015", slug="fall")
    make_sponsorship(meeting, make_organization(name="AXA"), what="Lunch")
    make_sponsorship(make_meeting("2016", cancelled="2016"), make_organization(name="Never"))
    make_sponsorship(make_meeting("2016", status=Status.DRAFT), make_organization(name="Hidden"))

    text = words(client, "/about/")
    assert (
        "Officers Chair Ann Now , from 2016 Before Chair Bo Before , 2014–2016 Then superintendent of Raleigh"
        in text
    )
    assert "Affiliated with Parent Since 2010 Partner Gone 2011–2014" in text
    assert "2016 Fund funder A grant 2015 AXA sponsor of Fall meeting 2015 Lunch" in text
    assert "Never" not in text
    assert "Hidden" not in text
    past = words(client, "/about/?as_of=2013")
    assert "Who holds the offices as of the end of 2013 is not in the record" in past
    assert "Gone Since 2011" in past
    assert "Fund" not in past
    assert "AXA" not in past


@pytest.mark.parametrize(
    ("role", "since", "until", "said"),
    [
        ("partner", 2012, None, "since 2012"),
        ("partner", 2012, 2014, "2012–2014"),
        ("partner", 2012, 2018, "since 2012"),
        ("partner", None, 2014, "until 2014"),
        ("partner", None, None, ""),
        ("funder", 2012, None, "in 2012"),
    ],
)
def test_affiliation_says_when_as_far_as_it_was_known(role, since, until, said):
    assert make_affiliation(role=role, since=since, until=until).period(date(2016, 6, 1)) == said


def test_day_of_a_meeting_known_to_the_day_is_what_figures_are_asked_of(client):
    make_profile()
    meeting = make_meeting("October 3, 2016", ends="October 5, 2016", slug="fall")
    district = make_hosting(meeting).district
    make_figure(district=district, when=known("October 5, 2016"), value=1234)
    make_figure(district=district, when=known("October 6, 2016"), value=5678)
    text = words(client, "/meetings/2016/fall/")
    assert "1,234" in text
    assert "5,678" not in text
