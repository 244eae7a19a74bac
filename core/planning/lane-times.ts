// What the timings share: boosts at one instant, the order with raised copies first, and how a sober night is conducted.

import { isRaised } from './raises.js';
import type { Conduct } from '../plan.js';
import type { Draft } from '../policy.js';
import type { Settings } from '../settings.js';
import type { At } from '../units.js';

/** How nights are conducted unless a timing knows better: wait for capacity, hand it back at once, stop at the close. */
export function soberConduct(settings: Settings): Conduct {
  return {
    awaitsCapacity: true, reverts: 'after-copy', checksAt: [], stopsAtClose: true, attemptsMax: settings.control.attemptsMax,
    resumes: 'after-revert', keepsLeases: true,
  };
}

/** Boosts of the lane's raised tables at one instant; nothing waits for anything else. */
export function allAt(draft: Draft, tables: readonly number[], at: At): void {
  const { boostAt, startAt } = draft.columns;
  for (const table of tables) {
    startAt[table] = at;
    if (isRaised(draft, table)) boostAt[table] = at;
  }
}

/** The order with raised tables first, each part in its own order; the same array when nothing is raised. */
export function raisedFirst(draft: Draft, tables: readonly number[]): { tables: readonly number[]; raised: number } {
  const first: number[] = [];
  for (const table of tables) if (isRaised(draft, table)) first.push(table);
  const raised = first.length;
  if (raised === 0) return { tables, raised };
  for (const table of tables) if (!isRaised(draft, table)) first.push(table);
  return { tables: first, raised };
}
