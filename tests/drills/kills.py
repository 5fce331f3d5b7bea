"""kill -9 during imports and during saves: afterwards all of one is in the database, or nothing of it."""

import csv
import random
import sys
import threading
import time
from collections import Counter
from http.client import HTTPException
from pathlib import Path

from tests.drills.site import arguments, say, site, table
from tests.drills.visitor import PASSWORD, Form, Visitor

ROWS = 4_000
EDITORS = 4
SAVES_FOR = (0.3, 2.0)  # seconds from the first save to the kill, at random between


def made_up(file, rows, city="City"):
    """Districts, as many as asked for; half of them are known by another city by the time of the kills."""
    with file.open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["nces_id", "name", "city", "state", "website"])
        for number in range(rows):
            name, web = f"Drill {number} School District", f"https://{number}.example.org/"
            writer.writerow([9_000_000 + number, name, f"{city} {number}", "TX", web])


def counts():
    """How many rows every table of the record and of its history has."""
    from django.apps import apps
    from django.db import connection

    connection.close()
    ours = ("consortium", "members", "meetings", "milestones")
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.app_label in ours]
    return {model._meta.label: model._base_manager.count() for model in models}


# Imports


def take_back():
    """Undo the latest import; the history of both stays."""
    from consortium.imports.undoing import imports, undo

    undo(next(one.key for one in imports() if not one.undone))


def kill_imports(running, file, times, rng):
    total, found = Counter(), []
    words = ("import_data", "districts", str(file))
    began = time.monotonic()
    running.run("import_data", "--list")
    start = time.monotonic() - began
    before = counts()
    began = time.monotonic()
    running.run(*words)
    whole = time.monotonic() - began
    made = {name: count - before[name] for name, count in counts().items()}
    say(f"An import takes {whole:.1f} s, {start:.1f} of them to start; it makes {sum(made.values()):,} rows.")
    take_back()
    for number in range(times):
        before = counts()
        process = running.command(*words)
        delay = rng.uniform(start * 0.8, whole * 1.02)
        time.sleep(delay)
        total["times"] += 1
        total["after its end"] += process.poll() is not None
        process.kill()
        process.communicate()
        running.settle()
        after = counts()
        if after == {name: count + made[name] for name, count in before.items()}:
            total["all of it"] += 1
            take_back()
        elif after == before:
            total["nothing"] += 1
        else:
            total["left over"] += 1
            left = {name: after[name] - before[name] for name in after if after[name] != before[name]}
            found.append(f"import {number}, killed after {delay:.2f} s, left {left}")
        total["unsound"] += not running.is_sound()
    return total, found


# Saves


class Editor(threading.Thread):
    """Saves a year's desk again and again: its line, its meeting's theme and two milestones, all with one tag."""

    def __init__(self, visitor, year, prefix):
        super().__init__()
        self.visitor, self.year, self.prefix = visitor, year, prefix
        self.tried, self.kept, self.refused = [], [], []

    def run(self):
        path = f"/admin/consortium/year/desk/{self.year}/"
        try:
            for number in range(1000):
                form = Form(self.visitor.get(path).text, "desk")
                tag = f"{self.prefix} {number}"
                form.set("year-headline", tag)
                form.set("meeting-theme", tag)
                line = int(form.get("milestone-INITIAL_FORMS"))
                for index in (0, 1):
                    form.set(f"milestone-{line + index}-headline", f"{tag} {'ab'[index]}")
                form.add("do", "save")
                self.tried.append(tag)
                answer = self.visitor.post(path, form.fields)
                (self.kept if answer.status == 302 else self.refused).append(tag)
        except (OSError, HTTPException):
            pass  # the server is gone

    def parts(self, tag):
        """How much of a save there is: two milestones, four rows of history, and the values if it was the last."""
        from consortium.models import Year
        from meetings.models import Meeting
        from milestones.models import Milestone

        return (
            Milestone.objects.filter(year=self.year, headline__startswith=f"{tag} ").count(),
            Milestone.history.filter(headline__startswith=f"{tag} ", history_type="+").count(),
            Year.history.filter(number=self.year, headline=tag).count(),
            Meeting.history.filter(year=self.year, theme=tag).count(),
        )

    def now(self):
        from consortium.models import Year
        from meetings.models import Meeting

        meeting = Meeting.objects.fall().filter(year=self.year).order_by("begins", "pk").first()
        return Year.objects.get(pk=self.year).headline, meeting.theme


def kill_saves(running, times, rng):
    from django.contrib.auth.models import User

    from meetings.models import Meeting
    from milestones.models import Milestone

    total, found = Counter(), []
    years = sorted(set(Meeting.objects.fall().exclude(status="bin").values_list("year", flat=True)))
    for at in range(EDITORS):
        User.objects.create_superuser(f"editor{at}", password=PASSWORD)
    running.start()
    visitors = [Visitor(running.port, f"editor{at}") for at in range(EDITORS)]
    for number in range(times):
        editors = [
            Editor(visitor, year, f"Kill {number}, {visitor.name}, save")
            for visitor, year in zip(visitors, rng.sample(years, EDITORS), strict=True)
        ]
        for editor in editors:
            editor.start()
        time.sleep(rng.uniform(*SAVES_FOR))
        running.kill()
        for editor in editors:
            editor.join()
        running.settle()
        total["times"] += 1
        problems = [problem for editor in editors for problem in judge(editor, total)]
        total["left over"] += bool(problems)
        found += [f"kill {number}: {problem}" for problem in problems]
        total["unsound"] += not running.is_sound()
        Milestone.objects.filter(headline__startswith=f"Kill {number}, ").update(status="bin")
        running.start()
    return total, found


def judge(editor, total):
    """Sentences about saves that are there in part, or not although they were acknowledged."""
    whole, nothing = (2, 2, 1, 1), (0, 0, 0, 0)
    last = None
    for tag in editor.tried:
        parts = editor.parts(tag)
        known = "acknowledged" if tag in editor.kept else "cut off"
        total[known] += 1
        if parts == whole:
            last = tag
            total["yet there"] += known == "cut off" and tag not in editor.refused
        elif parts != nothing or tag in editor.kept:
            yield f"{tag} ({known}): {parts} of {whole} are there"
    if editor.refused:
        yield f"refused: {editor.refused}"
    if last and editor.now() != (last, last):
        yield f"after {last} the year says {editor.now()}"


def main():
    parser = arguments(__doc__, 50)
    parser.add_argument("--file", type=Path, help=f"the districts to import; otherwise {ROWS:,} made-up ones")
    parser.add_argument("--only", choices=("imports", "saves"))
    given = parser.parse_args()
    seed = random.randrange(10**6) if given.seed is None else given.seed
    rng, sums = random.Random(seed), {}
    with site(given.database_url) as running:
        file = given.file and given.file.resolve()
        if file is None:
            file = running.folder / "drill.csv"
            made_up(file, ROWS)
            known = running.folder / "known.csv"
            made_up(known, ROWS // 2, "Town")
            running.run("import_data", "districts", str(known))
        began, found = time.monotonic(), []
        for name in ("imports", "saves"):
            if given.only in {None, name}:
                at = time.monotonic()
                work = (
                    kill_imports(running, file, given.times, rng)
                    if name == "imports"
                    else kill_saves(running, given.times, rng)
                )
                sums[name] = (*work, time.monotonic() - at)
        took = time.monotonic() - began
    for total, sentences, seconds in sums.values():
        found += sentences
        table([list(total), [total[name] for name in total]])
        say(f"in {seconds:.0f} s")
    for sentence in found:
        say(sentence)
    left = sum(total["left over"] for total, _, _ in sums.values())
    unsound = sum(total["unsound"] for total, _, _ in sums.values())
    times = sum(total["times"] for total, _, _ in sums.values())
    say(f"Left over: {left} of {times}; unsound: {unsound}; in {took:.0f} s (--seed {seed}).")
    sys.exit(1 if left or unsound else 0)


if __name__ == "__main__":
    main()
