"""The assembly scenario: pumps with numbers of their own, and a motor that is replaced."""

import pytest
from lotproof.harness.plan import make_plan

from tests.plant.conftest import facts, played, truth


@pytest.mark.parametrize("size", ["full", "sketch"])
@pytest.mark.parametrize("met", [True, False])
def test_each_pump_has_a_step_of_its_own(size: str, met: bool) -> None:
    """What is installed bears the pump that it went into; a motor comes out of P2 and lies in quarantine."""
    told = facts(played(make_plan("serial_swap", size=size), lambda point: met)[1])
    installed = [f for f in told if f.kind == "consumed"]
    (out,) = [f for f in told if f.kind == "removed"]

    assert {(f.subject, f.ins[0].role) for f in installed if "MT2" in f.ins[0].item or "MT3" in f.ins[0].item} == {
        ("serial:PUMP:P2-{tag}", "component")
    }
    assert (out.outs[0].item, out.outs[0].role, out.outs[0].location) == ("serial:MOTOR:MT2-{tag}", "removed", "QUAR")
    assert {f.step for f in installed if f.subject == out.subject} == {out.step}
    assert [f.subject for f in told if f.kind == "disposed"] == ["serial:MOTOR:MT2-{tag}"]


def test_when_a_point_was_met_moves_nothing() -> None:
    """Met at once or at the last moment: the truth is the same to the byte."""
    plan = make_plan("serial_swap", size="full")
    _, early = played(plan, lambda point: True)
    _, late = played(plan, lambda point: True, lambda point: 0.9)

    assert truth(early) == truth(late)
