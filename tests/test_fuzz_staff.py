"""What no member of staff would send: every address of the admin answers it with a page, on either database."""

import re
from urllib.parse import quote

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models, transaction
from django.test import Client
from django.urls import reverse

from consortium.imports.screens import TableAdmin
from milestones.models import Edition, Milestone
from tests.drills.visitor import Form
from tests.test_admin import address
from tests.test_roles import leaves, rows, visits

pytestmark = pytest.mark.django_db

ODD = {
    "null byte": "\0",
    "letters": "abc",
    "negative": "-1",
    "23 digits": "9" * 23,
    "5,000 digits": "9" * 5000,
    "digit that int() refuses": "²",
    "overlong": "x" * 3000,
}
SHORT = {name: value for name, value in ODD.items() if len(value) < 1000}  # fits into an address's path
REFUSED = {400, 403, 404, 405}  # with a page of ours
TEXT = (models.CharField, models.TextField)
MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)
OF_ITS_OWN = {Edition}  # are added by a screen of their own, which takes nothing from its address
each_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.model_name)


@pytest.fixture(scope="module")
def staff(django_db_setup, django_db_blocker):
    """A superuser's client with `there`, the rows to visit; all tests read them and none changes them."""
    with django_db_blocker.unblock(), transaction.atomic():
        client = Client()
        client.there = rows()
        client.force_login(User.objects.create_superuser("staff"))
        client.session_key = client.cookies["sessionid"].value
        yield client
        transaction.set_rollback(True)


def answer(client, page, data=None, *, post=False):
    """The status; in words "empty" for a list without rows, "told" for a message, or the error that nobody caught."""
    client.cookies.clear()
    client.cookies["sessionid"] = client.session_key
    with transaction.atomic():
        try:
            response = (client.post if post else client.get)(page, data or {})
            return told(response)
        except Exception as error:  # whatever it is, it goes into the table of wrong answers
            return f"{type(error).__name__}: {str(error)[:80]}"
        finally:
            transaction.set_rollback(True)  # nothing that was written stays


def told(response):
    context = response.context or {}
    if response.status_code == 302:
        if response.headers["Location"].endswith("/change/"):  # which is asked next, and refuses
            return "told"
        return "told" if list(response.wsgi_request._messages._queued_messages) else 302
    if response.status_code == 200 and "cl" in context and not context["cl"].result_count:
        return "empty"
    errors = (context.get("errors") or getattr(context.get("form"), "errors", None)) if context else None
    return "told" if response.status_code == 200 and errors else response.status_code


# Lists


def filters_of(client, model):
    """The parameters of a list's filters."""
    specs = client.get(address(model, "changelist")).context["cl"].filter_specs
    return [name for spec in specs for name in spec.expected_parameters()]


@each_model
def test_list_refuses_odd_parameters(staff, model):
    odd = dict.fromkeys(("p", "_to_field", *filters_of(staff, model)), ODD)
    odd["o"] = {what: ODD[what] for what in ODD if what != "negative"}  # which asks for the reverse
    odd["nothing"] = odd["pk__in"] = {"letters": "abc"}
    odd[f"{model._meta.pk.name}__regex"] = {"broken pattern": "("}
    if admin.site._registry[model].search_fields:
        odd["q"] = {"null byte": "a\0b", "overlong": "a " * 1500, "accent alone": "\u0301"}
    found = {
        f"{name}: {what}": answer(staff, address(model, "changelist"), {name: value})
        for name, values in odd.items()
        for what, value in values.items()
    }
    assert {key: value for key, value in found.items() if value not in {*REFUSED, "empty"}} == {}


@pytest.mark.parametrize("value", ODD.values(), ids=ODD)
@pytest.mark.parametrize("end", ["export/", "export.xlsx"])
def test_export_refuses_odd_parameters(staff, end, value):
    names = ("year__number__exact", "status", "kind__exact", "p")
    page = address(Milestone, "changelist") + end
    assert {name: answer(staff, page, {name: value}) for name in names} == dict.fromkeys(names, 400)


@each_model
def test_bulk_actions_refuse_odd_rows(staff, model):
    form = staff.get(address(model, "changelist")).context["action_form"]
    actions = [name for name, _ in form.fields["action"].choices] if form else []
    found = {
        (action, what, *more): answer(
            staff,
            address(model, "changelist"),
            {"action": action, "_selected_action": [value], **more},
            post=True,
        )
        for action in [*actions, "\0abc"]
        for what, value in ODD.items()
        for more in ({"index": value},)
    }
    right = {*REFUSED, "told", 200 if not actions else 400}
    # What names no row, such as -1, may go through to an action, which then has nothing to do.
    assert {key: value for key, value in found.items() if value not in right and key[1] != "negative"} == {}
    assert {value for value in found.values() if isinstance(value, str)} <= {"told", "empty"}


@pytest.mark.parametrize("value", ODD.values(), ids=ODD)
def test_search_for_a_choice_refuses_odd_parameters(staff, value):
    right = {
        "app_label": "milestones",
        "model_name": "milestone",
        "field_name": "meeting",
        "term": "",
        "page": "1",
    }
    found = {name: answer(staff, reverse("admin:autocomplete"), {**right, name: value}) for name in right}
    if value in {"abc", "-1", "²", "9" * 23}:
        assert found.pop("term") == 200
    assert set(found.values()) <= REFUSED, found


# Rows


@pytest.mark.parametrize("value", [*SHORT.values(), "../../etc", "a\nb"], ids=[*SHORT, "path", "line break"])
def test_addresses_of_rows_that_cannot_be(staff, value):
    found = {}
    for route in leaves():
        if "<" not in route or "(?P<" in route or "uidb64" in route:
            continue
        page = f"/{route}"
        while "<" in page:
            start, _, rest = page.partition("<")
            page = start + quote(value, safe="") + rest.partition(">")[2]
        for post in (False, True):
            status = answer(staff, page, {"post": "yes"} if post else None, post=post)
            if status not in {*REFUSED, "told"}:
                found[page, post] = status
    assert found == {}


def one_of_each(there):
    """One address of every route."""
    return {re.sub("[0-9]+", "#", page): page for page, _, _ in visits(there)}.values()


@pytest.mark.parametrize(
    "odd",
    [
        {"_to_field": "abc"},
        {"next": "²", "_changelist_filters": "9" * 5000 + "=%00", "_popup": "abc", "all": "x" * 3000},
    ],
    ids=["a field to point at", "the rest"],
)
def test_every_address_with_odd_switches(staff, odd):
    """As popups and lists give them: refused, or nothing comes of them but where one goes next."""
    found = {page: answer(staff, page, odd) for page in one_of_each(staff.there)}
    fine = {200, 302, *REFUSED, "told", "empty"}
    assert {page: status for page, status in found.items() if status not in fine} == {}
    assert len(found) > 100


OPEN = ("/login/", "/password_reset/", "/reset/")  # to anybody: test_sign_in.py sees to them


def test_every_address_refuses_null_bytes(staff):
    pages = [page for page in one_of_each(staff.there) if not any(part in page for part in OPEN)]
    found = {page: answer(staff, page, {"anything": "a\0b"}) for page in pages}
    assert {page: status for page, status in found.items() if status not in {400, "told"}} == {}


# Forms


@each_model
def test_form_refuses_odd_first_values(staff, model):
    found = {}
    for field in () if model in OF_ITS_OWN else model._meta.get_fields():
        if not isinstance(field, models.Field) or not field.editable or isinstance(field, models.AutoField):
            continue
        free = isinstance(field, models.TextField) or (
            isinstance(field, models.CharField) and not field.choices
        )
        for what in (
            ("overlong",) if isinstance(field, models.CharField) else ("letters", "23 digits", "overlong")
        ):
            status = answer(staff, address(model, "add"), {field.name: ODD[what]})
            if status not in REFUSED and not (free and status == 200):
                found[field.name, what] = status
    assert found == {}


def opened(client, page):
    """What a browser would send from a form as it opens."""
    context, data = client.get(page).context, {}
    parts = [context["adminform"].form]
    for lines in context["inline_admin_formsets"]:
        parts += [lines.formset.management_form, *lines.formset.forms]
    for bound in (bound for part in parts for bound in part):
        value = bound.value()
        values = value if isinstance(value, list) else [value]
        sent = [str(getattr(one, "pk", one)) for one in values if one not in (None, False)]
        data[bound.html_name] = sent if isinstance(value, list) else "".join(sent)
        if bound.field.show_hidden_initial:
            data[bound.html_initial_name] = data[bound.html_name]
    return data


def odd_forms(right, *, adding):
    """(what is odd, the form) for all that a form as it opens may be turned into."""
    names = [name for name in right if not name.endswith("_FORMS")]
    counts = [name for name in right if name.endswith("_FORMS")]
    hidden = [
        name for name in names if name.startswith("initial-") or "-initial-" in name or name.endswith("-id")
    ]
    for what in ("null byte", "23 digits", "overlong") if adding else ("letters",):
        yield f"every value {what}", {**right, **dict.fromkeys(names, ODD[what])}
    for what in ("letters", "negative", "23 digits"):
        yield f"every count {what}", {**right, **dict.fromkeys(counts, ODD[what])}
    for what in () if adding else ("null byte", "23 digits"):
        yield f"what stood there {what}", {**right, **dict.fromkeys(hidden, ODD[what])}
    for name in names if adding else ():
        if "-" not in name:
            yield f"{name} 23 digits", {**right, name: ODD["23 digits"]}
    yield "no counts", {name: value for name, value in right.items() if name not in counts}
    yield "every value left out", {"x": "1"} if adding else {"_saveasnew": "1"}


@each_model
def test_forms_refuse_odd_values(staff, model):
    found = {}
    pages = [address(model, "change", staff.there[model][0].pk)]
    for page in pages if model in OF_ITS_OWN else [address(model, "add"), *pages]:
        if answer(staff, page) != 200 or not staff.get(page).context["adminform"].form.fields:
            continue
        for what, data in odd_forms(opened(staff, page), adding=page.endswith("/add/")):
            status = answer(staff, page, data, post=True)
            if status not in {*REFUSED, "told"} and not (
                status in (200, 302) and not what.startswith("every value")
            ):
                found[page, what] = status
    assert found == {}


# Screens of their own


@pytest.mark.parametrize("what", ODD)
def test_freezing_refuses_odd_values(staff, what):
    page = address(Edition, "add")
    right = {"as_of": "May 2020", "title": "", "note": "", "seen": "x", "do": "freeze"}
    found = {name: answer(staff, page, {**right, name: ODD[what]}, post=True) for name in right}
    assert {name: status for name, status in found.items() if status not in {200, 400, "told"}} == {}
    assert Edition.objects.count() == len(staff.there[Edition])


def desk_of(client, page):
    form = Form(client.get(page).content.decode(), "desk")
    return {name: form.all(name) for name, _ in form.fields}


@pytest.mark.parametrize("number", [2016, 2030], ids=["a year that is there", "a new one"])
def test_desk_refuses_odd_values(staff, number):
    page = reverse("admin:consortium_year_desk", args=[number])
    right = desk_of(staff, page)
    typed = {
        "milestone-0-position": {"milestone-0-headline": "A headline"},
        "milestone-1-id": {"milestone-1-headline": "Another"},
        "joined-0-name": {"joined-0-state": "VA"},
        "left-0-name": {},
        "meeting-begins": {"meeting-theme": "A theme"},
        "new": {},
        "do": {},
    }
    forms = dict(odd_forms(right, adding=False))
    for what in ("letters", "5,000 digits", "digit that int() refuses"):
        forms |= {(name, what): {**right, name: ODD[what], **more} for name, more in typed.items()}
    forms["row without end"] = {**right, f"milestone-{'9' * 5000}-id": "1"}
    found = {what: answer(staff, page, data, post=True) for what, data in forms.items()}
    fine = {200, 302, *REFUSED, "told"}
    assert {what: status for what, status in found.items() if status not in fine} == {}


@pytest.mark.parametrize("value", ODD.values(), ids=ODD)
def test_desk_refuses_odd_keys(staff, value):
    page = reverse("admin:consortium_year_desk", args=[2016])
    found = {name: answer(staff, page, {name: value}, post=True) for name in ("remove", "return", "source")}
    assert found == dict.fromkeys(found, "told" if value == "-1" else 400)  # which no row has


@pytest.mark.parametrize("number", [1000, 1799, 2201, 9999])
def test_desk_of_a_year_that_cannot_be_is_not_there(staff, number):
    for name, post in (("desk", False), ("desk", True), ("start", True)):
        page = reverse(f"admin:consortium_year_{name}", args=[number])
        assert (name, answer(staff, page, {"do": "save"} if post else None, post=post)) == (name, 404)


@pytest.mark.parametrize("value", ODD.values(), ids=ODD)
def test_paste_screen_refuses_odd_values(staff, value):
    page, found = reverse("admin:consortium_year_paste"), {}
    text = "2016\nNew members: Alpha County (VA)\n- A report is published.\nFall meeting in Alpha: reading"
    read = staff.post(page, {"do": "read", "text": text})
    right = {}
    for part in (read.context["pasting"].rows.management_form, *read.context["pasting"].rows):
        right |= {bound.html_name: "" if bound.value() is None else str(bound.value()) for bound in part}
    rows = [name for name in right if not name.endswith("_FORMS")]
    assert rows
    for do in ("make", f"add-1{value}"):
        for what, data in {
            "as read": right,
            "every value": {**right, **dict.fromkeys(rows, value)},
            "every count": {name: value if name.endswith("_FORMS") else right[name] for name in right},
            "the source": {**right, "source": value},
            "no rows": {},
            "an empty row": {"row-TOTAL_FORMS": "1", "row-INITIAL_FORMS": "0", "row-0-x": ""},
        }.items():
            status = answer(staff, page, {**data, "do": do}, post=True)
            if status not in {200, 302, *REFUSED, "told"}:
                found[do[:20], what] = status
    found |= {
        ("read", what): status
        for what, typed in {
            "odd": value,
            "in a year": f"{text} {value}",
            "a megabyte": "x" * 1_000_000,
        }.items()
        if (status := answer(staff, page, {"do": "read", "text": typed}, post=True)) != 200
    }
    assert found == {}


TABLES = [model for model in MODELS if isinstance(admin.site._registry[model], TableAdmin)]


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model._meta.model_name)
def test_import_refuses_odd_values(staff, model):
    page, found = address(model, "import"), {}
    heads = [
        head for column in admin.site._registry[model].resource_classes[0].columns for head in column.names
    ]
    for what, value in ODD.items():
        for name, kind, content in (
            ("a.csv", "0", f"{','.join(heads)}\n{','.join([value] * len(heads))}\n"),
            ("a.xlsx", "1", f"PK{value}"),
        ):
            file = SimpleUploadedFile(name, content.encode())
            sent = {"import_file": file, "format": kind, "resource": "0"}
            if (status := answer(staff, page, sent, post=True)) not in {200, "told"}:
                found[what, name] = status
        odd = dict.fromkeys(("import_file_name", "original_file_name", "format", "resource", "seen"), value)
        for data in (odd, {**odd, "format": "0"}):
            status = answer(staff, address(model, "process_import"), data, post=True)
            if status not in {200, *REFUSED, "told"}:
                found[what, *data] = status
    assert found == {}
