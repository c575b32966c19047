"""Lot numbers of plants that count for themselves, in the reference integration."""

import pytest
from lotproof.mocks.integration.canonical import Event, LotRef, Portion
from lotproof.mocks.integration.numbering import Numbers

RULE = "{plant}-{number}"


def shown(plant: str, lot: str, system: str = "floor") -> Event:
    portion = Portion(item="PUREE", lot=lot)
    about = {"inputs": (portion,), "outputs": (portion, Portion(sscc="006")), "subject": LotRef(item="PUREE", lot=lot)}
    return Event(stream="s", seq=1, system=system, kind="consumed", occurred_at="", plant=plant, **about)


@pytest.mark.parametrize(
    ("plant", "lot", "whole"),
    [("UPPER", "7", "UPPER-7"), ("LOWER", "7", "LOWER-7"), ("LOWER", "UPPER-7", "UPPER-7"), ("LOWER", "", "")],
)
def test_a_floor_means_its_own_lot_unless_it_says_whose(plant: str, lot: str, whole: str) -> None:
    """The number alone is the plant's own; a whole number is what it says; a handling unit has none."""
    event = Numbers(RULE, ("UPPER", "LOWER")).written_out(shown(plant, lot))
    assert [event.inputs[0].lot, event.outputs[0].lot, event.subject.lot] == [whole] * 3
    assert event.outputs[1] == Portion(sscc="006")


@pytest.mark.parametrize(("rule", "system"), [("", "floor"), (RULE, "wms")])
def test_whole_numbers_stay_as_they_are(rule: str, system: str) -> None:
    """Where plants share their numbers, and in what systems say, nothing is put in front."""
    event = shown("UPPER", "7", system)
    assert Numbers(rule, ("UPPER", "LOWER")).written_out(event) == event
