"""The staff's screens in a real browser, by keyboard, under the site's own policy."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import Group, User

from consortium.management.commands.load_record import FOUNDING_RECORD
from consortium.record import Loader
from members.models import Membership
from milestones.models import Milestone
from tests.test_browser import problems

SCAN = Path(__file__).parent / "milestones" / "pasted" / "scan.txt"


@pytest.fixture
def groups(django_db_serialized_rollback, transactional_db):
    """The roles of the migration, which a test that empties the tables takes away."""
    return Group.objects.all()


@pytest.fixture
def record(groups):
    Loader(FOUNDING_RECORD).load()


@pytest.fixture
def dana(record, page, live_server, client):
    user = User.objects.create_superuser("dana", password="a password of staff")
    client.force_login(user)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    page.context.add_cookies([cookie])
    return page


def focused(page):
    return page.evaluate("document.activeElement.name")


def test_2016_is_entered_by_keyboard_alone_and_shown(dana, live_server):
    """Two page loads; keys beyond the text: at most 20."""
    Milestone.objects.filter(year=2016).delete()
    Membership.objects.filter(joined=2016).delete()
    dana.goto(f"{live_server.url}/admin/consortium/year/desk/2021/")
    keys = 0

    def press(key):
        nonlocal keys
        keys += 1
        dana.keyboard.press(key)

    assert focused(dana) == "joined-0-name"
    dana.keyboard.type("Chesterfield County Public Schools")
    press("Enter")
    press("Enter")
    press("Enter")
    assert focused(dana) == "year-headline"
    dana.keyboard.type("From writing rules to testing ideas.")
    press("Enter")
    for number in range(4):
        assert focused(dana) == f"milestone-{number}-headline"
        dana.keyboard.type(f"Headline {number}")
        press("Enter")
        dana.keyboard.type(f"What happened, number {number}.")
        press("Enter")
    press("Enter")
    assert focused(dana) == "meeting-theme"
    dana.keyboard.type("District-wide literacy")
    press("Enter")
    dana.keyboard.type("Charlotte-Mecklenburg Schools")
    press("Control+s")
    dana.wait_for_selector(".messagelist")
    assert keys <= 20
    dana.get_by_role("button", name="Publish 2021").click()
    dana.wait_for_selector(".messagelist")
    dana.goto(f"{live_server.url}/timeline/2021/")
    text = dana.inner_text("main")
    for words in (
        "Chesterfield County Public Schools",
        "Headline 3",
        "What happened, number 0.",
        "District-wide literacy",
    ):
        assert words in text


def test_year_is_entered_without_scripts_in_at_most_36_keys(browser, live_server, record, client):
    Membership.objects.filter(joined=2016).delete()
    client.force_login(User.objects.create_superuser("dana", password="a password of staff"))
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    page = context.new_page()
    page.goto(f"{live_server.url}/admin/consortium/year/desk/2021/")
    typed = {
        "joined-0-name": "Chesterfield County Public Schools",
        "year-headline": "A year.",
        "meeting-theme": "District-wide literacy",
        "meeting-host": "Charlotte-Mecklenburg Schools",
        **{f"milestone-{n}-headline": f"Headline {n}" for n in range(4)},
        **{f"milestone-{n}-text": f"Text {n}." for n in range(4)},
    }
    keys = 0
    for _ in range(40):
        name = page.locator(":focus").get_attribute("name")
        if name in typed:
            page.keyboard.type(typed.pop(name))
        if not typed:
            break
        page.keyboard.press("Tab")
        keys += 1
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert typed == {}
    assert keys + 1 <= 36
    assert Milestone.objects.filter(year=2021).count() == 4
    context.close()


def test_scan_is_pasted_and_becomes_drafts(page, live_server, groups, client):
    client.force_login(User.objects.create_superuser("dana", password="a password of staff"))
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    page.goto(f"{live_server.url}/admin/consortium/year/paste/")
    page.get_by_label("The document's text").fill(SCAN.read_text())
    page.get_by_role("button", name="Read it").click()
    assert re.search("[0-9]+ rows to look at", page.inner_text("#content"))
    page.get_by_role("button", name="Make drafts").click()
    page.wait_for_selector(".messagelist")
    assert Milestone.objects.filter(status="draft").count() == 28


STAFF_PAGES = [
    "/admin/",
    "/admin/check/",
    "/admin/ledger/",
    "/admin/consortium/year/desk/2016/",
    "/admin/consortium/year/desk/2021/",
    "/admin/consortium/year/paste/",
    "/admin/members/district/import/",
    "/admin/second-factor/",
]


def test_axe_finds_nothing_on_the_staff_s_screens(dana, live_server):
    said, broken, found = [], {}, {}
    dana.on(
        "console", lambda message: said.append(message.text) if "Content Security" in message.text else None
    )
    for address in STAFF_PAGES:
        assert dana.goto(live_server.url + address).status == 200, address
        broken |= {address: list(said)} if said else {}
        if bad := problems(Axe().run(dana, context="#content")):
            found[address] = bad
        said.clear()  # axe itself writes styles
    assert (found, broken) == ({}, {})
