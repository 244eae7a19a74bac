// Survey -> plan for a live account: the planner that the simulator uses, within what the account, its owner's limits
// and the budget allow.

import { ceilingOf, type Ceiling } from '../money/ceiling.js';
import type { LiveTable, Suspended } from './live-table.js';
import { SKIP, type Plan } from '../plan.js';
import { makePlan } from '../planning/planner.js';
import type { Policy } from '../policy.js';
import type { PriceBook } from '../money/prices.js';
import { DEFAULTS, withSettings, type Settings } from '../settings.js';
import type { Tonight } from './tonight.js';
import type { Rcu, Seconds, Usd } from '../units.js';

/** What the account allows; null: not told. */
export interface Limits {
  readonly accountRcu: Rcu | null;
  readonly tableRcu: Rcu | null;
  /** Provisioned by tables that are not in the survey, and their indexes: the account's quota counts them too. */
  readonly otherRcu: Rcu;
}

export interface Wanted {
  readonly policy: Policy;
  readonly settings: Settings;
  readonly book: PriceBook;
  /** 0: no limit beside the quota. */
  readonly maxRcu: Rcu;
  /** Infinity: no limit. */
  readonly budgetUsd: Usd;
  readonly graceSeconds: Seconds;
}

export interface TonightPlan {
  readonly plan: Plan;
  /** With the quotas that were planned with. */
  readonly settings: Settings;
  readonly ceiling: Ceiling;
  /** Copies that the plan expects to end after the close. */
  readonly late: number;
  /** Raises were planned lower than the policy wanted, to keep the budget. */
  readonly lowered: boolean;
  readonly notes: readonly string[];
}

/** Halvings of the room for raises: within 1 % of what the budget allows. */
const HALVINGS = 7;

/** Plans tonight. Where the ceiling passes the budget, raises are planned lower; what then ends late, or still passes, is told. Pure. */
export function planTonight({ survey, tables }: Tonight, limits: Limits, wanted: Wanted): TonightPlan {
  const { policy, book, budgetUsd, graceSeconds } = wanted;
  const { settings, notes } = quotasOf(tables, limits, wanted);
  const attempt = (with_: Settings): { plan: Plan; ceiling: Ceiling } => {
    const plan = suspendRaised(makePlan(survey, policy, with_, book), tables);
    return { plan, ceiling: ceilingOf(plan, tables, settings, book, graceSeconds) };
  };
  let best = attempt(settings);
  let lowered = false;
  if (best.ceiling.usd > budgetUsd) {
    const provisioned = tables.reduce((sum, { rcu, gsiRcu }) => sum + rcu + gsiRcu, 0);
    const roomed = (room: Rcu): ReturnType<typeof attempt> => attempt(withSettings(settings, { quotas: { accountRcu: Math.max(1, provisioned + room) } }));
    let low = 0;
    let high = raisesOf(best.plan);
    lowered = high > 0;
    if (lowered) best = roomed(0);
    for (let i = 0; lowered && i < HALVINGS && best.ceiling.usd <= budgetUsd; i++) {
      const middle = Math.floor((low + high) / 2);
      const other = roomed(middle);
      if (other.ceiling.usd > budgetUsd) high = middle;
      else [best, low] = [other, middle];
    }
  }
  return { ...best, settings, late: lateOf(best.plan), lowered, notes: [...notes, ...budgetNotes(best.ceiling, lowered, budgetUsd)] };
}

function quotasOf(tables: readonly LiveTable[], { accountRcu, tableRcu, otherRcu }: Limits, { settings, maxRcu }: Wanted): { settings: Settings; notes: string[] } {
  const { quotas } = settings;
  const notes: string[] = [];
  // The default stands for "not known"; what the account says itself is better, what its owner says may be less.
  const told = tableRcu === null || quotas.tableRcu !== DEFAULTS.quotas.tableRcu ? Math.min(quotas.tableRcu, tableRcu ?? Infinity) : tableRcu;
  if (maxRcu > told) notes.push(`live.maxRcu ${maxRcu} is above the account's quota of a table: ${told} RCU are planned with`);
  const most = maxRcu === 0 ? told : Math.min(maxRcu, told);
  if (maxRcu > 0) {
    for (const { name, rcu } of tables) if (rcu > maxRcu) notes.push(`${name} has ${rcu} RCU, above live.maxRcu ${maxRcu}: it is not raised`);
  }
  const account = Math.min(accountRcu ?? Infinity, quotas.accountRcu > 0 ? quotas.accountRcu : Infinity);
  // 0 leaves it to the planner, which then assumes AWS's default.
  const left = account === Infinity ? 0 : Math.max(1, account - otherRcu);
  return { settings: withSettings(settings, { quotas: { tableRcu: most, accountRcu: left } }), notes };
}

/** All raises of a plan together. */
function raisesOf({ columns: { toRcu, fromRcu } }: Plan): Rcu {
  let sum = 0;
  for (let i = 0; i < toRcu.length; i++) sum += Math.max(0, toRcu[i] - fromRcu[i]);
  return sum;
}

function lateOf({ columns: { forecastEndAt, skip }, closesAt }: Plan): number {
  let late = 0;
  for (let i = 0; i < skip.length; i++) if (skip[i] === SKIP.none && forecastEndAt[i] > closesAt) late++;
  return late;
}

/**
 * Also suspends targets that the planner does not know of: without a target-tracking policy a scheduled action, or a
 * registration by somebody else, would still move the capacity while it is raised.
 */
function suspendRaised(plan: Plan, tables: readonly LiveTable[]): Plan {
  const { toRcu, fromRcu, suspends, skip } = plan.columns;
  for (const { index, target } of tables) {
    if (skip[index] !== SKIP.none || target === null || isSuspended(target.suspended)) suspends[index] = 0;
    else if (toRcu[index] !== fromRcu[index]) suspends[index] = 1;
  }
  return plan;
}

function isSuspended({ scaleIn, scaleOut, scheduled }: Suspended): boolean {
  return scaleIn && scaleOut && scheduled;
}

function budgetNotes({ usd, guessed }: Ceiling, lowered: boolean, budgetUsd: Usd): string[] {
  const notes = guessed.length === 0 ? [] : [`no price is known here for ${guessed.join(', ')}: the ceiling takes the dearest region's`];
  if (usd > budgetUsd) notes.push(`the night can cost up to $${usd.toFixed(2)}, more than live.budgetUsd ${budgetUsd}, ${lowered ? 'even with nothing raised' : 'and nothing is raised'}`);
  else if (lowered) notes.push(`raises are planned lower than the policy wants, to keep the ceiling of $${usd.toFixed(2)} within live.budgetUsd ${budgetUsd}`);
  return notes;
}
