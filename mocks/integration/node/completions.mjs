// An order was completed, and a component that is managed by lots was never scanned: that is for a person.
import { forEver } from "./system.mjs";

export const inspectCompletions = ({ store, erp, lots, items, problems, graceMs }) =>
  forEver(200, async () => {
    for (const completion of Object.values(store.state.completions)) {
      if (Date.now() - completion.heard < graceMs) continue;
      completion.components ??= await components(erp, items, completion.item);
      const { order } = completion;
      const missing = completion.components.filter((item) => !lots.consumed(order, item));
      for (const item of completion.components) {
        if (missing.includes(item)) report(problems, completion, item);
        else problems.close(`missing/${order}/${item}`);
      }
      if (!missing.length) delete store.state.completions[order];
    }
  });

/** What a lot has to be scanned of, as ERP's bill of material says. */
async function components(erp, items, item) {
  const { body } = await erp.get("/boms?limit=500");
  const bom = body.items.find(({ material }) => items.code(material) === item);
  const all = (bom?.components ?? []).map(({ material }) => items.find(material));
  return all.filter((one) => one?.lot_managed !== false && !one?.backflushed).map(({ code }) => code);
}

function report(problems, { order, plant, source }, item) {
  const subject = { system: "mes", kind: "order", scope: plant, id: order };
  const text = `order ${order} is completed, and no lot of ${item} was consumed for it`;
  const said = { kind: "business", severity: "critical", code: "missing-component", plant, subject, source, text };
  problems.raise(`missing/${order}/${item}`, said);
}
