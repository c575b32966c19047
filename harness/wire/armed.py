"""
A strike at work on a wire: one trouble of the wire, and where several clients listen, one for each of them.

    plan --make--> trouble of the wire (shown, poison, cuts)
              '--> trouble of each listener (delivery, acknowledged, refuses)
"""

from collections.abc import Iterable
from functools import partial

from lotproof.harness.model.plans import StrikePlan
from lotproof.harness.model.seams import Signal
from lotproof.harness.model.troubles import Trouble, TroubleMaker


class Armed:
    """
    Each client has the same trouble and has it for itself: what happens to one takes nothing from another.

    Args:
        make: makes one trouble.
        plan: what it is told.
        signal: what the strike is aimed at.
        listeners: the clients whose trouble it is; none means that the first that comes has it.
    """

    def __init__(self, make: TroubleMaker, plan: StrikePlan, signal: Signal | None, listeners: Iterable[str]) -> None:
        self._make = partial(make, plan, signal)
        self.wire = self._make()
        self._of = {client: self._make() for client in listeners}

    def of(self, client: str) -> Trouble:
        """The trouble of this client; who begins to listen later has one too."""
        if not self._of:
            return self.wire
        return self._of.setdefault(client, self._make())

    @property
    def over(self) -> bool:
        """Whether the wire or every listener is through with it."""
        return self.wire.over or (bool(self._of) and all(trouble.over for trouble in self._of.values()))

    def end(self) -> None:
        """Nothing happens by it from here on."""
        for trouble in (self.wire, *self._of.values()):
            trouble.over = True
