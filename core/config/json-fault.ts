// Where a text stops being JSON. JSON.parse knows, but does not tell in all versions of Node.

const TOKEN = /\s*(?:([{}[\],:])|("(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])|(?=$))/y;

/** The offset of the first character at which the text is not JSON (RFC 8259) any more, or null when it is JSON. */
export function jsonFault(text: string): number | null {
  const open: string[] = [];
  let expected = 'value';
  TOKEN.lastIndex = 0;
  for (;;) {
    const from = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    const at = from + (/\s*/y.exec(text.slice(from)) ?? [''])[0].length;
    if (match === null) return at;
    const [whole, mark, string, scalar] = match;
    if (whole.trim() === '') return expected === 'end' ? null : at;
    const next = step(expected, mark ?? (string !== undefined ? 'string' : 'scalar'), open, scalar);
    if (next === null) return at;
    expected = next;
  }
}

/** What must come after a token, or null when the token may not come here. */
function step(expected: string, token: string, open: string[], scalar: string | undefined): string | null {
  const isValue = token === 'string' || scalar !== undefined;
  const after = (): string => (open.length === 0 ? 'end' : 'comma');
  if (expected === 'colon') return token === ':' ? 'value' : null;
  if (expected === 'key' || expected === 'first-key') {
    if (token === 'string') return 'colon';
    return token === '}' && expected === 'first-key' ? (open.pop(), after()) : null;
  }
  if (expected === 'comma') {
    const inside = open[open.length - 1];
    if (token === ',') return inside === '{' ? 'key' : 'value';
    return token === (inside === '{' ? '}' : ']') ? (open.pop(), after()) : null;
  }
  if (expected === 'end') return null;
  if (isValue) return after();
  if (token === '{') return (open.push('{'), 'first-key');
  if (token === '[') return (open.push('['), 'first-value');
  return token === ']' && expected === 'first-value' ? (open.pop(), after()) : null;
}
