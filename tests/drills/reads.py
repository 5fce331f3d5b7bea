"""Four processes answer readers while another one edits: no answer is older than what was saved before it was asked for."""

import http.client
import re
import sys
import threading
import time
from collections import Counter

from tests.drills.site import arguments, say, site, table

PROCESSES = 4
READERS = 8
PAUSE = 0.02  # seconds from one edit to the next, so that there is something kept to go wrong with
COLUMNS = ("reads", "unchanged", "old", "failed")
SLUG = "drill-district"
ADDRESSES = (
    f"/members/{SLUG}/",
    "/members/?state=WY",
    "/members/?state=WY&status=current",
    "/members/?status=current&state=WY",
    "/data/districts.csv?state=WY",
    "/data/districts.json?state=WY",
)


class Editor(threading.Thread):
    """Counts up in the name of a district, in several ways; `saved` is the last number that is in the database."""

    def __init__(self):
        super().__init__()
        self.saved, self.goes_on = 0, True

    def run(self):
        from django.db import connection

        from members.models import District

        def by_query(name):
            District.objects.filter(slug=SLUG).update(name=name)

        def by_saving(name):
            district = District.objects.get(slug=SLUG)
            district.name = name
            district.save()

        def past_the_models(name):
            with connection.cursor() as cursor:
                cursor.execute("UPDATE members_district SET name = %s WHERE slug = %s", [name, SLUG])

        ways = (by_query, by_saving, past_the_models)
        while self.goes_on:
            number = self.saved + 1
            ways[number % len(ways)](f"Drill {number:06} Schools")
            self.saved = number
            time.sleep(PAUSE)
        connection.close()


class Reader(threading.Thread):
    """Asks for the addresses in turn, every other time with what it was answered last."""

    def __init__(self, port, editor, times):
        super().__init__()
        self.port, self.editor, self.times = port, editor, times
        self.counts, self.found = Counter(), []
        self.known = {}  # address → tag, number

    def run(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        for turn in range(self.times):
            address = ADDRESSES[turn % len(ADDRESSES)]
            tag, number = self.known.get(address, ("", 0)) if turn % 2 else ("", 0)
            # A new connection now and then comes to another process.
            if turn % 10 == 0:
                connection.close()
            least = self.editor.saved
            headers = {"Accept-Encoding": "identity", **({"If-None-Match": tag} if tag else {})}
            connection.request("GET", address, headers=headers)
            answer = connection.getresponse()
            text = answer.read().decode()
            self.counts["reads"] += 1
            if answer.status == 304:
                self.counts["unchanged"] += 1
            elif answer.status == 200 and (shown := re.search("Drill ([0-9]{6})", text)):
                number = int(shown[1])
                self.known[address] = (answer.headers["ETag"] or "", number)
            else:
                self.counts["failed"] += 1
                self.found.append(f"{address}: {answer.status}")
                continue
            if number < least:
                self.counts["old"] += 1
                self.found.append(f"{address}: {answer.status} with {number} when {least} was saved")


def main():
    given = arguments(__doc__, 10_000).parse_args()
    with site(given.database_url) as running:
        from consortium.models import Year
        from members.models import District, Membership

        district = District.objects.create(
            name="Drill 000000 Schools", slug=SLUG, state="WY", status="published"
        )
        year, _ = Year.objects.get_or_create(number=2016, defaults={"status": "published"})
        Membership.objects.create(district=district, joined=year, status="published")
        running.start(workers=PROCESSES)
        editor = Editor()
        readers = [Reader(running.port, editor, given.times // READERS) for _ in range(READERS)]
        began = time.monotonic()
        for thread in (editor, *readers):
            thread.start()
        for reader in readers:
            reader.join()
        editor.goes_on = False
        editor.join()
        took = time.monotonic() - began
    for sentence in [sentence for reader in readers for sentence in reader.found][:20]:
        say(sentence)
    sums = sum((reader.counts for reader in readers), Counter())
    table([["", *COLUMNS], [f"{PROCESSES} processes", *(sums[name] for name in COLUMNS)]])
    say(f"Old: {sums['old']} of {sums['reads']}, during {editor.saved} edits in {took:.0f} s.")
    sys.exit(1 if sums["old"] or sums["failed"] or not editor.saved else 0)


if __name__ == "__main__":
    main()
