"""Identifiers in EPCIS: GS1 Digital Links where GS1 has a key for the thing, else URIs of our own."""

from urllib.parse import quote

from lotproof.mocks.integration.identity import Identities

OWN = "https://lotproof.example/"
GS1 = "https://id.gs1.org/"

UOM = {"kg": "KGM", "g": "GRM", "t": "TNE", "mg": "MGM", "l": "LTR", "L": "LTR", "ml": "MLT"}
"""UN/ECE Recommendation 20. A count of pieces has no unit in EPCIS."""

NUMBER = {"lot": "10", "serial": "21"}
"""GS1's application identifiers of numbers below a GTIN."""


def own(kind: str, *parts: str) -> str:
    return OWN + "/".join(quote(part, safe="") for part in (kind, *parts))


def lot_class(identities: Identities, item: str, lot: str) -> str:
    """A lot or, where the item is managed so, a serial: an LGTIN or SGTIN where the item has a GTIN."""
    known, kind = identities.find(item), identities.kind(item)
    if known is None or not known.gtin:
        return own(kind, item, lot)
    return f"{GS1}01/{known.gtin.zfill(14)}/{NUMBER[kind]}/{quote(lot, safe='')}"


def unit(sscc: str) -> str:
    """A handling unit: its SSCC."""
    return f"{GS1}00/{sscc}"
