// An order was completed, and a component that is managed by lots was never scanned: that is for a person.
import { Unanswered } from "./system.mjs";
import { sleep } from "./numbers.mjs";

export async function inspectCompletions({ store, erp, lots, items, problems, graceMs }) {
  for (;;) {
    await sleep(200);
    for (const completion of Object.values(store.state.completions)) {
      if (Date.now() - completion.heard < graceMs) continue;
      try {
        completion.components ??= await components(erp, items, completion.item);
        const missing = completion.components.filter((item) => !lots.consumed(completion.order, item));
        for (const item of completion.components) report(problems, completion, item, missing.includes(item));
        if (missing.length) continue;
        delete store.state.completions[completion.order];
        store.save();
      } catch (problem) {
        if (!(problem instanceof Unanswered)) throw problem;
      }
    }
  }
}

/** What a lot has to be scanned of, as ERP's bill of material says. */
async function components(erp, items, item) {
  const { ok, body } = await erp.get("/boms?limit=500");
  const bom = (ok ? body.items : []).find(({ material }) => items.code(material) === item);
  const codes = (bom?.components ?? []).map(({ material }) => items.find(material));
  return codes.filter((one) => one?.lot_managed !== false && !one?.backflushed).map((one) => one.code);
}

function report(problems, { order, plant, source }, item, missing) {
  const about = `missing/${order}/${item}`;
  if (!missing) return problems.close(about);
  const text = `order ${order} is completed, and no lot of ${item} was consumed for it`;
  const subject = { system: "mes", kind: "order", scope: plant, id: order };
  problems.raise(about, { kind: "business", severity: "critical", code: "missing-component", plant, subject, source, text });
}
