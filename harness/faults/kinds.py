"""The registry of faults: every module of this package that has a `FAULT`."""

import importlib
import pkgutil
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, Literal

import lotproof.harness.faults as package
import msgspec
from lotproof.harness.model.flows import FLOWS
from lotproof.harness.model.plans import StrikePlan

MOST = 3600
"""No fault repeats, waits or lasts more often or longer than that."""

Place = Literal["mqtt", "opcua", "http", "webhook", "process", "floor"]


def no_flows(target: str) -> tuple[str, ...]:
    return ()


def flows_of(target: str) -> tuple[str, ...]:
    """The flows that begin or end in a system, or on the floor."""
    return tuple(flow.name for flow in FLOWS.values() if target == flow.owner or target in flow.to)


def floor_flows(target: str) -> tuple[str, ...]:
    return flows_of("floor")


def all_flows(target: str) -> tuple[str, ...]:
    return tuple(FLOWS)


class Allowed(msgspec.Struct, frozen=True, kw_only=True):
    """
    How far a fault may go so that every correct integration still conforms: what `lotproof hunt` draws from.

    `settings` gives the values of each setting, the mildest first; `attempts` from and to, 0 where only time ends it;
    `upper_s` the longest; `calls` says that it may begin at a call too. The setting `op` is drawn from the operations
    that the target has, `type` from the changes that it announces.
    """

    settings: dict[str, tuple[Any, ...]] = {}
    attempts: tuple[int, int] = (0, 0)
    upper_s: float = 2.0
    calls: bool = False


class FaultKind(msgspec.Struct, frozen=True, kw_only=True):
    """
    What a fault is.

    `where` says which room applies it: a wire (`mqtt`, `opcua`; `floor` is both), the mock kit (`http`, `webhook`), or
    the conductor (`process`). `definite` is false where its outcome cannot be known to the integration. `settings`
    names its settings with their meaning and default. `hinders` gives the flows whose deadlines stand still. Without
    `allowed` it is never drawn. `rests_on` are guarantees of the broker: on one that lacks any of them, what this fault
    makes an integration miss could be lost without its fault, and it is not played.
    """

    name: str
    title: str
    where: Place
    definite: bool
    settings: dict[str, str] = {}
    hinders: Callable[[str], tuple[str, ...]] = no_flows
    allowed: Allowed | None = None
    rests_on: tuple[str, ...] = ()


def unfit(kind: FaultKind, name: str, value: Any) -> str:
    """What a setting would have to be, or '' where this value will do."""
    values = kind.allowed.settings.get(name, ()) if kind.allowed else ()
    first = values[0] if values else ""
    if isinstance(first, bool):
        return "" if isinstance(value, bool) else "true or false"
    if isinstance(first, str):
        text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else None
        return "" if text is not None and text in (values or (text,)) else " or ".join(values) or "text"
    whole = isinstance(first, int)
    number = isinstance(value, int) if whole else isinstance(value, int | float)
    right = number and not isinstance(value, bool) and 0 <= value <= MOST
    return "" if right else f"a {'whole ' if whole else ''}number up to {MOST}"


def bearable(trouble: Iterable[StrikePlan], lacks: Iterable[str]) -> tuple[StrikePlan, ...]:
    """What of this trouble can be played on a broker that lacks these guarantees."""
    missing = set(lacks)
    return tuple(strike for strike in trouble if not missing & set(kinds()[strike.fault].rests_on))


@cache
def kinds() -> dict[str, FaultKind]:
    """All faults by name."""
    found = {}
    for module in pkgutil.iter_modules(package.__path__):
        fault = getattr(importlib.import_module(f"{package.__name__}.{module.name}"), "FAULT", None)
        if isinstance(fault, FaultKind):
            found[fault.name] = fault
    return dict(sorted(found.items()))
