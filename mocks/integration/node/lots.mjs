// What each lot's status ought to be: from holds, usage decisions and dispositions in QMS, and from what was made of
// what on the floor. The systems are told when that changes; an older word never replaces a newer one.
import { sum } from "./numbers.mjs";

export const key = ({ item, lot }) => `${item}|${lot}`;

export class Lots {
  #usedBy = new Map();
  #madeBy = new Map();

  constructor({ state, rules, items, tell }) {
    Object.assign(this, { lots: state.lots, uses: state.uses, items, tell, says: rules.lot_status });
    this.cascades = (rules.hold_cascade ?? "none") !== "none";
    Object.keys(this.uses).forEach((order) => this.#index(order));
  }

  /** A usage decision, or that it was scrapped, which stays. */
  decided(lot, is, cause) {
    const one = this.#of(lot);
    if (one.decision?.is === "scrapped" || one.decision?.at > cause.at) return;
    one.decision = { is, at: cause.at };
    this.#refresh([lot], cause);
  }

  held(lot, hold, active, cause) {
    const { holds } = this.#of(lot);
    if (holds[hold]?.at > cause.at || holds[hold]?.active === false) return; // a released hold does not come back
    holds[hold] = { active, at: cause.at };
    this.#refresh(this.#reach([lot]), cause);
  }

  /** So much of lots went into an order, or lots came out of it: the earliest and the latest time counts. */
  used(order, ins, outs, { at, ...cause }) {
    const use = (this.uses[order] ??= { ins: {}, outs: {} });
    use.net ??= {};
    for (const [lot, quantity] of ins) {
      if (!(use.ins[lot] <= at)) use.ins[lot] = at;
      use.net[lot] = sum([use.net[lot] ?? "0", quantity]);
      if (/^(-|0$)/.test(use.net[lot])) delete use.ins[lot]; // all of it was taken back
    }
    for (const lot of outs) if (!(use.outs[lot] >= at)) use.outs[lot] = at;
    this.#index(order);
    this.#refresh(this.#reach(Object.keys(use.outs)), { at, ...cause });
  }

  consumed = (order, item) => Object.keys(this.uses[order]?.ins ?? {}).some((lot) => lot.split("|")[0] === item);

  #of = (lot) => (this.lots[lot] ??= { holds: {}, decision: null, told: null });

  #index(order) {
    const note = (map, lot) => map.set(lot, (map.get(lot) ?? new Set()).add(order));
    Object.keys(this.uses[order].ins).forEach((lot) => note(this.#usedBy, lot));
    Object.keys(this.uses[order].outs).forEach((lot) => note(this.#madeBy, lot));
  }

  /** The lots and all that was made of them; the other way, all that they were made of: in whichever plant. */
  #reach = (lots) => this.#walk(lots, this.#usedBy, ({ ins, outs }, lot) => keys(outs, (at) => ins[lot] <= at));
  #origins = (lot) => this.#walk([lot], this.#madeBy, ({ ins, outs }, one) => keys(ins, (at) => at <= outs[one]));

  #walk(from, orders, next) {
    const seen = new Set(from);
    for (const lot of seen) { // a Set goes on over what is added to it
      const found = [...(orders.get(lot) ?? [])].flatMap((order) => next(this.uses[order], lot));
      found.forEach((other) => seen.add(other));
    }
    return [...seen];
  }

  #refresh(lots, cause) {
    for (const lot of lots) {
      const over = this.cascades ? this.#origins(lot) : [lot];
      const all = over.flatMap((other) => Object.entries(this.lots[other]?.holds ?? {}));
      const holds = all.filter(([, { active }]) => active).map(([hold]) => hold);
      const status = this.#wanted(lot, holds);
      if (!status || status === this.lots[lot]?.told) continue;
      this.#of(lot).told = status;
      const [item, id] = lot.split("|");
      for (const system of ["erp", "wms", "mes"]) this.tell({ system, item, lot: id, status, holds, cause });
    }
  }

  #wanted(lot, holds) {
    const { decision, told } = this.lots[lot] ?? {};
    if (["scrapped", "rejected"].includes(decision?.is)) return this.says[decision.is];
    if (holds.length) return this.says.held;
    const inspected = this.items.find(lot.split("|")[0])?.inspected;
    return decision ? this.says[decision.is] : told && this.says[inspected ? "undecided" : "accepted"];
  }
}

const keys = (lots, wanted) => Object.keys(lots).filter((lot) => wanted(lots[lot]));
