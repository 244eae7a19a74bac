// What applications read, as CloudWatch recorded it. Read-only.

import type { MetricDataQuery, MetricDataResult } from '@aws-sdk/client-cloudwatch';
import type { TableTraffic, TrafficPoint } from '../core/history/collected.js';
import { EXIT, UserError } from '../core/errors.js';
import { POINTS_PER_CALL, type Ask, type AskedTable } from '../core/history/traffic-asks.js';
import type { At } from '../core/units.js';
import type { Aws } from './aws.js';
import { ask, garbage } from './faults.js';
import { inOrder } from './in-order.js';
import { everyPage } from './pages.js';

const ACTION = 'cloudwatch:GetMetricData';
const NAMESPACE = 'AWS/DynamoDB';
const CALLS_UNDERWAY = 4;

/** Values by the start of their period. */
type Series = Map<At, number>;

/** The traffic of each ask's tables, in the order of the asks and of their tables. */
export async function* readTraffic(aws: Aws, asks: readonly Ask[]): AsyncGenerator<TableTraffic> {
  for await (const tables of inOrder(asks, CALLS_UNDERWAY, (one) => answerOf(aws, one))) yield* tables;
}

async function answerOf(aws: Aws, one: Ask): Promise<TableTraffic[]> {
  const queries = one.tables.flatMap((table, index) => queriesOf(table, index, one.periodSeconds));
  const series = new Map<string, Series>(queries.map(({ Id }) => [String(Id), new Map<At, number>()]));
  const pages = everyPage(ACTION, async (token) => {
    const page = await ask(aws, ACTION, {
      MetricDataQueries: queries, StartTime: new Date(one.fromAt * 1000), EndTime: new Date(one.toAt * 1000),
      ScanBy: 'TimestampAscending', MaxDatapoints: POINTS_PER_CALL, ...(token === undefined ? {} : { NextToken: token }),
    });
    return { items: page?.MetricDataResults ?? [], next: page?.NextToken };
  });
  const open = new Set(series.keys());
  for await (const result of pages) {
    take(result, one, series);
    if (result.StatusCode === 'Complete') open.delete(String(result.Id));
    else open.add(String(result.Id));
  }
  if (open.size > 0) throw new UserError(EXIT.tryLater, [{ where: ACTION, what: `${open.size} of ${series.size} metrics came incomplete; run again later` }]);
  return one.tables.map(({ name }, index) => ({
    table: name, periodSeconds: one.periodSeconds, points: pointsOf(series.get(`c${index}`), series.get(`p${index}`)),
  }));
}

function queriesOf({ name, onDemand }: AskedTable, index: number, periodSeconds: number): MetricDataQuery[] {
  const query = (id: string, metric: string, stat: string): MetricDataQuery => ({
    Id: `${id}${index}`,
    MetricStat: { Stat: stat, Period: periodSeconds, Metric: { Namespace: NAMESPACE, MetricName: metric, Dimensions: [{ Name: 'TableName', Value: name }] } },
  });
  const consumed = query('c', 'ConsumedReadCapacityUnits', 'Sum');
  // It is emitted about every five minutes; a sum over it means nothing (AWS docs, DynamoDB metrics and dimensions).
  return onDemand ? [consumed] : [consumed, query('p', 'ProvisionedReadCapacityUnits', 'Maximum')];
}

/** Adds one result of a page to its series. @throws UserError: 75 to 77 for what it says of itself, 76 for values that cannot be */
function take({ Id, StatusCode, Timestamps = [], Values = [] }: MetricDataResult, { fromAt, toAt, periodSeconds }: Ask, all: ReadonlyMap<string, Series>): void {
  const series = all.get(Id ?? '');
  if (series === undefined) throw garbage(ACTION, `answered the query ${JSON.stringify(Id ?? null)}, which was not asked`);
  if (StatusCode === 'Forbidden') throw new UserError(EXIT.permission, [{ where: ACTION, what: `a metric is forbidden to these credentials; allow ${ACTION} (docs/iam/collect.json)` }]);
  if (StatusCode === 'InternalError') throw new UserError(EXIT.tryLater, [{ where: ACTION, what: 'CloudWatch failed inside; run again later' }]);
  if (Timestamps.length !== Values.length) throw garbage(ACTION, `gave ${Timestamps.length} timestamps for ${Values.length} values`);
  Timestamps.forEach((stamp, i) => {
    const at = stamp.getTime() / 1000;
    if (!(at >= fromAt && at < toAt && at % periodSeconds === 0)) throw garbage(ACTION, `gave a point at ${at} s, which was not asked`);
    if (!(Values[i] >= 0 && Values[i] <= Number.MAX_SAFE_INTEGER)) throw garbage(ACTION, `gave the value ${String(Values[i])}`);
    series.set(at, Values[i]);
  });
}

function pointsOf(consumed: Series | undefined, provisioned: Series | undefined): TrafficPoint[] {
  return [...(consumed ?? [])]
    .sort(([a], [b]) => a - b)
    .map(([startAt, consumedUnits]) => ({ startAt, consumedUnits, provisionedRcu: provisioned?.get(startAt) ?? null }));
}
