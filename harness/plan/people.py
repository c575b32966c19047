"""Names of people, drawn by Faker under the seed and frozen in the plan: no later version of Faker can move them."""

from collections.abc import Iterable

from lotproof.harness.model.draws import Draws


def people(machines: Iterable[str], seed: int) -> dict[str, str]:
    """An operator for each machine."""
    from faker import Faker

    found = {}
    for machine in machines:
        faker = Faker("en_GB")
        faker.seed_instance(Draws(seed, "course").whole(0, 2**31, "people", machine))
        found[machine] = f"{faker.first_name()} {faker.last_name()}"
    return found
