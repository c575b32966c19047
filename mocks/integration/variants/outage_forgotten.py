"""What came in while a system was away is never found by a recall."""

from datetime import datetime

from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.ports import JSON
from lotproof.mocks.integration.trace import Question, Tracer
from lotproof.mocks.integration.variants.variant import Variant


class Blank(Tracer):
    """It looks recalls up in an index that is kept up to date, but for the time of an outage."""

    blank: frozenset[str] = frozenset()

    def answer(self, question: Question) -> JSON | None:
        for unread in self.unread():
            since = datetime.fromisoformat(unread.rpartition(" ")[2])
            edges = self.store.rows("SELECT step, recorded_time FROM edge")
            late = (one["step"] for one in edges if datetime.fromisoformat(one["recorded_time"]) >= since)
            self.blank |= frozenset(late)
        graph = super().answer(question)
        if graph is None or question.system != "supplier":
            return graph
        kept = [step for step in graph["steps"] if step["key"] not in self.blank]
        edges = [edge for edge in graph["edges"] if edge["step"] not in self.blank]
        items = [item for item in graph["items"] if any(edge["item"] == item["key"] for edge in edges)]
        return {**graph, "steps": kept, "edges": edges, "items": items}


VARIANT = Variant(
    title="What happened while a system was away is missing in every trace",
    must=("REC-06",),
    may=("GEN-01", "GEN-05", "REC-01", "REC-04"),
    parts=Parts(tracer=Blank),
    scenarios=("recall_in_the_dark",),
)
