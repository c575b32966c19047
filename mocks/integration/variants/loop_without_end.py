"""A trace of what is in a loop comes to no end, and so there is no answer."""

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.genealogy import MADE_OF, MAKES
from lotproof.mocks.integration.ports import JSON
from lotproof.mocks.integration.trace import Question, Tracer
from lotproof.mocks.integration.variants.variant import Variant

DEEP = 40
"""How deep a way may go before it is given up."""


class TooDeep(Tracer):
    def answer(self, question: Question) -> JSON | None:
        found = super().answer(question)
        starts = self._named(question) if question.kind == "lot" and question.direction == "backward" else []
        return None if any(self._goes_down(start, 0) for start in starts) else found

    def _goes_down(self, thing: str, depth: int) -> bool:
        """Whether the way down from a thing is longer than anybody would go; nothing is remembered on the way."""
        sql = (
            "SELECT DISTINCT used.thing FROM edge AS made JOIN edge AS used ON used.step = made.step"
            f" WHERE made.thing = ? AND made.side = 'out' AND made.role IN {MAKES}"
            f" AND used.side = 'in' AND used.role IN {MADE_OF}"
        )
        used = [row["thing"] for row in self.store.rows(sql, thing)]
        return depth > DEEP or any(self._goes_down(one, depth + 1) for one in sorted(used))


VARIANT = Variant(
    title="A trace of what is in a loop comes to no end",
    must=("GEN-08",),
    may=("GEN-01",),
    parts=Parts(tracer=TooDeep),
    scenarios=("rework_loop",),
)
