"""What a host of business systems is told when it opens: the enterprise, who may call, where it keeps its state."""

from typing import Any, Literal

import msgspec

Role = Literal["integration", "person", "rig"]


class ClientConfig(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    Somebody who may ask for a token.

    `person` is the plant's own people, past faults, outages, limits and counts; `rig` reads state and is not
    recorded. `webhook_secret` (`whsec_` and base64) signs what is sent to the client; `webhook_url`, where given,
    is registered at every system from the start.
    """

    secret: str
    role: Role = "integration"
    webhook_secret: str = ""
    webhook_url: str = ""


class Limits(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Rate limit of each client at each system: so many requests in a window; and how large a request may be."""

    requests: int = 120_000
    window_s: float = 60.0
    body_bytes: int = 1_048_576


class HostConfig(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    A whole host.

    `enterprise` is `Plan.enterprise`; `ports` names a port per system, 0 or none for a free one; `folder` holds one
    SQLite file per system, without it state lives in memory; `token_s` is how long a token is good for.
    """

    enterprise: dict[str, Any]
    clients: dict[str, ClientConfig]
    host: str = "127.0.0.1"
    ports: dict[str, int] = {}
    folder: str = ""
    token_s: float = 15.0
    limits: Limits = msgspec.field(default_factory=Limits)


class RunStart(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    A run begins: every stream starts at `start_us`, counts at 0, strikes are for the clients `under_test`.

    Without `segment` nothing is recorded.
    """

    run: str
    start_us: int
    segment: str | None = None
    epoch: str = ""
    tag: str = ""
    under_test: tuple[str, ...] = ()
