"""Wrong in two ways: small consumptions are lost, and nobody is told of a component that is missing."""

from lotproof.mocks.integration.variants import loses_consumption, no_missing_component_alarm
from lotproof.mocks.integration.variants.variant import both

VARIANT = both(
    loses_consumption.VARIANT,
    no_missing_component_alarm.VARIANT,
    "Small consumptions are lost, and nobody is told of a component that is missing",
)
