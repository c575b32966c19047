"""The columnar judge says what the plain one says."""

import random
from decimal import Decimal

import pytest
from lotproof.harness.model.clocks import SystemClock
from lotproof.harness.model.effects import Effect
from lotproof.harness.model.entries import Answer
from lotproof.harness.model.errors import InputError
from lotproof.harness.model.facts import Fact, Portion
from lotproof.harness.model.tags import Tag
from lotproof.harness.record.segment import Segment
from lotproof.harness.record.truth import Truth

pytest.importorskip("duckdb", reason="needs the extra columns: pip install lotproof[columns]")
pytest.importorskip("scipy", reason="needs the extra columns: pip install lotproof[columns]")

from lotproof.harness.judge import csr
from lotproof.harness.judge.columns import Columns
from lotproof.harness.judge.reach import Edge, earliest, latest, ordered

TAG = Tag.of(4711)


def used(order, item, quantity, at):
    portion = Portion(item=f"lot:{item}", role="input", quantity=quantity, unit="kg")
    return fact("consumed", order, at, ins=(portion,))


def made(order, item, quantity, at, role="output"):
    portion = Portion(item=f"lot:{item}", role=role, quantity=quantity, unit="kg")
    return fact("produced", order, at, outs=(portion,))


def fact(kind, order, at, **more):
    return Fact(id=f"{kind}-{at}", kind=kind, at_us=at, plant="NORTH", order=f"{order}-{{tag}}", operation="10", **more)


FACTS = [
    used("M1", "TOMATO:T-{tag}-1", "60.5", 10),
    used("M1", "TOMATO:T-{tag}-1", "39.5", 20),
    made("M1", "BASE:B-{tag}", "100", 30),
    used("M2", "BASE:B-{tag}", "40", 40),
    made("M2", "SAUCE:S-{tag}", "80", 50),
    made("M2", "PEEL:P-{tag}", "1", 60, role="by_product"),
]


def effect(entity, order, item, lot, delta, **more):
    rendered = {name: TAG.render(text) for name, text in (("order", f"{order}-{{tag}}"), ("lot", lot))}
    return Effect(
        posting="p",
        client="c",
        system="mes",
        entity=entity,
        key="k",
        field="quantity",
        delta=delta,
        operation="10",
        item=item,
        **rendered,
        **more,
    )


RIGHT = [
    effect("consumption", "M1", "TOMATO", "T-{tag}-1", "100.000"),
    effect("production", "M1", "BASE", "B-{tag}", "100"),
    effect("consumption", "M2", "BASE", "B-{tag}", "40"),
    effect("production", "M2", "SAUCE", "S-{tag}", "80", status="output"),
    effect("production", "M2", "PEEL", "P-{tag}", "1", status="by_product"),
]


@pytest.fixture
def columns(tmp_path):
    """Opens a run with the facts above and these effects in its ledger."""

    def opened(effects, torn=b""):
        truth = Truth(tmp_path / "truth.jsonl")
        for one in FACTS:
            truth.write(one)
        truth.close()
        segment = Segment(tmp_path / "mes.jsonl", writer="mes", clock=SystemClock())
        segment.write("answer", Answer(system="mes", client="c", op="x", status=201, wire_status=201, delivered=True))
        for one in effects:
            segment.write("effect", one)
        segment.close()
        with segment.path.open("ab") as file:
            file.write(torn)
        loaded = Columns(tmp_path / "spill", memory_mib=512)
        loaded.load_truth(tmp_path / "truth.jsonl", TAG)
        loaded.load_ledger([segment.path], TAG)
        return loaded

    return opened


def test_equal_sums_are_no_difference(columns):
    """Two postings or one, 100 or 100.000: the net counts; a torn last line is no evidence."""
    with columns(RIGHT, torn=b'{"v":1,"kind":"eff') as run:
        assert run.compare() == []


def test_missing_extra_and_unequal_are_told(columns):
    """Each with what was expected and what was observed; another run's rows are nobody's."""
    other = Effect(
        posting="p", client="c", system="mes", entity="consumption", key="k", field="quantity", delta="5", lot="Z"
    )
    wrong = [
        effect("consumption", "M1", "TOMATO", "T-{tag}-1", "99"),
        *RIGHT[2:],
        effect("production", "M3", "SAUCE", "X-{tag}", "7"),
        other,
    ]
    with columns(wrong) as run:
        told = {(one.order[:2], one.item, one.expected, one.observed) for one in run.compare()}
    assert told == {
        ("M1", "TOMATO", Decimal(100), Decimal(99)),
        ("M1", "BASE", Decimal(100), None),
        ("M3", "SAUCE", None, Decimal(7)),
    }


def test_differences_are_counted_by_kind(columns):
    """Without a limit: sums that are missing, sums that nobody expected, sums that are unequal."""
    observed = [RIGHT[0], *RIGHT[2:], effect("production", "M1", "BASE", "B-{tag}-X", "100"), RIGHT[2]]
    counted = columns(observed).count()
    assert (counted.missing, counted.extra, counted.unequal) == (1, 1, 1)


def test_what_nets_to_zero_was_never_there(columns):
    """A posting and its reversal leave nothing behind that is extra."""
    back = effect("consumption", "M9", "SALT", "X-{tag}", "-5")
    assert columns([*RIGHT, effect("consumption", "M9", "SALT", "X-{tag}", "5"), back]).compare() == []


def test_a_source_event_with_two_rows_is_shown(columns):
    """The same source event twice in one place is told with its sum; twice for two lots it is not."""
    twice = effect("consumption", "M1", "TOMATO", "T-{tag}-1", "60.5", reference="NORTH/W1/consumed#7")
    other = effect("consumption", "M1", "TOMATO", "T-{tag}-2", "60.5", reference="NORTH/W1/consumed#7")
    run = columns([*RIGHT, twice, twice, other])
    (found,) = run.doubled()
    assert (found.reference, found.entity, found.times) == ("NORTH/W1/consumed#7", "consumption", 2)
    assert (found.lot, found.quantity) == (TAG.render("T-{tag}-1"), Decimal(121))
    assert run.count_doubled() == 1 and run.count_doubled("erp") == 0


@pytest.mark.parametrize("amount", ["1234567890123", "0.123456789", "99.123456001"])
def test_no_amount_is_rounded(columns, amount):
    """Thirteen digits, nine decimals: beyond eight bytes, and told as they are; a last decimal makes a difference."""
    wrong = [*RIGHT, effect("consumption", "M9", "SALT", "X-{tag}", amount)]
    with columns(wrong) as run:
        (found,) = run.compare()
    assert found.observed == Decimal(amount)


def test_a_recall_is_counted_without_its_names(columns):
    """The count is that of the names, for one that is known and for one that is not."""
    run = columns(RIGHT)
    start = TAG.render("lot:TOMATO:T-{tag}-1")
    for lot in (start, "lot:NONE:N"):
        assert run.count_recalled(lot) == len(run.recall(lot))
        assert run.count_recalled(lot, since=45) == len(run.recall(lot, since=45))


def test_recall_and_trace_over_orders(columns):
    """A raw lot reaches both orders and all they made; in time, only what came after."""
    name = TAG.render
    with columns(RIGHT) as run:
        everything = {name(key) for key in ("step:M1-{tag}/10", "lot:BASE:B-{tag}", "step:M2-{tag}/10")}
        everything |= {name("lot:SAUCE:S-{tag}"), name("lot:PEEL:P-{tag}")}
        assert run.recall(name("lot:TOMATO:T-{tag}-1")) == everything
        assert run.recall(name("lot:TOMATO:T-{tag}-1"), "mes") == everything
        assert run.recall(name("lot:TOMATO:T-{tag}-1"), since=15) == everything
        assert run.recall(name("lot:TOMATO:T-{tag}-1"), since=25) == set()
        assert run.recall("lot:NO:NE") == set()
        assert run.trace(name("lot:BASE:B-{tag}")) == {name("step:M1-{tag}/10"), name("lot:TOMATO:T-{tag}-1")}
        assert run.trace(name("lot:SAUCE:S-{tag}"), until=45) == set()


def test_a_file_that_is_not_there_is_named(tmp_path):
    """The user's input, not our fault."""
    with Columns(tmp_path) as run, pytest.raises(InputError, match="no such file"):
        run.load_truth(tmp_path / "none.jsonl", TAG)


@pytest.mark.parametrize("seed", range(30))
def test_waves_agree_with_the_one_pass(seed):
    """Arrays and the plain scan give the same arrivals, forward and back, parallel edges and equal times included."""
    chance = random.Random(seed)
    edges = ordered(
        Edge(chance.randrange(12), chance.randrange(12), chance.randrange(10)) for _ in range(chance.randrange(40))
    )
    import numpy as np

    columns = [np.array([edge[at] for edge in edges], dtype=np.int64) for at in range(3)]
    graph = csr.csr(*columns, 12)
    plain = earliest(edges, 0, 3)
    found = csr.arrivals(graph, 0, 3)
    assert {at: when for at, when in enumerate(found.tolist()) if when < csr.NEVER} == plain
    back = csr.arrivals(csr.turned(graph), 0, -7)
    assert {at: -when for at, when in enumerate(back.tolist()) if when < csr.NEVER} == latest(edges, 0, 7)
    assert set(csr.closure(graph, 0).tolist()) == set(earliest([edge._replace(start=0) for edge in edges], 0, 0))
