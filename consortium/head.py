"""What stands in a page's head, and the way to it above its heading.

Today's page, an unfiltered list and each filtered one are found by search engines, each under one address: known
parameters in one order, values that change nothing left out. What could be asked for without an end is read and
followed, but not kept: the record as of a past day, and the search for words. A preview is for staff alone.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.utils.http import urlencode

from consortium.as_of import AsOf
from consortium.structured import Node, breadcrumbs, json_ld

ENDLESS = {"q", "as_of"}


def head(
    request: HttpRequest, query: QueryDict, defaults: Mapping[str, str], as_of: AsOf | None,
    crumbs: Sequence[tuple[str, str]], things: Sequence[Node], *, preview: bool,
) -> dict[str, Any]:  # fmt: skip
    """`canonical` (absolute, empty for a preview), `robots` (empty: anything goes), `crumbs` and `structured`.

    `defaults` are values of parameters that show what the page shows without them; `crumbs` are (text, address), the
    page itself last, with no address; `things` are nodes on what the page shows today.
    """
    here = "" if preview else f"{settings.SITE_URL}{request.path}{canonical_query(query, defaults)}"
    nodes: list[Node] = []
    if not preview and as_of is None:
        nodes = [*([breadcrumbs(crumbs)] if crumbs else []), *things]
    return {
        "canonical": here,
        "robots": "noindex" if preview or query.keys() & ENDLESS else "",
        "crumbs": [(text, dated(address, as_of)) for text, address in crumbs],
        "structured": json_ld(nodes),
    }


def canonical_query(query: QueryDict, defaults: Mapping[str, str]) -> str:
    """The parameters with what makes no difference taken out: values that mean the same as none, and the order of several."""
    same = {"page": "1", **defaults}
    pairs = [(name, sorted(values)) for name, values in query.lists() if values != [same.get(name)]]
    return f"?{urlencode(pairs, doseq=True)}" if pairs else ""


def dated(address: str, as_of: AsOf | None) -> str:
    """The address with the date looked at, if there is one."""
    if not address or as_of is None:
        return address
    return f"{address}{'&' if '?' in address else '?'}{urlencode({'as_of': as_of.text})}"
