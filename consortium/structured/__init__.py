"""What a page says of itself to machines: schema.org data (JSON-LD), in a block that no browser runs.

Each function gives a node, a dict of properties of schema.org; what is not known is left out, never guessed. The data
speak of today: a page of the past and a preview have none. tests/consortium/test_structured.py has the types and
properties in use.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from consortium.models import Profile, Source

Node = dict[str, Any]

# As Django's json_script does: what a text holds can't end the block it stands in.
ESCAPED = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def json_ld(nodes: Sequence[Node]) -> SafeString:
    """The inside of a `<script type="application/ld+json">`; empty without nodes."""
    if not nodes:
        return SafeString("")
    data = {"@context": "https://schema.org", "@graph": said_once(list(nodes), set())}
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return mark_safe(text.translate(ESCAPED))  # noqa: S308 # nosec B703 # nothing is left that HTML would read


def said_once(value: Any, known: set[str]) -> Any:
    """The same data; a node with an id is told where it first stands, and from then on named by its id."""
    if isinstance(value, list):
        return [said_once(each, known) for each in value]
    if not isinstance(value, dict):
        return value
    if (name := value.get("@id")) in known:
        return {"@id": name}
    known |= {name} if name else set()
    return {key: said_once(each, known) for key, each in value.items()}


def node(kind: str, **said: Any) -> Node:
    """A node of a type with those of its properties that are known."""
    return {"@type": kind, **{name: value for name, value in said.items() if value not in (None, "", [], {})}}


def absolute(address: str) -> str:
    return f"{settings.SITE_URL}{address}"


def consortium(profile: Profile, **more: Any) -> Node:
    """Whose site it is, short enough to stand in other nodes."""
    return {**node("Organization", name=profile.name, url=absolute("/"), **more), "@id": absolute("/#us")}


def breadcrumbs(crumbs: Sequence[tuple[str, str]]) -> Node:
    """The way to a page: (text, address), the page itself last and without an address."""
    return node(
        "BreadcrumbList",
        itemListElement=[
            node("ListItem", position=position, name=text, item=absolute(address) if address else None)
            for position, (text, address) in enumerate(crumbs, 1)
        ],
    )


def listing(
    name: str, address: str, rows: Iterable[tuple[str, str]], kind: str = "CollectionPage", **more: Any
) -> Node:
    """A page that lists others, as (name, address)."""
    elements = [
        node("ListItem", position=position, name=text, url=absolute(to))
        for position, (text, to) in enumerate(rows, 1)
    ]
    return node(
        kind,
        name=name,
        url=absolute(address),
        **more,
        mainEntity=node("ItemList", itemListElement=elements) if elements else None,
    )


def based_on(source: Source | None) -> Node | None:
    """The document that a page tells again."""
    if source is None:
        return None
    return node(
        "CreativeWork",
        name=source.title,
        url=source.url,
        publisher=node("Organization", name=source.publisher) if source.publisher else None,
        datePublished=source.published.iso if source.published else None,
    )
