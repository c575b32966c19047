"""
Faulty variants of the reference: one named vice each, in a file of its own, a few lines over the part that it spoils.

They exist so that the judge can be tried: each must be caught by the requirements that it is made to break. Add one by
adding a file with a `VARIANT`; its name is the file's.
"""

import importlib
import pkgutil
from difflib import get_close_matches
from functools import cache

from lotproof.mocks.integration.variants.variant import Variant


@cache
def variants() -> dict[str, Variant]:
    """All variants by name."""
    found = {}
    for module in pkgutil.iter_modules(__path__):
        variant = getattr(importlib.import_module(f"{__name__}.{module.name}"), "VARIANT", None)
        if isinstance(variant, Variant):
            found[module.name] = variant
    return dict(sorted(found.items()))


def named(name: str) -> Variant:
    """
    The variant of that name.

    Raises:
        KeyError: if there is none; the text names the nearest.
    """
    known = variants()
    if name not in known:
        near = ", ".join(get_close_matches(name, known, n=3, cutoff=0.3)) or ", ".join(known)
        raise KeyError(f"unknown variant {name!r}; did you mean {near}?")
    return known[name]
