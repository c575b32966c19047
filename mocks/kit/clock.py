"""Wall time as systems write it down: `recorded_at`, `created_at`."""

from datetime import UTC, datetime

from lotproof.harness.model.clocks import Clock


def iso(clock: Clock) -> str:
    """Now, UTC, milliseconds, `Z`."""
    seconds, rest = divmod(clock.wall_ns(), 1_000_000_000)
    moment = datetime.fromtimestamp(seconds, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{rest // 1_000_000:03d}Z"
