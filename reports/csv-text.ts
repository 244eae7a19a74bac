// What the page hands out as CSV: quoted by RFC 4180, and harmless when a spreadsheet opens it.

/** Characters with which a spreadsheet starts a formula, full-width forms included (CWE-1236). */
const FORMULA = /^[=+\-@\t\r\0\uff1d\uff0b\uff0d\uff20]/;

/** One cell. Numbers stay numbers; a text that a spreadsheet would run gets a leading apostrophe. */
export function csvCell(value: string | number): string {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
  const text = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

/** A whole table, with a header and CRLF. */
export function csvText(header: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  return [header, ...rows].map((row) => row.map(csvCell).join(',')).join('\r\n') + '\r\n';
}
