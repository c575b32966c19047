"""GEN-14: where goods went from plant to plant their genealogies are one; where only numbers are equal they are two."""

from collections import defaultdict

from lotproof.harness.judge.answers import TraceAnswer
from lotproof.harness.judge.checks.gen import asked, backward, differ, forward, listed, open_lots, truth_of
from lotproof.harness.judge.checks.registry import Row, judges
from lotproof.harness.model import items
from lotproof.harness.model.numbers import alone, prefixes

Places = dict[str, set[str]]
"""By item, the plants where it was received, made or packed."""


@judges("GEN-14")
def plants_are_joined_and_equal_numbers_are_not(row: Row) -> None:
    """
    Judges each answer about what two plants had a part in: what comes from the other plant, or went there, is named.
    And each answer about a lot whose number another plant gave to a lot of the same item: that one is not named.

    Exercised: each answer that has to go beyond one plant, and each that has such a namesake on its way. Passes: one
    that keeps whole numbers everywhere; one that keeps numbers with their plant, and tells the two moves of a transfer
    as steps of its own.
    """
    homes, same = _homes(row), _namesakes(row)
    for answer in (*backward(row), *forward(row)):
        must, may, named = _sides(row, answer)
        away = {item for item in must if homes.get(item, set()).isdisjoint(_start(row, answer, homes))}
        row.saw(bool(away))
        if lacking := away - named:
            sentence = f"{asked(row, answer)} does not go on to the other plant: {listed(lacking)} is not named."
            differ(row, answer, sentence, lacking, expected=f"{len(away)} items", observed=f"{len(away & named)}")
        others = {one for item in may for one in same.get(item, ())} - may
        row.saw(bool(others))
        if mixed := others & named:
            sentence = f"{asked(row, answer)} names {listed(mixed)}, which only has an equal number in another plant."
            differ(row, answer, sentence, mixed, expected="the lot of the one plant", observed=listed(mixed))


def _sides(row: Row, answer: TraceAnswer) -> tuple[set[str], set[str], set[str]]:
    """What has to be named, what may be, the start among it, and what is."""
    if answer.direction == "backward":
        excused = open_lots(row)
        may = truth_of(row, answer, timely=False) | {answer.start} | excused
        named = answer.backward() if answer.posted else answer.named | answer.backward()
        return truth_of(row, answer, timely=True) - excused, may, named - {answer.start}
    must, may = (_reached(row, answer.start, timely=timely) for timely in (True, False))
    return must - open_lots(row), may | {answer.start}, answer.forward()[0]


def _reached(row: Row, lot: str, *, timely: bool) -> set[str]:
    """The lots that were made of a lot, and the units that hold them."""
    lineage = row.case.lineage
    since = lineage.future(lot, timely=timely)
    units = {unit for one in since for unit, at in lineage.held_by.get(one, {}).items() if at >= since[one]}
    return (set(since) | units) - {lot}


def _start(row: Row, answer: TraceAnswer, homes: Places) -> set[str]:
    """The plants that a question begins in."""
    if answer.kind in ("lot", "serial", "unit"):
        return homes.get(answer.start, set())
    return {fact.plant for fact in row.case.evidence.facts if fact.words.get(answer.kind) == answer.start}


def _homes(row: Row) -> Places:
    homes: Places = defaultdict(set)
    for fact in row.case.evidence.facts:
        if fact.kind in ("received", "produced", "packed"):
            for portion in fact.outs:
                homes[portion.item].add(fact.plant)
    return homes


def _namesakes(row: Row) -> dict[str, set[str]]:
    """By lot, the lots of the same item that other plants gave an equal number."""
    before = tuple(prefixes(row.case.evidence.plan.enterprise).values())
    alike: dict[tuple[str, str], set[str]] = defaultdict(set)
    for item in _homes(row):
        kind, scope, number = items.parse(item)
        if kind != "unit":
            alike[scope, alone(number, before)].add(item)
    return {item: found - {item} for found in alike.values() for item in found}
