"""What the sources of a wire keep of their shift, so that all of it can be sent again."""

from collections import deque
from collections.abc import Iterator

from lotproof.harness.model.seams import Signal

KEPT = 5000
"""So many events are kept, the newest: a source's memory has an end."""


class Shift:
    """The events of a run that were shown so far, in order; values alone are no events."""

    def __init__(self) -> None:
        self._signals: deque[Signal] = deque(maxlen=KEPT)

    def note(self, signal: Signal) -> None:
        if signal.payload:
            self._signals.append(signal)

    def forget(self) -> None:
        """Another run begins."""
        self._signals.clear()

    def __iter__(self) -> Iterator[Signal]:
        return iter(tuple(self._signals))
