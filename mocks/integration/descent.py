"""
What a lot was made of, for holds: also through tanks, where a draw has only what can be in it.

Between steps time does not count: a hold covers what was split from or made of a lot, whenever. In a tank it does:
what was filled in after a draw is not in it.
"""

from lotproof.mocks.integration.genealogy import MADE_OF, MAKES
from lotproof.mocks.integration.store import Row, Store
from lotproof.mocks.integration.tanks import NEVER, STAY, Tanks


def origins(store: Store, tanks: Tanks, thing: str) -> set[str]:
    """All that a thing was made of, in whichever plant, also by way of other things."""
    bounds, ahead = {thing: NEVER}, [thing]
    while ahead:
        stay = ahead.pop()
        for made in tanks.within(stay, _made(store, stay.partition(STAY)[0])):
            for used in _used(store, made) if made["event_time"] <= bounds[stay] else ():
                origin = tanks.stay(used)
                bound = used["event_time"] if STAY in origin else NEVER
                if bounds.get(origin, "") < bound:
                    bounds[origin] = bound
                    ahead.append(origin)
    return {stay.partition(STAY)[0] for stay in bounds} - {thing}


def _made(store: Store, thing: str) -> list[Row]:
    """The edges by which a thing came out of a step."""
    sql = "SELECT * FROM edge WHERE thing = ? AND side = 'out' AND undone = ''"
    return store.rows(f"{sql} AND role IN {MAKES}", thing)


def _used(store: Store, made: Row) -> list[Row]:
    """What went into the step of an output, no later than it came out."""
    sql = "SELECT * FROM edge WHERE step = ? AND side = 'in' AND undone = '' AND event_time <= ?"
    return store.rows(f"{sql} AND role IN {MADE_OF}", made["step"], made["event_time"])
