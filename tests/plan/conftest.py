"""A small scenario that is right, to be spoilt one line at a time."""

from collections.abc import Callable
from pathlib import Path

import pytest

SMALL = """\
scenario: small
title: One lot comes and goes
enterprise: northfield
plant: NORTH
people: [W1]
course:
  morning:
    - receive: {receipt: R1, purchase_order: PO1, supplier: FARMCO, supplier_lot: F1,
                lot: TOMATO/T1, quantity: 90 to 99, location: RAW}
      after: 2 to 8 min
    - expect: {inspection: TOMATO/T1}
    - decide: {lot: TOMATO/T1, decision: accepted}
    - reach: decided
  cooking:
    - release: {order: M1, item: SAUCE, quantity: 50, line: L1, approved: [TOMATO/T1]}
    - await: decided
    - expect: {work_order: M1}
    - start: M1
    - consume: {machine: W1, order: M1, lot: TOMATO/T1, quantity: 40, location: RAW}
    - measure: {machine: M1, tag: Temperature, values: [80.0, 99.0, 90.0], order: M1, lot: SAUCE/A1, exceedances: [D1]}
    - produce: {machine: M1, order: M1, lot: SAUCE/A1, quantity: 39.5, location: WIP}
    - complete: M1
faults:
  - {name: twice, fault: mqtt_duplicate, at: {fact: consumed, where: {order: M1}, nth: 1}, upper_s: 1.5}
"""

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write the small scenario with one text put in place of another."""

    def spoilt(old: str = "", new: str = "") -> Path:
        assert not old or SMALL.count(old) == 1, old
        path = tmp_path / "small.yaml"
        path.write_text(SMALL.replace(old, new) if old else SMALL, encoding="utf-8")
        return path

    return spoilt
