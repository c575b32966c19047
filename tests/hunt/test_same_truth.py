"""Same course, same truth: whichever correct integration meets it, however slow, under whatever allowed trouble."""

from pathlib import Path
from typing import Any

import lotproof.mocks.integration.variants as known
import pytest
from lotproof.harness.plan import make_plan
from lotproof.harness.suite.chase import untrue
from lotproof.harness.suite.options import Options
from lotproof.harness.suite.players import player
from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.outbox import Posting
from lotproof.mocks.integration.poster import Poster
from lotproof.mocks.integration.variants.variant import Variant

from tests.hunt.playing import SCENARIO, outcomes, played, sketch, strike, truth, wrong

LATE_S = 1.5
NODE = Path(__file__).parents[2] / "mocks" / "integration" / "node"

TROUBLES = {
    "an answer is lost": (strike("http_lost_answer", "consumed", 1, "mes", attempts=2, upper_s=2.0),),
    "a system is away": (strike("http_outage", "limit_crossed", 1, "qms", upper_s=2.0, settings={"status": "refuse"}),),
    "wires are cut": (
        strike("mqtt_cut", "consumed", 4, attempts=3, upper_s=2.0, settings={"where": "inside"}),
        strike("opcua_cut", "consumed", 6, attempts=2, upper_s=2.0),
    ),
    "all comes twice": (
        strike("mqtt_duplicate", "consumed", 2, upper_s=2.0, settings={"times": 3}),
        strike("floor_resend", "produced", 1, "floor", upper_s=2.0),
        strike("webhook_duplicate", "hold_placed", 1, "qms", attempts=3, upper_s=2.0),
    ),
    "it is killed": tuple(
        strike("process_kill", at, 1, upper_s=5.0, settings={"after_s": 0.002, "restart_s": 1.0})
        for at in ("order_released", "limit_crossed", "hold_placed")
    ),
}


class Slow(Poster):
    """Right, and in no hurry: each posting lies for a while before it is tried."""

    def begins(self, posting: Posting) -> float:
        return self.ports.clock.monotonic() + LATE_S


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> str:
    """The name under which the slow one is played."""
    there: dict[str, Any] = {"slow": Variant(title="slow, and right", must=(), parts=Parts(poster=Slow))}
    monkeypatch.setattr(known, "variants", lambda: there)
    return "slow"


@pytest.mark.parametrize("seed", [7, 23])
def test_five_troubles_leave_the_truth_as_it_is(seed: int, tmp_path: Path) -> None:
    """Under each of five troubles the truth is, to the byte, what it is without any, and the reference conforms."""
    calm = truth(played(sketch(seed), tmp_path))
    for name, strikes in TROUBLES.items():
        ended = played(sketch(seed, *strikes), tmp_path)
        assert truth(ended) == calm, name
        assert wrong(outcomes(ended)) == {}, name


@pytest.mark.parametrize("seed", [7, 23])
def test_a_slow_integration_leaves_the_truth_as_it_is(seed: int, slow: str, tmp_path: Path) -> None:
    """One whose postings are all late, and within their deadlines, gives the same truth and passes the same rows."""
    usual, late = played(sketch(seed), tmp_path), played(sketch(seed), tmp_path, slow)

    assert truth(late) == truth(usual)
    assert wrong(outcomes(late)) == {}


def test_truth_is_what_the_course_says_when_all_goes_well(tmp_path: Path) -> None:
    """The truth of a run follows from the plan alone: no integration need be there to say what it will be."""
    ended = played(sketch(11), tmp_path)

    assert untrue(sketch(11), ended.folder.truth_file) == {}
    assert untrue(sketch(12), ended.folder.truth_file) != {}


@pytest.mark.slow
@pytest.mark.sockets
@pytest.mark.timeout(600)
@pytest.mark.parametrize("who", ["reference", "node"])
def test_on_sockets_the_truth_is_the_same(who: str, tmp_path: Path) -> None:
    """The reference, and one in Node.js that polls and batches, give on sockets the fast lane's truth."""
    if who == "node" and not (NODE / "node_modules").exists():
        pytest.skip("make node-integration brings its packages")
    plan = make_plan(SCENARIO, size="sketch")
    files = (NODE / "lotproof.toml",) if who == "node" else ()
    with player(Options(lane="sockets", integrations=files, runs=tmp_path)) as one:
        ended = one.play(plan, tmp_path)

    assert ended.how == "played"
    assert truth(ended) == truth(played(plan, tmp_path / "fast"))
