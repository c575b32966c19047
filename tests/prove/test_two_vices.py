"""Variants that are wrong in two ways at once."""

import pytest
from lotproof.mocks.integration.app import Parts
from lotproof.mocks.integration.variants import variants
from lotproof.mocks.integration.variants.variant import both

KNOWN = variants()


def test_both_vices_are_in() -> None:
    """The two spoilt parts stand beside each other, and all that either has to break has to fall."""
    two = both(KNOWN["no_transfers"], KNOWN["no_cascade"], "two")

    assert two.parts.lots is KNOWN["no_cascade"].parts.lots
    assert two.parts.handlers == KNOWN["no_transfers"].parts.handlers != Parts().handlers
    assert two.must == ("FLOW-08", "QUA-03")
    assert not set(two.must) & set(two.may)


def test_handlers_of_both_are_in() -> None:
    """Two vices in two handlers are one set of handlers."""
    two = both(KNOWN["no_transfers"], KNOWN["loses_consumption"], "two")

    assert len([one for one in two.parts.handlers if one not in Parts().handlers]) == 2


def test_one_part_is_spoilt_once() -> None:
    """Two vices in the same part cannot both be in."""
    with pytest.raises(ValueError, match="both spoil"):
        both(KNOWN["no_cascade"], KNOWN["release_frees_all"], "two")
