"""
The reference data set: one frozen course with its truth, told in every language that we export, and questions about it
with the right answers.

    plan.json --the plant alone, every wait met--> facts --> truth, EPCIS, OCEL, sheet, questions

    python -m lotproof.harness.suite.reference_set           write the set anew from its frozen plan
    python -m lotproof.harness.suite.reference_set --redraw  draw the plan anew too

No integration and no clock takes part, so the same plan gives the same bytes on every machine.
"""

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import msgspec
from lotproof.harness.epcis import document, fsma, ocel
from lotproof.harness.epcis.export import export
from lotproof.harness.epcis.ours import names_of
from lotproof.harness.epcis.telling import Telling, rendered
from lotproof.harness.judge.lineage import Lineage
from lotproof.harness.model.facts import Fact, encode
from lotproof.harness.model.items import parse
from lotproof.harness.model.plans import Plan
from lotproof.harness.model.tags import Tag
from lotproof.harness.plan import make_plan
from lotproof.harness.plant import build
from lotproof.harness.play.observe import questions
from lotproof.harness.record.folder import load, pretty

SCENARIO, SEED = "food_hold", 2026
TAG = Tag("REF1")
EPOCH = datetime(2026, 3, 2, 5, tzinfo=UTC)
START_US = int(EPOCH.timestamp()) * 1_000_000


class Amount(msgspec.Struct, frozen=True, kw_only=True):
    """So much of a lot: into an order, or in a handling unit."""

    item: str
    quantity: str
    unit: str
    order: str = ""
    held_by: str = ""


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """
    A question and its right answer. `must` are the lots and units that an answer has to name; it names nothing that is
    not in `may` (what a step as a whole took in, whether before or after this output). `amounts` are net.
    """

    question: dict[str, str]
    must: tuple[str, ...]
    may: tuple[str, ...]
    orders: tuple[str, ...] = ()
    shipments: tuple[str, ...] = ()
    customers: tuple[str, ...] = ()
    amounts: tuple[Amount, ...] = ()


def folder() -> Path:
    """Where the set lies."""
    return Path(str(files("lotproof.scenarios").joinpath("reference_set")))


def frozen() -> Plan:
    """The plan of the set."""
    return load(folder() / "plan.json", Plan)


def contents(plan: Plan) -> dict[str, bytes]:
    """Every file of the set by name, README and plan apart."""
    happened = happenings(plan)
    facts = [rendered(fact, TAG) for fact in happened]
    telling = telling_of(plan, facts)
    return {
        "truth.jsonl": b"".join(encode(fact) + b"\n" for fact in happened),
        "events.jsonld": _lines(document.write(export(facts, telling))),
        "log.ocel.json": _lines(ocel.to_json(ocel.log(facts, telling))),
        "sheet.fsma204.csv": fsma.to_csv(fsma.rows(facts, telling)),
        "questions.json": pretty(answered(facts, plan)),
    }


def _lines(content: bytes) -> bytes:
    return msgspec.json.format(content, indent=1) + b"\n"


def happenings(plan: Plan) -> list[Fact]:
    """What happens in the plant alone, when all that it waits for comes at once."""
    world = build(plan)
    facts: list[Fact] = []
    while world.peek_us() is not None:
        for point in world.points.values():
            point.latch()
        facts += [happening.fact for happening in world.step() if happening.fact]
    return facts


def telling_of(plan: Plan, facts: list[Fact]) -> Telling:
    enterprise = plan.enterprise
    return Telling(
        epoch=EPOCH,
        start_us=START_US,
        names=names_of(enterprise, facts),
        zones={name: str(plant["timezone"]) for name, plant in enterprise["plants"].items()},
        products={code: str(item["name"]) for code, item in enterprise["items"].items()},
    )


def answered(facts: list[Fact], plan: Plan) -> list[Answered]:
    """All questions that the facts suggest, each with its right answer."""
    lineage = Lineage(facts)
    units = {code: str(item["unit"]) for code, item in plan.enterprise["items"].items()}
    reply: dict[str, Callable[[dict[str, str], Lineage, dict[str, str]], Answered]] = {
        "backward": _backward,
        "forward": _forward,
    }
    return [reply[question["direction"]](question, lineage, units) for question in questions(facts)]


def _backward(question: dict[str, str], lineage: Lineage, units: dict[str, str]) -> Answered:
    start = _start(question)
    held = lineage.units_of.get(start, set())
    orders = {step.order for one in (start, *_timely(lineage, start)) for step in lineage.made_in.get(one, ())}
    boxes = held or ({start} if start in lineage.contents else set())
    amounts = [
        Amount(item=item, quantity=_text(quantity), unit=units[parse(item).scope], held_by=box)
        for box in sorted(boxes)
        for item, quantity in sorted(lineage.contents[box].items())
    ]
    return Answered(
        question=question,
        must=tuple(sorted(_timely(lineage, start) | held)),
        may=tuple(sorted(lineage.ancestors(start, timely=False) | held)),
        orders=tuple(sorted(orders)),
        amounts=tuple(amounts),
    )


def _timely(lineage: Lineage, start: str) -> set[str]:
    return lineage.ancestors(start, timely=True)


def _forward(question: dict[str, str], lineage: Lineage, units: dict[str, str]) -> Answered:
    start = _start(question)
    must, may = (lineage.descendants(start, timely=timely) for timely in (True, False))
    orders = {order for lot in (start, *must) for order in lineage.orders_with(lot)}
    boxes = {box for lot in (start, *must) for box in lineage.held_by.get(lot, ())}
    shipments = {shipment for box in boxes for shipment in lineage.shipped.get(box, ())}
    amounts = [
        Amount(item=start, quantity=_text(quantity), unit=units[parse(start).scope], order=order)
        for order, quantity in sorted(lineage.orders_with(start).items())
    ]
    return Answered(
        question=question,
        must=tuple(sorted(must | boxes)),
        may=tuple(sorted(may | {box for lot in (start, *may) for box in lineage.held_by.get(lot, ())})),
        orders=tuple(sorted(orders)),
        shipments=tuple(sorted(shipments)),
        customers=tuple(sorted({lineage.customers[shipment] for shipment in shipments} - {""})),
        amounts=tuple(amounts),
    )


def _start(question: dict[str, str]) -> str:
    kind, scope, number = question["kind"], question["scope"], question["id"]
    return f"{kind}:{scope}:{number}" if kind in ("lot", "serial", "unit") else number


def _text(quantity: Decimal) -> str:
    return f"{quantity.normalize():f}"


def write(*, redraw: bool = False) -> list[Path]:
    """Write the set; with `redraw` from a plan that is drawn anew."""
    folder().mkdir(exist_ok=True)
    plan = make_plan(SCENARIO, seed=SEED, size="full") if redraw else frozen()
    made = {folder() / name: content for name, content in contents(plan).items()}
    if redraw:
        made[folder() / "plan.json"] = pretty(plan)
    for path, content in made.items():
        path.write_bytes(content)
    return sorted(made)


if __name__ == "__main__":
    for path in write(redraw="--redraw" in sys.argv[1:]):
        print(path.name)
