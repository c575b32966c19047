"""
Ctrl-C: the first ends the run and what there is is judged; the second ends the command.

Before anything is played there is nothing to judge, so the first ends the command too, in good order.
"""

import asyncio
import contextlib
import signal
from types import TracebackType

from lotproof.harness.model.errors import LotproofError

SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM") if hasattr(signal, name))


class BrokenOff(LotproofError):
    """The user ended the command before anything was played: nothing is proven."""

    exit_code = 4


class BreakingOff:
    """
    Listens while it is entered.

    `event` is set by the first signal; `playing` says that there is something to judge by now.
    """

    def __init__(self) -> None:
        self.event = asyncio.Event()
        self.playing = False
        self._count = 0
        self._main: asyncio.Task[object] | None = None

    def __enter__(self) -> "BreakingOff":
        self._main = asyncio.current_task()
        loop = asyncio.get_running_loop()
        for number in SIGNALS:
            with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
                loop.add_signal_handler(number, self._signal)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        loop = asyncio.get_running_loop()
        for number in SIGNALS:
            with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
                loop.remove_signal_handler(number)

    def explain(self) -> None:
        """
        Say in its own words why the command was cancelled.

        Raises:
            KeyboardInterrupt: after the second signal.
            BrokenOff: if nothing was played yet.
        """
        if self._count > 1:
            raise KeyboardInterrupt
        if self._count:
            raise BrokenOff("broken off before anything was played")

    def _signal(self) -> None:
        self._count += 1
        self.event.set()
        if self._main and (self._count == 2 or not self.playing):
            self._main.cancel()
