"""Returns of which nobody knows the shipment: they came without papers."""

from collections.abc import Iterator

from lotproof.harness.judge.case import Case
from lotproof.harness.judge.queue import Raised
from lotproof.harness.model.facts import Fact


def without_origin(case: Case) -> Iterator[Fact]:
    """Facts of goods that came back with no shipment named."""
    yield from (fact for fact in case.evidence.facts if fact.kind == "returned" and not fact.words.get("shipment"))


def raised_about(case: Case, fact: Fact) -> list[Raised]:
    """Exceptions about such a return: they bear its identity, or name it, its customer's parcel or one of its lots."""
    lots = [portion.item.split(":", 2)[2] for portion in fact.outs]
    return case.queue.about(fact.id, fact.words.get("return", ""), *lots)
