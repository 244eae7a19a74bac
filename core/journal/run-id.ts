// The name of a run: `2026-03-29T0010Z-k3f9qa`, the minute in which it began and 30 bits of chance. Sorts by time; is safe in
// file names, object keys, tags and names of clusters.

import type { At } from '../units.js';

/** Crockford's base 32 in lower case: no i, l, o, u, so that nobody misreads it. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const CHARS = 6;

export const RUN_ID = /^\d{4}-\d{2}-\d{2}T\d{4}Z-[0-9a-hjkmnp-tv-z]{6}$/;
/** A night as its folder is named. */
export const NIGHT = /^\d{4}-\d{2}-\d{2}$/;

/** @param chance at least six random bytes, of which five bits each are used */
export function runIdOf(at: At, chance: Uint8Array): string {
  const minute = new Date(Math.floor(at / 60) * 60_000).toISOString();
  let tail = '';
  for (let i = 0; i < CHARS; i++) tail += ALPHABET[chance[i] & 31];
  return `${minute.slice(0, 13)}${minute.slice(14, 16)}Z-${tail}`;
}
