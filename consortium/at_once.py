"""Two people who enter the same at the same moment: the second is told, and what was typed stays."""

from typing import Any

from django.contrib.admin.utils import quote
from django.db import DatabaseError
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from consortium.publishing import in_bin

AT_ONCE = (
    "Somebody else has just changed the same, and nothing of yours was saved. Look again, then save again."
)
KEPT = "What you typed is kept here, and nothing of it is saved."

# How the databases say that another transaction came first: a key is there already, a row that others hang on is
# gone, each waited for the other. All else that they refuse, such as a check, is a mistake of the program.
CODES = {
    *("23505", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"),
    *("23503", "SQLITE_CONSTRAINT_FOREIGNKEY"),
    *(
        "40001",
        "40P01",
    ),  # SQLite's writers wait for each other; who waits too long is told so (database_away.py)
}


def happened_at_once(error: DatabaseError) -> bool:
    cause = error.__cause__
    return bool(CODES & {getattr(cause, "sqlstate", ""), getattr(cause, "sqlite_errorname", "")})


def twin_of(row: Any) -> Any:
    """The stored row that has the same key as this one, where no two may; None if there is none."""
    keys = [(field.name,) for field in row._meta.concrete_fields if field.unique]
    keys += [constraint.fields for constraint in row._meta.total_unique_constraints]
    rows = type(row)._base_manager.all() if row._state.adding else type(row)._base_manager.exclude(pk=row.pk)
    for names in keys:
        values = {name: getattr(row, row._meta.get_field(name).attname) for name in names}
        if all(value is not None for value in values.values()):
            twin = rows.filter(**values).first()
            if twin is not None:
                return twin
    return None


def refusal(row: Any, *, just_now: bool) -> SafeString | None:
    """What to tell who enters a row that is there already; None if there is nothing to tell."""
    twin = twin_of(row)
    if twin is None:
        return format_html("{} {}", "Somebody else has just changed the same.", KEPT) if just_now else None
    name = f"{twin._meta.app_label}_{twin._meta.model_name}_change"
    try:
        address = reverse(f"admin:{name}", args=[quote(twin.pk)])
    except NoReverseMatch:  # a row without a screen of its own
        return None
    return format_html(
        '{} “{}”{}: <a href="{}">open it</a> instead. {}',
        "Somebody has just entered" if just_now else "The record already has",
        twin,
        " (it is in the bin)" if in_bin(twin) else "",
        address,
        KEPT,
    )
