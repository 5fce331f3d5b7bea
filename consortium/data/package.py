"""The data package: all tables described for programs, as datapackage.org has it."""

import re
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.text import slugify

from consortium.as_of import AsOf
from consortium.data import TABLES, Column, Table
from consortium.models import Profile

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
CSV_TEXT = (
    "In the CSV files, a text that a spreadsheet would run as a formula has an apostrophe before it, as has one that "
    "begins with an apostrophe; the JSON files have every text as it is."
)


def address(name: str, as_of: AsOf | None, **kwargs: str) -> str:
    """An address of this site in full, at the reader's date."""
    return f"{settings.SITE_URL}{reverse(name, kwargs=kwargs)}{f'?as_of={as_of.text}' if as_of else ''}"


def described(column: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {}
    if column.required:
        constraints["required"] = True
    if column.pattern:
        constraints["pattern"] = column.pattern
    if column.choices:
        constraints["enum"] = list(column.choices)
    return {
        "name": column.name,
        "type": column.type,
        **({"format": "uri"} if column.is_address else {}),
        "description": column.meaning,
        **({"unit": column.unit} if column.unit else {}),
        **({"constraints": constraints} if constraints else {}),
    }


def reference(link: Any, table: Table) -> dict[str, Any]:
    """A link as Table Schema has it; one into its own table names no resource."""
    other = {} if link.table == table.name else {"resource": link.table}
    return {"fields": [link.name], "reference": {**other, "fields": list(TABLES[link.table].key)}}


def schema(table: Table) -> dict[str, Any]:
    links = [reference(link, table) for link in table.links.values()]
    return {
        "fields": [described(column) for column in table.columns],
        "primaryKey": list(table.key),
        **({"foreignKeys": links} if links else {}),
        "missingValues": [""],
    }


def resource(table: Table, as_of: AsOf | None) -> dict[str, Any]:
    return {
        "name": table.name,
        "title": table.title,
        "description": table.meaning,
        "path": address("data-csv", as_of, table=table.name),
        "json": address("data-json", as_of, table=table.name),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema(table),
    }


def licences(profile: Profile) -> list[dict[str, str]]:
    """The one that the Profile names, by name, address or both; none is claimed where it names none."""
    name = re.sub(r"\s+", "-", profile.licence_name.strip())
    found = {
        # A licence's short name is without blanks: CC-BY-4.0.
        "name": name if re.fullmatch("[-a-zA-Z0-9._]+", name) else "",
        "path": profile.licence_url,
        "title": profile.licence_name,
    }
    if not found["name"] and not found["path"] and name:
        found["name"] = slugify(name)
    said = {key: value for key, value in found.items() if value}
    return [said] if said.keys() & {"name", "path"} else []


def package(profile: Profile, as_of: AsOf | None) -> dict[str, Any]:
    """The descriptor of all tables, today's or those at a date."""
    kept = f" It is kept to {profile.kept_to}." if profile.kept_to else ""
    at = f" These are its tables as of {as_of.label}." if as_of else ""
    given = licences(profile)
    return {
        "$schema": PROFILE,
        "name": slugify(profile.name) or "record",
        "title": profile.name,
        "description": f"The public record of {profile.short_name}.{kept}{at} {CSV_TEXT}",
        "homepage": address("data", as_of),
        **({"licenses": given} if given else {}),
        "contributors": [{"title": profile.name, "path": settings.SITE_URL, "roles": ["publisher"]}],
        "resources": [resource(table, as_of) for table in TABLES.values()],
    }
