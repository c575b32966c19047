"""All systems of a host together: one clock, one ledger, one set of strikes; an application for each system."""

import asyncio
from collections.abc import Callable, Iterable
from pathlib import Path

from lotproof.harness.faults.calls import CalmCall, call_troubles
from lotproof.harness.model.clocks import Clock, SystemClock
from lotproof.harness.model.plans import StrikePlan
from lotproof.mocks.kit import own
from lotproof.mocks.kit.app import build
from lotproof.mocks.kit.config import HostConfig, RunStart
from lotproof.mocks.kit.core import Core, store_path
from lotproof.mocks.kit.exchange import App
from lotproof.mocks.kit.journal import Journal
from lotproof.mocks.kit.operations import System
from lotproof.mocks.kit.store import Store
from lotproof.mocks.kit.strikes import Strikes
from lotproof.mocks.kit.tokens import Tokens
from lotproof.mocks.kit.webhooks import Deliver, Webhooks

DRAIN_S = 2.0
"""How long the end of a run waits for webhooks that are still on their way."""


class House:
    """
    Opens with its loop running.

    `apps` are ASGI applications by system; `hang_up(system, clients)` is called where a system's outage closes
    connections that lie idle.
    """

    def __init__(
        self, systems: Iterable[System], *, config: HostConfig, deliver: Deliver, clock: Clock | None = None
    ) -> None:
        self.config, self.clock = config, clock or SystemClock()
        self.journal = Journal(self.clock)
        self.strikes = Strikes(journal=self.journal, troubles=call_troubles())
        self.strikes.on_begin.append(self._begins)
        self.hang_up: Callable[[str, Callable[[str], bool]], None] = lambda system, clients: None
        self.cores: dict[str, Core] = {system.name: self._core(system, deliver) for system in systems}
        self.apps: dict[str, App] = {name: build(core) for name, core in self.cores.items()}
        for core in self.cores.values():
            core.end()
            self._invite(core)

    def begin(self, start: RunStart) -> None:
        """From now on entries go into the run's segment; what a crash kept from it is appended first."""
        self.strikes.close()
        before = self.journal.begin(Path(start.segment) if start.segment else None)
        self.strikes.aim(start.under_test)
        for core in self.cores.values():
            core.webhooks.forget()
            core.begin(start, before)

    def strike(self, plan: StrikePlan) -> None:
        self.strikes.begin(plan)

    async def end(self) -> None:
        """Webhooks get out or are given up, strikes end, the segment closes."""
        self.strikes.close()
        await asyncio.gather(*(core.webhooks.drain(DRAIN_S) for core in self.cores.values()))
        self.journal.end()
        for core in self.cores.values():
            core.end()

    async def close(self) -> None:
        await self.end()
        for core in self.cores.values():
            core.store.close()

    def _core(self, system: System, deliver: Deliver) -> Core:
        store = Store(store_path(self.config, system.name))
        webhooks = Webhooks(
            system=system.name,
            store=store,
            journal=self.journal,
            strikes=self.strikes,
            clients=self.config.clients,
            clock=self.clock,
            deliver=deliver,
        )
        tokens = Tokens(self.config.clients, lasts_s=self.config.token_s, now=lambda: asyncio.get_running_loop().time())
        return Core(
            system,
            config=self.config,
            store=store,
            journal=self.journal,
            strikes=self.strikes,
            tokens=tokens,
            webhooks=webhooks,
            clock=self.clock,
            kit=own.TABLE,
        )

    def _invite(self, core: Core) -> None:
        """Clients that named an address beforehand are told of everything from the start."""
        for name, client in self.config.clients.items():
            if client.webhook_url:
                core.webhooks.register(name, client.webhook_url, ())

    def _begins(self, trouble: CalmCall) -> None:
        struck = [c for name, c in self.cores.items() if trouble.plan.target in ("", name)]
        for core in struck:
            if trouble.revokes():
                core.tokens.revoke(self._struck, trouble.plan.name)
            if trouble.shuts():
                self.hang_up(core.name, self._struck)

    def _struck(self, client: str) -> bool:
        known = self.config.clients.get(client)
        return known is not None and known.role == "integration" and self.strikes.hits(client)
