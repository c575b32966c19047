"""
The catalogue, revision 2026.1: ids, levels and sentences as published. Once published an id never changes its meaning.

A row is `ID LEVEL sentence`; lines that are indented go on with the sentence before.
"""

REVISION = "2026.1"

TEXT = """
FLOW-01 M Each production order released in ERP reaches MES within the deadline, exactly once in effect, with item,
    quantity, unit, BOM revision and approved lots intact; an order withdrawn before delivery need not arrive
FLOW-02 M An order released while MES is unreachable is queued and delivered after recovery; where MES dispatches by
    arrival, in release order per line
FLOW-03 M A change or cancellation made at least the deadline before the start reaches MES before the order starts; a
    later one is refused or raised as a business exception
FLOW-04 M Each receipt line and supplier lot yields an internal lot or joins one, as the item's lot rule says, linked
    to supplier, supplier lot and purchase order, in ERP, WMS and (where the item is inspected) QMS
FLOW-05 M Within the deadline after the end of the operation, net consumption in ERP per order and lot, and per
    operation where ERP keeps it, equals what the floor consumed, in the base unit; backflushed components are left to
    ERP
FLOW-06 M Within the deadline after the end of the operation, net production in ERP per order and lot equals what the
    floor produced: good, scrap, rework, by- and co-products apart
FLOW-07 S Labour and machine time confirmed per order and operation match the floor within 1 % or one unit of ERP's
    time resolution
FLOW-08 M Within the deadline, movements between storage locations are in ERP stock as WMS executed them
FLOW-09 M Inspection results and usage decisions of QMS set the lot's stock status in ERP
FLOW-10 M A confirmed shipment posts the delivery in ERP and, where the customer's master record asks for one, sends
    the advance ship notice, each handling unit with its lots and serials
FLOW-11 M A return enters as stock that is not free (blocked or quality, as the rule says), linked to the shipment,
    lot and serial that it came from; where the origin is unknown, that is raised
FLOW-12 M Master data (items, BOM revisions, approved suppliers) published at least the deadline before its first use
    is in MES and WMS by then; an order that has started keeps its revision
FLOW-13 S Calibration and maintenance status from CMMS reaches MES and QMS before the equipment's next operation
FLOW-14 M A customer complaint opens or joins exactly one nonconformance in QMS, linked to shipment and lot or serial
FLOW-15 M At the end of every run stock in ERP, WMS and the plant agree per item, lot, location and status, at the
    coarsest level that they keep, statuses mapped by the published table, goods in transit as a location
FLOW-16 M The order's status in ERP follows MES (started, completed, closed, cancelled) within the deadline, and shows
    no status that MES has left
FLOW-17 S Each business fact stands once in the data platform as a canonical event, with source identifiers and
    enterprise key
GEN-01 M Backward from any finished lot or serial: every lot that went in is named (completeness)
GEN-02 M Backward: nothing is named that did not go in (exactness)
GEN-03 M Forward from any received lot: every order, intermediate, finished good, location and customer reached is
    named
GEN-04 M Forward: nothing is named that it did not reach
GEN-05 M Each `in` and `out` edge bears the net quantity and unit that passed
GEN-06 M A split lot's children trace to their parent, and siblings not to each other
GEN-07 M A blend traces to all its parts, with their shares in the step that mixed them
GEN-08 M A rework loop keeps both passes and ends: no endless answer, no lost first pass
GEN-09 M As-built of a serial names each installed component serial and lot; a replaced component is history, not
    as-built
GEN-10 M Pack, repack and unpack: the contents of a handling unit are right
GEN-11 M One lot used by several orders in parts: each order's `in` edge has its own quantity
GEN-12 M A substituted lot stands in the answer, the planned one does not
GEN-13 M By-products and co-products share the inputs of the steps up to the one that yields them
GEN-14 M A transfer between plants joins the genealogies of both; equal lot numbers of different plants stay apart
GEN-15 M Commingled tanks and silos: the answer lies between the least set (what must have mixed in) and the greatest
    (what can have)
GEN-16 M A reversed or corrected consumption is net gone from the answer, and stands in the history
GEN-17 M Time is respected: a lot that a tank or machine held only after the output left, by more than the published
    clock bound, is no ancestor of it
GEN-18 M Each operation bears equipment, operator (or its published pseudonym), start, end, and the process values,
    machine state, alarms, downtime and environment of its window
GEN-19 M Mass balance per lot and order closes within the published tolerance, open exceptions apart
GEN-20 S Asked as of an earlier moment, the answer is what was true then as known today, past contents of handling
    units included
IDM-01 M An MQTT message delivered again (QoS 1, DUP) has one effect
IDM-02 M The same event sent again by its source under a new message id has one effect (identity as published for the
    wire: stream and seq)
IDM-03 M A call that was committed and whose answer was lost has one effect after the retry
IDM-04 M A webhook delivered twice, or twice at once, has one effect
IDM-05 M One event seen on two paths (OPC UA and MQTT, webhook and poll) has one effect (identity as published)
IDM-06 M Two real events that look alike (same lot, order, quantity, second; another seq) both count: no
    over-deduplication
IDM-07 M What has been done is remembered over a crash and restart
IDM-08 M A whole shift replayed changes nothing
IDM-09 M A request that is sent again bears the same idempotency key as before, or its outcome is read back first; one
    key never stands on two different requests
IDM-10 S Two instances of the integration at work at once have the effects of one (only where more than one instance
    is claimed)
IDM-11 M An EDI document received twice (same business number), or a functional acknowledgement lost, has one effect;
    a replacement replaces
ORD-01 M Facts that arrive in another order than they happened end in the same state
ORD-02 M A fact that arrives after its order was closed is posted (in the open period, event time kept) or raised,
    never dropped
ORD-03 M Event time is the source's, kept apart from the time of recording, with its zone, in the trace answer and
    where the system has a field for it
ORD-04 M A change of daylight saving or a plant in another zone moves no event and joins no wrong window
ORD-05 M An older status that arrives late never overwrites a newer one
ORD-06 S A device clock that steadily differs from the receiving clock by more than the published bound is noticed and
    raised (live clock)
ORD-07 M Retained, stale and rebirth data (MQTT retained, Sparkplug BIRTH, OPC UA initial values) is not counted again
    as new events; a fact missed before may be taken from it
IDN-01 M Each system's own identifiers for one thing resolve to one thing
IDN-02 M Source identifiers stay findable: any of them works as the start of a trace
IDN-03 M Nothing originates in a system that does not own it: what is copied there bears the owner's identifier and
    values
IDN-04 M Spellings that a system's published rule calls equal (padding, GS1 element string or Digital Link) resolve
    alike; different things never do
IDN-05 M Units are converted; quantities kept to the target's precision, rounded once
IDN-06 M Equal supplier lot numbers of two suppliers, or of one supplier in two years, stay apart
IDN-07 M An unknown identifier raises a business exception; it is neither dropped nor invented
QUA-01 M A hold in QMS blocks the lot in ERP, WMS and MES within the deadline
QUA-02 M After the deadline there is no new consumption of a held lot, no move to free stock, no loading
QUA-03 M A hold on a lot reaches what was split from it or made of it, as the published rule says
QUA-04 M Of two holds on one lot, releasing one leaves the other in force
QUA-05 M A process limit exceeded on the floor (dwell time, temperature; shown as an alarm event and in the raw
    values) opens exactly one nonconformance in QMS per exceedance (from crossing to return, with the published
    hysteresis); QMS, by its rule or its people, places the hold
QUA-06 M Dispositions (use, rework, scrap, return to supplier) have their stock effects
QUA-07 M Holds that wait for a system to come back are applied before anything that would free or ship stock
QUA-08 M A hold on part of a lot blocks that part, where the published rule knows part lots
QUA-09 M A release never revives a scrapped or rejected lot
QUA-10 M Equipment found out of calibration holds the lots of its window, as the published rule says, and no others
REC-01 M A recalled supplier lot: within the deadline every affected order, lot, intermediate, serial, handling unit,
    location, shipment, customer, customer order and open service order is named (recall 100 %)
REC-02 M Nothing unaffected is named, at the granularity that the item is managed by (precision 100 %, within the
    bounds of commingling)
REC-03 M After the quality manager's recall decision all affected stock is blocked at every plant within the deadline,
    and goods in transit are stopped through carrier or customer notice
REC-04 M The answer gives, per customer, shipments, quantities and handling units
REC-05 M From a complaint back: shipment, pallet, serial, order, lots, equipment and conditions, operator,
    inspections, supplier batches
REC-06 M Recall during an outage: what is unknown is said to be unknown, and the answer is complete after recovery
    (trace kind `graph`)
REC-07 S Answer time grows with the size of the answer, not with the size of the history (two histories, one answer,
    ratio at most 3; under load)
REC-08 S The regulator's export (EPCIS 2.0 document, FSMA 204 sortable sheet) holds the same facts (where claimed)
RES-01 M ERP away (refused, 500, 503, time-outs): nothing lost, nothing twice, caught up after recovery
RES-02 M The same for MES, QMS, WMS and each SaaS
RES-03 M The broker restarts or the connection is cut mid-message: nothing lost, nothing twice
RES-04 M The OPC UA server restarts: subscriptions return; the gap is filled from what the server offers (history, job
    responses, counters); what cannot be filled is flagged
RES-05 M The integration is killed at any moment and started again: nothing lost, nothing twice
RES-06 M The integration is paused for longer than its sessions last, then goes on
RES-07 M A poison or schema-breaking message goes to the exception queue and delays nothing but what depends on it
RES-08 M Retries honour Retry-After and grow apart
RES-09 M An exception that was put right is replayed, with one effect
RES-10 M A fact that two systems must bear ends in both or is raised: no half-posted state at the end
RES-11 M One slow system delays no flow that does not need it beyond its deadline
RES-12 M A refusal that the system calls transient (lock, 409 in progress) is tried again; a permanent one is raised
    and not tried again
RES-13 M A posting accepted in part is noticed, and its missing part posted or raised
RES-14 S Retries of several instances or flows are spread (jitter)
TEL-01 M ERP calls stay within a stated number per business transaction plus the declared polls, whatever the sampling
    rate (provoked at two rates)
TEL-02 M Aggregates per operation window in the trace answer (min, max, time above limit) match the samples that were
    sent to the integration (notifications, messages, history answered); the mean lies between sample mean and
    time-weighted mean of what was sent
TEL-03 M Samples of bad or uncertain quality are left out or flagged in the conditions of the step
TEL-04 M A telemetry burst delays no business fact beyond its deadline
TEL-05 M A gap in telemetry is flagged on the steps of its window
API-01 M 429 and Retry-After are obeyed
API-02 M Expired and revoked tokens are renewed, and no call is lost by it
API-03 M A version conflict (412, 409) is resolved by reading again
API-04 M Paged lists are read whole while they change
API-05 M New fields, new enumeration values and new event types are tolerated
API-06 S No system is polled more often than it allows
API-07 S RateLimit headers are heeded before a 429 is provoked
AUD-01 M Every posting bears a correlation id, in the field that the system has for it, by which the source events can
    be found
AUD-02 M Every recorded fact names source system, plant, event time, recording time
AUD-03 M Every edge of a trace answer says who reported it (`source`; in EPCIS by extension)
AUD-04 S W3C trace context is carried through
AUD-05 M History is added to, never rewritten, though the systems allow the overwrite: a correction leaves what it
    corrects
EXC-01 M A completion whose lot-managed component has no consumed lot after the grace time is raised as a critical
    business exception, though every call succeeded
EXC-02 M A consumption that matches no lot is raised
EXC-03 M A shipment without production lineage is raised
EXC-04 M A disposition later than the published disposition time is raised (live clock)
EXC-05 M Technical faults and business exceptions are told apart
EXC-06 M At the end of a clean run nothing is open, and nothing was raised that outlived the grace time
EXC-07 M An exception names plant, lot or order, source, business status code and correlation id, and closes within
    the deadline after its cause is gone
OBS-01 M Message throughput, failed transactions and latency per plant are published and agree with the record
    (business facts, each counted once; counts equal after settling; latency within 20 % or 50 ms; live clock)
OBS-02 M Traceability completeness (share of finished lots whose lineage ends in received supplier lots) is published
    and agrees with the record within 0.5 points
OBS-03 S Availability, performance and quality per line (OEE) agree with the record
SEC-01 M An OPC UA server with an unknown certificate is refused; the channel is signed and encrypted where offered
SEC-02 M A TLS certificate that does not verify is refused (HTTP, MQTT)
SEC-03 M An unsigned, wrongly signed or stale webhook has no effect
SEC-04 M Hostile content (script, SQL, over-long, wrong encoding, deep nesting) is found again byte for byte or was
    refused; the integration lives; no other fact is lost
SEC-05 M Secrets stand in no payload, answer or error, nor in the log where the harness started the integration
SEC-06 S Data of a plant bound to a region goes to that region's endpoints only
THR-01 S The integration holds the class it claims: at that sustained rate of floor events per second (10, 100, 1 000,
    10 000) all M rows of FLOW, GEN (by stated, seeded sample) and IDM hold and the 99th percentile from floor event
    to posted effect stays within the class's limit
"""


def rows() -> dict[str, tuple[str, str]]:
    """Each id with its level and sentence, in the catalogue's order."""
    whole: list[str] = []
    for line in TEXT.strip().splitlines():
        if line.startswith(" "):
            whole[-1] += " " + line.strip()
        else:
            whole.append(line)
    split = (line.split(" ", 2) for line in whole)
    return {id: (level, sentence) for id, level, sentence in split}
