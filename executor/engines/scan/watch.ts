// What happens to the tables under copy besides the copy: what capacity they really have, looked at once a minute, and
// whether their applications are throttled. CloudWatch tells throttled reads by the minute and some minutes late; what it
// tells is acted on within 15 s. A throttled page of ours is told at once, and is what the pace mostly goes by.

import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { Rcu } from '../../../core/units.js';
import { OUTCOME } from '../../../core/world.js';
import type { NightContext } from '../engine.js';
import { tryCall } from '../../faults.js';
import type { TableCopy } from './copy.js';
import { describeNow } from './describe.js';
import { CopyFailure } from './failure.js';

export const CAPACITY_SECONDS = 60;
/** At most so long after CloudWatch has it, an application that is throttled is given way to. */
export const THROTTLES_SECONDS = 15;
/** AWS API reference, GetMetricData: queries of one call. */
const QUERIES_MAX = 500;
const PERIOD_SECONDS = 60;
/** Minutes that are looked back on: points come late. */
const MINUTES_BACK = 5;
const DESCRIBES_UNDERWAY = 8;

/** One look at what the tables of all copies have; never throws. */
export async function watchCapacity(context: NightContext, copies: readonly TableCopy[], signal: AbortSignal): Promise<void> {
  const left = [...copies];
  const looker = async (): Promise<void> => {
    for (let copy = left.pop(); copy !== undefined && !signal.aborted; copy = left.pop()) await lookAtCapacity(context, copy, signal);
  };
  await Promise.all(Array.from({ length: Math.min(DESCRIBES_UNDERWAY, left.length) }, looker));
}

/** One look at the throttled reads of all copies' tables; never throws. */
export async function watchThrottles(context: NightContext, copies: readonly TableCopy[], signal: AbortSignal): Promise<void> {
  // Where no application reads, none is throttled; each metric costs money (CloudWatch prices, GetMetricData).
  const read = copies.filter(({ parts, ended }) => ended === null && parts.table.forecastPeakRcu > 0);
  for (let i = 0; i < read.length && !signal.aborted; i += QUERIES_MAX) await lookAtThrottles(context, read.slice(i, i + QUERIES_MAX));
}

/** The share of the table that the plan gave to the copy, of what the table has now; never more than planned. */
export function allowedRcu(plannedRcu: Rcu, toRcu: Rcu, hasRcu: Rcu): Rcu {
  if (hasRcu >= toRcu || toRcu <= 0) return plannedRcu;
  const share = (plannedRcu / toRcu) * hasRcu;
  // What was kept free for the application stays free, as long as a tenth of the share is left to the copy.
  return Math.min(share, Math.max(hasRcu - (toRcu - plannedRcu), share / 10));
}

async function lookAtCapacity({ aws, clock }: NightContext, copy: TableCopy, signal: AbortSignal): Promise<void> {
  const { table, toRcu } = copy.parts;
  try {
    const now = await describeNow(aws, clock, signal, table.name, table.tableId);
    const hasRcu = now.ProvisionedThroughput?.ReadCapacityUnits ?? 0;
    const onDemand = now.BillingModeSummary?.BillingMode === 'PAY_PER_REQUEST' || hasRcu === 0;
    copy.pace.allow(onDemand ? copy.plannedRcu : allowedRcu(copy.plannedRcu, toRcu, hasRcu));
  } catch (error) {
    // Gone is gone; whoever does not answer now is asked again in a minute.
    if (error instanceof CopyFailure && error.isGone) copy.fail(error);
  }
}

async function lookAtThrottles(context: NightContext, copies: readonly TableCopy[]): Promise<void> {
  const { aws, clock } = context;
  const toAt = Math.floor(clock.now() / PERIOD_SECONDS) * PERIOD_SECONDS;
  const queries = copies.map(({ parts }, i): MetricDataQuery => ({
    Id: `t${i}`, MetricStat: { Stat: 'Sum', Period: PERIOD_SECONDS, Metric: { Namespace: 'AWS/DynamoDB', MetricName: 'ReadThrottleEvents', Dimensions: [{ Name: 'TableName', Value: parts.table.name }] } },
  }));
  const { output, refusal } = await tryCall(aws, 'cloudwatch:GetMetricData', { MetricDataQueries: queries, StartTime: new Date((toAt - MINUTES_BACK * PERIOD_SECONDS) * 1000), EndTime: new Date(toAt * 1000) })
    .catch(() => ({ output: null, refusal: null }));
  if (refusal?.outcome === OUTCOME.DENIED) context.say(`scan: whether applications are throttled is not seen: ${refusal.what}`);
  for (const { Id = '', Timestamps = [], Values = [] } of output?.MetricDataResults ?? []) {
    const copy = copies[Number(Id.slice(1))] as TableCopy | undefined;
    Timestamps.forEach((stamp, i) => copy?.sawThrottles(stamp.getTime() / 1000, Values[i] ?? 0));
  }
}
