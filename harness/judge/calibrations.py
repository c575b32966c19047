"""
What equipment that was found out of tolerance has made since it was last found in tolerance.

    in tolerance ---- makes lots: the window ---- found out of tolerance

Facts are told in plant order; one that is told late and bears an earlier time belongs where its time says.
"""

from collections import defaultdict
from collections.abc import Iterator

from lotproof.harness.model.facts import Fact

Found = tuple[str, str]
"""A calibration, and a lot or serial that it concerns."""


class Calibrations:
    """By machine: when it was last found fit, what it made, and the windows in which it was out of tolerance."""

    def __init__(self) -> None:
        self._fit_us: dict[str, int] = {}
        self._made: dict[str, list[tuple[int, str]]] = defaultdict(list)
        self._windows: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
        self._found: set[Found] = set()

    def calibrated(self, fact: Fact) -> Iterator[Found]:
        """A calibration; the lots that it brings into question."""
        machine = f"{fact.plant}/{fact.equipment}"
        if fact.words.get("result") == "in_tolerance":
            self._fit_us[machine] = fact.at_us
            return
        window = (self._fit_us.get(machine, -1), fact.at_us, fact.words.get("calibration", ""))
        self._windows[machine].append(window)
        yield from self._new(at for at in self._concerned(machine, [window]))

    def made(self, fact: Fact) -> Iterator[Found]:
        """Something was made; the calibrations that brought it into question before it was told."""
        machine = f"{fact.plant}/{fact.equipment}"
        there = [(fact.at_us, portion.item) for portion in fact.outs]
        self._made[machine] += there
        yield from self._new(
            (name, lot) for at, lot in there for since, until, name in self._windows[machine] if since < at <= until
        )

    def _concerned(self, machine: str, windows: list[tuple[int, int, str]]) -> Iterator[Found]:
        for since, until, name in windows:
            yield from ((name, lot) for at, lot in self._made[machine] if since < at <= until)

    def _new(self, found: Iterator[Found]) -> Iterator[Found]:
        for one in found:
            if one not in self._found:
                self._found.add(one)
                yield one
