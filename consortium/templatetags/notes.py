"""Marks at facts and the notes they lead to; consortium/notes.py gathers them.

{% note fact %}                  the mark of one fact
{% note fact among=facts %}      the same, unless one mark stands for the whole group …
{% note_all facts %}             … which is this one, beside the group's heading
{% told text fact %}             a Markdown text with the fact's mark at its end; takes `among`, too
"""

import re
from collections.abc import Sequence

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from consortium.models import Fact
from consortium.notes import Notes
from consortium.text import markdown

register = template.Library()

ENDS = re.compile(r"(?:\s*</(?:p|li|ul|ol|blockquote)>)+\s*\Z")


@register.simple_tag(takes_context=True)
def note(context: Context, fact: Fact, among: Sequence[Fact] | None = None) -> SafeString:
    notes: Notes = context["notes"]
    return notes.mark(fact) if among is None else notes.mark_among(fact, among)


@register.simple_tag(takes_context=True)
def note_all(context: Context, facts: Sequence[Fact]) -> SafeString:
    notes: Notes = context["notes"]
    return notes.mark_together(facts)


@register.simple_tag(takes_context=True)
def told(context: Context, text: str, fact: Fact, among: Sequence[Fact] | None = None) -> SafeString:
    mark = note(context, fact, among)
    html = markdown(text) if text else SafeString("")
    if not mark:
        return html
    if not html:
        return format_html("<p>{}</p>", mark)
    end = ENDS.search(html)
    at = end.start() if end else len(html)
    return mark_safe(html[:at] + mark + html[at:])  # noqa: S308 # nosec B703 # both halves and the mark are safe
