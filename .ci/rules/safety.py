"""What the rules of safety.yaml find and what they let pass, for `semgrep scan --test`. Nothing runs this."""

import importlib

from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, html_safe
from django.utils.http import url_has_allowed_host_and_scheme

from django.views.decorators.csrf import csrf_exempt
from psycopg.sql import SQL, Identifier


def text(text, rows, cursor):
    # ruleid: formatted-before-it-is-escaped
    format_html(f"<p>{text}")
    # ruleid: formatted-before-it-is-escaped
    format_html("<p>%s" % text)
    # ruleid: formatted-before-it-is-escaped
    format_html("<p>{}".format(text))
    # ruleid: formatted-before-it-is-escaped
    format_html("<p>" + text)
    # ok: formatted-before-it-is-escaped
    format_html("<p>{}", text)
    # ruleid: sql-by-hand
    rows.objects.raw(text)
    # ruleid: sql-by-hand
    cursor.execute(f"PRAGMA {text}")
    # ruleid: sql-by-hand
    cursor.execute("PRAGMA %s" % text)
    # ruleid: sql-by-hand
    cursor.execute("SET " + text)
    # ruleid: sql-by-hand
    cursor.execute("SET {}".format(text))
    # ok: sql-by-hand
    cursor.execute(SQL("SET {}").format(Identifier(text)))
    # ok: sql-by-hand
    cursor.execute("SELECT %s", [text])
    # ruleid: import-by-name
    importlib.import_module(text)
    # ruleid: import-by-name
    __import__(text)


# ruleid: safe-without-a-word
@html_safe
class Piece:
    pass


class Other:
    # ruleid: safe-without-a-word
    def __html__(self):
        return self.text


# ruleid: form-without-its-token
@csrf_exempt
def after(request):
    # ruleid: redirect-to-what-was-sent
    return HttpResponseRedirect(request.GET["next"])


def onward(request):
    asked = request.POST.get("next", "")
    # ruleid: redirect-to-what-was-sent
    return redirect(f"{asked}?x=1")


def onward_here(request):
    asked = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(asked, {request.get_host()}):
        asked = reverse("home")
    # ok: redirect-to-what-was-sent
    return redirect(asked)


class Form:
    # ruleid: form-of-all-columns
    class Meta:
        fields = "__all__"


class CarefulForm:
    # ok: form-of-all-columns
    class Meta:
        fields = ("name",)
