"""What all acts of a plant share: its clock, diary, stock, marks and papers, and how names become identifiers."""

from collections.abc import Callable, Generator
from copy import copy
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

import simpy
from lotproof.harness.model import items
from lotproof.harness.model.facts import Fact
from lotproof.harness.model.seams import Condition
from lotproof.harness.plant.act import Act
from lotproof.harness.plant.acts import AnyAct, Course
from lotproof.harness.plant.blocked import Blocked
from lotproof.harness.plant.diary import Diary, Happening, Numbers
from lotproof.harness.plant.gauges import Gauge, Limit, limits
from lotproof.harness.plant.machines import Machine
from lotproof.harness.plant.papers import Mark, Papers, Unplayable
from lotproof.harness.plant.points import Point
from lotproof.harness.plant.stock import Stock

Doing = Generator[simpy.Event, Any, None]
"""An act at work: a SimPy process."""

Playing = dict[type[Act], Callable[["Scene", Any], Doing]]
"""What plays each act; every family of acts has a table of its own."""


def tagged(name: str) -> str:
    """An identifier of this run: `M1` is `M1-{tag}`."""
    return f"{name}-{{tag}}"


@lru_cache(1 << 14)
def parts(lot: str) -> tuple[str, str]:
    """Item code and lot number of `ITEM/LOT`."""
    item, _, number = lot.partition("/")
    return item, tagged(number)


def sscc(unit: int) -> str:
    return f"{{sscc:{unit}}}"


def amount(quantity: Decimal) -> str:
    """Decimal text without an exponent and without zeros at its end."""
    text = f"{quantity:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


class Ground(NamedTuple):
    """
    What all days of a plant share where many are played in a row: time, machines, the count of facts.

    `tell` takes each fact at once; without it, facts are drained. `at_once` means that every point is met.
    """

    env: simpy.Environment
    machines: dict[str, Machine]
    numbers: Numbers
    tell: Callable[[Happening], None] | None = None
    at_once: bool = False

    def events(self) -> int:
        """How many events there were so far: SimPy numbers them, and this takes the next number."""
        return int(next(self.env._eid))


def ground(tell: Callable[[Happening], None] | None = None, *, at_once: bool = False) -> Ground:
    """A ground on which nothing has happened yet."""
    return Ground(simpy.Environment(), {}, Numbers(), tell, at_once)


class Scene:
    """
    One plant on one day; `at` gives that of another plant on the same day.

    `papers` are what people have in hand (the body of a receipt, an order ...), so that they can enter again elsewhere
    what a system does not know. `used` are the consumptions of an order and lot that still hold, `blocked` is what
    quality has blocked. `perform` plays acts; the world sets it.
    """

    def __init__(self, enterprise: dict[str, Any], course: Course, shared: Ground | None = None) -> None:
        shared = shared or ground()
        self.env, self._at_once = shared.env, shared.at_once
        self.enterprise, self.course, self.plant = enterprise, course, course.plant
        self.diary, self.stock = Diary(course.plant, shared.numbers, shared.tell), Stock(self.env)
        self.operators = dict(course.people)
        self.points: dict[str, Point] = {}
        self.papers = Papers()
        self.used: dict[Mark, list[Fact]] = {}
        self.blocked = Blocked(cascade=enterprise["rules"].get("hold_cascade") == "made_of")
        self.perform: Callable[[tuple[AnyAct, ...]], Doing]
        self._so: set[tuple[str, ...]] = set()
        self._marks: dict[tuple[str, ...], simpy.Event] = {}
        self._machines = shared.machines
        self._keys: dict[str, str] = {}
        self._gauges: dict[tuple[str, str], Gauge] = {}
        self._limits = limits(enterprise)

    def at(self, plant: str) -> "Scene":
        """The same day, seen from another plant: time, diary, stock, marks and papers are one."""
        if plant == self.plant:
            return self
        other = copy(self)
        other.plant, other.diary = plant, self.diary.at(plant)
        return other

    @property
    def now_us(self) -> int:
        return int(self.env.now)

    def item(self, lot: str) -> dict[str, Any]:
        """Master data of a lot's item."""
        found: dict[str, Any] = self.enterprise["items"][parts(lot)[0]]
        return found

    def key(self, lot: str) -> str:
        """The item key of `ITEM/NUMBER`: a serial where the item is managed by serials, else a lot."""
        if lot not in self._keys:
            self._keys[lot] = (items.serial if self.is_serial(lot) else items.lot)(*parts(lot))
        return self._keys[lot]

    def is_serial(self, lot: str) -> bool:
        return bool(self.item(lot).get("serial_managed"))

    def unit_of(self, lot: str) -> str:
        return str(self.item(lot)["unit"])

    def operation(self, order: str) -> str:
        """The operation of an order: the one of its item's recipe."""
        item = self.papers["order", order]["item"]
        return str(next(iter(self.enterprise["boms"][item]["operations"])))

    def step(self, order: str) -> str:
        """The genealogy step of an operation run."""
        return f"{tagged(order)}/{self.operation(order)}"

    def machine(self, name: str) -> Machine:
        """A machine does one thing at a time."""
        if name not in self._machines:
            self._machines[name] = Machine(self.env)
        return self._machines[name]

    def gauge(self, machine: str, tag: str) -> Gauge:
        limit: Limit | None = self._limits.get((self.plant, machine, tag))
        return self._gauges.setdefault((machine, tag), Gauge(limit))

    def reach(self, *mark: str) -> None:
        """Something is so from now on."""
        if mark in self._so:
            return
        self._so.add(mark)
        if waited_for := self._marks.pop(mark, None):
            waited_for.succeed()

    def is_so(self, *mark: str) -> bool:
        """Whether a mark has been reached."""
        return mark in self._so

    def sure(self, name: str, wanted: str) -> None:
        """
        A system that people turn to knows of it: `expect` has seen to that.

        Raises:
            Unplayable: if nothing has.
        """
        if ("expected", name, wanted) not in self._so:
            what = f"nothing makes sure before this that the system knows {name.replace('_', ' ')} {wanted}"
            raise Unplayable(what, f"Put `- expect: {{{name}: {wanted}}}` before it, after what it waits for.")

    def unsure(self, name: str, wanted: str) -> None:
        """It has changed: a system has to be told anew."""
        self._so.discard(("expected", name, wanted))

    def until(self, *mark: str) -> Doing:
        """Wait until something is so; what is so already costs no event."""
        if mark not in self._so:
            yield self._marks.setdefault(mark, self.env.event())

    def patience(
        self,
        name: str,
        condition: Condition,
        flows: tuple[str, ...],
        span_us: int,
        deadline_s: float = 0.0,
    ) -> Generator[simpy.Event, Any, bool]:
        """Let a span of sim time pass, and tell at its end whether the condition has held since it began."""
        point = Point(
            id=name,
            condition=condition,
            span_us=span_us,
            opened_at_us=self.now_us,
            flows=flows,
            deadline_s=deadline_s,
            met=self._at_once,
        )
        self.points[name] = point
        yield self.env.timeout(span_us)
        del self.points[name]
        return point.met
