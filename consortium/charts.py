"""The geometry of the map and the charts: numbers in, SVG paths and positions out."""

from dataclasses import dataclass
from math import ceil
from typing import NamedTuple

from consortium.states import STATES, TILES

TILE, ROOM = 38, 40  # a tile's side and the grid's step, in the map's own units (440 × 320)


class State(NamedTuple):
    """A state with districts: postal code, name, their count, and the corner and middle of its tile."""

    code: str
    name: str
    count: int
    x: int
    y: int

    @property
    def middle(self) -> int:
        return self.x + TILE // 2


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


class Column(NamedTuple):
    """A year as a stack of squares, two in a row: paths of earlier and of new ones, in a box of its own."""

    growth: Growth
    old: str
    new: str
    height: int
    x: int
    top: int  # below a line of text


SQUARE, PITCH, TALLEST = 11, 13, 24  # a square's side and step; the rows of the highest column


@dataclass
class Chart:
    columns: list[Column]
    unit: int  # how many districts a square stands for
    height: int  # of the highest column
    step: int = 44  # from column to column

    @property
    def width(self) -> int:
        return self.step * len(self.columns)


def chart(rows: list[Growth]) -> Chart:
    """Draw running totals as stacks of unit squares; where they would be too many, a square stands for several."""
    most = max((row.total for row in rows), default=0)
    unit = next(unit for power in range(9) for step in (1, 2, 5) if most <= (unit := step * 10**power) * 2 * TALLEST)
    height = ceil(ceil(most / unit) / 2) * PITCH
    columns = []
    for index, row in enumerate(rows):
        total, old = ceil(row.total / unit), ceil((row.total - row.joined) / unit)
        own = ceil(total / 2) * PITCH
        spots = [f"M{i % 2 * PITCH}.5 {own - (i // 2 + 1) * PITCH}.5h{SQUARE}v{SQUARE}h-{SQUARE}z" for i in range(total)]
        columns.append(Column(row, "".join(spots[:old]), "".join(spots[old:]), own, index * 44, height - own + 20))
    return Chart(columns, unit, height)
