"""FLOW-15: stock at the end, kept by two correct builds and by wrong ones."""

import msgspec
import pytest
from lotproof.harness.model.effects import Effect
from lotproof.harness.model.facts import Fact
from lotproof.harness.model.flows import FLOWS
from lotproof.harness.model.plans import Plan

from tests.judge.histories import (
    ENTERPRISE,
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
    of,
    outcome,
    part,
    tagged,
    verdict,
)

KEPT = {
    "erp": {"keeps": ["item", "lot", "location", "status"], "deliveries_from": "FG", "returns_to": "RET"},
    "wms": {"keeps": ["item", "lot", "status"]},
}
LIES = {"TOMATO": "RAW", "SALT": "RAW", "SAUCE": "WIP", "JAR": "FG"}
SIGNS = {"receipt": 1, "consumption": -1, "production": 1, "movement": 1, "disposal": -1, "delivery": -1, "return": 1}


class Stocked(History):
    """A history whose ERP and WMS book stock with what is posted, as the mock systems do."""

    kept: object = KEPT

    def plan(self) -> Plan:
        rules = {**ENTERPRISE["rules"], "stock": self.kept}
        return msgspec.structs.replace(super().plan(), enterprise={**ENTERPRISE, "rules": rules})

    def effect(self, at: float, effect: Effect, **more: object) -> str:  # type: ignore[override]
        posting = super().effect(at, effect, **more)  # type: ignore[arg-type]
        sign = {"erp": SIGNS.get(effect.entity, 0), "wms": effect.entity == "unit"}.get(effect.system, 0)
        if effect.delta and sign and effect.status != "scrap":
            self.book(at, effect, sign, posting)
        return posting

    def book(self, at: float, effect: Effect, sign: int, posting: str) -> None:
        quantity = f"{float(effect.delta) * sign:g}"
        place = effect.location or LIES[effect.item]
        said = {"system": effect.system, "item": effect.item, "lot": effect.lot, "location": place}
        stock = Effect(posting=posting, client="reference", entity="stock", key="", field="quantity", **said)
        self.write(at, "effect", msgspec.structs.replace(stock, delta=quantity), id=posting)

    def left_wms(self, item: str, number: str, quantity: int) -> None:
        """WMS itself books out what a shipment takes."""
        taken = {"item": item, "lot": tagged(number), "delta": str(quantity)}
        self.book(
            self.at, Effect(posting="", client="", system="wms", entity="", key="", field="", **taken), -1, "desk"
        )


def shop(**more: object) -> Stocked:
    """Tomatoes are moved and used, sauce and scrap made, jars packed; one pallet leaves, one stays and is blocked."""
    h = Stocked(**more)  # type: ignore[arg-type]
    h.received("TOMATO", "T1", 100)
    h.decided("TOMATO", "T1")
    h.moved("TOMATO", "T1", 60, there="TRANSIT")
    h.released("A1")
    used(h, "T1", 30)
    used(h, "T1", 8)
    made(h, "A1", ("SAUCE", "S1", 35), "WIP")
    made(h, "A1", ("SAUCE", "S1", 3), "WIP", role="scrap")
    h.released("M1", item="JAR")
    made(h, "M1", ("JAR", "J1", 50), "FG")
    h.packed(1, ("JAR", "J1", 20))
    h.packed(2, ("JAR", "J1", 25))
    h.at += 8
    h.shipped("S1", 1)
    h.left_wms("JAR", "J1", 20)
    h.held("JAR", "J1", "H1")
    return h


def used(h: History, number: str, quantity: int) -> Fact:
    ins = (part(lot("TOMATO", number), "input", quantity, location="RAW"),)
    return h.fact("consumed", stream="NORTH/W1/consumed", order=tagged("A1"), operation="10", ins=ins)


def made(h: History, order: str, what: tuple[str, str, int], place: str, *, role: str = "output") -> Fact:
    item, number, quantity = what
    outs = (part(lot(item, number), role, quantity, location=place),)
    return h.fact("produced", stream="NORTH/M1/produced", order=tagged(order), operation="10", outs=outs)


def corrected(path: str, by: str) -> Vice:
    """Posted wrong at first, taken back by a reversal, and posted anew: the net is right."""

    def correct(planned: list[Planned]) -> list[Planned]:
        one = of(path)(planned)
        wrong = [msgspec.structs.replace(one.effect, delta=sign + by) for sign in ("", "-")]
        back = (Planned(at=one.at - 0.1 + n / 100, effect=each, fact=one.fact) for n, each in enumerate(wrong))
        return [*planned, *back]

    return correct


@pytest.mark.parametrize("style", STYLES)
def test_a_correct_integration_passes(style: Style) -> None:
    """Each fact by itself, or what belongs together in one posting: in the end the same lies there."""
    found = verdict(shop().carry(style), "FLOW-15")
    assert found.outcome == "pass", [one.sentence for one in found.findings]
    assert found.exercised == 9


def test_one_that_corrects_itself_passes() -> None:
    """A wrong line that was taken back by a reversal leaves nothing at the end."""
    assert outcome(shop().carry(at_once, corrected("erp.consumption.quantity", "7")), "FLOW-15") == "pass"


@pytest.mark.parametrize(
    ("vice", "says"),
    [
        (changed("erp.consumption.quantity", location="WIP"), "TOMATO lot T1-{tag} at WIP"),
        (changed("erp.consumption.quantity", delta="30000"), "shows -29968 kg of TOMATO lot T1-{tag} at RAW"),
        (changed("erp.production.quantity", location="DOCK"), "SAUCE lot S1-{tag} at DOCK"),
        (lost("erp.movement.quantity"), "TOMATO lot T1-{tag} at RAW"),
        (lost("erp.movement.quantity", 1), "at TRANSIT; what happened leaves 60 kg"),
        (lost("erp.delivery.quantity"), "ERP shows 50 EA of JAR lot J1-{tag} at FG; what happened leaves 30 EA"),
        (again("erp.receipt.quantity"), "TOMATO lot T1-{tag} at RAW"),
        (changed("wms.unit.quantity", 1, delta="250"), "WMS shows 250 EA of JAR lot J1-{tag}; what happened leaves 25"),
        (lost("erp.lot.status", 1), "ERP shows stock of JAR lot J1-{tag} as free; it is blocked"),
        (lost("wms.lot.status", 1), "WMS shows stock of JAR lot J1-{tag} as free; it is blocked"),
    ],
)
def test_a_wrong_one_falls(vice: Vice, says: str) -> None:
    """Another place, another unit, a step left out or done twice, a block that did not come: each is said."""
    found = verdict(shop().carry(at_once, vice), "FLOW-15")
    assert found.outcome == "fail"
    said = says.replace("{tag}", tagged("").lstrip("-"))
    assert any(said in one.sentence for one in found.findings), [one.sentence for one in found.findings]


def test_who_moves_some_of_it_is_judged_on_that() -> None:
    """What others' flows leave out of stock is not his; where he moves none he is not concerned."""
    h = shop(claims=("movement",)).carry(at_once, lost("erp.consumption.quantity"), lost("erp.delivery.quantity"))
    assert outcome(h, "FLOW-15") == "pass"
    h = shop(claims=("movement",)).carry(at_once, lost("erp.movement.quantity"))
    assert outcome(h, "FLOW-15") == "fail"
    others = tuple(name for name in FLOWS if name == "complaint")
    assert [one.requirement for one in judged(shop(claims=others).carry(at_once), "FLOW-15").verdicts] == []


@pytest.mark.parametrize(
    ("keeps", "vice", "otherwise"),
    [
        (["item", "lot", "status"], changed("erp.consumption.quantity", location="WIP"), lost("erp.delivery.quantity")),
        (["item", "lot", "location"], lost("erp.lot.status", 1), changed("erp.consumption.quantity", location="WIP")),
    ],
    ids=["no locations", "no statuses"],
)
def test_what_a_system_does_not_keep_is_not_asked(keeps: list[str], vice: Vice, otherwise: Vice) -> None:
    """The coarsest level counts: the same vice is none where the table leaves its level out; another still is."""
    h = shop()
    h.kept = {"erp": {**KEPT["erp"], "keeps": keeps}}
    assert outcome(h.carry(at_once, vice), "FLOW-15") == "pass"
    h = shop()
    h.kept = {"erp": {**KEPT["erp"], "keeps": keeps}}
    assert outcome(h.carry(at_once, otherwise), "FLOW-15") == "fail"


def test_without_a_table_nothing_is_asked() -> None:
    """An enterprise that does not say what each system keeps has no such stock to compare."""
    h = shop()
    h.kept = {}
    assert outcome(h.carry(at_once), "FLOW-15") == "skip"
