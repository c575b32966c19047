// Lot numbers of plants that count for themselves: a plant's own floor says the number alone, all others the whole one,
// with the plant in front (rules.lot_number, as in `{plant}-{number}`). Inside there are only whole numbers.
export function numbering({ lot_number: pattern = "" }, plants) {
  const before = pattern.split("{number}")[0];
  const fronts = before ? plants.map(({ name }) => [name, before.replaceAll("{plant}", name)]) : [];
  const own = Object.fromEntries(fronts);
  const whole = (plant, lot) => (fronts.some(([, front]) => lot.startsWith(front)) ? lot : (own[plant] ?? "") + lot);
  return (plant, named) => (named?.lot ? { ...named, lot: whole(plant, named.lot) } : named);
}
