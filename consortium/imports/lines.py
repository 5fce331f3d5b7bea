"""The lines of a file by the columns they stand in."""

from typing import TYPE_CHECKING

from tablib import Dataset  # type: ignore[import-untyped]

from consortium.imports.columns import Row
from consortium.imports.outcome import Outcome

if TYPE_CHECKING:
    from consortium.imports.tables import Table


def lines(table: "Table", dataset: Dataset, given: dict[str, str], outcome: Outcome) -> list[Row]:
    """The lines of the file that are not blank, by column; unknown columns are noted and left out."""
    known, names = table.aliases(), []
    for header in dataset.headers:
        name = known.get("_".join(str(header).strip().lower().replace("-", " ").split()), "")
        if name and name in names:
            outcome.problem(1, str(header), f"The column “{name}” stands twice in the file.")
        if not name:
            outcome.ignored.append(str(header))
        names.append(name)
    for name in given.keys() - known.keys():
        outcome.problem(
            0,
            name,
            f"There is no such column. The columns are {', '.join(dict.fromkeys(known.values()))}.",
        )
    if not any(names):
        columns = ", ".join(dict.fromkeys(known.values()))
        outcome.problem(1, "", f"The first line names none of the columns of {table.kind}: {columns}.")
    added = {known[name]: text for name, text in given.items() if name in known and known[name] not in names}
    rows = [
        Row(number, {**added, **{name: cell for name, cell in zip(names, cells, strict=True) if name}})
        for number, cells in enumerate(dataset, 2)
        if any(cells)
    ]
    return table.arrange(rows)
