// One text for one value, however its keys are ordered: what a digest is taken of.

import { exactNumber } from './exact-json.js';

/** Compact JSON of plain data with the keys of every object sorted by code unit; keys without a value are left out. */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'number') {
    const exact = exactNumber(value);
    return typeof exact === 'number' ? JSON.stringify(exact) : `{"$":"${exact.$}"}`;
  }
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const parts: string[] = [];
  for (const key of Object.keys(value).sort()) {
    const part = (value as Record<string, unknown>)[key];
    if (part !== undefined) parts.push(`${JSON.stringify(key)}:${canonicalJson(part)}`);
  }
  return `{${parts.join(',')}}`;
}
