"""Every public page in a real browser: accessibility, narrow screens, no scripts, nothing from elsewhere."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from consortium.record import Loader

FOUNDING_RECORD = Path("consortium/founding_record")
ADDRESSES = [
    "/",
    "/?as_of=2016",
    "/members/",
    "/members/?state=VA&joined=2013",
    "/members/?state=WY&joined=2013",
    "/members/?state=ZZ",
    "/members/charlotte-mecklenburg-schools/",
    "/members/greenville-county-schools/",
    "/timeline/",
    "/timeline/?q=essa",
    "/timeline/?view=decades",
    "/timeline/?view=decades&as_of=2015",
    "/timeline/?topic=federal-policy",
    "/timeline/?topic=federal-policy&as_of=2011",
    "/timeline/2018/?as_of=2012",
    "/timeline/?topic=nothing",
    "/timeline/document/",
    "/timeline/document/?as_of=2013",
    "/timeline/document/?as_of=2010",
    "/editions/",
    "/editions/?as_of=2013",
    "/editions/may-2020/",
    "/data/",
    "/data/?as_of=2016",
    "/data/meetings/",
    "/data/nothing/",
    "/meetings/2016/fall.ics",
    "/timeline/2011/",
    "/timeline/2016/",
    "/meetings/",
    "/meetings/?kind=fall",
    "/meetings/2016/",
    "/meetings/2016/fall/",
    "/meetings/2017/aasa-conference/",
    "/people/jeff-rose/",
    "/people/betsy-devos/",
    "/people/jeff-rose/?as_of=2013",
    "/about/",
    "/about/?as_of=2013",
    "/privacy/",
    "/accessibility/",
    "/practices/",
    "/practices/?state=WY",
    "/practices/?topic=nothing",
    "/practices/maximize-your-resources/",
    "/practices/instructional-leadership-teams/",
    "/about/plan/",
    "/about/plan/?as_of=2012",
    "/about/plan/priorities-2017/",
    "/about/plan/policy-platform-2013/",
    "/meetings/2021/",
    "/meetings/2021/asr-jacksonville/",
    "/collaboratives/",
    "/collaboratives/?as_of=2012",
    "/collaboratives/performance-assessment-collaborative/",
    "/collaboratives/accountability-systems-and-reporting/",
    "/collaboratives/accountability-systems-and-reporting/2020-2021/",
    "/collaboratives/accountability-systems-and-reporting/2019-2020/",
    "/search/",
    "/search/?q=literacy",
    "/search/?q=school&kind=milestone",
    "/search/?q=Charlote+Mecklenberg",
    "/search/?q=zebra",
    "/search/?q=***",
    "/no-such-page/",
    "/members/?page=99",
    "/members/?as_of=soon",
]


@pytest.fixture
def record(transactional_db):
    Loader(FOUNDING_RECORD).load()


def problems(page, **options):
    """What axe-core finds on a page once it is there: a click does not wait for what it leads to."""
    page.wait_for_load_state()
    chosen = {"resultTypes": ["violations"], **options.pop("options", {})}  # quicker than all there is to say
    results = Axe().run(page, options=chosen, **options)
    return [
        (violation["id"], [node["html"][:120] for node in violation["nodes"][:3]])
        for violation in results.response["violations"]
    ]


def problems_by_day_and_night(page, **options):
    """The same in both colour schemes: in the second one by the rule that measures colours."""
    found = problems(page, **options)
    page.emulate_media(color_scheme="dark")
    page.evaluate("Promise.all(document.getAnimations().map(fading => fading.finished))")
    found += problems(page, **{**options, "options": {"runOnly": ["color-contrast"]}})
    page.emulate_media(color_scheme="light")
    return found


@pytest.mark.parametrize("half", [0, 1])
def test_pages_have_no_problem_by_day_or_night_on_wide_and_narrow_screens(page, live_server, record, half):
    """Nothing for axe-core, nothing wider than a screen of 320 pixels, nothing against the page's own policy."""
    said, found, wide = [], {}, {}
    page.on(
        "console", lambda message: said.append(message.text) if "Content Security" in message.text else None
    )
    for address in ADDRESSES[half::2]:
        page.set_viewport_size({"width": 1280, "height": 900})
        assert page.goto(live_server.url + address).status < 500, address
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            if bad := problems_by_day_and_night(page):
                found[address, width] = bad
        page.set_viewport_size({"width": 320, "height": 800})
        if (width := page.evaluate("document.documentElement.scrollWidth")) > 320:
            wide[address] = width
    assert (said, found, wide) == ([], {}, {})


def test_filters_work_without_scripts(browser, live_server, record):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(f"{live_server.url}/members/")
    page.get_by_text("Filter the list").click()
    page.get_by_label("Virginia").check()
    page.get_by_role("button", name="Apply filters").click()
    assert page.url.endswith("/members/?state=VA#results")
    assert page.get_by_role("heading", name="4 of 22 districts").is_visible()
    page.get_by_role("link", name="Chesterfield County Public Schools").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Chesterfield County Public Schools"
    page.goto(f"{live_server.url}/timeline/")
    page.get_by_text("Look for a word").click()
    page.get_by_label("Words").fill("rulemaking")
    page.get_by_role("button", name="Show").click()
    assert page.get_by_role("heading", level=2, name="2016").is_visible()
    context.close()


def test_date_is_chosen_without_scripts_on_a_phone_and_left_again(browser, live_server, record):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(f"{live_server.url}/members/?state=VA")
    page.get_by_text("Choose a date").click()
    page.get_by_label("See the record as of").fill("May 2013")
    page.get_by_role("button", name="Show", exact=True).click()
    assert page.url.endswith("/members/?state=VA&as_of=2013-05")
    assert page.get_by_role("heading", name="3 of 15 districts").is_visible()
    assert page.get_by_text("This is the record as of the end of May 2013.").is_visible()
    page.get_by_role("link", name="Fairfax County Public Schools").click()
    assert page.url.endswith("?as_of=2013-05")
    page.get_by_text("Cite this page").click()
    assert page.get_by_text("/members/fairfax-county-public-schools/?as_of=2013-05-31").is_visible()
    page.get_by_role("link", name="See it as of today").click()
    assert page.url.endswith("/members/fairfax-county-public-schools/")
    page.get_by_text("Choose a date").click()
    page.get_by_label("See the record as of").fill("the day after tomorrow")
    page.get_by_role("button", name="Show", exact=True).click()
    assert page.get_by_role("heading", level=1).inner_text() == "That date can’t be shown"
    page.get_by_label("See the record as of").fill("")
    page.get_by_role("button", name="Show", exact=True).click()
    assert page.url.endswith("/members/fairfax-county-public-schools/")
    context.close()


def test_first_visit_is_light(page, live_server, record):
    """The home page at most 40 KB of HTML; all that it needs at most 100 KB, compressed as WhiteNoise sends it or not."""
    sizes = {}
    page.on("response", lambda response: sizes.update({response.url: len(response.body())}))
    page.goto(f"{live_server.url}/", wait_until="networkidle")
    assert sizes[f"{live_server.url}/"] <= 40 * 1024
    assert sum(sizes.values()) - sizes[f"{live_server.url}/"] <= 100 * 1024
    assert len(sizes) <= 4


def test_keyboard_reaches_the_content_first(page, live_server, record):
    page.goto(f"{live_server.url}/members/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")
