"""
Between our item keys and the identifiers in EPCIS: `lot:SAUCE-500:F9` is `https://id.gs1.org/01/.../10/F9`.

Items with a GTIN are named by it, others by a private URI under `PRIVATE`. Handling units are their SSCC.
"""

from collections.abc import Iterable, Mapping
from urllib.parse import quote, unquote

import msgspec
from lotproof.harness.epcis import keys
from lotproof.harness.model import items
from lotproof.harness.model.errors import InputError
from lotproof.harness.model.world import Item

PRIVATE = "https://lotproof.example/"

UOM = {
    "kg": "KGM",
    "g": "GRM",
    "t": "TNE",
    "mg": "MGM",
    "l": "LTR",
    "L": "LTR",
    "ml": "MLT",
    "m": "MTR",
    "m2": "MTK",
    "m3": "MTQ",
    "h": "HUR",
}
"""Our units as UN/ECE Recommendation 20 names them; pieces have none."""

PIECES = ("pcs", "pc", "ea", "EA", "PCE", "")
UNITS = {uom: unit for unit, uom in reversed(UOM.items())} | {"H87": "pcs", "EA": "pcs", "C62": "pcs"}


def private(kind: str, *parts: str) -> str:
    """A URI of ours: `https://lotproof.example/order/NORTH/M2`."""
    return PRIVATE + "/".join(quote(part, safe="") for part in (kind, *parts))


def private_parts(uri: str) -> list[str]:
    """kind and parts of a URI of ours; [] for others."""
    return [unquote(part) for part in uri.removeprefix(PRIVATE).split("/")] if uri.startswith(PRIVATE) else []


def uom(unit: str) -> str | None:
    """
    The UN/ECE code of a unit, None for pieces.

    Raises:
        InputError: for a unit that has no code here: leaving it out would turn it into pieces.
    """
    if unit in PIECES:
        return None
    if unit not in UOM:
        raise InputError("a unit without a UN/ECE code", which=repr(unit), expected="one of " + ", ".join(sorted(UOM)))
    return UOM[unit]


def unit(code: str | None) -> str:
    return UNITS.get(code, code) if code else "pcs"


class Names(msgspec.Struct, frozen=True, kw_only=True):
    """
    `gtins` by item code, 14 digits; `plant` is the scope of handling units in our keys (empty: the link), save for
    those of which `plants` (by SSCC) knows better. `pieces` is how an item's own unit is called where EPCIS says none.
    """

    gtins: Mapping[str, str] = {}
    plant: str = ""
    plants: Mapping[str, str] = {}
    pieces: Mapping[str, str] = {}

    @classmethod
    def of(cls, listed: Iterable[Item], *, plant: str = "") -> "Names":
        return cls(gtins={item.code: item.gtin.zfill(14) for item in listed if item.gtin}, plant=plant)

    def own_unit(self, key: str, code: str | None) -> str:
        """The unit of an amount of one of our items; a count is called as the item's own unit is."""
        return (
            unit(code)
            if code or not key.startswith(("lot:", "serial:"))
            else self.pieces.get(key.split(":")[1], unit(code))
        )

    def link(self, key: str) -> str:
        """The identifier of one of our item keys."""
        kind, scope, number = items.parse(key)
        gtin = self.gtins.get(scope)
        if kind == "unit":
            return keys.Key(kind="unit", parts=(("00", number),)).link
        if gtin is None:
            return private(kind, scope, number)
        ai = "10" if kind == "lot" else "21"
        return keys.Key(kind="other", parts=(("01", gtin), (ai, number))).link

    def key(self, identifier: str) -> str:
        """Our item key of an identifier in any spelling; the canonical identifier itself where it is none of ours."""
        own = private_parts(identifier)
        if len(own) == 3 and own[0] in ("lot", "serial", "unit"):
            return ":".join(own)
        read = keys.read(identifier)
        if read is None:
            return identifier
        if read.kind == "unit" and (plant := self.plants.get(read.parts[0][1], self.plant)):
            return items.unit(plant, read.parts[0][1])
        codes = {gtin: code for code, gtin in self.gtins.items()}
        if read.gtin in codes and len(read.parts) == 2:
            return f"{'lot' if read.kind == 'lot' else 'serial'}:{codes[read.gtin]}:{read.parts[1][1]}"
        return read.link
