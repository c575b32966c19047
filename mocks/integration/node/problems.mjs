// The exception queue: each problem stands there once, and closes when its cause is gone.
import { randomUUID } from "node:crypto";

export class Problems {
  constructor(store) {
    this.store = store;
  }

  #open = (about) => this.store.state.problems.find((one) => one.about === about && !one.closed_at);

  /** `about` tells problems apart; `said` is kind, code, subject, source, text ... as the contract has them. */
  raise(about, said) {
    if (this.#open(about)) return;
    const rest = { id: randomUUID(), severity: "error", plant: "", source: "", correlation_id: said.source ?? "" };
    this.store.state.problems.push({ about, ...rest, ...said, raised_at: new Date().toISOString(), closed_at: null });
    this.store.save();
  }

  close(about) {
    const one = this.#open(about);
    if (!one) return;
    one.closed_at = new Date().toISOString();
    this.store.save();
  }

  /** All that are open, and all that were raised or closed since then. */
  listed(since) {
    const late = (moment) => moment && Date.parse(moment) >= (Date.parse(since) || 0);
    const shown = ({ raised_at, closed_at }) => !closed_at || late(closed_at) || late(raised_at);
    return this.store.state.problems.filter(shown).map(({ about, ...said }) => said);
  }
}
