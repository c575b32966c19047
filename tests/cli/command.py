"""The installed command as a process of its own, and what it leaves behind."""

import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

LOTPROOF = str(Path(sys.executable).parent / "lotproof")
ADAPTER = Path(__file__).with_name("adapter.py")
MARK = "LOTPROOF_TEST_MARK"
GONE_S = 10.0
DONE_S = 400.0


class Command:
    """One call of `lotproof`. Everything that it starts bears the same mark in its environment."""

    def __init__(self, *arguments: str, cwd: Path, prepare: Callable[[], None] | None = None) -> None:
        self.mark = uuid.uuid4().hex
        self.process = subprocess.Popen(
            [LOTPROOF, *arguments],
            cwd=cwd,
            env={**os.environ, MARK: self.mark},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            preexec_fn=prepare,  # noqa: PLW1509
        )
        self.out = self.err = ""

    def done(self) -> int:
        """Its exit code."""
        self.out, self.err = self.process.communicate(timeout=DONE_S)
        return self.process.returncode

    def says(self, words: str) -> None:
        """Wait until it has said this on stderr."""
        assert self.process.stderr
        end = time.monotonic() + DONE_S
        for line in self.process.stderr:
            self.err += line
            if words in line:
                return
            assert time.monotonic() < end
        raise AssertionError(f"never said {words!r}: {self.err}")

    def interrupt(self) -> None:
        self.process.send_signal(signal.SIGINT)

    def left(self) -> list[str]:
        """What of all that it started still runs, after some time to go."""
        end = time.monotonic() + GONE_S
        while (found := marked(self.mark)) and time.monotonic() < end:
            time.sleep(0.05)
        return found


def marked(mark: str) -> list[str]:
    """The command lines of living processes that bear the mark."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if f"{MARK}={mark}".encode() in (folder / "environ").read_bytes():
                found.append((folder / "cmdline").read_bytes().replace(b"\0", b" ").decode())
        except OSError:
            continue
    return [line for line in found if line]


def integration(folder: Path, *command: str, claims: tuple[str, ...] = ("movement",), **tables: Any) -> Path:
    """A `lotproof.toml` that starts this command."""
    ready = {"ready": "http://127.0.0.1:{port}/ready", "ready_s": 5, **tables.pop("process", {})}
    process: Mapping[str, Any] = {"command": list(command), **ready}
    lines = ['name = "adapter"', f"claims = {list(claims)!r}", *_table("process", process)]
    for name, content in tables.items():
        lines += _table(name, content)
    path = folder / "lotproof.toml"
    path.write_text("\n".join(lines) + "\n")
    return path


def adapter(folder: Path, mode: str, **more: Any) -> Path:
    """A `lotproof.toml` for our own useless adapter; it leaves a child running, whose end is the harness's matter."""
    return integration(folder, "{python}", str(ADAPTER), mode, str(folder / "child.pid"), **more)


def _table(name: str, content: Mapping[str, Any]) -> list[str]:
    return [f"[{name}]", *(f"{key} = {value!r}" for key, value in content.items())]
