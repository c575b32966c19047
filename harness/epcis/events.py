"""
The five event types of EPCIS 2.0 and their parts, each as a struct.

An event is a sentence: *what* (objects), *when* (event time), *where* (read point, location), *why* (step,
disposition, transactions), *how* (sensors). Names follow GS1's JSON schemas, in snake case.
"""

from datetime import datetime
from decimal import Decimal
from typing import Any

from lotproof.harness.epcis import times
from lotproof.harness.epcis.shape import Shape
from msgspec import field

ADD, OBSERVE, DELETE = "ADD", "OBSERVE", "DELETE"


class QuantityElement(Shape, frozen=True, kw_only=True):
    """So much of a class. No `uom`: a count of pieces; no `quantity`: unknown how much."""

    epc_class: str = field(name="epcClass")
    quantity: Decimal | None = None
    uom: str | None = None


class Place(Shape, frozen=True, kw_only=True):
    id: str


class BizTransaction(Shape, frozen=True, kw_only=True):
    biz_transaction: str = field(name="bizTransaction")
    type: str | None = None


class Source(Shape, frozen=True, kw_only=True):
    type: str
    source: str


class Destination(Shape, frozen=True, kw_only=True):
    type: str
    destination: str


class PersistentDisposition(Shape, frozen=True, kw_only=True):
    """Each value stands until it is unset, whatever `disposition` later events bear."""

    set: tuple[str, ...] | None = None
    unset: tuple[str, ...] | None = None


class ErrorDeclaration(Shape, frozen=True, kw_only=True):
    """The event that bears this is a copy of an earlier one, and says that the earlier one is wrong."""

    declaration_time: str = field(name="declarationTime")
    reason: str | None = None
    corrective_event_ids: tuple[str, ...] | None = field(name="correctiveEventIDs", default=None)


class SensorMetadata(Shape, frozen=True, kw_only=True):
    time: str | None = None
    start_time: str | None = field(name="startTime", default=None)
    end_time: str | None = field(name="endTime", default=None)
    device_id: str | None = field(name="deviceID", default=None)
    device_metadata: str | None = field(name="deviceMetadata", default=None)
    raw_data: str | None = field(name="rawData", default=None)
    data_processing_method: str | None = field(name="dataProcessingMethod", default=None)
    biz_rules: str | None = field(name="bizRules", default=None)


class SensorReport(Shape, frozen=True, kw_only=True):
    """One reading, or the summary of many; values in `uom`."""

    type: str | None = None
    exception: str | None = None
    time: str | None = None
    device_id: str | None = field(name="deviceID", default=None)
    component: str | None = None
    value: Decimal | None = None
    min_value: Decimal | None = field(name="minValue", default=None)
    max_value: Decimal | None = field(name="maxValue", default=None)
    mean_value: Decimal | None = field(name="meanValue", default=None)
    s_dev: Decimal | None = field(name="sDev", default=None)
    perc_rank: Decimal | None = field(name="percRank", default=None)
    perc_value: Decimal | None = field(name="percValue", default=None)
    uom: str | None = None
    string_value: str | None = field(name="stringValue", default=None)
    boolean_value: bool | None = field(name="booleanValue", default=None)
    hex_binary_value: str | None = field(name="hexBinaryValue", default=None)
    uri_value: str | None = field(name="uriValue", default=None)


class SensorElement(Shape, frozen=True, kw_only=True):
    sensor_metadata: SensorMetadata | None = field(name="sensorMetadata", default=None)
    sensor_report: tuple[SensorReport, ...] = field(name="sensorReport")


class Event(Shape, frozen=True, kw_only=True):
    """
    What all events have. An event of a type that the standard does not know is an `Event` itself.

    `event_time` is when it happened, absolute; `event_time_zone_offset` says what the clock on the wall showed and is
    never added to it. `record_time` is the repository's own. `context` is an own `@context`, where it has one.
    """

    type: str
    event_time: str = field(name="eventTime")
    event_time_zone_offset: str = field(name="eventTimeZoneOffset")
    event_id: str | None = field(name="eventID", default=None)
    record_time: str | None = field(name="recordTime", default=None)
    context: Any = field(name="@context", default=None)
    certification_info: Any = field(name="certificationInfo", default=None)
    error_declaration: ErrorDeclaration | None = field(name="errorDeclaration", default=None)
    biz_step: str | None = field(name="bizStep", default=None)
    disposition: str | None = None
    persistent_disposition: PersistentDisposition | None = field(name="persistentDisposition", default=None)
    read_point: Place | None = field(name="readPoint", default=None)
    biz_location: Place | None = field(name="bizLocation", default=None)
    biz_transactions: tuple[BizTransaction, ...] | None = field(name="bizTransactionList", default=None)
    sources: tuple[Source, ...] | None = field(name="sourceList", default=None)
    destinations: tuple[Destination, ...] | None = field(name="destinationList", default=None)
    sensor_elements: tuple[SensorElement, ...] | None = field(name="sensorElementList", default=None)

    @property
    def at(self) -> datetime:
        """When it happened, in UTC."""
        return times.utc(self.event_time)

    @property
    def known_at(self) -> datetime:
        """When the repository knew: `recordTime`; where absent, the declaration's time, or the event's own."""
        if self.record_time is None and self.error_declaration is not None:
            return times.utc(self.error_declaration.declaration_time)
        return times.utc(self.record_time or self.event_time)


class ObjectEvent(Event, frozen=True, kw_only=True):
    action: str
    epcs: tuple[str, ...] | None = field(name="epcList", default=None)
    quantities: tuple[QuantityElement, ...] | None = field(name="quantityList", default=None)
    ilmd: dict[str, Any] | None = None


class AggregationEvent(Event, frozen=True, kw_only=True):
    action: str
    parent_id: str | None = field(name="parentID", default=None)
    child_epcs: tuple[str, ...] | None = field(name="childEPCs", default=None)
    child_quantities: tuple[QuantityElement, ...] | None = field(name="childQuantityList", default=None)


class AssociationEvent(AggregationEvent, frozen=True, kw_only=True):
    """As an aggregation, and the parts are meant to stay: a pump and its motor rather than a box and its jars."""


class TransactionEvent(Event, frozen=True, kw_only=True):
    action: str
    parent_id: str | None = field(name="parentID", default=None)
    epcs: tuple[str, ...] | None = field(name="epcList", default=None)
    quantities: tuple[QuantityElement, ...] | None = field(name="quantityList", default=None)


class TransformationEvent(Event, frozen=True, kw_only=True):
    """Inputs are used up, wholly or in part; outputs come to be. `transformation_id` joins several such events."""

    input_epcs: tuple[str, ...] | None = field(name="inputEPCList", default=None)
    input_quantities: tuple[QuantityElement, ...] | None = field(name="inputQuantityList", default=None)
    output_epcs: tuple[str, ...] | None = field(name="outputEPCList", default=None)
    output_quantities: tuple[QuantityElement, ...] | None = field(name="outputQuantityList", default=None)
    transformation_id: str | None = field(name="transformationID", default=None)
    ilmd: dict[str, Any] | None = None


TYPES: dict[str, type[Event]] = {
    "ObjectEvent": ObjectEvent,
    "AggregationEvent": AggregationEvent,
    "AssociationEvent": AssociationEvent,
    "TransactionEvent": TransactionEvent,
    "TransformationEvent": TransformationEvent,
}
