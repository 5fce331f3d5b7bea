"""What the pages say of the founding record, against what its documents say."""

import re
from datetime import date

import pytest
from django.db import transaction

from consortium.check import Kind, Level, findings
from consortium.evidence import parts_of
from consortium.management.commands.load_record import FOUNDING_RECORD
from consortium.models import Plan, PlanPart
from consortium.pages import Reading
from consortium.record import Loader
from meetings.models import Hosting, Meeting, PracticeExample
from members.models import Collaborative, District, Membership
from milestones.models import Milestone
from tests.reading import main_words
from tests.test_as_of import drops_the_date, links_of


@pytest.fixture(scope="module")
def founding(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        Loader(FOUNDING_RECORD).load()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def read(founding, db, client):
    def read(address):
        response = client.get(address)
        assert response.status_code == 200
        return main_words(response)

    return read


def test_counts_are_those_of_the_documents(founding, db):
    assert District.objects.public().count() == 22
    assert len(District.objects.public().by_state()) == 14
    assert Membership.objects.public().first_joinings_by_year() == {
        2012: 11, 2013: 4, 2014: 1, 2015: 3, 2016: 1, 2018: 1, 2019: 1,
    }  # fmt: skip
    assert Meeting.objects.public().fall().count() == 5
    assert Hosting.objects.public().count() == 5
    assert Meeting.objects.public().own().count() == 6
    assert Collaborative.objects.public().own().count() == 4
    assert Collaborative.objects.public().count() == 5
    by_year = {}
    for milestone in Milestone.objects.public():
        by_year[milestone.year_id] = by_year.get(milestone.year_id, 0) + 1
    assert by_year == {
        2011: 1,
        2012: 2,
        2013: 2,
        2014: 3,
        2015: 4,
        2016: 4,
        2017: 5,
        2018: 2,
        2019: 4,
        2020: 1,
    }


def test_members_of_2012_stand_in_the_printed_order_under_the_names_of_2012(read):
    names = [
        "Fairfax County Public Schools", "Greenville County Public Schools", "Gwinnett County Public Schools",
        "Montgomery County Public Schools", "Arlington Public Schools", "Baltimore County Public Schools",
        "Bellevue School District", "Charlotte-Mecklenburg Schools", "Cobb County School District",
        "Fulton County Schools", "Poway Unified School District",
    ]  # fmt: skip
    text = read("/timeline/2012/")
    assert sorted(names, key=text.index) == names
    assert "Eleven joined, 11 in all" in text


def test_home_says_who_joined_and_to_when_the_record_is_kept(read, client):
    text = read("/")
    assert "Twenty-two districts in fourteen states have joined" in text
    assert "Eleven joined in 2012, twenty-two by 2020" in text
    assert 'kept to <time datetime="2020-05">May 2020</time>' in client.get("/").content.decode()


def test_directory_of_virginia_lists_four(read):
    text = read("/members/?state=VA")
    assert "4 of 22 districts" in text
    for name in ("Arlington", "Chesterfield County", "Fairfax County", "Virginia Beach City"):
        assert f"{name} Public Schools" in text


def test_district_is_found_under_its_former_name(read):
    text = read("/members/?q=greenville+public")
    assert "1 of 22 districts" in text
    assert "Greenville County Schools" in text


def test_2016_says_who_joined_and_where_the_fall_meeting_was(read):
    text = read("/timeline/2016/")
    assert "One joined, 20 in all Chesterfield County Public Schools VA" in text
    assert "Fall meeting District-wide literacy , hosted by Charlotte-Mecklenburg Schools (NC)" in text
    assert "Chair Tim Mills" in text


@pytest.mark.parametrize(
    ("year", "members", "meeting"),
    [
        (2011, "No district joined", "No fall meeting"),
        (2013, "Four joined, 15 in all", "Fall meeting: not in the record"),
        (2017, "No district joined; 20 in all", "Fall meeting Personalized learning"),
        (2020, "New members: not in the record", "Fall meeting: not in the record"),
    ],
)
def test_kinds_of_blank_read_differently(read, year, members, meeting):
    text = read(f"/timeline/{year}/")
    assert members in text
    assert meeting in text


def test_communities_of_practice_are_four_and_one_has_ended(read):
    text = read("/collaboratives/")
    assert "Three are running; one has ended." in text
    places = [
        "Begun by 2016 Community of practice on innovative assessment",
        "Since 2016 4 districts, 2016 Community of practice on resource allocation",
        "Since 2018 7 districts, 2019 CFO Strategy Network",
        "2016 to 2019 5 districts, 2016 Performance Assessment Collaborative (PAC)",
        "Run by CCSSO Council of Chief State School Officers. Not counted among ours",
        "More than 40 states, 2020 Accountability Systems and Reporting Collaborative (ASR)",
    ]
    assert sorted(places, key=text.index) == places
    assert text.count("With Education Resource Strategies") == 2
    assert "With Assessment for Learning Project" in text


def test_collaborative_of_state_agencies_says_what_its_page_says(read):
    text = read("/collaboratives/accountability-systems-and-reporting/")
    for fact in (
        "Run by Council of Chief State School Officers Not one of the Consortium’s own", "State agencies Companies",
        "More than 40 states", "more than 20 years", "50 state education agencies", "more than 1,000 leaders",
        "2020–2021 July 1, 2020 to June 30, 2021 Seven goals, three meetings", "2019–2020", "Five highlights", "Join ASR",
    ):  # fmt: skip
        assert fact in text


def test_program_year_has_goals_meetings_and_the_highlights_of_the_year_before(read, client):
    address = "/collaboratives/accountability-systems-and-reporting/2020-2021/"
    text = read(address)
    for fact in (
        "COVID-19", "Goals of 2020–2021", "Highlights of 2019–2020 The program year before",
        "October 21–22, 2020 , Indianapolis, Indiana", "February 23–24, 2021 , Jacksonville, Florida",
        "June 24–25, 2021 , Minneapolis, Minnesota",
        "In person, open to remote participants; if that is not possible: virtual",
    ):  # fmt: skip
        assert fact in text
    goals = client.get(address).content.decode().split('id="goals"')[1].split("</ol>")[0]
    assert (goals.count("<li>"), goals.count("<ul>")) == (8, 1)  # seven, one of them with a point of its own
    before = client.get(address).content.decode().split('id="before"')[1].split("</ul>")[0]
    assert before.count("<li") == 5


def test_year_of_others_meetings_alone_is_no_year_of_the_consortium(read, client):
    for address in ("/", "/timeline/", "/meetings/", "/timeline/2020/"):
        assert "2021" not in read(address)
        assert "ASR" not in read(address)
    assert client.get("/timeline/2021/").status_code == 404
    assert "ASR meeting in Jacksonville" in read("/meetings/2021/")
    assert "program year 2020–2021 Run by Council of Chief State School Officers" in read(
        "/meetings/2021/asr-minneapolis/"
    )


def test_home_of_2017_shows_the_communities_of_practice_of_that_time(read):
    text = read("/?as_of=2017")
    assert "Since 2016 Performance Assessment Collaborative (PAC)" in text
    assert "CFO Strategy Network" not in text
    assert "CFO Strategy Network" in read("/")


def test_2020_as_of_may_2020_reads_not_yet(read):
    text = read("/timeline/2020/?as_of=2020-05")
    assert "No district has joined yet; 22 in all" in text
    assert "Fall meeting: not yet" in text


def test_meeting_of_2016_says_what_the_news_says(read):
    text = read("/meetings/2016/fall/")
    for fact in (
        "Fall 2016 , three days",
        "Charlotte, North Carolina",
        "AXA",
        "Instructional Leadership Teams",
    ):
        assert fact in text
    assert "AASA National Conference on Education , New Orleans, Louisiana, March 2017" in text
    assert "Exact dates are not in the record" in text


def test_news_of_2016_is_told_in_our_words_with_the_posts_of_then(read):
    text = read("/meetings/2016/fall/")
    assert "Told in our words; posts are those of 2016" in text
    assert "“" not in text.split("Voices")[1].split("What they discussed")[0]
    speakers = [
        "Ann Clark Superintendent, Charlotte-Mecklenburg Schools",
        "J. Alvin Wilbanks Superintendent, Gwinnett County Public Schools",
        "Tim Mills Superintendent, Bellevue School District Chair of the Consortium",
        "Jeff Rose Superintendent, Fulton County Schools",
    ]
    assert sorted(speakers, key=text.index) == speakers
    for fact in (
        "More than 18,000", "Nearly 150,000", "170", "Rank by size in North Carolina Second largest",
        "Rank by size in the nation 18th largest", "The claim Winner three times", "What corrects it Winner once, in 2011; a finalist twice before",
        "Supported by AASA, The School Superintendents Association", "EducationCounsel", "presidential transition",
    ):  # fmt: skip
        assert fact in text
    assert "149,845" not in text


def test_rose_came_from_beaverton_and_old_pages_know_it(read):
    text = read("/people/jeff-rose/")
    assert "Jeff Rose Superintendent of Fulton County Schools , in 2016 Posts" in text
    assert (
        "Superintendent, Fulton County Schools In 2016 Superintendent, Beaverton School District Until 2016"
        in text
    )
    assert "when he took it up is not said" in text.split("Sources")[1].split("Unsourced")[0]
    assert "Known only from his move" in text.split("Unsourced")[1]
    before = read("/people/jeff-rose/?as_of=2015")
    assert "Superintendent of Beaverton School District , by 2015 Posts" in before
    assert "Then superintendent of Fulton County Schools" in text


def test_people_in_milestones_have_the_office_then_held(read):
    text = read("/people/betsy-devos/")
    assert "None in a member district" in text
    assert "Meeting with the Secretary of Education" in text
    assert "Then U.S. Secretary of Education" in text


def test_about_says_who_stands_behind_the_consortium(read):
    text = read("/about/")
    for fact in (
        "Launched 2012", "An affiliate of AASA, The School Superintendents Association", "Twenty-two have joined",
        "Who holds the offices today is not in the record", "Before Chair Tim Mills , in 2016",
        "whether he is the Chair elected in 2015, is not said", "The Consortium is its affiliate, and independent. Since 2012",
        "Affiliated with AASA", "Partner Education Resource Strategies", "Supporter AASA", "EducationCounsel",
        "2016 Assessment for Learning Project funder", "2016 AXA sponsor of Fall meeting 2016", "Consortium 2034",
    ):  # fmt: skip
        assert fact in text


def test_news_is_not_known_before_it_was_published(read, client):
    assert "Superintendents go to school" in read("/meetings/2016/fall/?as_of=2016")
    assert client.get("/meetings/2016/fall/?as_of=2016-08").status_code == 404


def test_host_s_page_says_what_it_did_and_its_figures(read):
    text = read("/members/charlotte-mecklenburg-schools/")
    for fact in (
        "2012 , one of eleven", "Nearly 150,000", "More than 18,000", "170", "Rank by size in North Carolina, fall 2016 Second largest",
        "Rank by size in the nation, fall 2016 18th largest", "Hosts the fall meeting: District-wide literacy", "Superintendent in 2016 Ann Clark",
    ):  # fmt: skip
        assert fact in text


def test_plan_in_force_says_what_the_plan_of_2018_says(read):
    text = read("/about/plan/")
    words = [
        "Strategic plan, adopted April 25, 2018", "Consortium 2034", "Why 2034? Children who start kindergarten in 2021",
        "Purpose As the plan describes it", "Pillars Leadership for change", "Capacity for mutual support", "Benchmarking the student",
        "bi-annual meeting", "Values Trust and confidentiality", "Student focused",
        "Becoming better leaders of change", "Focus on national educational issues", "Collaborative not competitive",
        "Personal and professional growth", "Communication on successes and challenges",
        "Other plans 2017 Mission, vision and priorities of 2017", "the short one breaks off after an “and”",
    ]  # fmt: skip
    places = [text.index(word) for word in words]
    assert places == sorted(places)
    assert text.count("Whose plan") == text.count("Whose plan it is, beyond “the Consortium”") == 1
    assert "Nothing in the record is tied" not in text


def test_each_pillar_has_two_points_and_something_in_the_record(founding, db):
    plan = Plan.objects.get(slug="consortium-2034")
    pillars = [
        part for part in parts_of(plan, Reading(date(2020, 6, 1))) if part.kind == PlanPart.Kind.PILLAR
    ]
    assert [len(re.findall("^- ", part.text, re.M)) for part in pillars] == [2, 2, 2]
    assert [len(re.findall("^  - ", part.text, re.M)) for part in pillars] == [0, 0, 2]
    assert [[(found.kind, found.year) for found in part.evidence] for part in pillars] == [
        [("practice", 2016), ("meeting", 2018)],
        [("milestone", 2018), ("milestone", 2019), ("milestone", 2020)],
        [("milestone", 2014), ("milestone", 2017), ("milestone", 2019)],
    ]
    assert plan.parts.filter(kind=PlanPart.Kind.VALUE).count() == 7


@pytest.mark.parametrize(
    ("as_of", "title"),
    [
        ("2012", "No strategic plan"),
        ("2013", "of 2013"),
        ("2018-04-24", "of 2017"),
        ("2018-04-25", "Consortium 2034"),
    ],
)
def test_plan_in_force_is_that_of_the_day_looked_at(read, as_of, title):
    assert title in read(f"/about/plan/?as_of={as_of}")[:600]


@pytest.mark.parametrize(
    ("slug", "what"),
    [
        ("strategic-plan-2013", "Strategic plan of 2013"),
        ("policy-platform-2013", "Policy platform of 2013"),
        ("priorities-2017", "Strategic plan of 2017"),
    ],
)
def test_older_plans_say_that_their_adoption_is_not_known(read, slug, what):
    text = read(f"/about/plan/{slug}/")
    when = f"When Of {slug[-4:]} When it was adopted is not in the record Plan in force today Consortium 2034"
    assert text.index(what) < text.index(when)
    assert "dopted 2" not in text.split("Other plans")[0]
    assert f"{what}; when it was adopted is not in the record" in read("/about/plan/")


def test_four_areas_of_2017_stand_in_the_document_s_order(founding, db):
    parts = Plan.objects.get(slug="priorities-2017").parts.filter(kind=PlanPart.Kind.PRIORITY)
    assert [part.name for part in parts] == [
        "Equity", "Effective human capital", "High-quality systems of assessment", "Personalized learning",
    ]  # fmt: skip


def test_no_document_says_which_plan_takes_the_place_of_which(founding, db):
    assert set(Plan.objects.values_list("slug", "kind", "follows")) == {
        ("strategic-plan-2013", "strategic", None), ("policy-platform-2013", "platform", None),
        ("priorities-2017", "strategic", None), ("consortium-2034", "strategic", None),
    }  # fmt: skip


def test_practice_of_a_series_has_its_examples_partners_and_what_was_announced(read, founding, db):
    text = read("/practices/maximize-your-resources/")
    words = [
        "Number 4: Collaboration", "Process and Protest: Promising Practices, number 4", "Massachusetts enlisted help",
        "Mass, Inc.", "Rennie Center", "Sociedad Latina Community organization", "Education First",
        "Washington DC extended capacity", "Office of the State Superintendent of Education State agency",
        "Michigan targeted funding", "W.K. Kellogg Foundation Worked", "Steelcase Foundation The same",
        "Address power and privilege", "September and October 2017",
        "That Partners for Each and Every Child published it stands in no document at hand",
    ]  # fmt: skip
    places = [text.index(word) for word in words]
    assert places == sorted(places)
    examples = PracticeExample.objects.filter(practice__slug="maximize-your-resources")
    assert [(example.state, example.partners.count()) for example in examples] == [
        ("MA", 4),
        ("DC", 1),
        ("MI", 2),
    ]


def test_practice_seen_in_2016_stands_on_the_pages_of_its_meeting_and_its_district(read):
    text = read("/practices/instructional-leadership-teams/")
    for fact in ("Seen at Fall meeting 2016 , Charlotte, North Carolina", "six times a year", "170 schools"):
        assert fact in text
    assert "Practice Instructional Leadership Teams" in read("/meetings/2016/fall/")
    assert "Practices Instructional Leadership Teams" in read("/members/charlotte-mecklenburg-schools/")
    assert "Instructional Leadership Teams" in read("/practices/?state=NC&topic=leadership")
    assert "Instructional Leadership Teams" not in read("/practices/?as_of=2015")


def test_check_of_the_record_finds_no_error_and_names_the_values_without_evidence(founding, db):
    found = findings(date(2020, 6, 1))
    assert [finding.text for finding in found if finding.level == Level.ERROR] == []
    (gap,) = (finding.text for finding in found if finding.kind == Kind.NO_EVIDENCE)
    assert re.findall("“([^”]*)” [(](.*?)[)]", gap) == [
        ("Trust and confidentiality", "value"), ("Student focused", "value"),
        ("Becoming better leaders of change", "value"), ("Personal and professional growth", "value"),
        ("Communication on successes and challenges", "value"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("as_of", "count"), [("2012", 11), ("2014-12-31", 16), ("2016-05", 20), ("2020-05", 22)]
)
def test_directory_as_of_a_date_lists_those_who_had_joined(read, as_of, count):
    assert f" {count} districts" in read(f"/members/?as_of={as_of}")


FIRST_MEMBERS = [  # under the names that the documents have for 2012
    "Arlington Public Schools", "Baltimore County Public Schools", "Bellevue School District",
    "Charlotte-Mecklenburg Schools", "Cobb County School District", "Fairfax County Public Schools",
    "Fulton County Schools", "Greenville County Public Schools", "Gwinnett County Public Schools",
    "Montgomery County Public Schools", "Poway Unified School District",
]  # fmt: skip
NEXT_MEMBERS = [
    "Beaverton School District", "Mesa Public Schools", "School District U-46", "Virginia Beach City Public Schools",
    "Wake County Public School System",
]  # fmt: skip


def listed(client, address):
    text = client.get(address).content.decode()
    return sorted(re.findall(r'<th scope="row"><a href="[^"]*">([^<]*)</a>', text))


def test_directory_as_of_2012_has_the_members_and_the_names_of_2012(founding, db, client):
    assert listed(client, "/members/?as_of=2012-06") == FIRST_MEMBERS


def test_directory_as_of_the_end_of_2014_lists_the_sixteen_named_joiners_less_those_recorded_as_gone(
    founding, db, client
):
    left = {
        period.district.name_in(2014)
        for period in Membership.objects.public().exclude(left=None).select_related("district")
        if period.left_id <= 2014
    }
    joined = sorted(FIRST_MEMBERS + NEXT_MEMBERS)
    assert len(joined) == 16
    assert listed(client, "/members/?as_of=2014-12-31") == joined
    staying = [name for name in joined if name not in left]
    assert listed(client, "/members/?status=current&as_of=2014-12-31") == staying


def test_as_of_holding_today_leads_to_the_plain_address(founding, db, client):
    response = client.get(f"/members/?state=VA&as_of={date.today().year}")  # noqa: DTZ011 - any day of this year
    assert (response.status_code, response.headers["Location"]) == (302, "/members/?state=VA")


def test_former_name_s_address_leads_to_the_district(founding, db, client):
    response = client.get("/members/greenville-county-public-schools/")
    assert (response.status_code, response.headers["Location"]) == (
        301,
        "/members/greenville-county-schools/",
    )


@pytest.mark.parametrize("as_of", ["2016", "2012-06"])
def test_pages_of_the_past_keep_their_date_and_link_to_no_page_that_was_not_there(
    founding, db, client, as_of
):
    """Of lists that are narrowed down the links are not followed: they are endless, and the whole list has them all."""
    seen, waiting, dead, dropped = set(), [f"/?as_of={as_of}"], [], {}
    while waiting:
        address = waiting.pop()
        response = client.get(address)
        if response.status_code == 404:
            dead.append(address)
        is_page = response.headers["Content-Type"].startswith("text/html")
        if not is_page or not re.fullmatch(r"[^?]*[?]as_of=[^&]*", address):
            continue
        links = links_of(response)
        dropped |= {link: address for link in links if drops_the_date(link)}
        fresh = {link for link in links if f"as_of={as_of}" in link} - seen
        seen |= fresh
        waiting += sorted(fresh)
    assert len(seen) > 40
    assert dead == []
    assert dropped == {}
