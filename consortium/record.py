"""The whole record as files that a person can read and edit: one YAML file a subject, a row a list item.

Every value is text ("yes" and "no", "fall 2016", "2012"); what stands at its default is left out; a row that hangs
on another one is nested in it; other rows are named by their key, such as a slug. Loading what was exported and
exporting again gives the same bytes.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import connection, models, transaction

from consortium.dates import KnownDate
from consortium.models import Addressed, OldAddress, Profile, Source, Year
from consortium.text import FoldedField
from meetings.models import Hosting, Meeting, Sponsorship
from members.models import (
    Contact,
    District,
    DistrictName,
    Figure,
    Membership,
    Office,
    Organization,
    Person,
    Tenure,
)
from milestones.models import Appearance, Milestone, Topic

OLD_ADDRESSES = "old_addresses"


class RecordError(Exception):
    """A record that can't be read: `problems` is a list of sentences, each with its file and row."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Table:
    """A model's place in the files: `parent` is the column that nesting stands for, `order` how rows follow."""

    model: type[Any]
    parent: str = ""
    children: dict[str, "Table"] = field(default_factory=dict)
    order: Callable[[Any], Any] = lambda row: ()

    def columns(self) -> list[models.Field]:
        """The columns that a row of the file may have, in the model's order."""
        meta = self.model._meta
        fields = [
            column
            for column in meta.concrete_fields
            if column.name != self.parent
            and not isinstance(column, FoldedField)
            and (column.editable or column.primary_key)
            and not isinstance(column, models.AutoField)
        ]
        many = [column for column in meta.many_to_many if column.remote_field.through._meta.auto_created]
        return [*fields, *many]


TABLES = {
    "profile": Table(Profile),
    "sources": Table(Source),
    "organizations": Table(Organization),
    "topics": Table(Topic),
    "years": Table(
        Year,
        children={
            "milestones": Table(
                Milestone,
                "year",
                children={"people": Table(Appearance, "milestone", order=lambda row: row.pk)},
                order=lambda row: (row.position, row.pk),
            )
        },
        order=lambda row: row.number,
    ),
    "districts": Table(
        District,
        children={
            "names": Table(DistrictName, "district", order=lambda row: row.until),
            "memberships": Table(Membership, "district", order=lambda row: row.joined_id),
            "figures": Table(Figure, "district", order=lambda row: row.when),
            "contacts": Table(Contact, "district"),
        },
    ),
    "people": Table(
        Person,
        children={
            "tenures": Table(Tenure, "person", order=lambda row: row.since),
            "offices": Table(Office, "person", order=lambda row: row.since),
        },
    ),
    "meetings": Table(
        Meeting,
        children={
            "hosts": Table(Hosting, "meeting", order=lambda row: (not row.lead, row.pk)),
            "sponsors": Table(Sponsorship, "meeting", order=lambda row: row.pk),
        },
        order=lambda row: (row.begins, row.pk),
    ),
}


def tables_by_depth() -> list[tuple[str, Table]]:
    """All tables as (path, table), parents before what is nested in them."""
    level: list[tuple[str, Table]] = list(TABLES.items())
    found = []
    while level:
        found += level
        level = [(f"{path}.{name}", child) for path, table in level for name, child in table.children.items()]
    return found


# Values


def written(column: models.Field, value: Any) -> str:
    """A column's value as the file has it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.plain if isinstance(value, KnownDate) else str(value)


def read(column: models.Field, text: str) -> Any:
    """The value that `text` stands for. Raises ValidationError."""
    if "\0" in text or any("\ud800" <= char <= "\udfff" for char in text):
        raise ValidationError("Null characters and halves of characters are not allowed.")
    if text == "" and (column.null or not isinstance(column, models.CharField | models.TextField)):
        return None
    if isinstance(column, models.BooleanField):
        if text not in {"yes", "no"}:
            raise ValidationError(f"“{text[:40]}” is neither yes nor no.")
        return text == "yes"
    if isinstance(column, models.DateField):
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise ValidationError(f"“{text[:40]}” is not a day like 2016-05-12.") from None
    return column.to_python(text)


# Files to rows


class Row(dict[str, Any]):
    """A mapping of a file, and the line it begins on."""

    line: int


def parse(text: str) -> list[Row]:
    """Read a file of rows. Raises ValueError with the line and what is wrong."""
    try:
        node = yaml.compose(text, Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        line = f"line {error.problem_mark.line + 1}: " if error.problem_mark else ""
        raise ValueError(f"{line}{error.problem or error.context}.") from error
    except (yaml.YAMLError, RecursionError) as error:
        raise ValueError(f"not readable as YAML: {error}") from error
    seen: set[int] = set()

    def value(node: yaml.Node) -> Any:
        line = node.start_mark.line + 1
        if id(node) in seen:
            raise ValueError(f"line {line}: anchors and aliases are not used here.")
        seen.add(id(node))
        if isinstance(node, yaml.ScalarNode):
            return node.value
        if isinstance(node, yaml.SequenceNode):
            return [value(child) for child in node.value]
        row = Row()
        row.line = line
        for name_node, child in node.value:
            name = value(name_node)
            if not isinstance(name, str) or name in row:
                raise ValueError(f"line {name_node.start_mark.line + 1}: “{name}” stands twice in one row.")
            row[name] = value(child)
        return row

    rows = value(node) if node else []
    if not isinstance(rows, list) or not all(isinstance(row, Row) for row in rows):
        raise ValueError("is not a list of rows (each begins with “- ”).")
    return rows


class Loader:
    """Reads the files of a folder into an empty record; keeps every problem it meets."""

    def __init__(self, folder: Path) -> None:
        self.problems: list[str] = []
        self.rows: dict[str, list[tuple[str, Row, Any]]] = {path: [] for path, _ in tables_by_depth()}
        self.keys: dict[type[Any], dict[str, list[Any]]] = {}
        self.files: dict[str, list[Row]] = {}
        self.old: list[tuple[str, str, Any]] = []
        if not folder.is_dir():
            raise RecordError([f"{folder} is not a folder."])
        if not (folder / "profile.yaml").is_file():
            raise RecordError([f"{folder} holds no record: profile.yaml is missing."])
        for stray in sorted(folder.glob("*.y*ml")):
            if stray.name not in {f"{name}.yaml" for name in TABLES}:
                self.problems.append(f"{stray.name}: not a file of the record.")
        missing = [f"{name}.yaml" for name in TABLES if not (folder / f"{name}.yaml").is_file()]
        if missing:
            raise RecordError([f"{name}: this file of the record is missing." for name in missing])
        for name in TABLES:
            self._read_file(folder, name)

    def _read_file(self, folder: Path, name: str) -> None:
        file = folder / f"{name}.yaml"
        try:
            self.files[name] = parse(file.read_text(encoding="utf-8")) if file.is_file() else []
        except (ValueError, OSError) as error:
            self.problems.append(f"{file.name}, {error}")
            return
        for number, row in enumerate(self.files[name], 1):
            self._sort_in(name, TABLES[name], f"{file.name}, row {number}", row, None)

    def _sort_in(self, path: str, table: Table, where: str, row: Row, parent: tuple[str, int] | None) -> None:
        """Put a row and those nested in it on the lists of their tables."""
        known = {column.name for column in table.columns()} | table.children.keys()
        known |= {OLD_ADDRESSES} if issubclass(table.model, Addressed) else set()
        for name in sorted(row.keys() - known):
            self.problems.append(f"{where} (line {row.line}): there is no “{name}” here.")
        mine = (path, len(self.rows[path]))
        self.rows[path].append((where, row, parent))
        for name, child in table.children.items():
            nested = row.get(name, [])
            if not isinstance(nested, list) or not all(isinstance(item, Row) for item in nested):
                self.problems.append(f"{where} (line {row.line}): {name} is not a list of rows.")
                continue
            for number, item in enumerate(nested, 1):
                self._sort_in(f"{path}.{name}", child, f"{where}, {name} row {number}", item, mine)

    def load(self) -> int:
        """Write all rows in one transaction; the number of rows. Raises RecordError and leaves nothing."""
        with transaction.atomic():
            made: dict[tuple[str, int], Any] = {}
            later: list[tuple[str, Row, Any, models.Field]] = []
            for path, table in tables_by_depth():
                for index, (where, row, parent) in enumerate(self.rows[path]):
                    if parent is None or parent in made:
                        record = self._make(table, where, row, made.get(parent) if parent else None, later)
                        if record is not None:
                            made[path, index] = record
            now = {record.get_absolute_url() for record in made.values() if isinstance(record, Addressed)}
            taken: set[str] = set()
            for place, old, record in self.old:
                said = f"{place}: {OLD_ADDRESSES}: “{old[:40]}” is"
                if not re.fullmatch(r"/([-a-zA-Z0-9_]+/)+", old) or len(old) > 300:
                    self.problems.append(f"{said} not an address like /members/old-name/.")
                elif old in now:
                    self.problems.append(f"{said} the address of another row.")
                elif old in taken:
                    self.problems.append(f"{said} the old address of another row.")
                else:
                    taken.add(old)
                    OldAddress.objects.keep(old, record)
            for where, row, record, column in later:
                target = self._named(column, where, row)
                if target is not None:
                    setattr(record, column.name, target)
                    if self._is_clean(record, where):
                        record.save()
            if not self.problems:
                places = {
                    record: f"{self.rows[path][index][0]} (line {self.rows[path][index][1].line})"
                    for (path, index), record in made.items()
                }
                for kind in (Membership, Tenure, Office):
                    self.problems += [
                        f"{places[row]}: {row} overlaps another one." for row in kind.objects.overlapping()
                    ]
            if self.problems:
                raise RecordError(self.problems)
        return len(made)

    def _make(self, table: Table, where: str, row: Row, parent: Any, later: list[Any]) -> Any:
        record = table.model(**({table.parent: parent} if table.parent else {}))
        problems = len(self.problems)
        place = f"{where} (line {row.line})"
        many: dict[str, list[Any]] = {}
        for column in table.columns():
            if column.name not in row:
                continue
            value = row[column.name]
            if column.many_to_many:
                many[column.name] = [
                    self._named(column, place, row, item) for item in self._texts(place, column.name, value)
                ]
            elif not isinstance(value, str):
                self.problems.append(f"{place}: {column.name} is not a plain text.")
            elif isinstance(column, models.ForeignKey):
                if not value:
                    continue
                if column.related_model is table.model:
                    later.append((place, row, record, column))
                else:
                    setattr(record, column.name, self._named(column, place, row))
            else:
                try:
                    setattr(record, column.attname, read(column, value))
                except ValidationError as error:
                    self.problems.append(f"{place}: {column.name}: {' '.join(error.messages)}")
        if len(self.problems) > problems:
            return None
        if not self._is_clean(record, place):
            return None
        record.save(force_insert=True)
        for name, targets in many.items():
            getattr(record, name).set(targets)
        for old in self._texts(place, OLD_ADDRESSES, row.get(OLD_ADDRESSES, [])):
            self.old.append((place, old, record))
        self.keys.setdefault(table.model, {}).setdefault(self._key(record), []).append(record)
        return record

    def _is_clean(self, record: Any, place: str) -> bool:
        try:
            record.full_clean()
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                column_name = "" if name == NON_FIELD_ERRORS else f"{name}: "
                self.problems.append(f"{place}: {column_name}{' '.join(messages)}")
            return False
        return True

    def _texts(self, place: str, name: str, value: Any) -> list[str]:
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return value
        self.problems.append(f"{place}: {name} is not a list.")
        return []

    def _key(self, record: Any) -> str:
        parts = []
        for name in record.record_key:
            column = record._meta.get_field(name)
            target = getattr(record, name)
            related = isinstance(column, models.ForeignKey) and target is not None
            parts.append(self._key(target) if related else written(column, target))
        return "/".join(parts)

    def _named(self, column: Any, place: str, row: Row, key: str | None = None) -> Any:
        """The one row that a text names; None, and a problem noted, if there is none or more than one."""
        key = row[column.name] if key is None else key
        found = self.keys.get(column.related_model, {}).get(key, [])
        if len(found) == 1:
            return found[0]
        what = column.related_model._meta.verbose_name
        self.problems.append(f"{place}: {column.name}: {len(found) or 'no'} {what} named “{key[:120]}”.")
        return None


# Rows to files


class Exporter:
    """The record of the database, drafts and the bin included, as the rows of the files."""

    def __init__(self) -> None:
        self.keys: dict[type[Any], dict[Any, str]] = {}
        self.records: dict[str, list[Any]] = {}
        for path, table in tables_by_depth():
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


def export(folder: Path) -> int:
    """Write the record's files into `folder`, made if needed; the number of files."""
    folder.mkdir(parents=True, exist_ok=True)
    with transaction.atomic():  # one moment's record, whoever is typing
        files = Exporter().files()
    for name, rows in files.items():
        with (folder / f"{name}.yaml").open("w", encoding="utf-8", newline="\n") as stream:
            dumper = Dumper(stream)
            dumper.open()
            dumper.represent(rows)
            dumper.close()
    return len(files)


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
