"""The forms for readers in a real browser: accessibility, by keyboard alone, without scripts."""

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect

from consortium.models import Message
from consortium.person_question import Question
from tests.factories import make_collaborative, make_meeting, make_message, make_profile, make_story
from tests.test_browser import problems, problems_by_day_and_night

COMMENT = "/meetings/2016/fall/comment/"
FORMS = ("/contact/?page=/members/", "/join/", COMMENT)


@pytest.fixture
def site(transactional_db):
    make_profile(name="A consortium", short_name="the Consortium", contact_email="office@example.org")
    make_collaborative(name="Reading together", slug="reading", for_agencies=True)
    return make_story(make_meeting("October 3, 2016", slug="fall", theme="A theme"), headline="The news")


def answer(page):
    return Question.signed(page.locator("[name=token]").input_value()).answer


def focused(page):
    return page.evaluate("document.activeElement.name || document.activeElement.className")


def refused(page):
    """Send the form as it is and wait for the page that says what is wrong."""
    with page.expect_navigation():
        page.locator("form.letter button").click()


@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_on_the_forms(page, live_server, site, width):
    page.set_viewport_size({"width": width, "height": 900})
    found = {}
    for address in FORMS:
        page.goto(live_server.url + address)
        found[address] = problems_by_day_and_night(page)
        refused(page)
        assert page.title().startswith("Error: ")
        found[f"{address} with errors"] = problems_by_day_and_night(page)
        page.goto(f"{live_server.url}{address.partition('?')[0]}?sent=yes")
        found[f"{address} sent"] = problems_by_day_and_night(page)
    assert found == {key: [] for key in found}


def test_forms_reflow_at_320_pixels_and_keep_to_the_policy(page, live_server, site):
    said, wide = [], {}
    page.on("console", lambda message: said.append(message.text))
    page.set_viewport_size({"width": 320, "height": 800})
    for address in FORMS:
        for send in (False, True):
            page.goto(live_server.url + address)
            if send:
                refused(page)
            wide[address, send] = page.evaluate("document.documentElement.scrollWidth")
    assert wide == dict.fromkeys(wide, 320)
    assert [text for text in said if "400" not in text] == []


def test_contact_is_sent_by_keyboard_alone(page, live_server, site):
    page.goto(f"{live_server.url}/contact/")
    page.locator("[name=name]").focus()
    order = []
    for typed in ("Ann Reader", "ann@example.org", "A question.", "wrong"):
        order.append(focused(page))
        page.keyboard.type(typed)
        page.keyboard.press("Tab")
    order.append(focused(page))
    assert order == ["name", "email", "text", "answer", "btn"]
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.title().startswith("Error: ")
    assert focused(page) == "err"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert focused(page) == "answer"
    assert page.locator("[name=text]").input_value() == "A question."
    page.keyboard.type(answer(page))
    page.keyboard.press("Enter")
    page.wait_for_url("**/contact/?sent=yes")
    assert page.get_by_role("heading", level=1).inner_text() == "Thank you"
    assert Message.objects.get().text == "A question."


def test_screen_reader_meets_the_question_and_not_the_hidden_field(page, live_server, site):
    page.goto(live_server.url + COMMENT)
    tree = page.locator("form.letter").aria_snapshot()
    question = Question.signed(page.locator("[name=token]").input_value())
    assert f'textbox "{question.text}"' in tree
    assert "Leave this field empty" not in tree


def test_comment_is_sent_without_scripts_and_accepted(browser, live_server, site, client):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(live_server.url + COMMENT)
    assert page.locator("[name=text]").get_attribute("maxlength") is None
    page.get_by_label("Your name").fill("Ann Reader")
    page.get_by_label("Your comment").fill("What I saw.\nIt was good.")
    page.get_by_role("button", name="Send").click()
    assert page.get_by_role("alert").get_by_role("link", name="Answer the question.").is_visible()
    assert page.get_by_text("You have typed 24.").is_visible()
    page.locator("[name=answer]").fill(answer(page))
    page.get_by_role("button", name="Send").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Thank you"
    client.force_login(User.objects.create_superuser("dana"))
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    context.add_cookies([cookie])
    page.goto(f"{live_server.url}/admin/")
    page.get_by_role("link", name="1 message", exact=True).click()
    page.get_by_role("link", name="Comment on a story by Ann Reader").click()
    page.get_by_role("button", name="Accept").click()
    assert page.get_by_text("Published below").is_visible()
    assert site.comments.get().text == "What I saw.\nIt was good."
    context.close()


def test_characters_are_counted_while_one_types(page, live_server, site):
    page.goto(live_server.url + COMMENT)
    page.get_by_label("Your comment").fill("12345")
    assert page.locator("[role=status].vh").inner_text() == ""
    page.get_by_text("1,995 left").first.wait_for()
    expect(page.locator("[role=status].vh")).to_have_text("1,995 left")


def test_text_that_is_too_long_is_told_of_and_kept(page, live_server, site):
    page.goto(live_server.url + COMMENT)
    page.get_by_label("Your comment").fill("x" * 2003)
    page.get_by_text("3 too many").first.wait_for()
    page.get_by_label("Your name").fill("Ann Reader")
    page.get_by_role("button", name="Send").click()
    assert "at most 2000 characters" in page.get_by_role("alert").inner_text()
    assert len(page.get_by_label("Your comment").input_value()) == 2003


def test_axe_finds_nothing_on_the_queue(page, live_server, site, client):
    client.force_login(User.objects.create_superuser("dana"))
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    page.context.add_cookies([cookie])
    comment = make_message(about=site)
    joins = {"kind": "join", "joins_as": "district", "state": "VA"}
    rows = [comment, make_message(organization="Elm County Schools", **joins), make_message(kind="contact")]
    found = {}
    for row in rows:
        for end in ("change/", "reply/"):
            address = f"/admin/consortium/message/{row.pk}/{end}"
            page.goto(live_server.url + address)
            found[address] = problems(
                page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}
            )
    assert found == {key: [] for key in found}
