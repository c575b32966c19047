"""The integration's whole process group dies at once, and is started again a moment later."""

from lotproof.harness.faults.kinds import Allowed, FaultKind, all_flows

FAULT = FaultKind(
    name="process_kill",
    title="The integration is killed and started again",
    where="process",
    definite=False,
    settings={
        "after_s": "seconds of wall time from the anchor to the kill, 0.05",
        "restart_s": "seconds of wall time that it stays dead, 0.3",
    },
    rests_on=("persistent_sessions", "offline_queue"),
    hinders=all_flows,
    allowed=Allowed(
        settings={"after_s": (0.0, 0.001, 0.003, 0.02, 0.05, 0.3), "restart_s": (0.3, 0.1, 1.0)}, calls=True
    ),
)
