"""From files to rows."""

import re
from pathlib import Path
from typing import Any

import yaml
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models, transaction

from consortium.models import Addressed, OldAddress
from consortium.record.files import copy_in
from consortium.record.tables import OLD_ADDRESSES, TABLES, Table, read, tables_in_order, written
from consortium.search.keeping import gathered
from members.models import (
    Membership,
    Office,
    Participation,
    Tenure,
)


class RecordError(Exception):
    """A record that can't be read: `problems` is a list of sentences, each with its file and row."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


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
        self.rows: dict[str, list[tuple[str, Row, Any]]] = {path: [] for path, _ in tables_in_order()}
        self.keys: dict[type[Any], dict[str, list[Any]]] = {}
        self.files: dict[str, list[Row]] = {}
        self.old: list[tuple[str, str, Any]] = []
        self.folder = folder
        self.copied: list[tuple[Any, str]] = []  # files that came along: (storage, name)
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
        try:
            return self._load()
        except BaseException:
            for storage, name in self.copied:
                storage.delete(name)
            raise

    def _load(self) -> int:
        with transaction.atomic(), gathered():
            made: dict[tuple[str, int], Any] = {}
            later: list[tuple[str, Row, Any, models.Field]] = []
            for path, table in tables_in_order():
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
                for kind in (Membership, Tenure, Office, Participation):
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
                    if isinstance(column, models.FileField) and copy_in(self.folder, column, value):
                        self.copied.append((column.storage, value))
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
