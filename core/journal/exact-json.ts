// JSON that loses no number. JSON has no infinities, no NaN and no -0; they are written as {"$": "Infinity"}, which no other
// value of ours looks like: a table may well be called NaN.

const WORDS = new Map<string, number>([['NaN', NaN], ['Infinity', Infinity], ['-Infinity', -Infinity], ['-0', -0]]);

/** A value that JSON can hold, with the other numbers as marked words. Plain data in, plain data out. */
export function exactNumber(value: number): number | { readonly $: string } {
  return Number.isFinite(value) && !Object.is(value, -0) ? value : { $: Object.is(value, -0) ? '-0' : String(value) };
}

/** Compact JSON of plain data, every number kept. */
export function exactText(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => (typeof part === 'number' ? exactNumber(part) : part));
}

/** The value of a JSON text with marked words as numbers. @throws SyntaxError for what is not JSON */
export function exactValue(text: string): unknown {
  if (!text.includes('"$"')) return JSON.parse(text);
  return JSON.parse(text, (_key, part: unknown) => {
    if (typeof part !== 'object' || part === null || !Object.hasOwn(part, '$')) return part;
    const { $: word } = part as { $: unknown };
    const number = typeof word === 'string' && Object.keys(part).length === 1 ? WORDS.get(word) : undefined;
    return number ?? part;
  });
}
