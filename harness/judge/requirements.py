"""
The table: every row of the catalogue, and for those that are judged which claims put them in scope, what they need, and
where an integration can learn the rule.

`REQUIREMENTS` holds all rows by id. A row without a check is there, unjudged, with the reason.
"""

from typing import Any

from lotproof.harness.judge.catalogue import REVISION, rows
from lotproof.harness.model.requirements import Requirement

__all__ = ["REQUIREMENTS", "REVISION"]

FLOOR = ("material_issue", "operation_completion", "quality_event")
MADE = ("material_issue", "operation_completion")
SYSTEMS = ("order_release", "order_status", "receipt", "movement", "lot_status", "shipment", "return")
ERP = ("order_release", "order_status", "receipt", *MADE, "movement", "lot_status", "shipment", "return")
OTHERS = ("order_release", "order_status", "receipt", *FLOOR, "movement", "lot_status", "shipment", "return")

STOCK = ("receipt", *MADE, "movement", "lot_status", "shipment", "return")

RULES = "world.json rules"
TRACE = "contract: trace answers, genealogy"
IDENTITY = "contract: identity on the wires; world.json streams"
QUEUE = "contract: exceptions"

TRACED = {"needs": ("lineage",), "flows": MADE, "learn": TRACE}
ASKED = {"needs": ("lineage", "trace"), "flows": MADE, "learn": TRACE}
RAISED = {"needs": ("exceptions",), "depth": 2}

JUDGED: dict[str, dict[str, Any]] = {
    "FLOW-01": {"flows": ("order_release",), "learn": "ERP /orders, MES /work-orders; rules.deadline_s"},
    "FLOW-02": {"flows": ("order_release",), "learn": "ERP /changes keeps every order; rules.deadline_s"},
    "FLOW-03": {"flows": ("order_release",), "learn": "ERP order_changed, order_cancelled; MES 409 order-started"},
    "FLOW-04": {"flows": ("receipt",), "learn": "WMS goods_received (inspected per line); rules.lot_rule"},
    "FLOW-05": {"flows": ("material_issue",), "learn": "ERP /items: unit; rules.deadline_s"},
    "FLOW-06": {"flows": ("operation_completion",), "learn": "ERP /goods-movements: yield; rules.deadline_s"},
    "FLOW-08": {"flows": ("movement",), "learn": "WMS goods_moved; rules.deadline_s"},
    "FLOW-09": {"flows": ("lot_status",), "learn": "rules.lot_status"},
    "FLOW-10": {"flows": ("shipment",), "learn": "WMS shipment_confirmed: units with lines"},
    "FLOW-11": {"flows": ("return",), "learn": "rules.return_status, rules.unknown_origin"},
    "FLOW-14": {"flows": ("complaint",), "learn": "portal complaint_received; QMS /complaints; rules.complaint"},
    "FLOW-12": {"flows": ("master_data",), "learn": "ERP bom_revised, /boms; MES /boms; rules.bom_revisions"},
    "FLOW-13": {"flows": ("equipment_status",), "learn": "CMMS equipment_calibrated, equipment_status_changed"},
    "FLOW-15": {"flows": STOCK, "learn": "rules.stock, rules.lot_status, rules.in_transit; ERP /stock, WMS /stock"},
    "FLOW-16": {"flows": ("order_status",), "learn": "MES order_started, order_completed, order_closed"},
    "GEN-01": TRACED,
    "GEN-02": TRACED,
    "GEN-03": ASKED,
    "GEN-04": ASKED,
    "GEN-05": TRACED,
    "GEN-06": TRACED,
    "GEN-07": {**TRACED, "learn": "rules.blends; " + TRACE},
    "GEN-08": TRACED,
    "GEN-09": {**ASKED, "learn": "world.json items: serial_managed; " + TRACE},
    "GEN-10": {"flows": ("operation_completion",), "learn": "WMS /units; rules.handling_units; " + TRACE},
    "GEN-11": TRACED,
    "GEN-12": TRACED,
    "GEN-13": {**TRACED, "learn": "rules.by_products; " + TRACE},
    "GEN-15": {**ASKED, "learn": "world.json plants: locations, mixing; rules.tanks; " + TRACE},
    "GEN-14": {**TRACED, "learn": "rules.lot_number; WMS transfer_sent, transfer_received; " + TRACE},
    "GEN-16": {**TRACED, "learn": "rules.corrections; OpenAPI: reverses; " + TRACE},
    "GEN-17": {**ASKED, "learn": "world.json plants: locations, mixing; rules.tanks, rules.clock_bound_s; " + TRACE},
    "GEN-18": {**ASKED, "learn": "rules.process_record, rules.clock_bound_s; " + TRACE},
    "GEN-19": {**TRACED, "learn": "rules.mass_balance"},
    "GEN-20": {**ASKED, "learn": "contract: trace answers, as_of; genealogy, as-of"},
    "IDM-01": {"flows": FLOOR, "learn": IDENTITY},
    "IDM-02": {"flows": FLOOR, "learn": IDENTITY},
    "IDM-03": {"learn": "OpenAPI: Idempotency-Key; `reference` filter of every list"},
    "IDM-04": {"flows": SYSTEMS, "learn": "contract: event {stream, seq} in the webhook body"},
    "IDM-05": {"learn": IDENTITY},
    "IDM-06": {"flows": MADE, "learn": IDENTITY},
    "IDM-07": {"depth": 1, "learn": IDENTITY},
    "IDM-08": {"flows": FLOOR, "learn": IDENTITY},
    "IDM-09": {"learn": "OpenAPI: Idempotency-Key, 422 idempotency-key-reused"},
    "ORD-01": {"flows": FLOOR, "learn": IDENTITY},
    "ORD-02": {"flows": MADE, "learn": "ERP takes late postings; contract: exceptions"},
    "ORD-03": {"learn": "OpenAPI: event_time; contract: two times on the wires"},
    "ORD-04": {"learn": "rules.event_times; world.json plants: timezone; contract: two times on the wires"},
    "ORD-05": {"flows": ("order_status", "lot_status"), "learn": "MES and QMS changes: occurred_at, seq"},
    "QUA-01": {"flows": ("lot_status",), "learn": "rules.lot_status, rules.deadline_cap_s"},
    "QUA-02": {"flows": ("lot_status",), "learn": "rules.lot_status; 409 lot-blocked"},
    "QUA-03": {"flows": ("lot_status",), "learn": "rules.hold_cascade"},
    "QUA-04": {"flows": ("lot_status",), "learn": "QMS /holds?item=&lot=&status=active"},
    "QUA-05": {"flows": ("quality_event",), "learn": "rules.limits; event field exceedance"},
    "QUA-06": {"flows": ("lot_status",), "learn": "QMS lot_disposed; ERP /goods-movements: disposal"},
    "QUA-07": {"flows": ("lot_status",), "learn": "rules.waiting_holds"},
    "QUA-09": {"flows": ("lot_status",), "learn": "rules.lot_status: rejected, scrapped"},
    "QUA-10": {"flows": ("equipment_status",), "learn": "rules.calibration; CMMS: since; QMS /deviations"},
    "REC-01": {**ASKED, "learn": "rules.recall, rules.recall_orders, rules.deadline_s.recall, rules.scopes; " + TRACE},
    "REC-02": {**ASKED, "learn": "rules.recall, rules.scopes; " + TRACE},
    "REC-03": {
        "flows": ("lot_status", "recall"),
        "learn": "rules.recall_holds, rules.recall_in_transit, rules.hold_cascade, rules.deadline_cap_s",
    },
    "REC-04": {**ASKED, "learn": "WMS shipment_confirmed: units with lines; " + TRACE},
    "REC-05": {
        **ASKED,
        "learn": "WMS goods_received: supplier, supplier_lot; rules.complaint_trace, rules.process_record; " + TRACE,
    },
    "REC-06": {**ASKED, "learn": "rules.recall_in_outage; contract: trace answers, complete, unknown"},
    "REC-07": {**ASKED, "learn": "rules.answer_time; " + TRACE},
    "REC-08": {"needs": ("exports",), "flows": ("receipt", *MADE, "shipment"), "learn": "contract: exports; OpenAPI"},
    "RES-01": {"flows": ERP, "learn": "OpenAPI: 503, Retry-After"},
    "RES-02": {"flows": OTHERS, "learn": "OpenAPI: 503, Retry-After"},
    "RES-03": {"flows": FLOOR, "learn": "MQTT 3.1.1 and 5: sessions that are kept"},
    "RES-05": {"depth": 1, "learn": "contract: lotproof.toml, process"},
    "RES-07": {"flows": FLOOR, "learn": QUEUE},
    "RES-08": {"learn": "RFC 9110, 10.2.3: Retry-After"},
    "RES-10": {"flows": MADE, "learn": "contract: flows"},
    "RES-11": {"learn": "lotproof list flows: owner, to; rules.deadline_s"},
    "RES-12": {"learn": "problem+json: transient"},
    "API-02": {"learn": "OAuth 2.0 (RFC 6749): expires_in, 401"},
    "AUD-01": {"learn": "OpenAPI: reference, source_events"},
    "AUD-03": {**ASKED, "learn": "contract: trace answers, edges.source"},
    "TEL-01": {"flows": ERP, "learn": "rules.telemetry: erp_calls; contract: lotproof.toml, rhythm"},
    "TEL-02": {**ASKED, "learn": "rules.telemetry: mean, above_s; rules.process_record; " + TRACE},
    "TEL-03": {**ASKED, "learn": "rules.telemetry: quality; " + TRACE},
    "TEL-04": {"learn": "rules.telemetry: burst; rules.deadline_s"},
    "TEL-05": {**ASKED, "learn": "rules.telemetry: tags, gap_intervals, gap; " + TRACE},
    "EXC-01": {**RAISED, "flows": MADE, "learn": "ERP /boms; rules.completion_grace_s"},
    "EXC-02": {**RAISED, "flows": ("material_issue",), "learn": "422 unknown-lot"},
    "EXC-05": {**RAISED, "learn": QUEUE},
    "EXC-06": {**RAISED, "learn": "rules.grace_s"},
    "EXC-07": {**RAISED, "learn": QUEUE},
    "IDN-01": {**ASKED, "learn": "rules.work_order_numbers, rules.spelling; MES /cross-references; " + TRACE},
    "IDN-02": {**ASKED, "learn": "rules.work_order_numbers, rules.spelling; MES /cross-references; " + TRACE},
    "IDN-06": {
        "flows": ("receipt",),
        "learn": "rules.supplier_lots, rules.scopes; WMS goods_received: supplier, supplier_lot",
    },
    "IDN-07": {**RAISED, "flows": ("material_issue",), "learn": "422 unknown-lot"},
}
"""What is judged today: one check each in `harness.judge.checks`."""

LATER = "no check yet"


def _row(id: str, level: Any, sentence: str) -> Requirement:
    if id in JUDGED:
        return Requirement(id=id, level=level, sentence=sentence, judged=True, **JUDGED[id])
    return Requirement(id=id, level=level, sentence=sentence, reason=LATER)


REQUIREMENTS: dict[str, Requirement] = {id: _row(id, *rest) for id, rest in rows().items()}
