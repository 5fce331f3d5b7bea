"""The staff's screens in a real browser, by keyboard, under the site's own policy."""

import re
from pathlib import Path

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.urls import reverse

from consortium.management.commands.load_record import FOUNDING_RECORD
from consortium.record import Loader
from members.models import District, Membership
from milestones.models import Milestone
from tests.factories import make_figure, make_milestone, make_topic
from tests.test_browser import problems, problems_by_day_and_night
from tests.test_imports import run

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


def headlines(page):
    """What stands in the rows with a headline, from top to bottom: (number, headline)."""
    rows = page.locator(".deeds .row").all()
    typed = [
        [row.locator(f"{part}:visible").input_value() for part in (".pos", ".headline input")] for row in rows
    ]
    return [(number, headline[:1]) for number, headline in typed if headline]


def test_milestones_are_moved_by_number_by_button_and_by_key(dana, live_server):
    for position, headline in enumerate("ABC", 1):
        make_milestone(2021, headline=headline, position=position, status="draft")
    dana.goto(f"{live_server.url}/admin/consortium/year/desk/2021/")
    dana.get_by_label("Position of milestone 3").fill("1")
    dana.keyboard.press("Tab")
    assert focused(dana) == "milestone-2-headline"
    assert headlines(dana) == [("1", "C"), ("2", "A"), ("3", "B")]
    assert dana.inner_text("#said") == "Milestone 1 of 5 now."
    dana.get_by_label("Position of milestone 1").fill("3")
    dana.keyboard.press("Tab")
    assert headlines(dana) == [("1", "A"), ("2", "B"), ("3", "C")]
    dana.get_by_role("button", name="Move milestone 1 down").click()
    assert headlines(dana) == [("1", "B"), ("2", "A"), ("3", "C")]
    assert dana.evaluate("document.activeElement.innerText").endswith("Move milestone 2 down")
    dana.locator("[name=milestone-2-headline]").focus()
    dana.keyboard.press("Alt+ArrowUp")
    assert dana.inner_text("#said") == "Milestone 2 of 5 now."
    dana.keyboard.press("Control+Enter")
    dana.keyboard.type("New")
    assert dana.get_by_label("Remove milestone 3").is_visible()
    dana.get_by_label("Position of milestone 3").focus()
    dana.keyboard.press("Control+s")
    dana.wait_for_selector(".messagelist")
    assert headlines(dana) == [("1", "B"), ("2", "C"), ("3", "N"), ("4", "A")]


def test_problems_are_told_in_the_title_and_the_summary_leads_to_their_fields(dana, live_server):
    dana.set_viewport_size({"width": 390, "height": 800})
    dana.goto(f"{live_server.url}/admin/consortium/year/desk/2031/")
    dana.locator("[name=left-0-name]").fill("Fulton")
    dana.locator("[name=joined-1-name]").fill("Nowhere Schools")
    dana.locator("[name=joined-1-state]").fill("Virgina")
    with dana.expect_navigation():
        dana.get_by_role("button", name="Save draft").click()
    assert dana.title().startswith("Error: 2031")
    assert dana.evaluate("document.activeElement.id") == "problems"
    dana.get_by_role("link", name="Left: Name: No member of this name. Did you mean Fulton").click()
    assert focused(dana) == "left-0-name"
    assert dana.locator("#id_joined-1-state_error").bounding_box()["width"] > 200
    assert dana.evaluate("document.documentElement.scrollWidth") <= 390
    covered = dana.evaluate("getComputedStyle(document.querySelector('.save')).position")
    assert covered == "static"
    assert problems(dana, context="#content") == []


def test_scan_is_pasted_and_becomes_drafts(page, live_server, groups, client):
    client.force_login(User.objects.create_superuser("dana", password="a password of staff"))
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    page.goto(f"{live_server.url}/admin/consortium/year/paste/")
    page.get_by_label("The document's text").fill(SCAN.read_text())
    page.get_by_role("button", name="Read it").click()
    page.wait_for_load_state()
    assert re.search("[0-9]+ rows to look at", page.inner_text("#content"))
    page.get_by_role("button", name="Make drafts").click()
    page.wait_for_selector(".messagelist")
    assert Milestone.objects.filter(status="draft").count() == 28


@pytest.mark.parametrize(("width", "scheme", "most"), [(390, "dark", 15_000), (1280, "light", 7_000)])
def test_rows_of_a_paste_show_what_their_kind_has_and_say_all_that_is_wrong(
    dana, live_server, width, scheme, most
):
    dana.set_viewport_size({"width": width, "height": 800})
    dana.emulate_media(color_scheme=scheme)
    dana.goto(f"{live_server.url}/admin/consortium/year/paste/")
    dana.get_by_label("The document's text").fill(SCAN.read_text().replace("2012", "2032"))
    dana.get_by_role("button", name="Read it").click()
    assert problems(dana, context="#content") == []
    height, wide = dana.evaluate("[document.querySelector('#main').scrollHeight, document.body.scrollWidth]")
    assert (height < most, wide <= width) == (True, True)

    def shown(row):
        labels = row.locator(".box:visible label")
        return [label.split("of row")[0].strip() for label in labels.all_inner_texts()]

    first = dana.locator(".piece", has=dana.locator("option[value=member]:checked")).first
    row = dana.locator(f"#{first.get_attribute('id')}")
    assert shown(row) == ["Kind", "Year", "Name", "State"]
    row.get_by_label("Kind").select_option("Fall meeting")
    assert shown(row)[-3:] == ["Hosts", "When", "Theme"]
    row.get_by_label("Year").fill("1")
    dana.get_by_role("button", name="Make drafts").click()
    dana.wait_for_selector("#problems")
    dana.wait_for_load_state()
    assert dana.evaluate("document.activeElement.id") == "problems"
    assert problems(dana, context="#content") == []
    dana.locator("#problems a", has_text="Row").first.click()
    assert dana.evaluate("document.activeElement.closest('.piece').matches('.wrong')")


STAFF_PAGES = [
    "/admin/",
    "/admin/check/",
    "/admin/ledger/",
    "/admin/consortium/year/desk/2016/",
    "/admin/consortium/year/desk/2021/",
    "/admin/consortium/year/paste/",
    "/admin/members/district/import/",
    "/admin/second-factor/",
    "/admin/imports/",
    "/admin/consortium/year/2016/history/",
    "/admin/members/tenure/deleted/",
]


def test_axe_finds_nothing_on_the_staff_s_screens(dana, live_server):
    said, broken, found = [], {}, {}
    dana.on(
        "console", lambda message: said.append(message.text) if "Content Security" in message.text else None
    )
    for address in STAFF_PAGES:
        assert dana.goto(live_server.url + address).status == 200, address
        broken |= {address: list(said)} if said else {}
        if bad := problems(dana, context="#content"):
            found[address] = bad
        said.clear()  # axe itself writes styles
    assert (found, broken) == ({}, {})


@pytest.mark.parametrize("width", [390, 1280])
def test_screens_fit_the_window_and_axe_finds_nothing(dana, live_server, width):
    """Wide tables scroll by themselves, by keyboard too; so do the questions before the bin, a merge and an import."""
    dana.set_viewport_size({"width": width, "height": 800})
    first, second = District.objects.order_by("pk")[:2]
    listed = "/admin/members/district/"
    found, wide = {}, {}

    def look(name, **options):
        if bad := problems_by_day_and_night(dana, context="#content", **options):
            found[name] = bad
        taken = dana.evaluate("document.documentElement.scrollWidth")
        if taken > width:
            wide[name] = taken

    for address in ("/admin/", "/admin/check/", "/admin/ledger/", f"{listed}{first.pk}/delete/"):
        assert dana.goto(live_server.url + address).status == 200, address
        look(address)
    for address in (f"{listed}{first.pk}/change/", "/admin/consortium/year/2016/change/"):
        dana.goto(live_server.url + address)
        # The labels of lines are Django's; what scrolls is ours.
        look(address, options={"runOnly": ["scrollable-region-focusable", "region", "color-contrast"]})
    for action, button in (("delete_selected", "Put them in the bin"), ("merge_selected", "Make them one")):
        dana.goto(live_server.url + listed)
        for row in (first, second):
            dana.locator(f"input[name=_selected_action][value='{row.pk}']").check()
        dana.locator("select[name=action]").first.select_option(action)
        dana.locator("[name=index][type=submit], [name=run_action][type=submit]").first.click()
        dana.get_by_role("button", name=button).wait_for()
        look(action)
    for cells in ("A,ZZ,ftp://x", "Springfield Schools,VA,\nSpringfeild Schools,VA,"):
        dana.goto(f"{live_server.url}{listed}import/")
        file = {"name": "a.csv", "mimeType": "text/csv", "buffer": f"name,state,website\n{cells}\n".encode()}
        dana.locator("input[type=file]").set_input_files(file)
        dana.get_by_role("button", name="Submit").click()
        dana.wait_for_selector(".errornote, .look-twice")
        look(cells)
    assert (found, wide) == ({}, {})


def test_nothing_of_the_lines_on_a_screen_lies_out_of_sight(dana, live_server):
    """Every screen with lines of other rows, and an empty line of each kind opened, in a window of 1280 px."""
    dana.set_viewport_size({"width": 1280, "height": 800})
    cut = {}
    for model, screens in admin.site._registry.items():
        if not screens.inlines:
            continue
        name = f"{model._meta.app_label}_{model._meta.model_name}"
        row = model._default_manager.first()
        page = reverse(f"admin:{name}_change", args=[row.pk]) if row else reverse(f"admin:{name}_add")
        assert dana.goto(live_server.url + page).status == 200, page
        for more in dana.locator(".add-row a").all():
            more.click()
        wide = dana.evaluate("""[...document.querySelectorAll('.inline-group, .inline-group fieldset')]
            .filter(box => box.scrollWidth > box.clientWidth + 1).map(box => box.id || box.className)""")
        outside = dana.evaluate("""[...document.querySelectorAll('.inline-group input:not([type=hidden]), .inline-group textarea')]
            .filter(box => box.offsetParent && box.getBoundingClientRect().right > innerWidth).map(box => box.name)""")
        if wide or outside:
            cut[page] = (wide, outside)
    assert cut == {}


@pytest.mark.parametrize(
    ("model", "first"),
    [("members/district", "name"), ("members/participation", "collaborative"), ("consortium/plan", "title")],
)
def test_keyboard_begins_at_the_first_field_of_a_new_row_after_errors_too(dana, live_server, model, first):
    dana.goto(f"{live_server.url}/admin/{model}/add/")
    inside = dana.locator(f".field-{first} :focus").first
    inside.wait_for(state="attached")
    with dana.expect_navigation():
        dana.locator("[name=_save]").click()
    assert dana.locator(".errornote").is_visible()
    inside.wait_for(state="attached")


def test_no_clock_is_compared_beside_a_day(dana, live_server):
    dana.goto(f"{live_server.url}/admin/members/programyear/add/")
    dana.locator(".datetimeshortcuts").first.wait_for()
    assert not dana.locator(".timezonewarning:visible").all()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_past_is_read_compared_and_brought_back_by_keyboard_on_a_small_screen(dana, live_server, scheme):
    dana.set_viewport_size({"width": 390, "height": 800})
    dana.emulate_media(color_scheme=scheme)
    row = Milestone.objects.filter(year=2016).first()
    topic = make_topic(name="Reading")
    row.text = "One line.\nAnother line."
    row.save()
    row.text = "One line.\nA third line.\n" + "unbroken" * 40
    row.topics.add(topic)
    row.save()
    deleted = make_figure()
    deleted.delete()
    key = run("districts", "name | state\nImported | VA").key
    newest, *_, oldest = row.history.values_list("history_id", flat=True)
    history = f"/admin/milestones/milestone/{row.pk}/history/"
    found, wide = {}, {}
    for address in (
        history,
        f"{history}?from={oldest}&to={newest}",
        f"{history}{oldest}/restore/",
        "/admin/members/figure/deleted/",
        "/admin/imports/",
        f"/admin/imports/{key}/",
    ):
        assert dana.goto(live_server.url + address).status == 200, address
        if bad := problems(dana, context="#content"):
            found[address] = bad
        width = dana.evaluate("document.querySelector('#content').scrollWidth")
        if width > 390:
            wide[address] = width
    assert (found, wide) == ({}, {})
    dana.goto(f"{live_server.url}{history}")
    dana.locator("input[name=from]:checked").focus()
    for _ in range(len(row.history.all())):
        dana.keyboard.press("ArrowDown")
        if dana.locator("input[name=from]:checked").get_attribute("value") == str(oldest):
            break
    with dana.expect_navigation():
        dana.keyboard.press("Enter")
    assert "A third line." in dana.inner_text("section[aria-labelledby=compared]")
    dana.locator(f"a[href$='/{oldest}/restore/']").focus()
    with dana.expect_navigation():
        dana.keyboard.press("Enter")
    dana.get_by_role("button", name="Restore").focus()
    with dana.expect_navigation():
        dana.keyboard.press("Enter")
    assert "is back as it was on" in dana.inner_text(".messagelist")
    row.refresh_from_db()
    assert "A third line." not in row.text
