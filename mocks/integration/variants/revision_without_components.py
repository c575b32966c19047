"""A new revision comes to MES with its number, and without the component that it adds."""

from lotproof.mocks.integration.handlers.master import Masters
from lotproof.mocks.integration.ports import JSON
from lotproof.mocks.integration.variants.variant import Variant, instead


class FewerComponents(Masters):
    def bom(self, said: JSON) -> JSON:
        whole = super().bom(said)
        return {**whole, "components": whole["components"][:-1]}


VARIANT = Variant(
    title="A new revision of a bill of material comes to MES without one of its components",
    must=("FLOW-12",),
    parts=instead(FewerComponents),
    scenarios=("new_revision",),
)
