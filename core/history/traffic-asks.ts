// What to ask CloudWatch for: which periods at which age, what a history has already, how much fits into one call.

import { DAY, HOUR, type At, type Seconds } from '../units.js';

/** How long points of a period are kept (AWS docs, CloudWatch concepts: metrics retention). */
const KEPT: readonly { readonly periodSeconds: Seconds; readonly seconds: Seconds }[] = [
  { periodSeconds: 60, seconds: 15 * DAY },
  { periodSeconds: 300, seconds: 63 * DAY },
  { periodSeconds: 3600, seconds: 455 * DAY },
];
/** Whole days of which points may still be asked for. */
export const DAYS_KEPT = 454;
/** Queries in one GetMetricData call, and points in its answer (AWS docs, GetMetricData). */
export const QUERIES_PER_CALL = 500;
export const POINTS_PER_CALL = 100_800;
/** A point may grow while its minutes are still being reported; not published by AWS, so a margin [?]. */
const SETTLED_SECONDS: Seconds = 900;

/** Points of one period from an instant to another, both whole hours. */
export interface Span {
  readonly fromAt: At;
  readonly toAt: At;
  readonly periodSeconds: Seconds;
}

/** One call: a span for some tables. */
export interface Ask extends Span {
  readonly tables: readonly AskedTable[];
}

/** On-demand tables have no provisioned capacity to ask for. */
export interface AskedTable {
  readonly name: string;
  readonly onDemand: boolean;
}

/** The first and the last instant of what is known of a table's traffic. */
export interface Known {
  readonly firstAt: At;
  readonly endAt: At;
}

/** The end of what can be recorded for a night: the last whole hour that was settled when its window opened, or now before that. */
export function trafficEndAt(opensAt: At, nowAt: At): At {
  return floor(Math.min(opensAt, nowAt) - SETTLED_SECONDS, HOUR);
}

/** Splits a time at the ages at which CloudWatch's points get coarser. Parts that it keeps no longer are left out. */
export function spansByAge(fromAt: At, toAt: At, nowAt: At, finestSeconds: Seconds): Span[] {
  const spans: Span[] = [];
  let end = toAt;
  for (const { periodSeconds, seconds } of KEPT) {
    if (periodSeconds < finestSeconds) continue;
    // An hour less than they are kept: asking takes time, and the oldest point must not vanish meanwhile.
    const start = Math.max(fromAt, ceil(nowAt - seconds + HOUR, HOUR));
    if (start >= end) continue;
    spans.unshift({ fromAt: start, toAt: end, periodSeconds });
    end = start;
  }
  return spans;
}

/**
 * What is missing between two instants for each table, as calls: what lies before the first and after the last point that
 * is known, to whole days so that tables share their calls. Within a history, no point means no reads.
 */
export function asksFor(
  tables: readonly AskedTable[], known: (name: string) => Known | null, range: { fromAt: At; toAt: At; nowAt: At; finestSeconds: Seconds },
): Ask[] {
  const groups = new Map<string, { fromAt: At; toAt: At; tables: AskedTable[] }>();
  for (const table of tables) {
    for (const [fromAt, toAt] of missing(known(table.name), range.fromAt, range.toAt)) {
      const key = `${fromAt} ${toAt}`;
      const group = groups.get(key) ?? { fromAt, toAt, tables: [] };
      group.tables.push(table);
      groups.set(key, group);
    }
  }
  return [...groups.values()]
    .sort((a, b) => a.fromAt - b.fromAt || a.toAt - b.toAt)
    .flatMap((group) => spansByAge(group.fromAt, group.toAt, range.nowAt, range.finestSeconds).flatMap((span) => calls(span, group.tables)));
}

/** Metrics that the calls ask for, the unit in which CloudWatch bills them. */
export function metricsOf(asks: readonly Ask[]): number {
  return asks.reduce((sum, { tables }) => sum + tables.reduce((n, table) => n + queriesOf(table), 0), 0);
}

function missing(known: Known | null, fromAt: At, toAt: At): (readonly [At, At])[] {
  if (known === null) return [[fromAt, toAt]];
  const ranges: (readonly [At, At])[] = [];
  if (known.firstAt > fromAt) ranges.push([fromAt, Math.min(toAt, ceil(known.firstAt, DAY))]);
  if (known.endAt < toAt) ranges.push([Math.max(fromAt, floor(known.endAt, DAY)), toAt]);
  // Rounded to days the two may meet.
  return ranges.length === 2 && ranges[0][1] >= ranges[1][0] ? [[fromAt, toAt]] : ranges;
}

function calls(span: Span, tables: readonly AskedTable[]): Ask[] {
  const points = (span.toAt - span.fromAt) / span.periodSeconds;
  const limit = Math.max(2, Math.min(QUERIES_PER_CALL, Math.floor(POINTS_PER_CALL / points)));
  const asks: Ask[] = [];
  let batch: AskedTable[] = [];
  let queries = 0;
  for (const table of tables) {
    if (queries + queriesOf(table) > limit) {
      asks.push({ ...span, tables: batch });
      [batch, queries] = [[], 0];
    }
    batch.push(table);
    queries += queriesOf(table);
  }
  return batch.length === 0 ? asks : [...asks, { ...span, tables: batch }];
}

const queriesOf = ({ onDemand }: AskedTable): number => (onDemand ? 1 : 2);
const floor = (at: At, step: Seconds): At => Math.floor(at / step) * step;
const ceil = (at: At, step: Seconds): At => Math.ceil(at / step) * step;
