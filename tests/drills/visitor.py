"""A browser without a screen: a session, forms as they stand on a page, and posting them."""

import http.client
import re
from html import unescape
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

PASSWORD = "a password of staff"


class Fields(HTMLParser):
    """What a browser would send of the form with this id, or action, as name and value."""

    def __init__(self, form):
        super().__init__()
        self.form, self.inside = form, False
        self.fields, self.select, self.multiple = [], "", False
        self.area, self.first = None, None

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form":
            self.inside = self.form in {given.get("id"), given.get("action")}
        elif not self.inside or ("disabled" in given and tag != "option"):
            return
        elif tag == "input" and given.get("name"):
            kind = given.get("type", "text")
            if kind in {"submit", "button", "file"} or (
                kind in {"checkbox", "radio"} and "checked" not in given
            ):
                return
            self.fields.append(
                (given["name"], given.get("value") or ("on" if kind in {"checkbox", "radio"} else ""))
            )
        elif tag == "textarea" and given.get("name"):
            self.area = [given["name"], ""]
        elif tag == "select" and given.get("name"):
            self.select, self.multiple, self.first, self.chosen = (
                given["name"],
                "multiple" in given,
                None,
                False,
            )
        elif tag == "option" and self.select:
            value = given.get("value") or ""
            self.first = value if self.first is None else self.first
            if "selected" in given:
                self.fields.append((self.select, value))
                self.chosen = True

    def handle_data(self, data):
        if self.area:
            self.area[1] += data

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = False
        elif tag == "textarea" and self.area:
            self.fields.append((self.area[0], self.area[1].removeprefix("\n")))
            self.area = None
        elif tag == "select" and self.select:
            if not self.chosen and not self.multiple and self.first is not None:
                self.fields.append((self.select, self.first))
            self.select = ""


class Form:
    """A form as it was opened; `set`, `add` and `tick` are what hands do to it."""

    def __init__(self, page, name):
        parser = Fields(name)
        parser.feed(page)
        self.fields = parser.fields

    def copy(self):
        copied = Form("", "")
        copied.fields = list(self.fields)
        return copied

    def get(self, name):
        return next((value for key, value in self.fields if key == name), None)

    def all(self, name):
        return [value for key, value in self.fields if key == name]

    def set(self, name, value):
        if self.get(name) is None:
            raise KeyError(name)
        self.fields = [(key, value if key == name else old) for key, old in self.fields]

    def add(self, name, value):
        self.fields.append((name, value))

    def drop(self, name, value):
        self.fields.remove((name, value))

    def new_line(self, prefix):
        """The number of a line put below the others, as the admin's script does."""
        number = int(self.get(f"{prefix}-TOTAL_FORMS"))
        self.set(f"{prefix}-TOTAL_FORMS", str(number + 1))
        return number

    def lines(self, prefix):
        """The numbers of the saved lines, by primary key."""
        count = int(self.get(f"{prefix}-INITIAL_FORMS"))
        return {int(self.get(f"{prefix}-{number}-id")): number for number in range(count)}


class Answer:
    def __init__(self, status, text, location=""):
        self.status, self.text, self.location = status, text, location
        self.after = ""  # the page that the answer led on to

    @property
    def is_saved(self):
        return self.status == 302 and 'class="success"' in self.after

    @property
    def told(self):
        """What the page says is wrong."""
        page = self.after if self.status == 302 else self.text
        found = re.findall(
            r'<ul class="errorlist.*?</ul>|<div class="errornote".*?</div>|<p class="errornote".*?</p>'
            r'|<li class="(?:warning|error)">.*?</li>',
            page,
            re.DOTALL,
        )
        return " / ".join(unescape(" ".join(re.sub("<[^>]*>", " ", text).split())) for text in found)


class Visitor:
    """A member of staff, signed in over HTTP. One connection a request, opened before `ready` is waited for."""

    def __init__(self, port, name):
        self.port, self.name, self.cookies = port, name, {}
        token = Form(self.get("/admin/login/").text, "login-form").get("csrfmiddlewaretoken")
        answer = self.post(
            "/admin/login/", [("csrfmiddlewaretoken", token), ("username", name), ("password", PASSWORD)]
        )
        if answer.status != 302:
            raise SystemExit(f"{name} could not sign in: {answer.status} {answer.told}")

    def _request(self, method, path, body=None, ready=None, kind="application/x-www-form-urlencoded"):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers |= {"Content-Type": kind}
        connection.connect()
        if ready:
            ready.wait()
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        text = response.read().decode()
        for header in response.headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(header).items():
                self.cookies[name] = morsel.value
                if morsel["max-age"] == "0" or not morsel.value:
                    del self.cookies[name]
        connection.close()
        location = urlsplit(response.headers.get("Location", ""))
        return Answer(response.status, text, location.path + (f"?{location.query}" if location.query else ""))

    def get(self, path):
        return self._request("GET", path)

    def post(self, path, fields, ready=None):
        sent = [
            (name, value.replace("\r\n", "\n").replace("\n", "\r\n")) for name, value in fields
        ]  # as browsers do
        return self._request("POST", path, urlencode(sent), ready)

    def upload(self, path, fields, name, content):
        """Post with a file in the field `name`; wants the copy's models (`read_here`), and so Django's settings."""
        from django.core.files.uploadedfile import SimpleUploadedFile
        from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

        sent = {**dict(fields), name: SimpleUploadedFile(*content)}
        return self._request("POST", path, encode_multipart(BOUNDARY, sent), kind=MULTIPART_CONTENT)

    def save(self, path, fields, ready=None):
        """Post, and follow to the page that says what became of it."""
        answer = self.post(path, fields, ready)
        if answer.status == 302:
            answer.after = self.get(answer.location).text
        return answer
