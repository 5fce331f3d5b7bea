"""A table as a file: CSV for spreadsheets, JSON for programs. Both have the same rows and columns.

In CSV a text that a spreadsheet would run as a formula has an apostrophe before it, as has one that begins with an
apostrophe: taking one away gives the text again. JSON has every text as it is.
"""

import csv
import io
import json
from collections.abc import Iterator
from datetime import date
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from consortium.data.table import Seen, Table
from consortium.imports.cells import harmless

IN_MEMORY = 1_000_000  # bytes; a larger file waits on the disk
AT_ONCE = 2_000  # rows read from the database


def rows_of(table: Table, rows: Any, seen: Seen) -> Iterator[dict[str, Any]]:
    """The rows, a part at a time; what their links lead to is read before the first."""
    for link in table.links.values():
        seen.keys(link.table)
    for row in rows.iterator(chunk_size=AT_ONCE):
        yield table.values(row, seen)


def cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return harmless(value) if isinstance(value, str) else str(value)


def write_csv(table: Table, rows: Any, seen: Seen, out: IO[str]) -> None:
    writer = csv.writer(out)
    writer.writerow([column.name for column in table.columns])
    writer.writerows([cell(value) for value in row.values()] for row in rows_of(table, rows, seen))


def write_json(table: Table, rows: Any, seen: Seen, out: IO[str]) -> None:
    """A list of objects, one a line; what is not known is null."""
    out.write("[")
    for number, row in enumerate(rows_of(table, rows, seen)):
        out.write(",\n" if number else "\n")
        said = {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()}
        out.write(json.dumps(said, ensure_ascii=False))
    out.write("\n]\n")


WRITERS = {"csv": write_csv, "json": write_json}
MEDIA_TYPES = {"csv": "text/csv; charset=utf-8; header=present", "json": "application/json"}


def written(form: str, table: Table, rows: Any, seen: Seen) -> Any:
    """The file, in UTF-8, at its beginning: complete before its first byte is sent, whatever the reader's line."""
    file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the response closes it
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)  # type: ignore[type-var]
    WRITERS[form](table, rows, seen, text)
    text.detach()
    file.seek(0)
    return file
