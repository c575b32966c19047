"""Questions by a supplier's own number, where several lots bear it: whose, and of which year, is part of it."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from lotproof.harness.model import suppliers
from lotproof.harness.model.facts import Fact


def supplier_questions(
    enterprise: Mapping[str, Any], facts: Iterable[Fact], epoch: datetime | None
) -> Iterator[dict[str, str]]:
    """On from each supplier's lot whose number another one bears too."""
    if epoch is None or not suppliers.is_told(enterprise):
        return
    for one in suppliers.alike(suppliers.named(enterprise, facts, epoch)):
        asked = {"system": "supplier", "kind": "lot", "scope": one.scope, "id": one.number}
        yield {**asked, "direction": "forward"}
