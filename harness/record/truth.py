"""
`truth.jsonl`: the facts in plant order as canonical JSON. Offsets for times and `seq`, `{tag}` for the run tag.

Byte-identical for the same course, whatever integration and trouble met it.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import msgspec
from lotproof.harness.model.errors import InputError, RigError
from lotproof.harness.model.facts import Fact, encode


class Truth:
    """
    The one writer of `truth.jsonl`.

    Each fact is in the file when `write` returns; with `buffering` (bytes), only when so much has come together.
    """

    def __init__(self, path: Path, *, buffering: int = 0) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("wb", buffering=buffering)
        self._digest = hashlib.sha256()

    def write(self, fact: Fact) -> None:
        self.write_lines(encode(fact) + b"\n")

    def write_lines(self, lines: bytes) -> None:
        """Facts that are canonical JSON already, each with its line end."""
        try:
            self._file.write(lines)
        except OSError as broken:
            raise RigError(
                "the truth cannot be written",
                which=self._file.name,
                got=str(broken),
                where="Free space on the disk; what was recorded before can be judged with `lotproof judge`.",
            ) from broken
        self._digest.update(lines)

    @property
    def digest(self) -> str:
        return self._digest.hexdigest()

    def close(self) -> None:
        if not self._file.closed:
            self._file.close()


def read(path: Path) -> Iterator[Fact]:
    """
    The facts of a truth file, in order; a torn last line is left out.

    Raises:
        InputError: if a line is no fact.
    """
    decode = msgspec.json.Decoder(Fact).decode
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            if not line.endswith(b"\n"):
                return
            try:
                yield decode(line)
            except (msgspec.MsgspecError, UnicodeDecodeError) as wrong:
                raise InputError(
                    "a truth line is no fact",
                    which=f"{path.name}, line {number}",
                    got=str(wrong),
                    where="The file was changed after the run; judge an untouched copy.",
                ) from wrong
