// A second integration between floor and business systems, built otherwise than the reference: it polls, batches,
// and reads back. LOTPROOF_WORLD names world.json, LOTPROOF_PORT the port to answer on, LOTPROOF_STATE a folder.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { inspectCompletions } from "./completions.mjs";
import { follow } from "./feeds.mjs";
import { Flows, Items } from "./flows.mjs";
import { Lots } from "./lots.mjs";
import { numbering } from "./numbering.mjs";
import { Poster } from "./poster.mjs";
import { Problems } from "./problems.mjs";
import { Store } from "./store.mjs";
import { System } from "./system.mjs";

const [pollMs, flushMs, backoffMaxMs] = [1000, 2000, 2000]; // as lotproof.toml declares them
const USED = ["erp", "mes", "qms", "wms"];

const { LOTPROOF_WORLD, LOTPROOF_PORT = "8081", LOTPROOF_STATE = "state" } = process.env;
const world = JSON.parse(readFileSync(LOTPROOF_WORLD, "utf8"));
const { rules } = world;
const store = new Store(LOTPROOF_STATE);
const problems = new Problems(store);
const items = new Items(world.items);
const system = (name) => [name, new System(name, world.systems[name], { problems, backoffMaxMs })];
const systems = Object.fromEntries(USED.map(system));
// What a poll or a flush of our own may still bring is no exception before that.
const poster = new Poster({ store, systems, problems, flushMs, patienceMs: pollMs + flushMs + 1000 });
const lots = new Lots({ state: store.state, rules, items, tell: (what) => flows.tell(what) });
const flows = new Flows({ store, poster, lots, items, rules });

let ready = false;
createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url, "http://here");
  const queue = () => [200, problems.listed(searchParams.get("since"))];
  const answers = { "/ready": () => [ready ? 200 : 503, { ready }], "/exceptions": queue };
  const [status, said] = answers[pathname]?.() ?? [404, { title: "not found" }];
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(said));
}).listen(Number(LOTPROOF_PORT), "127.0.0.1");

const feeds = USED.map((name) => {
  poster.run(name);
  return new Promise((started) => follow(systems[name], { store, flows, pollMs, started }));
});
inspectCompletions({ store, erp: systems.erp, lots, items, problems, graceMs: 1000 * rules.completion_grace_s });

const { Floor } = await import("./floor.mjs"); // the OPC UA stack takes a second to load: the rest is at work by then
const numbered = numbering(rules, world.plants);
const floors = world.opcua.map((endpoint) => new Floor(endpoint, { store, flows, problems, numbered }));
floors.forEach((floor) => floor.run());
await Promise.all([...feeds, ...floors.map((floor) => floor.ready)]);
ready = true;
