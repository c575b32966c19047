"""ERP: items, partners, bills of material, orders of all kinds, lots, stock and the documents that move it."""

from collections.abc import Mapping
from typing import Any

import msgspec
from lotproof.mocks.erp.boms import Boms
from lotproof.mocks.erp.customers import customers
from lotproof.mocks.erp.materials import Materials
from lotproof.mocks.erp.movements import Movements
from lotproof.mocks.erp.nouns import (
    Bom,
    Deliveries,
    Delivery,
    GoodsMovement,
    GoodsMovements,
    Item,
    NewBom,
    NewOrder,
    Order,
    OrderChange,
    OrderStatus,
    Partner,
    Return,
    Returns,
    Stock,
)
from lotproof.mocks.erp.orders import Orders
from lotproof.mocks.kit.books import stock_rows
from lotproof.mocks.kit.lots import Lot, LotStatus, set_status
from lotproof.mocks.kit.operations import (
    Operation,
    Path,
    Posted,
    Posting,
    Reading,
    Shown,
    System,
    lists,
    post,
    shows,
    tells,
)
from lotproof.mocks.kit.problems import RefusedError
from lotproof.mocks.kit.tx import Tx


def system(enterprise: Mapping[str, Any]) -> System:
    """ERP of this enterprise."""
    title = ((enterprise.get("systems") or {}).get("erp") or {}).get("title", "ERP")
    materials = Materials(enterprise)
    rows = (*orders(materials), *lots(materials), *goods(materials), *masters(materials), *customers(materials))
    return System(name="erp", title=title, operations=rows)


def orders(materials: Materials) -> tuple[Operation, ...]:
    acts = Orders(materials)
    guard, unknown = (Order, "{order}"), ("unknown-order",)
    return (
        post(
            "create_order",
            "/orders",
            acts.create,
            NewOrder,
            act="release_order",
            refuses=("unknown-item",),
            summary="Release a production order",
        ),
        post(
            "change_order",
            "/orders/{order}/change",
            acts.change,
            OrderChange,
            refuses=unknown,
            guard=guard,
            summary="Change how much an order is to make",
        ),
        post(
            "cancel_order",
            "/orders/{order}/cancel",
            acts.cancel,
            Posting,
            refuses=unknown,
            guard=guard,
            summary="Cancel an order",
        ),
        post(
            "order_status",
            "/orders/{order}/status",
            acts.status,
            OrderStatus,
            refuses=unknown,
            guard=guard,
            summary="Say how far an order has come",
        ),
        lists("list_orders", "/orders", Order, "order", "status", "plant", "material", summary="Production orders"),
        shows("get_order", "/orders/{order}", Order, "{order}", "unknown-order", summary="A production order"),
    )


def lots(materials: Materials) -> tuple[Operation, ...]:
    def status(tx: Tx, path: Path, body: LotStatus) -> Posted:
        return set_status(tx, materials.code(path["material"]), body, path["lot"])

    def show(reading: Reading) -> Shown:
        code, lot = materials.code(reading.path["material"]), reading.path["lot"]
        found = reading.entities.get(Lot, f"{code}/{lot}")
        if found is None:
            raise RefusedError("unknown-lot", f"lot {lot} of {reading.path['material']}", status=404)
        version = reading.entities.version(Lot, f"{code}/{lot}")
        spelled = msgspec.structs.replace(found, item=materials.spelled(code))
        return Shown(body=msgspec.json.encode(spelled), etag=f'"{version}"')

    return (
        post(
            "lot_status",
            "/lots/{material}/{lot}/status",
            status,
            LotStatus,
            act="set_lot_status",
            refuses=("unknown-item",),
            summary="Say what may be done with a lot",
        ),
        Operation(
            name="get_lot",
            method="GET",
            path="/lots/{material}/{lot}",
            read=show,
            answer=Lot,
            refuses=("unknown-lot", "unknown-item"),
            summary="A lot as it stands here; `item` is its material number",
        ),
    )


def goods(materials: Materials) -> tuple[Operation, ...]:
    acts = Movements(materials)
    known = ("unknown-item",)

    def stock(reading: Reading) -> list[Stock]:
        rows = stock_rows(reading)
        return [Stock(material=materials.spelled(row.pop("item")), **row) for row in rows]

    return (
        post(
            "goods_movements",
            "/goods-movements",
            acts.goods,
            GoodsMovements,
            refuses=("unknown-item", "unknown-lot"),
            summary="Post receipts, consumptions, productions, transfers, disposals",
        ),
        post("deliveries", "/deliveries", acts.deliveries, Deliveries, refuses=known, summary="Post goods issues"),
        post("returns", "/returns", acts.returns, Returns, refuses=known, summary="Post customer returns"),
        lists(
            "list_goods_movements",
            "/goods-movements",
            GoodsMovement,
            "order",
            "lot",
            "receipt",
            "movement_type",
            "document",
            summary="Lines of material documents",
        ),
        lists("list_deliveries", "/deliveries", Delivery, "shipment", "customer", summary="Deliveries"),
        lists("list_returns", "/returns", Return, "return", "shipment", "customer", summary="Customer returns"),
        tells("list_stock", "/stock", Stock, stock, summary="Stock by lot and location"),
    )


def masters(materials: Materials) -> tuple[Operation, ...]:
    def items(reading: Reading) -> list[Item]:
        return [_item(materials, code) for code in materials.items]

    boms = Boms(materials)

    return (
        tells("list_items", "/items", Item, items, summary="Materials"),
        tells("list_suppliers", "/suppliers", Partner, lambda r: _partners(r, "suppliers"), summary="Suppliers"),
        tells("list_customers", "/customers", Partner, lambda r: _partners(r, "customers"), summary="Customers"),
        tells("list_boms", "/boms", Bom, boms.all, summary="Bills of material"),
        post(
            "create_bom",
            "/boms",
            boms.revise,
            NewBom,
            act="revise_bom",
            refuses=("unknown-item",),
            summary="Publish a revision of a bill of material",
        ),
    )


def _item(materials: Materials, code: str) -> Item:
    item = materials.items[code]
    return Item(
        material=materials.spelled(code),
        old_number=code,
        name=str(item.get("name", code)),
        unit=str(item.get("unit", "")),
        kind=str(item.get("kind", "raw")),
        gtin=str(item.get("gtin", "")),
        inspected=bool(item.get("inspected", False)),
        lot_managed=bool(item.get("lot_managed", True)),
        decimals=materials.decimals(code),
    )


def _partners(reading: Reading, what: str) -> list[Partner]:
    known = dict(reading.enterprise.get(what) or {})
    return [Partner(id=key, name=str(partner.get("name", key))) for key, partner in known.items()]
