"""Which district or person a row of a file means, and what the tables of all apps share."""

from collections.abc import Hashable, Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.utils.text import slugify

from consortium.imports.cells import choice, nces_id
from consortium.imports.columns import ByKey, Column, Reference, Row
from consortium.imports.tables import Keys
from consortium.models import OldAddress, Source, Year
from consortium.publishing import Status
from consortium.text import fold
from members.models import District, DistrictName, Person

STATUS = Column("status")
SOURCE = Reference("source", lookup="sources", aliases=("source_key",), said=lambda source: [source.key])
PASSAGE = Column("passage")


def year_column(name: str, *, required: bool = False) -> Reference:
    return Reference(name, lookup="years", required=required, said=lambda year: [str(year.number)])


DISTRICT = Reference(
    "district",
    headers=("nces_id", "district", "state", "district_slug"),
    aliases=("name", "district_name"),
    lookup="districts",
    required=True,
    said=lambda district: [district.nces_id or "", district.name, district.state, district.slug],
)


def common_lookups() -> dict[str, Any]:
    return {"sources": ByKey(Source, "key"), "years": ByKey(Year, "number")}


def free_slug(
    text: str, taken: set[str], extras: list[str], *, longest: int = 120, empty: str = "row"
) -> str:
    """A slug of its own, made of the text and, where that is taken, of `extras` one after the other or a number."""
    slug = slugify(fold(text))[: longest - 20].strip("-") or empty
    tries = [slug, *(f"{slug}-{slugify(extra)}" for extra in extras if slugify(extra))]
    number = 2
    while tries[0] in taken:
        tries = tries[1:] or [f"{slug}-{number}"]
        number += 1
    taken.add(tries[0])
    return tries[0]


def slugs_of(model: Any) -> set[str]:
    """Slugs that records have or had."""
    old = OldAddress.objects.filter(kind=ContentType.objects.get_for_model(model)).values_list(
        "path", flat=True
    )
    return {
        *model._base_manager.values_list("slug", flat=True),
        *(path.strip("/").rpartition("/")[2] for path in old),
    }


# Which district a row means


def district_index() -> Iterator[tuple[Any, bool, Keys]]:
    """Every district by its NCES id, its slug, its name and state, and its former names and state."""
    former: dict[Any, list[str]] = {}
    for pk, name in DistrictName._base_manager.values_list("district_id", "name"):
        former.setdefault(pk, []).append(fold(name))
    rows = District._base_manager.values_list("pk", "nces_id", "slug", "name", "state", "status")
    for pk, nces, slug, name, state, status in rows.iterator(2_000):
        keys: list[Hashable] = [("slug", slug), ("name", fold(name), state)]
        keys += [("former", one, state) for one in former.get(pk, [])]
        keys += (
            [("nces", nces)] if nces else [("no id", *key[1:]) for key in keys[1:] if isinstance(key, tuple)]
        )
        yield pk, status == Status.BIN, keys


class Districts:
    """Finds the district that the columns nces_id, district_slug, district and state name."""

    def __init__(self) -> None:
        self.known: dict[Hashable, list[tuple[Any, bool]]] = {}
        for pk, in_bin, keys in district_index():
            for key in keys:
                names = (
                    [key]
                    if not isinstance(key, tuple) or key[0] in {"nces", "slug", "no id"}
                    else [key, key[:2]]
                )
                for name in names:
                    self.known.setdefault(name, []).append((pk, in_bin))

    def found(self, *key: str) -> list[Any]:
        rows = self.known.get(key, [])
        return sorted({pk for pk, in_bin in rows if not in_bin} or {pk for pk, _ in rows})

    def find(self, row: Row, names: tuple[str, ...]) -> Any:
        """`names` are the headers of the NCES id, the name, the state and the slug, or one for any of them."""
        if len(names) == 1:
            text = row.text(names[0])
            pks = (
                self.found("nces", nces_id(text))
                or self.found("slug", text)
                or self.found("name", fold(text))
            )
            return self.only(pks, f"“{text[:60]}”")
        nces, name, state, slug = (row.text(header) for header in names)
        if nces:
            return self.only(self.found("nces", nces_id(nces)), f"the NCES id {nces_id(nces)[:20]}")
        if slug:
            return self.only(self.found("slug", slug), f"the address {slug[:60]}")
        where = (choice(District._meta.get_field("state"), state),) if state else ()
        pks = self.found("name", fold(name), *where) or self.found("former", fold(name), *where)
        return self.only(pks, f"the name “{name[:60]}”" + (f" in {where[0]}" if where else ""))

    def only(self, pks: list[Any], what: str) -> Any:
        if not pks:
            raise ValidationError(f"No district has {what}.")
        if len(pks) > 1:
            raise ValidationError(f"{len(pks)} districts have {what}: give the NCES id.")
        return pks[0]


class People:
    """Finds a person by slug or name."""

    def __init__(self) -> None:
        self.slugs: dict[str, Any] = {}
        self.names: dict[str, list[tuple[Any, bool]]] = {}
        for pk, slug, name, status in Person._base_manager.values_list("pk", "slug", "name", "status"):
            self.slugs[slug] = pk
            self.names.setdefault(fold(name), []).append((pk, status == Status.BIN))

    def find(self, row: Row, names: tuple[str, ...]) -> Any:
        name, slug = (row.text(header) for header in names)
        if slug and slug not in self.slugs:
            raise ValidationError(f"No person has the address {slug[:60]}.")
        if slug:
            return self.slugs[slug]
        rows = self.names.get(fold(name), [])
        pks = [pk for pk, in_bin in rows if not in_bin] or [pk for pk, _ in rows]
        if len(pks) != 1:
            said = f"{len(pks)} people are called" if pks else "No person is called"
            raise ValidationError(f"{said} “{name[:60]}”" + (": give the slug." if pks else "."))
        return pks[0]
