"""Every address of the site has its place in a table, and every role finds the same behind each public one."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, path

from consortium.models import Message
from meetings.models import Photo
from milestones.models import Document
from tests.factories import make_document, make_profile
from tests.test_pages import FILES, FOR_MACHINES, FORMS, OF_TODAY, PAGES, a_record
from tests.test_roles import EVERYONE, SCREENS, SITE, account, keyed

pytestmark = pytest.mark.django_db

ADDRESSES_OF_FILES = {
    "photos/<str:name>": lambda: Photo.objects.first().get_absolute_url(),
    "documents/<id:pk>/<str:name>": lambda: Document.objects.get(title="With a file").get_absolute_url(),
    "timeline/document.docx": lambda: "/timeline/document.docx",
    "editions/<slug:slug>.docx": lambda: "/editions/first.docx",
}
ADDRESSES_FOR_MACHINES = {route: f"/{route}" for route in FOR_MACHINES} | {
    "sitemap-<slug:section>.xml": "/sitemap-lists.xml"
}


def every_route(patterns=None, prefix=""):
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(pattern.pattern).removeprefix("^")
        if isinstance(pattern, URLResolver):
            yield from every_route(pattern.url_patterns, route)
        else:
            assert isinstance(pattern, URLPattern)
            yield route


def in_no_table(patterns=None):
    """The routes that nobody has said of who may ask for them, and how."""
    public = {*PAGES, *OF_TODAY, *FORMS, *ADDRESSES_OF_FILES, *ADDRESSES_FOR_MACHINES}
    return [
        route
        for route in every_route(patterns)
        if route not in public and keyed(route)[1] not in {*SCREENS, *SITE}
    ]


def test_every_address_is_in_a_table():
    assert in_no_table() == []
    assert len(list(every_route())) > 400
    assert (set(ADDRESSES_OF_FILES), set(ADDRESSES_FOR_MACHINES)) == (FILES, FOR_MACHINES)


@pytest.mark.parametrize("route", ["members/secret/", "admin/secret/", "admin/members/district/secret/"])
def test_address_that_is_in_no_table_is_found(route):
    new = path(route, lambda request: HttpResponse())
    assert in_no_table([*get_resolver().url_patterns, new]) == [route]


def test_every_role_reads_the_public_site_and_changes_it_by_its_forms_alone(monkeypatch):
    """An empty form is refused with 400; whatever else is no reading, with 405."""
    make_profile()
    a_record()
    make_document(title="With a file", file=SimpleUploadedFile("a.pdf", b"%PDF-1.7 a"))
    monkeypatch.setattr(TemplateResponse, "rendered_content", "")  # what pages say is looked at elsewhere
    reads = {address for address, _ in [*PAGES.values(), *OF_TODAY.values()]}
    reads |= {find() for find in ADDRESSES_OF_FILES.values()} | set(ADDRESSES_FOR_MACHINES.values())
    forms = {address for address, _ in FORMS.values()}
    expected = {
        **{("GET", address): 200 for address in reads | forms},
        **{("POST", address): 405 for address in reads},
        **{("POST", address): 400 for address in forms},
    }
    never = {(method, address): 405 for method in ("PUT", "DELETE", "TRACE") for address in reads | forms}
    for role, client in readers():
        asked = expected | never if role in {"anonymous", "Administrator"} else expected
        assert {each: answer(client, *each) for each in asked} == asked, role
    assert not Message.objects.exists()


def readers():
    for role in EVERYONE:
        client = Client()
        if role != "anonymous":
            client.force_login(account(role))
        yield role, client


def answer(client, method, address):
    response = client.generic(method, address)
    if response.streaming:
        list(response)
    return response.status_code
