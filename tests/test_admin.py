"""The staff's side: every screen opens, a year is entered at one desk, nothing is lost or let out by it."""

import re

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse

from consortium.admin_site import REST, SUBJECTS
from consortium.models import Answered, Fact, Reply, SearchEntry, SearchWord, Year
from consortium.publishing import Publishable, Status
from meetings.models import Hosting, Meeting, Photo, Practice, PracticeExample, Story
from members.models import Award, Contact, District, Membership, ProgramYear, Tenure
from milestones.models import Document, Milestone
from tests.factories import (
    PIXEL,
    make_award,
    make_collaborative,
    make_contact,
    make_district,
    make_district_name,
    make_document,
    make_hosting,
    make_meeting,
    make_membership,
    make_message,
    make_milestone,
    make_person,
    make_practice,
    make_profile,
    make_program_year,
    make_story,
    make_tenure,
    make_year,
)
from tests.test_pages import a_record, plan_ahead, practise

RECORD_APPS = {"consortium", "members", "meetings", "milestones"}
MODELS = sorted(
    (model for model in admin.site._registry if model._meta.app_label in RECORD_APPS),
    key=lambda model: model._meta.label,
)


@pytest.fixture
def staff(client, db):
    make_profile(name="A consortium")
    client.force_login(User.objects.create_superuser("staff", password="a password of staff"))
    return client


def address(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def test_every_model_of_the_record_has_an_admin():
    from django.apps import apps

    models = {
        model
        for app in RECORD_APPS
        for model in apps.get_app_config(app).get_models()
        if not model.__name__.startswith("Historical")
    }
    assert set(MODELS) == models - {Answered, Reply, SearchEntry, SearchWord}


def test_screens_of_every_model_open(staff):
    a_record()
    make_contact()
    make_message(kind="contact")
    pages = []
    for model in MODELS:
        pages += [address(model, "changelist"), address(model, "changelist") + "?q=a+b"]
        if (row := model._default_manager.first()) is not None:
            pages += [address(model, "change", row.pk), address(model, "history", row.pk)]
        if model._meta.model_name not in {"profile", "oldaddress", "message"}:
            pages.append(address(model, "add"))
    assert {page: staff.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)


def test_filter_that_is_not_shown_for_its_one_choice_filters_all_the_same(staff):
    make_milestone(2016)

    def count(year):
        page = staff.get(address(Milestone, "changelist"), {"year__number__exact": year})
        return page.context["cl"].result_count

    assert (count(2016), count(2017)) == (1, 0)
    assert staff.get(address(Milestone, "changelist"), {"year__number__exact": "abc"}).status_code == 400


def test_list_of_every_model_costs_the_same_for_more_rows(staff, count_queries):
    def cost(model):
        with count_queries() as count:
            assert staff.get(address(model, "changelist")).status_code == 200
        return count()

    def costs():
        return {model._meta.label: cost(model) for model in MODELS}

    a_record()
    make_contact()
    make_message(make_story())
    one = costs()
    a_second_record()
    assert costs() == one


def a_second_record():
    for _ in range(2):
        district = make_district()
        make_membership(district, 2016)
        make_contact(district=district)
        make_message(make_story(), name="Another")
        make_tenure(district=district)
        make_district_name(district=district)
        make_milestone(2016, districts=[district])
        Hosting.objects.create(meeting=make_meeting(), district=district)
        practise(district)
        plan_ahead(f"another-{district.pk}")


def inline(prefix, rows, initial=0):
    data = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": initial}
    data |= {f"{prefix}-MIN_NUM_FORMS": 0, f"{prefix}-MAX_NUM_FORMS": 1000}
    for index, row in enumerate(rows):
        data |= {f"{prefix}-{index}-{name}": value for name, value in row.items()}
    return data


def desk(number, joinings=(), milestones=(), meetings=(), **kwargs):
    """What the year's screen sends."""
    year = {"number": number, "status": "draft", "headline": "A year.", "introduction": "", "passage": ""}
    year |= {"no_new_members": "unknown", "no_fall_meeting": "unknown", "on_timeline": "on", **kwargs}
    joinings = [{"joined": number, "status": "draft", "position": "", **row} for row in joinings]
    milestones = [
        {"year": number, "status": "draft", "kind": "other", "position": "", **row} for row in milestones
    ]
    meetings = [
        {"year": number, "status": "draft", "kind": "fall", "begins": "", "slug": "", **row}
        for row in meetings
    ]
    return (
        year | inline("joinings", joinings) | inline("milestones", milestones) | inline("meetings", meetings)
    )


def test_year_is_entered_at_one_desk_in_one_save(staff, client):
    first, host = make_district(name="New One"), make_district(name="The Host")
    make_membership(host, 2012)
    data = desk(
        2016,
        joinings=[{"district": first.pk}],
        milestones=[{"headline": "First", "text": "Said **so**"}, {"headline": "Second"}],
        meetings=[{"theme": "Reading", "hosts": [host.pk]}],
    )
    response = staff.post(address(Year, "add"), {**data, "_publish": "1"})
    assert response.status_code == 302
    assert [(m.headline, m.position, m.status) for m in Milestone.objects.all()] == [
        ("First", 1, Status.PUBLISHED),
        ("Second", 2, Status.PUBLISHED),
    ]
    meeting = Meeting.objects.get()
    assert (str(meeting.begins), meeting.slug, meeting.theme) == ("fall 2016", "fall", "Reading")
    client.logout()
    text = client.get("/timeline/2016/").content.decode()
    for word in ("New One", "First", "<strong>so</strong>", "Second", "Reading", "The Host"):
        assert word in text


def test_new_year_refuses_one_district_twice(staff):
    district = make_district()
    response = staff.post(
        address(Year, "add"), desk(2016, joinings=[{"district": district.pk}, {"district": district.pk}])
    )
    assert response.status_code == 200
    assert "both be true" in response.content.decode()
    assert not Year.objects.exists()


def test_saved_year_stays_a_draft_until_it_is_published(staff, client):
    staff.post(address(Year, "add"), desk(2016, milestones=[{"headline": "Secret"}]))
    preview = staff.get("/timeline/2016/", follow=True)
    assert preview.redirect_chain == [("/timeline/2016/?preview=yes", 302)]
    assert b"Secret" in preview.content
    assert "no-store" in preview.headers["Cache-Control"]
    client.logout()
    assert client.get("/timeline/2016/").status_code == 404
    assert client.get("/timeline/2016/?preview=yes", follow=True).status_code == 404


def test_one_wrong_row_saves_nothing_of_the_year(staff):
    district = make_district()
    make_membership(district, 2012)
    data = desk(2016, joinings=[{"district": district.pk}], milestones=[{"headline": "First"}])
    response = staff.post(address(Year, "add"), data)
    assert response.status_code == 200
    assert "This district has a membership without a departure already." in response.content.decode()
    assert not Year.objects.filter(number=2016).exists()
    assert Milestone.objects.count() == 0


@pytest.mark.parametrize(
    ("left", "joined", "fits"),
    [
        pytest.param(2015, 2015, True, id="back in the year of leaving"),
        pytest.param(2015, 2014, False, id="back before leaving"),
        pytest.param(None, 2014, False, id="never left"),
    ],
)
def test_overlapping_memberships_are_refused_on_their_own_screen(staff, left, joined, fits):
    district = make_district()
    make_membership(district, 2012, left=left)
    Year.objects.get_or_create(number=joined, defaults={"status": "published"})
    data = {"district": district.pk, "joined": joined, "left": "", "position": 0, "status": "published"}
    response = staff.post(address(Membership, "add"), data)
    assert response.status_code == (302 if fits else 200)
    assert Membership.objects.count() == (2 if fits else 1)


def test_district_s_periods_are_judged_together(staff):
    """Ending one period and beginning the next in one save is no overlap."""
    district = make_district(slug="d", name="D")
    old = make_membership(district, 2012)
    make_year(2015)
    base = {"name": "D", "slug": "d", "state": "VA", "status": "published"}
    empty = (
        inline("names", [])
        | inline("figures", [])
        | inline("awards", [])
        | inline("tenures", [])
        | inline("contacts", [])
    )
    rows = [
        {"id": old.pk, "district": district.pk, "joined": 2012, "left": 2015, "status": "published"},
        {"id": "", "district": district.pk, "joined": 2015, "left": "", "status": "published"},
    ]
    response = staff.post(
        address(District, "change", district.pk), base | empty | inline("memberships", rows, initial=1)
    )
    assert response.status_code == 302
    assert [str(row) for row in district.memberships.all()] == ["joined 2012, left 2015", "joined 2015"]


def test_overlapping_posts_are_refused(staff):
    tenure = make_tenure(since=2012)
    data = {
        "person": make_person().pk,
        "district": tenure.district_id,
        "post": "Superintendent",
        "since": 2014,
        "until": 2015,
    }
    response = staff.post(address(Tenure, "add"), data)
    assert response.status_code == 200
    assert "overlap" in response.content.decode()
    assert Tenure.objects.count() == 1


def test_deleting_puts_a_record_in_the_bin(staff):
    a_record()
    for model in (model for model in MODELS if issubclass(model, Publishable)):
        with transaction.atomic():
            rows = model.objects.count()
            row = model.objects.filter(status=Status.PUBLISHED).first()
            assert staff.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 302, model
            row.refresh_from_db()
            assert (row.status, model.objects.count()) == (Status.BIN, rows), model
            listed = staff.get(address(model, "changelist"))
            assert row not in listed.context["cl"].queryset, model
            binned = staff.get(address(model, "changelist") + "?status=bin")
            assert row in binned.context["cl"].queryset, model
            transaction.set_rollback(True)


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


def test_bin_is_spoken_of_before_and_after_a_record_goes_there(staff):
    row = make_district(name="Albany", slug="albany")
    asked = staff.get(address(District, "delete", row.pk)).content.decode()
    assert "<h1>Put it in the bin?</h1>" in asked
    assert "brought back" in asked
    assert "delete" not in re.sub("<[^>]*>", "", asked.partition('id="content-start"')[2]).lower()
    done = staff.post(address(District, "delete", row.pk), {"post": "yes"}, follow=True)
    (said,) = messages_of(done)
    assert said.startswith("“Albany (VA)” is in the bin, with all that hangs on it. <a href=")
    back = staff.get(re.search('href="([^"]+)"', said)[1])
    assert back.status_code == 200
    assert "Restore" in back.content.decode()


def test_bin_is_spoken_of_before_and_after_several_go_there(staff):
    rows = [make_district(name="Albany"), make_district(name="<b>Boston"), make_district(status=Status.BIN)]
    chosen = {"action": "delete_selected", "_selected_action": [row.pk for row in rows]}
    asked = staff.post(address(District, "changelist"), chosen).content.decode()
    assert "<h1>Put them in the bin?</h1>" in asked
    assert "&lt;b&gt;Boston (VA)" in asked
    assert "delete" not in re.sub("<[^>]*>", "", asked.partition('id="content-start"')[2]).lower()
    done = staff.post(address(District, "changelist"), {**chosen, "post": "yes"}, follow=True)
    (said,) = messages_of(done)
    assert said.startswith("2 districts put in the bin. To bring one back")
    assert set(District.objects.values_list("status", flat=True)) == {Status.BIN}
    again = staff.post(address(District, "changelist") + "?status=bin", chosen, follow=True)
    assert messages_of(again) == ["They are in the bin already."]


def test_row_without_a_bin_is_deleted_as_ever(staff):
    row = make_contact(name="Ann Lee")
    assert "Are you sure" in staff.get(address(Contact, "delete", row.pk)).content.decode()
    done = staff.post(address(Contact, "delete", row.pk), {"post": "yes"}, follow=True)
    assert "was deleted successfully" in messages_of(done)[0]


def test_row_deleted_on_the_desk_goes_into_the_bin(staff):
    milestone = make_milestone(2016, headline="First")
    rows = [
        {
            "id": milestone.pk,
            "year": 2016,
            "headline": "First",
            "kind": "other",
            "status": "published",
            "position": 1,
        }
    ]
    rows[0]["DELETE"] = "on"
    data = desk(2016) | inline("milestones", rows, initial=1)
    assert staff.post(address(Year, "change", 2016), data).status_code == 302
    milestone.refresh_from_db()
    assert milestone.status == Status.BIN
    assert "First" not in staff.get(address(Year, "change", 2016)).content.decode()


def test_publishing_a_year_publishes_the_new_districts_on_it(staff):
    new = make_district(slug="new", status=Status.DRAFT)
    staff.post(address(Year, "add"), {**desk(2016, joinings=[{"district": new.pk}]), "_publish": "1"})
    new.refresh_from_db()
    assert new.status == Status.PUBLISHED


def test_year_that_is_no_year_is_refused_beside_its_field(staff):
    response = staff.post(address(Year, "add"), desk(21, meetings=[{"theme": "Reading"}]))
    assert response.status_code == 200
    assert "greater than or equal to 1800" in response.content.decode()


def test_publishing_leaves_the_bin_alone_and_a_draft_comes_out_of_it(staff):
    draft, binned = make_district(status=Status.DRAFT), make_district(status=Status.BIN)
    chosen = {"_selected_action": [draft.pk, binned.pk]}
    staff.post(address(District, "changelist") + "?status=", {"action": "publish", **chosen})
    staff.post(address(District, "changelist") + "?status=bin", {"action": "publish", **chosen})
    draft.refresh_from_db()
    binned.refresh_from_db()
    assert (draft.status, binned.status) == (Status.PUBLISHED, Status.BIN)
    staff.post(
        address(District, "changelist") + "?status=bin",
        {"action": "unpublish", "_selected_action": [binned.pk]},
    )
    binned.refresh_from_db()
    assert binned.status == Status.DRAFT


def test_contacts_are_exported_for_a_mailing_with_cells_that_no_spreadsheet_runs(staff):
    contact = make_contact(
        name="=1+1", role="Clerk", email="a@example.org", phone="+1 555", district=make_district(name="D")
    )
    response = staff.post(
        address(District, "changelist"),
        {"action": "export_contacts", "_selected_action": [contact.district_id]},
    )
    assert response.content.decode().splitlines() == [
        "district,state,name,role,email,phone",
        "D,VA,'=1+1,Clerk,a@example.org,'+1 555",
    ]


def test_contacts_are_on_no_public_page(client, db):
    make_profile()
    a_record()
    make_contact(district=District.objects.get(slug="first"), name="Zebra hidden", email="zebra@example.org")
    for page in ("/", "/members/", "/members/first/", "/members/?q=zebra", "/timeline/", "/meetings/"):
        assert "zebra@" not in client.get(page).content.decode().lower()


def test_district_is_found_by_any_name_in_the_admin(staff):
    district = make_district_name(name="Péna County", until=2015).district
    make_district()
    results = staff.get(address(District, "changelist") + "?q=pena").context["cl"].queryset
    assert list(results) == [district]


def test_view_on_site_of_a_draft_is_its_preview(staff):
    draft = make_district(slug="secret", status=Status.DRAFT)
    page = staff.get(address(District, "change", draft.pk)).content.decode()
    assert 'href="/members/secret/?preview=yes"' in page
    preview = staff.get("/members/secret/?preview=yes")
    assert preview.status_code == 200
    assert b"Drafts are shown on this page" in preview.content


def test_reader_with_a_session_but_no_right_sees_no_draft(client, db):
    make_profile()
    make_district(slug="secret", status=Status.DRAFT)
    client.force_login(User.objects.create_user("clerk", is_staff=True))
    assert client.get("/members/secret/").status_code == 404
    assert client.get("/members/secret/?preview=yes", follow=True).status_code == 404


def test_slug_changed_in_the_admin_leaves_a_redirect(staff, client):
    district = make_district(name="D", slug="old-name")
    empty = [
        inline(name, []) for name in ("memberships", "names", "figures", "awards", "tenures", "contacts")
    ]
    data = {"name": "D", "slug": "new-name", "state": "VA", "status": "published"}
    for part in empty:
        data |= part
    assert staff.post(address(District, "change", district.pk), data).status_code == 302
    client.logout()
    response = client.get("/members/old-name/?as_of=2016")
    assert (response.status_code, response.headers["Location"]) == (301, "/members/new-name/?as_of=2016")


def test_new_name_of_a_district_asks_for_the_old_one_to_be_kept(staff):
    district = make_district(name="Knox", slug="knox")

    def said(name, names=()):
        data = {"name": name, "slug": "knox", "state": "VA", "status": "published"}
        for part in ("memberships", "figures", "awards", "tenures", "contacts"):
            data |= inline(part, [])
        data |= inline("names", names)
        return messages_of(staff.post(address(District, "change", district.pk), data, follow=True))

    assert any("“Knox” stands nowhere any more" in text for text in said("Knox Regional"))
    kept = said("Knox United", [{"name": "Knox Regional", "until": 2020}])
    assert not any("nowhere" in text for text in kept)
    assert not any("nowhere" in text for text in said("Knox United"))


def test_lists_show_the_latest_first(staff):
    for year in (2015, 2017, 2016):
        make_milestone(year)
        make_meeting(f"fall {year}")
    shown = {
        model: [
            getattr(row, "year_id", row.pk)
            for row in staff.get(address(model, "changelist")).context["cl"].result_list
        ]
        for model in (Year, Milestone, Meeting)
    }
    assert shown == {model: [2017, 2016, 2015] for model in shown}


def test_front_page_begins_with_the_years(staff):
    apps = staff.get(reverse("admin:index")).context["app_list"]
    assert [app["name"] for app in apps] == [*(name for name, _ in SUBJECTS), REST]
    assert apps[0]["models"][0]["object_name"] == "Year"


def test_front_page_leads_to_every_kind_once_and_rows_of_rows_stand_last(staff):
    apps = staff.get(reverse("admin:index")).context["app_list"]
    names = [model["object_name"] for app in apps for model in app["models"]]
    assert sorted(names) == sorted(
        model.__name__ for model, screens in admin.site._registry.items() if screens.has_module_permission
    )
    last = {model["object_name"] for model in apps[-1]["models"]}
    assert last >= {"Goal", "Highlight", "Voice", "ExamplePartner", "Appearance", "PlanPart"}
    assert not last & {"Year", "District", "Meeting", "Practice", "Plan", "Collaborative", "Message"}


# What a screen says


def test_published_row_that_nobody_sees_yet_says_what_hides_it(staff):
    year = make_year(2016, status=Status.DRAFT)
    data = {"year": 2016, "headline": "Hidden", "kind": "other", "status": "published", "position": 1}
    data |= inline("appearances", [])
    said = messages_of(staff.post(address(Milestone, "add"), data, follow=True))
    assert said[1:] == [
        f'Nobody sees it yet: the year <a href="{address(Year, "change", 2016)}">2016</a> that it hangs on is a draft.'
    ]
    row = Milestone.objects.get()
    hidden = {"_selected_action": [row.pk], "action": "publish"}
    assert "Of 1 nobody sees anything yet" in messages_of(
        staff.post(address(Milestone, "changelist"), hidden, follow=True)
    )[0]  # fmt: skip
    year.status = Status.PUBLISHED
    year.save()
    assert len(messages_of(staff.post(address(Milestone, "change", row.pk), data, follow=True))) == 1
    data["status"] = "draft"
    year.status = Status.DRAFT
    year.save()
    assert len(messages_of(staff.post(address(Milestone, "change", row.pk), data, follow=True))) == 1


def test_year_off_the_timeline_leads_to_no_page(staff):
    make_year(2016, on_timeline=False)
    for page in (address(Year, "change", 2016), reverse("admin:consortium_year_desk", args=[2016])):
        assert "View on site" not in staff.get(page).content.decode()


def test_picture_that_came_back_with_an_error_is_asked_for_again(staff):
    story = make_story(make_meeting())
    photo = {"image": SimpleUploadedFile("a.png", PIXEL), "alt": "", "credit": "", "story": story.pk}
    page = staff.post(address(Photo, "add"), photo)
    assert page.context["adminform"].form.errors["image"] == [
        "Choose the picture again: nothing is saved yet, and it is not kept here."
    ]
    lines = inline("voices", []) | inline("photos", [{**photo, "image": SimpleUploadedFile("a.png", PIXEL)}])
    data = {"meeting": story.meeting_id, "headline": "", "published": "2016", "status": "draft", **lines}
    page = staff.post(address(Story, "change", story.pk), data).content.decode()
    assert page.count("Choose the picture again") == 1


def test_help_with_markdown_shows_how_it_is_written(staff):
    for model, name in ((Year, "introduction"), (Practice, "body")):
        field = staff.get(address(model, "add")).context["adminform"].form.fields[name]
        assert field.help_text.endswith("Markdown (**bold**, - for a list, [words](https://…)).")


def test_new_row_has_no_button_before_its_first_field(staff):
    page = staff.get(address(District, "add")).content.decode()
    assert page.index('name="name"') < page.index('name="_save"')
    row = make_district()
    page = staff.get(address(District, "change", row.pk)).content.decode()
    assert page.index('name="_save"') < page.index('name="name"')


def test_what_corrects_a_claim_is_chosen_among_those_of_the_district(staff):
    district = make_district()
    claim, other = make_award(district=district), make_award()
    award = make_award(district=district, corrects=claim)
    field = staff.get(address(Award, "change", award.pk)).context["adminform"].form.fields["corrects"]
    assert list(field.queryset) == [claim]
    lines = staff.get(address(District, "change", district.pk)).context["inline_admin_formsets"]
    (awards,) = [line.formset for line in lines if line.formset.model is Award]
    assert set(awards.forms[0].fields["corrects"].queryset) == {claim, award}
    assert other not in awards.empty_form.fields["corrects"].queryset
    assert staff.get(address(District, "add")).status_code == 200
    kept = {"district": district.pk, "name": claim.name, "claim": "won it", "when": "2012"}
    assert staff.post(address(Award, "add"), {**kept, "corrects": other.pk}).status_code == 200
    assert staff.post(address(Award, "add"), {**kept, "corrects": claim.pk}).status_code == 302


# Finding


def found_by(staff, model, text):
    """By the list and by what choosers ask."""
    listed = staff.get(address(model, "changelist"), {"q": text}).context["cl"].queryset
    asking = {
        Meeting: {"app_label": "milestones", "model_name": "milestone", "field_name": "meeting"},
        ProgramYear: {"app_label": "meetings", "model_name": "meeting", "field_name": "program_year"},
    }[model]
    chosen = staff.get(reverse("admin:autocomplete"), {**asking, "term": text}).json()["results"]
    assert {str(row.pk) for row in listed} == {row["id"] for row in chosen}
    return set(listed), [row["text"] for row in chosen]


@pytest.mark.parametrize(
    "text", ["Fall meeting 2018", "2018", "201", "fall", "Gwinnett", "fall 2018 gwin", "Once"]
)
def test_meeting_is_found_by_what_it_goes_by(staff, text):
    fall = make_meeting("October 2018", slug="fall")
    host = make_district(name="Gwinnett")
    make_district_name(district=host, name="Once County")
    make_hosting(fall, host)
    make_meeting("March 2020", kind="spring")
    assert found_by(staff, Meeting, text) == ({fall}, ["Fall meeting 2018"])


@pytest.mark.parametrize("text", ["asr 2020", "ASR", "2021", "2020–2021", "network", "program 2021"])
def test_program_year_is_found_by_its_collaborative_and_years(staff, text):
    year = make_program_year(
        make_collaborative(name="Network", acronym="ASR", slug="network"), 2020, introduction="The program."
    )
    make_program_year(make_collaborative(name="Other"), 2015)
    assert found_by(staff, ProgramYear, text) == ({year}, ["ASR, program year 2020–2021"])


def test_search_that_asks_for_too_much_stays_refused(staff):
    for model in (Meeting, ProgramYear):
        assert staff.get(address(model, "changelist"), {"q": "x" * 101}).status_code == 400
        assert staff.get(address(model, "changelist"), {"q": "7 " * 50}).status_code == 200


# From screen to screen


def test_saved_example_leads_back_to_its_practice(staff):
    practice = make_practice()
    data = {
        "practice": practice.pk,
        "heading": "It did",
        "state": "MA",
        "position": 1,
        **inline("partners", []),
    }
    added = staff.post(address(PracticeExample, "add"), data)
    row = practice.examples.get()
    changed = staff.post(address(PracticeExample, "change", row.pk), data)
    assert {added.url, changed.url} == {address(Practice, "change", practice.pk)}


def test_screen_of_a_meeting_leads_to_its_news_and_documents(staff):
    meeting = make_meeting()
    page = staff.get(address(Meeting, "change", meeting.pk)).content.decode()
    assert f"/admin/meetings/story/add/?meeting={meeting.pk}" in page
    assert f"/admin/milestones/document/add/?meeting={meeting.pk}" in page
    story, paper = make_story(meeting), make_document(meeting=meeting)
    page = staff.get(address(Meeting, "change", meeting.pk)).content.decode()
    assert address(Story, "change", story.pk) in page
    assert "Add the news" not in page
    assert address(Document, "change", paper.pk) in page


def test_convening_needs_no_address_and_two_of_them_have_names_of_their_own(staff):
    year = make_program_year(make_collaborative(name="Network", acronym="ASR"), 2020)
    make_year(2020)
    page = f"{address(Meeting, 'add')}?program_year={year.pk}&kind=collaborative&year=2020"
    form = staff.get(page).context["adminform"].form
    assert (form["slug"].value(), form["year"].value()) == ("", "2020")
    data = {"year": 2020, "program_year": year.pk, "kind": "collaborative", "status": "draft", "slug": ""}
    data |= inline("hostings", []) | inline("sponsorships", [])
    for when, city in (("October 2020", "Atlanta"), ("October 2020", "Atlanta"), ("fall 2020", "")):
        sent = staff.post(address(Meeting, "add"), {**data, "begins": when, "city": city})
        assert sent.status_code == 302
    assert list(Meeting.objects.order_by("pk").values_list("slug", flat=True)) == [
        "asr-october-atlanta", "asr-october-atlanta-2", "asr",
    ]  # fmt: skip
    assert str(Meeting.objects.order_by("pk").first()) == "ASR convening, October 2020"
    response = staff.post(address(Meeting, "add"), {**data, "program_year": "", "begins": "May 2020"})
    assert "slug" in response.context["adminform"].form.errors


@pytest.mark.parametrize(
    "model", [m for m in MODELS if issubclass(m, Fact)], ids=lambda model: model._meta.label
)
def test_source_comes_after_what_it_is_the_source_of(staff, model):
    form = staff.get(address(model, "add")).context["adminform"]
    assert [name for fields in form for line in fields for name in line.fields][-2:] == ["source", "passage"]
