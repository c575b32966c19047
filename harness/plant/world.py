"""
A plant that is stepped from outside: strands of acts as SimPy processes, side by side in one simulated day.

    course.strands --process--> acts --diary--> happenings --step()--> whoever plays
                                  '--patience--> points <--latch()--'

Pure: the same course and the same outcomes of its points give the same facts, to the byte.
"""

from functools import partial
from typing import Any

import msgspec
import simpy
from lotproof.harness.model.errors import RigError
from lotproof.harness.model.plans import Plan
from lotproof.harness.plant import (
    complaints,
    customers,
    floor,
    maintenance,
    masters,
    office,
    quality,
    replacing,
    transfers,
    unpacking,
    waiting,
    warehouse,
)
from lotproof.harness.plant.acts import AnyAct, Course
from lotproof.harness.plant.diary import Happening
from lotproof.harness.plant.papers import Unplayable
from lotproof.harness.plant.points import Point
from lotproof.harness.plant.scene import Doing, Ground, Playing, Scene

DOING: Playing = {
    **complaints.DOING,
    **customers.DOING,
    **floor.DOING,
    **maintenance.DOING,
    **replacing.DOING,
    **masters.DOING,
    **office.DOING,
    **quality.DOING,
    **transfers.DOING,
    **unpacking.DOING,
    **waiting.DOING,
    **warehouse.DOING,
}
"""What plays each act, of all families."""


class World:
    """The plant as `harness.play.conductor` steps it, and as `harness.plan` rehearses it."""

    def __init__(self, enterprise: dict[str, Any], course: Course, shared: Ground | None = None) -> None:
        self.scene = Scene(enterprise, course, shared)
        self._open: dict[str, int] = {}
        self._strands: dict[simpy.Process, str] = {}
        for name, acts in course.strands.items():
            scene = self.scene.at(course.plants.get(name, course.plant))
            scene.perform = partial(self._perform, scene)
            self._strands[self.scene.env.process(self._strand(scene, name, acts))] = name

    @property
    def points(self) -> dict[str, Point]:
        """The points of patience that are open now, by id."""
        return self.scene.points

    @property
    def unfinished(self) -> dict[str, int]:
        """Strands that wait for what never comes, with the row of the act they stand at; of use when all is played."""
        return dict(self._open)

    @property
    def row(self) -> int:
        """The row of the act that is at work at this moment, of those that stand in a strand themselves."""
        process = self.scene.env.active_process
        return self._open.get(self._strands[process], 0) if process else 0

    def peek_us(self) -> int | None:
        """The sim time of the next step; None when nothing more will happen."""
        at_us = self.scene.env.peek()
        return None if at_us == float("inf") else int(at_us)

    def step(self) -> list[Happening]:
        """All that happens at the next moment, up to its first facts."""
        env = self.scene.env
        moment = env.peek()
        while env.peek() == moment and moment != float("inf"):
            env.step()
            if new := self.scene.diary.drain():
                return new
        return []

    def _strand(self, scene: Scene, name: str, acts: tuple[AnyAct, ...]) -> Doing:
        for act in acts:
            self._open[name] = act.row
            yield from self._perform(scene, (act,))
        self._open.pop(name, None)

    def _perform(self, scene: Scene, acts: tuple[AnyAct, ...]) -> Doing:
        row = 0
        try:
            for act in acts:
                row, machine = act.row, getattr(act, "machine", "")
                if not machine or isinstance(act, floor.BESIDE):
                    yield scene.env.timeout(act.after_us)
                    yield from DOING[type(act)](scene, act)
                    continue
                mine = scene.machine(machine)
                yield from mine.turn()
                yield scene.env.timeout(act.after_us)
                yield from DOING[type(act)](scene, act)
                mine.done()
        except Unplayable as wrong:
            raise wrong.at(row) from None


def build(plan: Plan) -> World:
    """
    The plant of a plan, before its first moment.

    Raises:
        RigError: if the plan's course is none; `make_plan` makes only such as are.
    """
    try:
        course = msgspec.convert(plan.course, Course)
    except msgspec.ValidationError as wrong:
        raise RigError("the plan's course cannot be read", which=plan.scenario, got=str(wrong)) from wrong
    return World(plan.enterprise, course)
