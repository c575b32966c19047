"""Clocks as a seam: wall time and monotonic time are injected, so that one lane can run on a virtual clock."""

import time
from typing import Protocol


class Clock(Protocol):
    """UTC nanoseconds, and monotonic nanoseconds that never repeat within one writer."""

    def wall_ns(self) -> int: ...

    def mono_ns(self) -> int: ...


class SystemClock:
    """The machine's own clocks; `mono_ns` is made strictly increasing."""

    def __init__(self) -> None:
        self._last = 0

    def wall_ns(self) -> int:
        return time.time_ns()

    def mono_ns(self) -> int:
        now = time.monotonic_ns()
        self._last = now if now > self._last else self._last + 1
        return self._last
