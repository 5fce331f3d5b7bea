"""Titles, and the heads and feet of pages."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from milestones.paste.district_names import DistrictNames
from milestones.paste.lines import Sort, Token, bare, is_blank
from milestones.paste.sentences import folded, is_terminated

YEAR_IN_TITLE = re.compile(r"\b(?:19|20)[0-9]{2}\b")


def leave_out_titles(found: Sequence[Token], names: DistrictNames) -> None:
    """Leave out what stands above the first year or returns at the edge of pages.

    A year in a title is the label of a document that has no other.
    """
    first = next((number for number, token in enumerate(found) if token.sort is Sort.YEAR), len(found))
    has_years = first < len(found)
    titles = [token for token in found[:first] if _is_title(token, names)]
    labels = (
        [] if has_years else [token for token in titles if len(set(YEAR_IN_TITLE.findall(token.text))) == 1]
    )
    if labels:
        label = labels[0]
        label.sort, label.year = Sort.YEAR, int(YEAR_IN_TITLE.findall(label.text)[0])
        label.question = f"{label.year} in this title is taken as the year of everything below."
        titles = titles[: titles.index(label)]
    elif not has_years:
        return
    heads = {_page_key(token) for token in titles}
    edges = Counter(_page_key(token) for token in _at_page_edges(found))
    for token in found:
        if _is_title(token, names) and (_page_key(token) in heads or edges[_page_key(token)] > 1):
            token.sort = Sort.LEFT_OUT


def _at_page_edges(found: Sequence[Token]) -> Iterator[Token]:
    """The texts that stand within two lines of a page number or a page break."""
    for number, token in enumerate(found):
        near = found[max(number - 2, 0) : number + 3]
        if token.sort is Sort.TEXT and any(o.page != token.page or o.sort is Sort.LEFT_OUT for o in near):
            yield token


def _page_key(token: Token) -> str:
    return re.sub(r"[0-9]+", "#", folded(bare(token.text)[:200]))


def _is_title(token: Token, names: DistrictNames) -> bool:
    text = token.text
    return (
        token.sort is Sort.TEXT
        and not (token.mark or token.label)
        and len(text) < 200
        and len(text.split()) <= 12
        and text.lstrip("*“( ")[:1].isupper()
        and not is_terminated(text)
        and not is_blank(text)
        and not names.items(text, in_list=False)
    )
