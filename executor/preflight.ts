// What must be right before a night touches anything. Everything here refuses with one line and changes nothing.

import { EXIT, refuse } from '../core/errors.js';
import type { OpenLease } from '../core/journal/journal-debts.js';
import type { LivePlan } from '../core/live/live-plan.js';
import type { Plan } from '../core/plan.js';
import type { At } from '../core/units.js';
import type { Caller } from './caller.js';
import type { NightRequest, Planned } from './night-request.js';

/** AWS itself refuses requests that are off by five minutes (AWS docs, Signature Version 4). */
const SKEW_SECONDS_MAX = 300;

/** Is the clock of this machine another than AWS's? @param skewSeconds null: not known, and taken as right */
export function isSkewed(skewSeconds: number | null): skewSeconds is number {
  return skewSeconds !== null && Math.abs(skewSeconds) > SKEW_SECONDS_MAX;
}

/** @throws UserError (78) where the clock of this machine is not AWS's */
export function refuseSkew(skewSeconds: number | null): void {
  if (!isSkewed(skewSeconds)) return;
  refuse(EXIT.config, 'clock', `this machine is ${Math.round(Math.abs(skewSeconds))} s ${skewSeconds > 0 ? 'ahead of' : 'behind'} AWS; set its clock (NTP) before a night is run`);
}

/** @throws UserError: 65 for a plan that is not for now, 77 for another account, 78 for what may not be run live */
export function refusePlan({ live, boundUsd }: Planned, { window, region, allowEmpty }: NightRequest, caller: Caller, now: At, done: number): void {
  const { plan } = live;
  if (live.account !== caller.account) refuse(EXIT.permission, 'plan', `is for account ${live.account}, these credentials belong to ${caller.account}; make the plan again`);
  if (live.region !== region) refuse(EXIT.data, 'plan', `is for ${live.region}, this is ${region}; make the plan again`);
  if (plan.night !== window.night) refuse(EXIT.data, 'plan', `is for the night ${plan.night}, this is ${window.night}; make the plan again`);
  if (now > live.expiresAt) refuse(EXIT.data, 'plan', 'has expired; make it again');
  if (plan.crashed !== null) refuse(EXIT.config, 'plan', `the policy ${plan.policy} could not plan: ${plan.crashed}; choose another`);
  if (!plan.conduct.keepsLeases || !plan.conduct.awaitsCapacity || !plan.conduct.stopsAtClose) refuse(EXIT.config, 'plan', `the policy ${plan.policy} does not hand back what it takes; choose another`);
  if (boundUsd > live.budgetUsd) refuse(EXIT.config, 'live.budgetUsd', `is $${live.budgetUsd}, the night may cost up to $${boundUsd.toFixed(2)}; raise the budget, or leave out tables`);
  if (live.tables.length + done === 0 && !allowEmpty) refuse(EXIT.config, 'plan', 'has no table: mend the rules of live.tables, or say --allow-empty');
}

/**
 * The plan without raises of tables that are still owed something: what they have now is not what they are to have, so it must
 * not be taken for it. They are copied at what their applications leave of their capacity as it is.
 */
export function sparing(live: LivePlan, owed: readonly OpenLease[]): LivePlan {
  const names = new Set(owed.map(({ table }) => table));
  const spared = live.tables.filter(({ name }) => names.has(name));
  if (spared.length === 0) return live;
  const { columns } = live.plan;
  const [toRcu, readRcu, boostAt, suspends] = [columns.toRcu.slice(), columns.readRcu.slice(), columns.boostAt.slice(), columns.suspends.slice()];
  for (const { index } of spared) {
    if (columns.lane[index] < 0 || boostAt[index] !== boostAt[index]) continue;
    readRcu[index] = Math.max(1, columns.fromRcu[index] - (toRcu[index] - readRcu[index]));
    toRcu[index] = columns.fromRcu[index];
    boostAt[index] = NaN;
    suspends[index] = 0;
  }
  const plan: Plan = { ...live.plan, columns: { ...columns, toRcu, readRcu, boostAt, suspends } };
  return { ...live, plan };
}
