"""REC-05, from a complaint: how the goods left, and the record and the inspections of all that they came from."""

from collections import defaultdict
from collections.abc import Iterator

from lotproof.harness.judge.answers import TraceAnswer
from lotproof.harness.judge.checks.gen import called
from lotproof.harness.judge.checks.gen_window import Ran, clock_bound, runs_of, steps_of
from lotproof.harness.judge.checks.registry import Row
from lotproof.harness.judge.telemetry import shown
from lotproof.harness.model.facts import Fact

Lack = tuple[str, str]
"""What an answer does not tell, and the item that it is of."""


class FromComplaint:
    """
    What an answer from a complaint tells beside lots, orders, equipment and suppliers (`rules.complaint_trace`).

    The shipment, and a handling unit of it that held the goods; operator and the names of the conditions of each run on
    the way back, whose values GEN-18 judges; the last usage decision of each lot on the way that one was made about.
    """

    def __init__(self, row: Row) -> None:
        self._row, self._lineage = row, row.case.lineage
        process = row.case.terms.rules.get("process_record")
        self._around = dict(process.get("environment") or {}) if isinstance(process, dict) else {}
        self._runs = {run.order: run for run in runs_of(row)} if isinstance(process, dict) else {}
        self._samples, self._bound = shown(row.case), clock_bound(row)
        self._decided = {
            fact.subject: fact.words["decision"]
            for fact in row.case.evidence.facts
            if fact.kind == "decided" and row.case.knew(fact.id)
        }

    def lacks(self, complaint: Fact, answer: TraceAnswer) -> Iterator[Lack]:
        """All that is not told; each thing that was looked for counts as exercised."""
        yield from self._delivery(complaint, answer)
        for item in sorted({complaint.subject} | self._lineage.ancestors(complaint.subject, timely=True)):
            for made in self._lineage.made_in.get(item, ()):
                if made.order in self._runs:
                    yield from self._record(self._runs[made.order], item, answer)
            if item in self._decided:
                yield from self._inspection(item, answer)

    def _delivery(self, complaint: Fact, answer: TraceAnswer) -> Iterator[Lack]:
        shipment, item = complaint.words["shipment"], complaint.subject
        documents = {own.id for step in answer.graph.steps for own in step.documents if own.kind == "shipment"}
        held = {unit for unit in self._lineage.units_of[shipment] if item in self._lineage.stays.ever(unit)}
        self._row.saw(1 + bool(held))
        if shipment not in documents:
            yield f"shipment {shipment}, in which {called(item)} left", item
        if held and not held & set(answer.key.values()):
            yield f"the handling unit in which {called(item)} left", item

    def _record(self, run: Ran, item: str, answer: TraceAnswer) -> Iterator[Lack]:
        steps = list(steps_of(answer, run.order))
        names = set(self._measured(run))
        self._row.saw(bool(run.operators) + len(names))
        if run.operators and not run.operators & {step.operator for step in steps}:
            yield f"the operator of order {run.order}, which made {called(item)}", item
        for name in sorted(names - {one.name for step in steps for one in step.conditions}):
            yield f"the condition {name} of order {run.order}, which made {called(item)}", item

    def _measured(self, run: Ran) -> Iterator[str]:
        """The tags of a run's machines and surroundings with a value that was confirmed well within its window."""
        places = {one for machine in run.equipment for one in (machine, *self._around.get(machine, ()))}
        for (place, name), samples in self._samples.items():
            inside = (one for one in samples if run.start + self._bound < one.at < run.end - self._bound)
            if place in places and any(one.confirmed and one.good for one in inside):
                yield name

    def _inspection(self, item: str, answer: TraceAnswer) -> Iterator[Lack]:
        told = defaultdict[str, set[str]](set)
        for step in answer.graph.steps:
            for one in step.inspections:
                told[one.get("lot", "")].add(one.get("decision", ""))
        self._row.saw()
        if self._decided[item] not in told[item.rpartition(":")[2]]:
            yield f"that {called(item)} was {self._decided[item]}", item
