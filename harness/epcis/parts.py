"""What events have in common: their objects, words and places, whatever type they are."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from lotproof.harness.epcis import events, keys


class Mention(NamedTuple):
    """
    An identifier in an event: `id` canonical, `spelled` as it stands, `member` its place; of a class, how much.

    `side` is `in` (used up, or put in), `out` (made), `parent`, or `seen`.
    """

    id: str
    spelled: str
    side: str
    member: str
    quantity: Decimal | None = None
    uom: str | None = None
    of_class: bool = False


EPCS = (
    ("epcs", "epcList", "seen"),
    ("child_epcs", "childEPCs", "in"),
    ("input_epcs", "inputEPCList", "in"),
    ("output_epcs", "outputEPCList", "out"),
)
QUANTITIES = (
    ("quantities", "quantityList", "seen"),
    ("child_quantities", "childQuantityList", "in"),
    ("input_quantities", "inputQuantityList", "in"),
    ("output_quantities", "outputQuantityList", "out"),
)


def mentions(event: events.Event) -> Iterator[Mention]:
    """Every object that an event names, in the order of the standard's lists; the parent last."""
    for name, member, side in EPCS:
        for at, spelled in enumerate(getattr(event, name, None) or ()):
            yield Mention(keys.canonical(spelled), spelled, side, f"{member}/{at}")
    for name, member, side in QUANTITIES:
        for at, one in enumerate(getattr(event, name, None) or ()):
            spelled = one.epc_class
            yield Mention(keys.canonical(spelled), spelled, side, f"{member}/{at}", one.quantity, one.uom, True)
    parent = getattr(event, "parent_id", None)
    if parent:
        yield Mention(keys.canonical(parent), parent, "parent", "parentID")


def action(event: events.Event) -> str:
    """The event's action, '' for a transformation."""
    return getattr(event, "action", "")


CBV = (
    "https://ref.gs1.org/cbv/BizStep-",
    "https://ref.gs1.org/cbv/Disp-",
    "https://ref.gs1.org/cbv/BTT-",
    "https://ref.gs1.org/cbv/SDT-",
    "https://ref.gs1.org/cbv/ER-",
    "https://ns.gs1.org/cbv/BizStep-",
    "https://ns.gs1.org/cbv/Disp-",
    "urn:epcglobal:cbv:bizstep:",
    "urn:epcglobal:cbv:disp:",
    "urn:epcglobal:cbv:btt:",
    "urn:epcglobal:cbv:sdt:",
    "urn:epcglobal:cbv:er:",
    "cbv:BizStep-",
    "cbv:Disp-",
    "cbv:BTT-",
)


def word(text: str | None) -> str:
    """A CBV word without its namespace, whichever way it is written; other URIs as they are; '' for none."""
    if not text:
        return ""
    return next((text[len(start) :] for start in CBV if text.startswith(start)), text)


def step_word(event: events.Event) -> str:
    return word(event.biz_step)


def extension(event: events.Event, name: str) -> str:
    """The text of one of our own extensions (`lp:equipment`), whatever its prefix; '' where it is absent."""
    value: Any = event.extra.get(f"lp:{name}")
    if value is None:
        ends = (f":{name}", f"/{name}", f"#{name}")
        value = next((said for member, said in event.extra.items() if member.endswith(ends)), "")
    return value if isinstance(value, str) else ""


def lot_number(ilmd: dict[str, Any] | None) -> str:
    """`lotNumber` of the instance master data, under whichever prefix it stands."""
    for member, value in (ilmd or {}).items():
        if member.endswith((":lotNumber", "/lotNumber", "#lotNumber")) and isinstance(value, str):
            return value
    return ""
