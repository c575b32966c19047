// What a system announces, asked for again and again: GET /changes?after=, from where the store says.
import { sleep } from "./numbers.mjs";
import { Unanswered } from "./system.mjs";

/** For ever. `started` is called when the feed's end is known: what was there before we ever came is not ours. */
export async function follow(system, { store, flows, pollMs, started }) {
  const { cursors } = store.state;
  let ours = Object.hasOwn(cursors, system.name);
  for (;;) {
    if (ours) started();
    try {
      const { body } = await system.get(`/changes?after=${cursors[system.name] ?? 0}&limit=500`);
      if (ours) for (const change of body.items) flows.take(event(change));
      cursors[system.name] = body.items.at(-1)?.cursor ?? cursors[system.name] ?? 0;
      if (body.items.length || !ours) await store.save();
      if (body.next) continue;
      ours = true;
      started();
    } catch (problem) {
      if (!(problem instanceof Unanswered)) throw problem;
    }
    await sleep(pollMs);
  }
}

const event = ({ event: { stream, seq }, type: kind, occurred_at: at, plant, data }) => {
  return { stream, seq, kind, at, plant: plant || data.plant || "", data };
};
