"""The public tables: what they hold, as files and as a data package, and that a reader who has one is told so."""

import csv
import io
import json
import re
from datetime import timedelta
from html import unescape

import pytest
from django.apps import apps
from django.conf import settings
from django.urls import resolve, reverse
from django.utils import timezone
from frictionless import Package

from consortium.data import SUBJECTS, TABLES, Link, Seen, files
from consortium.data.lists import LISTS
from consortium.data.package import licences
from consortium.models import OldAddress, Profile
from consortium.pages import Reading
from consortium.publishing import Record, Status
from consortium.text import FoldedField
from members.models import District
from tests.factories import (
    make_award,
    make_collaborative,
    make_comment,
    make_contact,
    make_district,
    make_district_name,
    make_document,
    make_figure,
    make_hosting,
    make_joined_district,
    make_meeting,
    make_membership,
    make_message,
    make_milestone,
    make_organization,
    make_participation,
    make_person,
    make_practice,
    make_practice_example,
    make_profile,
    make_program_year,
    make_source,
    make_story,
    make_tenure,
    make_topic,
    make_year,
)
from tests.test_pages import a_record, more_record

pytestmark = pytest.mark.django_db

# Whom staff write to, what readers sent, pictures with licences of their own, and whose site it is.
NOT_DATA = {"Contact", "Comment", "Photo", "Profile"}
# Columns of the database that no table has, beside what is for searching and what a link or a key stands for.
LEFT_OUT = {
    "collaboratives": {"takes_requests"},  # whether a button is shown
    "editions": {"content", "frozen_by"},  # its page has the words
    "meetings": {"held", "title"},  # its status and its name say so
    "stories": {"takes_comments"},
}


def fetched(client, address):
    response = client.get(address)
    assert response.status_code == 200, (address, response.content)
    return b"".join(response).decode()


def cells(client, name, query=""):
    """The rows of a table's CSV as dictionaries of text."""
    return list(csv.DictReader(io.StringIO(fetched(client, f"/data/{name}.csv{query}"), newline="")))


def said(client, name, query=""):
    """The rows of a table's JSON."""
    return json.loads(fetched(client, f"/data/{name}.json{query}"))


def column(client, table, name, query=""):
    return [row[name] for row in said(client, table, query)]


def settle(when=None):
    """Let all changes so far have been made a while ago."""
    when = when or timezone.now() - timedelta(hours=1)
    for model in apps.get_models():
        if issubclass(model, Record):
            model.history.update(history_date=when)
    return when


# Declarations


def test_every_record_is_in_a_table_or_left_out_by_name():
    models = {model for model in apps.get_models() if issubclass(model, Record)}
    many = {
        field.remote_field.through
        for model in models
        for field in model._meta.many_to_many
        if field.remote_field.through._meta.auto_created
    }
    tables = {table.model for table in TABLES.values()}
    assert {model.__name__ for model in models - tables} == NOT_DATA
    assert many - tables == set()


def test_every_column_of_a_record_is_in_its_table_or_left_out_by_name():
    missing = {}
    for table in TABLES.values():
        has = {column.name for column in table.columns}
        has |= {link.foreign_key for link in table.links.values()}
        stored = {
            field.name
            for field in table.model._meta.concrete_fields
            if not isinstance(field, FoldedField) and field.name not in {"status", "id", "number", "slug"}
        }
        if found := stored - has:
            missing[table.name] = found
    # A key that is made of several columns, and the year's number under the name of its table.
    assert missing == LEFT_OUT


def test_tables_have_names_keys_and_links_that_are_there():
    assert len(TABLES) == sum(len(tables) for _, tables in SUBJECTS)
    for table in TABLES.values():
        names = [column.name for column in table.columns]
        assert len(names) == len(set(names))
        required = {column.name for column in table.columns if column.required}
        assert set(table.key) <= required, table.name
        for link in table.links.values():
            target = TABLES[link.table]
            (key,) = target.key
            assert target.handle, (table.name, link.name)
            assert {column.name: column.type for column in target.columns}[key] == link.type, link


# Files


def test_districts_as_csv(client):
    here = f"{settings.SITE_URL}/members"
    source = make_source(key="roll")
    bare = {"name": "Ångström Unified", "slug": "angstrom", "nces_id": "0612345", "state": "CA"}
    make_membership(make_district(**bare, source=source, passage="Page 1"), 2012)
    make_hosting(make_meeting("2012"), make_district(name='Beta, "the other"', slug="beta"))
    assert fetched(client, "/data/districts.csv") == (
        "slug,name,short_name,state,city,nces_id,website,description,first_joined,membership,page,source,passage\r\n"
        f"angstrom,Ångström Unified,,CA,,0612345,,,2012,current,{here}/angstrom/,roll,Page 1\r\n"
        f'beta,"Beta, ""the other""",,VA,,,,,,,{here}/beta/,,\r\n'
    )


def test_memberships_as_json(client):
    district = make_district(slug="alpha")
    make_membership(district, 2010, left=2012, reason="Merged")
    make_membership(district, 2016, passage="Row of 2016")
    rows = said(client, "memberships")
    bare = {"district": "alpha", "position": 0, "source": None}
    assert rows == [
        {**bare, "joined": 2010, "left": 2012, "reason": "Merged", "passage": None},
        {**bare, "joined": 2016, "left": None, "reason": None, "passage": "Row of 2016"},
    ]


@pytest.mark.parametrize("query", ["", "?as_of=2013"])
def test_csv_and_json_say_the_same(client, query):
    a_record(2)
    more_record()
    filled = set()
    for table in TABLES.values():
        names = [column.name for column in table.columns]
        rows = cells(client, table.name, query)
        objects = said(client, table.name, query)
        assert [list(row) for row in objects] == [names] * len(rows)
        assert [list(map(as_cell, row.values())) for row in objects] == [list(row.values()) for row in rows]
        filled |= {table.name} if rows else set()
    assert query or TABLES.keys() - filled <= {"meeting_topics", "editions"}


def as_cell(value):
    return (
        {None: "", True: "true", False: "false"}[value]
        if value in (None, True, False) and not (isinstance(value, int) and not isinstance(value, bool))
        else str(value)
    )


def test_text_that_a_spreadsheet_would_run_is_quoted_in_csv_and_as_it_is_in_json(client):
    for number, text in enumerate(['=HYPERLINK("x")', "- a\n- b", "'tis", "plain"]):
        make_joined_district(slug=f"d{number}", name=f"D{number}", description=text)
    assert [row["description"] for row in cells(client, "districts")] == [
        '\'=HYPERLINK("x")',
        "'- a\n- b",
        "''tis",
        "plain",
    ]
    assert column(client, "districts", "description") == ['=HYPERLINK("x")', "- a\n- b", "'tis", "plain"]


def test_files_say_what_they_are(client):
    make_joined_district()
    csv_file, json_file = (client.get(f"/data/districts.{form}?as_of=2016") for form in ("csv", "json"))
    assert csv_file.headers["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert csv_file.headers["Content-Disposition"] == 'attachment; filename="districts-as-of-2016.csv"'
    assert json_file.headers["Content-Type"] == "application/json"
    assert int(csv_file.headers["Content-Length"]) == len(b"".join(csv_file))
    assert b"".join(json_file).endswith(b"}\n]\n")


def test_large_table_waits_on_the_disk(client, monkeypatch):
    monkeypatch.setattr(files, "IN_MEMORY", 1_000)
    monkeypatch.setattr(files, "AT_ONCE", 7)
    for number in range(50):
        make_joined_district(slug=f"d{number:02}", name=f"D{number:02}")
    reading = Reading(Profile().today())
    seen = Seen(reading, TABLES)
    table = TABLES["districts"]
    with files.written("csv", table, table.rows(seen), seen) as file:
        assert file._rolled
        assert file.read().decode() == fetched(client, "/data/districts.csv")
    assert column(client, "districts", "slug") == [f"d{number:02}" for number in range(50)]


def test_empty_tables_are_files_too(client):
    for name, table in TABLES.items():
        assert fetched(client, f"/data/{name}.csv") == ",".join(c.name for c in table.columns) + "\r\n"
        assert said(client, name) == []


def test_address_of_a_file_that_does_not_exist_says_what_there_is(client):
    for address in ("/data/nothing.csv", "/data/nothing.json", "/data/nothing/", "/data/contacts.csv"):
        response = client.get(address)
        assert response.status_code == 404
        assert "There is no table" in response.content.decode()


def test_parameters_that_a_file_does_not_know_are_dropped(client):
    for address, clean in {
        "/data/people.csv?state=VA": "/data/people.csv",
        "/data/districts.csv?utm=1&state=VA&page=2": "/data/districts.csv?state=VA",
        "/data/districts.json?state=&as_of=2016": "/data/districts.json?as_of=2016",
        "/data/datapackage.json?x=1": "/data/datapackage.json",
        "/data/?preview=yes": "/data/",
    }.items():
        response = client.get(address)
        assert (response.status_code, response.headers["Location"]) == (302, clean)


@pytest.mark.parametrize(
    ("address", "says"),
    [
        pytest.param("/data/districts.csv?state=ZZ", "is not a state", id="state"),
        pytest.param("/data/districts.csv?list=meetings", "Use list=members", id="another list"),
        pytest.param("/data/districts.json?sort=size", "is not among the choices", id="sort"),
        pytest.param("/data/districts.csv?q=%00", "Null characters", id="null byte"),
        pytest.param("/data/milestones.csv?topic=zzz", "no such topic", id="topic"),
        pytest.param("/data/milestones.csv?district=zzz", "no such district", id="district"),
        pytest.param("/data/meetings.csv?host=zzz", "No such district has hosted", id="host"),
        pytest.param("/data/practices.csv?state=zz", "is not a state", id="state of practices"),
        pytest.param("/data/people.csv?as_of=soon", "Use a year (2016)", id="date"),
        pytest.param("/data/datapackage.json?as_of=2999", "Use a year (2016)", id="date to come"),
    ],
)
def test_odd_value_is_refused(client, address, says):
    make_membership(make_district(name="Alpha Schools"))
    response = client.get(address)
    assert response.status_code == 400
    assert says in unescape(response.content.decode())
    assert "Alpha Schools" not in response.content.decode()


# What the tables say


def test_district_has_the_name_it_then_had_and_how_it_stood(client):
    district = make_joined_district(2012, 2018, slug="alpha", name="Alpha Schools")
    make_district_name(district=district, name="Alpha County", until=2015)
    make_hosting(make_meeting("2010"), district)
    make_hosting(make_meeting("2011"), make_district(slug="never", name="Zeta"))
    make_joined_district(2018, slug="later", name="Zulu")
    make_district(slug="nowhere")

    def rows(query):
        return [
            (row["slug"], row["name"], row["first_joined"], row["membership"])
            for row in said(client, "districts", query)
        ]

    never = ("never", "Zeta", None, None)
    assert rows("?as_of=2010") == [("alpha", "Alpha County", None, None)]
    assert rows("?as_of=2014") == [("alpha", "Alpha County", 2012, "current"), never]
    assert rows("?as_of=2017") == [("alpha", "Alpha Schools", 2012, "current"), never]
    assert rows("") == [("alpha", "Alpha Schools", 2012, "former"), never, ("later", "Zulu", 2018, "current")]
    names = [column(client, "district_names", "name", query) for query in ("?as_of=2014", "")]
    assert names == [[], ["Alpha County"]]


def test_ends_show_from_their_year_on(client):
    district, body = make_district(), make_organization(slug="body")
    make_membership(district, 2010, left=2015, reason="Merged")
    make_tenure(make_person(), district, 2010, until=2015)
    collaborative = make_collaborative(begins="2010", ends="2015")
    make_participation(collaborative, organization=body, since=2010, until=2015)
    ends = (
        ("memberships", "left"),
        ("memberships", "reason"),
        ("tenures", "until"),
        ("participations", "until"),
    )
    assert [column(client, *end, "?as_of=2014") for end in ends] == [[None]] * 4
    assert [column(client, *end, "?as_of=2015") for end in ends] == [[2015], ["Merged"], [2015], [2015]]
    assert column(client, "collaboratives", "ends", "?as_of=2014") == [None]
    assert column(client, "collaboratives", "ends", "?as_of=2015") == ["2015"]


def test_departure_in_a_year_that_is_a_draft_is_not_said(client):
    make_year(2015, status=Status.DRAFT)
    make_membership(make_district(), 2010, left=2015, reason="Merged")
    (row,) = said(client, "memberships")
    assert (row["left"], row["reason"]) == (None, None)
    assert column(client, "districts", "membership") == ["current"]


def test_blanks_of_a_year_are_kept_apart(client):
    make_year(2011, no_new_members="none")
    make_year(2012)
    make_year(2200)
    assert column(client, "years", "no_new_members") == ["none", "unknown", "not yet"]
    assert column(client, "years", "no_fall_meeting", "?as_of=2012-05") == ["unknown", "not yet"]


def test_meeting_s_status_follows_the_day(client):
    meeting = make_meeting(
        "October 3, 2016",
        announced="2015",
        cancelled="May 2016",
        slug="fall",
        title="Autumn",
        theme="Reading",
    )
    row = {"id": "2016/fall", "name": "Autumn", "theme": "Reading", "begins": "2016-10-03"}

    def at(query):
        (found,) = said(client, "meetings", query)
        assert {name: found[name] for name in row} == row
        return found["status"], found["cancelled"], found["announced"]

    assert at("?as_of=2015") == ("planned", None, "2015")
    assert at("") == ("cancelled", "2016-05", "2015")
    meeting.cancelled, meeting.held = None, True
    meeting.save()
    assert at("") == ("held", None, "2015")


def test_dates_are_as_precise_as_what_is_known_and_can_be_sorted_by(client):
    for when in ("fall 2016", "2016", "May 2016", "May 12, 2016"):
        make_meeting(when)
    assert [(row["begins"], row["begins_from"]) for row in said(client, "meetings")] == [
        ("2016", "2016-01-01"),
        ("2016-05", "2016-05-01"),
        ("2016-05-12", "2016-05-12"),
        ("fall 2016", "2016-09-01"),
    ]


def test_link_to_a_row_that_is_not_seen_is_empty(client):
    hidden = make_meeting("2016", status=Status.DRAFT)
    make_meeting("2016", slug="shown", next_convening=hidden)
    make_milestone(2016, meeting=hidden)
    make_milestone(2016, meeting=make_meeting("2017", slug="later"))
    assert column(client, "meetings", "next_convening", "?as_of=2016") == [None]
    assert column(client, "milestones", "meeting", "?as_of=2016") == [None, None]
    assert column(client, "milestones", "meeting") == [None, "2017/later"]


def test_row_that_hangs_on_what_is_not_seen_is_not_there(client):
    practice = make_practice(published="2018")
    make_practice_example(practice)
    make_document(meeting=make_meeting("2018"))
    make_hosting(make_meeting("2018"))
    goal = make_program_year(make_collaborative(begins="2012"), 2018)
    for table in ("practice_examples", "documents", "hostings", "program_years"):
        assert (len(said(client, table, "?as_of=2017")), len(said(client, table))) == (0, 1), table
    assert goal.begins.year == 2018


def test_people_and_districts_are_those_that_a_public_row_names(client):
    named, tied = make_tenure(make_person(slug="named"), make_district(slug="tied"), 2012), make_person()
    make_tenure(tied, make_district(status=Status.DRAFT))
    make_membership(make_district(), status=Status.DRAFT)
    make_figure(district=make_district())
    assert column(client, "people", "slug") == [named.person.slug]
    assert column(client, "districts", "slug") == ["tied"]
    assert column(client, "figures", "id") == []
    assert column(client, "people", "slug", "?as_of=2011") == []


def test_sources_topics_and_organizations_are_those_that_a_public_row_names(client):
    for status in (Status.PUBLISHED, Status.DRAFT):
        name = f"of-{status}"
        topic, body, source = make_topic(slug=name), make_organization(slug=name), make_source(key=name)
        make_milestone(2016, status=status, topics=[topic], organizations=[body], source=source)
    make_topic(), make_organization(), make_source()
    assert column(client, "topics", "slug") == ["of-published"]
    assert column(client, "organizations", "slug") == ["of-published"]
    assert column(client, "sources", "key") == ["of-published"]
    assert column(client, "milestone_organizations", "organization") == ["of-published"]
    assert column(client, "topics", "slug", "?as_of=2015") == []


def test_claim_and_its_correction_are_both_rows(client):
    district = make_joined_district()
    wrong = make_award(district=district, claim="winner three times")
    make_award(district=district, name=wrong.name, claim="winner once", when="2012", corrects=wrong)
    figure = make_figure(district=district, when="2011")
    assert [(row["claim"], row["corrects"]) for row in said(client, "awards")] == [
        ("winner once", wrong.pk),
        ("winner three times", None),
    ]
    assert column(client, "figures", "id") == [figure.pk]


def test_nothing_of_contacts_readers_or_messages_is_in_any_file(client):
    make_profile(contact_email="office@example.org")
    make_contact(name="Confidential", email="confidential@example.org", phone="555 0100")
    make_comment(make_story(), name="Confidential", text="Confidential")
    make_message(name="Confidential", email="confidential@example.org")
    OldAddress.objects.keep("/members/confidential/", District.objects.get())
    for name in TABLES:
        for form in ("csv", "json"):
            text = fetched(client, f"/data/{name}.{form}").lower()
            assert "confidential" not in text
            assert "@" not in text
            assert "555 0100" not in text


# Lists


HOW_IT_LOOKS = {"page", "view"}


def link_to(client, address, start="/data/"):
    """Where a page's link to a download leads."""
    (found,) = set(re.findall(f'href="({re.escape(start)}[^"]*list=[^"]*)"', fetched(client, address)))
    return unescape(found)


def keys_on(client, address, pattern):
    return set(re.findall(pattern, fetched(client, address).partition("<main")[2]))


@pytest.mark.parametrize("as_of", ["", "as_of=2014"])
@pytest.mark.parametrize(
    "query",
    ["", "state=VA", "status=former", "joined=2012&joined=2013", "hosted=yes", "q=alpha&sort=-joined"],
)
def test_list_of_members_can_be_downloaded_as_it_is(client, query, as_of):
    alpha, beta = (
        make_district(name="Alpha", slug="alpha"),
        make_district(name="Beta", slug="beta", state="NC"),
    )
    make_membership(alpha, 2012)
    make_membership(beta, 2013, left=2014)
    make_membership(make_district(name="Alphabet", slug="alphabet"), 2016)
    make_hosting(make_meeting("2013"), alpha)
    make_hosting(make_meeting("2013"), make_district(name="Alpha host", slug="other"))
    address = "/members/?" + "&".join(part for part in (query, as_of) if part)
    address = address.rstrip("?")
    shown = re.findall(r'<th scope="row"><a href="/members/([a-z]+)/', fetched(client, address))
    found = link_to(client, address)
    assert found.startswith("/data/districts.csv?")
    rows = csv.DictReader(io.StringIO(fetched(client, found), newline=""))
    assert [row["slug"] for row in rows] == shown
    assert shown


def test_list_without_a_name_narrows_the_whole_table(client):
    make_joined_district(slug="alpha")
    make_hosting(make_meeting("2012"), make_district(slug="beta"))
    make_hosting(make_meeting("2012"), make_district(slug="gamma", state="NC"))
    assert column(client, "districts", "slug", "?state=VA") == ["alpha", "beta"]
    assert column(client, "districts", "slug", "?state=VA&list=members") == ["alpha"]
    assert column(client, "districts", "slug", "?status=current") == ["alpha"]
    assert column(client, "districts", "slug", "?status=former") == []


@pytest.mark.parametrize(
    "query", ["", "?topic=reading", "?district=alpha", "?q=first", "?order=newest", "?as_of=2016"]
)
def test_milestones_of_the_timeline_can_be_downloaded_as_they_are(client, query):
    topic, district = make_topic(slug="reading"), make_district(slug="alpha")
    make_milestone(2016, headline="The first", position=1, topics=[topic])
    make_milestone(2016, headline="The second", position=0, districts=[district])
    make_milestone(2017, headline="The third", districts=[district], topics=[topic])
    make_milestone(make_year(2018, on_timeline=False), headline="Elsewhere", districts=[district])
    make_milestone(2018, headline="Ahead", event_date="2016")
    shown = re.findall(
        r"<h3>(?:<a [^>]*>)?(The [a-z]+|Elsewhere|Ahead)<", fetched(client, f"/timeline/{query}")
    )
    rows = csv.DictReader(io.StringIO(fetched(client, link_to(client, f"/timeline/{query}")), newline=""))
    assert [row["headline"] for row in rows] == shown
    assert shown


@pytest.mark.parametrize("query", ["", "?kind=spring", "?host=alpha", "?as_of=2016"])
def test_list_of_meetings_can_be_downloaded_as_it_is(client, query):
    alpha = make_district(slug="alpha")
    make_hosting(make_meeting("2016", slug="one"), alpha)
    make_hosting(make_meeting("2017", slug="two", kind="spring"), alpha)
    make_meeting("2090", slug="three", announced="2016")
    others = make_program_year(make_collaborative(run_by=make_organization()), 2015)
    make_hosting(make_meeting("2016", slug="four", program_year=others), alpha)
    shown = set(
        re.findall(r'<h3><a href="/meetings/([0-9]{4}/[a-z]+)/', fetched(client, f"/meetings/{query}"))
    )
    rows = csv.DictReader(io.StringIO(fetched(client, link_to(client, f"/meetings/{query}")), newline=""))
    assert {row["id"] for row in rows} == shown
    assert shown
    assert "2016/four" not in shown
    assert "2016/four" in column(client, "meetings", "id")


@pytest.mark.parametrize("query", ["", "?topic=reading", "?state=MA", "?as_of=2016"])
def test_list_of_practices_can_be_downloaded_as_it_is(client, query):
    topic = make_topic(slug="reading")
    make_practice_example(make_practice(slug="one", published="2015", topics=[topic]))
    make_practice(slug="two", published="2017", topics=[topic])
    make_practice_example(make_practice(slug="three", published="2016"), state="NC")
    shown = re.findall(r'<h3><a href="/practices/([a-z]+)/', fetched(client, f"/practices/{query}"))
    rows = csv.DictReader(io.StringIO(fetched(client, link_to(client, f"/practices/{query}")), newline=""))
    assert [row["slug"] for row in rows] == shown
    assert shown


def test_every_parameter_that_narrows_a_list_narrows_its_table():
    for narrowing in LISTS.values():
        page = resolve(reverse(narrowing.address)).func.view_class
        assert set(page.parameters) - HOW_IT_LOOKS == set(narrowing.parameters) - {"list"}
        assert set(page.repeatable) == set(narrowing.repeatable)


# The data package


def validated(client, folder, query=""):
    """The validator's report on the descriptor and on every table as the site serves them."""
    descriptor = json.loads(fetched(client, f"/data/datapackage.json{query}"))
    for resource in descriptor["resources"]:
        assert resource["path"] == f"{settings.SITE_URL}/data/{resource['name']}.csv{query}"
        file = folder / f"{resource['name']}.csv"
        file.write_bytes(fetched(client, resource["path"].removeprefix(settings.SITE_URL)).encode())
        resource["path"] = file.name
    return Package.from_descriptor(descriptor, basepath=str(folder)).validate()


@pytest.mark.parametrize("query", ["", "?as_of=2013-05"])
def test_data_package_and_its_tables_are_valid(client, tmp_path, query):
    make_profile(name="A consortium", licence_name="CC BY 4.0", licence_url="https://example.org/by")
    a_record(2)
    more_record()
    make_joined_district(name="=1+1", slug="-odd", nces_id="0012345", description="'quoted'\r\n\r\n- a, “b”")
    make_milestone(2018, event_date="2015")
    make_meeting("2018", announced="2015")
    report = validated(client, tmp_path, query)
    assert report.flatten(["task", "rowNumber", "fieldName", "type", "note"]) == []
    assert report.valid
    assert [task.name for task in report.tasks] == list(TABLES)
    assert sum(task.stats.get("rows", 0) for task in report.tasks) > 100
    descriptor = json.loads(fetched(client, f"/data/datapackage.json{query}"))
    assert descriptor["name"] == "a-consortium"
    assert descriptor["licenses"] == [
        {"name": "CC-BY-4.0", "path": "https://example.org/by", "title": "CC BY 4.0"}
    ]


def test_validator_sees_a_link_that_leads_nowhere_and_a_value_of_another_type(client, tmp_path, monkeypatch):
    """What is valid above could fail."""
    make_membership(make_district(slug="alpha"), 2012)
    link = TABLES["memberships"].links["district"]
    monkeypatch.setattr(Link, "value", lambda self, row, seen: "nowhere" if self is link else "x")
    report = validated(client, tmp_path)
    found = {row[0] for row in report.flatten(["type"])}
    assert found == {"foreign-key", "type-error"}


def test_descriptor_has_what_the_columns_are_declared_as(client):
    descriptor = json.loads(fetched(client, "/data/datapackage.json?as_of=2016"))
    districts = next(one for one in descriptor["resources"] if one["name"] == "districts")
    fields = {field["name"]: field for field in districts["schema"]["fields"]}
    assert fields["nces_id"]["type"] == "string"
    assert fields["nces_id"]["constraints"] == {"pattern": "^[0-9]{7}$"}
    assert districts["schema"]["primaryKey"] == ["slug"]
    assert districts["schema"]["foreignKeys"] == [
        {"fields": ["source"], "reference": {"resource": "sources", "fields": ["key"]}}
    ]
    assert districts["path"].endswith("/data/districts.csv?as_of=2016")
    assert "as of the end of 2016" in descriptor["description"]
    assert "licenses" not in descriptor


@pytest.mark.parametrize(
    ("name", "url", "found"),
    [
        pytest.param("", "", [], id="none"),
        pytest.param("CC0 1.0", "", [{"name": "CC0-1.0", "title": "CC0 1.0"}], id="a name"),
        pytest.param("", "https://a.org/", [{"path": "https://a.org/"}], id="an address"),
        pytest.param(
            "Ours, freely",
            "https://a.org/",
            [{"path": "https://a.org/", "title": "Ours, freely"}],
            id="no short name",
        ),
        pytest.param("Ours, freely", "", [{"name": "ours-freely", "title": "Ours, freely"}], id="words"),
    ],
)
def test_licence_is_the_one_that_the_profile_names(client, name, url, found):
    profile = make_profile(licence_name=name, licence_url=url)
    assert licences(profile) == found
    text = fetched(client, "/data/")
    assert ("No licence is named" in text) == (not found)
    assert (f'href="{url}"' in text) if url else ('rel="license"' not in text)


# Pages


def test_pages_list_each_table_with_its_files_at_the_date_looked_at(client):
    make_profile()
    text = fetched(client, "/data/?as_of=2016")
    for name, table in TABLES.items():
        for address in (f"/data/{name}/", f"/data/{name}.csv", f"/data/{name}.json"):
            assert f'href="{address}?as_of=2016"' in text
        page = fetched(client, f"/data/{name}/?as_of=2016")
        assert f'href="/data/{name}.csv?as_of=2016"' in page
        for one in table.columns:
            assert f'<th scope="row">{one.name}</th><td>{one.type}</td>' in page
        for link in table.links.values():
            assert f'Leads to <a href="/data/{link.table}/?as_of=2016">' in page
    assert 'href="/data/datapackage.json?as_of=2016"' in text


def test_pages_are_light(client):
    make_profile()
    assert len(client.get("/data/").content) <= 30 * 1024
    assert max(len(client.get(f"/data/{name}/").content) for name in TABLES) <= 15 * 1024


# Other sites


def test_only_data_may_be_read_by_the_scripts_of_other_sites(client):
    make_profile()
    for address in ("/data/districts.csv", "/data/districts.json", "/data/datapackage.json"):
        for query, status in (("", 200), ("?as_of=2016", 200), ("?utm=1", 302)):
            response = client.get(address + query)
            assert response.status_code == status
            assert response.headers["Access-Control-Allow-Origin"] == "*"
    for address in ("/", "/data/", "/data/districts/", "/members/", "/admin/login/", "/data/nothing.csv"):
        assert "Access-Control-Allow-Origin" not in client.get(address).headers
