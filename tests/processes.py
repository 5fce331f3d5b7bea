"""The processes of a server, as the system tells of them."""

import subprocess
from pathlib import Path


def children(pid):
    """The process ids of the workers that a server started."""
    words = ["ps", "-axo", "pid=,ppid=,stat=,command="]
    said = subprocess.run(words, capture_output=True, text=True, check=True)  # noqa: S603 - of the system
    found = [line.split(None, 3) for line in said.stdout.splitlines()]
    return {
        int(number)
        for number, parent, state, command in found
        if int(parent) == pid and "granian" in command and not state.startswith("Z")
    }


def memory_of(pid):
    """Megabytes by the kernel's names, on Linux."""
    found = {}
    for name in ("status", "smaps_rollup"):
        for line in Path(f"/proc/{pid}/{name}").read_text().splitlines():
            key, _, rest = line.partition(":")
            if rest.endswith("kB"):
                found[key] = int(rest.split()[0]) / 1024
    return found
