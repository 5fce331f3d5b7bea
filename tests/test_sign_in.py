"""Signing in: the lock-out, the second factor and its ways back, a new password by mail."""

import re
from datetime import UTC, datetime

import pytest
from axes.models import AccessAttempt
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client, RequestFactory
from django_otp.oath import totp
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from consortium.publishing import Status
from consortium.second_factor import seconds
from consortium.sign_in import visitor_address
from members.models import District
from tests.factories import make_district, make_profile
from tests.test_admin import address
from tests.test_browser import problems, problems_by_day_and_night

pytestmark = pytest.mark.django_db

PASSWORD = "a password of staff"
LOGIN = "/admin/login/"


@pytest.fixture(autouse=True)
def profile():
    return make_profile(name="A consortium")


def account(username="clerk", role="Publisher", **kwargs):
    user = User.objects.create_user(username, f"{username}@example.org", PASSWORD, is_staff=True, **kwargs)
    user.groups.add(Group.objects.get(name=role))
    return user


def sign_in(client, username="clerk", password=PASSWORD, **extra):
    return client.post(LOGIN, {"username": username, "password": password, "next": "/admin/"}, **extra)


# The lock-out


def fail(client, times=5, **extra):
    return [sign_in(client, password="wrong", **extra).status_code for _ in range(times)]


def test_five_wrong_passwords_lock_a_user_at_an_address_out(client):
    account()
    assert fail(client) == [200, 200, 200, 200, 429]
    locked = sign_in(client)
    assert (locked.status_code, locked.headers["Retry-After"]) == (429, "3600")
    assert "After 5 wrong passwords" in locked.content.decode()
    assert "Content-Security-Policy" in locked.headers
    assert sign_in(client, REMOTE_ADDR="10.0.0.2").status_code == 302


def test_lock_out_leaves_other_users_at_the_address_alone(client):
    account()
    account("other")
    fail(client)
    assert sign_in(client, username="other").status_code == 302


def test_right_password_forgets_the_wrong_ones(client):
    account()
    for _ in range(3):
        fail(client, times=4)
        assert sign_in(client).status_code == 302
        client.logout()


def test_lock_out_is_over_after_an_hour_and_trying_does_not_prolong_it(client):
    account()
    fail(client)
    before = AccessAttempt.objects.get().attempt_time
    sign_in(client)
    attempt = AccessAttempt.objects.get()
    assert attempt.attempt_time == before
    AccessAttempt.objects.update(attempt_time=before - before.resolution * 3_600_000_001)
    assert sign_in(client).status_code == 302


def test_administrator_ends_a_lock_out(client):
    account()
    fail(client)
    other = Client()
    other.force_login(account("boss", "Administrator"))
    page = address(AccessAttempt, "delete", AccessAttempt.objects.get().pk)
    assert other.post(page, {"post": "yes"}).status_code == 302
    assert sign_in(client).status_code == 302


@pytest.mark.parametrize("username", ["a" * 5000, "a\0b", "é" * 200, ""])
def test_odd_user_names_are_only_wrong(client, username):
    assert sign_in(client, username=username).status_code == 200


@pytest.mark.parametrize(
    ("proxies", "peer", "told", "address"),
    [
        pytest.param(0, "10.0.0.1", None, "10.0.0.1", id="no proxy"),
        pytest.param(0, "10.0.0.1", "1.1.1.1", "10.0.0.1", id="no proxy, forged"),
        pytest.param(1, "10.0.0.1", "2.2.2.2", "2.2.2.2", id="one proxy"),
        pytest.param(1, "10.0.0.1", "1.1.1.1, 2.2.2.2", "2.2.2.2", id="one proxy, forged"),
        pytest.param(1, "10.0.0.1", "x, 2.2.2.2", "2.2.2.2", id="one proxy, forged nonsense"),
        pytest.param(2, "10.0.0.1", "1.1.1.1, 2.2.2.2, 10.0.0.9", "2.2.2.2", id="two proxies, forged"),
        pytest.param(2, "10.0.0.1", "2.2.2.2", "10.0.0.1", id="fewer proxies than named"),
        pytest.param(1, "10.0.0.1", None, "10.0.0.1", id="a proxy that says nothing"),
        pytest.param(1, "10.0.0.1", "1.1.1.1, what", "10.0.0.1", id="a proxy that says nonsense"),
        pytest.param(0, "2001:db8:1:2:3:4:5:6", None, "2001:db8:1:2::", id="IPv6, by its network"),
        pytest.param(0, "::ffff:10.0.0.1", None, "10.0.0.1", id="IPv4 in IPv6"),
        pytest.param(0, "", None, None, id="a socket"),
    ],
)
def test_visitor_s_address_is_what_the_outermost_trusted_proxy_saw(settings, proxies, peer, told, address):
    settings.TRUSTED_PROXIES = proxies
    headers = {"X-Forwarded-For": told} if told else {}
    assert visitor_address(RequestFactory().get("/", headers=headers, REMOTE_ADDR=peer)) == address


def test_forged_header_does_not_unlock(client, settings):
    settings.TRUSTED_PROXIES = 1
    account()
    for number in range(5):
        fail(client, times=1, headers={"X-Forwarded-For": f"9.9.9.{number}, 2.2.2.2"})
    locked = sign_in(client, headers={"X-Forwarded-For": "9.9.9.9, 2.2.2.2"})
    assert locked.status_code == 429
    assert sign_in(client, headers={"X-Forwarded-For": "2.2.2.3"}).status_code == 302


# The second factor


@pytest.fixture
def https(settings, client):
    """The site as it is on https, up to the redirect from http that the middleware was made without."""
    settings.SITE_URL = "https://testserver"


def token_of(device, ahead=0):
    """What the device shows; `ahead` steps on, since none is taken twice."""
    return f"{totp(device.bin_key, drift=ahead):06d}"


def add_device(client):
    """The codes that are shown for it."""
    client.post("/admin/second-factor/add/")
    device = TOTPDevice.objects.get(confirmed=False)
    done = client.post("/admin/second-factor/add/", {"token": token_of(device)})
    assert done.status_code == 200
    return re.findall(r"<code>(\w+)</code>", done.content.decode())


def publish(client, row):
    client.post(address(District, "changelist"), {"action": "publish", "_selected_action": [row.pk]})
    row.refresh_from_db()
    return row.status


def forget_wait():
    for kind in (TOTPDevice, StaticDevice):
        kind.objects.update(throttling_failure_timestamp=None, throttling_failure_count=0)


def test_on_http_publishing_asks_for_no_device(client):
    client.force_login(account())
    assert publish(client, make_district(status=Status.DRAFT)) == Status.PUBLISHED


def test_first_account_works_without_a_device_on_http(client, capsys):
    call_command("first_account")
    client.force_login(User.objects.get(username="staff"))
    assert publish(client, make_district(status=Status.DRAFT)) == Status.PUBLISHED
    assert client.get("/admin/auth/user/add/").status_code == 200


def test_on_https_publishing_asks_for_the_second_factor_and_says_so(client, https):
    client.force_login(account())
    draft = make_district(status=Status.DRAFT)
    assert publish(client, draft) == Status.DRAFT
    page = client.get(address(District, "changelist")).content.decode()
    assert "give your second factor" in page
    assert client.post(address(District, "change", make_district().pk), {}).status_code == 403

    add_device(client)
    assert "give your second factor" not in client.get(address(District, "changelist")).content.decode()
    assert publish(client, draft) == Status.PUBLISHED


def test_on_https_editors_are_asked_for_nothing(client, https):
    client.force_login(account(role="Editor"))
    assert "give your second factor" not in client.get("/admin/").content.decode()
    assert client.get(address(District, "add")).status_code == 200


def test_on_https_accounts_are_kept_with_the_second_factor_only(client, https):
    client.force_login(account(role="Administrator"))
    assert client.get("/admin/auth/user/add/").status_code == 403
    add_device(client)
    assert client.get("/admin/auth/user/add/").status_code == 200


def test_device_is_added_with_a_picture_and_a_text_and_a_right_token(client):
    user = account()
    client.force_login(user)
    client.post("/admin/second-factor/add/")
    device = TOTPDevice.objects.get()
    page = client.get("/admin/second-factor/add/").content.decode()
    assert 'src="/admin/second-factor/add/code.svg"' in page
    assert len(re.search(r"<code>([A-Z2-7 ]+)</code>", page)[1].replace(" ", "")) == 32
    picture = client.get("/admin/second-factor/add/code.svg")
    assert picture.headers["Content-Type"] == "image/svg+xml"
    assert "no-store" in picture.headers["Cache-Control"]
    assert b"style=" not in picture.content

    wrong = client.post("/admin/second-factor/add/", {"token": "0"})
    assert "not the right token" in wrong.content.decode()
    assert TOTPDevice.objects.get().confirmed is False
    soon = client.post("/admin/second-factor/add/", {"token": token_of(device)})
    assert "has to wait" in soon.content.decode()
    forget_wait()
    shown = client.post(
        "/admin/second-factor/add/", {"token": f" {token_of(device)[:3]} {token_of(device)[3:]}"}
    )
    assert shown.content.decode().count("<code>") == 10
    assert TOTPDevice.objects.get().confirmed is True
    assert LogEntry.objects.get().get_change_message() == "Added a device for the second factor."
    assert client.get("/admin/second-factor/add/code.svg").status_code == 404


def test_sign_in_asks_for_the_token_next_and_takes_it_once(client):
    user = account()
    client.force_login(user)
    add_device(client)
    client.logout()
    response = sign_in(client)
    enter = "/admin/second-factor/enter/?next=%2Fadmin%2F"
    assert (response.status_code, response.headers["Location"]) == (302, enter)
    device = TOTPDevice.objects.get()
    used = client.post(enter, {"token": token_of(device), "next": "/admin/"})
    assert "used already" in used.content.decode()
    forget_wait()
    passed = client.post(enter, {"token": token_of(device, ahead=1), "next": "/admin/members/"})
    assert (passed.status_code, passed.headers["Location"]) == (302, "/admin/members/")


def test_after_the_token_nobody_is_led_to_another_site(client):
    client.force_login(account())
    add_device(client)
    page = client.get("/admin/second-factor/enter/?next=https://example.com/").content.decode()
    assert "example.com" not in page


def test_password_alone_neither_adds_nor_removes_a_device_beside_one(client):
    user = account()
    client.force_login(user)
    add_device(client)
    other = Client()
    other.force_login(user)
    for page in ("add/", "codes/", "remove/"):
        assert other.post(f"/admin/second-factor/{page}").status_code == 403
    assert TOTPDevice.objects.filter(confirmed=True).count() == 1


def test_backup_code_works_once(client, https):
    user = account()
    client.force_login(user)
    code = add_device(client)[3]
    client.logout()
    draft = make_district(status=Status.DRAFT)
    for place, (expected, status) in enumerate([(302, Status.PUBLISHED), (200, Status.DRAFT)]):
        client.force_login(user)
        response = client.post("/admin/second-factor/enter/", {"token": code.upper()})
        District.objects.update(status=Status.DRAFT)
        assert (place, response.status_code, publish(client, draft)) == (place, expected, status)
        client.logout()
    assert StaticToken.objects.count() == 9


def test_new_backup_codes_replace_the_old_ones(client):
    user = account()
    client.force_login(user)
    old = add_device(client)
    shown = client.post("/admin/second-factor/codes/").content.decode()
    new = re.findall(r"<code>(\w+)</code>", shown)
    assert len(new) == 10
    assert set(StaticToken.objects.values_list("token", flat=True)) == set(new)
    assert not set(new) & set(old)


def test_administrator_removes_a_lost_device_and_the_history_says_so(client, https):
    user, boss = account(), account("boss", "Administrator")
    lost = Client()
    lost.force_login(user)
    add_device(lost)
    client.force_login(boss)
    page = f"/admin/auth/user/{user.pk}/remove-device/"
    assert client.post(page).status_code == 403  # not without a second factor of one's own
    add_device(client)
    assert "Be sure that it is really clerk" in client.get(page).content.decode()
    assert client.post(page).status_code == 302
    assert not TOTPDevice.objects.filter(user=user).exists()
    assert not StaticDevice.objects.filter(user=user).exists()
    history = client.get(f"/admin/auth/user/{user.pk}/history/").content.decode()
    assert "Removed the lost device of the second factor." in history
    assert publish(lost, make_district(status=Status.DRAFT)) == Status.DRAFT


def test_last_administrator_has_a_command(client, capsys):
    client.force_login(account("boss", "Administrator"))
    add_device(client)
    call_command("remove_device", "boss")
    assert capsys.readouterr().out == "boss had 1 device, and has none now.\n"
    assert not StaticToken.objects.exists()
    with pytest.raises(CommandError, match="no account 'nobody'"):
        call_command("remove_device", "nobody")


def test_owner_removes_the_device(client):
    client.force_login(account())
    add_device(client)
    assert "10 backup codes left" in client.get("/admin/second-factor/").content.decode()
    client.post("/admin/second-factor/remove/")
    assert "You have no device yet" in client.get("/admin/second-factor/").content.decode()


@pytest.mark.parametrize(
    ("role", "is_https", "says"),
    [
        pytest.param("Publisher", True, "Publishing asks for it once after each sign-in.", id="publisher"),
        pytest.param("Editor", True, "your account does neither.", id="editor"),
        pytest.param("Publisher", False, "once its address is https", id="http"),
    ],
)
def test_overview_says_who_is_asked_for_the_second_factor_and_when(client, settings, role, is_https, says):
    settings.SITE_URL = "https://testserver" if is_https else "http://testserver"
    client.force_login(account(role=role))
    page = client.get("/admin/second-factor/").content.decode()
    sentences = ("Publishing asks for it once", "your account does neither.", "once its address is https")
    assert [sentence in page for sentence in sentences] == [
        says.startswith(sentence) for sentence in sentences
    ]


@pytest.mark.parametrize(("wait", "said"), [(0.2, "1 second"), (1, "1 second"), (1.2, "2 seconds")])
def test_wait_is_said_in_words_that_fit_the_number(wait, said):
    assert seconds(wait) == said


def test_account_without_a_device_offers_none_to_remove(client):
    user = account()
    client.force_login(account("boss", "Administrator"))
    page = address(User, "change", user.pk)
    assert "Remove a lost device" not in client.get(page).content.decode()
    TOTPDevice.objects.create(user=user, confirmed=True)
    assert "Remove a lost device" in client.get(page).content.decode()


def test_single_rights_of_an_account_are_folded_away(client):
    client.force_login(User.objects.create_superuser("boss"))
    page = client.get(address(User, "change", account().pk)).content.decode()
    assert page.index("<details") < page.index("Single rights") < page.index('name="user_permissions"')


def test_times_of_an_account_have_the_form_of_all_times(client):
    boss = User.objects.create_superuser("boss", date_joined=datetime(2026, 11, 22, 3, 45, tzinfo=UTC))
    client.force_login(boss)
    assert "Nov 21, 2026, 22:45" in client.get(address(User, "change", boss.pk)).content.decode()


# A new password by mail


@pytest.mark.parametrize(
    "end", ["password_reset/", "password_reset/done/", "reset/MQ/no-token/", "reset/done/"]
)
def test_nothing_of_the_admin_stands_beside_the_form_for_a_new_password(client, end):
    page = client.get(f"/admin/{end}").content.decode()
    assert "nav-filter" not in page
    assert "permission" not in page


def test_password_is_reset_by_mail_with_links_of_the_site_s_own(client, settings):
    settings.SITE_URL = "https://record.example.org"
    settings.ALLOWED_HOSTS = ["*"]
    account()
    assert 'href="/admin/password_reset/"' in client.get(LOGIN).content.decode()
    fail(client)
    response = client.post(
        "/admin/password_reset/", {"email": "clerk@example.org"}, headers={"Host": "evil.example.com"}
    )
    assert response.headers["Location"] == "/admin/password_reset/done/"
    (message,) = mail.outbox
    assert message.subject == "New password for record.example.org"
    assert "evil" not in message.body
    link = re.search(r"https://record\.example\.org(/admin/reset/\S+)", message.body)[1]

    form = client.get(link, follow=True)
    page = form.redirect_chain[-1][0]
    assert "at least 8 characters" in form.content.decode()
    new = {"new_password1": "another password 2", "new_password2": "another password 2"}
    assert client.post(page, new).headers["Location"] == "/admin/reset/done/"
    assert client.get("/admin/reset/done/").status_code == 200
    assert sign_in(client, password="another password 2").status_code == 302  # and the lock-out is over
    assert "link was invalid" in client.get(link, follow=True).content.decode()


def test_mail_goes_to_nobody_unknown_and_the_page_does_not_tell(client):
    account()
    known = client.post("/admin/password_reset/", {"email": "clerk@example.org"})
    unknown = client.post("/admin/password_reset/", {"email": "nobody@example.org"})
    assert (known.status_code, known.headers["Location"]) == (
        unknown.status_code,
        unknown.headers["Location"],
    )
    assert [message.to for message in mail.outbox] == [["clerk@example.org"]]


def test_new_password_leaves_the_second_factor_as_it_was(client, https):
    user = account()
    client.force_login(user)
    add_device(client)
    user.set_password("another password 2")
    user.save()
    other = Client()
    response = sign_in(other, password="another password 2")
    assert response.headers["Location"].startswith("/admin/second-factor/enter/")
    assert publish(other, make_district(status=Status.DRAFT)) == Status.DRAFT


# In a browser


@pytest.mark.django_db(transaction=True)
def test_screens_have_no_problem_in_a_browser(page, live_server):
    """Accessibility and the site's own policy, on the way from the password to the backup codes and back."""
    User.objects.create_superuser("boss", "boss@example.org", PASSWORD)
    found, said = {}, []
    page.on("console", lambda message: said.append(message.text) if "Security" in message.text else None)

    def look(name):
        page.wait_for_load_state("networkidle")
        before = list(said)
        # What is ours; in the frame around it Django's admin has its own faults.
        if bad := problems_by_day_and_night(page, context="#content"):
            found[name] = bad
        said[:] = before  # axe brings styles of its own

    def press(name):
        page.get_by_role("button", name=name).click()

    for end in ("password_reset/", "password_reset/done/", "reset/MQ/no-token/", "reset/done/", "login/"):
        page.goto(f"{live_server.url}/admin/{end}")
        look(end)
    page.get_by_label("Username").fill("boss")
    page.get_by_label("Password").fill(PASSWORD)
    press("Log in")
    page.get_by_role("link", name="Second factor").click()
    look("without a device")
    press("Add a device")
    page.wait_for_load_state("networkidle")
    assert page.locator("#content img").evaluate("picture => picture.naturalWidth") > 100
    page.get_by_label("Token").fill("1")
    press("Add this device")
    look("a wrong token")
    forget_wait()
    device = TOTPDevice.objects.get()
    page.get_by_label("Token").fill(token_of(device))
    press("Add this device")
    assert page.get_by_role("heading", level=1).inner_text() == "Your device is added"
    look("backup codes")
    page.get_by_role("link", name="Second factor").click()
    look("with a device")
    page.goto(f"{live_server.url}/admin/second-factor/enter/")
    look("enter")
    boss = User.objects.get().pk
    page.goto(f"{live_server.url}/admin/auth/user/{boss}/remove-device/")
    look("remove a lost device")
    make_district(status=Status.BIN)
    page.goto(f"{live_server.url}/admin/members/district/?status=bin")
    page.locator("input[name=_selected_action]").check()
    page.locator("select[name=action]").first.select_option("delete_for_good")
    page.locator("[name=index][type=submit], [name=run_action][type=submit]").first.click()
    look("delete for good")
    assert page.get_by_role("button", name="Delete for good").is_visible()
    assert said == []
    assert found == {}


@pytest.mark.django_db(transaction=True)
def test_lock_out_s_page_has_no_problem_in_a_browser(page, live_server):
    for _ in range(5):
        page.goto(f"{live_server.url}{LOGIN}")
        page.get_by_label("Username").fill("boss")
        page.get_by_label("Password").fill("wrong")
        page.get_by_role("button", name="Log in").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Too many wrong passwords"
    page.wait_for_load_state("networkidle")
    assert problems(page) == []
