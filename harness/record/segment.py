"""
A ledger segment: JSON Lines, one writer per file, one unbuffered write per entry.

An entry that `write` has returned for is in the file: a crash of the process loses none of them.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
from lotproof.harness.model.clocks import Clock
from lotproof.harness.model.entries import VERSION, Entry, EntryKind
from lotproof.harness.model.errors import InputError, RigError

Listener = Callable[[Entry], None]


class Segment:
    """
    The one writer of one file.

    Args:
        path: the file; it is created, or gone on with where its last whole line ends.
        writer: the name that its entries bear.
        clock: where wall and monotonic time come from.
        sim: gives sim time in microseconds, or None where the writer does not know it.
    """

    def __init__(self, path: Path, *, writer: str, clock: Clock, sim: Callable[[], int | None] = lambda: None) -> None:
        self.path, self.writer = path, writer
        self._clock, self._sim = clock, sim
        self._encode = msgspec.json.Encoder().encode
        self._listeners: list[Listener] = []
        path.parent.mkdir(parents=True, exist_ok=True)
        self._seq = mend(path)
        self._file = path.open("ab", buffering=0)

    def write(
        self, kind: EntryKind, body: Any, *, id: str = "", causes: tuple[str, ...] = (), mono_ns: int = 0
    ) -> Entry:
        """
        Append one entry; it is in the file when this returns.

        Raises:
            RigError: if the disk is full or the file cannot be written.
        """
        entry = Entry(
            v=VERSION,
            writer=self.writer,
            seq=self._seq,
            kind=kind,
            id=id or f"{self.writer}-{self._seq}",
            causes=causes,
            sim=self._sim(),
            wall_ns=self._clock.wall_ns(),
            mono_ns=mono_ns or self._clock.mono_ns(),
            body=body,
        )
        self._append(self._encode(entry) + b"\n")
        self._seq += 1
        for listener in self._listeners:
            listener(entry)
        return entry

    def listen(self, listener: Listener) -> None:
        """Call `listener` with each entry after it was written."""
        self._listeners.append(listener)

    def sync(self) -> None:
        """Ask the operating system to put all that was written onto the disk."""
        os.fsync(self._file.fileno())

    def close(self) -> None:
        if not self._file.closed:
            self._file.close()

    def _append(self, line: bytes) -> None:
        try:
            written = self._file.write(line)
            while written is not None and written < len(line):
                line = line[written:]
                written = self._file.write(line)
        except OSError as broken:
            raise RigError(
                "the ledger cannot be written",
                which=str(self.path),
                got=str(broken),
                where="Free space on the disk; what was recorded before can be judged with `lotproof judge`.",
            ) from broken


def mend(path: Path) -> int:
    """
    Cut a torn last line off and return how many whole lines stand in the file (the next `seq`).

    A process that was killed in the middle of a write leaves half a line; it never became evidence.
    """
    if not path.exists():
        return 0
    content = path.read_bytes()
    whole = content.rfind(b"\n") + 1
    if whole < len(content):
        with path.open("r+b") as file:
            file.truncate(whole)
    return content.count(b"\n", 0, whole)


def count(path: Path) -> int:
    """How many whole lines stand in a segment; none where there is no such file."""
    if not path.exists():
        return 0
    with path.open("rb") as file:
        return sum(line.endswith(b"\n") for line in file)


def read(path: Path) -> Iterator[Entry]:
    """
    The entries of a segment, in file order; a torn last line is left out.

    Raises:
        InputError: if a line is no entry, of a newer version, or its `seq` is not the next one.
    """
    decode = msgspec.json.Decoder(Entry).decode
    with path.open("rb") as file:
        for number, line in enumerate(file):
            if not line.endswith(b"\n"):
                return
            yield _checked(decode, line, path, number)


def _checked(decode: Callable[[bytes], Entry], line: bytes, path: Path, number: int) -> Entry:
    where = f"{path.name}, line {number + 1}"
    try:
        entry = decode(line)
    except (msgspec.MsgspecError, UnicodeDecodeError) as wrong:
        raise InputError(
            "a ledger line is no entry",
            which=where,
            got=str(wrong),
            where="The segment was changed or damaged after the run; judge an untouched copy.",
        ) from wrong
    if entry.v > VERSION:
        raise InputError(
            "the ledger is newer than this lotproof",
            which=where,
            expected=f"version {VERSION} or less",
            got=f"version {entry.v}",
            where="Judge it with the lotproof that recorded it, or a newer one.",
        )
    if entry.seq != number:
        raise InputError(
            "the ledger has a gap",
            which=where,
            expected=f"seq {number}",
            got=f"seq {entry.seq}",
            where="A line was taken out or put in after the run; judge an untouched copy.",
        )
    return entry
