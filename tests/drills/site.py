"""A copy of the project with a database and a server of its own, in a temporary folder."""

import argparse
import http.client
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[2]
LEFT_OUT = shutil.ignore_patterns(".*", "var", "__pycache__", "tests")
STARTS_WITHIN = 30  # seconds
SETTLES_WITHIN = 20


def arguments(description, times):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--database-url", default="sqlite:", metavar="URL")
    parser.add_argument("--times", type=int, default=times, metavar="N")
    parser.add_argument("--seed", type=int, default=None, help="to draw the same again")
    return parser


def say(text):
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def table(rows):
    """Print rows of cells, the first column to the left."""
    widths = [max(len(str(row[at])) for row in rows) for at in range(len(rows[0]))]
    for row in rows:
        first, *others = (str(cell) for cell in row)
        cells = [first.ljust(widths[0]), *(cell.rjust(w) for cell, w in zip(others, widths[1:], strict=True))]
        say("  ".join(cells))


def judged(problems):
    """Say what was not as promised, the first of very many, and end the drill."""
    for problem in problems[:30]:
        say(problem)
    say(f"Not as promised: {len(problems)}.")
    sys.exit(1 if problems else 0)


@contextmanager
def database(url, folder, like="", tablespace="pg_default"):
    """The URL of a new database, which is gone in the end: empty, or a copy of the one whose URL is `like`."""
    name = f"drill_{secrets.token_hex(4)}"
    if url.startswith("sqlite"):
        file = folder / f"{name}.sqlite3"
        if like:
            shutil.copyfile(urlsplit(like).path, file)
        yield f"sqlite:///{file}"
        return
    import psycopg
    from psycopg.sql import SQL, Identifier

    model = Identifier(urlsplit(like).path.strip("/") if like else "template1")
    with psycopg.connect(url, autocommit=True) as server:
        create = SQL("CREATE DATABASE {} TEMPLATE {} TABLESPACE {}")
        server.execute(create.format(Identifier(name), model, Identifier(tablespace)))
        try:
            yield urlsplit(url)._replace(path=f"/{name}").geturl()
        finally:
            server.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


class Site:
    """The copy: its commands, its server, and its models, once `read_here()` was called."""

    def __init__(self, folder, url):
        self.folder, self.url = folder, url
        self.port, self.server = 0, None
        self.environment = {
            **{name: os.environ[name] for name in ("PATH", "LANG", "TZ") if name in os.environ},
            "DATABASE_URL": url,
            "SECRET_KEY": secrets.token_urlsafe(50),
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    @property
    def on_postgres(self):
        return not self.url.startswith("sqlite")

    def command(self, *words):
        """Start manage.py with these words."""
        return self.python("manage.py", *words, stderr=subprocess.STDOUT)

    def python(self, *words, **options):
        """Start Python with these words, in the copy."""
        return subprocess.Popen(  # noqa: S603 - the project's own program
            [sys.executable, *words],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            text=True,
            **options,
        )

    def run(self, *words):
        """What manage.py says; its failure ends the drill."""
        process = self.command(*words)
        said, _ = process.communicate()
        if process.returncode:
            sys.exit(f"manage.py {' '.join(words)} failed:\n{said}")
        return said

    def prepare(self):
        self.run("migrate", "-v", "0")
        self.run("load_record", "--if-empty")
        self.run("collectstatic", "--noinput", "-v", "0")

    def read_here(self):
        """Let this process use the copy's models, to look at the database beside the server."""
        sys.path.insert(0, str(self.folder))
        os.environ |= {**self.environment, "DJANGO_SETTINGS_MODULE": "consortium.settings"}
        import django

        django.setup()

    def start(self, workers=2, threads=8, application="consortium.wsgi:application"):
        """As `make run` does, but with two workers; the port stays the same from one start to the next."""
        self.port = self.port or free_port()
        self.environment["SITE_URL"] = f"http://127.0.0.1:{self.port}"
        words = f"--interface wsgi {application} --host 127.0.0.1 --blocking-threads {threads} --no-ws"
        words += f" --workers-kill-timeout 5 --log-level error --port {self.port} --workers {workers}"
        self._start(["-m", "granian", *words.split()])

    def serve(self, workers=2, *words, ready=None):
        """As `make serve` does; what goes wrong and the access log are in one file. `ready` says when it is there."""
        self.port = self.port or free_port()
        self.environment["SITE_URL"] = f"http://127.0.0.1:{self.port}"
        self._start(
            ["manage.py", "serve", "--port", str(self.port), "--workers", str(workers), *words], ready
        )

    def _start(self, words, ready=None):
        with (self.folder / "server.log").open("ab") as log:
            self.server = subprocess.Popen(  # noqa: S603 - the server of the Makefile
                [sys.executable, *words],
                cwd=self.folder,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        until = time.monotonic() + STARTS_WITHIN
        ready = ready or self.answers
        while not ready():
            if self.server.poll() is not None or time.monotonic() > until:
                sys.exit(f"The server did not start:\n{self.log()}")
            time.sleep(0.05)

    def answers(self):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except OSError:
            return False

    def kill(self):
        """kill -9 the server with all its workers at once."""
        os.killpg(self.server.pid, signal.SIGKILL)
        self.server.wait()

    def stop(self):
        if self.server and self.server.poll() is None:
            self.server.terminate()
            try:
                self.server.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.kill()

    def log(self):
        return (self.folder / "server.log").read_text(errors="replace")[-4000:]

    def settle(self):
        """Wait until PostgreSQL has noticed that those who were killed are gone, and rolled back."""
        from django.db import connection

        until = time.monotonic() + SETTLES_WITHIN
        while self.on_postgres and time.monotonic() < until:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                    " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
                )
                if not cursor.fetchone()[0]:
                    return
            time.sleep(0.05)

    def is_sound(self):
        """Whether the database itself finds nothing wrong with it."""
        from django.db import connection

        connection.close()
        with connection.cursor() as cursor:
            if self.on_postgres:
                cursor.execute("SELECT count(*) FROM members_district")
                return cursor.fetchone()[0] > 0
            cursor.execute("PRAGMA integrity_check")
            whole = cursor.fetchall() == [("ok",)]
            cursor.execute("PRAGMA foreign_key_check")
            return whole and not cursor.fetchall()


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@contextmanager
def project():
    """The folder of a copy, which is removed in the end, `kill` included."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with tempfile.TemporaryDirectory(prefix="consortium-drill-") as name:
        folder = Path(name) / "site"
        shutil.copytree(ROOT, folder, ignore=LEFT_OUT)
        yield folder


@contextmanager
def site(url, disk=None, tablespace="pg_default"):
    """A Site with the founding record and without a server; it is stopped and removed in the end.

    A database that is a file lies in the folder `disk`, any other in the `tablespace`.
    """
    with project() as folder, database(url, disk or folder.parent, tablespace=tablespace) as own:
        copy = Site(folder, own)
        try:
            copy.prepare()
            copy.read_here()
            yield copy
        finally:
            copy.stop()
            if "django.db" in sys.modules:
                from django.db import connections

                connections.close_all()
