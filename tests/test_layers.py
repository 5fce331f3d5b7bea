"""A models file imports from its own layer or from one below; nothing imports another app's views."""

import ast
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parent.parent
APPS = ("consortium", "members", "meetings", "milestones")

# What every app stands on; the rest of consortium is the site, above all apps.
FOUNDATION = {
    f"consortium.{name}"
    for name in ("models", "publishing", "history", "uploads", "as_of", "dates", "text", "states")
}
SITE = len(APPS)


def module_of(file):
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


FILES = {
    module_of(file): file
    for app in APPS
    for file in sorted((ROOT / app).rglob("*.py"))
    if "migrations" not in file.relative_to(ROOT).parts
}


def is_models_file(module):
    return module in FOUNDATION or module.split(".")[1:2] == ["models"]


def layer(module):
    """0 for what every app stands on, the apps from 1 on, the site above all; None for what is not ours."""
    app = module.partition(".")[0]
    if app not in APPS:
        return None
    if app == "consortium":
        return 0 if any(module == part or module.startswith(f"{part}.") for part in FOUNDATION) else SITE
    return APPS.index(app)


def imports(module, source, is_package=False):
    """The modules of ours that a source names in an import, wherever in it; `from a import b` may name a.b."""
    package = module if is_package else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parts = package.split(".")
                base = ".".join([*parts[: len(parts) - node.level + 1], *filter(None, [node.module])])
            for alias in node.names:
                name = f"{base}.{alias.name}"
                yield name if name in FILES or base in APPS else base


def upward(module, source, is_package=False):
    return sorted(
        {name for name in imports(module, source, is_package) if (layer(name) or 0) > layer(module)}
        if is_models_file(module)
        else set()
    )


def views_of_others(module, source, is_package=False):
    """Imported modules that are another app's views."""
    own = module.partition(".")[0]
    return sorted(
        {
            name
            for name in imports(module, source, is_package)
            if name.split(".")[0] in APPS and "views" in name.split(".")[1:] and name.split(".")[0] != own
        }
    )


def read(module):
    file = FILES[module]
    return module, file.read_text(encoding="utf-8"), file.name == "__init__.py"


def test_models_files_import_nothing_from_above():
    assert {module: found for module in FILES if (found := upward(*read(module)))} == {}


def test_nothing_imports_another_apps_views():
    assert {module: found for module in FILES if (found := views_of_others(*read(module)))} == {}


def test_every_layer_has_its_models_file():
    assert {layer(module) for module in FILES if is_models_file(module)} == {0, 1, 2, 3}
    assert FILES.keys() >= FOUNDATION


def test_models_point_at_models_of_their_own_layer_or_below():
    found = {
        f"{model.__name__}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model
        if (layer(field.related_model.__module__) or 0) > (layer(model.__module__) or 0)
        and model._meta.app_label in APPS
    }

    assert found == set()


@pytest.mark.parametrize(
    ("module", "source", "found"),
    [
        ("members.models.people", "from meetings.models import Meeting", ["meetings.models"]),
        ("members.models.people", "import milestones.models", ["milestones.models"]),
        ("members.models.people", "def f():\n    from meetings import models", ["meetings.models"]),
        ("members.models.people", "from members.models.districts import District", []),
        ("members.models.people", "from .districts import District", []),
        ("members.models.people", "from consortium.dates import span", []),
        ("members.models.people", "from consortium import pages", ["consortium.pages"]),
        ("meetings.models", "from consortium.views.home import Home", ["consortium.views.home"]),
        ("meetings.models", "from members.models import District\nimport yaml", []),
        ("consortium.text", "from members.models import District", ["members.models"]),
        ("consortium.dates", "from . import urls", ["consortium.urls"]),
        ("members.views", "from milestones.models import Milestone", []),
    ],
)
def test_imports_from_above_are_found(module, source, found):
    assert upward(module, source) == found


@pytest.mark.parametrize(
    ("module", "source", "found"),
    [
        ("members.views", "from milestones.views.timeline import YearDetail", ["milestones.views.timeline"]),
        ("members.feeds", "from milestones import views", ["milestones.views"]),
        ("consortium.views", "import members.views as theirs", ["members.views"]),
        ("members.urls", "from members.views.directory import DistrictList", []),
        ("members.urls", "from . import views", []),
        ("consortium.urls", "from django.views import generic", []),
    ],
)
def test_imports_of_another_apps_views_are_found(module, source, found):
    assert views_of_others(module, source) == found
