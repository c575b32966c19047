"""A short day of facts in two plants' worth of kinds, already rendered."""

from datetime import UTC, datetime

from lotproof.harness.epcis.names import Names
from lotproof.harness.epcis.telling import Telling
from lotproof.harness.model.facts import Fact, Portion

EPOCH = datetime(2026, 3, 1, 6, tzinfo=UTC)
TELLING = Telling(
    epoch=EPOCH,
    start_us=1_790_000_000_000_000,
    names=Names(gtins={"TOMATO": "04012345111118", "SAUCE-500": "04012345666663"}, plant="NORTH"),
    zones={"NORTH": "Europe/Berlin"},
    products={"TOMATO": "Tomatoes, fresh", "SAUCE-500": "Tomato sauce 500 g"},
)
UNIT = "unit:NORTH:006141410000000012"
TOMATO, SALT, SAUCE = "lot:TOMATO:T-1", "lot:SALT:=S-1", "lot:SAUCE-500:F9"


def part(item, role, quantity="", unit="kg", **more):
    return Portion(item=item, role=role, quantity=quantity, unit=unit if quantity else "", **more)


def fact(minute, kind, **more):
    stream = "" if more.get("system") else f"NORTH/X1/{kind}"
    more.setdefault("equipment", "" if more.get("system") else "X1")
    return Fact(id=f"{kind}-{minute}", kind=kind, at_us=minute * 60_000_000, plant="NORTH", stream=stream, **more)


RECEIPT = {"receipt": "R1", "purchase_order": "PO1", "supplier": "ACME", "supplier_lot": "S-77", "inspect": "yes"}
HOLD = {"hold": "H-1", "reason": "smell"}
LIMIT = {"limit": "temperature", "limit_value": "90", "measured": "93.5", "unit": "degC", "exceedance": "x#1"}
TRUCK = {"shipment": "SH1", "delivery": "D1", "customer": "SHOP"}
COMING_BACK = {"return": "RT1", "shipment": "SH1", "customer": "SHOP"}

DAY = [
    fact(0, "order_released", system="erp", order="M1", words={"item": "SAUCE-500", "quantity": "40", "unit": "pcs"}),
    fact(1, "received", system="wms", outs=(part(TOMATO, "output", "20.5", location="RM-01"),), words=RECEIPT),
    fact(2, "received", system="wms", outs=(part(SALT, "output", "1"),), words={**RECEIPT, "supplier_lot": "S-78"}),
    fact(3, "decided", system="qms", subject=TOMATO, words={"decision": "accept"}),
    fact(
        4,
        "moved",
        system="wms",
        ins=(part(TOMATO, "content", "20"),),
        words={"from_location": "RM-01", "to_location": "L1"},
    ),
    fact(5, "consumed", order="M1", operation="10", step="M1-10", ins=(part(TOMATO, "input", "20"),)),
    fact(6, "consumed", order="M1", operation="10", step="M1-10", ins=(part(SALT, "input", "0.5"),), seq=1),
    fact(7, "consumed", order="M1", operation="10", step="M1-10", ins=(part(SALT, "input", "0.5"),), seq=2),
    fact(8, "reversed", order="M1", causes=("consumed-7",)),
    fact(9, "limit_crossed", subject=TOMATO, words=LIMIT),
    fact(10, "produced", order="M1", operation="10", step="M1-10", outs=(part(SAUCE, "output", "40", "pcs"),)),
    fact(11, "produced", order="M1", step="M1-10", outs=(part("lot:PEEL:P-1", "by_product", "1"),), seq=1),
    fact(12, "packed", ins=(part(SAUCE, "content", "40", "pcs"),), outs=(part(UNIT, "content"),)),
    fact(13, "hold_placed", system="qms", subject=SAUCE, words=HOLD),
    fact(14, "hold_placed", system="qms", subject=SAUCE, words={**HOLD, "hold": "H-2"}),
    fact(15, "hold_released", system="qms", subject=SAUCE, words=HOLD),
    fact(16, "hold_released", system="qms", subject=SAUCE, words={**HOLD, "hold": "H-2"}),
    fact(17, "shipped", system="wms", ins=(part(UNIT, "content"),), words=TRUCK),
    fact(18, "returned", system="wms", outs=(part(SAUCE, "content", "2", "pcs", location="RET"),), words=COMING_BACK),
    fact(
        19,
        "disposed",
        system="qms",
        subject=SAUCE,
        ins=(part(SAUCE, "content", "2", "pcs"),),
        words={"disposition": "scrap"},
    ),
    fact(20, "state_changed", words={"state": "idle"}),
]
