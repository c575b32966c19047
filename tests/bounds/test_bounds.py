"""Bounds of commingled tanks are exact, and hold for every way in which a tank can empty."""

import random
from collections import defaultdict
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lotproof.harness.judge.bounds import Draw, Emptied, Fill, Mixing, Transfer, bounds
from lotproof.harness.judge.bounds.moves import UNKNOWN, settled
from lotproof.harness.model.errors import InputError

FIFO, PERFECT = Mixing(kind="fifo"), Mixing(kind="perfect")


def fill(lot, quantity, vessel="T"):
    return Fill(vessel=vessel, lot=lot, quantity=Decimal(quantity))


def draw(name, quantity, vessel="T"):
    return Draw(vessel=vessel, name=name, quantity=Decimal(quantity))


def move(source, target, quantity):
    return Transfer(source=source, target=target, quantity=Decimal(quantity))


WORKED = [fill("A", 60), fill("B", 40), draw("X", 50), fill("C", 30), draw("Y", 50), draw("Z", 30)]


@pytest.mark.parametrize(
    ("name", "lots", "low", "high", "says"),
    [
        ("X", "A", 10, 50, "must"),
        ("X", "B", 0, 40, "may"),
        ("X", "C", 0, 0, "must_not"),
        ("X", "AB", 50, 50, "must"),
        ("Y", "A", 0, 50, "may"),
        ("Y", "B", 0, 40, "may"),
        ("Y", "C", 0, 30, "may"),
        ("Y", "AB", 20, 50, "must"),
        ("Z", "A", 0, 30, "may"),
        ("Z", "B", 0, 30, "may"),
        ("Z", "C", 0, 30, "may"),
        ("Z", "AB", 0, 30, "may"),
    ],
)
def test_the_worked_example_of_unknown_mixing(name, lots, low, high, says):
    """60 A, 40 B, 50 out, 30 C, 50 out, 30 out: Y holds some of {A, B} for certain, though of neither alone."""
    found = bounds(WORKED, name, lots)
    assert (found.lo, found.hi, found.says) == (low, high, says)


@pytest.mark.parametrize(
    ("name", "perfect", "fifo"),
    [("X", "30 20 0", "50 0 0"), ("Y", "18.75 12.5 18.75", "10 40 0"), ("Z", "11.25 7.5 11.25", "0 0 30")],
)
def test_the_worked_example_of_perfect_mixing_and_of_plug_flow(name, perfect, fifo):
    """The same tank, stirred, and as a pipe."""
    for lot, stirred, piped in zip("ABC", perfect.split(), fifo.split(), strict=True):
        assert bounds(WORKED, name, lot, PERFECT).lo == bounds(WORKED, name, lot, PERFECT).hi == Decimal(stirred)
        assert bounds(WORKED, name, lot, FIFO).lo == bounds(WORKED, name, lot, FIFO).hi == Decimal(piped)


def test_amounts_below_epsilon_count_for_none():
    """After ten turnovers a stirred tank still holds a trace of the first lot, and no must follows from it."""
    history = [fill("A", 100)]
    for turn in range(10):
        history += [draw(f"d{turn}", 90), fill("B", 90)]
    history.append(draw("last", 50))
    assert bounds(history, "last", "A", PERFECT).says == "must"
    assert bounds(history, "last", "A", Mixing(kind="perfect", epsilon=Decimal("0.001"))).says == "must_not"


def test_a_proven_empty_ends_a_lot_and_a_gain_is_a_lot_of_its_own():
    """After cleaning nothing of A can be there; what came from nowhere is UNKNOWN."""
    history = [fill("A", 10), draw("X", 4), Emptied(vessel="T"), fill("B", 5), draw("Y", 7)]
    for mixing in (Mixing(), PERFECT, FIFO):
        assert bounds(history, "Y", "A", mixing).says == "must_not"
        assert bounds(history, "Y", [UNKNOWN], mixing) == bounds(history, "Y", [UNKNOWN])
    assert bounds(history, "Y", "B").lo == 5


def test_several_draws_of_one_name_are_one():
    """An order that drew twice holds the sum, exactly: 40 of A cannot hide when 70 of 100 were taken."""
    history = [fill("A", 40), fill("B", 60), draw("O", 35), draw("P", 30), draw("O", 35)]
    assert (bounds(history, "O", "A").lo, bounds(history, "O", "A").hi) == (10, 40)


def test_tanks_that_feed_tanks():
    """A goes over into T2 in part; what leaves T2 can hold as much as went over."""
    history = [fill("A", 10), fill("B", 10), move("T", "U", 15), fill("C", 5, "U"), draw("X", 20, "U"), draw("Y", 5)]
    assert (bounds(history, "X", "A").lo, bounds(history, "X", "A").hi) == (5, 10)
    assert (bounds(history, "Y", "A").lo, bounds(history, "Y", "A").hi) == (0, 5)
    assert bounds(history, "Y", "C").says == "must_not"


def test_what_cannot_be_asked_is_said():
    """An unknown draw, a negative quantity, a pipe that feeds a pipe."""
    with pytest.raises(InputError, match="no such draw"):
        bounds(WORKED, "W", "A")
    with pytest.raises(InputError, match="not positive"):
        bounds([fill("A", -1), draw("X", 1)], "X", "A")
    with pytest.raises(InputError, match="single vessels"):
        bounds([fill("A", 1), move("T", "U", 1), draw("X", 1, "U")], "X", "A", FIFO)


# --- against a slow brute force --------------------------------------------------------------------------------------


def random_history(chance, tanks, moves):
    """A history whose stock never goes below zero; lots L0..L4, draws named once or twice."""
    stock, history = defaultdict(Decimal), []
    for at in range(moves):
        tank, amount = chance.choice(tanks), Decimal(chance.randint(1, 60)) / 4
        what = chance.random()
        if what < 0.45 or stock[tank] == 0:
            history.append(fill(f"L{chance.randint(0, 4)}", amount, tank))
            stock[tank] += amount
        elif what < 0.75 or len(tanks) == 1:
            amount = min(amount, stock[tank])
            history.append(draw(f"d{at // 2 if chance.random() < 0.3 else at}", amount, tank))
            stock[tank] -= amount
        else:
            target, amount = chance.choice([t for t in tanks if t != tank]), min(amount, stock[tank])
            history.append(move(tank, target, amount))
            stock[tank], stock[target] = stock[tank] - amount, stock[target] + amount
    return history


def by_linear_program(history, name, lots):
    """The bounds again, by a linear program over how much of the set leaves with each move."""
    optimize = pytest.importorskip("scipy.optimize", reason="needs the extra columns: pip install lotproof[columns]")
    moves = settled(history)
    inside, rows, limits, bounds_, objective = defaultdict(dict), [], [], [], []
    stock = defaultdict(float)
    for at, one in enumerate(moves):
        quantity = float(one.quantity)
        if isinstance(one, Fill):
            stock[one.vessel] += quantity
            inside[one.vessel][-1] = inside[one.vessel].get(-1, 0) + (quantity if one.lot in lots else 0)
            bounds_.append((0, 0))
            objective.append(0)
            continue
        source = one.source if isinstance(one, Transfer) else one.vessel
        before = dict(inside[source])
        bounds_.append((0, quantity))
        objective.append(1 if isinstance(one, Draw) and one.name == name else 0)
        # x <= what is inside, and what is inside - x <= stock - quantity
        rows.append(({at: 1, **{k: -v for k, v in before.items() if k >= 0}}, before.get(-1, 0)))
        stock[source] -= quantity
        rest = {**before, at: -1}
        rows.append(({k: v for k, v in rest.items() if k >= 0}, stock[source] - before.get(-1, 0)))
        inside[source] = defaultdict(float, rest)
        if isinstance(one, Transfer):
            stock[one.target] += quantity
            inside[one.target][at] = inside[one.target].get(at, 0) + 1
    matrix = [[row.get(at, 0) for at in range(len(moves))] for row, _ in rows]
    limits = [limit for _, limit in rows]
    found = [
        sign * optimize.linprog([sign * c for c in objective], matrix or None, limits or None, bounds=bounds_).fun
        for sign in (1, -1)
    ]
    return tuple(found)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**9), st.sampled_from([["T"], ["T", "U"], ["T", "U", "V"]]))
def test_bounds_are_those_of_a_linear_program(seed, tanks):
    """For random tanks and networks, per lot and per pair of lots, to the last quarter."""
    history = random_history(random.Random(seed), tanks, 12)
    for name in {one.name for one in history if isinstance(one, Draw)}:
        for lots in (["L0"], ["L1", "L2"]):
            found = bounds(history, name, lots)
            assert (float(found.lo), float(found.hi)) == pytest.approx(by_linear_program(history, name, lots), abs=1e-6)


def simulate(history, pick):
    """The amount of each lot in each named draw, when `pick(stock, d)` says what leaves; stock is [(lot, amount)]."""
    tanks, got = defaultdict(list), defaultdict(Decimal)
    for one in settled(history):
        if isinstance(one, Fill):
            tanks[one.vessel].append((one.lot, one.quantity))
            continue
        source = one.source if isinstance(one, Transfer) else one.vessel
        out, tanks[source] = pick(tanks[source], one.quantity)
        if isinstance(one, Transfer):
            tanks[one.target] += out
        for lot, amount in out if isinstance(one, Draw) else ():
            got[one.name, lot] += amount
    return got


def in_order(stock, drawn):
    """The first layers leave."""
    out, rest = [], []
    for lot, amount in stock:
        taken = min(amount, drawn)
        drawn -= taken
        out += [(lot, taken)] if taken else []
        rest += [(lot, amount - taken)] if amount > taken else []
    return out, rest


def last_first(stock, drawn):
    out, rest = in_order(stock[::-1], drawn)
    return out, rest[::-1]


def by_chance(chance):
    def pick(stock, drawn):
        crumbs = [(lot, amount / 4) for lot, amount in stock for _ in range(4)]
        chance.shuffle(crumbs)
        return in_order(crumbs, drawn)

    return pick


def evenly(stock, drawn):
    total = sum(amount for _, amount in stock)
    out = [(lot, amount * drawn / total) for lot, amount in stock]
    return out, [(lot, amount - amount * drawn / total) for lot, amount in stock]


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 10**9), st.sampled_from([["T"], ["T", "U"]]))
def test_every_way_of_emptying_lies_inside(seed, tanks):
    """First in first out, last in first out, at random and perfectly mixed: truth is within the bounds."""
    chance = random.Random(seed)
    history = random_history(chance, tanks, 14)
    names = {one.name for one in history if isinstance(one, Draw)}
    slack = Decimal("1e-18")
    for pick in (in_order, last_first, by_chance(chance), evenly):
        got = simulate(history, pick)
        for name in names:
            for lot in ("L0", "L1", "L2", "L3", "L4"):
                found = bounds(history, name, [lot])
                assert found.lo - slack <= got[name, lot] <= found.hi + slack


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 10**9))
def test_each_model_is_met_by_its_own_simulation(seed):
    """Plug flow without a band and perfect mixing are single values, and lie within the bounds of unknown mixing."""
    history = random_history(random.Random(seed), ["T"], 14)
    piped, stirred = simulate(history, in_order), simulate(history, evenly)
    for name in {one.name for one in history if isinstance(one, Draw)}:
        for lot in ("L0", "L1", "L2"):
            fifo, perfect, wide = (bounds(history, name, [lot], m) for m in (FIFO, PERFECT, Mixing()))
            assert fifo.lo == fifo.hi == piped[name, lot]
            assert abs(perfect.lo - stirred[name, lot]) < Decimal("1e-18") > perfect.hi - perfect.lo
            assert wide.lo <= fifo.lo <= wide.hi


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 10**9), st.integers(0, 12))
def test_a_band_holds_every_displacement_within_it(seed, width):
    """Grains that leave up to the band early or late stay within the bounds, and a wider band is never narrower."""
    chance = random.Random(seed)
    lots = [f"L{chance.randint(0, 3)}" for _ in range(6)]
    sizes = [chance.randint(1, 9) for _ in lots]
    history = [fill(lot, size) for lot, size in zip(lots, sizes, strict=True)]
    cuts, left = [], sum(sizes)
    while left:
        cuts.append(min(left, chance.randint(1, 9)))
        left -= cuts[-1]
    history += [draw(f"d{at}", size) for at, size in enumerate(cuts)]
    grains = [lot for lot, size in zip(lots, sizes, strict=True) for _ in range(size)]
    # Sorting by place plus a jitter of at most the band moves no grain further than the band.
    order = sorted(range(len(grains)), key=lambda at: at + chance.uniform(0, width))
    start = 0
    for at, size in enumerate(cuts):
        taken = [grains[place] for place in order[start : start + size]]
        start += size
        for lot in set(lots):
            found = bounds(history, f"d{at}", [lot], Mixing(kind="fifo", band=Decimal(width)))
            assert found.lo <= taken.count(lot) <= found.hi
            assert found.lo <= bounds(history, f"d{at}", [lot], FIFO).lo <= found.hi
