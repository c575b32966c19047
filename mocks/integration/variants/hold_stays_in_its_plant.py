"""A hold covers what was made in the plant that the lot is of, and nothing that another plant made of it."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.lots import Lots
from lotproof.mocks.integration.variants.variant import Variant


class AtHome(Lots):
    def ancestors(self, key: str) -> set[str]:
        home = self._plant(key)
        return {one for one in super().ancestors(key) if self._plant(one) == home}

    def _plant(self, key: str) -> object:
        """Where a lot came in, or was made."""
        sql = "SELECT plant FROM edge WHERE thing = ? AND side = 'out' AND undone = '' ORDER BY event_time LIMIT 1"
        return self.store.value(sql, key)


VARIANT = Variant(
    title="A hold does not reach what another plant made of the lot",
    must=("QUA-03", "FLOW-15"),
    may=("QUA-02",),
    parts=Parts(lots=AtHome),
    scenarios=("multi_plant_transfer",),
)
