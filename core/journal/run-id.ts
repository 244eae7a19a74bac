// The name of a run: `2026-03-29T0010Z-k3f9qa`, the minute in which it began, two characters of when in that minute (to 60 ms),
// and 20 bits of chance. Sorts by time, also where starts follow each other within a minute: the last of a night is told by its
// name. Safe in file names, object keys, tags and names of clusters.

import type { At } from '../units.js';

/** Crockford's base 32 in lower case: no i, l, o, u, so that nobody misreads it. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const [OF_TIME, OF_CHANCE] = [2, 4];
const MINUTE_PARTS = ALPHABET.length ** OF_TIME;

export const RUN_ID = /^\d{4}-\d{2}-\d{2}T\d{4}Z-[0-9a-hjkmnp-tv-z]{6}$/;
/** A night as its folder is named. */
export const NIGHT = /^\d{4}-\d{2}-\d{2}$/;

/** @param chance at least four random bytes, of which five bits each are used */
export function runIdOf(at: At, chance: Uint8Array): string {
  const minutes = Math.floor(at / 60);
  const minute = new Date(minutes * 60_000).toISOString();
  const part = Math.floor((at / 60 - minutes) * MINUTE_PARTS);
  let tail = `${ALPHABET[part >> 5]}${ALPHABET[part & 31]}`;
  for (let i = 0; i < OF_CHANCE; i++) tail += ALPHABET[chance[i] & 31];
  return `${minute.slice(0, 13)}${minute.slice(14, 16)}Z-${tail}`;
}
