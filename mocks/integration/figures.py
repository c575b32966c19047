"""Figures per plant: business facts, each counted once by its source identity, and how long they took on our clock."""

from lotproof.mocks.integration.genealogy import MADE_OF, MAKES
from lotproof.mocks.integration.identity import Identities
from lotproof.mocks.integration.ports import JSON
from lotproof.mocks.integration.store import Store


class Figures:
    def __init__(self, store: Store, identities: Identities) -> None:
        self.store, self.identities = store, identities

    def told(self) -> JSON:
        rows = self.store.rows("SELECT DISTINCT plant FROM inbox WHERE state != 'past' AND plant != '' ORDER BY plant")
        return {"plants": [self.plant(row["plant"]) for row in rows]}

    def plant(self, plant: str) -> JSON:
        finished = self.finished_lots(plant)
        return {
            "plant": plant,
            "received": self._count("SELECT count(*) FROM inbox WHERE state != 'past' AND plant = ?", plant),
            "posted": self._count(
                f"SELECT count(*) FROM inbox WHERE state = 'taken' AND plant = ? AND {POSTED}", plant
            ),
            "failed": self._count(FAILED, plant),
            "latency_s": self.latency(plant),
            "finished_lots": len(finished),
            "complete_lots": sum(1 for lot in finished if self.is_complete(lot)),
        }

    def latency(self, plant: str) -> JSON:
        """From receipt to the last effect, of the facts that had effects."""
        rows = self.store.rows(
            "SELECT max(posting.ended) - inbox.received AS took FROM inbox"
            " JOIN posting ON posting.source = inbox.source"
            f" WHERE inbox.plant = ? AND {POSTED} GROUP BY inbox.source ORDER BY took",
            plant,
        )
        took = [round(float(row["took"]), 4) for row in rows]
        return {"p50": quantile(took, 0.5), "p99": quantile(took, 0.99)}

    def finished_lots(self, plant: str) -> list[str]:
        rows = self.store.rows(
            "SELECT DISTINCT thing.key, thing.scope FROM edge JOIN thing ON thing.key = edge.thing JOIN step"
            " ON step.key = edge.step WHERE edge.plant = ? AND step.type = 'operation' AND edge.side = 'out'"
            " AND edge.role = 'output' AND edge.undone = ''",
            plant,
        )
        return [row["key"] for row in rows if self._is_finished(row["scope"])]

    def is_complete(self, lot: str) -> bool:
        """Whether each lot that it goes back to was received, or made of something."""
        sql = (
            "SELECT DISTINCT used.thing FROM edge AS made JOIN edge AS used ON used.step = made.step"
            f" AND used.side = 'in' AND used.role IN {MADE_OF} AND used.undone = ''"
            f" WHERE made.thing = ? AND made.side = 'out' AND made.role IN {MAKES} AND made.undone = ''"
        )
        seen, ahead = {lot}, [lot]
        while ahead:
            thing = ahead.pop()
            parts = [row["thing"] for row in self.store.rows(sql, thing)]
            if not parts and not self._was_received(thing):
                return False
            ahead += [part for part in parts if part not in seen]
            seen.update(parts)
        return True

    def _was_received(self, thing: str) -> bool:
        sql = "SELECT 1 FROM edge JOIN step ON step.key = edge.step WHERE edge.thing = ? AND step.type = 'receipt'"
        return self.store.value(sql, thing) is not None

    def _is_finished(self, item: str) -> bool:
        known = self.identities.find(item)
        return bool(known and known.kind == "finished")

    def _count(self, sql: str, plant: str) -> int:
        return int(self.store.value(sql, plant) or 0)


POSTED = "NOT EXISTS (SELECT 1 FROM posting AS p WHERE p.source = inbox.source AND p.state IN ('waiting', 'refused'))"
FAILED = (
    "SELECT count(DISTINCT inbox.source) FROM inbox JOIN exception ON exception.source = inbox.source"
    " WHERE exception.closed_at IS NULL AND inbox.plant = ?"
)


def quantile(sorted_values: list[float], share: float) -> float | None:
    """The value that this share of the values does not exceed."""
    if not sorted_values:
        return None
    return sorted_values[min(int(share * len(sorted_values)), len(sorted_values) - 1)]
