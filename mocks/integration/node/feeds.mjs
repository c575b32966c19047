// What a system announces, asked for again and again: GET /changes?after=, from where the store says.
import { Unanswered } from "./system.mjs";
import { sleep } from "./numbers.mjs";

/** For ever. `started` is called when the feed's end is known: what was there before we ever came is not ours. */
export async function follow(system, { store, flows, pollMs, started }) {
  const { cursors } = store.state;
  let ours = Object.hasOwn(cursors, system.name);
  if (ours) started();
  for (;;) {
    try {
      const { ok, body } = await system.get(`/changes?after=${cursors[system.name] ?? 0}&limit=500`);
      for (const change of (ok && ours && body.items) || []) flows.take(event(change));
      if (ok) cursors[system.name] = body.items.at(-1)?.cursor ?? cursors[system.name] ?? 0;
      if (ok && (body.items.length || !ours)) await store.save();
      if (ok && body.next) continue;
      if (ok) started();
      ours ||= ok;
    } catch (problem) {
      if (!(problem instanceof Unanswered)) throw problem;
    }
    await sleep(pollMs);
  }
}

function event({ event: { stream, seq }, type, occurred_at, plant, data }) {
  return { stream, seq, kind: type, at: occurred_at, plant: plant || data.plant || "", data };
}
