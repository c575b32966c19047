"""Problems as RFC 9457 documents: a closed list of codes, each with its status, and whether trying again may help."""

from typing import NamedTuple

import msgspec

PREFIX = "urn:lotproof:problem:"
MEDIA_TYPE = "application/problem+json"


class Kind(NamedTuple):
    status: int
    title: str
    transient: bool = False


KINDS: dict[str, Kind] = {
    "invalid": Kind(422, "The request is not as described"),
    "too-large": Kind(413, "The request is too large"),
    "not-json": Kind(400, "The body is no JSON"),
    "unauthorized": Kind(401, "No valid token"),
    "forbidden": Kind(403, "Not allowed with these credentials"),
    "not-found": Kind(404, "There is nothing at this address"),
    "method-not-allowed": Kind(405, "This method is not allowed here"),
    "unknown-item": Kind(422, "No master data of this item"),
    "unknown-lot": Kind(422, "This lot is not known here"),
    "unknown-order": Kind(404, "This order is not known here"),
    "unknown-service-order": Kind(404, "This service order is not known here"),
    "unknown-unit": Kind(404, "This handling unit is not known here"),
    "unknown-shipment": Kind(404, "This shipment is not known here"),
    "unknown-consignment": Kind(404, "This consignment is not known here"),
    "unknown-transfer": Kind(404, "This transfer is not known here"),
    "unknown-hold": Kind(404, "This hold is not known here"),
    "inspection-unknown": Kind(404, "This lot is not under inspection here"),
    "lot-blocked": Kind(409, "The lot is blocked"),
    "order-started": Kind(409, "The order has started"),
    "consignment-delivered": Kind(409, "The consignment has been handed over already"),
    "consignment-stopped": Kind(409, "The consignment was stopped"),
    "unit-exists": Kind(409, "A handling unit with this SSCC is there already"),
    "unit-inside": Kind(409, "This handling unit stands in another"),
    "not-in-unit": Kind(409, "The handling unit does not hold so much of this lot"),
    "transfer-exists": Kind(409, "A transfer with this number is there already"),
    "transfer-received": Kind(409, "The transfer was taken in already"),
    "version-conflict": Kind(412, "It was changed since it was read"),
    "idempotency-key-reused": Kind(422, "The key was used for another request"),
    "idempotency-in-progress": Kind(409, "The first request under this key is still at work", True),
    "rate-limited": Kind(429, "Too many requests", True),
    "locked": Kind(423, "The object is being processed by somebody else", True),
    "unavailable": Kind(503, "The system is not available", True),
    "internal-error": Kind(500, "The system has an internal error", True),
}


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, rename={"kind": "type"}):
    """The document. `field` names the part of the request that is wrong; `transient`: trying again may help."""

    kind: str
    title: str
    status: int
    detail: str
    code: str
    transient: bool
    field: str = ""


class RefusedError(Exception):
    """A system says no; what the transaction did until then is undone."""

    def __init__(self, code: str, detail: str = "", *, field: str = "", status: int = 0) -> None:
        super().__init__(detail or code)
        self.problem = problem(code, detail, field=field, status=status)


def problem(code: str, detail: str = "", *, field: str = "", status: int = 0) -> Problem:
    """The document of a code; `status` stands in for the usual one (an outage may be a 503 or a 500)."""
    kind = KINDS[code]
    return Problem(
        kind=PREFIX + code,
        title=kind.title,
        status=status or kind.status,
        detail=detail or kind.title,
        code=code,
        transient=kind.transient,
        field=field,
    )
