"""GEN-13: what an order yields beside its product is made of what went in before it left, and of nothing later."""

from collections import defaultdict

from lotproof.harness.judge.answers import TraceAnswer
from lotproof.harness.judge.checks.gen import asked, differ, listed, open_lots
from lotproof.harness.judge.checks.registry import Row, judges
from lotproof.harness.judge.holding import moment_of
from lotproof.harness.judge.lineage import Bounds
from lotproof.harness.judge.stays import ALWAYS, NEVER
from lotproof.harness.model.genealogy import MADE_OF, MAKES, Edge

BESIDE = ("co_product", "by_product")


@judges("GEN-13")
def yields_are_made_of_what_went_in_before(row: Row) -> None:
    """
    Judges each answer that leads from or to a co-product or by-product: it is made of what its step had taken in when
    it left, and of nothing that went in later.

    An answer is walked by its own times: an edge without one is not told to be later. Postings tell an order as one
    whole, so of them only what lacks counts. Exercised: each such yield in an answer. Passes: all edges of the order,
    each with its time; a step per yield that bears what had gone in by then.
    """
    facts = (fact for fact in row.case.evidence.facts if fact.kind == "produced")
    beside = {portion.item for fact in facts for portion in fact.outs if portion.role in BESIDE}
    for answer in row.case.answers if beside else ():
        (_back if answer.direction == "backward" else _on)(row, answer, beside)


def _back(row: Row, answer: TraceAnswer, beside: set[str]) -> None:
    lineage, excused = row.case.lineage, open_lots(row)
    past = lineage.ancestors(answer.start, timely=True)
    concerned = ({answer.start} | past) & beside
    if not concerned:
        return
    row.saw(len(concerned))
    reached = walked(answer)
    wanted = past & {one for lot in concerned for one in lineage.ancestors(lot, timely=True)} - excused
    later = lineage.ancestors(answer.start, timely=False) - past - excused - {answer.start}
    _lacking(row, answer, wanted - reached, "which had gone in when it left")
    _wrong(row, answer, later & reached, "which went in only after it had left")


def _on(row: Row, answer: TraceAnswer, beside: set[str]) -> None:
    lineage, start = row.case.lineage, answer.start
    right = set(lineage.future(start, timely=True))
    whole = set(lineage.future(start, timely=False)) - {start}
    concerned = whole & beside
    row.saw(len(concerned))
    if not concerned or start in open_lots(row):
        return
    reached = walked(answer)
    _lacking(row, answer, (concerned & right) - reached, "which was made of it")
    _wrong(row, answer, (whole - right) & reached, "which had left before it went in")


def _lacking(row: Row, answer: TraceAnswer, lots: set[str], why: str) -> None:
    if lots:
        sentence = f"{asked(row, answer)} does not name {listed(lots)}, {why}."
        differ(row, answer, sentence, lots, expected=listed(lots), observed="not named")


def _wrong(row: Row, answer: TraceAnswer, lots: set[str], why: str) -> None:
    if lots and not answer.posted:
        sentence = f"{asked(row, answer)} leads to {listed(lots)}, {why}."
        differ(row, answer, sentence, lots, expected="nothing that was later", observed=listed(lots))


def walked(answer: TraceAnswer) -> set[str]:
    """All that an answer leads to by its own times, its start left out: back to no later edge, on to no earlier one."""
    return set(_Walk(answer, back=answer.direction == "backward").bounds) - {answer.start}


class _Walk:
    """Items with the moment up to which (on: from which) they count; what is met with a wider one is walked again."""

    def __init__(self, answer: TraceAnswer, *, back: bool) -> None:
        self.answer, self.back = answer, back
        self.of_item: dict[str, list[Edge]] = defaultdict(list)
        self.of_step: dict[tuple[str, str], list[Edge]] = defaultdict(list)
        for edge in answer.edges:
            self.of_item[answer.item(edge)].append(edge)
            self.of_step[edge.step, edge.side].append(edge)
        self.bounds: Bounds = dict.fromkeys(answer.starts(), NEVER if back else ALWAYS)
        self.todo = list(self.bounds)
        while self.todo:
            self._leave(self.todo.pop())

    def _leave(self, item: str) -> None:
        near, far = ("out", "in") if self.back else ("in", "out")
        for edge in self.of_item.get(item, ()):
            at = moment_of(edge.event_time, self.bounds[item])
            if edge.side == near and not self._beyond(at, self.bounds[item]):
                for onward in self.of_step[edge.step, far]:
                    then = moment_of(onward.event_time, at)
                    if self._joins(edge, onward) and not self._beyond(then, at):
                        self._meet(self.answer.item(onward), then)

    def _joins(self, edge: Edge, onward: Edge) -> bool:
        """Made of, or held by."""
        made = edge.role in (*MAKES, *MADE_OF)
        return (onward.role in (MADE_OF if self.back else MAKES)) == made

    def _beyond(self, at: float, bound: float) -> bool:
        return at > bound if self.back else at < bound

    def _meet(self, item: str, at: float) -> None:
        if item not in self.bounds or self._beyond(at, self.bounds[item]):
            self.bounds[item] = at
            self.todo.append(item)
