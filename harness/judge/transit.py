"""
What is on its way to customers, and what of it a recall concerns: that has to be stopped.

    shipped --collected--> on its way --delivered--> there
                               | a hold of a recall covers what is in it
                               '--> to be stopped

Where an enterprise has a carrier, he says what is on its way. Where it has none, and a portal, all that was shipped and
has not come back is on its way for all that anybody knows. With neither there is nobody to be told.
"""

from collections.abc import Iterable, Iterator, Mapping

from lotproof.harness.judge.statuses import Lots
from lotproof.harness.judge.terms import Terms
from lotproof.harness.model.facts import Fact, Portion
from lotproof.harness.model.items import parse

RULE = "recall_in_transit"
"""Only an enterprise whose rules say so asks for it."""


class Transit:
    """Facts are told in plant order. `units` is what each handling unit holds now; `lots` knows the holds."""

    def __init__(self, terms: Terms, lots: Lots, units: Mapping[str, tuple[Portion, ...]]) -> None:
        self._lots, self._units = lots, units
        self.asks = bool(terms.rules.get(RULE)) and bool({"carrier", "portal"} & terms.systems)
        self.carried = "carrier" in terms.systems
        self._loaded: dict[str, frozenset[str]] = {}
        self._on_way: dict[str, None] = {}
        self._recalls: set[str] = set()
        self._asked: set[str] = set()

    def tell(self, fact: Fact) -> None:
        """Take up where goods are, and which holds are a recall's."""
        shipment = fact.words.get("shipment", "")
        match fact.kind:
            case "shipped":
                self._loaded[shipment] = frozenset(self._inside(fact.ins or fact.outs))
                if not self.carried:
                    self._on_way[shipment] = None
            case "collected":
                self._on_way[shipment] = None
            case "delivered" | "returned":
                self._on_way.pop(shipment, None)
            case "hold_placed" if fact.words.get("supplier_lot"):
                self._recalls.add(fact.words.get("hold", ""))
            case "hold_released":
                self._recalls.discard(fact.words.get("hold", ""))

    def to_stop(self) -> Iterator[str]:
        """The shipments that have to be stopped from now on; each is said once."""
        for shipment in tuple(self._on_way) if self.asks and self._recalls else ():
            if shipment not in self._asked and self._is_recalled(shipment):
                self._asked.add(shipment)
                yield shipment

    def _is_recalled(self, shipment: str) -> bool:
        return any(self._lots.holds(lot) & self._recalls for lot in self._loaded.get(shipment, ()))

    def _inside(self, portions: Iterable[Portion]) -> Iterator[str]:
        """The lots and serials, those in units within units too."""
        for portion in portions:
            if parse(portion.item).kind == "unit":
                yield from self._inside(self._units.get(portion.item, ()))
            else:
                yield portion.item
