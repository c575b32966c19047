"""Rate limits: fixed windows per client, told in RateLimit headers."""

import asyncio
from math import ceil

import msgspec
from lotproof.mocks.kit.config import Limits


class Window(msgspec.Struct, kw_only=True):
    """`left` is what may still be asked in it; below 0, too much was."""

    ends: float
    left: int
    policy: bytes
    now: float = 0.0

    @property
    def resets_s(self) -> int:
        return max(1, ceil(self.ends - self.now))

    @property
    def headers(self) -> tuple[tuple[bytes, bytes], ...]:
        limit = b'"burst";r=%d;t=%d' % (max(0, self.left), self.resets_s)
        return ((b"ratelimit-policy", self.policy), (b"ratelimit", limit))


class Windows:
    """One window per client; it counts requests of every kind."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._policy = b'"burst";q=%d;w=%d' % (limits.requests, ceil(limits.window_s))
        self._windows: dict[str, Window] = {}

    def count(self, client: str) -> Window:
        """One request more."""
        now = asyncio.get_running_loop().time()
        window = self._windows.get(client)
        if window is None or now >= window.ends:
            window = Window(ends=now + self._limits.window_s, left=self._limits.requests, policy=self._policy)
            self._windows[client] = window
        window.left, window.now = window.left - 1, now
        return window
