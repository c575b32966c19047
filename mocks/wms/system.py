"""WMS: goods, where they are, what they are packed in, and where they went."""

from collections.abc import Mapping
from typing import Any

from lotproof.mocks.kit import lots
from lotproof.mocks.kit.books import stock_rows
from lotproof.mocks.kit.operations import Operation, Reading, System, lists, post, shows, tells
from lotproof.mocks.wms import goods, transfers
from lotproof.mocks.wms.nouns import (
    Move,
    NewMove,
    NewReceipt,
    NewReturn,
    NewShipment,
    NewUnit,
    NewUnpacking,
    Receipt,
    Return,
    Shipment,
    Stock,
    Unit,
    Unpacking,
)


def system(enterprise: Mapping[str, Any]) -> System:
    """WMS of this enterprise."""
    title = ((enterprise.get("systems") or {}).get("wms") or {}).get("title", "WMS")
    return System(
        name="wms", title=title, operations=(*inbound(), *outbound(), *transfers.operations(), *lots.operations())
    )


def inbound() -> tuple[Operation, ...]:
    return (
        post("receive", "/receipts", goods.receive, NewReceipt, summary="Receive goods"),
        post("move", "/moves", goods.move, NewMove, refuses=("lot-blocked",), summary="Move stock"),
        lists("list_receipts", "/receipts", Receipt, "receipt", "supplier", "plant", summary="Receipts"),
        lists("list_moves", "/moves", Move, "movement", "item", "lot", "plant", summary="Moves"),
        tells("list_stock", "/stock", Stock, _stock, summary="Stock by lot and location"),
    )


def outbound() -> tuple[Operation, ...]:
    return (
        post(
            "units",
            "/units",
            goods.create_unit,
            NewUnit,
            act="create_unit",
            refuses=("unit-exists", "unknown-unit", "unit-inside"),
            summary="Make a handling unit",
        ),
        post(
            "unpack",
            "/units/{sscc}/unpack",
            goods.unpack,
            NewUnpacking,
            refuses=("unknown-unit", "not-in-unit"),
            summary="Take a handling unit apart, in whole or in part",
        ),
        post(
            "ship",
            "/shipments",
            goods.ship,
            NewShipment,
            refuses=("unknown-unit", "unit-inside", "lot-blocked"),
            summary="Ship handling units",
        ),
        post(
            "return_goods",
            "/returns",
            goods.take_back,
            NewReturn,
            refuses=("unknown-shipment",),
            summary="Take goods back from a customer",
        ),
        lists("list_units", "/units", Unit, "sscc", "order", "shipment", "plant", summary="Handling units"),
        shows("get_unit", "/units/{sscc}", Unit, "{sscc}", "unknown-unit", summary="A handling unit"),
        lists("list_unpackings", "/unpackings", Unpacking, "sscc", "plant", summary="What was taken out of units"),
        lists("list_shipments", "/shipments", Shipment, "shipment", "customer", "plant", summary="Shipments"),
        lists("list_returns", "/returns", Return, "return", "shipment", "customer", summary="Customer returns"),
    )


def _stock(reading: Reading) -> list[Stock]:
    return [Stock(**row) for row in stock_rows(reading)]
