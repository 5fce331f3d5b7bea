"""Make the tables of the limits and their rows: python -m tests.benchmarks.limits.filling DISTRICTS"""

import random
import sys
from datetime import UTC, date, datetime, timedelta

import django

WORDS = [
    "schools",
    "families",
    "teachers",
    "county",
    "river",
    "bridge",
    "reading",
    "numbers",
    "music",
    "early",
    "learning",
    "plan",
    "board",
    "year",
]


def fill(count):
    from django.core.management import call_command

    from consortium.states import STATES
    from tests.benchmarks.limits.models import District, State

    rng = random.Random(1)
    call_command("migrate", run_syncdb=True, verbosity=0)
    State.objects.bulk_create(State(code=code, name=name) for code, name in STATES.items())
    District.objects.bulk_create(
        (
            District(
                name=f"{rng.choice(WORDS).title()} {rng.choice(WORDS).title()} Unified School District {number}",
                slug=f"unified-school-district-{number}",
                city=f"{rng.choice(WORDS).title()} City",
                state_id=rng.choice(list(STATES)),
                about=" ".join(rng.choices(WORDS, k=30)).capitalize() + ".",
                students=rng.randint(100, 150_000),
                joined=date(1990, 1, 1) + timedelta(days=rng.randrange(12_000)),
                updated=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=number),
            )
            for number in range(count)
        ),
        batch_size=1_000,
    )


if __name__ == "__main__":
    django.setup()
    fill(int(sys.argv[1]))
