"""The books: net sums and last values, as a system itself has them. The rig compares them with the ledger's sums."""

from typing import Any

from lotproof.mocks.kit.operations import Reading
from lotproof.mocks.kit.quantities import from_millionths
from lotproof.mocks.kit.store import Store


def stock_rows(reading: Reading) -> list[dict[str, Any]]:
    """Stock that is not nothing: item, lot, location, quantity, unit."""
    rows = reading.store.rows(
        "SELECT item, lot, location, unit, total FROM book WHERE entity = 'stock' AND total <> 0"
        " ORDER BY item, lot, location"
    )
    return [
        {
            "item": row["item"],
            "lot": row["lot"],
            "location": row["location"],
            "quantity": from_millionths(row["total"]),
            "unit": row["unit"],
        }
        for row in rows
    ]


def books(store: Store) -> dict[str, Any]:
    """
    `sums`: a row for each entity, field and natural reference with its `total` as decimal text; `values`: the last
    value of each field by the system's own key.
    """
    sums = [{**dict(row), "total": from_millionths(row["total"])} for row in store.rows("SELECT * FROM book")]
    values = [dict(row) for row in store.rows("SELECT * FROM worth")]
    return {"sums": sums, "values": values}
