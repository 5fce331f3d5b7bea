"""From a record's screen to the screens of what hangs on it."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode


def links_and_one_more(
    record: Any, links: Iterable[tuple[str, Any, str, str]], add: str, page: str, new: dict[str, Any]
) -> str:
    """A list of (page, row, text, more) that hang on a record, and a link that adds one with the values of `new`.

    Without `add`, what the link says, there is none.
    """
    if record.pk is None:
        return f"Once this {record._meta.verbose_name} is saved."
    items = format_html_join(
        "",
        '<li><a href="{}">{}</a>, {}{}</li>',
        (
            (reverse(change, args=[row.pk]), text, more, "" if row.is_public else " (draft)")
            for change, row, text, more in links
        ),
    )
    query = urlencode({name: value for name, value in new.items() if value})
    one_more = format_html('<li><a class="addlink" href="{}?{}">{}</a></li>', reverse(page), query, add)
    return format_html("<ul>{}{}</ul>", items, one_more if add else "")
