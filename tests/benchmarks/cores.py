"""Which core does what: what is measured shares the first one, what asks for it has the second."""

import os
from contextlib import contextmanager
from pathlib import Path

ALL = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
MEASURED, ASKING = (ALL[:1], ALL[1:2]) if len(ALL) > 1 else ([], [])


@contextmanager
def on(cores):
    """Run this process, and all that it starts meanwhile, on `cores`; where the system has no say, anywhere."""
    if not cores:
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def together():
    """On the core that is measured."""
    return on(MEASURED)


def asking():
    return on(ASKING)


def everywhere():
    return on(ALL)


def of_process(pid):
    """The cores that another process of this machine may use; None if it can't be told."""
    try:
        return sorted(os.sched_getaffinity(pid))
    except (AttributeError, OSError):
        return None


def seconds(pids):
    """How long some processes have been at work; those that are gone don't count."""
    ticks = 0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")
