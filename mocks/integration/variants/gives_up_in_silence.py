"""Wrong in two ways: what a system cannot take is given up, and nobody is told of what cannot be booked."""

from lotproof.mocks.integration.variants import gives_up_on_503, unknown_lot_swallowed
from lotproof.mocks.integration.variants.variant import both

VARIANT = both(
    gives_up_on_503.VARIANT,
    unknown_lot_swallowed.VARIANT,
    "What a system cannot take is given up, and nobody is told of what cannot be booked",
)
