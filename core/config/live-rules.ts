// What the settings of a live night may not say together.

import type { Path } from './document.js';
import { LIVE_DEFAULTS, withLive, type LiveChange } from './live-settings.js';
import { globMatches } from './selection.js';

/** Heartbeats that may be missed before another start takes the lock over. */
const HEARTBEATS_MISSED_MIN = 3;

/** Contradictions, given the defaults for what is left out; paths start inside the group. */
export function liveContradictions(change: LiveChange): { path: Path; what: string }[] {
  const { tables, lock } = withLive(LIVE_DEFAULTS, change);
  const found: { path: Path; what: string }[] = [];
  for (const key of ['include', 'always'] as const) {
    tables[key].forEach((name, index) => {
      const against = /[*?]/.test(name) ? undefined : tables.exclude.find((pattern) => globMatches(pattern, name));
      if (against !== undefined) {
        found.push({ path: ['tables', key, index], what: `live.tables.${key}[${index}] names ${name}, which live.tables.exclude "${against}" leaves out; keep one of them` });
      }
    });
  }
  if (lock.expirySeconds < HEARTBEATS_MISSED_MIN * lock.heartbeatSeconds) {
    found.push({
      path: ['lock', 'expirySeconds'],
      what: `live.lock.expirySeconds must be at least ${HEARTBEATS_MISSED_MIN} x heartbeatSeconds ${lock.heartbeatSeconds}, got ${lock.expirySeconds}: a live run would lose its lock to one slow answer`,
    });
  }
  return found;
}
