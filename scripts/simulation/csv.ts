// One line of CSV as RFC 4180 has it, with text that a spreadsheet would take for a formula made harmless.

const QUOTED = /[",\r\n]/;
/** Leading characters that start a formula (OWASP, CSV Injection), full-width forms included. */
const FORMULA = /^[=+\-@\t\r\0＝＋－＠]/;

export function csvLine(cells: readonly (string | number | boolean)[]): string {
  return `${cells.map(cell).join(',')}\n`;
}

function cell(value: string | number | boolean): string {
  if (typeof value !== 'string') return String(value);
  const inert = FORMULA.test(value) ? `'${value}` : value;
  return QUOTED.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
