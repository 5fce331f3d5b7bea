"""Written works: plans, practices, documents."""

from typing import Any

from consortium.models import Profile
from consortium.structured import Node, absolute, based_on, consortium, node
from consortium.text import plain
from consortium.uploads import MEDIA_TYPES, ending


def plan(row: Any, profile: Profile, parts: list[Any]) -> Node:
    """A plan with its parts; the date of its adoption is in words, since no property means it."""
    owner = node("Organization", name=row.owner) if row.owner else None
    return node(
        "CreativeWork",
        name=row.title,
        url=absolute(row.get_absolute_url()),
        description=f"{row.get_kind_display()}, {row.dated}",
        abstract=plain(row.purpose),
        creator=owner,
        publisher=consortium(profile),
        isBasedOn=based_on(row.source),
        hasPart=[node("CreativeWork", name=part.name) for part in parts],
    )


def practice(row: Any, profile: Profile) -> Node:
    """A practice as this site tells it, and the document that it is told from."""
    return node(
        "CreativeWork",
        name=row.title,
        url=absolute(row.get_absolute_url()),
        abstract=plain(row.principle),
        about=row.theme,
        keywords=[topic.name for topic in row.about],
        isPartOf=node("CreativeWorkSeries", name=row.series) if row.series else None,
        position=row.number,
        datePublished=row.published.iso if row.published else None,
        publisher=consortium(profile),
        isBasedOn=based_on(row.source),
    )


def document(row: Any) -> Node:
    """A file to download."""
    return node(
        "DigitalDocument",
        name=row.title,
        url=absolute(row.get_absolute_url()),
        encodingFormat=MEDIA_TYPES.get(ending(row.name), "").partition(";")[0],
        datePublished=row.dated.iso if row.dated else None,
    )
