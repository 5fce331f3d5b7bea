"""Rules on editions."""

from collections.abc import Iterator

from consortium.check.finding import Finding, Kind, Level, Scope, found
from consortium.dates import KnownDate
from milestones.models import Edition


def editions_changed(scope: Scope) -> Iterator[Finding]:
    """An edition whose words are not those that were frozen: somebody wrote past all that guards them."""
    for edition in Edition.objects.preview().iterator(chunk_size=20):
        if not edition.is_intact:
            when = KnownDate(edition.frozen)
            text = f"{edition}: its words are not those that were frozen on {when}; their checksum is another one."
            yield found(Kind.EDITION, Level.ERROR, text, Edition, edition.pk)
