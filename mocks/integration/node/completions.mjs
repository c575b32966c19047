// An order was completed, and a component that is managed by lots was never scanned: that is for a person.
import { sleep } from "./numbers.mjs";
import { Unanswered } from "./system.mjs";

export async function inspectCompletions({ store, erp, lots, items, problems, graceMs }) {
  for (;;) {
    await sleep(200);
    const due = Object.values(store.state.completions).filter(({ heard }) => Date.now() - heard >= graceMs);
    for (const completion of due) {
      try {
        completion.components ??= await components(erp, items, completion.item);
        const missing = completion.components.filter((item) => !lots.consumed(completion.order, item));
        for (const item of completion.components) report(problems, completion, item, missing.includes(item));
        if (!missing.length) delete store.state.completions[completion.order];
      } catch (problem) {
        if (!(problem instanceof Unanswered)) throw problem;
      }
    }
  }
}

/** What a lot has to be scanned of, as ERP's bill of material says. */
async function components(erp, items, item) {
  const { body } = await erp.get("/boms?limit=500");
  const bom = body.items.find(({ material }) => items.code(material) === item);
  const all = (bom?.components ?? []).map(({ material }) => items.find(material));
  return all.filter((one) => one?.lot_managed !== false && !one?.backflushed).map(({ code }) => code);
}

function report(problems, { order, plant, source }, item, missing) {
  const about = `missing/${order}/${item}`;
  if (!missing) return problems.close(about);
  const subject = { system: "mes", kind: "order", scope: plant, id: order };
  const text = `order ${order} is completed, and no lot of ${item} was consumed for it`;
  const said = { kind: "business", severity: "critical", code: "missing-component", plant, subject, source, text };
  problems.raise(about, said);
}
