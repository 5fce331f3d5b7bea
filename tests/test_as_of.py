"""Every public page as of a past date: it shows what was known then, keeps the date, and asks for another one."""

import re
import zipfile
from datetime import date, timedelta
from io import BytesIO
from itertools import count

import pytest
from django.db import transaction
from django.urls import resolve
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from consortium.dates import KnownDate
from consortium.models import Profile, Year
from consortium.publishing import Status
from members.models import Office, Person
from tests.factories import (
    known,
    make_affiliation,
    make_appearance,
    make_award,
    make_collaborative,
    make_comment,
    make_district,
    make_district_name,
    make_document,
    make_edition,
    make_example_partner,
    make_figure,
    make_goal,
    make_highlight,
    make_hosting,
    make_meeting,
    make_membership,
    make_milestone,
    make_office,
    make_organization,
    make_participation,
    make_person,
    make_photo,
    make_plan,
    make_plan_part,
    make_practice,
    make_practice_example,
    make_profile,
    make_program_year,
    make_sponsorship,
    make_stated_number,
    make_story,
    make_tenure,
    make_topic,
    make_voice,
    year_of,
)
from tests.test_pages import DATED, FORMS, a_record

# What is said, and from which day on: each maker gives (where it must stand then, {mark: its first day}).
# `when` and `later` are dates of any precision, `mark()` a word that stands nowhere else. The mark of a row without a
# date of its own may stand on its page and in its table at any time: a district has no date, its membership has.

KINDS = {}


def kind(maker):
    KINDS[maker.__name__] = maker
    return maker


def new_year(year):
    return date(year, 1, 1)


@kind
def joining(when, later, mark, status):
    district = make_district(name=(name := mark()))
    make_membership(district, when.year, status=status)
    return "/members/", {name: new_year(when.year)}, district


@kind
def leaving(when, later, mark, status):
    left = max(later.year, when.year + 1)
    district = make_district()
    make_membership(district, when.year, left=left, reason=(reason := mark()), status=status)
    return district.get_absolute_url(), {reason: new_year(left)}, None


@kind
def renaming(when, later, mark, status):
    """A district that is named in everything it does, under another name before."""
    district = make_district(name=(name := mark()), status=status)
    make_district_name(district=district, until=when.year)
    make_membership(district, 1999)
    meeting = make_meeting(later, announced="2000", held=True)
    make_hosting(meeting, district)
    make_voice(make_story(meeting, published="2001"), person := make_person())
    make_tenure(person, district, 1999)
    make_tenure(Person.objects.get(slug="first"), district, 1999, post="Secretary", until=2001)
    make_milestone(2000, districts=[district])
    make_participation(make_collaborative(begins="2000"), district, since=2000)
    make_practice_example(make_practice(seen_at=[meeting]), district=district)
    return district.get_absolute_url(), {name: new_year(when.year)}, None


@kind
def other_name(when, later, mark, status):
    district = make_district(status=status)
    make_district_name(district=district, name=(name := mark()), since=when.year, until=None)
    return district.get_absolute_url(), {name: new_year(when.year)}, None


@kind
def district_s_facts(when, later, mark, status):
    district = make_district(status=status)
    make_membership(district, 1999)
    make_figure(district=district, measure="rank", scope=(scope := mark()), when=when)
    make_award(district=district, name=(award := mark()), when=later)
    make_tenure(make_person(), district, when.year, post=(post := mark()), until=when.year + 1)
    return (
        district.get_absolute_url(),
        {scope: when.first, award: later.first, post: new_year(when.year)},
        None,
    )


@kind
def office(when, later, mark, status):
    person = make_person(name=(name := mark()), status=status)
    since = next(year for year in count(when.year) if not Office.objects.filter(since=year).exists())
    make_office(person, since, title="vice-chair", until=since + 1)
    return "/about/", {name: new_year(since)}, person


@kind
def affiliation(when, later, mark, status):
    if status == Status.DRAFT:
        return "/about/", {}, None  # it hangs on nothing that could be one
    make_affiliation(what=(gives := mark()), since=when.year, until=when.year + 2)
    make_affiliation(what=(gift := mark()), role="funder", since=later.year)
    return "/about/", {gives: new_year(when.year), gift: new_year(later.year)}, None


@kind
def meeting(when, later, mark, status):
    theme, seen, talk, gift, paper = mark(), mark(), mark(), mark(), mark()
    row = make_meeting(
        later, announced=when, held=True, theme=theme, practice_seen=seen, discussed=talk, status=status
    )
    make_sponsorship(row, what=gift)
    make_document(meeting=row, title=paper, dated=later)
    days = {theme: when.first, gift: when.first} | dict.fromkeys((seen, talk, paper), later.first)
    return row.get_absolute_url(), days, None


@kind
def unannounced_meeting(when, later, mark, status):
    row = make_meeting(when, kind="spring", theme=(theme := mark()), status=status)
    return row.get_absolute_url(), {theme: when.first}, None


@kind
def story(when, later, mark, status):
    headline, words, caption, remark, hidden = (mark() for _ in range(5))
    row = make_story(make_meeting(when), published=later, headline=headline, status=status)
    make_voice(row, make_person(), words=words)
    make_photo(row, caption=caption)
    sent = later.last + timedelta(days=40)
    make_comment(row, text=remark, sent=sent)
    make_comment(row, text=hidden, sent=sent, status=Status.DRAFT)
    days = dict.fromkeys((headline, words, caption), later.first) | {remark: sent, hidden: date.max}
    return row.meeting.get_absolute_url(), days, None


@kind
def milestone(when, later, mark, status):
    headline, topic, post, paper = mark(), mark(), mark(), mark()
    row = make_milestone(
        when.year, headline=headline, event_date=later, topics=[make_topic(name=topic)], status=status
    )
    make_appearance(row, make_person(), office=post)
    make_document(milestone=row, title=paper, dated=when)
    days = dict.fromkeys((headline, topic, post, paper), later.first)
    return row.year.get_absolute_url(), days, None


@kind
def undated_milestone(when, later, mark, status):
    row = make_milestone(when.year, headline=(headline := mark()), status=status)
    row.districts.add(district := make_district())
    return district.get_absolute_url(), {headline: new_year(when.year)}, None


@kind
def year_s_words(when, later, mark, status):
    year = year_of(when.year)
    headline, words, paper = mark(), mark(), mark()
    if status == Status.PUBLISHED:  # the other rows hang on the year, so it is no draft
        Year.objects.filter(pk=year.pk).update(headline=headline, introduction=words)
    make_document(year=year, title=paper, dated=when, status=status)
    first = new_year(when.year)
    return year.get_absolute_url(), {headline: first, words: first, paper: when.first}, None


@kind
def collaborative(when, later, mark, status):
    name, of_whom, body, paper = mark(), mark(), mark(), mark()
    row = make_collaborative(name=name, begins=when, status=status)
    make_stated_number(row, of_whom=of_whom, when=later)
    make_participation(row, organization=make_organization(name=body), since=later.year)
    make_document(collaborative=row, title=paper, dated=later)
    joined = max(when.first, new_year(later.year))
    return (
        row.get_absolute_url(),
        {name: when.first, of_whom: later.first, body: joined, paper: later.first},
        None,
    )


@kind
def program_year(when, later, mark, status):
    words, goal, highlight, theme = mark(), mark(), mark(), mark()
    row = make_program_year(
        make_collaborative(begins=when), priorities=words, begins=later.first,
        ends=later.first + timedelta(days=300), status=status,
    )  # fmt: skip
    make_goal(row, text=goal)
    make_highlight(row, text=highlight)
    make_meeting(KnownDate(later.first), kind="collaborative", program_year=row, theme=theme)
    return row.get_absolute_url(), dict.fromkeys((words, goal, highlight, theme), later.first), None


@kind
def published_practice(when, later, mark, status):
    title, heading, did = mark(), mark(), mark()
    row = make_practice(title=title, published=when, status=status)
    make_example_partner(make_practice_example(row, heading=heading), did=did)
    return row.get_absolute_url(), dict.fromkeys((title, heading, did), when.first), None


@kind
def practice_seen(when, later, mark, status):
    host, gathering = make_district(), make_meeting(later, announced=when, held=True)
    make_hosting(gathering, host)
    row = make_practice(title=(title := mark()), published="1990", seen_at=[gathering], status=status)
    return row.get_absolute_url(), {title: later.first}, None


@kind
def plan(when, later, mark, status):
    row = make_plan(title=(title := mark()), adopted=when, status=status)
    make_plan_part(row, name=(name := mark()))
    served = make_practice(published="1990")
    served.plan_parts.set(row.parts.all())
    return row.get_absolute_url(), dict.fromkeys((title, name), when.first), None


@kind
def edition(when, later, mark, status):
    row = make_edition(as_of=when, title=(title := mark()), status=status)
    return row.get_absolute_url(), {title: when.last}, None


numbers = count()


def mark():
    """A word of small letters that is in no other one."""
    digits = str(next(numbers)).translate(str.maketrans("0123456789", "abcdefghij"))
    return f"zq{digits}qz"


def make_facts(name, when, later, status):
    """What `name` of KINDS makes: [(mark, its first day, the address where it must stand then, those where it may)]."""
    home, days, undated = KINDS[name](when, later, mark, status)
    own = (undated.get_absolute_url(), f"/data/{undated._meta.verbose_name_plural}.") if undated else ()
    is_draft = status == Status.DRAFT
    return [(word, date.max if is_draft else day, home, own) for word, day in days.items()]


def is_dated(address):
    view = getattr(resolve(address.partition("?")[0]).func, "view_class", None)
    return view is None or getattr(view, "is_dated", True)


def at(address, as_of):
    return f"{address}{'&' if '?' in address else '?'}as_of={as_of}"


def text_of(client, address, as_of):
    """All that an answer says, in small letters; the parts of an archive, such as a word processor's file, unpacked."""
    content = client.get(at(address, as_of)).getvalue()
    if content.startswith(b"PK\3\4"):
        with zipfile.ZipFile(BytesIO(content)) as archive:
            content = b"\n".join(archive.read(name) for name in archive.namelist())
    return content.decode(errors="replace").lower()


@pytest.fixture(scope="module")
def recorded(django_db_setup, django_db_blocker):
    """A row of everything that pages show, none with a mark."""
    with django_db_blocker.unblock(), transaction.atomic():
        make_profile(launch_year=2012)
        a_record()
        yield
        transaction.set_rollback(True)


# Making a failing example smaller takes minutes, and what fails can be read as it is.
NOT_MADE_SMALLER = (Phase.explicit, Phase.reuse, Phase.generate)
FIXTURES = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
FIRST, LAST = date(2003, 1, 1), date(2019, 12, 31)
DATES = st.builds(
    lambda day, length: known(day.isoformat()[:length]), st.dates(FIRST, LAST), st.sampled_from([4, 7, 10])
)
PAIRS = st.tuples(DATES, DATES).map(sorted)
STATUSES = st.sampled_from([Status.PUBLISHED, Status.PUBLISHED, Status.DRAFT])


@pytest.mark.django_db
@given(
    facts=st.lists(
        st.tuples(st.sampled_from(sorted(KINDS)), PAIRS, STATUSES),
        min_size=1, max_size=8, unique_by=lambda fact: fact[0],
    ),
    as_of=DATES,
)  # fmt: skip
@hypothesis_settings(max_examples=20, phases=NOT_MADE_SMALLER, suppress_health_check=FIXTURES)
def test_no_page_of_the_past_shows_what_came_later(recorded, client, facts, as_of):
    with transaction.atomic():
        made = [row for name, dates, status in facts for row in make_facts(name, *dates, status)]
        homes = {home for _, _, home, _ in made}
        texts = {
            address: text_of(client, address, as_of.iso) for address in {*DATED, *homes} if is_dated(address)
        }
        transaction.set_rollback(True)
    assert [
        (word, day, address)
        for word, day, _, own in made
        for address, text in texts.items()
        if day > as_of.last and not address.startswith(own) and word in text
    ] == []
    assert [
        (word, day, home) for word, day, home, _ in made if day <= as_of.last and word not in texts[home]
    ] == []


@pytest.mark.django_db
def test_fact_of_any_kind_is_shown_from_its_first_day_on_and_on_no_day_before(recorded, client):
    early, missing = [], []
    with transaction.atomic():
        made = [
            (name, *fact)
            for name in KINDS
            for fact in make_facts(name, known("March 2014"), known("2015-10-21"), Status.PUBLISHED)
        ]
        for day in sorted({first for _, _, first, _, _ in made} - {date.max}):
            facts = [fact for fact in made if fact[2] == day]
            homes = {home for _, _, _, home, _ in facts}
            for address in filter(is_dated, {*DATED, *homes}):
                before = text_of(client, address, day - timedelta(days=1))
                early += [
                    (name, address)
                    for name, word, _, _, own in facts
                    if word in before and not address.startswith(own)
                ]
            texts = {home: text_of(client, home, day) for home in homes}
            missing += [(name, home) for name, word, _, home, _ in facts if word not in texts[home]]
        transaction.set_rollback(True)
    assert (early, missing) == ([], [])


# The members of a date


MEMBERS = st.lists(
    st.tuples(st.integers(2004, 2018), st.integers(1, 12), STATUSES, st.integers(0, 3)),
    min_size=1,
    max_size=8,
)


@pytest.mark.django_db
@given(periods=MEMBERS, days=st.lists(st.dates(FIRST, LAST), min_size=2, max_size=4, unique=True))
@hypothesis_settings(max_examples=25, phases=NOT_MADE_SMALLER, suppress_health_check=FIXTURES)
def test_members_change_on_dates_of_joining_and_leaving_alone(recorded, client, periods, days):
    """Every one of `periods` is of a district of its own: the year of joining, the years in it, and whether it left."""
    days = sorted(days)
    with transaction.atomic():
        members = {}
        for joined, stay, status, stays in periods:
            district = make_district(slug=f"m-{len(members)}")
            left = None if stays else joined + stay
            make_membership(district, joined, left=left, status=status)
            members[district.slug] = (status, joined, left)
        shown = {
            (day, which): listed(client, f"/members/?status={which}&as_of={day}")
            for day in days
            for which in ("all", "current", "former")
        }
        transaction.set_rollback(True)

    def those(asked):
        return {slug for slug, (status, *years) in members.items() if status == "published" and asked(*years)}

    assert shown == {
        (day, which): those(asked)
        for day in days
        for which, asked in {
            "all": lambda joined, left, year=day.year: joined <= year,
            "current": lambda joined, left, year=day.year: joined <= year < (left or 9999),
            "former": lambda joined, left, year=day.year: left is not None and left <= year,
        }.items()
    }


def listed(client, address):
    """The slugs in the table of a directory page that begin with m-."""
    response = client.get(address, follow=True)
    return set(re.findall(r'<th scope="row"><a href="/members/(m-[0-9]+)/', response.content.decode()))


# The form that asks for a date


def form_of(response):
    """The date form of a page: (its address, the date in it, the parameters it keeps, the years that it offers)."""
    found = re.findall(
        r'<details class="wrap dated ui".*?<form action="([^"]*)" method="get"(.*?)</form></details>',
        response.content.decode(),
        re.DOTALL,
    )
    if not found:
        return None
    ((action, inside),) = found
    value = re.search(r'name="as_of" value="([^"]*)"', inside).group(1)
    kept = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', inside)
    return action, value, kept, re.findall("<option>([0-9]+)</option>", inside)


PAGES_TO_READ = [address for address in DATED if is_dated(address) and "." not in address.partition("?")[0]]


@pytest.mark.django_db
@pytest.mark.parametrize("address", PAGES_TO_READ)
def test_page_of_facts_asks_for_a_date_and_says_how_to_cite_it(recorded, client, address, freeze):
    path, _, query = address.partition("?")
    pairs = [tuple(pair.split("=")) for pair in query.split("&") if pair]
    for asked, value, day in ((address, "", "2020-06-01"), (at(address, "2017"), "2017", "2017-12-31")):
        response = client.get(asked)
        assert response.status_code == 200
        action, shown, kept, years = form_of(response)
        assert (action, shown, sorted(kept)) == (path, value, sorted(pairs))
        assert years == [str(year) for year in range(2019, 2011, -1)]
        cited = re.search('<details class="cite">(.*?)</details>', response.content.decode()).group(1)
        assert f"{path}?{query.replace('&', '&amp;')}{'&amp;' if query else ''}as_of={day}</p>" in cited


@pytest.fixture
def freeze(monkeypatch):
    """Let it be June 1, 2020."""
    monkeypatch.setattr("consortium.models.Profile.today", lambda profile: date(2020, 6, 1))


@pytest.mark.django_db
def test_forms_are_of_today(recorded, client):
    for address, _ in FORMS.values():
        response = client.get(f"{address}?as_of=2016")
        assert (response.status_code, response.headers["Location"]) == (302, address)
        response = client.get(address)
        assert form_of(response) is None
        assert "Cite this page" not in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "address"),
    [
        pytest.param("May+2016", "2016-05", id="month in words"),
        pytest.param("may+12,+2016", "2016-05-12", id="day in words"),
        pytest.param("2016-5-2", "2016-05-02", id="without zeros"),
        pytest.param("+2016+", "2016", id="spaces"),
        pytest.param("2016&as_of=2015", "2015", id="twice"),
    ],
)
def test_date_as_a_reader_types_it_has_one_address(recorded, client, asked, address):
    response = client.get(f"/members/?state=VA&as_of={asked}")
    assert (response.status_code, response.headers["Location"]) == (
        302,
        f"/members/?state=VA&as_of={address}",
    )


@pytest.mark.django_db
@pytest.mark.parametrize("asked", ["2020", "2020-06", "2020-06-01", "June+2020", ""])
def test_period_that_holds_today_has_the_plain_address(recorded, client, freeze, asked):
    response = client.get(f"/timeline/?topic=first&as_of={asked}")
    assert (response.status_code, response.headers["Location"]) == (302, "/timeline/?topic=first")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("soon", "“soon” is not a date of the record"),
        ("fall+2016", "“fall 2016” is not a date of the record"),
        ("2020-07", "July 2020 is still to come"),
    ],
)
def test_date_that_is_none_of_the_record_is_asked_for_again(recorded, client, freeze, asked, says):
    response = client.get(f"/timeline/?topic=first&page=2&as_of={asked}")
    text = response.content.decode()
    assert response.status_code == 400
    assert says in text
    assert "Use a year (2016), a month (2016-05 or May 2016) or a day" in text
    assert form_of(response)[:3] == ("/timeline/", asked.replace("+", " "), [("topic", "first")])
    assert '<details class="wrap dated ui" open>' in text
    assert 'aria-invalid="true"' in text
    assert "Cite this page" not in text


@pytest.mark.django_db
def test_page_that_is_not_there_asks_for_no_date(recorded, client):
    for address in ("/nope", "/members/nobody/", "/members/nobody/?as_of=2016", "/members/?page=99"):
        response = client.get(address)
        assert (response.status_code, form_of(response)) == (404, None)


@pytest.mark.django_db
def test_page_of_the_past_leads_to_today_s_with_its_other_parameters(recorded, client):
    text = client.get("/timeline/?topic=first&order=newest&as_of=2017").content.decode()
    banner = re.search('<p class="banner ui".*?</p>', text).group()
    assert banner == (
        '<p class="banner ui" role="status"><b>This is the record as of the end of 2017.</b> Things may have changed '
        'since. <a href="/timeline/?topic=first&amp;order=newest">See it as of today</a></p>'
    )
    assert "<title>Timeline: Topic" in text
    assert ", as of the end of 2017 – " in text
    assert "This is the record as of" not in client.get("/timeline/?topic=first").content.decode()


@pytest.mark.django_db
def test_page_is_cited_by_its_name_its_date_and_the_address_of_that_date(recorded, client, freeze):
    Profile.objects.update(name="Prairie League")
    make_membership(make_district(name="Prairie “One” & Two"), 2013)
    text = client.get("/members/?state=VA&as_of=2016-05").content.decode()
    assert re.search('<details class="cite">.*?</details>', text).group() == (
        '<details class="cite"><summary>Cite this page</summary><p class="ui">Prairie League, “Members: Virginia”, as of '
        '<time datetime="2016-05-31">May 31, 2016</time>. '
        "http://127.0.0.1:8000/members/?state=VA&amp;as_of=2016-05-31</p></details>"
    )
    today = client.get("/timeline/2013/").content.decode()
    assert "“The year 2013”, as of" in today
    assert "http://127.0.0.1:8000/timeline/2013/?as_of=2020-06-01</p>" in today


@pytest.mark.django_db
def test_preview_is_not_cited(recorded, admin_client):
    assert "Cite this page" in admin_client.get("/timeline/2016/").content.decode()
    assert "Cite this page" not in admin_client.get("/timeline/2016/?preview=yes").content.decode()


# What was not there yet


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("make", "first"),
    [
        pytest.param(lambda: make_meeting("October 2016", slug="a", announced="2015"), 2015, id="announced"),
        pytest.param(lambda: make_practice(slug="a", published="May 2018"), 2018, id="practice"),
        pytest.param(lambda: make_plan(slug="a", adopted="2013-01-01"), 2013, id="plan of the year after"),
        pytest.param(lambda: make_collaborative(slug="a", begins="2019"), 2019, id="last year"),
        pytest.param(lambda: make_collaborative(slug="a", begins="March 2020"), None, id="this year"),
        pytest.param(lambda: year_of(2017), 2017, id="year"),
    ],
)
def test_record_that_was_not_there_yet_is_offered_as_of_today_and_of_its_first_year(
    recorded, client, freeze, make, first
):
    address = make().get_absolute_url()
    response = client.get(f"{address}?as_of=2012")
    assert response.status_code == 404
    text = response.content.decode()
    assert "This was not in the record yet as of the end of 2012." in text
    links = re.findall(r'<li><a href="([^"]+)">(See it [^<]*)', text)
    assert links == [(address, "See it as of today")] + (
        [(f"{address}?as_of={first}", f"See it as of {first}, the first year that has it")] if first else []
    )
    assert form_of(response)[:2] == (address, "2012")
    for link, _ in links:
        assert client.get(link).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("/timeline/?topic=late", "Nothing on the timeline fits as of the end of 2012."),
        ("/meetings/?host=late", "No past meeting fits."),
        ("/practices/?topic=late", "No practice fits."),
        ("/timeline/?district=late", "Nothing on the timeline fits as of the end of 2012."),
    ],
)
def test_filter_for_what_was_not_there_yet_finds_nothing_and_is_no_error(recorded, client, address, says):
    topic, district = make_topic(slug="late", name="Late topic"), make_district(slug="late")
    make_milestone(2016, topics=[topic])
    make_practice(published="2016").topics.add(topic)
    make_hosting(make_meeting("2016"), district)
    assert client.get(address).status_code == 200
    response = client.get(f"{address}&as_of=2012")
    assert response.status_code == 200
    assert says in response.content.decode()
    for other in ("/timeline/?as_of=2012", "/practices/?as_of=2012"):
        assert "Late topic" not in client.get(other).content.decode()


# Links


def drops_the_date(address):
    """Whether a link on a page of the past leads to facts of today."""
    path, _, query = address.partition("?")
    return not re.search("(^|&)as_of=", query) and is_dated(path)


def links_of(response):
    """The addresses on this site that a page leads to, but for the one back to today; a form keeps the date in a field."""
    text = re.sub('<p class="banner ui".*?</p>', "", response.content.decode(), flags=re.DOTALL)
    found = re.findall(r'(?:href|src)="(/[^"#]*)', text)
    return {link.replace("&amp;", "&") for link in found if not link.startswith(("/static/", "/admin/"))}


@pytest.mark.django_db
def test_links_of_pages_of_the_past_keep_the_date_and_lead_to_pages_that_are_there(recorded, client):
    found = {}
    for address in PAGES_TO_READ:
        found |= dict.fromkeys(links_of(client.get(at(address, "2017"))), address)
    assert {link: address for link, address in found.items() if drops_the_date(link)} == {}
    dated = {link: address for link, address in found.items() if "as_of=2017" in link}
    assert len(dated) > 60
    assert {link: address for link, address in dated.items() if client.get(link).status_code != 200} == {}


@pytest.mark.django_db
def test_error_page_of_the_past_keeps_its_date(recorded, client):
    for address in ("/members/?page=99&as_of=2017", "/members/?page=x&as_of=2017", "/members/no/?as_of=2017"):
        response = client.get(address)
        assert response.status_code in {400, 404}
        assert sorted(link for link in links_of(response) if drops_the_date(link)) == []
