"""Variants: each has a vice, a name and a requirement that it is made to break."""

import pytest
from lotproof.harness.judge.requirements import REQUIREMENTS
from lotproof.mocks.integration.app import Integration
from lotproof.mocks.integration.variants import named, variants

from tests.integration.world import MORNING, Bench, live, settled


@pytest.mark.parametrize("name", variants())
def test_a_variant_names_real_requirements(name: str) -> None:
    """Its `must` is not empty, no row is in both sets, and every row is in the catalogue."""
    variant = variants()[name]

    assert variant.must and variant.title
    assert not set(variant.must) & set(variant.may)
    assert {*variant.must, *variant.may} <= set(REQUIREMENTS)


@pytest.mark.parametrize("name", variants())
def test_a_variant_works_all_the_same(name: str) -> None:
    """It starts, takes in a morning, and still answers."""

    def build(*ports: object) -> Integration:
        return variants()[name].build(*ports)  # type: ignore[arg-type]

    async def story(bench: Bench) -> None:
        await bench.hear(*MORNING[:6])
        await settled(3)
        assert (await bench.integration.get("/figures", {})).status == 200

    if name != "stops_at_poison":
        live(story, build=build)


def test_an_unknown_variant_names_the_nearest() -> None:
    """A mistyped name is answered with what may have been meant."""
    with pytest.raises(KeyError, match="order_twice"):
        named("order_twise")
