"""What the plant itself knows to be blocked: a plain act on it is a mistake of the scenario, a tried one is not."""

import pytest
from lotproof.harness.plant.blocked import Blocked
from lotproof.harness.plant.papers import Unplayable

RAW, MIX, JAR = "RAW/1", "MIX/1", "JAR/1"


def made(*, cascade: bool = True) -> Blocked:
    blocked = Blocked(cascade)
    blocked.made(MIX, [RAW])
    blocked.made(JAR, [MIX])
    return blocked


def test_a_hold_reaches_what_was_made_of_the_lot() -> None:
    """Over all steps, and named with the lot that it lies on."""
    blocked = made()
    blocked.block(RAW, "hold H1")
    with pytest.raises(Unplayable, match="JAR/1 is blocked by hold H1 on RAW/1"):
        blocked.check(7, [JAR])


def test_where_holds_do_not_cascade_only_the_lot_is_blocked() -> None:
    """The rule of the enterprise says so."""
    blocked = made(cascade=False)
    blocked.block(RAW, "hold H1")
    blocked.check(7, [JAR, MIX])
    with pytest.raises(Unplayable, match="RAW/1"):
        blocked.check(7, [RAW])


def test_of_two_holds_one_release_leaves_the_other() -> None:
    """Free again is what no hold lies on."""
    blocked = made()
    blocked.block(RAW, "hold H1")
    blocked.block(RAW, "hold H2")
    blocked.free(RAW, "hold H1", 5)
    with pytest.raises(Unplayable, match="hold H2"):
        blocked.check(7, [MIX])
    blocked.free(RAW, "hold H2", 6)
    blocked.check(7, [MIX])


def test_what_is_tried_may_be_blocked() -> None:
    """An attempt is there to be refused."""
    blocked = made()
    blocked.block(JAR, "hold H1")
    blocked.tried.add(7)
    blocked.check(7, [JAR])


def test_what_was_freed_is_let_go_once_the_systems_can_have_heard() -> None:
    """Used on the floor at once; moved, shipped, sent or dispatched after a pause that began later."""
    blocked = made()
    blocked.block(RAW, "hold H1")
    blocked.free(RAW, "hold H1", 5)
    blocked.check(7, [JAR])
    with pytest.raises(Unplayable, match="has not heard yet that JAR/1 is free"):
        blocked.check(7, [JAR], by_system=True)
    blocked.known_us = 6
    blocked.check(7, [JAR], by_system=True)


def test_what_is_scrapped_is_blocked_alone() -> None:
    """What was made of it before is not."""
    blocked = made()
    blocked.doom(MIX, "disposition D1")
    blocked.check(7, [JAR, RAW], by_system=True)
    with pytest.raises(Unplayable, match="MIX/1 is blocked by disposition D1"):
        blocked.check(7, [MIX])
