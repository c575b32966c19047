"""Identifiers in EPCIS: GS1 Digital Links where GS1 has a key for the thing, else URIs of our own."""

from urllib.parse import quote

from lotproof.mocks.integration.identity import Identities

OWN = "https://lotproof.example/"
GS1 = "https://id.gs1.org/"

UOM = {"kg": "KGM", "g": "GRM", "t": "TNE", "mg": "MGM", "l": "LTR", "L": "LTR", "ml": "MLT"}
"""UN/ECE Recommendation 20. A count of pieces has no unit in EPCIS."""


def own(kind: str, *parts: str) -> str:
    return OWN + "/".join(quote(part, safe="") for part in (kind, *parts))


def lot_class(identities: Identities, item: str, lot: str) -> str:
    """A lot: an LGTIN where the item has a GTIN."""
    known = identities.find(item)
    if known is None or not known.gtin:
        return own("lot", item, lot)
    return f"{GS1}01/{known.gtin.zfill(14)}/10/{quote(lot, safe='')}"


def unit(sscc: str) -> str:
    """A handling unit: its SSCC."""
    return f"{GS1}00/{sscc}"
