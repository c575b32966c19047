"""The oracle: what facts ask for, netted; and the live count of facts that still wait."""

from decimal import Decimal
from random import Random

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from lotproof.harness.judge.case import Case
from lotproof.harness.judge.oracle import OpenFacts
from lotproof.harness.judge.places import number, same
from lotproof.harness.model.connector import Rhythm
from lotproof.harness.model.deadlines import Deadlines

from tests.judge.histories import ENTERPRISE, START_US, History, Planned, at_once, batching, lot, outcome, tagged

AMOUNTS = st.lists(st.integers(1, 50), min_size=1, max_size=8)
ROWS = ("FLOW-05", "RES-10")


def consumptions(amounts: list[int]) -> History:
    h = History()
    h.received("TOMATO", "T1", 1000)
    h.released("M1")
    for amount in amounts:
        h.consumed("M1", "TOMATO", "T1", amount)
    return h


def split(planned: list[Planned], random: Random) -> list[Planned]:
    """Each consumption in one to three postings that add up to it."""
    parts = []
    for one in planned:
        if one.effect.entity != "consumption":
            parts.append(one)
            continue
        whole, times = Decimal(one.effect.delta), random.randint(1, 3)
        cuts = [whole / times] * (times - 1)
        for quantity in (*cuts, whole - sum(cuts, Decimal(0))):
            effect = msgspec.structs.replace(one.effect, delta=f"{quantity:f}")
            parts.append(Planned(at=one.at + random.random(), effect=effect, fact=one.fact))
    return parts


@given(AMOUNTS, st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_batching_and_splitting_change_nothing(amounts, random):
    """However a sum is cut into postings, and in whatever order they come, the verdict is the same."""
    h = consumptions(amounts)
    whole = [outcome(consumptions(amounts).carry(style), row) for style in (at_once, batching) for row in ROWS]
    parts = [outcome(h.carry(at_once, lambda planned: split(planned, random)), row) for row in ROWS]
    assert set(whole) | set(parts) == {"pass"}


@given(AMOUNTS, st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None)
def test_the_order_of_arrival_is_irrelevant(amounts, random):
    """Effects that are made in another order, within their deadlines, end in the same account."""

    def shuffled(planned):
        times = [one.at for one in planned]
        random.shuffle(times)
        for one, at in zip(planned, times, strict=True):
            one.at = at
        return planned

    assert outcome(consumptions(amounts).carry(at_once, shuffled), "FLOW-05") == "pass"


@given(AMOUNTS, st.data())
@settings(max_examples=40, deadline=None)
def test_every_duplicate_and_every_loss_is_found(amounts, data):
    """One posting more or less than there should be changes the sum, and is found with the fact that it is of."""
    at = data.draw(st.integers(0, len(amounts) - 1))
    more = data.draw(st.booleans())

    def bend(planned):
        erp = [p for p in planned if (p.effect.system, p.effect.entity) == ("erp", "consumption")]
        if more:
            return [*planned, Planned(at=erp[at].at + 0.1, effect=erp[at].effect, fact=erp[at].fact)]
        return [one for one in planned if one is not erp[at]]

    h = consumptions(amounts).carry(at_once, bend)
    troubles = [t for sheet in Case(h.evidence()).sheets.values() for t in sheet.troubles]
    assert [t.wrong for t in troubles] == ["over" if more else "short"]
    assert h.facts[at + 2].id in troubles[0].facts


def test_a_fact_that_was_not_confirmed_may_be_missing():
    """What crossed no wire because a strike held it is no fault of the integration, posted or not."""
    for posted in (True, False):
        h = History()
        h.received("TOMATO", "T1", 400)
        h.released("M1")
        run = {"order": tagged("M1"), "operation": "10", "step": "M1"}
        ins = consumptions([7]).facts[-1].ins
        h.fact("consumed", stream="NORTH/W1/consumed", ins=ins, told=False, **run)
        h.strike("held", "mqtt_cut", "mqtt", 0.5, 60.0, 1.0)
        keep = [p for p in at_once(h) if posted or p.effect.entity != "consumption"]
        assert outcome(h.carry(lambda h, keep=keep: keep), "FLOW-05") in ("pass", "skip")


def test_a_fact_that_was_never_confirmed_without_any_trouble_is_missing():
    """An integration that does not listen is not excused."""
    h = History()
    h.received("TOMATO", "T1", 400)
    h.released("M1")
    ins = consumptions([7]).facts[-1].ins
    h.fact("consumed", stream="NORTH/W1/consumed", ins=ins, told=False, order=tagged("M1"), operation="10", step="M1")
    assert outcome(h, "FLOW-05") == "fail"


@given(AMOUNTS)
@settings(max_examples=30, deadline=None)
def test_open_facts_count_what_waits(amounts):
    """Every fact is open until its effects are in; after all of them none is, batched or not."""
    for style in (at_once, batching):
        h = consumptions(amounts)
        live = OpenFacts(ENTERPRISE)
        for fact in h.facts:
            live.on_fact(fact, START_US)
        assert set(live.open) == {fact.id for fact in h.facts}
        for planned in style(h):
            live.on_effect(planned.effect)
        assert live.open == ()


def test_effects_may_come_before_their_fact():
    """The integration is sometimes faster than the conductor's own note."""
    h = consumptions([5])
    live = OpenFacts(ENTERPRISE)
    for planned in at_once(h):
        live.on_effect(planned.effect)
    for fact in h.facts:
        live.on_fact(fact, START_US)
    assert live.open == ()


def test_open_facts_do_not_wait_for_what_may_be_raised():
    """A lot that nobody knows, and an order that was withdrawn before it arrived, are not waited for."""
    h = History()
    h.consumed("M1", "TOMATO", "T9", 5)
    h.released("X1")
    h.order("cancelled", "X1")
    live = OpenFacts(ENTERPRISE)
    for fact in h.facts:
        live.on_fact(fact, START_US)
    assert live.open == ()


def test_what_an_older_word_undoes_is_waited_for_again():
    """A lot is held and freed before anybody heard: it shows as free. Then the block comes, and is to go again."""
    h = History()
    h.received("TOMATO", "T1", 5)
    h.decided("TOMATO", "T1")
    live = OpenFacts(ENTERPRISE, ("lot_status",))
    for fact in h.facts:
        live.on_fact(fact, START_US)
    free = [one.effect for one in at_once(h) if one.effect.field == "status"]
    for effect in free:
        live.on_effect(effect)
    for fact in (h.held("TOMATO", "T1", "H1"), h.unheld("TOMATO", "T1", "H1")):
        live.on_fact(fact, START_US)
    assert live.open == ()
    live.on_effect(msgspec.structs.replace(free[-1], value="blocked"))
    assert live.open == (h.facts[-1].id,)
    live.on_effect(free[-1])
    assert live.open == ()


def test_a_change_that_may_be_raised_undoes_nothing():
    """An order is changed when it has started: MES may take the new quantity, or keep the old one."""
    h = History()
    h.released("M1", quantity=50)
    live = OpenFacts(ENTERPRISE, ("order_release",))
    for fact in h.facts:
        live.on_fact(fact, START_US)
    effects = [one.effect for one in at_once(h)]
    for effect in effects:
        live.on_effect(effect)
    for fact in (h.order("started", "M1"), h.order("changed", "M1", quantity="60")):
        live.on_fact(fact, START_US)
    quantity = next(one for one in effects if one.field == "quantity")
    live.on_effect(msgspec.structs.replace(quantity, value="60"))
    assert live.open == ()


def test_a_run_waits_until_a_missing_component_is_raised():
    """An order that was completed without its salt is to be raised by its name, unless the salt comes after all."""
    h = History()
    h.received("TOMATO", "T1", 5)
    h.released("M1")
    h.consumed("M1", "TOMATO", "T1", 5)
    h.order("completed", "M1")
    live = OpenFacts(ENTERPRISE)
    for fact in h.facts:
        live.on_fact(fact, START_US)
    assert live.to_raise == {tagged("M1"): (tagged("M1"),)}
    for fact in (h.received("SALT", "S1", 1), h.consumed("M1", "SALT", "S1", 1)):
        live.on_fact(fact, START_US)
    assert live.to_raise == {}


def test_holds_reach_descendants_also_later_ones():
    """A lot that is made of a held one is held from its first moment, until the last hold is gone."""
    h = History()
    h.received("SALT", "S1", 60)
    h.held("SALT", "S1", "H1")
    h.released("M1")
    h.consumed("M1", "SALT", "S1", 6)
    h.produced("M1", "SAUCE", "A1", 6)
    h.held("SAUCE", "A1", "H2")
    h.unheld("SALT", "S1", "H1")
    case = Case(h.evidence())
    lots = case.course.lots
    assert (lots.status(lot("SALT", "S1")), lots.status(lot("SAUCE", "A1"))) == ("free", "blocked")


def test_deadlines_are_base_and_rhythm_capped():
    """Base of the enterprise plus what the slowest rhythm needs, capped where holds are concerned."""
    rules = {"deadline_s": {"material_issue": 5, "lot_status": 4}, "deadline_cap_s": {"lot_status": 8}, "grace_s": 0.5}
    deadlines = Deadlines.of(
        rules, Rhythm(poll_s=2, backoff_max_s=1), Rhythm(flush_s=3, floor_poll_s=1, backoff_max_s=2)
    )
    assert deadlines.seconds("material_issue") == 5 + 2 + 3 + 1 + 2
    assert deadlines.seconds("lot_status") == 8
    assert deadlines.longest_s == max(deadlines.seconds("material_issue"), deadlines.seconds("return")) + 0.5


def test_numbers_are_compared_as_numbers():
    """500 and 500.000 are one quantity; text that is no number is compared as text."""
    assert same("500", "500.000")
    assert not same("500", "50")
    assert not same("free", "blocked")
    assert number("no") == 0
