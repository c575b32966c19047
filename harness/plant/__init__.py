"""
SimPy worlds: what a plant does and its people enter, fact by fact. Pure: no protocol, no asyncio, no wall clock.

`build(plan)` gives a `World`; the words of a course are in `acts`, and each family of acts has a file that plays it.
"""

from lotproof.harness.plant.diary import Happening
from lotproof.harness.plant.points import Point
from lotproof.harness.plant.world import World, build

__all__ = ["Happening", "Point", "World", "build"]
