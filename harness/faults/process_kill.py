"""The integration's whole process group dies at once, and is started again a moment later."""

from lotproof.harness.faults.kinds import FaultKind, all_flows

FAULT = FaultKind(
    name="process_kill",
    title="The integration is killed and started again",
    where="process",
    definite=False,
    settings={
        "after_s": "seconds of wall time from the anchor to the kill, 0.05",
        "restart_s": "seconds of wall time that it stays dead, 0.3",
    },
    hinders=all_flows,
)
