"""The guards of conftest.py do fail what they are there to fail."""

from pathlib import Path

import django
import pytest
from django.template import Context, Origin, engines
from django.template.base import Template

from consortium.models import Source
from tests.conftest import TEMPLATES
from tests.factories import make_source

TITLES = "{% for source in sources %}{{ source.title }}{% endfor %}"
DJANGO_ADMIN = Path(django.__file__).parent / "contrib" / "admin" / "templates"


def render(source, context, folder=TEMPLATES):
    origin = Origin(str(folder / "made-up.html"), "made-up.html")
    return Template(source, origin, engine=engines["django"].engine).render(Context(context))


def test_undefined_variable_fails_and_is_named(undefined_variables_fail):
    with pytest.raises(pytest.fail.Exception) as failure:
        render("{% if 1 %}{{ year.numbr }}{% endif %}", {"year": object()})

    assert str(failure.value) == f"undefined template variable “year.numbr” in {TEMPLATES / 'made-up.html'}"
    assert undefined_variables_fail == [str(failure.value)]
    undefined_variables_fail.clear()


def test_value_that_does_not_exist_fails(undefined_variables_fail):
    class MissingError(Exception):
        silent_variable_failure = True

    def missing():
        raise MissingError

    with pytest.raises(pytest.fail.Exception):
        render("{{ missing }}", {"missing": missing})
    undefined_variables_fail.clear()


def test_undefined_variable_is_let_pass_in_djangos_own_templates():
    assert render("<{{ nothing }}>", {}, DJANGO_ADMIN) == "<>"


def test_undefined_variable_is_let_pass_in_a_condition():
    assert render("{% if nothing %}a{% else %}b{% endif %}", {}) == "b"


@pytest.mark.django_db
def test_query_in_a_template_fails_and_is_named(queries_in_templates):
    make_source(title="Minutes")

    with pytest.raises(AssertionError):
        render(TITLES, {"sources": Source.objects.all()})

    assert [problem.partition(": ")[0] for problem in queries_in_templates] == ["made-up.html ran a query"]
    queries_in_templates.clear()


@pytest.mark.django_db
@pytest.mark.parametrize("folder", [TEMPLATES / "admin", DJANGO_ADMIN], ids=["ours", "Django's"])
def test_query_in_a_template_of_the_admin_is_let_pass(folder):
    make_source(title="Minutes")

    assert render(TITLES, {"sources": Source.objects.all()}, folder) == "Minutes"


@pytest.mark.django_db
def test_rows_that_the_view_has_read_may_be_printed():
    make_source(title="Minutes")

    assert render(TITLES, {"sources": list(Source.objects.all())}) == "Minutes"


@pytest.mark.django_db
def test_count_queries_counts_those_of_the_block(count_queries):
    with count_queries() as count:
        list(Source.objects.all())
        list(Source.objects.all())
    list(Source.objects.all())

    assert count() == 2
