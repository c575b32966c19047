// Posts what is to be posted. A document is written down with its reference before its first try; after a try of
// which nobody knows the outcome, or a restart, the system is asked for that reference before anything is sent again.
import { randomUUID } from "node:crypto";
import { sum } from "./numbers.mjs";
import { AFTER_HOLDS, OPERATIONS, probe } from "./operations.mjs";
import { forEver } from "./system.mjs";

const [PROBE_MS, TRANSIENT] = [500, [408, 423, 425, 429]];

export class Poster {
  #unsent = new Set(); // references of which this process knows that nothing was carried out
  #rest = new Map(); // until when a document is left alone, and how often it was
  #flushAt = {};

  constructor({ store, systems, problems, flushMs, patienceMs }) {
    Object.assign(this, { store, state: store.state, systems, problems, flushMs, patienceMs });
  }

  /** A posting to be made: `head` and `line` are the body, `lane` what must keep its order. */
  add({ system, op, path, head, line = null, lane = "", source, at, plant = "" }) {
    const { latest, alone, listed } = OPERATIONS[op];
    const older = (one) => latest && one.system === system && one.lane === lane;
    this.state.batches.filter(older).forEach((one) => this.#remove(one));
    const group = JSON.stringify([system, op, path, head, alone ? source : listed || identity(line)]);
    const open = this.state.batches.find((one) => one.group === group && !one.ref);
    const batch = open ?? { group, system, op, path, head, lane, plant, parts: [] };
    batch.parts.push({ line, source, at });
    if (!open) this.state.batches.push(batch);
  }

  /** For ever, for one system; while its gate is shut nothing is tried. */
  run = (name) => forEver(50, async () => this.systems[name].isOpen() && this.#pass(name));

  async #pass(name) {
    const phase = ({ op }) => OPERATIONS[op].phase;
    const mine = this.state.batches.filter(({ system }) => system === name).sort((a, b) => phase(a) - phase(b));
    await this.#close(name, mine);
    const lanes = new Set();
    let held = false;
    for (const batch of mine.filter(({ ref }) => ref)) {
      if (!this.#stands(batch) || lanes.has(batch.lane) || (held && phase(batch) >= AFTER_HOLDS)) continue;
      if (Date.now() >= (this.#rest.get(batch.ref)?.until ?? 0)) await this.#attempt(this.systems[name], batch);
      if (!this.#stands(batch)) continue;
      if (batch.lane) lanes.add(batch.lane);
      held ||= batch.op === "block" && !batch.waits;
    }
  }

  /** Documents are closed and get their reference: the urgent at once, the others when it is time to flush. */
  async #close(name, mine) {
    const flush = !(Date.now() < this.#flushAt[name]);
    if (flush) this.#flushAt[name] = Date.now() + this.flushMs;
    const closing = mine.filter(({ ref, op }) => !ref && (flush || OPERATIONS[op].urgent));
    closing.forEach(this.#refer);
    if (closing.length) await this.store.save();
  }

  #refer = (batch) => {
    batch.ref = `NB-${randomUUID()}`;
    this.#unsent.add(batch.ref);
    return batch;
  };

  async #attempt(system, batch) {
    const { first, back } = OPERATIONS[batch.op];
    if (batch.waits && !(await this.#known(system, batch))) return;
    if ((first || !this.#unsent.has(batch.ref)) && (await back(system, batch))) return this.#remove(batch);
    this.#unsent.delete(batch.ref);
    const { ok, status, body: said, retryAfterMs } = await system.post(batch.path, body(batch));
    if (!this.#stands(batch)) return; // a newer one has come meanwhile
    if (ok || said.code === "unit-exists") return this.#remove(batch);
    this.#unsent.add(batch.ref);
    if (!said.transient && !TRANSIENT.includes(status) && said.code !== "unit-inside") return this.#refused(batch, said.code, said.detail);
    const tries = (this.#rest.get(batch.ref)?.tries ?? 0) + 1;
    this.#rest.set(batch.ref, { until: Date.now() + (retryAfterMs || system.pause(tries)), tries });
  }

  /** What it waits for has come; or not, and after a while a person hears of it. */
  async #known(system, batch) {
    const { ok, body: found } = await system.get(batch.waits.probe);
    if (ok && found.here !== false) return delete batch.waits;
    this.#rest.set(batch.ref, { until: Date.now() + PROBE_MS, tries: 0 });
    if (Date.now() - batch.waits.since > this.patienceMs) this.#raise(batch, batch.waits.code, batch.waits.text);
    return false;
  }

  /** Its lines are tried one by one; a single one waits for what it lacks, where that may come; else it is over. */
  #refused(batch, code, text) {
    const groups = grouped(batch.parts);
    const where = probe(batch, code);
    if (groups.length === 1 && where) batch.waits = { probe: where, since: Date.now(), code, text };
    else this.#remove(batch);
    if (groups.length > 1) this.state.batches.push(...groups.map((parts) => this.#refer({ ...batch, parts })));
    else if (!where) this.#raise(batch, code, text);
    return this.store.save();
  }

  #remove(batch) {
    this.state.batches = this.state.batches.filter((one) => one !== batch);
    [this.#unsent, this.#rest].forEach((memory) => memory.delete(batch.ref));
    this.problems.close(`batch/${batch.ref}`);
    this.store.save();
  }

  #raise({ ref, system, op, head, plant, parts }, code, text) {
    const { order, lot, shipment, sscc, material, item = material } = { ...head, ...parts[0].line };
    const known = { unit: sscc, shipment, order: code !== "unknown-lot" && order, lot };
    const [kind, id] = Object.entries(known).find(([, name]) => name) ?? ["document", ref];
    const subject = { system, kind, scope: kind === "lot" ? item : plant, id };
    const said = { kind: "business", code, plant, subject, source: parts[0].source, text: `${op}: ${text}` };
    this.problems.raise(`batch/${ref}`, said);
  }

  #stands = (batch) => this.state.batches.includes(batch);
}

const identity = (line) => line && JSON.stringify({ ...line, quantity: "" });

function grouped(parts) {
  const groups = new Map();
  for (const part of parts) groups.set(identity(part.line), [...(groups.get(identity(part.line)) ?? []), part]);
  return [...groups.values()];
}

/** What is posted; equal lines are one line. */
function body({ op, head, parts, ref }) {
  const total = (equal) => ({ ...equal[0].line, quantity: sum(equal.map(({ line }) => line.quantity)) });
  const lines = grouped(parts.filter(({ line }) => line)).map(total);
  const said = OPERATIONS[op].listed ? { ...head, lines } : { ...head, ...lines[0] };
  const event_time = parts.map(({ at }) => at).sort().at(-1);
  return { ...said, reference: ref, source_events: [...new Set(parts.map(({ source }) => source))], event_time };
}
