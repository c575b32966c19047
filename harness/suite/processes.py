"""Processes of others by pid and start time: a pid alone may long be somebody else's."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import msgspec

GONE_S = 5.0


class Child(msgspec.Struct, frozen=True, kw_only=True):
    """A process that a rig has started; `group` says that it leads a process group of its own."""

    pid: int
    started: str
    what: str
    group: bool = False


def started(pid: int) -> str:
    """When that process began, in the machine's own words; empty where there is none, or it cannot be told."""
    if sys.platform == "linux":
        return _started_linux(pid)
    if sys.platform == "win32":
        return ""
    shown = subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return shown.stdout.strip()


def _started_linux(pid: int) -> str:
    try:
        words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if words[0] in "ZX" else words[19]


def child(pid: int, what: str, *, group: bool = False) -> Child:
    return Child(pid=pid, started=started(pid), what=what, group=group)


def alive(one: Child) -> bool:
    """Whether this very process still runs."""
    return bool(one.started) and started(one.pid) == one.started


def end(one: Child) -> bool:
    """Kill this very process, with its group where it leads one; false where it is gone already."""
    if not alive(one):
        return False
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if one.group and os.getpgid(one.pid) == one.pid:
            os.killpg(one.pid, signal.SIGKILL)
        else:
            os.kill(one.pid, signal.SIGKILL)
    until = time.monotonic() + GONE_S
    while alive(one) and time.monotonic() < until:
        time.sleep(0.01)
    return True
