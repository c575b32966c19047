"""Bills of material: those of the enterprise, and the revisions that planners have published since."""

from collections.abc import Mapping
from typing import Any

import msgspec
from lotproof.mocks.erp.materials import Materials
from lotproof.mocks.erp.nouns import Bom, Component, NewBom
from lotproof.mocks.kit.entities import PAGE_MAX
from lotproof.mocks.kit.operations import Path, Posted, Reading
from lotproof.mocks.kit.quantities import text
from lotproof.mocks.kit.tx import Tx


class Boms:
    """Handlers of the rows about bills of material."""

    def __init__(self, materials: Materials) -> None:
        self._materials = materials

    def revise(self, tx: Tx, path: Path, body: NewBom) -> Posted:
        """Whoever looks sees both: the revision before it stands as long as orders bear it."""
        code, parts = self._materials.code(body.material), body.components
        components = [
            Component(material=self._known(part.material), operation=part.operation, quantity=text(part.quantity))
            for part in parts
        ]
        bom = Bom(material=self._materials.spelled(code), revision=body.revision, components=components)
        key = f"{code}/{body.revision}"
        tx.put(key, bom)
        tx.set("bom", key, "revision", body.revision, item=code)
        tx.announce("masters", "bom_revised", plant="", data=msgspec.to_builtins(bom))
        return Posted(id=key)

    def all(self, reading: Reading) -> list[Bom]:
        first = [self._first(code, bom) for code, bom in dict(reading.enterprise.get("boms") or {}).items()]
        later, _ = reading.entities.page(Bom, {}, after=0, limit=PAGE_MAX)
        return [*first, *(msgspec.json.decode(one, type=Bom) for one in later)]

    def _first(self, code: str, bom: Mapping[str, Any]) -> Bom:
        parts = [
            Component(
                material=self._materials.spelled(str(c["item"])), operation=operation, quantity=str(c["quantity"])
            )
            for operation, components in dict(bom.get("operations") or {}).items()
            for c in components
        ]
        material = self._materials.spelled(code)
        return Bom(material=material, revision=str(bom.get("revision", "")), components=parts)

    def _known(self, material: str) -> str:
        return self._materials.spelled(self._materials.code(material))
