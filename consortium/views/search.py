from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict

from consortium.filters import accepted
from consortium.models import SearchEntry
from consortium.pages import Listing, Page, address
from consortium.search.finding import RANKED, Search, entries
from consortium.search.mending import mended
from consortium.search.showing import hit
from consortium.search.words import words_of
from consortium.text import LONGEST_SEARCH

EACH = 5  # of a kind, beside others
PER_PAGE = 25
Kind = SearchEntry.Kind


def has_letters(text: str) -> None:
    if not words_of(text):
        raise forms.ValidationError("Type at least one letter or digit.", code="no_words")


class SearchForm(forms.Form):
    q = forms.CharField(
        label="Search for", max_length=LONGEST_SEARCH, required=False, validators=[has_letters]
    )
    kind = forms.ChoiceField(
        label="Kind", choices=Kind.choices, required=False, error_messages=accepted(Kind.values)
    )


class SearchPage(Page):
    """One box over all that is public: a few of each kind, or the pages of one kind."""

    template_name = "consortium/search.html"
    parameters = ("q", "kind", "page")
    section = "search"
    is_dated = False

    def known_query(self, more: tuple[str, ...]) -> QueryDict:
        """A kind is one of something that is looked for, and a page one of a kind."""
        query = super().known_query(more)
        for name, needed in (("kind", "q"), ("page", "kind")):
            if needed not in query:
                query.pop(name, None)
        return query

    def get(self, request: HttpRequest) -> HttpResponse:
        form = SearchForm(self.query)
        if not form.is_valid():
            return self.answer(form, status=400)
        if not (text := form.cleaned_data["q"]):
            return self.answer(form)
        search = Search.of(text)
        counts = search.counts()
        instead = mended(search) if not counts else None
        if instead:
            search, counts = instead, instead.counts()
        kind = Kind(form.cleaned_data["kind"]) if form.cleaned_data["kind"] else None
        return self.answer(
            form,
            asked=text,
            instead=instead,
            total=sum(counts.values()),
            kind=kind,
            kinds=[
                (one, count, self.to(instead, kind=one.value), one == kind) for one, count in counts.items()
            ],
            everything=self.to(instead, kind=None),
            **(
                self.of_one_kind(search, counts, kind) if kind else self.of_all_kinds(search, counts, instead)
            ),
        )

    def of_all_kinds(self, search: Search, counts: dict[Kind, int], instead: Search | None) -> dict[str, Any]:
        best = search.best(counts, EACH) if counts else {}
        return {
            "groups": [
                (
                    kind,
                    counts[kind],
                    [hit(entry, search) for entry in found],
                    self.to(instead, kind=kind.value) if counts[kind] > len(found) else "",
                )
                for kind, found in best.items()
            ]
        }

    def of_one_kind(self, search: Search, counts: dict[Kind, int], kind: Kind) -> dict[str, Any]:
        count = counts.get(kind, 0)
        if not count:
            return {}
        listing = Listing(self, search.ranked(counts, kind), PER_PAGE, count=min(count, RANKED))
        found = [hit(entry, search) for entry in entries(listing.rows)]
        return {
            "groups": [(kind, count, found, "")],
            "listing": listing,
            "cut_off": RANKED if count > RANKED else 0,
        }

    def to(self, instead: Search | None, **changes: Any) -> str:
        """The address with some parameters changed; of what was found by other words, with these."""
        return address(self, **({"q": instead.phrase} if instead else {}), **changes)

    def answer(self, form: SearchForm, status: int = 200, **found: Any) -> HttpResponse:
        nothing = dict.fromkeys(("asked", "instead", "kind", "listing", "everything"), "")
        blank = {**nothing, "total": 0, "cut_off": 0, "kinds": [], "groups": []}
        # What can be asked without an end is nothing for other search engines.
        return self.render(
            {**blank, **found, "form": form, "robots": "noindex", "canonical": ""}, status=status
        )
