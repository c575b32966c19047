"""
Schedules of trouble, drawn by Hypothesis: which faults, where they begin, how far they go, and the seed of the course.

    calm run --> Ground (facts and calls to begin at) --> Schedule (seed, strikes) --> Plan

Every schedule is one that the requirements allow: each fault keeps within what it says of itself (`FaultKind.allowed`).
Smaller draws are simpler: fewer strikes, lower counts, no setting said. A bound is as long as it may be unless it has
to be shorter: what barely hits would need other strikes beside it to hit at all.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy
from lotproof.harness.faults.kinds import Allowed, FaultKind, kinds
from lotproof.harness.model.entries import Call, Entry
from lotproof.harness.model.facts import Fact
from lotproof.harness.model.plans import Anchor, Plan, StrikePlan
from lotproof.harness.suite.told import events

FLOOR = ("mqtt", "opcua", "floor")
UNSHOWN = ("sampled", "state_changed")
HOUSEKEEPING = ("token", "register_webhook")
SEEDS = 99
MOST = 6
"""So many strikes a schedule has at most."""


class Ground(msgspec.Struct, frozen=True, kw_only=True):
    """
    What strikes can begin at and aim at: how many `facts` of each kind a course has, which of them the floor shows,
    how many `calls` an integration makes, by `system.op`, and the operations of each system that `post`.
    """

    facts: dict[str, int]
    shown: dict[str, int]
    calls: dict[str, int]
    posts: dict[str, tuple[str, ...]]


class Schedule(msgspec.Struct, frozen=True, kw_only=True):
    """A seed of the course, and the strikes."""

    seed: int
    strikes: tuple[StrikePlan, ...] = ()

    @property
    def key(self) -> bytes:
        """The same for equal schedules."""
        return msgspec.json.encode(self, order="deterministic")

    def __str__(self) -> str:
        told = "; ".join(f"{one.fault} {one.target} at {place(one.at)}".replace("  ", " ") for one in self.strikes)
        return f"seed {self.seed}: {told or 'no trouble'}"


def place(at: Anchor) -> str:
    """Where a strike begins, in words."""
    what = f"call {at.nth} of {at.call}" if at.call else f"{at.fact} {at.nth}"
    where = ", ".join(f"{name} {value}" for name, value in at.where.items())
    return f"{what} ({where})" if where else what


def ground_of(facts: Iterable[Fact], entries: Iterable[Entry], client: str) -> Ground:
    """The ground that a run gives: its facts, and the calls of the client under test."""
    there = list(facts)
    seen = (msgspec.convert(entry.body, Call) for entry in entries if entry.kind == "call")
    made = [call for call in seen if call.client == client]
    calls = Counter(f"{call.system}.{call.op}" for call in made)
    posts: dict[str, dict[str, None]] = {}
    for call in made:
        if call.method == "POST" and call.op not in HOUSEKEEPING:
            posts.setdefault(call.system, {})[call.op] = None
    return Ground(
        facts=dict(Counter(fact.kind for fact in there)),
        shown=dict(Counter(fact.kind for fact in there if fact.stream and fact.kind not in UNSHOWN)),
        calls=dict(calls),
        posts={system: tuple(ops) for system, ops in posts.items()},
    )


def planned(plan: Plan, schedule: Schedule) -> Plan:
    """The plan of this course under this trouble and no other."""
    return msgspec.structs.replace(plan, trouble=schedule.strikes)


# -- drawing -----------------------------------------------------------------------------------------------------------


@st.composite
def schedules(draw: DrawFn, ground: Ground, *, seeds: int = SEEDS, most: int = MOST) -> Schedule:
    """Any schedule on this ground."""
    struck = draw(st.lists(strikes(ground), max_size=most))
    named = (msgspec.structs.replace(one, name=f"strike_{number}") for number, one in enumerate(struck, start=1))
    return Schedule(seed=draw(st.integers(0, seeds)), strikes=tuple(named))


def strikes(ground: Ground) -> SearchStrategy[StrikePlan]:
    """Any strike on this ground, nameless."""
    drawn = [kind for kind in kinds().values() if kind.allowed]
    return st.sampled_from(drawn).flatmap(lambda kind: strike(kind, ground))


@st.composite
def strike(draw: DrawFn, kind: FaultKind, ground: Ground) -> StrikePlan:
    """A strike of this fault."""
    allowed = kind.allowed or Allowed()
    target = draw(st.sampled_from(sorted(ground.posts))) if kind.where in ("http", "webhook") else kind.where
    low, high = allowed.attempts
    shorter = draw(st.integers(0, round(allowed.upper_s * 10) - 2))
    return StrikePlan(
        name="",
        fault=kind.name,
        at=draw(anchors(kind, allowed, ground)),
        target=target,
        attempts=draw(st.integers(low, high)),
        upper_s=round(allowed.upper_s - shorter / 10, 1),
        settings=draw(settings(kind, allowed, target, ground)),
    )


def anchors(kind: FaultKind, allowed: Allowed, ground: Ground) -> SearchStrategy[Anchor]:
    """Where this fault may begin."""
    facts = ground.shown if kind.where in FLOOR else ground.facts
    at_facts = nth_of(facts, lambda name, nth: Anchor(fact=name, nth=nth))
    at_calls = nth_of(ground.calls, lambda name, nth: Anchor(call=name, nth=nth))
    return at_facts | at_calls if allowed.calls and ground.calls else at_facts


def nth_of(counted: Mapping[str, int], make: Any) -> SearchStrategy[Anchor]:
    """One of these, each as likely as the next."""
    return st.sampled_from(sorted(counted)).flatmap(
        lambda name: st.integers(1, counted[name]).map(lambda nth: make(name, nth))
    )


@st.composite
def settings(draw: DrawFn, kind: FaultKind, allowed: Allowed, target: str, ground: Ground) -> dict[str, Any]:
    """The settings, as far as they are said at all: what is left away is the fault's own default."""
    values: dict[str, tuple[Any, ...]] = dict(allowed.settings)
    if "op" in kind.settings:
        values["op"] = ground.posts[target]
    if "type" in kind.settings:
        values["type"] = events(target)
    return draw(st.fixed_dictionaries({}, optional={name: st.sampled_from(there) for name, there in values.items()}))
