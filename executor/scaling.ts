// Autoscaling of tables' read capacity, as Application Auto Scaling tells it. Read-only.

import type { ScalingTarget } from '../core/live/live-table.js';
import type { Autoscaling } from '../core/table.js';
import type { Aws } from './aws.js';
import { ask, garbage } from './faults.js';
import { everyPage } from './pages.js';

const NAMESPACE = 'dynamodb';
const DIMENSION = 'dynamodb:table:ReadCapacityUnits';
const METRIC = 'DynamoDBReadCapacityUtilization';
/** Resources a call may name, and entries of a page (AWS docs, DescribeScalableTargets). */
const PER_CALL = 50;
/** Bounds of a target in percent (AWS docs, Managing throughput capacity automatically with DynamoDB auto scaling). */
const TARGET_PERCENT = { min: 20, max: 90 };

/** What is registered for a table's read capacity. */
export interface TableScaling {
  readonly target: ScalingTarget;
  /** What moves the capacity now: null without a target-tracking policy, and where both directions are suspended. */
  readonly autoscaling: Autoscaling | null;
}

/**
 * The scalable targets of tables, by name; a table without one is not in the answer. The rates of this service are not
 * published: one call at a time.
 */
export async function readScaling(aws: Aws, tables: readonly string[]): Promise<Map<string, TableScaling>> {
  const found = new Map<string, TableScaling>();
  for (const [name, target] of await scalableTargets(aws, tables)) found.set(name, { target, autoscaling: null });
  if (found.size === 0) return found;
  for await (const { resource, percent } of trackingPolicies(aws)) {
    const target = found.get(resource)?.target;
    if (target === undefined || (target.suspended.scaleIn && target.suspended.scaleOut)) continue;
    const { minRcu, maxRcu } = target;
    if (minRcu < 1 || maxRcu < minRcu) continue;
    if (percent >= TARGET_PERCENT.min && percent <= TARGET_PERCENT.max) found.set(resource, { target, autoscaling: { minRcu, maxRcu, targetShare: percent / 100 } });
  }
  return found;
}

async function scalableTargets(aws: Aws, tables: readonly string[]): Promise<Map<string, ScalingTarget>> {
  const action = 'application-autoscaling:DescribeScalableTargets';
  const targets = new Map<string, ScalingTarget>();
  for (let i = 0; i < tables.length; i += PER_CALL) {
    const ids = tables.slice(i, i + PER_CALL).map((name) => `table/${name}`);
    const pages = everyPage(action, async (token) => {
      const page = await ask(aws, action, {
        ServiceNamespace: NAMESPACE, ScalableDimension: DIMENSION, ResourceIds: ids, MaxResults: PER_CALL, ...(token === undefined ? {} : { NextToken: token }),
      });
      if (page?.ScalableTargets === undefined) throw garbage(action, 'gave no list of targets, not even an empty one');
      return { items: page.ScalableTargets, next: page.NextToken };
    });
    for await (const { ResourceId, MinCapacity, MaxCapacity, SuspendedState: state } of pages) {
      targets.set(tableOf(ResourceId), {
        minRcu: MinCapacity ?? 0, maxRcu: MaxCapacity ?? 0,
        suspended: { scaleIn: state?.DynamicScalingInSuspended === true, scaleOut: state?.DynamicScalingOutSuspended === true, scheduled: state?.ScheduledScalingSuspended === true },
      });
    }
  }
  return targets;
}

/** All target-tracking policies on the read capacity of tables: a call may name one resource only, so all are listed. */
async function* trackingPolicies(aws: Aws): AsyncGenerator<{ resource: string; percent: number }> {
  const action = 'application-autoscaling:DescribeScalingPolicies';
  const pages = everyPage(action, async (token) => {
    const page = await ask(aws, action, {
      ServiceNamespace: NAMESPACE, MaxResults: PER_CALL, ...(token === undefined ? {} : { NextToken: token }),
    });
    if (page?.ScalingPolicies === undefined) throw garbage(action, 'gave no list of policies, not even an empty one');
    return { items: page.ScalingPolicies, next: page.NextToken };
  });
  for await (const { ResourceId, ScalableDimension, TargetTrackingScalingPolicyConfiguration: tracking } of pages) {
    if (ScalableDimension !== DIMENSION || tracking?.PredefinedMetricSpecification?.PredefinedMetricType !== METRIC) continue;
    yield { resource: tableOf(ResourceId), percent: tracking.TargetValue ?? NaN };
  }
}

const tableOf = (resource: string | undefined): string => (resource ?? '').replace(/^table\//, '');
