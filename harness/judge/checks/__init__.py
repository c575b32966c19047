"""
The checks: one file per family, one function per requirement. Each says in its docstring what it judges, what counts as
exercised, and two correct integrations of different build that pass it.
"""

import importlib
import pkgutil
from functools import cache

from lotproof.harness.judge.checks.registry import CHECKS, Check


@cache
def checks() -> dict[str, Check]:
    """Every check by the id of its requirement."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
    return dict(sorted(CHECKS.items()))
