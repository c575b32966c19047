"""FLOW-14, and FLOW-11 where an origin is unknown: complaints and returns of two correct builds, and of wrong ones."""

import msgspec
import pytest
from lotproof.harness.model.facts import Fact
from lotproof.harness.model.flows import FLOWS

from tests.judge.histories import (
    STYLES,
    History,
    Planned,
    Style,
    Vice,
    again,
    at_once,
    changed,
    judged,
    lost,
    lot,
    outcome,
    part,
    tagged,
    verdict,
)

PATH = "qms.nonconformance.complaint"


def complained(h: History, complaint: str, shipment: str, number: str = "J1", item: str = "JAR") -> Fact:
    words = {"complaint": tagged(complaint), "shipment": tagged(shipment), "customer": "CITYMART"}
    return h.fact("complained", system="portal", subject=lot(item, number), words=words)


def came_back(h: History, number: str, **words: str) -> Fact:
    outs = (part(lot("JAR", "J1"), "content", 5, location="RET"),)
    said = {"return": tagged(number), "customer": "CITYMART", **words}
    return h.fact("returned", system="wms", outs=outs, words=said)


def shop(**more: object) -> History:
    """Two shipments of one lot; one complaint is written twice, another one is of the other shipment."""
    h = History(**more)  # type: ignore[arg-type]
    h.released("M1", item="JAR")
    h.produced("M1", "JAR", "J1", 100)
    for number in (1, 2):
        h.packed(number, ("JAR", "J1", 20))
        h.shipped(f"S{number}", number)
    complained(h, "C1", "S1")
    h.at += 8
    complained(h, "C2", "S2")
    complained(h, "C1", "S1")
    return h


def linked(h: History) -> Vice:
    """What QMS is told of a complaint: its shipment, its lot."""
    about = {fact.words["complaint"]: fact for fact in h.facts if fact.kind == "complained"}

    def fill(planned: list[Planned]) -> list[Planned]:
        for one in planned:
            if one.effect.field == "complaint":
                fact = about[one.effect.value]
                _, item, number = fact.subject.split(":", 2)
                named = {"order": fact.words["shipment"], "item": item, "lot": number}
                one.effect = msgspec.structs.replace(one.effect, **named)
        return planned

    return fill


@pytest.mark.parametrize("style", STYLES)
def test_a_correct_integration_passes(style: Style) -> None:
    """Posted at once or in batches: one nonconformance per complaint, and the second notice opens none."""
    h = shop()
    found = verdict(h.carry(style, linked(h)), "FLOW-14")
    assert found.outcome == "pass", [one.sentence for one in found.findings]
    assert found.exercised == 5


@pytest.mark.parametrize(
    ("vice", "says"),
    [
        (lost(PATH), "complaint C1"),
        (again(PATH), "2 times"),
        (changed(PATH, lot=""), "lot or serial none"),
        (changed(PATH, 1, order=tagged("S1")), "shipment S1"),
        (changed(PATH, late=60), "deadline"),
    ],
)
def test_a_wrong_one_falls(vice: Vice, says: str) -> None:
    """A complaint that is left out, opened twice, late, or not linked: the finding says which and what."""
    h = shop()
    found = verdict(h.carry(at_once, linked(h), vice), "FLOW-14")
    assert found.outcome == "fail"
    assert any(says in one.sentence for one in found.findings)


def test_without_a_complaint_nothing_is_proved() -> None:
    """A run in which nobody complains leaves the row unexercised; one who does not claim it is not concerned."""
    assert outcome(History(), "FLOW-14") == "skip"
    others = tuple(name for name in FLOWS if name != "complaint")
    assert [one.requirement for one in judged(shop(claims=others).carry(at_once), "FLOW-14").verdicts] == []


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("subject", ["RT9", "J1"])
def test_an_unknown_origin_is_raised(style: Style, subject: str) -> None:
    """Named by its return or by its lot, posted without a shipment: both are right."""
    h = shop()
    fact = came_back(h, "RT9")
    h.raised("unknown-origin", subject=tagged(subject), fact=fact)
    assert outcome(h.carry(style, linked(h)), "FLOW-11") == "pass"
    assert outcome(h, "EXC-06") == "pass"


def test_an_unknown_origin_that_nobody_raises_falls() -> None:
    """It was posted as it is, and no person hears of it; where there is no queue to read, that much is not judged."""
    h, deaf = shop(), shop(queue=False)
    for one in (h, deaf):
        came_back(one, "RT9")
        one.carry(at_once, linked(one))
    assert outcome(h, "FLOW-11") == "fail"
    assert outcome(deaf, "FLOW-11") == "pass"


def test_a_guessed_shipment_falls() -> None:
    """A return without papers is not linked to the shipment that it may have left with."""
    h = shop()
    h.raised("unknown-origin", subject=tagged("RT9"), fact=came_back(h, "RT9"))
    guessed = changed("erp.return.quantity", order=tagged("S2"))
    assert outcome(h.carry(at_once, linked(h), guessed), "FLOW-11") == "fail"


def test_a_known_origin_need_not_be_raised() -> None:
    """A return that names its shipment is no matter for the queue."""
    h = shop()
    came_back(h, "RT9", shipment=tagged("S1"))
    assert outcome(h.carry(at_once, linked(h)), "FLOW-11") == "pass"
