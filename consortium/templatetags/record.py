from django import template
from django.template import Context
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.utils.safestring import SafeString

from consortium import text

register = template.Library()

register.filter("markdown", text.markdown)
register.filter("plain", text.plain)
register.filter("spelled", text.spelled)


@register.simple_tag(takes_context=True)
def again(context: Context, name: str) -> SafeString:
    """What the page puts into a block of the base template, once more: Django has each block only once."""
    blocks = context.render_context[BLOCK_CONTEXT_KEY]  # type: ignore[index]  # django-stubs take it for None
    text = blocks.get_block(name).render(context)
    return SafeString(text.strip())  # nosec B703 # escaped already, and strip() forgets it
