"""Every public page is HTML without an error, as the standard's own parser sees it, and its references lead somewhere."""

import re
from collections import Counter

import html5lib
import pytest

from consortium.record import Loader
from tests.factories import make_profile
from tests.test_browser import ADDRESSES as OF_THE_FOUNDING_RECORD
from tests.test_browser import FOUNDING_RECORD
from tests.test_pages import ADDRESSES, PAST, a_record

pytestmark = pytest.mark.django_db

BY_IDS = ("for", "list", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "headers")


def faults(text):
    """What is wrong with a page: errors of the parser, ids that stand twice, references to ids that are not there."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parse(text)
    found = [f"line {line}: {code} {data}" for (line, _), code, data in parser.errors]
    elements = [element for element in tree.iter() if isinstance(element.tag, str)]
    ids = Counter(element.get("id") for element in elements if element.get("id") is not None)
    found += [f"id {name!r} stands {count} times" for name, count in ids.items() if count > 1]
    found += [f"id {name!r} has a blank or is empty" for name in ids if not re.fullmatch(r"\S+", name)]
    for element in elements:
        for attribute in BY_IDS:
            for name in (element.get(attribute) or "").split():
                if name not in ids:
                    found.append(f"{attribute}={name!r} of a {element.tag} leads nowhere")
        address = element.get("href") or ""
        if address.startswith("#") and address[1:] not in ids:
            found.append(f"href={address!r} leads nowhere")
        found += [
            f"{name} of a {element.tag} is of no use under our policy"
            for name in element.attrib
            if name == "style" or name.startswith("on")
        ]
    return found


def test_pages_with_a_row_of_everything_are_html_without_a_fault(client):
    make_profile(mission="A mission", parent_name="A parent", kept_to="2020-05")
    a_record(2)
    wrong = {}
    for address in ADDRESSES + PAST:
        response = client.get(address)
        assert response.status_code == 200, address
        if response.headers["Content-Type"].startswith("text/html") and (found := faults(response.content)):
            wrong[address] = found
    assert wrong == {}


def test_pages_of_the_founding_record_and_of_errors_are_html_without_a_fault(client):
    Loader(FOUNDING_RECORD).load()
    wrong = {}
    for address in OF_THE_FOUNDING_RECORD:
        if found := faults(client.get(address).content):
            wrong[address] = found
    assert wrong == {}


def test_forms_sent_empty_and_their_thanks_are_html_without_a_fault(client):
    make_profile()
    answers = [
        client.post("/contact/"),
        client.post("/join/"),
        client.get("/contact/?sent=yes"),
        client.get("/join/?sent=yes"),
    ]
    assert [faults(answer.content) for answer in answers] == [[], [], [], []]


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        pytest.param("<p><div></div></p>", "unexpected-end-tag", id="closed twice"),
        pytest.param("<p>a</b></p>", "unexpected-end-tag", id="closed, never opened"),
        pytest.param("<ul><li>a</ul><table><p>a</table>", "implies-table-voodoo", id="text in a table"),
        pytest.param('<p class="a" class="b">', "duplicate-attribute", id="attribute twice"),
        pytest.param("a & b &amp c", "without-semicolon", id="entity without an end"),
        pytest.param('<p id="a"><p id="a">', "stands 2 times", id="id twice"),
        pytest.param('<p id="a b">', "has a blank", id="id with a blank"),
        pytest.param('<label for="a">b</label>', "for='a'", id="label of nothing"),
        pytest.param('<p aria-labelledby="a b" id="a">', "aria-labelledby='b'", id="named by nothing"),
        pytest.param('<a href="#a">b</a>', "href='#a'", id="fragment of nothing"),
        pytest.param('<p style="color: red">', "style of a p", id="style"),
        pytest.param('<p onclick="go()">', "onclick of a p", id="script"),
    ],
)
def test_fault_is_found(body, fault):
    found = faults(f'<!doctype html><html lang="en"><head><title>A</title></head><body>{body}</body></html>')
    assert any(fault in one for one in found), found
