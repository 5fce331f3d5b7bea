"""The box of the search and the list that narrows while one types, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from tests.test_browser import problems, record  # noqa: F401 - a fixture

MEMBERS = "/members/"


def said(page):
    return page.locator("main > p[role=status].vh")


@pytest.fixture
def members(page, live_server, record):  # noqa: F811
    page.goto(f"{live_server.url}{MEMBERS}")
    return page


def test_typing_narrows_the_list_and_focus_stays(members):
    box = members.get_by_label("Name contains")
    box.press_sequentially("county", delay=20)

    expect(members.get_by_role("heading", name=re.compile(r"of 22 districts"))).to_have_text(
        "12 of 22 districts"
    )
    expect(said(members)).to_have_text("12 of 22 districts")
    expect(box).to_be_focused()
    assert box.input_value() == "county"
    assert members.url.endswith("/members/?q=county")
    assert "County" in members.title() or "county" in members.title()
    assert members.locator("#list tbody tr").count() == 12


def test_choices_narrow_the_list_at_once_and_counts_follow(members):
    virginia = members.get_by_label("Virginia", exact=False).first
    virginia.check()
    expect(said(members)).to_have_text("4 of 22 districts")
    expect(virginia).to_be_focused()
    hosted = members.get_by_label("Has hosted a meeting")
    expect(members.locator("#id_hosted span")).to_have_text("2")
    hosted.check()
    expect(said(members)).to_have_text("2 of 22 districts")
    assert members.url.endswith("/members/?hosted=yes&state=VA")
    expect(members.locator(".filterbox summary")).to_have_text("Filter the list (2 on)")


def test_back_and_forward_bring_list_and_form_back(members):
    box = members.get_by_label("Name contains")
    members.get_by_label("Virginia", exact=False).first.check()
    expect(said(members)).to_have_text("4 of 22 districts")
    box.press_sequentially("beach", delay=20)
    expect(said(members)).to_have_text("1 of 22 districts")
    members.go_back()
    expect(members.locator("#results")).to_have_text("4 of 22 districts")
    assert members.get_by_label("Name contains").input_value() == ""
    assert members.get_by_label("Virginia", exact=False).first.is_checked()
    members.go_back()
    expect(members.locator("#results")).to_have_text("22 districts")
    assert not members.get_by_label("Virginia", exact=False).first.is_checked()
    assert members.url.endswith("/members/")
    members.go_forward()
    expect(members.locator("#results")).to_have_text("4 of 22 districts")
    members.get_by_label("Name contains").press_sequentially("chester", delay=20)
    expect(said(members)).to_have_text("1 of 22 districts")


def test_letters_typed_together_are_one_request_and_one_step_back(members, live_server):
    asked = []
    members.on("request", lambda request: asked.append(request.url) if "q=" in request.url else None)
    members.get_by_label("Name contains").press_sequentially("fairfax", delay=10)
    expect(said(members)).to_have_text("1 of 22 districts")
    assert asked == [f"{live_server.url}/members/?q=fairfax"]
    members.get_by_label("Name contains").fill("gwinnett")
    expect(members.locator("#list tbody")).to_contain_text("Gwinnett")
    members.go_back()
    expect(members.locator("#results")).to_have_text("22 districts")


def test_error_falls_back_to_an_ordinary_request(members, live_server):
    members.route("**/members/?q=boulder", lambda route: route.fulfill(status=500, body="")
                  if route.request.resource_type == "fetch" else route.continue_())  # fmt: skip
    members.get_by_label("Name contains").fill("boulder")
    members.wait_for_url("**/members/?q=boulder*#results")
    expect(members.locator("#results")).to_have_text("1 of 22 districts")


def test_date_looked_at_and_sorting_are_kept(page, live_server, record):  # noqa: F811
    page.goto(f"{live_server.url}/members/?as_of=2013&sort=-joined")
    page.get_by_label("Name contains").fill("schools")
    expect(said(page)).to_contain_text("of 15 districts")
    assert "as_of=2013" in page.url
    assert "sort=-joined" in page.url
    assert page.locator(".dated input[name=q]").input_value() == "schools"


def test_narrowed_list_keeps_the_rules(members):
    policy = []
    members.on("console", lambda message: policy.append(message.text) if message.type == "error" else None)
    members.get_by_label("Name contains").fill("county")
    expect(said(members)).to_have_text("12 of 22 districts")
    assert problems(members) == []
    assert policy == []


def test_list_narrows_without_scripts(browser, live_server, record):  # noqa: F811
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(f"{live_server.url}{MEMBERS}")
    page.get_by_label("Name contains").fill("county")
    page.keyboard.press("Enter")
    page.wait_for_url("**/members/?q=county#results")
    assert page.locator("#results").inner_text() == "12 of 22 districts"
    context.close()


def test_no_other_page_asks_for_the_script(page, live_server, record):  # noqa: F811
    asked = []
    page.on("request", lambda request: asked.append(request.url) if request.url.endswith(".js") else None)
    for address in ("/", "/timeline/", "/meetings/", "/search/?q=literacy"):
        page.goto(live_server.url + address)
    assert asked == []


# The search


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_box_in_the_head_is_there_and_fits(page, live_server, record, width):  # noqa: F811
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{live_server.url}/timeline/")
    box = page.get_by_role("search", name="The whole site").get_by_label("Search for")
    expect(box).to_be_visible()
    place = box.bounding_box()
    assert place["x"] >= 0
    assert place["x"] + place["width"] <= width
    assert place["height"] >= 24
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    words = page.get_by_role("navigation", name="Main").get_by_role("link").all()
    assert len(words) == 8
    assert all(word.is_visible() for word in words)


def test_search_works_at_390_pixels_without_scripts(browser, live_server, record):  # noqa: F811
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(f"{live_server.url}/meetings/")
    page.get_by_role("search", name="The whole site").get_by_label("Search for").fill("Charlote Mecklenberg")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=Charlote+Mecklenberg")
    assert "Results for charlotte mecklenburg" in page.get_by_role("status").inner_text()
    page.get_by_role("link", name="Charlotte-Mecklenburg Schools").first.click()
    assert page.get_by_role("heading", level=1).inner_text() == "Charlotte-Mecklenburg Schools"
    context.close()
