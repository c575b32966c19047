// The exception queue: each problem stands there once, and closes when its cause is gone.
import { randomUUID } from "node:crypto";

const now = () => new Date().toISOString();

export class Problems {
  constructor(store) {
    this.store = store;
  }

  #open = (about) => this.store.state.problems.find((one) => one.about === about && !one.closed_at);

  /** `about` tells problems apart; `said` is kind, code, subject, source, text ... as the contract has them. */
  raise(about, { plant = "", source = "", severity = "error", ...said }) {
    if (this.#open(about)) return;
    const times = { raised_at: now(), closed_at: null };
    const one = { about, id: randomUUID(), plant, source, correlation_id: source, severity, ...said, ...times };
    this.store.state.problems.push(one);
    this.store.save();
  }

  close(about) {
    const one = this.#open(about);
    if (one) one.closed_at = now();
    if (one) this.store.save();
  }

  /** All that are open, and all that were raised or closed since then. */
  listed(since) {
    const late = (moment) => Date.parse(moment) >= (Date.parse(since) || 0);
    const shown = ({ raised_at, closed_at }) => !closed_at || late(closed_at) || late(raised_at);
    return this.store.state.problems.filter(shown).map(({ about, ...said }) => said);
  }
}

/** A system, or a server of the floor, that cannot be reached. */
export const away = (system, id, text) =>
  ({ kind: "technical", code: "system-unavailable", subject: { system, kind: "system", scope: "", id }, text });
