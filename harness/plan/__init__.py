"""
From files that people write to a Plan that is closed: enterprise, course and trouble, with nothing left to chance.

    enterprise.yaml --.
    scenario.yaml ----+--> read, check, draw, rehearse --> Plan
    seed, size -------'

Every mistake is named with its file, its line and the nearest word that would have been right.
"""

from lotproof.harness.plan.enterprises import enterprise
from lotproof.harness.plan.make import Listed, make_plan, scenarios
from lotproof.harness.plan.schemas import schemas

__all__ = ["Listed", "enterprise", "make_plan", "scenarios", "schemas"]
