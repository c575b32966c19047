// The whole memory: one JSON file, written to a neighbour, synced and renamed, so that it is always whole.
//
// What belongs together is changed in `state` without an `await` in between; `save()` resolves when a snapshot that was
// taken after the call is on the disk. Calls that come while one is being written share the next.
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { open, rename, writeFile } from "node:fs/promises";

const REMEMBERED = 500; // numbers of each stream
const EMPTY = {
  cursors: {}, // per system: how far its change feed was read
  floors: {}, // OPC UA servers whose cards have been looked at once
  seen: {}, // per stream: the numbers that were taken in
  batches: [], // documents: with a reference once they may be sent; in doubt as long as they stand here
  lots: {}, // per lot: decision, holds, what the systems were told
  uses: {}, // per order: lots that went in and came out
  newest: {}, // per order: the time of the latest status that was taken over
  completions: {}, // orders completed in MES whose components are still to be looked at
  problems: [], // the exception queue
};

export class Store {
  #pending = null;
  #writing = Promise.resolve();

  constructor(folder) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    Object.assign(this, { folder, path: `${folder}/state.json` });
    this.state = { ...EMPTY, ...(existsSync(this.path) && JSON.parse(readFileSync(this.path, "utf8"))) };
  }

  save() {
    this.#pending ??= this.#writing.then(() => {
      this.#pending = null;
      return (this.#writing = this.#write(JSON.stringify(this.state)));
    });
    return this.#pending;
  }

  /** Whether this number is seen for the first time; it is seen from now on. */
  take(stream, seq) {
    const seen = (this.state.seen[stream] ??= []);
    if (seen.includes(seq)) return false;
    if (seen.push(seq) > REMEMBERED) seen.shift();
    return true;
  }

  async #write(text) {
    await writeFile(`${this.path}.new`, text, { mode: 0o600, flush: true });
    await rename(`${this.path}.new`, this.path);
    const folder = await open(this.folder);
    await folder.sync();
    await folder.close();
  }
}
