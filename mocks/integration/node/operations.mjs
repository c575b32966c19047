// The postings that the systems take: in which order they go, and how to see afterwards whether one was made.
//
//   phase   what goes first at one system; from AFTER_HOLDS on nothing passes a hold that is still to be told
//   urgent  does not wait for the flush         latest  a newer one of the same lane replaces it
//   listed  facts become lines of a document    alone   each fact has a document of its own
//   first   looked for before the first try too: a person may have entered it by hand
export const AFTER_HOLDS = 7;

const enc = encodeURIComponent;
const found = (where, as = () => true) => async (system, batch) => {
  const answer = await system.get(where(batch));
  return answer.ok && as(answer.body, batch);
};
const back = found(({ path, ref }) => `${path}?reference=${enc(ref)}`, ({ items }) => items.length > 0);
const parent = ({ path }) => path.slice(0, path.lastIndexOf("/"));
const statusIs = found(parent, ({ status }, { head }) => status === head.status);
const order = ({ head }) => `/work-orders/${enc(head.order)}`;
const unpackings = ({ ref }) => `/unpackings?reference=${enc(ref)}`;
const unit = ({ head }) => `/units/${enc(head.sscc)}`;

export const OPERATIONS = {
  block: { phase: 0, urgent: true, latest: true, back: statusIs },
  nonconformance: { phase: 0, urgent: true, alone: true, back },
  work_order: { phase: 1, alone: true, first: true, back: found(order) },
  change: { phase: 1, alone: true, back: found(parent, ({ quantity }, { head }) => +quantity === +head.quantity) },
  cancel: { phase: 1, alone: true, back: found(parent, ({ status }) => status === "cancelled") },
  receipt: { phase: 1, listed: true, back },
  inspection: { phase: 1, back },
  production: { phase: 2, listed: true, back },
  made: { phase: 2, back },
  unit: { phase: 3, alone: true, first: true, back: found(unit, ({ lines, units }) => lines.length + units.length > 0) }, // an empty one is free
  unpack: { phase: 3, alone: true, back: found(unpackings, ({ items }) => items.length > 0) },
  transfer: { phase: 3, listed: true, alone: true, back },
  consumption: { phase: 4, listed: true, back },
  taken: { phase: 4, back },
  disposal: { phase: 5, listed: true, alone: true, back },
  order_status: { phase: 6, latest: true, back: statusIs },
  status: { phase: 7, urgent: true, latest: true, back: statusIs },
  delivery: { phase: 8, alone: true, back },
  return: { phase: 8, alone: true, back },
};

/** Where to see whether what a refusal calls unknown has come to be known; nothing where waiting is of no use. */
export function probe({ system, head, parts: [{ line }] }, code) {
  const { order, lot, material, item = material } = { ...head, ...line };
  if (code === "unknown-order" && order) return `${system === "mes" ? "/work-orders" : "/orders"}/${enc(order)}`;
  if (code === "unknown-unit" && head.units?.length) return `/units/${enc(head.units.at(-1))}`;
  return code === "unknown-lot" && lot ? `/lots/${enc(item)}/${enc(lot)}` : "";
}
