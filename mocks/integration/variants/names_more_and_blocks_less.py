"""Wrong in two ways: a trace names lots that did not go in, and a hold does not reach those that it should."""

from lotproof.mocks.integration.variants import no_cascade, trace_names_too_much
from lotproof.mocks.integration.variants.variant import both

VARIANT = both(
    trace_names_too_much.VARIANT,
    no_cascade.VARIANT,
    "A trace names lots that did not go in, and a hold does not reach those that it should",
)
