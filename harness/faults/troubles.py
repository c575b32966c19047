"""
The strikes of wire faults: a base that lets everything pass, and the list of all that know better.

    FAULT (what it is) + Strike class (what it decides) = one file in this folder
"""

import importlib
import pkgutil
from functools import cache
from typing import ClassVar

import lotproof.harness.faults as package
from lotproof.harness.faults.kinds import FaultKind, kinds
from lotproof.harness.model.plans import StrikePlan
from lotproof.harness.model.seams import Signal
from lotproof.harness.model.troubles import Crossing, Move, Troubles


class Calm:
    """
    A strike that changes nothing: the base of all others. It only decides; it opens nothing and waits for nothing.

    Args:
        plan: name, bounds and settings.
        signal: what it is aimed at; without one, the first message with a source identity.
    """

    fault: ClassVar[str]
    replays: bool = False

    def __init__(self, plan: StrikePlan, signal: Signal | None) -> None:
        kind: FaultKind = kinds()[plan.fault]
        self.plan, self.definite, self.hinders = plan, kind.definite, kind.hinders(plan.target)
        self.over = False
        self.aim = (signal.stream, signal.seq) if signal else None

    def aimed(self, stream: str, seq: int) -> bool:
        """Whether this is the one; without an anchor the first that is asked about becomes it."""
        if self.aim is None and stream:
            self.aim = (stream, seq)
        return self.aim == (stream, seq)

    def poison(self, stream: str, seq: int) -> tuple[bytes, ...]:
        return ()

    def shown(self, stream: str, seq: int) -> int:
        return 0

    def cuts(self, stream: str, seq: int) -> bool:
        return False

    def delivery(self, crossing: Crossing) -> Move:
        return "pass"

    def acknowledged(self, crossing: Crossing) -> bool:
        return False

    def release(self) -> bool:
        return True

    def refuses(self) -> bool:
        return False


@cache
def troubles() -> Troubles:
    """Every fault that works on a wire, by name."""
    found = {}
    for module in pkgutil.iter_modules(package.__path__):
        strike = getattr(importlib.import_module(f"{package.__name__}.{module.name}"), "STRIKE", None)
        if strike is not None:
            found[strike.fault] = strike
    return found
