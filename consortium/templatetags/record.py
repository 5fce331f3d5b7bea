from django import template

from consortium import text

register = template.Library()

register.filter("markdown", text.markdown)
register.filter("plain", text.plain)
register.filter("spelled", text.spelled)
