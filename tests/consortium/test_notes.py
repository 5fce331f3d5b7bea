"""Where facts come from, as pages say it: marks at the facts, numbered notes, claims beside what corrects them."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.template import Context, Template

from consortium.models import Fact, PlanPart, Year
from consortium.notes import Notes
from members.models import Award, Figure
from milestones.models import Milestone
from tests.factories import (
    make_award,
    make_district,
    make_figure,
    make_hosting,
    make_meeting,
    make_membership,
    make_milestone,
    make_plan,
    make_plan_part,
    make_profile,
    make_source,
)
from tests.reading import is_page, main_words, marks
from tests.test_pages import PAGES, a_record

pytestmark = pytest.mark.django_db

# Each kind of fact → the page that tells it, of the rows of `a_record`.
TOLD_ON = {
    "consortium.year": "/timeline/2016/",
    "consortium.plan": "/about/plan/first/",
    "consortium.planpart": "/about/plan/first/",
    "members.district": "/members/first/",
    "members.districtname": "/members/first/",
    "members.membership": "/members/first/",
    "members.figure": "/members/first/",
    "members.award": "/members/first/",
    "members.tenure": "/people/first/",
    "members.office": "/people/first/",
    "members.affiliation": "/about/",
    "members.collaborative": "/collaboratives/first/",
    "members.statednumber": "/collaboratives/first/",
    "members.participation": "/collaboratives/first/",
    "members.programyear": "/collaboratives/first/2016-2017/",
    "members.goal": "/collaboratives/first/2016-2017/",
    "members.highlight": "/collaboratives/first/2016-2017/",
    "meetings.meeting": "/meetings/2016/fall/",
    "meetings.hosting": "/meetings/2016/fall/",
    "meetings.sponsorship": "/meetings/2016/fall/",
    "meetings.story": "/meetings/2016/fall/",
    "meetings.voice": "/meetings/2016/fall/",
    "meetings.photo": "/meetings/2016/fall/",
    "meetings.practice": "/practices/first/",
    "meetings.practiceexample": "/practices/first/",
    "meetings.examplepartner": "/practices/first/",
    "milestones.milestone": "/timeline/2016/",
    "milestones.appearance": "/people/first/",
    "milestones.document": "/timeline/2016/",
}


HTML = [address for address, _ in PAGES.values() if is_page(address)]


def facts():
    return [model for model in apps.get_models() if issubclass(model, Fact)]


def fact(source=None, passage="", **kwargs):
    return Milestone(source=source, passage=passage, **kwargs)


def of(mark):
    """(what a mark leads to, what it reads) or what stands there without a link."""
    if found := re.fullmatch(r' ?<a class="ref" href="#([a-z0-9]+)"[^>]*>([^<]+)</a>', mark):
        return found.groups()
    return re.sub("<[^>]+>", "", mark).strip()


def test_notes_are_numbered_in_the_order_in_which_facts_are_told():
    first, second = make_source(), make_source()
    notes = Notes()

    told = [of(notes.mark(fact(source))) for source in (second, first, second)]

    assert told == [("s1", "1"), ("s2", "2"), ("s1", "1")]
    assert [(note.number, note.source) for note in notes.numbered] == [(1, second), (2, first)]


def test_passage_stands_in_a_note_once_and_marks_lead_to_it():
    source = make_source()
    notes = Notes()

    told = [of(notes.mark(fact(source, passage))) for passage in ("Page 2", "Page 9", "", "Page 2")]

    assert told == [("n1", "1"), ("n2", "1"), ("s1", "1"), ("n1", "1")]
    assert [(row.key, row.text) for row in notes.numbered[0].passages] == [("n1", "Page 2"), ("n2", "Page 9")]


def test_mark_is_named_for_those_who_hear_it():
    assert 'aria-label="Source 1">1</a>' in Notes().mark(fact(make_source()))


def test_fact_without_a_source_is_marked_unsourced_and_leads_to_what_is_said_of_it():
    notes = Notes()

    assert of(notes.mark(fact())) == "Unsourced"
    assert of(notes.mark(fact(passage="From memory"))) == ("n1", "Unsourced")
    assert notes.numbered == []
    assert [passage.text for passage in notes.unsourced.passages] == ["From memory"]


def test_group_of_one_source_has_one_mark_at_its_heading():
    source = make_source()
    rows = [fact(source, "Page 1"), fact(source, "Page 2"), fact(source, "Page 1")]
    notes = Notes()

    assert of(notes.mark_together(rows)) == ("s1", "1")
    assert [notes.mark_among(row, rows) for row in rows] == ["", "", ""]
    assert [passage.text for passage in notes.numbered[0].passages] == ["Page 1", "Page 2"]


def test_group_of_several_sources_is_marked_row_by_row():
    rows = [fact(make_source()), fact(make_source()), fact()]
    notes = Notes()

    assert notes.mark_together(rows) == ""
    assert [of(notes.mark_among(row, rows)) for row in rows] == [("s1", "1"), ("s2", "2"), "Unsourced"]


def test_group_without_rows_has_no_mark():
    assert Notes().mark_together([]) == ""


def test_group_without_any_source_says_so_once():
    rows = [fact(), fact()]
    notes = Notes()

    assert of(notes.mark_together(rows)) == "Unsourced"
    assert notes.mark_among(rows[0], rows) == ""


def test_brief_notes_leave_passages_to_the_facts_own_pages():
    notes = Notes(brief=True)

    assert of(notes.mark(fact(make_source(), "Page 1"))) == ("s1", "1")
    assert notes.numbered[0].passages == []


@pytest.mark.parametrize(
    ("text", "html"),
    [
        pytest.param("One.\n\nTwo.", "<p>One.</p>\n<p>Two.MARK</p>\n", id="paragraphs"),
        pytest.param("- One\n- Two", "<ul>\n<li>One</li>\n<li>TwoMARK</li>\n</ul>\n", id="list"),
        pytest.param(
            "- One\n  - Two", "<ul>\n<li>One\n<ul>\n<li>TwoMARK</li>\n</ul>\n</li>\n</ul>\n", id="nested list"
        ),
        pytest.param("> Said", "<blockquote>\n<p>SaidMARK</p>\n</blockquote>\n", id="quotation"),
        pytest.param("It is **so**", "<p>It is <strong>so</strong>MARK</p>\n", id="emphasis at the end"),
        pytest.param(
            "</p> & <li>", "<p>&lt;/p&gt; &amp; &lt;li&gt;MARK</p>\n", id="marks of HTML in the text"
        ),
        pytest.param("", "<p>MARK</p>", id="no text"),
    ],
)
def test_text_has_its_mark_at_its_end(text, html):
    template = Template("{% load notes %}{% told text row %}")
    source = make_source()

    said = template.render(Context({"notes": Notes(), "text": text, "row": fact(source)}))

    assert said.replace('<a class="ref" href="#s1" aria-label="Source 1">1</a>', "MARK") == html


def test_text_of_a_group_with_one_source_is_left_as_it_is():
    template = Template("{% load notes %}{% told text row among=rows %}")
    rows = [fact(make_source())]
    assert (
        template.render(Context({"notes": Notes(), "text": "A", "row": rows[0], "rows": rows}))
        == "<p>A</p>\n"
    )
    assert template.render(Context({"notes": Notes(), "text": "", "row": rows[0], "rows": rows})) == ""


# On the pages


def give_each_fact_a_source_of_its_own():
    for model in facts():
        for row in model._base_manager.all():
            name = f"{model._meta.label_lower} {row.pk}"
            row.source, row.passage = make_source(title=f"Document of {name}."), f"Passage of {name}."
            row.save()
    Year.objects.filter(number=2016).update(introduction="An introduction")


def test_table_has_every_kind_of_fact():
    assert set(TOLD_ON) == {model._meta.label_lower for model in facts()}


def test_every_kind_of_fact_has_its_document_and_passage_on_its_page(client):
    make_profile()
    a_record()
    give_each_fact_a_source_of_its_own()
    pages = {address: main_words(client.get(address)).split("Sources")[-1] for address in TOLD_ON.values()}
    missing = []
    for name, address in TOLD_ON.items():
        if not re.search(rf"Document of {name} [0-9]+\..*Passage of {name} [0-9]+\.", pages[address]):
            missing.append((name, address))
    assert missing == []


def test_notes_of_every_page_are_reached_by_its_marks(client):
    make_profile()
    a_record()
    give_each_fact_a_source_of_its_own()
    wrong = {}
    for address in HTML:
        response = client.get(address)
        numbers = sorted({int(mark) for mark in marks(response) if mark != "Unsourced"})
        notes = re.findall(r'<li id="s([0-9]+)">', response.content.decode())
        if [str(number) for number in numbers] != notes:
            wrong[address] = (numbers, notes)
    assert wrong == {}


def test_note_names_document_publisher_and_date_and_leads_to_the_document(client):
    make_profile()
    source = make_source(
        title="Report",
        publisher="A press",
        published="May 2016",
        url="https://example.org/r",
        note="Read twice.",
    )
    make_milestone(2016, source=source, passage="Page 3")

    text = main_words(client.get("/timeline/2016/"))

    assert "Sources Report , A press, May 2016 Read twice. Page 3" in text
    assert 'href="https://example.org/r"' in client.get("/timeline/2016/").content.decode()


def test_page_without_facts_has_no_notes(client):
    make_profile()
    assert "Sources" not in main_words(client.get("/meetings/"))


def test_printed_page_keeps_its_notes():
    styles = Path("consortium/static/consortium/site.css").read_text()
    printed = styles.split("@media print")[1]
    assert not re.search(r"\.(ref|notes|sources|passages)\b[^{]*{[^}]*display: none", printed)


# Claims and what corrects them


def correctable():
    return {model for model in facts() if any(field.name == "corrects" for field in model._meta.get_fields())}


def test_every_kind_of_fact_that_can_be_corrected_is_known_here():
    assert correctable() == {Figure, Award}


@pytest.mark.parametrize("address", ["/members/host/", "/meetings/2016/fall/"])
def test_claim_and_correction_stand_side_by_side_each_with_its_source(client, address):
    make_profile()
    meeting = make_meeting("October 2016", slug="fall")
    district = make_district(name="Host", slug="host")
    make_membership(district, 2012)
    make_hosting(meeting, district)
    article, table = make_source(title="Article"), make_source(title="Table")
    claim = make_figure(district=district, when="fall 2016", value=150000, qualifier="nearly", source=article)
    make_figure(district=district, when="2016", value=147000, corrects=claim, source=table)
    boast = make_award(district=district, name="Prize", claim="won thrice", source=article)
    make_award(district=district, name="Prize", claim="won once", corrects=boast)

    text = main_words(client.get(address))

    assert "The claim Nearly 150,000 Article What corrects it 147,000, 2016 Table" in text
    assert "The claim Won thrice Article What corrects it Won once" in text


def test_correction_of_a_claim_that_is_not_shown_is_said_to_be_one(client):
    make_profile()
    district = make_district(slug="host")
    claim = make_figure(district=district, when="fall 2019", value=10)
    make_figure(district=district, when="2016", value=9, corrects=claim)

    assert "Students, 2016 9 Corrects an earlier claim" in main_words(client.get("/members/host/?as_of=2017"))


# Suggest a correction


def test_every_page_of_facts_leads_to_the_contact_form_which_says_the_page(client):
    make_profile()
    a_record()
    for address in HTML:
        text = client.get(address).content.decode()
        link = re.search(r'<a href="([^"]+)" rel="nofollow">Suggest a correction', text)
        assert link, address
        form = client.get(link[1])
        assert form.status_code == 200
        assert f"What you send is about the page {address} ." in main_words(form)


def test_correction_of_a_page_of_the_past_is_of_that_date(client):
    make_profile()
    make_milestone(2016)
    text = client.get("/timeline/2016/?as_of=2016").content.decode()
    assert '/contact/?page=/timeline/2016/%3Fas_of%3D2016"' in text
    assert client.get("/contact/?page=/timeline/2016/%3Fas_of%3D2016").status_code == 200


@pytest.mark.parametrize("address", ["/contact/", "/join/", "/nope", "/members/?page=x"])
def test_forms_and_errors_ask_for_no_correction(client, address):
    make_profile()
    assert "Suggest a correction" not in client.get(address).content.decode()


def test_plan_without_a_document_says_so_at_its_date(client):
    make_profile()
    plan = make_plan(slug="a")
    make_plan_part(plan, kind=PlanPart.Kind.VALUE, source=make_source(title="Letter"))
    assert marks(client.get("/about/plan/a/")) == ["Unsourced", "1"]
