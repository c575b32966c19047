// Quantities are decimal text; they are added up as whole numbers, never as floats. Times, and waiting.
const PLACES = 12;
const ONE = 10n ** BigInt(PLACES);
export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));

/** A moment as text that sorts: a plant may tell its local time, and an hour may come twice. */
export function utc(at) {
  const [, part = ""] = /(\.\d+)/.exec(at) ?? [];
  return at.endsWith("Z") ? at : `${new Date(at).toISOString().slice(0, 19)}${part}Z`;
}

function parsed(text) {
  const [, sign, whole, part = ""] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(String(text));
  const size = BigInt(whole) * ONE + BigInt(part.slice(0, PLACES).padEnd(PLACES, "0"));
  return sign ? -size : size;
}

export function sum(texts) {
  const total = texts.reduce((value, text) => value + parsed(text), 0n);
  const size = total < 0n ? -total : total;
  const part = String(size % ONE).padStart(PLACES, "0").replace(/0+$/, "");
  return `${total < 0n ? "-" : ""}${size / ONE}${part && `.${part}`}`;
}
