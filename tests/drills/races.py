"""Two editors at one record at the same instant: every change is in the database, or its author was told."""

import random
import sys
import threading
import time
from collections import Counter

from tests.drills import screens
from tests.drills.screens import ANY, GONE
from tests.drills.site import arguments, say, site, table
from tests.drills.visitor import PASSWORD, Visitor

KINDS = (
    "district, district",
    "district, bin",
    "desk, desk",
    "new desk, new desk",
    "meeting, meeting",
    "desk, meeting",
    "year, desk",
    "year, meeting",
)
COLUMNS = ("races", "both saved", "told", "told what", "failed", "half saved", "lost silently")


class Race:
    """One record, made ready; two screens on it; `now()` reads it."""

    def __init__(self, kind, number, rng):
        self.kind, self.number, self.rng = kind, number, rng
        self.known = set()
        if kind.startswith("district"):
            self.at_a_district()
        else:
            self.at_a_year()
        self.before = self.now()
        for screen in self.screens:
            screen.before = self.before

    def at_a_district(self):
        from members.models import Contact, District

        name = f"Race {self.number} County Schools"
        district = District.objects.create(name=name, slug=f"race-{self.number}", state="VA")
        for index in range(district.contacts.count(), 3):
            Contact.objects.create(district=district, name=f"Contact {self.number}-{index}", phone="0")
        self.known = screens.lines_of(district)
        second = screens.Bin if self.kind.endswith("bin") else screens.DistrictScreen
        self.screens = [screens.DistrictScreen(district), second(district)]
        self.now = lambda: screens.district_now(district.pk, self.known)

    def at_a_year(self):
        from consortium.models import Year
        from meetings.models import Hosting
        from members.models import District
        from milestones.models import Milestone

        founding = District.objects.exclude(name__startswith="Race ").order_by("pk")
        names = self.rng.sample(list(founding.values_list("name", flat=True)), 12)
        self.now = lambda: screens.year_now(year, self.known)
        if self.kind.startswith("new"):
            year = Year.objects.order_by("-number").first().number + 1
            self.screens = [screens.Desk(year, names), screens.Desk(year, names)]
            return
        year = self.rng.choice(
            [row.number for row in Year.objects.filter(number__lte=2020) if screens.fall_meeting(row.number)]
        )
        for index in range(Milestone.objects.filter(year_id=year).exclude(status="bin").count(), 3):
            Milestone.objects.create(year_id=year, headline=f"Milestone {self.number}-{index}")
        Year.objects.filter(pk=year).update(status=self.rng.choice(("draft", "published")))
        self.known = set(Milestone.objects.filter(year_id=year).values_list("pk", flat=True))
        meeting = screens.fall_meeting(year)
        meeting.hostings.all().delete()
        for name in names[9 : self.rng.choice((11, 11, 12))]:
            Hosting.objects.create(meeting=meeting, district=District.objects.get(name=name))
        made = {
            "desk": lambda: screens.Desk(year, names),
            "meeting": lambda: screens.MeetingScreen(meeting, names),
            "year": lambda: screens.YearScreen(meeting, names),
        }
        self.screens = [made[word]() for word in self.kind.split(", ")]
        self.rng.shuffle(self.screens)

    def work(self, screen, form, who, first=None):
        """One to three things done to an opened form; the paths they change, and how to do the first again."""
        drawn = [
            (deed, self.rng.randrange(1000)) for deed in self.rng.sample(screen.deeds, len(screen.deeds))
        ]
        drawn = [first, *drawn] if first else drawn
        changes, done = {}, set()
        for deed, aim in drawn[: self.rng.choice((1, 1, 2, 3))]:
            tried = form.copy()
            made = deed.__func__(screen, tried, who, aim)
            if deed.__name__ not in done and not overlap(made, changes):
                form.fields, changes = tried.fields, {**changes, **made}
                done.add(deed.__name__)
        return changes, drawn[0]

    def run(self, editors):
        opened = [screen.open(editor) for screen, editor in zip(self.screens, editors, strict=True)]
        names = [f"Race {self.number} {letter}" for letter in "AB"]
        changes, done = self.work(self.screens[0], opened[0], names[0])
        alike = type(self.screens[0]) is type(self.screens[1]) and self.rng.random() < 0.5
        self.changes = [
            changes,
            self.work(self.screens[1], opened[1], names[1], done if alike else None)[0],
        ]
        self.answers = [None, None]
        ready = threading.Barrier(2)

        def send(at):
            self.answers[at] = editors[at].save(self.screens[at].path, opened[at].fields, ready)

        threads = [threading.Thread(target=send, args=(at,)) for at in (0, 1)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.after = self.now()


def overlap(some, others):
    """Whether two deeds are on one field or one line: nobody contradicts himself here."""
    return bool({path[:2] for path in some} & {path[:2] for path in others})


def holds(state, path, value):
    if value is ANY:
        return True
    if value is GONE:
        return not any(other[: len(path)] == path for other in state)
    return state.get(path) == value


def judge(race):
    """What became of a race: counts by column, and a sentence for everything that should not have been."""
    counts, said = Counter(races=1), []
    saved = [answer is not None and answer.is_saved for answer in race.answers]
    counts["both saved"] = int(all(saved))
    for at, (changes, answer) in enumerate(zip(race.changes, race.answers, strict=True)):
        who, other = "AB"[at], race.changes[1 - at] if saved[1 - at] else {}
        if saved[at]:
            for path, value in changes.items():
                if not holds(race.after, path, value):
                    counts["lost silently"] = 1
                    said.append(f"{who} saved {path} = {value!r}, now {race.after.get(path)!r}")
            continue
        if answer is None or answer.status not in {200, 302} or not answer.told:
            counts["failed"] = 1
            said.append(
                f"{who} was answered {answer and answer.status} and told nothing {answer and answer.location}"
            )
        else:
            counts["told"] = 1
            values = [str(value) for value in race.changes[1 - at].values()]
            named = "changed this to" in answer.told or any(value in answer.told for value in values)
            counts["told what"] = int(named)
            if not named:
                said.append(f"({who} was told only: {answer.told[:160]})")
        for path, value in changes.items():
            mine = value is not ANY and not holds(race.before, path, value)
            if mine and holds(race.after, path, value) and path not in other:
                counts["half saved"] = 1
                said.append(f"{who} was refused, yet {path} = {value!r} is there")
    touched = {path for changes, good in zip(race.changes, saved, strict=True) if good for path in changes}
    for path in race.before:
        is_touched = any(path[: len(known)] == known for known in touched)
        if not is_touched and race.before[path] != race.after.get(path):
            counts["lost silently"] = 1
            said.append(f"nobody touched {path}: was {race.before.get(path)!r}, is {race.after.get(path)!r}")
    return counts, said


def main():
    parser = arguments(__doc__, 100)
    parser.add_argument("--kind", choices=KINDS, help="only this kind of race")
    given = parser.parse_args()
    seed = random.randrange(10**6) if given.seed is None else given.seed
    rng, total, found = random.Random(seed), {kind: Counter() for kind in KINDS}, []
    with site(given.database_url) as running:
        from django.contrib.auth.models import User

        for name in ("ada", "ben"):
            User.objects.create_superuser(name, password=PASSWORD)
        running.start()
        editors = [Visitor(running.port, name) for name in ("ada", "ben")]
        began = time.monotonic()
        for number in range(given.times):
            race = Race(given.kind or KINDS[number % len(KINDS)], number, rng)
            race.run(editors)
            counts, said = judge(race)
            total[race.kind].update(counts)
            if said:
                what = " + ".join(str({key[-2:]: value for key, value in c.items()}) for c in race.changes)
                found.append(f"race {number} ({race.kind}): {'; '.join(said)}\n    deeds: {what}")
        took = time.monotonic() - began
        sums = sum(total.values(), Counter())
        if sums["failed"]:
            say(running.log())
    for sentence in found:
        say(sentence)
    rows = [[kind, *(counts[name] for name in COLUMNS)] for kind, counts in total.items() if counts]
    table([["", *COLUMNS], *rows, ["together", *(sums[name] for name in COLUMNS)]])
    bad = {name: sums[name] for name in ("lost silently", "half saved", "failed")}
    say(f"Lost silently: {bad['lost silently']} of {given.times}, in {took:.0f} s (--seed {seed}).")
    sys.exit(1 if any(bad.values()) else 0)


if __name__ == "__main__":
    main()
