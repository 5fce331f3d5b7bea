import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

# A worker has so many threads, each with a connection of its own to the database: PostgreSQL takes 100 as it comes.
THREADS = 4
MOST_WORKERS = 8


class Command(BaseCommand):
    help = "Serve the site as in production. `make serve` prepares it first; HUP reloads it, TERM ends it, both in peace."
    requires_system_checks = []  # the deployment's are run below

    def add_arguments(self, parser: ArgumentParser) -> None:
        given = os.environ.get
        parser.add_argument(
            "--host", default=given("HOST") or "127.0.0.1", help="the address to listen at (HOST)"
        )
        parser.add_argument("--port", type=at_least_one, default=given("PORT") or "8000", help="(PORT)")
        parser.add_argument(
            "--workers",
            type=at_least_one,
            default=given("WORKERS") or str(min(cores(), MOST_WORKERS)),
            help="processes; one a core unless said (WORKERS)",
        )
        parser.add_argument(
            "--threads",
            type=at_least_one,
            default=given("THREADS") or str(THREADS),
            help="of each worker (THREADS)",
        )

        parser.add_argument(
            "--start-within",
            type=at_least_one,
            default="10",
            help="seconds for a new worker to start, at a reload, before the one in whose place it comes is ended",
        )

    def handle(
        self, *, host: str, port: int, workers: int, threads: int, start_within: int, **options: Any
    ) -> None:
        if settings.DEBUG:
            raise CommandError("DEBUG is on, which shows every visitor how the site is made. Unset it.")
        if not (settings.STATIC_ROOT / "staticfiles.json").is_file():
            raise CommandError("Styles and scripts are not collected yet: make prepare")
        if settings.SITE_URL.startswith("https:"):
            call_command("check", deploy=True, fail_level="WARNING", stdout=self.stdout)
        if not os.environ.get("ACCESS_LOG", "").strip():
            os.environ["ACCESS_LOG"] = "1"
        self.stdout.write(
            f"{settings.SITE_URL} is served at {host}:{port} by {workers} workers of {threads} threads."
        )
        self.stdout.flush()
        os.chdir(settings.BASE_DIR)
        words = {
            "interface": "wsgi",
            "http": "1",
            "host": host,
            "port": port,
            "workers": workers,
            "blocking-threads": threads,
            "blocking-threads-idle-timeout": 600,  # the longest: a thread's connection to the database ends with it
            "http1-header-read-timeout": 10_000,  # ms
            "backlog": 1024,
            "workers-kill-timeout": 30,  # seconds for what is under way, when it is reloaded or ended
            "respawn-interval": start_within,
            "log-level": "error",
        }
        # In the place of this program, so that signals find it.
        os.execv(  # noqa: S606 # nosec B606 # our own interpreter and words
            sys.executable,
            [
                sys.executable,
                "-m",
                "granian",
                "consortium.wsgi:application",
                "--no-ws",
                "--respawn-failed-workers",
            ]
            + [part for name, value in words.items() for part in (f"--{name}", str(value))],
        )


def cores() -> int:
    """Those that this process may use, where the system says."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def at_least_one(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number
