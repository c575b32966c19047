"""Names of people, drawn by Faker under the seed and frozen in the plan: no later version of Faker can move them."""

from collections.abc import Iterable
from typing import Any

from lotproof.harness.model.draws import Draws
from lotproof.harness.plan.names import every


def people(machines: Iterable[str], seed: int) -> dict[str, str]:
    """An operator for each machine."""
    from faker import Faker

    found = {}
    for machine in machines:
        faker = Faker("en_GB")
        faker.seed_instance(Draws(seed, "course").whole(0, 2**31, "people", machine))
        found[machine] = f"{faker.first_name()} {faker.last_name()}"
    return found


def reliefs(course: dict[str, list[dict[str, Any]]]) -> tuple[str, ...]:
    """Who takes over at a machine later: `P1#2` is the person of its second shift."""
    acts = (act for strand in course.values() for act in every(strand))
    return tuple(
        dict.fromkeys(f"{body.get('machine')}#{body.get('shift')}" for name, body in acts if name == "relieve")
    )
