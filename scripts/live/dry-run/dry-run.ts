// A dry run of tonight, or of a saved plan: the same survey as a real one, and no call that changes anything.

import { runIdOf } from '../../../core/journal/run-id.js';
import type { LiveDoors } from '../doors.js';
import { refuseEngines } from '../ready.js';
import { readSavedPlan, savedPlan } from '../saved-plan.js';
import type { PlannedNow } from '../plan.js';
import { ceilingOf } from '../../../core/money/ceiling.js';
import { dryLines } from './lines.js';

/** Stands for the chance in the name of a run: the same dry run gives the same lines. */
const NO_CHANCE = new Uint8Array(8);

/** @throws UserError as readSavedPlan and savedPlan */
export async function dryRun({ config, made }: PlannedNow, planPath: string | null, { clock }: LiveDoors): Promise<Generator<string>> {
  const { graceSeconds } = config.live;
  const live = planPath === null ? made.live : savedPlan(await readSavedPlan(planPath, clock.now()), planPath, made, clock.now(), graceSeconds).live;
  refuseEngines(live.plan, config);
  const ceiling = ceilingOf(live.plan, live.tables, live.settings, made.book, graceSeconds);
  const { survey } = made.tonight;
  const night = {
    plan: live.plan, tables: live.tables, settings: live.settings, live: config.live, region: live.region, account: live.account,
    runId: runIdOf(live.plan.opensAt, NO_CHANCE), ceiling,
  };
  return dryLines(night, { ...survey, window: { ...survey.window, opensAt: live.plan.opensAt, closesAt: live.plan.closesAt } });
}
