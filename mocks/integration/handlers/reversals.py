"""Reversals: what the floor takes back is taken back in MES and ERP, by postings of their own; nothing is erased."""

from collections.abc import Iterator

import msgspec
from lotproof.mocks.integration.canonical import Event, decode
from lotproof.mocks.integration.handlers.handler import Handler
from lotproof.mocks.integration.handlers.material import Material
from lotproof.mocks.integration.handlers.production import Production
from lotproof.mocks.integration.identity import StuckError
from lotproof.mocks.integration.outbox import Draft
from lotproof.mocks.integration.ports import JSON


def original(handler: Handler, event: Event, kinds: tuple[str, ...]) -> Event | None:
    """
    The fact that is taken back, if it is of these kinds.

    Raises:
        StuckError: if nobody has told of it yet.
    """
    body = handler.books.store.value("SELECT body FROM inbox WHERE source = ?", event.supersedes)
    if body is None:
        subject = {"system": "floor", "kind": "event", "scope": "", "id": event.supersedes}
        raise StuckError("unknown-event", subject, f"{event.supersedes} is taken back, and nobody has told of it")
    fact = decode(body)
    return fact if f"{fact.system}.{fact.kind}" in kinds else None


def taken_back(draft: Draft, event: Event) -> Draft:
    """The same posting with the sign turned, and the source event that it reverses."""
    body = {**negated(draft.body), "reverses": event.supersedes, "event_time": event.occurred_at}
    return msgspec.structs.replace(draft, body=body, part=f"reversal-{draft.part}", gives=())


def negated(body: JSON) -> JSON:
    turned = {**body, "lines": [negated(line) for line in body["lines"]]} if "lines" in body else dict(body)
    if "quantity" in turned:
        turned["quantity"] = f"-{turned['quantity']}"
    return turned


class MaterialReversed(Material):
    hears: tuple[str, ...] = ("floor.reversed",)

    def write(self, event: Event) -> Iterator[Draft]:
        if fact := original(self, event, Material.hears):
            for draft in super().write(fact):
                yield taken_back(draft, event)


class ProductionReversed(Production):
    hears: tuple[str, ...] = ("floor.reversed",)

    def write(self, event: Event) -> Iterator[Draft]:
        if fact := original(self, event, Production.hears):
            for draft in super().write(fact):
                yield taken_back(draft, event)
