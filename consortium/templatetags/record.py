from collections.abc import Iterable

from django import template
from django.template import Context
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from consortium import text

register = template.Library()

CHECKED = mark_safe(" checked")

register.filter("markdown", text.markdown)
register.filter("plain", text.plain)
register.filter("spelled", text.spelled)


@register.simple_tag
def options(kind: str, name: str, choices: Iterable[tuple[str, str, int, bool]]) -> SafeString:
    """The choices of a filter as (value, text, count, chosen), each a box with its count; as a loop of the template they
    took a tenth of a list's time.
    """
    return format_html_join(
        "",
        '<label class="opt"><input type="{}" name="{}" value="{}"{}> {} <span>{}</span></label>',
        (
            (kind, name, value, CHECKED if chosen else "", text, str(count))
            for value, text, count, chosen in choices
        ),
    )


@register.simple_tag(takes_context=True)
def again(context: Context, name: str) -> SafeString:
    """What the page puts into a block of the base template, once more: Django has each block only once."""
    blocks = context.render_context[BLOCK_CONTEXT_KEY]  # type: ignore[index]  # django-stubs take it for None
    text = blocks.get_block(name).render(context)
    return SafeString(text.strip())  # nosec B703 # escaped already, and strip() forgets it
