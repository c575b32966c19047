"""
GS1 keys: one thing, three spellings, compared in one.

A pallet's number may stand as `urn:epc:id:sscc:0614141.1234567890`, as `https://id.gs1.org/00/106141412345678908` or
as `(00)106141412345678908`. Going from URN to Digital Link needs nothing but the URN; going back needs the length of
the company prefix, which the link does not hold. So links are what is compared: domain and query dropped, the finest
level kept, GTINs padded to 14 digits. Lots and serials keep every character: case and zeros count.
"""

import functools
import re
from collections.abc import Callable
from typing import Literal
from urllib.parse import quote, unquote, urlsplit

import msgspec
from biip import ParseError
from biip.checksums import gs1_standard_check_digit
from biip.gs1_messages import GS1Message
from biip.gs1_prefixes import GS1CompanyPrefix
from lotproof.harness.model.errors import InputError

KeyKind = Literal["lot", "serial", "item", "unit", "place", "party", "document", "asset", "other"]

DOMAIN = "https://id.gs1.org"


class Key(msgspec.Struct, frozen=True, kw_only=True):
    """
    A GS1 key as (application identifier, value) pairs at its finest level; `lot` is the lot that a link names beside
    a serial.
    """

    kind: KeyKind
    parts: tuple[tuple[str, str], ...]
    lot: str = ""

    @property
    def link(self) -> str:
        """The canonical Digital Link."""
        return DOMAIN + "".join(f"/{ai}/{quote(value, safe='')}" for ai, value in self.parts)

    @property
    def element_string(self) -> str:
        """The human-readable element string, `(01)...(10)...`."""
        return "".join(f"({ai}){value}" for ai, value in self.parts)

    @property
    def is_class(self) -> bool:
        """Whether many pieces bear it (lot, item), so that it belongs into quantity lists."""
        return self.kind in ("lot", "item")

    @property
    def gtin(self) -> str:
        return self.parts[0][1] if self.parts[0][0] == "01" else ""


FINEST: dict[str, tuple[tuple[str, KeyKind], ...]] = {
    "01": (("21", "serial"), ("235", "serial"), ("10", "lot"), ("", "item")),
    "00": (("", "unit"),),
    "414": (("254", "place"), ("", "place")),
    "417": (("", "party"),),
    "253": (("", "document"),),
    "255": (("", "document"),),
    "401": (("", "document"),),
    "402": (("", "document"),),
    "8003": (("", "asset"),),
    "8004": (("", "asset"),),
    "8006": (("21", "serial"), ("10", "lot"), ("", "item")),
    "8010": (("8011", "serial"), ("", "item")),
    "8017": (("", "party"),),
    "8018": (("", "party"),),
}
"""Per primary key the qualifiers that make it finer, finest first, and what the whole then names."""

DIGITS = {"01": 14, "00": 18, "414": 13, "417": 13, "402": 17, "8006": 18, "8017": 18, "8018": 18}
CHECKED = {"01": 14, "00": 18, "414": 13, "417": 13, "253": 13, "255": 13, "402": 17, "8003": 14, "8006": 14}
CHECKED |= {"8017": 18, "8018": 18}
"""How many digits of a key, from its left, are closed by a check digit."""

Parts = tuple[tuple[str, str], ...]


def check(body: str) -> str:
    """`body` with its check digit."""
    return body + str(gs1_standard_check_digit(body))


@functools.lru_cache(maxsize=65_536)
def read(text: str) -> Key | None:
    """The key in any of its three spellings; None for what is no GS1 key (a private URI)."""
    if text.startswith("urn:epc:"):
        return _of_urn(text)
    if text.startswith("("):
        return _of_element_string(text)
    return _of_link(text) if text.startswith(("https://", "http://")) else None


@functools.lru_cache(maxsize=65_536)
def canonical(text: str) -> str:
    """The spelling in which identifiers are compared: the canonical link of a GS1 key, else the text itself."""
    key = read(text)
    return key.link if key else text


def same(one: str, other: str) -> bool:
    return canonical(one) == canonical(other)


def wrong(text: str) -> str:
    """What is wrong with an identifier that looks like a GS1 key, in a few words; '' if nothing is."""
    key = read(text)
    if key is None:
        return "not a well-formed GS1 key" if text.startswith(("urn:epc:id:", "urn:epc:class:", DOMAIN)) else ""
    ai, value = key.parts[0]
    closed = value[: CHECKED.get(ai, 0)]
    if closed and check(closed[:-1]) != closed:
        return f"check digit {closed[-1]} where {check(closed[:-1])[-1]} is right"
    return ""


def urn(text: str, prefix_length: int = 0) -> str:
    """
    The EPC URN of a lot, serial, item, handling unit or place, '' where the length of the company prefix is unknown.

    `prefix_length` is the owner's; 0 looks it up in the published table, which does not know them all.
    """
    key = read(text)
    shape = URN_OF.get((key.parts[0][0], key.kind)) if key else None
    if key is None or shape is None:
        return ""
    length = prefix_length or _prefix_length(key)
    return shape(key, length) if length else ""


# --- links -----------------------------------------------------------------------------------------------------------


def _of_link(text: str) -> Key | None:
    segments = [unquote(part) for part in urlsplit(text).path.split("/")]
    for at, segment in enumerate(segments):
        if segment in FINEST and (len(segments) - at) % 2 == 0:
            return _finest(list(zip(segments[at::2], segments[at + 1 :: 2], strict=True)))
    return None


def _finest(pairs: list[tuple[str, str]]) -> Key | None:
    (primary, value), *rest = pairs
    value = value.zfill(14) if primary == "01" else value
    if not _well_formed(primary, value):
        return None
    qualifiers = dict(rest)
    for ai, kind in FINEST[primary]:
        if not ai:
            return Key(kind=kind, parts=((primary, value),))
        if qualifiers.get(ai):
            lot = qualifiers.get("10", "") if kind == "serial" else ""
            return Key(kind=kind, parts=((primary, value), (ai, qualifiers[ai])), lot=lot)
    return None


def _well_formed(ai: str, value: str) -> bool:
    wanted = DIGITS.get(ai)
    if wanted:
        return len(value) == wanted and value.isascii() and value.isdigit()
    head = value[: CHECKED.get(ai, 0)]
    return bool(value) and len(head) == CHECKED.get(ai, 0) and (not head or (head.isascii() and head.isdigit()))


def _of_element_string(text: str) -> Key | None:
    pairs = [(found[1], found[2]) for found in re.finditer(r"\((\d{2,4})\)([^()]+)", text)]
    primary = next((pair for pair in pairs if pair[0] in FINEST), None)
    return _finest([primary, *(pair for pair in pairs if pair != primary)]) if primary else None


def barcode(text: str) -> Key | None:
    """
    The key in a scanned element string (without brackets, groups ended by GS).

    Raises:
        InputError: if it is no element string.
    """
    try:
        return _of_element_string(GS1Message.parse(text).as_hri())
    except ParseError as wrong_text:
        raise InputError("not an element string", which=repr(text), got=str(wrong_text)) from wrong_text


# --- URNs ------------------------------------------------------------------------------------------------------------


def _of_urn(text: str) -> Key | None:
    _, _, sort, scheme, body = (*text.split(":", 4), "", "", "", "", "")[:5]
    make = URNS.get(f"{sort}:{scheme}")
    fields = [unquote(part) for part in body.split(".")]
    if make is None or len(fields) < 2 or not body.split(".", 2)[-1]:
        return None
    try:
        kind, parts = make(fields)
    except ValueError:
        return None
    return Key(kind=kind, parts=parts) if _well_formed(*parts[0]) else None


def _gtin(fields: list[str]) -> str:
    prefix, reference = fields[0], fields[1]
    return _digits(reference[:1] + prefix + reference[1:], 13)


def _digits(body: str, length: int) -> str:
    """`body` with its check digit; ValueError if it has not `length` digits."""
    if len(body) != length:
        raise ValueError(f"{body} has not {length} digits")
    return check(body)


def _tail(fields: list[str], at: int = 2) -> str:
    """The serial, which may itself hold points."""
    if len(fields) <= at:
        raise ValueError("no serial")
    return ".".join(fields[at:])


def _place(fields: list[str]) -> tuple[KeyKind, Parts]:
    gln, extension = _digits(fields[0] + fields[1], 12), _tail(fields)
    return "place", (("414", gln),) if extension == "0" else (("414", gln), ("254", extension))


def _sscc(fields: list[str]) -> str:
    return _digits(fields[1][:1] + fields[0] + fields[1][1:], 17)


URNS: dict[str, Callable[[list[str]], tuple[KeyKind, Parts]]] = {
    "id:sgtin": lambda f: ("serial", (("01", _gtin(f)), ("21", _tail(f)))),
    "class:lgtin": lambda f: ("lot", (("01", _gtin(f)), ("10", _tail(f)))),
    "idpat:sgtin": lambda f: ("item", (("01", _gtin(f)),)),
    "id:upui": lambda f: ("serial", (("01", _gtin(f)), ("235", _tail(f)))),
    "id:sscc": lambda f: ("unit", (("00", _sscc(f)),)),
    "id:sgln": _place,
    "id:pgln": lambda f: ("party", (("417", _digits(f[0] + f[1], 12)),)),
    "id:gdti": lambda f: ("document", (("253", _digits(f[0] + f[1], 12) + _tail(f)),)),
    "id:sgcn": lambda f: ("document", (("255", _digits(f[0] + f[1], 12) + _tail(f)),)),
    "id:ginc": lambda f: ("document", (("401", f[0] + _tail(f, 1)),)),
    "id:gsin": lambda f: ("document", (("402", _digits(f[0] + f[1], 16)),)),
    "id:grai": lambda f: ("asset", (("8003", "0" + _digits(f[0] + f[1], 12) + _tail(f)),)),
    "idpat:grai": lambda f: ("item", (("8003", "0" + _digits(f[0] + f[1], 12)),)),
    "id:giai": lambda f: ("asset", (("8004", f[0] + _tail(f, 1)),)),
    "id:gsrn": lambda f: ("party", (("8018", _digits(f[0] + f[1], 17)),)),
    "id:gsrnp": lambda f: ("party", (("8017", _digits(f[0] + f[1], 17)),)),
    "id:cpi": lambda f: ("serial", (("8010", f[0] + f[1]), ("8011", _tail(f)))),
}


def _escaped(text: str) -> str:
    return quote(text, safe="!'()*+,-.:;=_")


def _urn_gtin(scheme: str, last: Callable[[Key], str]) -> Callable[[Key, int], str]:
    def make(key: Key, length: int) -> str:
        indicator, rest = key.gtin[0], key.gtin[1:-1]
        return f"urn:epc:{scheme}:{rest[:length]}.{indicator}{rest[length:]}.{last(key)}"

    return make


def _urn_sscc(key: Key, length: int) -> str:
    value = key.parts[0][1]
    return f"urn:epc:id:sscc:{value[1 : 1 + length]}.{value[0]}{value[1 + length : -1]}"


def _urn_place(key: Key, length: int) -> str:
    value = key.parts[0][1]
    extension = key.parts[1][1] if len(key.parts) > 1 else "0"
    return f"urn:epc:id:sgln:{value[:length]}.{value[length:-1]}.{_escaped(extension)}"


URN_OF: dict[tuple[str, KeyKind], Callable[[Key, int], str]] = {
    ("01", "serial"): _urn_gtin("id:sgtin", lambda key: _escaped(key.parts[1][1])),
    ("01", "lot"): _urn_gtin("class:lgtin", lambda key: _escaped(key.parts[1][1])),
    ("01", "item"): _urn_gtin("idpat:sgtin", lambda _: "*"),
    ("00", "unit"): _urn_sscc,
    ("414", "place"): _urn_place,
}


def _prefix_length(key: Key) -> int:
    ai, value = key.parts[0]
    digits = value[1:] if ai in ("01", "00") else value
    try:
        found = GS1CompanyPrefix.extract(digits)
    except ParseError:
        return 0
    return len(found.value) if found else 0
