"""A rule on the index of the search."""

from collections.abc import Iterator

from django.urls import reverse

from consortium.check.finding import Finding, Kind, Level, Scope, examples
from consortium.models import SearchEntry
from consortium.search.keeping import out_of_date


def search_out_of_date(scope: Scope) -> Iterator[Finding]:
    """One finding for all entries: whoever wrote past the record wrote past the index, and one command mends it."""
    titles = out_of_date()
    if titles:
        count = len(titles)
        text = f"The search has {count:,} record{'s' * (count > 1)} otherwise than they are, or not at all"
        yield Finding(
            Kind.SEARCH,
            Level.WARNING,
            f"{text}{examples(titles, count)} “manage.py index_search” mends it.",
            (SearchEntry._meta.label_lower, None),
            reverse("admin:record_check"),
        )
