"""A trace follows a loop over and over until it has had enough, and tells each pass as often as it came by."""

from collections import defaultdict

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.genealogy import MADE_OF, MAKES
from lotproof.mocks.integration.ports import JSON
from lotproof.mocks.integration.trace import Tracer, Walk
from lotproof.mocks.integration.variants.variant import Variant

ENOUGH = 3


class Round(Tracer):
    def drawn(self, walk: Walk, starts: list[str]) -> JSON:
        answer = super().drawn(walk, starts)
        used: dict[str, set[str]] = defaultdict(set)
        made: dict[str, set[str]] = defaultdict(set)
        for edge in answer["edges"]:
            if edge["role"] in (*MADE_OF, *MAKES):
                (used if edge["role"] in MADE_OF else made)[edge["step"]].add(edge["item"])
        looped = {step for step in used if used[step] & made[step]}
        return {**answer, "edges": answer["edges"] + [e for e in answer["edges"] if e["step"] in looped] * ENOUGH}


VARIANT = Variant(
    title="A trace follows a loop over and over until it has had enough",
    must=("GEN-08",),
    may=("GEN-05", "GEN-11", "GEN-19"),
    parts=Parts(tracer=Round),
    scenarios=("rework_loop",),
)
