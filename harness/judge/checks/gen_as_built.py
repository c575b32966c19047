"""GEN-09: what is installed in a serial, and what was once."""

from collections import defaultdict
from decimal import Decimal

from lotproof.harness.judge.answers import TraceAnswer
from lotproof.harness.judge.checks.gen import asked, backward, called, differ, open_lots
from lotproof.harness.judge.checks.registry import Row, judges
from lotproof.harness.judge.places import number
from lotproof.harness.model.genealogy import MAKES


@judges("GEN-09")
def as_built_names_what_is_installed(row: Row) -> None:
    """
    Judges each answer about a serial, or about what holds it: its components, those left out that were removed, are
    those that are in it; what was removed is told as installed and removed.

    Exercised: each serial with components in an answer, and each component that was replaced. Passes: a step per
    serial; a step per event, if each of them names the serial that it was done to by an edge out.
    """
    lineage, excused = row.case.lineage, open_lots(row)
    for answer in backward(row):
        serials = {one for one in (answer.start, *lineage.past(answer.start, timely=True)) if one.startswith("serial:")}
        for serial in sorted(serials):
            built, replaced = lineage.as_built(serial), lineage.replaced(serial)
            row.saw(len(built) + len(replaced))
            if built or replaced:
                told, once = _told(answer, serial)
                _installed(row, answer, serial, (set(built) - excused, told))
                _history(row, answer, serial, replaced - once - excused)


def _told(answer: TraceAnswer, serial: str) -> tuple[set[str], set[str]]:
    """What is net a component in the steps that the serial came out of, and all that ever was one."""
    edges = answer.graph.edges
    steps = {edge.step for edge in edges if answer.item(edge) == serial and edge.role in MAKES}
    net: dict[str, Decimal] = defaultdict(Decimal)
    once: set[str] = set()
    for edge in edges:
        if edge.step in steps and edge.role in ("component", "removed"):
            quantity = Decimal(1) if edge.quantity is None else number(str(edge.quantity))
            net[answer.item(edge)] += quantity if edge.role == "component" else -quantity
            once |= {answer.item(edge)} if edge.role == "component" else set()
    return {item for item, much in net.items() if much > 0}, once


def _installed(row: Row, answer: TraceAnswer, serial: str, sides: tuple[set[str], set[str]]) -> None:
    built, told = sides
    for item in sorted(built - told):
        sentence = f"{asked(row, answer)} does not tell that {called(item)} is installed in {called(serial)}."
        differ(row, answer, sentence, [item], expected=f"{len(built)} components", observed=f"{len(told & built)}")
    for item in sorted(told - built):
        sentence = f"{asked(row, answer)} tells that {called(item)} is installed in {called(serial)}; it is not."
        differ(row, answer, sentence, [item], expected="history, or nothing", observed="as built")


def _history(row: Row, answer: TraceAnswer, serial: str, lost: set[str]) -> None:
    for item in sorted(lost):
        sentence = f"{asked(row, answer)} does not tell that {called(item)} was once installed in {called(serial)}."
        differ(row, answer, sentence, [item], expected="installed and removed", observed="not told")
