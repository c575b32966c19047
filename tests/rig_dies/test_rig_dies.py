"""Conductor, systems and broker are killed in the midst of a run. LOTPROOF_DEATHS says how often each."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from lotproof.harness.model.errors import InputError

from tests.cli.command import Command
from tests.rig_dies.rig import Rig

pytestmark = [pytest.mark.sockets, pytest.mark.slow, pytest.mark.timeout(400)]

HOST = (sys.executable, "-m", "lotproof.mocks.host")
DEATHS = range(int(os.environ.get("LOTPROOF_DEATHS", "1")))


def nothing_is_lost(rig: Rig) -> None:
    """
    Every number is in its place; what was shown, entered or committed was written down; the reference, which is right,
    is not blamed.
    """
    evidence = rig.evidence
    assert evidence.truth_differs == ""
    assert not rig.committed() - rig.recorded()
    assert set(evidence.desks) <= set(evidence.fact)
    assert not [copy for copy in evidence.copies.get("", ()) if copy.body.stream.startswith("NORTH/")]
    judged = rig.judged()
    if isinstance(judged, InputError):
        assert judged.which
        return
    failed = [(row.requirement, row.findings[0].sentence) for row in judged.verdicts if row.findings]
    assert failed == [] and judged.against == ()
    assert judged.exit_code in (3, 4)


@pytest.mark.parametrize("seed", DEATHS)
@pytest.mark.parametrize(("who", "said"), [("systems", "the business systems is gone"), ("broker", "broker is gone")])
def test_a_process_of_ours_dies(tmp_path: Path, who: str, said: str, seed: int) -> None:
    """Exit code 3 with a sentence that names it; the evidence is judged up to then, sealed, and complete."""
    rig = Rig(tmp_path).killed(who, seed)

    assert rig.command.process.returncode == 3, rig.command.err
    assert said in rig.command.out
    assert "rig error" in rig.command.out.splitlines()[-1]
    assert (rig.run.path / "report.html").exists()
    rig.run.check_seal()
    assert rig.evidence.end.how == "rig died"
    nothing_is_lost(rig)
    assert rig.command.left() == []


@pytest.mark.parametrize("seed", DEATHS)
def test_the_conductor_dies(tmp_path: Path, seed: int) -> None:
    """
    Its record can be judged though it has no end; what it left running is stopped by the next start with that world,
    and a stranger that runs the same program is not.
    """
    stranger = subprocess.Popen(HOST, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        rig = Rig(tmp_path).killed("conductor", seed)
        nothing_is_lost(rig)
        next_one = Command("smoke", "--world", "world", cwd=tmp_path)

        assert next_one.done() == 0, next_one.out + next_one.err
        assert rig.command.left() == [] and next_one.left() == []
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()
    nothing_is_lost(rig)
