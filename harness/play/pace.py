"""
Pace: when the next step of the plant may be taken, in the wall time of the lane's loop.

Jump skips idle spans; paced and live follow the wall clock; points of patience slow every one of them down.
"""

import asyncio
from typing import Protocol

from lotproof.harness.play.patience import Patience


class Wake:
    """Something happened that may change the pace: an effect came in, a strike ended."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def ring(self) -> None:
        self._event.set()

    async def within(self, seconds: float | None) -> bool:
        """Wait until it rings, at most so long; whether it rang."""
        try:
            await asyncio.wait_for(self._event.wait(), seconds)
        except TimeoutError:
            return False
        self._event.clear()
        return True


class Clockwork(Protocol):
    """How sim time may follow wall time when nobody has to be waited for."""

    def earliest(self, at_us: int) -> float:
        """The loop time before which this moment of sim time must not be played."""
        ...


class Jump:
    """Idle spans are skipped."""

    def earliest(self, at_us: int) -> float:
        return 0.0


class Paced:
    """Sim time runs at `rate` times the wall clock; `live` is rate 1."""

    def __init__(self, rate: float, started: float) -> None:
        self._rate, self._started = rate, started

    def earliest(self, at_us: int) -> float:
        return self._started + at_us / 1e6 / self._rate


class Pace:
    """
    Lets sim time come to the next step, no faster than clock and patience allow.

    `now_us` is the sim time that has been reached.
    """

    def __init__(self, clockwork: Clockwork, patience: Patience, wake: Wake) -> None:
        self._clockwork, self._patience, self._wake = clockwork, patience, wake
        self.now_us = 0

    async def until(self, at_us: int) -> None:
        """Return when sim time `at_us` may be played."""
        await self._clock(at_us)
        while self.now_us < at_us:
            pace = self._patience.pace(self.now_us)
            if pace is None:
                break
            await self._spend(pace, at_us)
        self.now_us = max(self.now_us, at_us)

    async def _spend(self, pace: float, at_us: int) -> None:
        """Let wall time go by until the step is due at this pace, or something changes it."""
        loop = asyncio.get_running_loop()
        before = loop.time()
        left_s = (at_us - self.now_us) / 1e6
        wait_s = left_s / pace if pace > 0 else 0.25
        rang = await self._wake.within(min(wait_s, 0.25))
        spent = loop.time() - before
        self._patience.spend(spent)
        reached = self.now_us + round(spent * pace * 1e6)
        self.now_us = min(at_us, reached) if rang or wait_s > spent else at_us

    async def _clock(self, at_us: int) -> None:
        loop = asyncio.get_running_loop()
        while (wait_s := self._clockwork.earliest(at_us) - loop.time()) > 0:
            before = loop.time()
            await self._wake.within(min(wait_s, 0.25))
            self._patience.spend(loop.time() - before)
