"""Machines do one thing at a time; who comes meanwhile waits in line. Only who waits costs an event."""

from collections import deque
from collections.abc import Generator
from typing import Any

import simpy


class Machine:
    """One machine: `turn` is had until it is given on with `done`."""

    def __init__(self, env: simpy.Environment) -> None:
        self._env = env
        self._busy = False
        self._line: deque[simpy.Event] = deque()

    def turn(self) -> Generator[simpy.Event, Any, None]:
        """Wait until the machine is free, and keep it."""
        if not self._busy:
            self._busy = True
            return
        mine = self._env.event()
        self._line.append(mine)
        yield mine

    def done(self) -> None:
        """The next in line has it, or nobody."""
        if self._line:
            self._line.popleft().succeed()
        else:
            self._busy = False
