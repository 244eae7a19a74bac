// The suspension of a table's autoscaling: the one thing of it that is ever changed. Policies, scheduled actions, bounds
// and roles stay as they are, and what was suspended already is suspended afterwards.
//
// A trap: whatever RegisterScalableTarget is asked, it moves the capacity of an ACTIVE table into the target's bounds
// (AWS API reference). So a table whose owner has set a capacity outside of them is not touched.

import type { ScalableTarget } from '@aws-sdk/client-application-auto-scaling';
import type { Suspended } from '../../core/live/live-table.js';
import { OUTCOME } from '../../core/world.js';
import type { Aws } from '../aws.js';
import { tryCall } from '../faults.js';
import { tableNow, type Known } from './table-now.js';

const TARGET = { ServiceNamespace: 'dynamodb', ScalableDimension: 'dynamodb:table:ReadCapacityUnits' } as const;
const ALL: Suspended = { scaleIn: true, scaleOut: true, scheduled: true };

/**
 * Suspends it; `original` is what was suspended before. SUPERSEDED: somebody has changed the target or the capacity since.
 * @param askedBefore what is found suspended may be our own doing
 */
export async function suspend(aws: Aws, table: Known, original: Suspended, askedBefore: boolean): Promise<number> {
  const target = await targetNow(aws, table.name);
  if (typeof target === 'number') return target;
  if (target === null) return OUTCOME.OK; // nothing scales it any more
  const flags = flagsOf(target);
  if (same(flags, ALL)) return askedBefore || same(original, ALL) ? OUTCOME.OK : OUTCOME.SUPERSEDED;
  if (!same(flags, original)) return OUTCOME.SUPERSEDED;
  const now = await tableNow(aws, table);
  if (typeof now === 'number') return now;
  const { MinCapacity: minRcu = 0, MaxCapacity: maxRcu = 0 } = target;
  if (now.onDemand || now.rcu < minRcu || now.rcu > maxRcu) return OUTCOME.SUPERSEDED;
  return register(aws, table.name, ALL);
}

/** Gives back what was suspended before. SUPERSEDED counts as done: somebody else has decided meanwhile, and that stays. */
export async function resume(aws: Aws, table: Known, original: Suspended): Promise<number> {
  const target = await targetNow(aws, table.name);
  if (typeof target === 'number') return target;
  if (target === null) return OUTCOME.GONE;
  const flags = flagsOf(target);
  if (same(flags, original)) return OUTCOME.UNCHANGED;
  if (!same(flags, ALL)) return OUTCOME.SUPERSEDED;
  const outcome = await register(aws, table.name, original);
  return outcome === OUTCOME.GONE ? OUTCOME.UNREACHABLE : outcome; // it was there a moment ago: looked at again
}

async function register(aws: Aws, name: string, flags: Suspended): Promise<number> {
  const { refusal } = await tryCall(aws, 'application-autoscaling:RegisterScalableTarget', {
    ...TARGET, ResourceId: `table/${name}`,
    SuspendedState: { DynamicScalingInSuspended: flags.scaleIn, DynamicScalingOutSuspended: flags.scaleOut, ScheduledScalingSuspended: flags.scheduled },
  });
  if (refusal === null) return OUTCOME.OK;
  switch (refusal.name) {
    case 'ObjectNotFoundException': return OUTCOME.GONE;
    case 'ConcurrentUpdateException': return OUTCOME.UNREACHABLE;
    case 'LimitExceededException': return OUTCOME.THROTTLED;
  }
  if (refusal.outcome !== OUTCOME.UNREACHABLE) return refusal.outcome;
  const target = await targetNow(aws, name);
  return typeof target === 'object' && target !== null && same(flagsOf(target), flags) ? OUTCOME.OK : OUTCOME.UNREACHABLE;
}

/** null: nothing is registered. */
async function targetNow(aws: Aws, name: string): Promise<ScalableTarget | null | number> {
  const { output, refusal } = await tryCall(aws, 'application-autoscaling:DescribeScalableTargets', { ...TARGET, ResourceIds: [`table/${name}`] });
  if (refusal !== null) return refusal.outcome === OUTCOME.FAILED ? OUTCOME.UNREACHABLE : refusal.outcome;
  if (output.ScalableTargets === undefined) return OUTCOME.UNREACHABLE;
  return output.ScalableTargets.find(({ ResourceId }) => ResourceId === `table/${name}`) ?? null;
}

function flagsOf({ SuspendedState: state }: ScalableTarget): Suspended {
  return { scaleIn: state?.DynamicScalingInSuspended === true, scaleOut: state?.DynamicScalingOutSuspended === true, scheduled: state?.ScheduledScalingSuspended === true };
}

function same(a: Suspended, b: Suspended): boolean {
  return a.scaleIn === b.scaleIn && a.scaleOut === b.scaleOut && a.scheduled === b.scheduled;
}
