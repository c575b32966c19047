"""
A trouble in words that a plant engineer understands: what, where, the difference.

Each kind of place has a phrase; each kind of trouble puts it into a sentence.
"""

from decimal import Decimal
from typing import NamedTuple

from lotproof.harness.judge.account import Trouble
from lotproof.harness.judge.places import Place, number

SYSTEMS = {"erp": "ERP", "mes": "MES", "qms": "QMS", "wms": "WMS", "portal": "Customer portal", "carrier": "Carrier"}

PHRASES: dict[tuple[str, str], str] = {
    ("consumption", "quantity"): "consumption of {lot} for {order}",
    ("production", "quantity"): "production ({status}) of {lot} for {order}",
    ("receipt", "quantity"): "receipt {key} of {lot}",
    ("lot", "supplier_lot"): "supplier lot of {lot}",
    ("inspection", "quantity"): "inspection of {lot}",
    ("movement", "quantity"): "moves of {lot} at {location}",
    ("disposal", "quantity"): "disposal of {lot}",
    ("delivery", "quantity"): "delivery {key} of {lot}",
    ("return", "quantity"): "return {key} of {lot} from {shipment} ({status})",
    ("unit", "quantity"): "contents {lot} of unit {key}",
    ("unit", "inside"): "place of unit {key}",
    ("bom", "revision"): "bill of material of {item}, revision {value}",
    ("work_order", "order"): "work order for {order}",
    ("work_order", "quantity"): "quantity of {order}",
    ("work_order", "status"): "status of {order}",
    ("order", "status"): "status of {order}",
    ("lot", "status"): "status of {lot}",
    ("nonconformance", "exceedance"): "nonconformance for exceedance {value}",
    ("nonconformance", "complaint"): "nonconformance for complaint {value}",
    ("nonconformance", "calibration"): "nonconformance of {lot} for calibration {value}",
    ("equipment", "status"): "status of equipment {key}",
    ("consignment", "stopped"): "stop of {shipment}",
}


class Told(NamedTuple):
    subject: str
    system: str
    expected: str
    observed: str
    sentence: str


def phrase(place: Place) -> str:
    """What a place is about: `consumption of TOMATO lot T1 for order M1, operation 10`."""
    order, operation = place.get("order"), place.get("operation")
    words = {
        "lot": lot_name(place),
        "order": f"order {order}" + (f", operation {operation}" if operation else ""),
        "shipment": f"shipment {order}" if order else "no shipment",
        **{name: place.get(name) or "none" for name in ("key", "status", "location", "value", "item")},
    }
    return PHRASES[place.entity, place.field].format(**words)


def lot_name(place: Place) -> str:
    return f"{place.get('item') or 'no item'} lot {place.get('lot') or 'without number'}"


def tell(trouble: Trouble) -> Told:
    """The trouble as subject, system, what was expected, what was there, and one sentence."""
    place, unit = trouble.place, f" {trouble.unit}" if trouble.unit else ""
    system, what = SYSTEMS.get(place.system, place.system), phrase(place)
    is_sum = place.how == "sum" and trouble.wrong in ("short", "over", "late")
    expected = trouble.expected + unit if is_sum else trouble.expected
    observed = trouble.observed + unit if is_sum else trouble.observed
    return Told(what, system, expected, observed, _sentence(trouble, system, what, unit))


def _sentence(trouble: Trouble, system: str, what: str, unit: str) -> str:
    expected, observed = trouble.expected, trouble.observed
    off = f"{abs(number(expected) - number(observed)):f}{unit}" if trouble.wrong in ("short", "over") else ""
    if trouble.wrong == "over" and not Decimal(expected):
        return f"{system} has a {what}: {observed}{unit}, though nothing like it happened."
    ways = {
        "short": f"{system} has {observed}{unit} as {what}, and {expected}{unit} happened: {off} are missing.",
        "over": f"{system} has {observed}{unit} as {what}, and only {expected}{unit} happened: {off} too much.",
        "late": f"The {what} was not in {system} by its deadline.",
        "by hand": f"The {what} had not come to {system} in time, and people had to enter it by hand.",
        "missing": f"{system} never showed the {what} as {expected}; it shows {observed}.",
        "twice": f"{system} has {observed} times the {what}, and {expected} is right.",
        "overwritten": f"{system} showed the {what} as {observed} again, after it had become {expected}.",
        "value": f"{system} shows {observed} as {what}, and {expected} is right.",
        "unit": f"{system} was given the {what} in {observed}; its base unit is {expected}.",
    }
    return ways[trouble.wrong]
