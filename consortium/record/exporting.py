"""From rows to files."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import connection, models, transaction

from consortium.models import Addressed, OldAddress
from consortium.record.files import copy_out
from consortium.record.loading import Loader
from consortium.record.tables import OLD_ADDRESSES, TABLES, Table, read, tables_in_order, written


class Exporter:
    """The record of the database, drafts and the bin included, as the rows of the files."""

    def __init__(self) -> None:
        self.keys: dict[type[Any], dict[Any, str]] = {}
        self.records: dict[str, list[Any]] = {}
        for path, table in tables_in_order():
            self.records[path] = list(table.model._base_manager.all())
            self.keys[table.model] = {record.pk: self._key(record) for record in self.records[path]}
        self.old: dict[tuple[int, int], list[str]] = {}
        for old in sorted(OldAddress.objects.all(), key=lambda old: old.path):
            self.old.setdefault((old.kind_id, old.record_id), []).append(old.path)

    def _key(self, record: Any) -> str:
        parts = []
        for name in record.record_key:
            column = record._meta.get_field(name)
            value = getattr(record, column.attname)
            related = isinstance(column, models.ForeignKey) and value is not None
            parts.append(self.keys[column.related_model][value] if related else written(column, value))
        return "/".join(parts)

    def files(self) -> dict[str, list[dict[str, Any]]]:
        """File names without ending, and their rows."""
        return {name: list(self._rows(name, table, None)) for name, table in TABLES.items()}

    def _rows(self, path: str, table: Table, parent: Any) -> Iterator[dict[str, Any]]:
        records = self._by_parent(path, table).get(parent and parent.pk, [])
        for record in sorted(
            records, key=lambda row: (table.order(row), self.keys[table.model][row.pk], row.pk)
        ):
            row = {column.name: self._value(column, record) for column in table.columns()}
            row = {name: value for name, value in row.items() if value is not None}
            if issubclass(table.model, Addressed):
                kind = ContentType.objects.get_for_model(table.model)
                if old := self.old.get((kind.pk, record.pk)):
                    row[OLD_ADDRESSES] = old
            for name, child in table.children.items():
                if nested := list(self._rows(f"{path}.{name}", child, record)):
                    row[name] = nested
            yield row

    def _by_parent(self, path: str, table: Table) -> dict[Any, list[Any]]:
        """The records of a table by the primary key of the row they hang on, sorted out once."""
        cache: dict[str, dict[Any, list[Any]]] = self.__dict__.setdefault("_sorted_out", {})
        if path not in cache:
            cache[path] = {}
            for record in self.records[path]:
                owner = getattr(record, f"{table.parent}_id") if table.parent else None
                cache[path].setdefault(owner, []).append(record)
        return cache[path]

    def _value(self, column: models.Field, record: Any) -> Any:
        """The text or list for a column; None where it stands at its default."""
        if isinstance(column, models.ManyToManyField):
            links = self._links(column).get(record.pk, [])
            return sorted(self.keys[column.related_model][pk] for pk in links) or None
        value = getattr(record, column.attname)
        if value == column.get_default() and not column.primary_key:
            return None
        if isinstance(column, models.ForeignKey) and value is not None:
            return self.keys[column.related_model][value]
        return written(column, value)

    def _links(self, column: models.ManyToManyField) -> dict[Any, list[Any]]:
        cache: dict[models.Field, dict[Any, list[Any]]] = self.__dict__.setdefault("_linked", {})
        if column not in cache:
            cache[column] = {}
            through: Any = column.remote_field.through
            pairs = through._base_manager.values_list(column.m2m_column_name(), column.m2m_reverse_name())
            for mine, other in pairs:
                cache[column].setdefault(mine, []).append(other)
        return cache[column]


class Dumper(
    yaml.emitter.Emitter,
    yaml.serializer.Serializer,
    yaml.representer.SafeRepresenter,
    yaml.resolver.BaseResolver,
):
    """Writes text as text: "no" and "2012" need no quotes when every value is one."""

    def __init__(self, stream: Any) -> None:
        yaml.emitter.Emitter.__init__(self, stream, width=100, allow_unicode=True)
        yaml.serializer.Serializer.__init__(self)
        yaml.representer.SafeRepresenter.__init__(self, sort_keys=False)
        yaml.resolver.BaseResolver.__init__(self)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def represent_text(dumper: Dumper, text: str) -> yaml.Node:
    return dumper.represent_scalar(
        "tag:yaml.org,2002:str",
        text,
        style='"' if re.search("[\x85\u2028\u2029]", text) else "|" if "\n" in text else None,
    )


Dumper.add_representer(str, represent_text)


def is_empty() -> bool:
    return not any(table.model._base_manager.exists() for table in TABLES.values())


def count_anew() -> None:
    """Let the database count its rows after a load, so that it plans its queries for as many as there are now."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def export(folder: Path) -> tuple[int, list[str]]:
    """Write the record's files into `folder`, made if needed; their number, and the stored files that are missing."""
    folder.mkdir(parents=True, exist_ok=True)
    with transaction.atomic():  # one moment's record, whoever is typing
        files = Exporter().files()
    for name, rows in files.items():
        with (folder / f"{name}.yaml").open("w", encoding="utf-8", newline="\n") as stream:
            dumper = Dumper(stream)
            dumper.open()
            dumper.represent(rows)
            dumper.close()
    return len(files), copy_out(folder)


def equals(loader: Loader) -> bool:
    """Whether the files hold just what the database holds, however they are laid out."""
    return normal(loader.files) == normal(Exporter().files())


def normal(files: dict[str, Any]) -> str:
    """Files as one text that does not depend on the order of rows, on layout or on defaults written out."""

    def form(table: Table | None, value: Any) -> Any:
        if isinstance(value, list):
            return sorted(
                (form(table, item) for item in value), key=lambda item: json.dumps(item, sort_keys=True)
            )
        if isinstance(value, dict) and table:
            columns = {column.name: column for column in table.columns()}
            return {
                name: form(table.children.get(name), content)
                for name, content in (
                    (name, tidy(columns.get(name), content)) for name, content in value.items()
                )
                if content not in (None, [])
            }
        return value

    def tidy(column: models.Field | None, content: Any) -> Any:
        if column is None or not isinstance(content, str) or isinstance(column, models.ForeignKey):
            return content or None
        try:
            value = read(column, content)
        except ValidationError:
            return content
        return None if value == column.get_default() and not column.primary_key else written(column, value)

    return json.dumps({name: form(TABLES[name], rows) for name, rows in files.items()}, sort_keys=True)
