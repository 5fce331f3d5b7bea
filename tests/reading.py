"""What a reader of a page reads."""

import re
from html import unescape

MARK = re.compile(r'( ?)<(a|span) class="ref"[^>]*>([^<]*)</\2>')


def is_page(address):
    """Whether a reader is meant to read what is at an address: a download and a feed have no slash at their end."""
    return address.partition("?")[0].endswith("/")


def main_words(response):
    """The words of a page's main part with a blank between them, without the marks at its facts."""
    main = response.content.decode().split('<main id="main" class="wrap">')[1].split("</main>")[0]
    return " ".join(unescape(re.sub("<[^>]+>", " ", MARK.sub("", main))).replace("'", "’").split())


def marks(response):
    """What stands at the facts of a page, in its order: the numbers of sources, and "Unsourced"."""
    return [mark[2] for mark in MARK.findall(response.content.decode())]
