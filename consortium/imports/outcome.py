"""What an import did or would do, in the form that the library's screens expect."""

import hashlib
from dataclasses import dataclass, field
from typing import Any

from import_export.results import Result, RowResult  # type: ignore[import-untyped]

from consortium.imports.columns import Many, Problem


@dataclass
class Change:
    """A row that makes or changes a record: the attributes that differ and, by column, the texts before and after."""

    row: int
    record: Any
    new: bool
    attributes: set[str] = field(default_factory=set)
    texts: list[tuple[str, str, str]] = field(default_factory=list)
    many: dict[Many, list[Any]] = field(default_factory=dict)


class Outcome(Result):
    """Counts, problems and changes of one import. `key` names it once it is written."""

    def __init__(self) -> None:
        super().__init__()
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []  # what may be a mistake, and is imported all the same
        self.ignored: list[str] = []
        self.changes: list[Change] = []
        self.same = 0
        self.key = ""

    @property
    def new(self) -> int:
        return sum(change.new for change in self.changes)

    @property
    def changed(self) -> int:
        return len(self.changes) - self.new

    @property
    def digest(self) -> str:
        """The changes in short: an import that was looked at is carried out only if it is still the same."""
        told = [
            (change.row, None if change.new else change.record.pk, change.texts) for change in self.changes
        ]
        return hashlib.sha256(repr(told).encode()).hexdigest()

    @property
    def counts(self) -> str:
        return f"{self.new:,} new, {self.changed:,} changed, {self.same:,} the same"

    def problem(self, row: int, column: str, text: str) -> None:
        self.problems.append(Problem(row, column, text))

    def has_errors(self) -> bool:
        return bool(self.problems)

    def has_validation_errors(self) -> bool:
        return False

    def tell_library(self) -> None:
        """Fill in what its signals and totals read. Problems stand in the order of the file's rows."""
        self.problems.sort(key=lambda problem: problem.row)
        for change in self.changes:
            row = RowResult()
            row.import_type = RowResult.IMPORT_TYPE_NEW if change.new else RowResult.IMPORT_TYPE_UPDATE
            row.instance = change.record
            self.append_row_result(row)
            self.increment_row_result_total(row)
        self.totals[RowResult.IMPORT_TYPE_SKIP] = self.same
        self.total_rows = len(self.changes) + self.same
