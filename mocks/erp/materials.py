"""ERP's spelling of items: eighteen digits, zero-padded; padding makes no difference. Nobody else spells so."""

from collections.abc import Mapping
from typing import Any

from lotproof.mocks.kit.problems import RefusedError


def plain(material: str) -> str:
    return material.lstrip("0") if material.isdigit() else material


class Materials:
    """Material numbers and codes of one enterprise; `items` is its master data by code."""

    def __init__(self, enterprise: Mapping[str, Any]) -> None:
        items = dict(enterprise.get("items") or {})
        self.items: dict[str, dict[str, Any]] = {code: dict(item) for code, item in items.items()}
        self._codes = {plain(self.spelled(code)): code for code in self.items}

    def code(self, material: str) -> str:
        """
        Raises:
            RefusedError: `unknown-item`, if there is no such material.
        """
        found = self._codes.get(plain(material))
        if found is None:
            raise RefusedError("unknown-item", f"no material {material!r}", field="material")
        return found

    def spelled(self, code: str) -> str:
        """With its padding."""
        return str(self.items[code].get("erp_material") or code)

    def decimals(self, code: str) -> int:
        return int(self.items[code].get("decimals", 3))
