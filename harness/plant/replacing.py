"""What people do when a system is replaced in mid-run."""

from lotproof.harness.model.seams import DeskCall
from lotproof.harness.plant import outside
from lotproof.harness.plant.scene import Doing, Playing, Scene, tagged


def cut_over(scene: Scene, act: outside.CutOver) -> Doing:
    """MES goes over to its successor; the floor goes on as it was."""
    words = {"migration": tagged(act.migration)}
    body = {**words, "plant": scene.plant, "event_time": "{at}"}
    scene.diary.desk("migrated", scene.now_us, DeskCall(system="mes", act="cut_over", body=body), words=words)
    scene.reach("migrated", act.migration)
    yield from ()


DOING: Playing = {outside.CutOver: cut_over}
