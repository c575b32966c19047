// From what happened to what is to be posted where: the event map of this plant, one function per kind of event.
//
// Nothing here waits, so that the store sees an event with all its postings or not at all.
import { key } from "./lots.mjs";
import { utc } from "./numbers.mjs";

const YIELDS = { output: "good", scrap: "scrap", by_product: "by_product", co_product: "co_product" };
const plain = (material) => String(material ?? "").replace(/^0+(?=\d+$)/, "");

/** Master data of `world.json`, found by code or by ERP's spelling. */
export class Items {
  constructor(items) {
    this.byName = new Map(items.flatMap((one) => [[one.code, one], [plain(one.erp_material), one]]));
  }

  find = (name) => this.byName.get(plain(name));
  code = (material) => this.find(material)?.code ?? material;
  material = (code) => this.find(code)?.erp_material ?? code;
}

export class Flows {
  constructor({ store, poster, lots, items, rules }) {
    Object.assign(this, { store, state: store.state, poster, lots, items, rules });
  }

  /** An event of the floor or of a system's feed, once; kinds to come are left alone. */
  take(told) {
    const event = { ...told, at: utc(told.at) };
    if (!this.store.take(event.stream, event.seq) || !Object.hasOwn(KINDS, event.kind)) return;
    const cause = { source: `${event.stream}#${event.seq}`, at: event.at, plant: event.plant };
    const post = (system, op, path, head, more) =>
      this.poster.add({ system, op, path, head, ...cause, ...more });
    const move = (op, head, line) => post("erp", op, "/goods-movements", { movement_type: op, ...head }, { line });
    KINDS[event.kind].call(this, { ...event, cause }, { post, move });
  }

  /** How a lot's status is told; `lots` calls it. */
  tell({ system, item, lot, status, holds, cause }) {
    const spelled = system === "erp" ? this.items.material(item) : item;
    const path = `/lots/${encodeURIComponent(spelled)}/${encodeURIComponent(lot)}/status`;
    const head = { status, reason: holds.length ? `held: ${holds}` : "decided", holds };
    const op = status === "blocked" ? "block" : "status";
    this.poster.add({ system, op, path, head, lane: `lot/${item}/${lot}`, ...cause });
  }

  /** A line in ERP's spelling. */
  erp = ({ item, lot, quantity, unit }, more) =>
    ({ material: this.items.material(item), lot, quantity, unit, ...more });
}

const line = ({ item, lot, quantity, unit }) => ({ item, lot, quantity, unit });
const boxesOf = (portions, own) => (portions ?? []).flatMap(({ sscc }) => (sscc && sscc !== own ? [sscc] : []));
const lotsOf = (portions) => (portions ?? []).filter(({ lot }) => lot);

/** Goods that came back without papers: nobody knows which shipment they left with, and a person has to find out. */
const unknownOrigin = (plant, id) => ({
  kind: "business",
  code: "unknown-origin",
  plant,
  subject: { system: "wms", kind: "return", scope: plant, id },
  text: `return ${id} came without papers: nobody knows its shipment`,
});

const KINDS = {
  order_released({ data }, { post }) {
    const { order, quantity, unit, bom_revision, plant, line, approved_lots = [] } = data;
    const lots = approved_lots.map(({ material, lot }) => ({ item: this.items.code(material), lot }));
    const head = { order, item: this.items.code(data.material), quantity, unit, bom_revision, plant, line };
    post("mes", "work_order", "/work-orders", { ...head, approved_lots: lots }, { lane: `line/${line}` });
  },
  order_changed({ data: { order, quantity, line } }, { post }) {
    post("mes", "change", `/work-orders/${order}/change`, { order, quantity }, { lane: `line/${line}` });
  },
  order_cancelled({ data: { order, line } }, { post }) {
    post("mes", "cancel", `/work-orders/${order}/cancel`, { order }, { lane: `line/${line}` });
  },

  order_started: status("started"),
  order_completed(event, { post }) {
    const { data: { order, item }, plant, cause: { source } } = event;
    status("completed").call(this, event, { post });
    this.state.completions[order] = { order, item, plant, heard: Date.now(), source };
  },
  order_closed: status("closed"),

  goods_received({ data: { receipt, purchase_order, supplier, lines }, plant }, { post, move }) {
    for (const { supplier_lot, location, ...one } of lines) {
      const inspected = one.inspected ?? this.items.find(one.item)?.inspected;
      const stock = inspected ? this.rules.lot_status.undecided : this.rules.lot_status.accepted;
      const head = { receipt, supplier, supplier_lot };
      move("receipt", { ...head, purchase_order }, this.erp(one, { location, status: stock }));
      if (inspected) post("qms", "inspection", "/inspections", { ...head, plant }, { line: line(one) });
    }
  },
  goods_moved({ data: { movement, from_location: location, to_location, ...one } }, { move }) {
    move("transfer", { movement }, this.erp(one, { location, to_location }));
  },
  transfer_sent: transfer,
  transfer_received: transfer,
  shipment_confirmed({ data: { shipment, customer, ...data } }, { post }) {
    const units = data.units.map(({ sscc, lines }) => ({ sscc, lines: lines.map((one) => this.erp(one)) }));
    post("erp", "delivery", "/deliveries", { shipment, customer, units });
  },
  goods_returned({ data: { return: number, shipment, customer, reason, ...data }, plant, cause: { source } }, { post }) {
    if (!shipment) this.poster.problems.raise(`origin/${number}`, { ...unknownOrigin(plant, number), source });
    const lines = data.lines.map((one) => this.erp(one, { status: one.status || this.rules.return_status }));
    post("erp", "return", "/returns", { return: number, shipment, customer, reason, lines });
  },

  usage_decision({ data, cause }) {
    this.lots.decided(key(data), data.decision, cause);
  },
  hold_placed: hold(true),
  hold_released: hold(false),
  lot_disposed({ data: { disposition_id, disposition, location, ...one }, cause }, { move }) {
    const gone = ["scrap", "return_to_supplier"].includes(disposition);
    if (gone) move("disposal", { disposition: disposition_id }, this.erp(one, { location }));
    if (disposition === "scrap") this.lots.decided(key(one), "scrapped", cause);
  },

  consumed: used(""),
  reversed: used("-"),
  produced: made,
  scrapped: made,
  packed({ order, equipment, plant, outputs, inputs }, { post }) {
    const { sscc, location } = outputs.find((one) => one.sscc);
    const units = boxesOf(inputs, sscc);
    const head = { sscc, plant, location, order, equipment, lines: lotsOf(inputs).map(line), units };
    post("wms", "unit", "/units", head, { lane: units.length ? "boxes" : `unit/${sscc}` });
  },
  unpacked({ equipment, inputs, outputs }, { post }) {
    const { sscc } = inputs.find((one) => one.sscc);
    const units = boxesOf(outputs, sscc);
    const head = { equipment, lines: lotsOf(outputs).map(line), units };
    post("wms", "unpack", `/units/${sscc}/unpack`, head, { lane: units.length ? "boxes" : `unit/${sscc}` });
  },
  limit_crossed({ details, subject, plant, equipment, order, operation }, { post }) {
    const { exceedance, limit, limit_value, measured, unit } = details;
    const head = { exceedance, plant, equipment, order, operation, ...subject, limit, limit_value, measured, unit };
    post("qms", "nonconformance", "/nonconformances", head);
  },
};

function status(is) {
  return function ({ data: { order }, at }, { post }) {
    if (this.state.newest[order] > at) return; // an older status never replaces a newer one
    this.state.newest[order] = at;
    post("erp", "order_status", `/orders/${order}/status`, { order, status: is }, { lane: `order/${order}` });
  };
}

function transfer({ data: { transfer: movement, lines } }, { move }) {
  for (const { from_location: location, to_location, ...one } of lines) {
    move("transfer", { movement }, this.erp(one, { location, to_location }));
  }
}

function hold(active) {
  return function ({ data: { hold, ...one }, cause }) {
    this.lots.held(key(one), hold, active, cause);
  };
}

/** What went in; with a minus, what is taken back: by documents of their own, nothing is erased. */
function used(sign) {
  return function ({ order, operation, equipment, operator, inputs, supersedes, cause }, { post, move }) {
    const lots = lotsOf(inputs).map((one) => ({ ...one, quantity: sign + one.quantity }));
    const head = { order, operation, ...(sign && { reverses: supersedes }) };
    for (const one of lots) {
      post("mes", "taken", "/consumptions", { ...head, equipment, operator }, { line: line(one) });
      const backflushed = this.items.find(one.item)?.backflushed; // left to ERP
      if (!backflushed) move("consumption", head, this.erp(one, { location: one.location }));
    }
    this.lots.used(order, lots.map((one) => [key(one), one.quantity]), [], cause);
  };
}

function made({ order, operation, equipment, operator, outputs, cause }, { post, move }) {
  for (const one of lotsOf(outputs)) {
    const head = { order, operation, equipment, operator, yield: YIELDS[one.role] ?? "good" };
    post("mes", "made", "/productions", head, { line: line(one) });
    move("production", { order, operation }, this.erp(one, { location: one.location, yield: head.yield }));
  }
  const heirs = lotsOf(outputs).filter(({ role }) => role !== "scrap");
  this.lots.used(order, [], heirs.map(key), cause);
}
