"""What is wrong in a file is named with its line and the nearest word."""

from pathlib import Path

import pytest
from lotproof.harness.model.errors import InputError
from lotproof.harness.plan import enterprise, make_plan
from lotproof.harness.plan.enterprises import page
from lotproof.harness.plan.make import page_of

from tests.plan.conftest import Write

MISTAKES = {
    "act": ("- decide: {lot", "- decid: {lot", "line 12", "Did you mean 'decide'?"),
    "word of an act": ("{lot: TOMATO/T1, decision", "{lott: TOMATO/T1, decision", "line 12", "Did you mean 'lot'?"),
    "top key": ("people: [W1]", "peple: [W1]", "line 5", "Did you mean 'people'?"),
    "item": ("{inspection: TOMATO/T1}", "{inspection: TOMATOE/T1}", "line 11", "Did you mean 'TOMATO'?"),
    "machine": ("{machine: W1, order", "{machine: W7, order", "line 19", "Did you mean 'W1'?"),
    "machine that cannot": ("{machine: W1, order", "{machine: M1, order", "line 19", "machine that shows 'consumed'"),
    "location": ("quantity: 40, location: RAW", "quantity: 40, location: RAV", "line 19", "Did you mean 'RAW'?"),
    "supplier": ("supplier: FARMCO", "supplier: FARMCOM", "line 8", "Did you mean 'FARMCO'?"),
    "order": ("- start: M1", "- start: M11", "line 18", "Did you mean 'M1'?"),
    "line of a plant": ("line: L1", "line: L9", "line 15", "Did you mean 'L"),
    "mark": ("- await: decided", "- await: decide", "line 16", "Did you mean 'decided'?"),
    "tag": ("tag: Temperature", "tag: Temparature", "line 20", "Did you mean 'Temperature'?"),
    "plant": ("plant: NORTH", "plant: NORD", "line 4", "Did you mean 'NORTH'?"),
    "enterprise": ("enterprise: northfield", "enterprise: northfeld", "line 3", "Did you mean 'northfield'?"),
    "fault": ("fault: mqtt_duplicate", "fault: mqtt_dublicate", "line 24", "Did you mean 'mqtt_duplicate'?"),
    "kind of fact": ("fact: consumed", "fact: consummed", "line 24", "Did you mean 'consumed'?"),
    "span": ("after: 2 to 8 min", "after: 8 to 2 min", "line 10", "not smaller than the first"),
    "unit of a span": ("after: 2 to 8 min", "after: 2 minutes", "line 10", "min"),
    "amount": ("quantity: 40,", "quantity: forty,", "line 19", "an amount is a number"),
    "decimals": ("quantity: 39.5,", "quantity: 39.5001,", "line 21", "3 at most"),
    "lot": ("lot: SAUCE/A1, quantity", "lot: SAUCE, quantity", "line 21", "as in TOMATO/T1"),
    "word that lacks": (", decision: accepted", "", "line 12", "decide needs 'decision'"),
    "value of a word": ("decision: accepted", "decision: acepted", "line 12", "acepted"),
    "two acts": ("      after: 2 to 8 min", "      start: M1", "line 8", "one act stands in each entry"),
    "two things expected": ("{work_order: M1}", "{work_order: M1, unit: 1}", "line 17", "expect names one thing"),
    "exceedance without a name": (", exceedances: [D1]", "", "line 20", "1 names in `exceedances`"),
    "a key twice": ("people: [W1]", "plant: NORTH", "line 5", "stands twice"),
    "no YAML": ("people: [W1]", "people: [W1", "line", "this is no YAML"),
    "a fault that is never reached": ("nth: 1}", "nth: 2}", "line 24", "never reaches this fault"),
    "a lot that nobody brings": ("quantity: 40,", "quantity: 400,", "line 19", "400 of lot:TOMATO:T1 at RAW"),
    "list for a name": ("{machine: W1, order", "{machine: [W1], order", "line 19", "one machine is named here"),
    "nothing for a name": ("lot: SAUCE/A1, exceed", "lot: , exceed", "line 20", "one lot is named here"),
    "span of many dots": ("after: 2 to 8 min", "after: 1.2.3 min", "line 10", "as in `5 min`"),
    "span too long": ("after: 2 to 8 min", "after: 9999999 h", "line 10", "366 d at most"),
    "amount too great": ("quantity: 50,", "quantity: 1e30,", "line 15", "at most"),
    "what is not there yet": (
        "    - await: decided",
        "    - measure: {machine: M1, tag: Temperature, values: [99], order: M2, lot: SAUCE/A1, exceedances: [D2]}\n"
        "    - release: {order: M2, item: SAUCE, quantity: 50, line: L1, approved: [TOMATO/T1]}\n    - await: decided",
        "line 16",
        "order M2 is needed here, and is not there yet",
    ),
    "item without a recipe": ("item: SAUCE, quantity", "item: SALT, quantity", "line 15", "bill of material 'SALT'"),
    "expected is nothing": ("{work_order: M1}", "{unit: 0}", "line 17", "expect names one thing"),
    "a unit twice": (
        "- complete: M1",
        "- pack: {machine: Z1, unit: 1, order: M1, location: RAW, contents: {TOMATO/T1: 9}}\n    - expect: {unit: 1}\n"
        "    - ship: {shipment: S1, customer: CITYMART, units: [1, 1]}",
        "line 24",
        "was loaded again",
    ),
    "a start of what is cancelled": (
        "- start: M1",
        "- cancel: M1\n    - start: M1",
        "line 19",
        "order M1 is cancelled",
    ),
    "a start right after a change": (
        "- start: M1",
        "- change: {order: M1, quantity: 45}\n    - start: M1",
        "line 19",
        "expect: {quantity_of: M1}",
    ),
    "a cancelling of what is done": ("- complete: M1", "- complete: M1\n    - cancel: M1", "line 23", "is completed"),
    "what is on hold is used": (
        "- consume: {machine: W1",
        "- hold: {hold: H9, lot: TOMATO/T1, reason: mould}\n    - consume: {machine: W1",
        "line 20",
        "TOMATO/T1 is blocked by hold H9",
    ),
    "what was just freed is moved": (
        "- complete: M1",
        "- hold: {hold: H9, lot: TOMATO/T1, reason: mould}\n    - unhold: {hold: H9}\n"
        "    - move: {movement: V1, lot: TOMATO/T1, quantity: 2, from: RAW, to: LINE}",
        "line 24",
        "pause: {flows: [lot_status]}",
    ),
    "a pause for nothing": ("- complete: M1", "- pause: {span: 5 min}", "line 22", "`rules` or for `flows`"),
    "a pause for a flow that nobody knows": (
        "- complete: M1",
        "- pause: {flows: [lot_statuss]}",
        "line 22",
        "Did you mean 'lot_status'?",
    ),
    "what is on hold": (
        "- complete: M1",
        "- move: {movement: V1, lot: SAUCE/A1, quantity: 9, from: WIP, to: FG}",
        "line 22",
        "SAUCE/A1 is blocked by exceedance D1",
    ),
    "a change to what is so": (
        "- await: decided",
        "- change: {order: M1, quantity: 50}",
        "line 16",
        "is of 50 already",
    ),
    "amount of nothing": ("quantity: 39.5,", "quantity: 0,", "line 21", "at least 0.001"),
    "number of a document": ("receipt: R1,", "receipt: R/1,", "line 8", "regex"),
    "what no system was told": ("    - expect: {work_order: M1}\n", "", "line 17", "`- expect: {work_order: M1}`"),
    "an inspection that was not told": (
        "    - expect: {inspection: TOMATO/T1}\n",
        "",
        "line 11",
        "inspection TOMATO/T1",
    ),
    "an inspection of what is not inspected": (
        "    - reach: decided",
        "    - receive: {receipt: R2, purchase_order: PO1, supplier: FARMCO, supplier_lot: F2, lot: SALT/S1,"
        " quantity: 9, location: RAW}\n    - expect: {inspection: SALT/S1}\n    - reach: decided",
        "line 14",
        "SALT/S1 is not inspected",
    ),
    "a release twice": (
        "    - await: decided",
        "    - release: {order: M1, item: SAUCE, quantity: 5, line: L1, approved: [TOMATO/T1]}\n    - await: decided",
        "line 16",
        "order M1 was given 2 times",
    ),
    "more than went in": ("quantity: 39.5,", "quantity: 59.5,", "line", "40 kg went into order M1 and 59.5 came out"),
    "setting": ("upper_s: 1.5}", "upper_s: 1.5, settings: {when: soon}}", "line 24", "after_ack or at_once"),
    "setting that is counted": ("upper_s: 1.5}", "upper_s: 1.5, settings: {times: many}}", "line 24", "a whole number"),
    "bound of a fault": ("upper_s: 1.5}", "upper_s: 0}", "line 24", "more than 0 seconds"),
    "size": ("      after: 2 to 8 min", "      only: big", "line 10", "one of full, sketch"),
}


@pytest.mark.parametrize(("old", "new", "line", "said"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_named_with_its_line(write: Write, old: str, new: str, line: str, said: str) -> None:
    """Each mistake in a scenario file ends in a sentence with its line and what would have been right."""
    with pytest.raises(InputError) as caught:
        make_plan(write(old, new))

    assert line in str(caught.value)
    assert said in str(caught.value)


def test_the_small_scenario_is_right(write: Write) -> None:
    """Without a mistake the same file makes a plan."""
    assert make_plan(write()).scenario == "small"


OF_SAUCE = """\
    operations:
      "10":
        - {item: TOMATO, quantity: "95.5", unit: kg}
        - {item: BASIL, quantity: "3", unit: kg}
        - {item: SALT, quantity: "1.5", unit: kg}
"""


def swapped(scenario: str, where: Path, one: str, other: str) -> Path:
    """The file of a scenario with two of its lines in each other's place."""
    lines = page_of(scenario).path.read_text(encoding="utf-8").splitlines(keepends=True)
    first, second = (next(place for place, line in enumerate(lines) if words in line) for words in (one, other))
    lines[first], lines[second] = lines[second], lines[first]
    path = where / "swapped.yaml"
    path.write_text("".join(lines), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("scenario", "one", "other", "said"),
    [
        (
            "returns_and_complaint",
            "lot: HEATER/H1, quantity: 1, location: RAW, into: KETTLE/K1",
            "lot: KETTLE/K1, quantity: 1",
            "KETTLE/K1 is made already",
        ),
        (
            "supplier_recall",
            "- await: on the way",
            "- open_service: {service_order: SO1",
            "lot MODULE/M1 is needed here",
        ),
    ],
)
def test_what_comes_too_early_is_named_with_its_line(
    tmp_path: Path, scenario: str, one: str, other: str, said: str
) -> None:
    """A component after its serial was produced; a service order on what is not made yet."""
    with pytest.raises(InputError, match=rf"swapped.yaml, line \d+: {said}"):
        make_plan(swapped(scenario, tmp_path, one, other))


def test_a_freezer_shows_less_than_nothing(write: Write) -> None:
    """What is measured may be negative, and is drawn as any amount."""
    plan = make_plan(write("[80.0, 99.0, 90.0]", "[-18.5, 99.0, -20 to -19]"))
    (values,) = (act["values"] for act in plan.course["strands"]["cooking"] if act["do"] == "measure")

    assert values[:2] == ["-18.5", "99"]
    assert -20 <= float(values[2]) <= -19


BAD_ENTERPRISES = {
    "field of an item": (
        "inspected: true, lot_managed: true, decimals: 3}\n  BASIL",
        "inspectd: true}\n  BASIL",
        "inspected",
    ),
    "kind of an item": ("kind: intermediate", "kind: intermediat", "Did you mean 'intermediate'?"),
    "number": ("decimals: 3}\n  BASIL", "decimals: three}\n  BASIL", "mine.yaml, line 16"),
    "component": ("{item: BASIL, quantity", "{item: BASILE, quantity", "Did you mean 'BASIL'?"),
    "check digit": ("00614141000012", "00614141000013", "00614141000012"),
    "flow": ("    order_release: 5", "    order_relase: 5", "Did you mean 'order_release'?"),
    "flow without a deadline": ("    shipment: 5\n", "", "shipment has no deadline"),
    "tank that does not say how it mixes": ("WIP: {kind: storage}", "WIP: {kind: tank}", "a tank says how it mixes"),
    "kind of mixing": ("WIP: {kind: storage}", "WIP: {kind: tank, mixing: perfct}", "Did you mean 'perfect'?"),
    "least amount in a tank": (
        "WIP: {kind: storage}",
        "WIP: {kind: tank, mixing: perfect, epsilon: little}",
        "an amount is decimal text",
    ),
    "no operation": (OF_SAUCE, "    operations: {}\n", "SAUCE is made in no operation"),
    "state of a lot": ("{undecided: quality, ", "{", "undecided"),
    "decimals": ("decimals: 3}\n  BASIL", "decimals: 99}\n  BASIL", "<= 9"),
    "machine of a limit": ("equipment: M1, tag: DwellTime", "equipment: M9, tag: DwellTime", "unknown machine 'M9'"),
}


@pytest.mark.parametrize(("old", "new", "said"), BAD_ENTERPRISES.values(), ids=BAD_ENTERPRISES)
def test_a_mistake_in_an_enterprise_is_named_with_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    """Enterprise files are read as strictly as scenarios."""
    in_enterprise("northfield", tmp_path, old, new, said)


def in_enterprise(name: str, tmp_path: Path, old: str, new: str, said: str) -> None:
    """This enterprise with `new` in place of `old`: the error names the line, and says so."""
    text = page(name).path.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "mine.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(InputError) as caught:
        enterprise(path)

    assert "mine.yaml, line" in str(caught.value)
    assert said in str(caught.value)


BAD_TELEMETRY = {
    "plant": ("{plant: BANK, equipment: K1", "{plant: BANC, equipment: K1", "Did you mean 'BANK'?"),
    "machine": ("equipment: K1, tag", "equipment: K9, tag", "unknown machine 'K9'"),
    "tag": ("K1, tag: Temperature", "K1, tag: Temparature", "Did you mean 'Temperature'?"),
    "key": ("interval_s: 60", "intervall_s: 60", "Did you mean 'interval_s'?"),
    "interval that is no number": ("interval_s: 60", "interval_s: often", "xpected `float`"),
    "interval without length": ("interval_s: 60", "interval_s: 0", "expected more than 0 seconds"),
    "limit": ('limit: "1180"', 'limit: "hot"', "a limit is decimal text"),
    "limit that is no text": ('limit: "1180"', "limit: 1180", "xpected `str`"),
    "a tag twice": (
        "equipment: K2, tag: Temperature, interval_s: 10",
        "equipment: K1, tag: Temperature, interval_s: 10",
        "stands twice",
    ),
    "gap": ("gap_intervals: 3", "gap_intervals: 0", "expected 1 or more"),
    "no gap": ("    gap_intervals: 3\n", "", "gap_intervals"),
    "no tags": ("    tags:\n      - {plant", "    tag:\n      - {plant", "tags"),
}


@pytest.mark.parametrize(("old", "new", "said"), BAD_TELEMETRY.values(), ids=BAD_TELEMETRY)
def test_a_mistake_in_the_rules_of_telemetry_is_named_with_its_line(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    """What is promised of measured values fits the plant, and can be reckoned with."""
    in_enterprise("pottersbank", tmp_path, old, new, said)


BAD_STOCK = {
    "system": ("    erp: {keeps:", "    epr: {keeps:", "Did you mean 'erp'?"),
    "level": ("keeps: [item, lot, location", "keeps: [item, lot, locaton", "Did you mean 'location'?"),
    "no lots": ("keeps: [item, lot, location, status]", "keeps: [item, location]", "by item and lot at least"),
    "location": ("deliveries_from: FG", "deliveries_from: GF", "unknown location 'GF'"),
}


@pytest.mark.parametrize(("old", "new", "said"), BAD_STOCK.values(), ids=BAD_STOCK)
def test_a_mistake_in_the_rules_of_stock_is_named_with_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    """What each system keeps of its stock is read as strictly as the rest."""
    in_enterprise("twinhills", tmp_path, old, new, said)


def test_a_recall_where_a_supplier_counts_anew_each_year_is_refused(tmp_path: Path) -> None:
    """Which year's lot is meant is said by nothing in it."""
    text = page_of("new_plant").path.read_text(encoding="utf-8")
    path = tmp_path / "mine.yaml"
    act = "- recall: {recall: RC1, supplier: PRAIRIE, supplier_lot: K14}\n    "
    path.write_text(text.replace("- receive:", f"{act}- receive:", 1), encoding="utf-8")
    with pytest.raises(InputError, match=r"mine\.yaml, line .*one within a year only"):
        make_plan(path)


@pytest.mark.parametrize("name", ["food_hld", "nowhere.yaml"])
def test_a_scenario_that_is_not_there_is_said_so(name: str) -> None:
    """An unknown name lists the known ones; a path that is not there is named."""
    with pytest.raises(InputError, match=r"food_hold|nowhere\.yaml"):
        make_plan(name)
