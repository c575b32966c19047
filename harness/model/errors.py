"""
You are wrong, we are broken, it is wrong: three different things.

    LotproofError
    |- InputError   your input: a file, an option, a name        exit 2
    |- RigError     our ports, brokers, processes, files          exit 3
    |   '- RigGone  one of our processes ended while a run was on
    '- (findings are no exceptions: they are what the judge returns)  exit 1

Every message says what, which one, expected, got, and where to look.
"""

from collections.abc import Iterable
from difflib import get_close_matches


class LotproofError(Exception):
    """
    A sentence that a person can act on.

    Args:
        what: what is wrong, as one sentence without a full stop.
        which: the file, field, option or name that it concerns.
        expected: what would have been right.
        got: what was there.
        where: where to look or what to do next.
    """

    exit_code = 3

    def __init__(self, what: str, *, which: str = "", expected: str = "", got: str = "", where: str = "") -> None:
        self.what, self.which, self.expected, self.got, self.where = what, which, expected, got, where
        super().__init__(self.text())

    def text(self) -> str:
        parts = [f"{self.which}: {self.what}" if self.which else self.what]
        if self.expected:
            parts.append(f"expected {self.expected}")
        if self.got:
            parts.append(f"got {self.got}")
        line = "; ".join(parts) + "."
        return f"{line} {self.where}" if self.where else line


class InputError(LotproofError):
    """What the user gave cannot be used; found before anything is played."""

    exit_code = 2


class RigError(LotproofError):
    """Our own rig failed; the integration under test is never blamed for it."""

    exit_code = 3


class RigGone(RigError):
    """A process that the run rests on has ended: what was recorded before stands, and is judged as far as it goes."""


def unknown(what: str, name: str, valid: Iterable[str], *, which: str = "", where: str = "") -> InputError:
    """The error for a name that nobody knows: it lists the valid ones and the nearest."""
    known = sorted(valid)
    near = get_close_matches(name, known, n=1, cutoff=0.5)
    hint = f"Did you mean {near[0]!r}? " if near else ""
    return InputError(
        f"unknown {what} {name!r}",
        which=which,
        expected="one of " + ", ".join(known),
        where=(hint + where).strip(),
    )
