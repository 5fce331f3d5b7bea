"""Bytes to rows of cells and back: CSV and XLSX."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from import_export.formats import base_formats  # type: ignore[import-untyped]
from openpyxl import Workbook, load_workbook  # type: ignore[import-untyped]
from openpyxl.cell import WriteOnlyCell  # type: ignore[import-untyped]
from tablib import Dataset  # type: ignore[import-untyped]

BYTES = 40_000_000  # larger files are refused unread
LONGEST_CELL = 32_767  # what XLSX holds; openpyxl would cut the rest off without a word
ZIP, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"  # how a workbook begins, and one of before 2007
UTF_16 = {b"\xff\xfe", b"\xfe\xff"}
NO_WORKBOOK = "The file can't be read as an Excel workbook (.xlsx)."
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
WRITTEN_CONTROL = re.compile("_x([0-9A-Fa-f]{4})_")


class FileError(ValueError):
    """A file that can't be read or written as a table; its text is a sentence for the one who sent it."""


def read(name: str, data: bytes) -> Dataset:
    """The rows of a file, which is CSV or XLSX as its bytes say, whatever its name claims. Raises FileError."""
    if len(data) > BYTES:
        raise FileError(f"The file has {len(data):,} bytes; {BYTES:,} are the most that is read.")
    ending = name.rpartition(".")[2].lower()
    if ending not in {"csv", "xlsx"}:
        raise FileError(f"{name} ends in neither .csv nor .xlsx.")
    if data.startswith(OLD_EXCEL):
        raise FileError("This workbook is of an old form or has a password. Save it as .xlsx without one.")
    if data.startswith(ZIP):
        return dataset(xlsx_rows(data))
    if ending == "xlsx" and b"\0" in data[:1_000] and data[:2] not in UTF_16:
        raise FileError(NO_WORKBOOK)
    return dataset(csv_rows(data))


def dataset(rows: list[list[str]]) -> Dataset:
    while rows and not any(rows[-1]):
        rows.pop()
    if not rows or not any(rows[0]):
        raise FileError("Line 1: the names of the columns are missing.")
    headers = rows[0]
    while not headers[-1]:
        headers.pop()
    table = Dataset()
    table.headers = headers
    for number, row in enumerate(rows[1:], 2):
        extra, missing = row[len(headers) :], len(headers) - len(row)
        if any(extra) or (missing > 0 and any(row)):
            raise FileError(
                f"Row {number} has {len(row)} cells, the first line names {len(headers)} columns. "
                "A cell with a comma in it stands in double quotes."
            )
        table.append([*row[: len(headers)], *[""] * missing])
    return table


def csv_rows(data: bytes) -> list[list[str]]:
    if data[:2] in UTF_16:
        raise FileError("Line 1 is UTF-16. Save the file as “CSV UTF-8”.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise FileError(f"Line {line} is not UTF-8. Save the file as “CSV UTF-8”.") from None
    first = text.partition("\n")[0]
    for mark, name in ((";", "“;”"), ("\t", "tabs")):
        if mark in first and "," not in first:
            raise FileError(
                f"Line 1: the columns are separated by {name}. Save the file with commas between them."
            )
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        return list(reader)
    except csv.Error as error:
        problem = "a double quote is opened and not closed" if "unexpected end" in str(error) else str(error)
        raise FileError(f"Line {reader.line_num} can't be read: {problem}.") from error


def xlsx_rows(data: bytes) -> list[list[str]]:
    """The first sheet. A formula is refused: its result is not in the file for certain."""
    try:
        book = load_workbook(io.BytesIO(data), read_only=True)
        cells = [list(row) for row in book.worksheets[0].iter_rows()]
        rows = [[cell_text(cell) for cell in row] for row in cells]
        book.close()
    except FileError:
        raise
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, IndexError, SyntaxError, TypeError) as error:
        raise FileError(NO_WORKBOOK) from error
    width = max((len(row) for row in rows), default=0)
    return [[*row, *[""] * (width - len(row))] for row in rows]


def cell_text(cell: Any) -> str:
    value, kind = cell.value, getattr(cell, "data_type", "n")
    if value is None:
        return ""
    if kind in {"f", "e"}:
        what = "a formula: paste its value" if kind == "f" else f"the error {value}"
        raise FileError(f"Row {cell.row}, column {cell.column_letter} holds {what}.")
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return WRITTEN_CONTROL.sub(lambda found: chr(int(found[1], 16)), str(value))


def csv_bytes(rows: Iterable[list[str]]) -> bytes:
    """With a byte order mark, so that Excel reads the accents."""
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows(rows)
    return stream.getvalue().encode("utf-8-sig")


def xlsx_bytes(rows: Iterable[list[str]]) -> bytes:
    """Every cell is text: nothing is run, no leading zero and no date is lost."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        line = []
        for text in row:
            text = re.sub("_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text)
            text = CONTROL.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
            if len(text) > LONGEST_CELL:
                raise FileError(
                    f"A cell is longer than the {LONGEST_CELL:,} letters that XLSX holds. Take CSV."
                )
            cell = WriteOnlyCell(sheet, text)
            cell.data_type = "s"
            line.append(cell)
        sheet.append(line)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


class CSV(base_formats.CSV):
    """The library's, read and written by the functions above."""

    def is_binary(self) -> bool:
        return True

    def get_read_mode(self) -> str:
        return "rb"

    def create_dataset(self, in_stream: bytes, **kwargs: Any) -> Dataset:
        return read("file.csv", in_stream)

    def export_data(self, dataset: Dataset, **kwargs: Any) -> bytes:
        return csv_bytes([dataset.headers, *map(list, dataset)])


class Upload(CSV):
    """What is sent in: either form, told apart by `read`, so that nobody has to choose."""

    def get_title(self) -> str:
        return "CSV or XLSX"


class XLSX(base_formats.XLSX):
    def create_dataset(self, in_stream: bytes, **kwargs: Any) -> Dataset:
        return read("file.xlsx", in_stream)

    def export_data(self, dataset: Dataset, **kwargs: Any) -> bytes:
        return xlsx_bytes([dataset.headers, *map(list, dataset)])
