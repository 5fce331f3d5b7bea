"""Every link of the public site leads to a page, and every page of the sitemap is led to."""

import re
from collections import deque
from html import unescape
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

import pytest

from consortium import data as tables
from tests.factories import make_profile
from tests.test_pages import a_record

HREF = re.compile(r'<(?:a|link|form|img|script)\b[^>]*\s(?:href|action|src)="([^"]*)"')
TABLES = tuple(f"/data/{table}" for table in tables.TABLES)  # tests/consortium/test_data.py reads all of them
OTHERS = ("/static/", "/admin/", "/documents/", "/photos/")  # with tests, and files, of their own


def kind(address):
    """Where a link leads and what it narrows; by which value, one page is like another, and so is every day's."""
    split = urlsplit(address)
    names = {name for name, _ in parse_qsl(split.query)}
    return ("" if names else split.path, "as_of") if "as_of" in names else (split.path, *sorted(names))


@pytest.mark.django_db
def test_no_link_is_broken_and_every_page_is_led_to(client):
    make_profile()
    a_record()
    told = set()
    for file in re.findall("<loc>[a-z]+://[^/]*([^<]*)</loc>", client.get("/sitemap.xml").content.decode()):
        told |= set(re.findall("<loc>[a-z]+://[^/]*([^<]*)</loc>", client.get(file).content.decode()))
    seen, waiting, broken = {kind("/")}, deque([("/", "")]), []
    while waiting:
        address, leader = waiting.popleft()
        response = client.get(address)
        body = b"".join(response) if response.streaming else response.content
        if response.status_code not in {200, 302}:
            broken.append((response.status_code, address, leader))
        if response.status_code == 302:
            links = [response.headers["Location"]]
        else:
            links = HREF.findall(body.decode()) if "html" in response.headers["Content-Type"] else []
        for link in links:
            there = urldefrag(urljoin(f"http://testserver{address}", unescape(link))).url
            split = urlsplit(there)
            if split.netloc not in {"testserver", "127.0.0.1:8000"} or split.path.startswith(OTHERS):
                continue
            inside = split._replace(scheme="", netloc="").geturl()
            if kind(inside) not in seen:
                seen.add(kind(inside))
                if not split.path.startswith(TABLES):
                    waiting.append((inside, address))
    assert broken == []
    assert told - {path for path, *_ in seen} == set()
    assert len(told) > 20
