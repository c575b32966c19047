"""All business systems of an enterprise: one line each."""

from collections.abc import Mapping
from typing import Any

from lotproof.mocks.carrier.system import system as carrier
from lotproof.mocks.cmms.system import system as cmms
from lotproof.mocks.erp.system import system as erp
from lotproof.mocks.kit.operations import System
from lotproof.mocks.mes.system import system as mes
from lotproof.mocks.portal.system import system as portal
from lotproof.mocks.qms.system import system as qms
from lotproof.mocks.wms.system import system as wms

USUAL = ("erp", "mes", "qms", "wms")
BUILDERS = {"erp": erp, "mes": mes, "qms": qms, "wms": wms, "portal": portal, "carrier": carrier, "cmms": cmms}


def landscape(enterprise: Mapping[str, Any]) -> tuple[System, ...]:
    """The systems that an enterprise has, in the order of its file; the usual ones if it names none."""
    named = enterprise.get("systems") or USUAL
    return tuple(BUILDERS[name](enterprise) for name in named if name in BUILDERS)
