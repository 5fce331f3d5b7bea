"""The geometry of the map and the charts: numbers in, SVG paths and positions out."""

from dataclasses import dataclass
from itertools import pairwise
from math import ceil
from typing import NamedTuple

from consortium.states import STATES, TILES

TILE, ROOM = 38, 40  # a tile's side and the grid's step, in the map's own units (440 × 320)


@dataclass(frozen=True)
class State:
    """A state with districts: postal code, name, their count, and the corner of its tile."""

    code: str
    name: str
    count: int
    x: int
    y: int


@dataclass
class TileMap:
    """`marked` states have districts; `empty` tiles are one path and their (x, y, code) labels."""

    marked: list[State]
    elsewhere: list[State]
    empty_path: str
    empty_labels: list[tuple[int, int, str]]

    @property
    def states(self) -> list[State]:
        """All states with districts by name, those without a tile among them."""
        return sorted(self.marked + self.elsewhere, key=lambda state: state.name)


def tile_map(counts: dict[str, int]) -> TileMap:
    """The map for districts by postal code, such as {"VA": 4}."""
    drawn = TileMap([], [], "", [])
    for code, name in STATES.items():
        tile, count = TILES.get(code), counts.get(code, 0)
        x, y = (tile.column * ROOM + 1, tile.row * ROOM + 1) if tile else (0, 0)
        if count:
            (drawn.marked if tile else drawn.elsewhere).append(State(code, name, count, x, y))
        elif tile:
            drawn.empty_path += f"M{x} {y}h{TILE}v{TILE}h-{TILE}z"
            drawn.empty_labels.append((x + TILE // 2, y + 23, code))
    return drawn


def tiles(codes: set[str]) -> str:
    """The path of some states' tiles on the small map (110 × 80)."""
    spots = (TILES[code] for code in sorted(codes & TILES.keys()))
    return "".join(f"M{tile.column * 10} {tile.row * 10}h9v9h-9z" for tile in spots)


class Growth(NamedTuple):
    """A year (int), the districts that joined in it and those that had joined by its end."""

    year: int
    joined: int
    total: int


def growth(joined: dict[int, int], years: list[int]) -> list[Growth]:
    """Running totals over `years`, from districts by the year of their first joining."""
    return [
        Growth(year, joined.get(year, 0), sum(count for other, count in joined.items() if other <= year))
        for year in years
    ]


WIDEST_GAP = 5  # missing years that keep a column each


def empty_columns(years: list[int]) -> list[list[str]]:
    """Before each of `years`, in either order: an empty text for each year missing there, "…" for a long gap."""
    gaps = [0, *(abs(year - other) - 1 for other, year in pairwise(years))][: len(years)]
    return [[""] * gap if gap <= WIDEST_GAP else ["…"] for gap in gaps]


def latest(rows: list[Growth], room: int) -> list[Growth]:
    """The last of `rows` that have `room` (columns), those that missing years leave empty among them."""
    gaps = empty_columns([row.year for row in rows])
    for start in reversed(range(len(rows))):
        if len(rows) - start + sum(map(len, gaps[start + 1 :])) > room:
            return rows[start + 1 :]
    return rows


class Column(NamedTuple):
    """A year as a stack of squares, two in a row: paths of earlier and of new ones, in a box of its own."""

    growth: Growth
    old: str
    new: str
    height: int
    x: int
    top: int  # below a line of text


SQUARE, PITCH, TALLEST = 11, 13, 15  # a square's side and step; the rows of the highest column
STEP = 44  # from column to column


@dataclass
class Chart:
    columns: list[Column]
    squares: bool  # whether a square is a district; where they would be too many, columns are bars to scale
    height: int  # of the highest column
    gaps: list[tuple[int, str]]  # (x, mark) of the empty columns that missing years leave

    @property
    def width(self) -> int:
        return STEP * (len(self.columns) + len(self.gaps))


def chart(rows: list[Growth]) -> Chart:
    """Draw running totals as stacks of squares, one a district, or as bars where there are more than fit."""
    most = max((row.total for row in rows), default=0)
    squares = most <= 2 * TALLEST
    height = ceil(most / 2) * PITCH if squares else TALLEST * PITCH
    columns: list[Column] = []
    gaps: list[tuple[int, str]] = []
    for row, missing in zip(rows, empty_columns([row.year for row in rows]), strict=True):
        for mark in missing:
            gaps.append((STEP * (len(columns) + len(gaps)), mark))
        if squares:
            own = ceil(row.total / 2) * PITCH
            corners = [(i % 2 * PITCH, own - (i // 2 + 1) * PITCH) for i in range(row.total)]
            spots = [f"M{x}.5 {y}.5h{SQUARE}v{SQUARE}h-{SQUARE}z" for x, y in corners]
            old, new = "".join(spots[: row.total - row.joined]), "".join(spots[row.total - row.joined :])
        else:
            own = round(row.total * height / most)
            fresh = round(row.joined * height / most)
            old, new = bar(fresh, own - fresh), bar(0, fresh)
        place = STEP * (len(columns) + len(gaps))
        columns.append(Column(row, old, new, own, place, height - own + 20))
    return Chart(columns, squares, height, gaps)


def bar(top: int, height: int) -> str:
    width = PITCH + SQUARE
    return f"M.5 {top}.5h{width}v{height}h-{width}z" if height > 0 else ""
