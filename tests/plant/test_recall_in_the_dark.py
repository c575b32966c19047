"""A recall while WMS is away: what happens in the dark, and that the plant does not feel it."""

from lotproof.harness.plan import make_plan

from tests.plant.conftest import facts, played, truth


def test_a_delivery_and_a_pallet_pass_while_wms_is_away() -> None:
    """From the strike's fact on: R4 comes in, S2 leaves, and both lots of GR-8 are held."""
    plan = make_plan("recall_in_the_dark")
    (strike,) = plan.trouble
    told = facts(played(plan, lambda point: True)[1])
    since = next(at for at, fact in enumerate(told) if fact.kind == strike.at.fact and strike.at.fits(fact))

    assert [fact.kind for fact in told[since:]] == ["received", "shipped", "hold_placed", "hold_placed"]
    assert {fact.subject for fact in told[since + 2 :]} == {"lot:OATS:T1-{tag}", "lot:OATS:T2-{tag}"}


def test_when_a_point_was_met_moves_nothing() -> None:
    """Met at once or at the last moment: the truth is the same to the byte."""
    plan = make_plan("recall_in_the_dark")
    _, early = played(plan, lambda point: True)
    _, late = played(plan, lambda point: True, lambda point: 0.9)

    assert truth(early) == truth(late)
