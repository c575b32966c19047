"""
`lotproof.toml`: what an integration says about itself. Read by `harness.suite.connector`, which names file and field.
"""

import msgspec


class Process(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """
    How it is run. Without `command` it already runs (depth 0 unless `kill` and the others are given).

    In `command`, `ready` and all urls, `{port}` is a free port that the harness picks and hands over in
    `LOTPROOF_PORT`; `{python}` is the interpreter; `{here}` the folder of the file. `instances` is how many may
    run at once. `state` is a folder, relative to `{here}`, handed over in `LOTPROOF_STATE`; without it, one in the
    world's folder.
    """

    command: tuple[str, ...] = ()
    ready: str = ""
    ready_s: float = 30.0
    stop: tuple[str, ...] = ()
    kill: tuple[str, ...] = ()
    pause: tuple[str, ...] = ()
    resume: tuple[str, ...] = ()
    instances: int = 1
    env: dict[str, str] = {}


class Receive(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    webhook_url: str = ""


class Trace(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    kind: str = "none"
    url: str = ""
    entry_point: str = ""


class Exceptions(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    url: str = ""


class Figures(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    url: str = ""


class Exports(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    epcis: str = ""
    fsma204: str = ""


class Rhythm(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Seconds, as the integration declares them; printed on the certificate."""

    poll_s: float = 0.0
    floor_poll_s: float = 0.0
    flush_s: float = 0.0
    backoff_max_s: float = 2.0

    @property
    def quiet_s(self) -> float:
        """The longest silence that is no sign of having finished."""
        return max(self.poll_s, self.flush_s, self.backoff_max_s)


class Connector(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A whole `lotproof.toml`."""

    name: str
    version: str = "0"
    requirements: str = "2026.1"
    claims: tuple[str, ...]
    process: Process = msgspec.field(default_factory=Process)
    receive: Receive = msgspec.field(default_factory=Receive)
    trace: Trace = msgspec.field(default_factory=Trace)
    exceptions: Exceptions = msgspec.field(default_factory=Exceptions)
    figures: Figures = msgspec.field(default_factory=Figures)
    exports: Exports = msgspec.field(default_factory=Exports)
    rhythm: Rhythm = msgspec.field(default_factory=Rhythm)

    @property
    def depth(self) -> int:
        """0 endpoints only, 1 start / stop / kill, 2 exceptions and figures too."""
        if not self.process.command and not self.process.kill:
            return 0
        return 2 if self.exceptions.url else 1
