"""Editions: frozen for good, shown and downloaded, frozen by publishers, kept with the record."""

import io
import json
import re
from datetime import date

import docx
import pytest
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from consortium.check import Kind, Level, findings
from consortium.dates import KnownDate
from consortium.management.commands.load_record import FOUNDING_RECORD
from consortium.models import OldAddress, Profile
from consortium.publishing import Status
from consortium.record import Loader, RecordError, export
from consortium.restoring import Restoring
from milestones.document.content import MilestonesDocument
from milestones.document.freezing import document_to_freeze, edition_before, freeze
from milestones.document.strict_json import ContentError, canonical, checksum
from milestones.models import Edition
from milestones.models.editions import FROZEN, FrozenError
from tests.factories import (
    make_district,
    make_edition,
    make_membership,
    make_milestone,
    make_paper,
    make_profile,
    make_year,
)

pytestmark = pytest.mark.django_db
CHANGED = {
    "as_of": KnownDate.parse("2019"),
    "frozen": date(2021, 1, 1),
    "frozen_by": "Somebody else",
    "content": make_paper({2012: ([], ["Another."])}).to_json(),
    "checksum": "0" * 64,
}


@pytest.fixture
def edition():
    return make_edition(slug="may-2020", frozen_by="Ana")


@pytest.fixture
def visitor(client):
    make_profile(name="A consortium", kept_to="May 2020")
    return client


def stored(edition):
    return Edition.objects.values(*FROZEN).get(pk=edition.pk)


def tamper(edition, **columns):
    """Write past the guard of the database, as somebody might who owns it."""
    on = "" if connection.vendor == "sqlite" else " ON milestones_edition"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER milestones_edition_frozen{on}")
        for name, value in columns.items():
            cursor.execute(f"UPDATE milestones_edition SET {name} = %s WHERE id = %s", [value, edition.pk])  # noqa: S608


def other_words(edition):
    return json.dumps(edition.content).replace("The launch.", "The start.")


# Frozen for good


def test_all_that_an_edition_froze_is_named():
    assert set(CHANGED) == set(FROZEN)
    assert {field.name for field in Edition._meta.local_fields} - {*FROZEN} == {
        "id",
        "title",
        "slug",
        "note",
        "status",
    }


@pytest.mark.parametrize("name", FROZEN)
def test_saving_changes_nothing_of_what_is_frozen(edition, name):
    before = stored(edition)
    setattr(edition, name, CHANGED[name])
    for kwargs in ({}, {"update_fields": [name]}):
        with pytest.raises(FrozenError, match="An edition is frozen"):
            edition.save(**kwargs)
    assert stored(edition) == before


@pytest.mark.parametrize("name", FROZEN)
def test_no_queryset_changes_what_is_frozen(edition, name):
    before = stored(edition)
    with pytest.raises(FrozenError):
        Edition.objects.update(**{name: CHANGED[name]})
    setattr(edition, name, CHANGED[name])
    with pytest.raises(FrozenError), transaction.atomic():
        Edition.objects.bulk_update([edition], [name])
    known = {"unique_fields": ["id"], "update_fields": [name]}
    with pytest.raises(FrozenError), transaction.atomic():
        Edition.objects.bulk_create([edition], update_conflicts=True, **known)
    assert stored(edition) == before


@pytest.mark.parametrize("name", FROZEN)
def test_database_itself_changes_nothing_of_what_is_frozen(edition, name):
    before = stored(edition)
    values = {**CHANGED, "as_of": "2019-01-01 year", "content": json.dumps(CHANGED["content"])}
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE milestones_edition SET {name} = %s", [values[name]])  # noqa: S608
    assert stored(edition) == before


def test_title_note_address_and_status_can_be_mended(edition):
    before = stored(edition)
    edition.title, edition.note, edition.slug = "Spring 2020", "Ours.", "spring-2020"
    edition.save()
    Edition.objects.update(status=Status.DRAFT)
    assert Edition.objects.values_list("title", "note", "slug", "status").get() == (
        "Spring 2020", "Ours.", "spring-2020", "draft",
    )  # fmt: skip
    assert stored(edition) == before
    assert [old.path for old in OldAddress.objects.all()] == ["/editions/may-2020/"]


def test_words_differently_laid_out_are_the_same_words(edition):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE milestones_edition SET content = %s", [json.dumps(edition.content, indent=3)])
    assert Edition.objects.get().is_intact


def test_later_corrections_leave_an_edition_as_it_is(visitor):
    milestone = make_milestone(2012, headline="The launch", text="It begins.")
    frozen = freeze(
        document_to_freeze(Profile.objects.get()), title="", note="", by="Ana", today=date(2020, 6, 1)
    )
    before = frozen.content
    milestone.headline = "The start"
    milestone.save()
    make_milestone(2012)
    frozen.refresh_from_db()
    assert frozen.content == before
    text = visitor.get(frozen.get_absolute_url()).content.decode()
    assert ("The launch." in text, "The start." in text) == (True, False)


def test_checksum_does_not_depend_on_how_json_is_written():
    assert canonical({"b": [1, "é"], "a": {}}) == '{"a":{},"b":[1,"é"]}'
    assert checksum({"a": 1, "b": 2}) == checksum({"b": 2, "a": 1})
    assert checksum({"a": 1}) == "015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862"


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"checksum": "0" * 64}, "This is not the checksum of these words."),
        ({"as_of": KnownDate.parse("2019")}, "The words bear another date, May 2020."),
        ({"content": {"title": "A"}}, "the document: “as_of” is missing."),
    ],
)
def test_edition_that_contradicts_itself_is_refused(edition, values, says):
    for name, value in values.items():
        setattr(edition, name, value)
    with pytest.raises(ValidationError) as refused:
        edition.full_clean()
    assert says in refused.value.messages


# What JSON may hold


def test_document_comes_out_of_json_as_it_went_in():
    paper = make_paper(
        {2012: (["Alpha"], ["A. b\n- c\n  - d"], []), 2013: ([], ["Fall. x"])},
        kept_to=KnownDate.parse("2019"),
    )
    assert MilestonesDocument.of_json(json.loads(json.dumps(paper.to_json()))) == paper


def put(path, value):
    content = make_paper({2012: (["Alpha"], ["A. b\n- c"])}).to_json()
    *way, last = path
    place = content
    for step in way:
        place = place[step]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return content


LINE = ("years", 0, "entries", 0, "lines", 0)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        pytest.param([], "the document: a row is missing.", id="a list"),
        pytest.param(None, "the document: a row is missing.", id="nothing"),
        pytest.param(put(("title",), None), "the document: “title” is missing.", id="no title"),
        pytest.param(put(("title",), 7), "the document: a text is missing.", id="title a number"),
        pytest.param(put(("title",), "a\0"), "the document: null characters", id="null character"),
        pytest.param(put(("title",), "\ud800"), "the document: null characters and halves", id="half a character"),
        pytest.param(put(("more",), 1), "the document: there is no “more” here.", id="a strange name"),
        pytest.param(put(("as_of",), "soon"), "the document: “soon” can't be read as a date.", id="no date"),
        pytest.param(put(("as_of",), "May 2020"), "not written in the one way", id="a date in another form"),
        pytest.param(put(("years",), {}), "years: a list is missing.", id="years no list"),
        pytest.param(put(("years", 0, "year"), "2012"), "years, row 1: a number from 1800 to 2200", id="year a text"),
        pytest.param(put(("years", 0, "year"), True), "years, row 1: a number from 1800 to 2200", id="year a yes"),
        pytest.param(put(("years", 0, "joined", 0, "state"), None), "joined, row 1: “state” is missing.", id="no state"),
        pytest.param(put(("years", 0, "joined", 0, "now"), ""), "not written in the one way", id="an empty name"),
        pytest.param(put(("years", 0, "entries", 0, "kind"), "party"), "there is no kind of entry “party”.", id="a strange kind"),
        pytest.param(put(("years", 0, "entries", 0, "kind"), []), "there is no kind of entry", id="kind a list"),
        pytest.param(put(("years", 0, "entries", 0, "lines"), []), "an entry has one line of its own", id="no line"),
        pytest.param(put((*LINE, "level"), 1), "an entry has one line of its own", id="a point alone"),
        pytest.param(put((*LINE[:-1], 1, "level"), 2), "at most one level below", id="a point too deep"),
        pytest.param(put((*LINE, "level"), 3), "a number from 0 to 2", id="a level too many"),
        pytest.param(put((*LINE, "words"), [{"text": "a", "bold": "yes"}]), "bold and italic are true", id="bold a text"),
        pytest.param(put((*LINE, "words"), [{"text": "a", "link": "javascript:alert(1)"}]), "is not an address", id="a script"),
        pytest.param(put((*LINE, "words"), [{"text": "a", "link": "//example.org"}]), "is not an address", id="another host"),
        pytest.param(put((*LINE, "words"), [{"text": "a"}]), "not written in the one way", id="plain words as a row"),
        pytest.param(put(("sources",), [{"title": "a", "publisher": "", "published": "", "url": "data:x"}]), "is not a web address", id="an odd source"),
    ],
)  # fmt: skip
def test_json_that_is_no_document_is_refused(content, says):
    with pytest.raises(ContentError, match=re.escape(says)):
        MilestonesDocument.of_json(content)


def test_years_of_a_document_stand_in_order():
    paper = make_paper({2012: ([], ["A."]), 2013: ([], ["B."])}).to_json()
    for years in (paper["years"][::-1], [paper["years"][0]] * 2):
        with pytest.raises(ContentError, match="once each and in order"):
            MilestonesDocument.of_json({**paper, "years": years})


# Pages


def test_list_has_the_latest_first_with_what_each_holds(visitor):
    make_edition(slug="a", title="The first", as_of="2016")
    make_edition(make_paper({2012: (["A", "B"], ["X.", "Y."])}, as_of="2019"), slug="b", title="The second")
    make_edition(slug="hidden", title="Hidden", status=Status.DRAFT)
    html = visitor.get("/editions/").content.decode()
    rows = [
        " ".join(re.sub("<[^>]+>", " ", row).split())
        for row in re.findall('<tr><th scope="row">(.*?)</tr>', html)
    ]
    assert rows == [
        "The second 2019 June 1, 2020 2 members, 2 entries Word document of the edition The second",
        "The first 2016 June 1, 2020 1 member, 1 entry Word document of the edition The first",
    ]  # fmt: skip
    assert 'href="/editions/b.docx"' in html


def test_list_without_an_edition_says_so(visitor):
    assert "No edition is in the record yet." in visitor.get("/editions/").content.decode()
    assert (
        "No edition is in the record as of the end of 2016."
        in visitor.get("/editions/?as_of=2016").content.decode()
    )


def test_list_is_paged(visitor):
    for number in range(21):
        make_edition(as_of=str(1990 + number), title=f"No. {number:02}")
    first, second = (visitor.get(f"/editions/{page}").content.decode() for page in ("", "?page=2"))
    assert [len(re.findall("No. [0-9]{2}</a>", html)) for html in (first, second)] == [20, 1]
    assert visitor.get("/editions/?page=3").status_code == 404


@pytest.mark.parametrize(
    ("as_of", "seen"), [("2015", []), ("2016", ["a"]), ("2018", ["a"]), ("2019", ["b", "a"])]
)
def test_edition_counts_from_the_end_of_its_date_not_from_when_it_was_frozen(visitor, as_of, seen):
    make_edition(slug="a", as_of="2016", frozen=date(2026, 1, 1))
    make_edition(slug="b", as_of="2019", frozen=date(2026, 1, 2))
    html = visitor.get(f"/editions/?as_of={as_of}").content.decode()
    assert re.findall(r'<th scope="row"><a href="/editions/(\w+)/\?as_of', html) == seen
    assert [visitor.get(f"/editions/{slug}/?as_of={as_of}").status_code for slug in "ab"] == [
        200 if slug in seen else 404 for slug in "ab"
    ]


def test_edition_says_what_changed_since_the_one_before(visitor):
    make_edition(make_paper({2012: (["Alpha"], ["A. It is."])}, as_of="2016"), slug="a", title="First")
    make_edition(
        make_paper({2012: (["Alpha"], ["A. It is."]), 2018: (["Beta"], ["B."])}, as_of="2018"), slug="b"
    )
    make_edition(
        make_paper({2012: ([], ["Hidden."])}, as_of="2017"), slug="hidden", title="Hidden", status=Status.BIN
    )
    html = visitor.get("/editions/b/").content.decode()
    assert 'Changed since the edition of <a href="/editions/a/">First</a>' in html
    assert re.findall("<li>([^<]*)</li>", html[html.index('id="changes"') : html.index("<article")]) == [
        "One member joined: Beta (VA).",
        "2018 was added, with one milestone.",
    ]
    assert 'rel="prev"' in html
    first = visitor.get("/editions/a/").content.decode()
    assert ("Changed since" in first, 'rel="next"' in first) == (False, True)


def test_edition_is_drawn_as_the_document_with_its_note_and_its_date(visitor):
    make_edition(slug="a", note="The wording is **ours**.", title="May 2020")
    html = visitor.get("/editions/a/").content.decode()
    assert "<p>The wording is <strong>ours</strong>.</p>" in html
    paper = html[html.index("<article") : html.index("</article>")]
    assert re.findall("<p class=.*?>(.*?)</p>", paper) == [
        "as of May 2020", "A consortium", "Edition frozen on June 1, 2020",
    ]  # fmt: skip
    assert "<b>The launch.</b> It begins." in paper


def test_edition_is_downloaded(visitor, edition):
    response = visitor.get("/editions/may-2020.docx")
    assert response.headers["Content-Disposition"] == 'attachment; filename="milestones-may-2020.docx"'
    said = [one.text for one in docx.Document(io.BytesIO(response.content)).paragraphs]
    assert said == ["Milestones", "as of May 2020", "A consortium", "Edition frozen on June 1, 2020"]
    assert visitor.get("/editions/nothing.docx").status_code == 404


def test_edition_taken_back_is_seen_by_staff_alone(visitor, edition):
    Edition.objects.update(status=Status.DRAFT)
    assert [visitor.get(f"/editions/may-2020{end}").status_code for end in ("/", ".docx")] == [404, 404]
    visitor.force_login(User.objects.create_superuser("dana"))
    assert visitor.get("/editions/may-2020/").headers["Location"] == "/editions/may-2020/?preview=yes"
    html = visitor.get("/editions/may-2020/?preview=yes").content.decode()
    assert ("The public sees nothing yet." in html, "Preview with drafts" in html, ".docx" in html) == (
        True,
        True,
        False,
    )
    assert visitor.get("/editions/may-2020.docx").status_code == 404


# Words that are not what was frozen


def test_words_that_are_not_those_that_were_frozen_are_told_on_every_page(visitor, edition):
    make_edition(slug="later", as_of="June 2020")
    tamper(edition, content=other_words(edition))
    html = visitor.get("/editions/may-2020/").content.decode()
    assert "These are not the words that were frozen." in html
    assert "The start." in html
    assert "Not the words of the edition that was frozen on June 1, 2020" in html
    assert "Not the words that were frozen" in visitor.get("/editions/").content.decode()
    assert "What changed can’t be said" in visitor.get("/editions/later/").content.decode()
    file = docx.Document(io.BytesIO(visitor.get("/editions/may-2020.docx").content))
    assert file.paragraphs[3].text == "Not the words of the edition that was frozen on June 1, 2020"


def test_words_that_can_not_be_read_any_more_are_told(visitor, edition):
    tamper(edition, content='["nothing"]')
    html = visitor.get("/editions/may-2020/").content.decode()
    assert "and they can’t be read any more" in html
    assert "<article" not in html
    answer = visitor.get("/editions/may-2020.docx")
    assert (answer.status_code, "can’t be read any more" in answer.content.decode()) == (404, True)
    assert "Not the words that were frozen" in visitor.get("/editions/").content.decode()


def test_record_check_names_the_edition_whose_words_are_others(edition):
    make_edition()
    assert [item for item in findings() if item.kind == Kind.EDITION] == []
    tamper(edition, content=other_words(edition))
    (finding,) = (item for item in findings() if item.kind == Kind.EDITION)
    assert (finding.level, finding.text, finding.address) == (
        Level.ERROR,
        "Edition of May 2020: its words are not those that were frozen on June 1, 2020; their checksum is another one.",
        reverse("admin:milestones_edition_change", args=[edition.pk]),
    )


def test_record_check_names_a_checksum_that_was_changed(edition):
    tamper(edition, checksum="0" * 64)
    assert [item.kind for item in findings() if item.level == Level.ERROR] == [Kind.EDITION]


# Freezing


@pytest.fixture
def publisher(client):
    make_profile(name="A consortium", kept_to="May 2020")
    user = User.objects.create_user("ana", first_name="Ana", last_name="Público", is_staff=True)
    user.groups.add(Group.objects.get(name="Publisher"))
    client.force_login(user)
    return client


ADD = reverse("admin:milestones_edition_add")


def looked_at(client, **data):
    """The screen, and what its form sends."""
    page = client.post(ADD, {"do": "look", **data}) if data else client.get(ADD)
    assert page.status_code == 200
    paper = page.context["paper"]
    return page.content.decode(), {"as_of": str(paper.as_of), "seen": paper.checksum, "do": "freeze"}


def test_publisher_freezes_what_the_screen_shows(publisher):
    make_milestone(2012, headline="The launch")
    make_milestone(2012, headline="Waiting", status=Status.DRAFT)
    make_milestone(make_year(2013, status=Status.DRAFT))
    make_membership(make_district(name="Alpha Schools", slug="alpha"), 2012)
    html, form = looked_at(publisher)
    assert ("The launch." in html, "Waiting" in html, form["as_of"]) == (True, False, "May 2020")
    assert "The document: 1 member, 1 entry" in html
    assert "This is the first edition up to its date." in html
    answer = publisher.post(ADD, {**form, "title": "", "note": "Our *words*."}, follow=True)
    edition = Edition.objects.get()
    assert (edition.title, edition.slug, str(edition.as_of), edition.frozen_by, edition.note, edition.status) == (
        "May 2020", "may-2020", "May 2020", "Ana Público", "Our *words*.", "published",
    )  # fmt: skip
    assert edition.frozen == Profile.objects.get().today()
    assert edition.content == edition.document.to_json()
    assert edition.is_intact
    assert [year["year"] for year in edition.content["years"]] == [2012]
    assert (
        'The edition of May 2020 is frozen and public: <a href="/editions/may-2020/">'
        in answer.content.decode()
    )
    last = edition.history.get()
    assert (last.history_user.username, last.history_change_reason) == ("ana", "frozen")
    publisher.logout()
    assert publisher.get("/editions/may-2020/").status_code == 200


def test_screen_shows_the_document_of_another_date_and_what_changed_since_the_edition_before(publisher):
    make_milestone(2012, headline="The launch", text="It begins.")
    make_milestone(2016, headline="Late")
    make_edition(as_of="2013", title="Early days")
    html, form = looked_at(publisher, as_of="2014")
    assert ("The launch." in html, "Late." in html, "as of 2014</p>" in html) == (True, False, True)
    assert ">Early days</a>" in html
    assert "<li>The title reads “Consortium Milestones” now.</li>" in html
    publisher.post(ADD, {**form, "title": "Middle"})
    assert Edition.objects.get(slug="middle").as_of == KnownDate.parse("2014")


@pytest.mark.parametrize(
    ("as_of", "says"),
    [
        ("soon", "can’t be read as a date"), ("2150", "still to come"), ("fall 2016", "is not a date of the record"),
        ("", "This field is required"), ("\0", "can’t be read as a date"),
    ],
)  # fmt: skip
def test_odd_date_freezes_nothing(publisher, as_of, says):
    make_milestone(2012)
    _, form = looked_at(publisher)
    answer = publisher.post(ADD, {**form, "as_of": as_of})
    assert answer.status_code == 200
    assert says in answer.content.decode().replace("&#x27;", "’")
    assert not Edition.objects.exists()


def test_what_was_not_looked_at_is_not_frozen(publisher):
    make_milestone(2012)
    _, form = looked_at(publisher)
    make_milestone(2013, headline="Just now")
    answer = publisher.post(ADD, form)
    assert "This is not the document that you looked at" in answer.content.decode()
    assert "Just now." in answer.content.decode()
    assert not Edition.objects.exists()
    publisher.post(ADD, {**form, "seen": answer.context["paper"].checksum})
    assert Edition.objects.count() == 1


def test_same_document_is_frozen_once(publisher):
    make_milestone(2012)
    _, form = looked_at(publisher)
    publisher.post(ADD, form)
    answer = publisher.post(ADD, {**form, "title": "Again"})
    assert "This very document is frozen already: Edition of May 2020." in answer.content.decode()
    Edition.objects.update(status=Status.BIN)
    publisher.post(ADD, form)
    assert sorted(Edition.objects.values_list("slug", "status")) == [
        ("may-2020", "bin"),
        ("may-2020-2", "published"),
    ]


def test_empty_document_is_not_frozen(publisher):
    _, form = looked_at(publisher)
    assert "There is nothing to freeze" in publisher.post(ADD, form).content.decode()
    assert not Edition.objects.exists()


def test_title_too_long_freezes_nothing(publisher):
    make_milestone(2012)
    _, form = looked_at(publisher)
    assert publisher.post(ADD, {**form, "title": "x" * 121}).status_code == 200
    assert not Edition.objects.exists()


def test_editor_freezes_nothing(client):
    make_profile()
    make_milestone(2012)
    user = User.objects.create_user("ed", is_staff=True)
    user.groups.add(Group.objects.get(name="Editor"))
    client.force_login(user)
    paper = document_to_freeze(Profile.objects.get())
    assert client.get(ADD).status_code == 403
    assert client.post(ADD, {"as_of": "2016", "seen": paper.checksum, "do": "freeze"}).status_code == 403
    assert not Edition.objects.exists()


def test_publisher_without_the_second_factor_freezes_nothing_where_it_is_asked_for(publisher, settings):
    settings.SITE_URL = "https://consortium.example.org"
    make_milestone(2012)
    assert publisher.get(ADD).status_code == 403


def test_publisher_mends_title_and_note_and_takes_an_edition_back(publisher, edition):
    change = reverse("admin:milestones_edition_change", args=[edition.pk])
    before = stored(edition)
    form = {"title": "Spring", "slug": "spring", "status": "published", "note": "A note."}
    frozen = {
        "content": "{}",
        "checksum": "0" * 64,
        "as_of": "2016",
        "frozen": "2016-01-01",
        "frozen_by": "x",
    }
    assert publisher.post(change, {**form, **frozen}).status_code == 302
    edition.refresh_from_db()
    assert (edition.title, edition.slug, edition.note) == ("Spring", "spring", "A note.")
    assert stored(edition) == before
    publisher.post(reverse("admin:milestones_edition_delete", args=[edition.pk]), {"post": "yes"})
    edition.refresh_from_db()
    assert edition.status == Status.BIN
    assert publisher.get("/editions/spring/").status_code == 404


def test_edition_before_is_the_latest_public_one_up_to_the_date():
    make_edition(as_of="2016", title="a")
    make_edition(as_of="2018", title="b", status=Status.DRAFT)
    make_edition(as_of="2020", title="c")
    found = {date: edition_before(KnownDate.parse(date)) for date in ("2015", "2016", "2019", "2021")}
    assert {date: edition and edition.title for date, edition in found.items()} == {
        "2015": None, "2016": "a", "2019": "a", "2021": "c",
    }  # fmt: skip


# With the record


def test_founding_edition_is_the_document_of_may_2020(visitor):
    Profile.objects.all().delete()
    Loader(FOUNDING_RECORD).load()
    (edition,) = Edition.objects.public()
    assert (edition.title, edition.slug, str(edition.as_of)) == ("May 2020", "may-2020", "May 2020")
    assert "The wording is ours" in edition.note
    assert edition.is_intact
    assert edition.document == document_to_freeze(Profile.objects.get())
    assert (len(edition.document.members), len(edition.document.entries)) == (22, 33)


def test_edition_comes_out_of_the_record_s_files_as_it_went_in(tmp_path, edition):
    make_profile()
    export(tmp_path / "first")
    Edition.objects.all().delete()
    Profile.objects.all().delete()
    call_command("load_record", tmp_path / "first")
    export(tmp_path / "second")
    first, second = ((tmp_path / name / "editions.yaml").read_bytes() for name in ("first", "second"))
    assert first == second
    loaded = Edition.objects.get()
    assert (loaded.content, loaded.frozen, loaded.frozen_by, loaded.is_intact) == (
        edition.content, edition.frozen, "Ana", True,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("The launch.", "The start.", "checksum: This is not the checksum of these words."),
        ("as_of: 2020-05", "as_of: 2020-06", "as_of: The words bear another date, May 2020."),
        (
            '"level": 0',
            '"level": 9',
            "content: years, row 1 (2012), entries, row 1, row 1: a number from 0 to 2",
        ),
        ('"years": [', '"years": ', "content: This is not JSON."),
    ],
)
def test_edition_that_was_changed_in_the_files_is_refused(tmp_path, edition, old, new, says):
    make_profile()
    export(tmp_path)
    file = tmp_path / "editions.yaml"
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new, 1))
    Edition.objects.all().delete()
    Profile.objects.all().delete()
    with pytest.raises(RecordError) as refused:
        Loader(tmp_path).load()
    assert any(says in problem for problem in refused.value.problems), refused.value.problems
    assert not Edition.objects.exists()


def test_edition_deleted_for_good_comes_back_from_history_as_a_draft(edition):
    Edition.objects.update(status=Status.BIN)
    Edition.objects.get().delete()
    Restoring(Edition.history.latest()).save()
    back = Edition.objects.get()
    assert (back.content, back.is_intact, back.status) == (edition.content, True, Status.DRAFT)


# Their order


def test_editions_follow_each_other_by_the_last_day_that_they_speak_of(visitor):
    year = make_edition(as_of="2015", slug="year", title="2015")
    month = make_edition(as_of="March 2015", slug="month", title="March 2015")
    assert Edition.objects.in_order() == [month, year]
    assert edition_before(KnownDate.parse("2015")) == year
    assert edition_before(KnownDate.parse("May 2015")) == month
    assert edition_before(KnownDate.parse("2014")) is None
    html = visitor.get("/editions/").content.decode()
    assert html.index("/editions/year/") < html.index("/editions/month/")
    assert "Changed since the edition of" in visitor.get("/editions/year/").content.decode()
    assert "Changed since" not in visitor.get("/editions/month/").content.decode()


def test_edition_is_there_from_the_last_day_that_it_speaks_of(visitor):
    make_edition(as_of="2015", slug="year")
    assert visitor.get("/editions/year/?as_of=2015").status_code == 200
    assert visitor.get("/editions/year/?as_of=2015-12-30").status_code == 404
    assert "year" not in visitor.get("/data/editions.csv?as_of=2015-01").getvalue().decode()


def test_two_editions_have_titles_that_tell_them_apart():
    make_edition(title="May 2020")
    paper = make_paper({2012: ([], ["Another."])})
    with pytest.raises(ValidationError, match="There is an edition “May 2020”"):
        freeze(paper, title="", note="", by="Ana", today=date(2026, 11, 22))
    frozen = freeze(paper, title="May 2020, mended", note="", by="Ana", today=date(2026, 11, 22))
    assert frozen.title == "May 2020, mended"


def test_old_address_of_the_file_leads_to_the_new_one(visitor, edition):
    edition.slug = "another"
    edition.save()
    response = visitor.get("/editions/may-2020.docx")
    assert (response.status_code, response.headers["Location"]) == (301, "/editions/another.docx")
