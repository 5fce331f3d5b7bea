"""The words of the made-up record, and the dice that choose among them."""

import random
from collections.abc import Sequence
from typing import TypeVar

from consortium.publishing import Status
from milestones.models import Milestone

Item = TypeVar("Item")

NAME = "Larkmoor Compact of School Districts"
STEMS = (
    "Alder", "Amber", "Ashen", "Barrow", "Birk", "Bram", "Brindle", "Carrow", "Cinder", "Clover", "Corran",
    "Dapple", "Dunmar", "Elder", "Ember", "Fallow", "Farrow", "Fenn", "Garnet", "Gorse", "Harrow", "Hazel",
    "Heather", "Ivor", "Juniper", "Kestrel", "Larch", "Linden", "Marl", "Merrow", "Nettle", "Osprey",
    "Otter", "Pardle", "Quill", "Raven", "Rowan", "Sable", "Sedge", "Sorrel", "Tamar", "Teasel", "Thistle",
    "Umber", "Vesper", "Wick", "Willow", "Yarrow",
)  # fmt: skip
ENDINGS = (
    "beck", "bourne", "bridge", "burgh", "by", "combe", "crest", "croft", "dale", "den", "fell", "field",
    "ford", "gate", "grove", "ham", "haven", "holm", "holt", "hurst", "land", "ley", "low", "mere", "mont",
    "moor", "port", "rick", "shaw", "stead", "stow", "thorpe", "ton", "vale", "wold", "worth",
)  # fmt: skip
BEFORE = ("North", "South", "East", "West", "Upper", "Mount", "Lake", "New")
ACCENTED = (
    "Peñaflorida", "Cañada Honda", "Río Sereno", "San Adrián del Llano", "Bahía Clara", "Montaña Azul", "Nogalón",
    "Sainte-Odéline", "Pointe-Hébert", "Vallée Noire", "Kīlohana Mauka", "Žitná Lhota", "Søndervang", "Grünau Höhe",
)  # fmt: skip

# Large states by weight; the others weigh 4. Which styles a state's names have: those of "" besides its own.
WEIGHTS = {
    "TX": 30, "CA": 28, "IL": 22, "NY": 20, "OH": 17, "PA": 15, "MI": 14, "NJ": 14, "MO": 13, "OK": 13, "WI": 11,
    "MN": 10, "HI": 1, "DC": 1, "AS": 1, "BI": 1, "GU": 1, "MP": 1, "PR": 1, "VI": 1,
}  # fmt: skip
STYLES = {
    "": ("{} Public Schools", "{} County Public Schools", "{} City Schools", "{} School District"),
    "TX": ("{} Independent School District", "{} County Consolidated Independent School District"),
    "CA": ("{} Unified School District", "{} Union High School District", "{} Elementary School District"),
    "IL": (
        "{} Community Unit School District {number}",
        "{} Community Consolidated School District {number}",
    ),
    "NY": ("{} Central School District", "{} Union Free School District"),
    "PA": ("{} Area School District",),
    "NJ": ("{} Township School District", "{} Regional School District"),
    "MN": ("{} Independent School District {number}",),
}
LONG_STYLES = (
    "{} and {other} Joint Union High School and Regional Vocational Technical District",
    "{} and {other} Counties Consolidated Community and Career Education School District",
)

FIRST_NAMES = (
    "Ada", "Amara", "Anneliese", "Benedict", "Björn", "Camila", "Cedric", "Chloé", "Dagny", "Desmond",
    "Elspeth", "Esperanza", "Felix", "Fumiko", "Gideon", "Greta", "Hamish", "Imani", "Ingrid", "Jerome",
    "José", "Keisha", "Leopold", "Lucía", "Malcolm", "Marguerite", "Naomi", "Octavia", "Percy", "Quentin",
    "Renée", "Rosalind", "Silas", "Soledad", "Tobias", "Ursula", "Vikram", "Winifred", "Xiomara", "Zoë",
)  # fmt: skip
POSTS = ("Superintendent", "Superintendent", "Superintendent", "Chief of Schools")

TOPICS = (
    "Attendance", "Assessment", "Bilingual education", "Bus routes", "Career pathways", "Class size", "Counseling",
    "Data sharing", "Early literacy", "Facilities", "Family engagement", "Grading", "Libraries", "Mathematics", "Music",
    "Nutrition", "Open materials", "Privacy", "Professional learning", "Rural access", "School finance", "Science",
    "Special education", "Summer learning", "Teacher recruitment",
)  # fmt: skip
ORGANIZATIONS = (
    "Alliance", "Association", "Center", "Council", "Foundation", "Fund", "Institute", "Laboratory", "Network", "Trust",
)  # fmt: skip

Kind = Milestone.Kind
HEADLINES = (
    (Kind.FOUNDING, "{count} districts sign the charter; {topic} comes first"),
    (Kind.FOUNDING, "The founding districts meet in {city} on {topic}"),
    (Kind.GOVERNANCE, "The council adopts rules on {topic}"),
    (Kind.ADVOCACY, "Members write to the legislature of {state} about {topic}"),
    (Kind.COMMUNITY, "A community of practice on {topic} begins with {count} districts"),
    (Kind.REPORT, "Report on {topic} covers {count} districts"),
    (Kind.PUBLICATION, "A guide to {topic}, with examples from {city}"),
    (Kind.GRANT, "{organization} gives a grant for {topic}"),
    (Kind.PARTNERSHIP, "Partnership with {organization} on {topic}"),
    (Kind.OFFICIAL, "Leaders meet the education committee of {state} on {topic}"),
    (Kind.CONFERENCE, "{city} presents its work on {topic} at the annual conference"),
    (Kind.CALLS, "{count} calls on {topic}"),
    (Kind.OTHER, "{city} opens its archive on {topic}"),
)
SENTENCES = (
    "Members compare notes on {topic} and agree to publish what they find.",
    "The working group reports to the fall meeting, and **{count} districts** take part.",
    "*{title}* becomes a standing item of every call.",
    "The text is [on the web](https://example.org/papers/{count}).",
    "It follows two years of work with {organization}.",
    "{city} shows the others how it is done.",
)
LIST = "\n\n- {count} districts answer:\n  - most have a plan for {topic}\n  - some have a budget\n- {city} leads"
YEAR_HEADLINES = (
    "Districts begin to compare notes on {}.",
    "A year of {}.",
    "The Compact turns to {}.",
    "Much talk of {}, and some results.",
)


class Dice:
    """Chance, through `random()` alone: of one seed it gives the same numbers on every version of Python."""

    def __init__(self, seed: int) -> None:
        self.roll = random.Random(seed).random  # noqa: S311 # nosec B311 # made-up data, nothing secret

    def chance(self, share: float) -> bool:
        return self.roll() < share

    def maybe(self, share: float, text: str) -> str:
        return text if self.chance(share) else ""

    def between(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return low + int(self.roll() * (high - low + 1))

    def one(self, options: Sequence[Item]) -> Item:
        return options[self.between(0, len(options) - 1)]

    def some(self, options: Sequence[Item], most: int) -> list[Item]:
        """None to `most` of the options, each once."""
        indexes = [self.between(0, len(options) - 1) for _ in range(self.between(0, most))] if options else []
        return [options[index] for index in dict.fromkeys(indexes)]

    def shuffled(self, options: Sequence[Item]) -> list[Item]:
        keys = [self.roll() for _ in options]
        return [options[index] for index in sorted(range(len(options)), key=lambda index: keys[index])]

    def small(self, most: int) -> int:
        """A whole number from 1 to `most`, mostly a small one."""
        return 1 + int(self.roll() * self.roll() * self.roll() * most)

    def status(self) -> Status:
        roll = self.roll()
        return Status.DRAFT if roll < 0.02 else Status.BIN if roll < 0.026 else Status.PUBLISHED


def unused(taken: set[str], *wanted: str) -> str:
    """The first of `wanted` that is not in `taken`, else the last with a number; it is taken from then on."""
    found = next((text for text in wanted if text not in taken), "")
    number = 2
    while not found:
        numbered = f"{wanted[-1]}-{number}"
        found = "" if numbered in taken else numbered
        number += 1
    taken.add(found)
    return found


def place(dice: Dice) -> str:
    if dice.chance(0.03):
        return dice.one(ACCENTED)
    name = dice.one(STEMS) + dice.one(ENDINGS)
    return f"{dice.one(BEFORE)} {name}" if dice.chance(0.15) else name
