// The digest of a history: its content as held in memory, so neither paths nor formats nor the order of rows matter.

import { createHash } from 'node:crypto';
import type { History } from '../../core/history/history.js';

/** A column of a history; what its number type is, is told by its class. */
export type Column = Float64Array | Float32Array | Uint32Array | Uint8Array;

/** All columns as `nights.<name>` and `traffic.<name>`, sorted by name. */
export function columnsOf(history: Pick<History, 'columns' | 'traffic'>): [string, Column][] {
  const named = (group: string, columns: object): [string, Column][] =>
    Object.entries(columns).map(([name, column]) => [`${group}.${name}`, column as Column]);
  return [...named('nights', history.columns), ...named('traffic', history.traffic)].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** The bytes of a column. */
export function bytesOf(column: Column): Uint8Array {
  return new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
}

/** SHA-256 over names, nights, recorded columns and values, hex. */
export function digestOf(history: Omit<History, 'digest'>): string {
  const hash = createHash('sha256');
  hash.update(JSON.stringify([history.tables, history.nights]));
  for (const [name, column] of columnsOf(history)) {
    hash.update(`${name}:${column.byteLength}\n`);
    hash.update(bytesOf(column));
  }
  return hash.digest('hex');
}
