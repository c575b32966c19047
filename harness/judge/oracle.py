"""The oracle as others name it: what facts ask for, and the live count of those that still wait."""

from lotproof.harness.judge.expect import Course, Need
from lotproof.harness.judge.openfacts import OpenFacts

__all__ = ["Course", "Need", "OpenFacts"]
