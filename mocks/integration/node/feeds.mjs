// What a system announces, asked for again and again: GET /changes?after=, from where the store says.
import { forEver } from "./system.mjs";

/** `started` is called when the feed's end is known: what was there before we ever came is not ours. */
export function follow(system, { store, flows, pollMs, started }) {
  const { cursors } = store.state;
  let ours = Object.hasOwn(cursors, system.name);
  if (ours) started();
  return forEver(pollMs, async () => {
    for (let more = true; more; ) {
      const { body } = await system.get(`/changes?after=${cursors[system.name] ?? 0}&limit=500`);
      if (ours) for (const change of body.items) flows.take(event(change));
      cursors[system.name] = body.items.at(-1)?.cursor ?? cursors[system.name] ?? 0;
      if (body.items.length || !ours) await store.save();
      more = body.next;
    }
    ours = true;
    started();
  });
}

const event = ({ event: { stream, seq }, type: kind, occurred_at: at, plant, data }) =>
  ({ stream, seq, kind, at, plant: plant || data.plant || "", data });
