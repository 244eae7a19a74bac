// A saved plan before it is carried out: still whole, still for tonight, and for a world that has not changed.

import { ceilingOf } from '../../core/money/ceiling.js';
import { EXIT, refuse } from '../../core/errors.js';
import { readLivePlan, type LivePlan } from '../../core/live/live-plan.js';
import { driftOf } from '../../core/live/plan-drift.js';
import { SKIP } from '../../core/plan.js';
import type { At, Seconds, Usd } from '../../core/units.js';
import { readUserFile } from '../config/read-file.js';
import type { TonightMade } from './tonight.js';

/** Changes that are named. */
const NAMED_MAX = 10;

/** @throws UserError: 65 for a plan that is none, was changed or has expired; 78 for a file that cannot be read */
export async function readSavedPlan(path: string, nowAt: At): Promise<LivePlan> {
  return readLivePlan(await readUserFile(path, 'plan'), path, nowAt);
}

/**
 * The plan of a file and what it can cost at most.
 * @param fresh what the same rules find and plan now
 * @throws UserError (65) saying what changed, or what would be late by now
 */
export function savedPlan(live: LivePlan, path: string, fresh: TonightMade, nowAt: At, graceSeconds: Seconds): { live: LivePlan; boundUsd: Usd } {
  const changes = driftOf(live, fresh.live.tables);
  if (changes.length > 0) {
    const more = changes.length > NAMED_MAX ? `; and ${changes.length - NAMED_MAX} more` : '';
    refuse(EXIT.data, path, `the world is not the one that it was made for: ${changes.slice(0, NAMED_MAX).join('; ')}${more}; make it again with plan --out`);
  }
  const late = lateBy(live, nowAt);
  if (late > 0) refuse(EXIT.data, path, `was made for a night that begins earlier: begun now, ${late} ${late === 1 ? 'table' : 'tables'} more would end after the window; make it again with plan --out`);
  return { live, boundUsd: ceilingOf(live.plan, live.tables, live.settings, fresh.book, graceSeconds).usd };
}

/** Tables that the plan has in time, and that would not be when it begins now. */
function lateBy({ plan: { columns, opensAt, closesAt } }: LivePlan, nowAt: At): number {
  const shiftSeconds = Math.max(0, nowAt - opensAt);
  let late = 0;
  for (let i = 0; i < columns.skip.length; i++) {
    if (columns.skip[i] === SKIP.none && columns.forecastEndAt[i] <= closesAt && columns.forecastEndAt[i] + shiftSeconds > closesAt) late++;
  }
  return late;
}
