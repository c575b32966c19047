"""
One system at work: its table, its store, its tokens, and the commit of a posting.

    body --decode--> transaction: handler, effects, change, answer --> ledger --> webhooks, answer
"""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import msgspec
from lotproof.harness.model.clocks import Clock
from lotproof.mocks.kit.config import HostConfig, RunStart
from lotproof.mocks.kit.decode import decoded
from lotproof.mocks.kit.exchange import Exchange, Reply, encode, refusal
from lotproof.mocks.kit.journal import Before, Journal
from lotproof.mocks.kit.operations import Operation, Posting, Reading, System
from lotproof.mocks.kit.problems import RefusedError
from lotproof.mocks.kit.replays import Replays, digest
from lotproof.mocks.kit.routes import Routes
from lotproof.mocks.kit.store import Store
from lotproof.mocks.kit.strikes import Strikes
from lotproof.mocks.kit.tokens import Token, Tokens
from lotproof.mocks.kit.tx import Asker, Tx
from lotproof.mocks.kit.webhooks import Webhooks

IDLE = RunStart(run="", start_us=0)


class Core:
    """
    What the layers of one system share.

    Args:
        system: the table.
        config: the host's.
        journal, strikes, clock: shared by all systems of the host.
        webhooks: sends what this system announces.
    """

    def __init__(
        self,
        system: System,
        *,
        config: HostConfig,
        store: Store,
        journal: Journal,
        strikes: Strikes,
        tokens: Tokens,
        webhooks: Webhooks,
        clock: Clock,
        kit: tuple[Operation, ...],
    ) -> None:
        self.system, self.config, self.store = system, config, store
        self.name = system.name
        self.journal, self.strikes, self.tokens, self.webhooks = journal, strikes, tokens, webhooks
        self.clock = clock
        self.replays = Replays(store)
        self.operations = (*system.operations, *kit)
        self.routes = Routes(self.operations)
        self._calls: Counter[tuple[str, str]] = Counter()
        self._postings = 0
        self.run = IDLE

    # -- runs

    def begin(self, start: RunStart, before: Before | None) -> None:
        """Counts start anew, or where the run had come to before a crash."""
        self._calls.clear()
        self._postings = 0
        self.run = start
        if before:
            known = {(client, op): n for (client, system, op), n in before.calls.items() if system == self.name}
            self._calls.update(known)
            self._postings = before.postings[self.name]
            self.journal.recover(self.store, start.run, before)

    def end(self) -> None:
        self.run = msgspec.structs.replace(IDLE, start_us=self.clock.wall_ns() // 1000)

    # -- who asks

    def recognise(self, exchange: Exchange) -> Token | None:
        """Note who asks and give the posting its number; the token is looked at, not judged."""
        token = None
        if exchange.name == "token":
            exchange.client = self.tokens.named(exchange.headers, exchange.body)
        else:
            token = self.tokens.look(exchange.headers)
            exchange.client = token.client if token else ""
        known = self.config.clients.get(exchange.client)
        exchange.role = known.role if known else ""
        exchange.client = exchange.client if known else ""
        exchange.connection.caller = exchange.client
        self._number(exchange)
        return token

    def _number(self, exchange: Exchange) -> None:
        if exchange.recorded:
            self._postings += 1
        exchange.posting = f"{self.name}-{self._postings}"
        if exchange.role == "integration":
            self._calls[exchange.client, exchange.name] += 1
            exchange.nth = self._calls[exchange.client, exchange.name]

    # -- what is answered

    def perform(self, exchange: Exchange) -> Reply:
        """The work of an operation of the system's own table."""
        op = exchange.op
        assert op
        try:
            if op.handle:
                return self._commit(exchange, op)
            assert op.read
            shown = op.read(self._reading(exchange))
        except RefusedError as refused:
            return refusal(refused.problem)
        tag = (("etag", shown.etag),) if shown.etag else ()
        return Reply(status=op.status, body=shown.body, headers=tag)

    def _reading(self, exchange: Exchange) -> Reading:
        return Reading(
            store=self.store,
            enterprise=self.config.enterprise,
            path=exchange.path,
            query=query_of(exchange),
        )

    def _commit(self, exchange: Exchange, op: Operation) -> Reply:
        """Everything or nothing; nobody awaits in here."""
        body = decoded(op, exchange.body)
        tx = self._tx(exchange, body)
        try:
            with self.store.transaction():
                self._guard(tx, exchange, op)
                assert op.handle
                posted = op.handle(tx, exchange.path, body)
                reply = Reply(status=op.status, body=encode(posted), headers=self._headers(exchange, tx))
                self._keep(exchange, reply)
        except RefusedError as refused:
            reply = refusal(refused.problem, ("lotproof-posting", exchange.posting))
            with self.store.transaction():
                self._keep(exchange, reply)
            return reply
        exchange.committed = True
        self.journal.effects(tx.effects)
        self.webhooks.announce(tx.changes)
        return reply

    def _tx(self, exchange: Exchange, body: Any) -> Tx:
        asker = Asker(
            client=exchange.client,
            posting=exchange.posting,
            run=self.run.run,
            start_us=self.run.start_us,
            reference=body.reference if isinstance(body, Posting) else "",
            event_time=body.event_time if isinstance(body, Posting) else "",
        )
        return Tx(system=self.name, store=self.store, asker=asker, clock=self.clock, enterprise=self.config.enterprise)

    def _headers(self, exchange: Exchange, tx: Tx) -> tuple[tuple[str, str], ...]:
        told = tx.changes[-1] if tx.changes else None
        event = (("lotproof-event", f"{told.stream}#{told.seq}"),) if told else ()
        return (("lotproof-posting", exchange.posting), *event)

    def _keep(self, exchange: Exchange, reply: Reply) -> None:
        if exchange.key:
            self.replays.keep(exchange.client, exchange.key, digest(exchange), reply)

    def _guard(self, tx: Tx, exchange: Exchange, op: Operation) -> None:
        wanted = exchange.header(b"if-match")
        if not wanted or wanted == "*" or op.guard is None:
            return
        entity, key = op.guard
        version = tx.entities.version(entity, key.format(**exchange.path))
        if version and wanted != f'"{version}"':
            raise RefusedError("version-conflict", f'it is at version "{version}" now')


def query_of(exchange: Exchange) -> Mapping[str, str]:
    return dict(parse_qsl(exchange.query_string.decode("latin-1"), keep_blank_values=True))


def store_path(config: HostConfig, system: str) -> Path | None:
    return Path(config.folder) / f"{system}.sqlite" if config.folder else None
