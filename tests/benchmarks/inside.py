"""What is asked of a process inside a site: times without a server between, queries, an import, writes.

It reads [name, {what is given}] as a line of JSON and writes the answer as one, until there is no more.
"""

import io
import json
import os
import re
import resource
import sys
import time
from collections import Counter
from statistics import median

ENVIRON = {
    "REQUEST_METHOD": "GET",
    "SCRIPT_NAME": "",
    "SERVER_NAME": "127.0.0.1",
    "SERVER_PORT": "80",
    "HTTP_HOST": "127.0.0.1",
    "SERVER_PROTOCOL": "HTTP/1.1",
    "wsgi.url_scheme": "http",
    "wsgi.errors": sys.stderr,
    "REMOTE_ADDR": "127.0.0.1",
}


def get(address):
    """The body of the answer, which has to be 200."""
    from consortium.wsgi import application

    path, _, query = address.partition("?")
    said = []
    environ = {**ENVIRON, "PATH_INFO": path, "QUERY_STRING": query, "wsgi.input": io.BytesIO()}
    answer = application(environ, lambda status, headers, *error: said.append(status))
    try:
        body = b"".join(answer)
    finally:
        if hasattr(answer, "close"):
            answer.close()
    if said != ["200 OK"]:
        sys.exit(f"{address} is answered {said}")
    return body


def times(addresses, times):
    """Milliseconds of each address, `times` a one, in turn."""
    found = {address: [] for address in addresses}
    for address in addresses:
        get(address)
    for _ in range(times):
        for address in addresses:
            began = time.perf_counter()
            get(address)
            found[address].append((time.perf_counter() - began) * 1000)
    return found


def queries(addresses):
    """How many queries each address takes, and how many milliseconds of the database."""
    from django.db import connection

    taken = []

    def note(execute, sql, params, many, context):
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            taken.append((time.perf_counter() - began) * 1000)

    found = {}
    with connection.execute_wrapper(note):
        for address in addresses:
            sums = []
            for _ in range(7):
                taken.clear()
                get(address)
                sums.append(sum(taken))
            found[address] = len(taken), median(sums)
    return found


def addresses(each):
    """Addresses of the public pages by kind, `each` from all over the record."""
    from consortium.models import Year
    from meetings.models import Meeting
    from members.models import District, Membership

    def some(rows, most=each):
        keys = list(rows.values_list("pk", flat=True))
        chosen = keys[:: max(len(keys) // most, 1)][:most]
        return [row.get_absolute_url() for row in rows.filter(pk__in=chosen)]

    districts = District.objects.public().among(Membership.objects.public())
    years = Year.objects.public().order_by("number")
    joined = Counter(Membership.objects.public().values_list("joined", flat=True))
    state, _ = max(districts.by_state().items(), key=lambda item: item[1])
    year, _ = joined.most_common(1)[0]
    pages = -(-districts.count() // 50)
    return {
        "district": some(districts),
        "meeting": some(Meeting.objects.public().order_by("pk")),
        "year": some(years),
        "filtered": [
            f"/members/?state={state}&joined={year}",
            f"/members/?state={state}",
            f"/members/?joined={year}",
        ],
        "last": [f"/members/?page={pages}"],
    }


def typical(addresses):
    """The one whose page is of middling length."""
    return sorted(addresses, key=lambda address: len(get(address)))[len(addresses) // 2]


def timeline_pages():
    """For each page of the timeline its address, its milestones and its length in bytes."""
    found, address = [], "/timeline/"
    while address:
        page = get(address).decode()
        found.append((address, len(re.findall(r'<li id="y[0-9]+-[0-9]+">', page)), len(page.encode())))
        after = re.search(r'<link rel="next" href="([^"]+)"', page)
        address = after[1] if after else ""
    return found


def words():
    """A word of the index that fewest entries have and one that 5 of 100 have, and how many entries there are."""
    from consortium.models import SearchEntry

    entries = list(SearchEntry.objects.values_list("words", flat=True))
    counted = Counter(
        word for text in entries for word in set(text.split()) if word.isalpha() and len(word) > 5
    )
    rare = min(counted, key=lambda word: (counted[word], word))
    common = min(counted, key=lambda word: (abs(counted[word] - len(entries) / 20), word))
    return {"rare": rare, "common": common, "entries": len(entries), "has common": counted[common]}


def add_districts(count):
    """Let there be `count` districts, by rows that are much like those that are there."""
    from members.models import District, Membership

    like = list(District.objects.filter(status="published")[:5_000])
    years = list(Membership.objects.values_list("joined", flat=True).distinct())
    there = District.objects.count()
    for start in range(there, count, 5_000):
        rows = District.objects.bulk_create(
            District(
                name=f"{one.name} {number}", slug=f"one-more-district-{number}", state=one.state, city=one.city,
                source_id=one.source_id, status=one.status,
            )
            for number, one in zip(range(start, min(start + 5_000, count)), like * 5, strict=False)
        )  # fmt: skip
        Membership.objects.bulk_create(
            Membership(
                district=row, joined_id=years[at % len(years)], position=at % 32_000, status=row.status
            )
            for at, row in enumerate(rows, start)
        )
    return District.objects.count()


def memory():
    """Megabytes: the most that this process ever had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform == "linux" else 2**20)


def write_districts(file, rows, suffix=""):
    """A CSV file of as many made-up districts; `suffix` goes to every name's city."""
    import csv

    from consortium.sample_words import STYLES, Dice, place
    from consortium.states import STATES

    dice, states = Dice(1), list(STATES)
    with open(file, "w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["nces_id", "name", "city", "state", "website"])
        for number in range(rows):
            state, city = dice.one(states), place(dice)
            style = dice.one(STYLES[""]).format(city, other=place(dice), number=number)
            name = f"{style} {number}"
            writer.writerow(
                [9_000_000 + number, name, f"{city}{suffix}", state, f"https://{number}.example.org/"]
            )


def bring_in(file):
    """Seconds that the import of a file of districts takes, and the megabytes it has at the most over those at its start."""
    from django.core.management import call_command

    from members.models import District

    District.objects.count()
    start, began = memory(), time.perf_counter()
    call_command("import_data", "districts", file, stdout=sys.stderr)
    return {
        "seconds": time.perf_counter() - began,
        "megabytes": memory() - start,
        "districts": District.objects.count(),
        "history": District.history.count(),
    }


def write_rows(seconds, number):
    """Transactions that read a row, change it and log that: commits, errors and milliseconds of each."""
    from django.db import connection, transaction

    turn = 0

    def write():
        nonlocal turn
        turn += 1
        key = (turn * 7 + number) % 1_000
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT value FROM bench_row WHERE id = %s", [key])
            (value,) = cursor.fetchone()
            cursor.execute("UPDATE bench_row SET value = %s WHERE id = %s", [value + 1, key])
            cursor.execute("INSERT INTO bench_log (row_id, text) VALUES (%s, %s)", [key, "x" * 100])

    return repeated(write, seconds)


def save_districts(seconds, number):
    """A district is read, changed and saved, with its history, its search entries and the revision."""
    from members.models import District

    keys = list(District.objects.values_list("pk", flat=True)[number::4])
    turn = 0

    def write():
        nonlocal turn
        turn += 1
        district = District.objects.get(pk=keys[turn % len(keys)])
        district.city = f"City {turn}"
        district.save()

    return repeated(write, seconds)


def read_rows(seconds):
    from django.db import connection

    def read():
        with connection.cursor() as cursor:
            cursor.execute("SELECT id, value FROM bench_row WHERE id BETWEEN 100 AND 150")
            cursor.fetchall()

    return repeated(read, seconds)


def repeated(act, seconds):
    """Do it again and again with a pause of 1 ms: milliseconds of each time, and what the database said of the rest."""
    from django.db import DatabaseError

    took, errors = [], []
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        began = time.perf_counter()
        try:
            act()
        except DatabaseError as error:
            errors.append(str(error))
        else:
            took.append((time.perf_counter() - began) * 1000)
        time.sleep(0.001)
    return {"times": took, "errors": errors}


def make_rows():
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_row (id integer PRIMARY KEY, value integer NOT NULL)")
        cursor.execute(
            "CREATE TABLE bench_log (id integer PRIMARY KEY, row_id integer NOT NULL, text text NOT NULL)"
        )
        cursor.executemany("INSERT INTO bench_row VALUES (%s, 0)", [(key,) for key in range(1_000)])


KNOWN = {
    act.__name__: act
    for act in (
        times, queries, addresses, typical, timeline_pages, words, write_districts, bring_in,
        add_districts, make_rows, write_rows, save_districts, read_rows,
    )
}  # fmt: skip


def main():
    import django

    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # nothing else that is printed gets in between
    django.setup()
    for line in sys.stdin:
        name, given = json.loads(line)
        answers.write(json.dumps(KNOWN[name](**given)) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
