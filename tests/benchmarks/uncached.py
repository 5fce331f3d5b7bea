"""The site's settings without kept pages: every answer is made anew."""

from consortium.settings import *  # noqa: F403 - all the same settings
from consortium.settings import MIDDLEWARE

MIDDLEWARE = [name for name in MIDDLEWARE if name != "consortium.page_cache.PageCache"]
