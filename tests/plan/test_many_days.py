"""Days in a row are one plant's truth: counted through, each with names of its own, and forgotten when they end."""

import gc
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from lotproof.harness.model.errors import InputError
from lotproof.harness.model.facts import Fact
from lotproof.harness.plan import make_plan
from lotproof.harness.plant import World, build
from lotproof.harness.record.folder import RunFolder
from lotproof.harness.record.segment import read as read_segment
from lotproof.harness.record.truth import read
from lotproof.harness.suite.bulk import DRAWN, simulate
from lotproof.harness.suite.retelling import LEARNT, learnt

DAYS = 9


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Fact]]:
    """More days than a week has."""
    path = tmp_path_factory.mktemp("bulk") / "run"
    alone = len(one_day(7))
    simulate("food_hold", path, facts=alone * DAYS, seed=7)
    return path, list(read(path / "truth.jsonl"))


def one_day(seed: int) -> list[Fact]:
    """The facts of one day when every system is told at once."""
    world, facts = build(make_plan("food_hold", seed=seed)), []
    while world.peek_us() is not None:
        for point in world.points.values():
            point.latch()
        facts += [happening.fact for happening in world.step()]
    return facts


def unstamped(fact: Fact) -> tuple[object, ...]:
    return fact.kind, fact.at_us, fact.order.removesuffix("-0"), fact.words.get("value", ""), fact.stream, fact.seq


def test_the_first_day_is_the_scenario_itself(played: tuple[Path, list[Fact]]) -> None:
    """What happens on the first day happens in a run of that scenario and seed, at the same moments."""
    first = one_day(7)
    assert [unstamped(fact) for fact in played[1][: len(first)]] == [unstamped(fact) for fact in first]


def test_numbers_go_on(played: tuple[Path, list[Fact]]) -> None:
    """Facts are numbered through, and so is each stream; a cause is a fact that came before."""
    counts: Counter[str] = Counter()
    for number, fact in enumerate(played[1], start=1):
        assert fact.id == f"f{number}"
        assert all(int(cause[1:]) < number for cause in fact.causes)
        if fact.stream:
            assert fact.seq == counts[fact.stream]
            counts[fact.stream] += 1


def test_each_day_has_names_of_its_own(played: tuple[Path, list[Fact]]) -> None:
    """No lot is received twice, no order released twice, no unit packed twice; the week comes again after a week."""
    facts = played[1]
    for kind in ("received", "packed"):
        made = [portion.item for fact in facts if fact.kind == kind for portion in fact.outs]
        assert len(made) == len(set(made))
    orders = [fact.order for fact in facts if fact.kind == "order_released"]
    assert len(orders) == len(set(orders))
    amounts = {day: quantities(facts, day) for day in range(DAYS)}
    assert amounts[0] == amounts[DRAWN] != amounts[1]


def quantities(facts: list[Fact], day: int) -> list[str]:
    own = (fact for fact in facts if fact.kind == "received" and fact.outs[0].item.endswith(f"-{day}"))
    return [fact.outs[0].quantity for fact in own]


def test_the_same_seed_gives_the_same_truth(tmp_path: Path) -> None:
    """Two simulations of one seed are equal to the byte; each digest is the file's."""
    done = [simulate("food_hold", tmp_path / name, facts=300, seed=3) for name in "ab"]
    assert done[0].sha256 == done[1].sha256
    assert RunFolder(tmp_path / "a").digests()["truth.jsonl"] == done[0].sha256


def test_days_that_overlap_share_their_machines(tmp_path: Path) -> None:
    """Days that begin every hour end with all facts; a machine that another day keeps makes them wait."""
    apart = simulate("food_hold", tmp_path / "apart", facts=400, seed=7)
    close = simulate("food_hold", tmp_path / "close", facts=400, seed=7, every=timedelta(hours=1))
    moments = [max(fact.at_us for fact in read(tmp_path / name / "truth.jsonl")) for name in ("apart", "close")]
    assert close.facts >= apart.facts and close.events > 0
    assert moments[1] < moments[0]


def test_a_day_is_forgotten_when_it_has_ended(tmp_path: Path) -> None:
    """After many days no more plants are in memory than before."""
    gc.collect()
    before = sum(isinstance(one, World) for one in gc.get_objects())
    simulate("food_hold", tmp_path / "run", facts=1000)
    gc.collect()
    assert sum(isinstance(one, World) for one in gc.get_objects()) <= before


def test_the_folder_says_that_nothing_was_played(played: tuple[Path, list[Fact]]) -> None:
    """The ledger has a header and an end, and the evidence is sealed."""
    folder = RunFolder.open(played[0])
    folder.check_seal()
    entries = list(read_segment(folder.segment("conductor")))
    assert [entry.kind for entry in entries] == ["run", "end"]
    assert entries[1].body["how"] == "simulated"


def test_what_is_there_already_is_not_overwritten(tmp_path: Path) -> None:
    """A folder that exists, or a plan of no facts, is an input error."""
    with pytest.raises(InputError):
        simulate("food_hold", tmp_path)
    with pytest.raises(InputError):
        simulate("food_hold", tmp_path / "new", facts=0)
    with pytest.raises(InputError):
        simulate("food_hold", tmp_path / "new", every=timedelta(0))


@pytest.mark.parametrize("scenario", ["food_hold", "dst_night", "silo_blend"])
def test_days_that_come_again_are_told_as_they_would_be_simulated(tmp_path: Path, scenario: str) -> None:
    """After four weeks nothing is simulated any more, and the truth is that of a simulation, byte for byte."""
    told = simulate(scenario, tmp_path / "told", facts=6000)
    simulated = simulate(scenario, tmp_path / "simulated", facts=6000, retell=False)
    assert told.sha256 == simulated.sha256
    assert (told.days, told.facts) == (simulated.days, simulated.facts)
    assert told.days_retold == told.days - LEARNT * DRAWN > 0
    assert simulated.days_retold == simulated.facts_retold == 0
    assert told.events_per_fact == pytest.approx(simulated.events_per_fact, abs=0.02)


def test_days_that_overlap_are_never_told_again(tmp_path: Path) -> None:
    """What one day does depends on its neighbours there: each one is simulated."""
    assert simulate("food_hold", tmp_path / "run", facts=4000, every=timedelta(hours=3)).days_retold == 0


WEEKS = [b'{"id":"f%d","seq":7,"at":%d,"share":"50%%"}\n' % (1 + 10 * week, 5 * week) for week in range(6)]


def test_a_day_goes_on_growing_as_it_grew() -> None:
    """What stands stands, and numbers that grew go on by as much."""
    day = learnt(WEEKS[:4])
    assert day
    assert [day.next(), day.next()] == WEEKS[4:]
    assert day.facts == 1


@pytest.mark.parametrize(
    "fourth",
    [b'{"id":"f31","seq":8,"at":15,"share":"50%"}\n', b'{"id":"f32","seq":7,"at":15,"share":"50%"}\n', b""],
    ids=["a number that stood", "a number that grew otherwise", "nothing"],
)
def test_a_day_that_does_not_come_again_is_not_told_again(fourth: bytes) -> None:
    """One byte that two weeks do not foretell, and the day is simulated."""
    assert learnt([*WEEKS[:3], fourth]) is None
