"""What a person may set. The world says the rest."""

import msgspec

FLOWS = (
    "order_release",
    "order_status",
    "receipt",
    "material_issue",
    "operation_completion",
    "movement",
    "quality_event",
    "lot_status",
    "shipment",
    "return",
    "master_data",
    "complaint",
    "recall",
    "equipment_status",
)


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """
    `flows` are carried, all others left alone. `public_url` is where the systems reach us. Times in seconds; they are
    the declared rhythm (`lotproof.toml`).
    """

    flows: tuple[str, ...] = FLOWS
    public_url: str = "http://127.0.0.1:8080"
    database: str = "integration"
    poll_s: float = 1.0
    backoff_first_s: float = 0.1
    backoff_max_s: float = 2.0
    request_timeout_s: float = 5.0
    at_once: int = 8
    page: int = 500
    webhook_age_s: float = 300.0
