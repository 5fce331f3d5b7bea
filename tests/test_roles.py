"""Who may do what: every address of the admin for every role, over one table that fails for an address it lacks."""

from itertools import pairwise

import pytest
from axes.models import AccessAttempt
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.template.response import TemplateResponse
from django.test import RequestFactory
from django.urls import URLResolver, get_resolver

from consortium.models import Message, OldAddress, Plan, PlanPart, Profile, Source, Topic, Year
from consortium.publishing import Publishable, Status
from consortium.roles import ROLES, is_held, is_shared, would_show
from meetings.models import (
    Comment,
    ExamplePartner,
    Hosting,
    Meeting,
    Photo,
    Practice,
    PracticeExample,
    Sponsorship,
    Story,
    Voice,
)
from members.models import (
    Affiliation,
    Award,
    Collaborative,
    Contact,
    District,
    DistrictName,
    Figure,
    Goal,
    Highlight,
    Membership,
    Office,
    Organization,
    Participation,
    Person,
    ProgramYear,
    StatedNumber,
    Tenure,
)
from milestones.models import Appearance, Document, Edition, Milestone
from tests.factories import (
    make_affiliation,
    make_appearance,
    make_award,
    make_collaborative,
    make_comment,
    make_contact,
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
    make_message,
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
    make_source,
    make_sponsorship,
    make_stated_number,
    make_story,
    make_tenure,
    make_topic,
    make_voice,
    make_year,
    written_at_once,
)
from tests.test_admin import address, inline
from tests.test_pages import PAGES, a_record

pytestmark = pytest.mark.django_db

EVERYONE = ("anonymous", "staff without a role", *ROLES)

FAMILIES = {
    "with a status": (
        *(Year, District, Membership, Person, Meeting, Milestone, Collaborative, ProgramYear),
        *(Plan, Practice, Story, Comment, Document),
    ),
    "hanging": (
        *(DistrictName, Figure, Tenure, Office, Hosting, Sponsorship, Appearance),
        *(Participation, StatedNumber, Goal, Highlight),
        *(PlanPart, PracticeExample, ExamplePartner),
        *(Voice, Photo, Award, Affiliation),
    ),
    "shared": (Source, Organization, Topic),
    "edition": (Edition,),
    "contact": (Contact,),
    "profile": (Profile,),
    "old address": (OldAddress,),
    "message": (Message,),
    "account": (User,),
    "role": (Group,),
    "wrong password": (AccessAttempt,),
}
FAMILY = {model: family for family, models in FAMILIES.items() for model in models}

# What happens to each of EVERYONE: s is sent to the sign-in, n refused (403), y let in, 0 no page (404),
# - refused for the method (405).
ALL = "syyyyy"
VIEWERS, EDITORS, PUBLISHERS, ADMINISTRATORS, NOBODY = "snyyyy", "snnyyy", "snnnyy", "snnnny", "snnnnn"

# (family, rest of the route) → who may look (GET) and who may do it (POST), where they differ by row: published, draft.
LIST = ""
ADD = "add/"
CHANGE = "<path:object_id>/change/"
DELETE = "<path:object_id>/delete/"
HISTORY = "<path:object_id>/history/"
RESTORE = "<path:object_id>/history/<int:number>/restore/"
DELETED = "deleted/"
OLD_CHANGE = "<path:object_id>/"  # leads to CHANGE
SCREENS = {
    ("with a status", LIST): (VIEWERS, VIEWERS),
    ("with a status", ADD): (EDITORS, EDITORS),
    ("with a status", HISTORY): (VIEWERS, VIEWERS),
    ("with a status", CHANGE): (VIEWERS, (PUBLISHERS, EDITORS)),
    ("with a status", DELETE): (PUBLISHERS, PUBLISHERS),
    ("with a status", OLD_CHANGE): (ALL, ALL),
    ("hanging", LIST): (VIEWERS, VIEWERS),
    ("hanging", ADD): (EDITORS, EDITORS),
    ("hanging", HISTORY): (VIEWERS, VIEWERS),
    ("hanging", CHANGE): (VIEWERS, (PUBLISHERS, EDITORS)),
    ("hanging", DELETE): ((PUBLISHERS, EDITORS), (PUBLISHERS, EDITORS)),
    ("hanging", OLD_CHANGE): (ALL, ALL),
    ("shared", LIST): (VIEWERS, VIEWERS),
    ("shared", ADD): (EDITORS, EDITORS),
    ("shared", HISTORY): (VIEWERS, VIEWERS),
    ("shared", CHANGE): (VIEWERS, (PUBLISHERS, EDITORS)),  # with something published that names it, without
    ("shared", DELETE): (PUBLISHERS, PUBLISHERS),
    ("shared", OLD_CHANGE): (ALL, ALL),
    # What it holds is frozen: adding one is publishing, and editors have no drafts of it.
    ("edition", LIST): (VIEWERS, VIEWERS),
    ("edition", ADD): (PUBLISHERS, PUBLISHERS),
    ("edition", HISTORY): (VIEWERS, VIEWERS),
    ("edition", CHANGE): (VIEWERS, PUBLISHERS),
    ("edition", DELETE): (PUBLISHERS, PUBLISHERS),
    ("edition", OLD_CHANGE): (ALL, ALL),
    ("edition", RESTORE): (PUBLISHERS, PUBLISHERS),
    ("edition", DELETED): (VIEWERS, VIEWERS),
    ("contact", LIST): (EDITORS, EDITORS),
    ("contact", ADD): (EDITORS, EDITORS),
    ("contact", HISTORY): (EDITORS, EDITORS),
    ("contact", CHANGE): (EDITORS, EDITORS),
    ("contact", DELETE): (EDITORS, EDITORS),
    ("contact", OLD_CHANGE): (ALL, ALL),
    ("profile", LIST): (VIEWERS, VIEWERS),
    ("profile", ADD): (NOBODY, NOBODY),
    ("profile", HISTORY): (VIEWERS, VIEWERS),
    ("profile", CHANGE): (VIEWERS, PUBLISHERS),
    ("profile", DELETE): (NOBODY, NOBODY),
    ("profile", OLD_CHANGE): (ALL, ALL),
    ("old address", LIST): (VIEWERS, VIEWERS),
    ("old address", ADD): (NOBODY, NOBODY),
    ("old address", HISTORY): (VIEWERS, VIEWERS),
    ("old address", CHANGE): (VIEWERS, NOBODY),
    ("old address", DELETE): (NOBODY, NOBODY),
    ("old address", OLD_CHANGE): (ALL, ALL),
    # Those who may not publish have no business with what strangers wrote.
    ("message", LIST): (PUBLISHERS, PUBLISHERS),
    ("message", ADD): (NOBODY, NOBODY),
    ("message", HISTORY): (PUBLISHERS, PUBLISHERS),
    ("message", CHANGE): (PUBLISHERS, NOBODY),
    ("message", DELETE): (PUBLISHERS, PUBLISHERS),
    ("message", OLD_CHANGE): (ALL, ALL),
    ("message", "<id:pk>/accept/"): ("s-----", PUBLISHERS),
    ("message", "<id:pk>/decline/"): ("s-----", PUBLISHERS),
    ("message", "<id:pk>/reply/"): (PUBLISHERS, PUBLISHERS),
    ("account", LIST): (ADMINISTRATORS, ADMINISTRATORS),
    ("account", ADD): (ADMINISTRATORS, ADMINISTRATORS),
    ("account", HISTORY): (ADMINISTRATORS, ADMINISTRATORS),
    ("account", CHANGE): (ADMINISTRATORS, ADMINISTRATORS),
    ("account", DELETE): (NOBODY, NOBODY),
    ("account", OLD_CHANGE): (ALL, ALL),
    ("account", "<id>/password/"): (ADMINISTRATORS, ADMINISTRATORS),
    ("account", "<int:pk>/remove-device/"): (ADMINISTRATORS, ADMINISTRATORS),
    ("role", LIST): (ADMINISTRATORS, ADMINISTRATORS),
    ("role", ADD): (NOBODY, NOBODY),
    ("role", HISTORY): (ADMINISTRATORS, ADMINISTRATORS),
    ("role", CHANGE): (ADMINISTRATORS, NOBODY),
    ("role", DELETE): (NOBODY, NOBODY),
    ("role", OLD_CHANGE): (ALL, ALL),
    ("wrong password", LIST): (ADMINISTRATORS, ADMINISTRATORS),
    ("wrong password", ADD): (NOBODY, NOBODY),
    ("wrong password", HISTORY): (ADMINISTRATORS, ADMINISTRATORS),
    ("wrong password", CHANGE): (ADMINISTRATORS, NOBODY),
    ("wrong password", DELETE): (ADMINISTRATORS, ADMINISTRATORS),
    ("wrong password", OLD_CHANGE): (ALL, ALL),
    # Who may change a row may restore it; tests/consortium/test_restoring.py has the rows that are deleted.
    ("with a status", RESTORE): ((PUBLISHERS, EDITORS), (PUBLISHERS, EDITORS)),
    ("hanging", RESTORE): ((PUBLISHERS, EDITORS), (PUBLISHERS, EDITORS)),
    ("shared", RESTORE): ((PUBLISHERS, EDITORS), (PUBLISHERS, EDITORS)),
    ("contact", RESTORE): (EDITORS, EDITORS),
    ("profile", RESTORE): (PUBLISHERS, PUBLISHERS),
    **{(family, DELETED): (VIEWERS, VIEWERS) for family in ("with a status", "hanging", "shared", "profile")},
    ("contact", DELETED): (EDITORS, EDITORS),
    # Beside what is public an Editor adds drafts here; tests/milestones/test_desk.py sees to the rows.
    ("with a status", "desk/<year:number>/"): (EDITORS, EDITORS),
    ("with a status", "start/<year:number>/"): ("snn---", EDITORS),  # adds drafts only
    ("with a status", "paste/"): (EDITORS, EDITORS),  # likewise
    **{
        (family, page): rights
        for family in ("with a status", "hanging")
        for page, rights in {
            "import/": (PUBLISHERS, PUBLISHERS),
            "process_import/": ("s-----", PUBLISHERS),
            "export/": (VIEWERS, VIEWERS),
            "export.xlsx": (VIEWERS, VIEWERS),
        }.items()
    },
}

# Route → address, GET, POST. Where a POST is made in vain (an empty form), it is let in all the same.
AUTOCOMPLETE = "/admin/autocomplete/?app_label=milestones&model_name=milestone&field_name=meeting"
SITE = {
    "admin/": ("/admin/", ALL, ALL),
    "admin/login/": ("/admin/login/", "yyyyyy", "yyyyyy"),
    "admin/logout/": ("/admin/logout/", "y-----", ALL.replace("s", "y")),
    "admin/password_change/": ("/admin/password_change/", ALL, ALL),
    "admin/password_change/done/": ("/admin/password_change/done/", ALL, "s-----"),
    "admin/password_reset/": ("/admin/password_reset/", "yyyyyy", "yyyyyy"),
    "admin/password_reset/done/": ("/admin/password_reset/done/", "yyyyyy", "------"),
    "admin/reset/<uidb64>/<token>/": ("/admin/reset/MQ/set-password/", "yyyyyy", "yyyyyy"),
    "admin/reset/done/": ("/admin/reset/done/", "yyyyyy", "------"),
    "admin/autocomplete/": (AUTOCOMPLETE, VIEWERS, "s-----"),
    "admin/jsi18n/": ("/admin/jsi18n/", ALL, "s-----"),
    "admin/r/<int:content_type_id>/<int:object_id>/": ("/admin/r/{kind}/{district}/", VIEWERS, VIEWERS),
    "admin/check/": ("/admin/check/", VIEWERS, VIEWERS),
    "admin/sourcing/": ("/admin/sourcing/", VIEWERS, VIEWERS),
    "admin/ledger/": ("/admin/ledger/", VIEWERS, VIEWERS),
    "admin/imports/": ("/admin/imports/", PUBLISHERS, PUBLISHERS),
    "admin/imports/<slug:key>/": ("/admin/imports/0000abcd/", "snnn00", "snnn00"),
    "admin/second-factor/": ("/admin/second-factor/", ALL, "s-----"),
    "admin/second-factor/add/": ("/admin/second-factor/add/", ALL, ALL),
    "admin/second-factor/add/code.svg": ("/admin/second-factor/add/code.svg", "s00000", "s-----"),
    "admin/second-factor/enter/": ("/admin/second-factor/enter/", ALL, ALL),
    "admin/second-factor/codes/": ("/admin/second-factor/codes/", "s-----", NOBODY),
    "admin/second-factor/remove/": ("/admin/second-factor/remove/", "s-----", ALL),
    "admin/(?P<app_label>)": ("/admin/members/", "s0yyyy", "s0yyyy"),
    "admin/(?P<url>.*)$": ("/admin/nothing/here/", "s00000", "s00000"),
}

# (family, action) → who is offered it, and may therefore do it.
ACTIONS = {
    ("with a status", "delete_selected"): PUBLISHERS,
    ("with a status", "publish"): PUBLISHERS,
    ("with a status", "unpublish"): PUBLISHERS,
    ("with a status", "delete_for_good"): ADMINISTRATORS,
    ("with a status", "export_contacts"): EDITORS,
    ("with a status", "merge_selected"): PUBLISHERS,
    ("hanging", "delete_selected"): EDITORS,  # and each row is asked for
    ("shared", "delete_selected"): PUBLISHERS,
    ("edition", "delete_selected"): PUBLISHERS,
    ("edition", "publish"): PUBLISHERS,
    ("edition", "unpublish"): PUBLISHERS,
    ("edition", "delete_for_good"): ADMINISTRATORS,
    ("contact", "delete_selected"): EDITORS,
    ("contact", "export"): EDITORS,
    ("profile", "delete_selected"): NOBODY,
    ("old address", "delete_selected"): NOBODY,
    ("message", "delete_selected"): PUBLISHERS,
    ("message", "accept_comments"): PUBLISHERS,
    ("message", "decline_selected"): PUBLISHERS,
    ("account", "delete_selected"): NOBODY,
    ("role", "delete_selected"): NOBODY,
    ("wrong password", "delete_selected"): ADMINISTRATORS,
}


def leaves(patterns=None, prefix=""):
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(pattern.pattern).removeprefix("^")
        if isinstance(pattern, URLResolver):
            yield from leaves(pattern.url_patterns, route)
        elif route.startswith("admin/"):
            yield route


def keyed(route):
    """(model, key in SCREENS) or (None, key in SITE)."""
    for model in admin.site._registry:
        start = f"admin/{model._meta.app_label}/{model._meta.model_name}/"
        if route.startswith(start):
            return model, (FAMILY.get(model, model._meta.label), route.removeprefix(start))
    if "(?P<app_label>" in route:
        route = "admin/(?P<app_label>)"
    return None, route


@written_at_once
def rows():
    """Model → rows to visit: (published, draft) where there are both."""
    make_profile(name="A consortium")
    year, draft_year = make_year(2016), make_year(2017, status=Status.DRAFT)
    district, draft = make_district(), make_district(status=Status.DRAFT)
    meeting, draft_meeting = make_meeting(year=year), make_meeting(year=year, status=Status.DRAFT)
    milestone, draft_milestone = make_milestone(), make_milestone(status=Status.DRAFT)
    person, draft_person = make_person(), make_person(status=Status.DRAFT)
    plan, draft_plan = make_plan(), make_plan(status=Status.DRAFT)
    practice, draft_practice = make_practice(), make_practice(status=Status.DRAFT)
    example, draft_example = make_practice_example(practice), make_practice_example(draft_practice)
    together, draft_together = make_collaborative(), make_collaborative(status=Status.DRAFT)
    program, draft_program = (
        make_program_year(together),
        make_program_year(draft_together, status=Status.DRAFT),
    )
    story, draft_story = make_story(meeting), make_story(draft_meeting, status=Status.DRAFT)
    named_source, named_body, named_topic = make_source(), make_organization(), make_topic()
    make_milestone(source=named_source, organizations=[named_body], topics=[named_topic])
    OldAddress.objects.keep("/members/once/", district)
    return {
        Year: (year, draft_year),
        District: (district, draft),
        Meeting: (meeting, draft_meeting),
        Milestone: (milestone, draft_milestone),
        Person: (person, draft_person),
        Membership: (make_membership(district, 2016), make_membership(draft, 2016)),
        DistrictName: (make_district_name(district=district), make_district_name(district=draft)),
        Figure: (make_figure(district=district), make_figure(district=draft)),
        Tenure: (make_tenure(person, district), make_tenure(draft_person, district, until=2011, since=2010)),
        Office: (make_office(person), make_office(draft_person, since=2010, until=2011)),
        Hosting: (make_hosting(meeting, district), make_hosting(draft_meeting, district)),
        Sponsorship: (make_sponsorship(meeting), make_sponsorship(draft_meeting)),
        Appearance: (make_appearance(milestone, person), make_appearance(draft_milestone, person)),
        Collaborative: (together, draft_together),
        ProgramYear: (program, draft_program),
        Participation: (make_participation(together, district), make_participation(draft_together, district)),
        StatedNumber: (make_stated_number(together), make_stated_number(draft_together)),
        Goal: (make_goal(program), make_goal(draft_program)),
        Highlight: (make_highlight(program), make_highlight(draft_program)),
        Source: (named_source, make_source()),
        Organization: (named_body, make_organization()),
        Topic: (named_topic, make_topic()),
        Contact: (make_contact(district=district),),
        Profile: (Profile.objects.get(),),
        OldAddress: (OldAddress.objects.get(),),
        Plan: (plan, draft_plan),
        PlanPart: (make_plan_part(plan), make_plan_part(draft_plan)),
        Practice: (practice, draft_practice),
        PracticeExample: (example, draft_example),
        ExamplePartner: (make_example_partner(example), make_example_partner(draft_example)),
        Story: (story, draft_story),
        Voice: (make_voice(story, person), make_voice(draft_story, person)),
        Photo: (make_photo(story), make_photo(draft_story)),
        Comment: (make_comment(story), make_comment(draft_story, status=Status.DRAFT)),
        Document: (make_document(meeting=meeting), make_document(meeting=meeting, status=Status.DRAFT)),
        Edition: (make_edition(), make_edition(status=Status.DRAFT)),
        Award: (make_award(district=district), make_award(district=draft)),
        Affiliation: (make_affiliation(),),
        Message: (make_message(kind="contact"),),
        User: (User.objects.create_user("another", is_staff=True),),
        Group: (Group.objects.get(name="Viewer"),),
        AccessAttempt: (AccessAttempt.objects.create(username="another", failures_since_start=1),),
    }


def account(role):
    user = User.objects.create_user(role, is_staff=True)
    if role in ROLES:
        user.groups.add(Group.objects.get(name=role))
    return user


def outcome(response):
    if response.status_code == 302 and response.headers["Location"].startswith("/admin/login/"):
        return "s"
    return {403: "n", 404: "0", 405: "-"}.get(response.status_code) or (
        "y" if response.status_code < 400 else str(response.status_code)
    )


def visits(there):
    """(route, what to call it, address, expected GETs, expected POSTs) for every address; fails for one not in the tables."""
    for route in leaves():
        model, key = keyed(route)
        if model is None:
            assert key in SITE, f"/{route} is in no table: who may see it?"
            page, get, post = SITE[key]
            kind = ContentType.objects.get_for_model(District).pk
            yield page.format(kind=kind, district=there[District][0].pk), get, post
            continue
        assert key in SCREENS, f"/{route} is in no table: who may see it?"
        _, rest = key
        start = route.removesuffix(rest)
        on_a_row = "<" in rest
        for index, row in enumerate(there[model] if on_a_row else (None,)):
            get, post = (
                expected if isinstance(expected, str) else expected[index] for expected in SCREENS[key]
            )
            end = rest
            for name in ("<path:object_id>", "<id>", "<int:pk>", "<id:pk>", "<year:number>"):
                end = end.replace(name, str(getattr(row, "pk", "")))
            if "<int:number>" in end:
                end = end.replace("<int:number>", str(row.history.first().history_id))
            yield f"/{start}{end}", get, post


@pytest.fixture
def undrawn(monkeypatch):
    """Who may do what is decided before a page is drawn: that part of a thousand requests is left out."""
    monkeypatch.setattr(TemplateResponse, "rendered_content", "")
    listed = admin.site.get_app_list
    monkeypatch.setattr(
        admin.site, "get_app_list", lambda request, label=None: listed(request, label) if label else []
    )


@pytest.mark.parametrize("role", EVERYONE)
def test_every_address_of_the_admin_lets_in_whom_the_table_names(client, undrawn, role):
    there = rows()
    if role != "anonymous":
        client.force_login(account(role))
    session = client.cookies["sessionid"].value if role != "anonymous" else ""
    place = EVERYONE.index(role)
    found, expected = {}, {}
    for page, get, post in visits(there):
        for method, letters in (("GET", get), ("POST", post)):
            with transaction.atomic():
                response = getattr(client, method.lower())(
                    page, {"post": "yes"} if "/delete/" in page else {}
                )
                transaction.set_rollback(True)
            if session:
                client.cookies["sessionid"] = session
            found[f"{method} {page}"], expected[f"{method} {page}"] = outcome(response), letters[place]
    wrong = {page: (found[page], expected[page]) for page in found if found[page] != expected[page]}
    assert wrong == {}
    assert len(found) > 2 * len(SCREENS)


def test_tables_name_no_address_that_is_not_there():
    keys = {keyed(route)[1] for route in leaves()}
    assert {key for key in (*SCREENS, *SITE) if key not in keys} == set()


def test_address_nobody_has_thought_about_fails(monkeypatch):
    monkeypatch.delitem(SITE, "admin/jsi18n/")
    with pytest.raises(AssertionError, match="/admin/jsi18n/ is in no table"):
        list(visits(rows()))
    monkeypatch.setitem(SITE, "admin/jsi18n/", ("/admin/jsi18n/", ALL, ALL))
    monkeypatch.delitem(SCREENS, ("contact", HISTORY))
    with pytest.raises(AssertionError, match="/admin/members/contact/<path:object_id>/history/ is in no"):
        list(visits(rows_again()))


def rows_again():
    """The rows of `rows`, which are there already."""
    return {model: tuple(model._default_manager.all()[:2]) for model in FAMILY}


@pytest.mark.parametrize("role", EVERYONE[1:])
def test_every_bulk_action_is_offered_to_whom_the_table_names(role):
    request = RequestFactory().get("/admin/")
    request.user = account(role)
    place = EVERYONE.index(role)
    wrong = []
    for model, model_admin in admin.site._registry.items():
        offered = set(model_admin.get_actions(request))
        for base in model_admin._get_base_actions():
            action = base.name if hasattr(base, "name") else base[1]  # Django 6.1 and before
            key = (FAMILY[model], action)
            assert key in ACTIONS, f"The action {action} of {model._meta.label} is in no table"
            if (action in offered) != (ACTIONS[key][place] == "y"):
                wrong.append((model._meta.label, action))
    assert wrong == []


@pytest.mark.parametrize("role", EVERYONE)
def test_drafts_are_previewed_by_those_who_read_the_admin(client, role):
    make_profile()
    a_record()
    if role != "anonymous":
        client.force_login(account(role))
    seen = {page: client.get(f"{page}?preview=yes").status_code for page, _ in PAGES.values()}
    # What is downloaded goes further than a preview: it has what is public alone.
    assert seen == {page: 200 if role in ROLES and not page.startswith("/data/") else 302 for page in seen}


def test_editor_changes_what_is_shared_until_something_public_rests_on_it(client):
    make_profile(name="A consortium")
    source = make_source(key="a", title="Tpyo")
    draft = make_milestone(source=source, status=Status.DRAFT)
    client.force_login(account("Editor"))
    page, data = address(Source, "change", source.pk), {"key": "a", "title": "Typo"}
    assert client.post(page, data).status_code == 302
    draft.status = Status.PUBLISHED
    draft.save()
    assert "ask a publisher to change it" in client.get(page).content.decode()
    assert client.post(page, {**data, "title": "Other"}).status_code == 403
    assert Source.objects.get().title == "Typo"


# The groups


def test_each_role_has_all_rights_of_the_one_before():
    granted = [set(Group.objects.get(name=role).permissions.all()) for role in ROLES]
    assert all(less < more for less, more in pairwise(granted))


def test_roles_have_rights_to_every_model_of_the_record():
    models = [
        model
        for app in ("consortium", "members", "meetings", "milestones")
        for model in apps.get_app_config(app).get_models()
        if not model.__name__.startswith("Historical")
    ]
    for role, action in (("Publisher", "view"), ("Publisher", "change")):
        held = set(Group.objects.get(name=role).permissions.values_list("codename", flat=True))
        lacking = {model._meta.model_name for model in models} - {
            code.removeprefix(f"{action}_") for code in held if code.startswith(f"{action}_")
        }
        # An answered question is nobody's affair, and the index of the search writes itself.
        others = {"answered", "reply", "searchentry", "searchword"}
        assert lacking == {*others, *(["oldaddress"] if action == "change" else [])}


def test_permissions_made_by_the_migration_are_django_s_own():
    names = Permission.objects.filter(content_type__app_label__in=["members", "auth", "axes"])
    assert names.get(codename="view_districtname").name == "Can view former name"
    assert names.values("content_type", "codename").distinct().count() == names.count()


# Drafts only


@pytest.fixture
def editor(client):
    make_profile()
    client.force_login(account("Editor"))
    return client


DISTRICT_LINES = ("memberships", "names", "figures", "awards", "tenures", "contacts")


def district(**kwargs):
    data = {"name": "D", "slug": "d", "state": "VA", "status": "draft", **kwargs}
    for name in DISTRICT_LINES:
        data = inline(name, []) | data
    return data


def test_editor_adds_a_draft_and_is_offered_no_other_status(editor):
    assert editor.post(address(District, "add"), district()).status_code == 302
    added = District.objects.get()
    assert added.status == Status.DRAFT
    response = editor.post(address(District, "add"), district(slug="e", status="published"))
    assert response.status_code == 200
    assert "published is not one of the available choices" in response.content.decode()
    response = editor.post(address(District, "change", added.pk), district(status="published"))
    assert response.status_code == 200
    assert list(District.objects.values_list("status", flat=True)) == [Status.DRAFT]


def test_publisher_publishes_with_the_form_and_in_bulk(client):
    make_profile()
    client.force_login(account("Publisher"))
    draft, other = make_district(status=Status.DRAFT), make_district(status=Status.DRAFT)
    assert client.post(address(District, "change", draft.pk), district(status="published")).status_code == 302
    client.post(address(District, "changelist"), {"action": "publish", "_selected_action": [other.pk]})
    assert set(District.objects.values_list("status", flat=True)) == {Status.PUBLISHED}


@pytest.mark.parametrize("action", ["publish", "unpublish", "delete_selected", "delete_for_good"])
def test_editor_s_bulk_actions_on_records_change_nothing(editor, action):
    rows = [make_district(status=status) for status in Status]
    chosen = {"_selected_action": [row.pk for row in rows], "post": "yes", "for_good": "yes"}
    for query in ("?status=draft", "?status=published", "?status=bin"):
        editor.post(address(District, "changelist") + query, {"action": action, **chosen})
    assert list(District.objects.order_by("pk").values_list("status", flat=True)) == list(Status)


def test_editor_deletes_no_public_row_in_bulk(editor):
    public, draft = make_figure(), make_figure(district=make_district(status=Status.DRAFT))
    form = {"action": "delete_selected", "post": "yes"}
    both = editor.post(address(Figure, "changelist"), {**form, "_selected_action": [public.pk, draft.pk]})
    assert both.status_code == 403
    assert (
        editor.post(address(Figure, "changelist"), {**form, "_selected_action": [draft.pk]}).status_code
        == 302
    )
    assert list(Figure.objects.all()) == [public]


@pytest.mark.parametrize(
    ("status", "kept"),
    [pytest.param("draft", True, id="of a draft"), pytest.param("published", False, id="of a published one")],
)
def test_editor_adds_a_row_to_a_draft_only(editor, status, kept):
    owner = make_district(status=status)
    data = {"district": owner.pk, "name": "Once", "until": 2014}
    response = editor.post(address(DistrictName, "add"), data)
    assert response.status_code == (302 if kept else 200)
    assert ("ask a publisher" in response.content.decode().lower()) is not kept
    assert DistrictName.objects.exists() is kept


def test_editor_moves_no_row_of_a_draft_to_a_published_record(editor):
    name = make_district_name(district=make_district(status=Status.DRAFT))
    data = {"district": make_district().pk, "name": "Once", "until": 2014}
    assert editor.post(address(DistrictName, "change", name.pk), data).status_code == 200
    name.refresh_from_db()
    assert name.district.status == Status.DRAFT


def test_what_slips_through_the_forms_is_taken_back(editor, monkeypatch):
    monkeypatch.setattr("consortium.staff_forms.would_show", lambda row: False)
    data = {"district": make_district().pk, "name": "Once", "until": 2014}
    assert editor.post(address(DistrictName, "add"), data).status_code == 403
    assert not DistrictName.objects.exists()


def test_editor_adds_a_shared_row_and_mends_it(editor):
    assert editor.post(address(Topic, "add"), {"name": "Reading", "slug": "reading"}).status_code == 302
    topic = Topic.objects.get()
    assert editor.post(address(Topic, "change", topic.pk), {"name": "R", "slug": "r"}).status_code == 302


def test_editor_publishes_no_year_from_its_form(editor):
    year = make_year(2016, status=Status.DRAFT)
    assert editor.post(address(Year, "change", 2016), {"_publish": "1"}).status_code == 403
    year.refresh_from_db()
    assert year.status == Status.DRAFT


def test_editor_sees_the_bin_and_leaves_it_alone(editor):
    row = make_district(status=Status.BIN)
    assert editor.get(address(District, "change", row.pk)).status_code == 200
    assert editor.post(address(District, "change", row.pk), district()).status_code == 403


def test_viewer_sees_no_contact_beside_its_district(client):
    make_profile()
    contact = make_contact(name="Zebra hidden")
    seen = {}
    for role in ("Viewer", "Editor"):
        client.force_login(account(role))
        page = client.get(address(District, "change", contact.district_id))
        seen[role] = "Zebra hidden" in page.content.decode()
    assert seen == {"Viewer": False, "Editor": True}


def test_would_show_says_of_a_form_what_public_says_of_the_database():
    for pair in rows().values():
        for row in pair:
            if hasattr(row, "parents"):
                public = type(row).objects.public().filter(pk=row.pk).exists()
                assert would_show(row) == public, row
                if not is_shared(type(row)):  # which is held by whatever names it
                    assert is_held(row) == public, row


def test_shared_rows_are_those_of_the_table():
    record = {model for model in admin.site._registry if hasattr(model, "parents")}
    assert {model for model in record if is_shared(model)} == {*FAMILIES["shared"], Profile}
    assert {model for model in record if issubclass(model, Publishable)} == {
        *FAMILIES["with a status"],
        *FAMILIES["edition"],
    }


# Accounts


@pytest.fixture
def administrator(client):
    make_profile()
    client.force_login(account("Administrator"))
    return client


def test_administrator_adds_an_account_with_a_role(administrator):
    role = Group.objects.get(name="Editor")
    password = {"password1": "a long password 1", "password2": "a long password 1", "usable_password": "true"}
    data = {"username": "new", "email": "new@example.org", "groups": [role.pk], **password}
    assert administrator.post(address(User, "add"), data).status_code == 302
    new = User.objects.get(username="new")
    assert (new.is_staff, new.email, list(new.groups.all()), new.is_superuser) == (
        True,
        "new@example.org",
        [role],
        False,
    )


def test_administrator_makes_no_superuser_and_touches_none(administrator):
    boss, clerk = User.objects.create_superuser("boss"), account("Viewer")
    data = {"username": "clerk", "is_active": "on", "is_superuser": "on", "is_staff": "on"}
    assert administrator.post(address(User, "change", clerk.pk), data).status_code == 302
    clerk.refresh_from_db()
    assert (clerk.username, clerk.is_superuser) == ("clerk", False)
    for page in (address(User, "change", boss.pk), f"/admin/auth/user/{boss.pk}/password/"):
        assert administrator.post(page, {"username": "mine"}).status_code == 403
    assert administrator.post(f"/admin/auth/user/{boss.pk}/remove-device/").status_code == 403


# Out of the bin, for good


def delete_for_good(client, *rows):
    page = address(type(rows[0]), "changelist") + "?status=bin"
    chosen = {"action": "delete_for_good", "_selected_action": [row.pk for row in rows]}
    asked = client.post(page, chosen)
    return asked, client.post(page, {**chosen, "for_good": "yes"}, follow=True)


def test_what_is_in_the_bin_is_deleted_for_good_with_what_hangs_on_it(administrator):
    binned = make_district(name="Old", status=Status.BIN)
    make_membership(binned, 2012, status=Status.BIN)
    make_district_name(district=binned)
    make_figure(district=binned)
    asked, done = delete_for_good(administrator, binned)
    assert "Membership: joined 2012" in asked.content.decode()
    assert "1 district deleted for good." in done.content.decode()
    assert not District.objects.exists()
    assert not Membership.objects.exists()
    last = District.history.first()
    assert (last.name, last.history_type, last.history_user.username) == ("Old", "-", "Administrator")


@pytest.mark.parametrize(
    "hang",
    [
        pytest.param(lambda row: make_membership(row, 2012), id="a membership"),
        pytest.param(lambda row: make_milestone(districts=[row]), id="a milestone that mentions it"),
        pytest.param(lambda row: make_hosting(district=row), id="a meeting it hosted"),
        pytest.param(lambda row: make_tenure(district=row), id="a person's post"),
    ],
)
def test_nothing_is_deleted_that_something_outside_the_bin_hangs_on(administrator, hang):
    binned = make_district(name="Old", status=Status.BIN)
    hang(binned)
    _, done = delete_for_good(administrator, binned)
    assert "is not in the bin and hangs on it" in done.content.decode()
    assert District.objects.filter(pk=binned.pk).exists()


def test_only_the_bin_is_emptied(administrator):
    row = make_district(status=Status.DRAFT)
    chosen = {"action": "delete_for_good", "_selected_action": [row.pk], "for_good": "yes"}
    done = administrator.post(address(District, "changelist"), chosen, follow=True)
    assert "is not in the bin." in done.content.decode()
    assert District.objects.exists()
