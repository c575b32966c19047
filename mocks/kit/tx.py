"""
What a handler may do: look up, write down, announce, refuse. All of it happens in one transaction, or not at all.
"""

import hashlib
from base64 import b32encode
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypeVar

import msgspec
from lotproof.harness.model.clocks import Clock
from lotproof.harness.model.effects import Effect
from lotproof.mocks.kit.clock import iso
from lotproof.mocks.kit.entities import Entities
from lotproof.mocks.kit.problems import RefusedError
from lotproof.mocks.kit.quantities import millionths, text
from lotproof.mocks.kit.store import Store

E = TypeVar("E", bound=msgspec.Struct)


class Change(msgspec.Struct, frozen=True, kw_only=True, rename={"kind": "type"}):
    """One item of the change feed, and the body of a webhook."""

    cursor: int
    kind: str
    event: dict[str, Any]
    occurred_at: str
    recorded_at: str
    plant: str
    data: dict[str, Any]

    @property
    def stream(self) -> str:
        return str(self.event["stream"])

    @property
    def seq(self) -> int:
        return int(self.event["seq"])


class Asker(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks, in which run, under which posting; `reference` and `event_time` are the body's."""

    client: str
    posting: str
    run: str
    start_us: int
    reference: str = ""
    event_time: str = ""


class Tx:
    """
    One posting's transaction.

    `effects` and `changes` are what it has made so far; `rules` is the enterprise's. The natural references of an
    effect are `order, operation, item, lot, location, status, unit`.
    """

    def __init__(self, *, system: str, store: Store, asker: Asker, clock: Clock, enterprise: Mapping[str, Any]) -> None:
        self.system, self.asker, self.enterprise = system, asker, enterprise
        self._store, self._clock = store, clock
        self.entities = Entities(store)
        self.effects: list[tuple[int, Effect]] = []
        self.changes: list[Change] = []

    # -- what stands there

    @property
    def rules(self) -> Mapping[str, Any]:
        return dict(self.enterprise.get("rules") or {})

    @property
    def now(self) -> str:
        """Wall time, as a system's own record bears it."""
        return iso(self._clock)

    def get(self, entity: type[E], key: str) -> E | None:
        return self.entities.get(entity, key)

    def need(self, entity: type[E], key: str, code: str, what: str = "") -> E:
        """
        What must be there.

        Raises:
            RefusedError: with this code, if it is not.
        """
        found = self.entities.get(entity, key)
        if found is None:
            raise RefusedError(code, f"{what or key} is not known in {self.system}")
        return found

    def put(self, key: str, entity: msgspec.Struct, about: str = "") -> None:
        self.entities.put(key, entity, about)

    def number(self, prefix: str, *natural: str) -> str:
        """
        A number of the system's own. It follows from what it is given to and how often that came, so nobody's number
        depends on what others did in the meantime.
        """
        key = "/".join(natural)
        row = self._store.one(
            "INSERT INTO number VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET n = n + 1 RETURNING n", prefix, key
        )
        digest = hashlib.blake2b(f"{self.system}|{prefix}|{key}|{row['n']}".encode(), digest_size=10).digest()
        return f"{prefix}-{b32encode(digest).decode()[:12]}"

    # -- what changes

    def add(self, entity: str, key: str, quantity: Decimal | str, *, field: str = "quantity", **natural: str) -> None:
        """So much more (or less) of something: an effect that adds up."""
        plain = text(Decimal(quantity))
        self._effect(entity, key, field, natural, delta=plain)
        self._book(entity, field, natural, millionths(plain))

    def set(self, entity: str, key: str, field: str, value: str, *, rule: str = "", **natural: str) -> None:
        """A field has a new value; `rule` names the system's own rule where it was not the caller who asked."""
        self._effect(entity, key, field, natural, value=value, rule=rule)
        self._store.run(
            "INSERT OR REPLACE INTO worth VALUES (?, ?, ?, ?, ?, ?, ?)",
            *(entity, field, key, value, natural.get("order", ""), natural.get("item", ""), natural.get("lot", "")),
        )

    def stock(self, quantity: Decimal | str, *, item: str, lot: str, location: str, unit: str) -> None:
        """Stock of a lot at a location goes up or down; it may go below nothing."""
        self.add("stock", f"{item}/{lot}/{location}", quantity, item=item, lot=lot, location=location, unit=unit)

    def announce(self, subject: str, kind: str, *, plant: str, data: Mapping[str, Any]) -> None:
        """Tell the world: a row of the change feed, and a webhook to everybody who asked for it."""
        stream = f"{self.system}/{subject}"
        last = self._store.one(
            "SELECT max(seq) AS seq FROM change WHERE run = ? AND stream = ?", self.asker.run, stream
        )
        seq = self.asker.start_us if last["seq"] is None else last["seq"] + 1
        change = Change(
            cursor=0,
            kind=kind,
            event={"stream": stream, "seq": seq},
            occurred_at=self.asker.event_time or self.now,
            recorded_at=self.now,
            plant=plant,
            data=dict(data),
        )
        self.changes.append(self._kept(change))

    # -- how it is kept

    def _kept(self, change: Change) -> Change:
        row = self._store.run(
            "INSERT INTO change (run, stream, seq, body) VALUES (?, ?, ?, ?)",
            *(self.asker.run, change.stream, change.seq, encode(change).decode()),
        )
        return msgspec.structs.replace(change, cursor=int(row.lastrowid or 0))

    def _effect(
        self,
        entity: str,
        key: str,
        field: str,
        natural: Mapping[str, str],
        *,
        delta: str = "",
        value: str = "",
        rule: str = "",
    ) -> None:
        effect = Effect(
            posting=self.asker.posting,
            client=f"rule:{rule}" if rule else self.asker.client,
            system=self.system,
            entity=entity,
            key=key,
            field=field,
            delta=delta,
            value=value,
            reference=self.asker.reference,
            event_time=self.asker.event_time,
            **natural,
        )
        mono_ns = self._clock.mono_ns()
        self._store.run(
            "INSERT INTO effect (run, mono_ns, posting, body) VALUES (?, ?, ?, ?)",
            *(self.asker.run, mono_ns, effect.posting, encode(effect).decode()),
        )
        self.effects.append((mono_ns, effect))

    def _book(self, entity: str, field: str, natural: Mapping[str, str], total: int) -> None:
        self._store.run(
            "INSERT INTO book VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET total = total + excluded.total",
            *(entity, field, *(natural.get(name, "") for name in NATURAL), total),
        )


NATURAL = ("unit", "order", "operation", "item", "lot", "location", "status")

encode = msgspec.json.Encoder(decimal_format="string").encode
