"""What every act is, and the words that acts are made of: `title` is what a plan looks them up as."""

from typing import Annotated

import msgspec

NUMBER = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,29}$"

Lot = Annotated[str, msgspec.Meta(title="lot", pattern=r"^[A-Z0-9-]+/[A-Z0-9-]+$", description="ITEM/LOT")]
Order = Annotated[str, msgspec.Meta(title="order", pattern=NUMBER)]
Item = Annotated[str, msgspec.Meta(title="item")]
Machine = Annotated[str, msgspec.Meta(title="machine")]
Location = Annotated[str, msgspec.Meta(title="location")]
Plant = Annotated[str, msgspec.Meta(title="plant")]
Line = Annotated[str, msgspec.Meta(title="line")]
Supplier = Annotated[str, msgspec.Meta(title="supplier")]
Customer = Annotated[str, msgspec.Meta(title="customer")]
Number = Annotated[str, msgspec.Meta(pattern=NUMBER, description="letters, digits, and . _ - between")]
Unit = Annotated[int, msgspec.Meta(ge=1, description="the number of a handling unit in this run")]
Rule = Annotated[str, msgspec.Meta(title="rule")]
Flow = Annotated[str, msgspec.Meta(title="flow")]
Amount = Annotated[str, msgspec.Meta(title="amount", description="a number, or `low to high`: drawn by the seed")]
Span = Annotated[int, msgspec.Meta(title="span", description="`5 min`, `90 s`, or `2 to 6 min`: drawn by the seed")]

HALF_HOUR_US = 30 * 60 * 1_000_000


class Act(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="do", forbid_unknown_fields=True):
    """`after_us` is how long it takes, counted from the act before in the same strand."""

    row: int = 0
    after_us: Span = 0
