// What a history does not hold, and what is assumed instead: said once, in the order of the tables.

import type { Gap, NightColumns, TrafficColumns } from './history.js';
import type { Nights } from './history-nights.js';
import { dayDate, instantText } from './history-text.js';
import { DAY, HOUR } from '../units.js';

/** All gaps. `recorded` says which optional columns of tables.csv the file had. */
export function findGaps(nights: Nights, traffic: TrafficColumns, recorded: (column: string) => boolean): Gap[] {
  return [
    ...missingNights(nights.days),
    ...notRecorded(nights.days, recorded),
    ...trafficRange(nights, traffic),
    ...nights.tables.flatMap((name, t) => [...presenceGaps(nights, name, t), ...trafficGaps(nights, traffic, name, t)]),
  ];
}

function missingNights(days: readonly number[]): Gap[] {
  const gaps: Gap[] = [];
  for (let i = 1; i < days.length; i++) {
    const missing = days[i] - days[i - 1] - 1;
    if (missing === 0) continue;
    gaps.push({
      kind: 'missing-night', table: '', from: dayDate(days[i - 1] + 1), to: dayDate(days[i] - 1),
      what: `${plural(missing, 'night')} without any row; left out, not assumed`,
    });
  }
  return gaps;
}

const ASSUMED: readonly (readonly [string, string])[] = [
  ['table_class', 'the table class is not recorded; assumed STANDARD'],
  ['warm_rcu', 'the warm throughput is not recorded; assumed the baseline of a new table, or what is provisioned where that is more'],
  ['autoscaling_target', 'autoscaling is not recorded; assumed off'],
  ['decreases_today', 'the decreases of the day are not recorded; assumed none before the window opens'],
  ['gsi_rcu', 'the read capacity of indexes is not recorded; assumed 0'],
  ['pitr', 'point-in-time recovery is not recorded; assumed on already, so its fee is not charged'],
];

function notRecorded(days: readonly number[], recorded: (column: string) => boolean): Gap[] {
  const [from, to] = [dayDate(days[0]), dayDate(days[days.length - 1])];
  return ASSUMED.filter(([column]) => !recorded(column))
    .map(([column, what]) => ({ kind: 'not-recorded', table: '', from, to, what: `${column}: ${what}` }));
}

/** Traffic of all tables that begins after the first night or ends before the day after the last one. */
function trafficRange(nights: Nights, traffic: TrafficColumns): Gap[] {
  let first = Infinity;
  let last = -Infinity;
  for (let r = 0; r < traffic.startAt.length; r++) {
    first = Math.min(first, traffic.startAt[r]);
    last = Math.max(last, traffic.startAt[r] + traffic.count[r] * traffic.periodSeconds[r]);
  }
  if (first === Infinity) return [];
  const gaps: Gap[] = [];
  const opens = nights.days[0] * DAY;
  const closes = (nights.days[nights.days.length - 1] + 1) * DAY;
  const add = (from: number, to: number, where: string): void => {
    gaps.push({
      kind: 'traffic-hole', table: '', from: instantText(from), to: instantText(to),
      what: `no traffic recorded ${where} for ${hours(to - from)}; assumed 0`,
    });
  };
  if (first > opens) add(opens, first, 'at the beginning');
  if (last < closes) add(last, closes, 'at the end');
  return gaps;
}

function presenceGaps(nights: Nights, name: string, t: number): Gap[] {
  const { days, columns } = nights;
  const there = presentNights(columns, days.length, nights.tables.length, t);
  const gaps: Gap[] = [];
  const add = (kind: Gap['kind'], from: number, to: number, what: string): void => {
    gaps.push({ kind, table: name, from: dayDate(days[from]), to: dayDate(days[to]), what });
  };
  const first = there[0];
  const last = there[there.length - 1];
  if (first > 0) add('appears', 0, first - 1, `not there for the first ${plural(first, 'night')}; not backed up in them`);
  for (let i = 1; i < there.length; i++) {
    const missing = there[i] - there[i - 1] - 1;
    if (missing > 0) add('missing-night', there[i - 1] + 1, there[i] - 1, `no row for ${plural(missing, 'night')}; not backed up in them`);
  }
  const after = days.length - 1 - last;
  if (after > 0) add('vanishes', last + 1, days.length - 1, `not there for the last ${plural(after, 'night')}; not backed up in them`);
  return gaps;
}

function presentNights(columns: NightColumns, nights: number, tables: number, t: number): number[] {
  const there: number[] = [];
  for (let n = 0; n < nights; n++) if (columns.present[n * tables + t] === 1) there.push(n);
  return there;
}

function trafficGaps(nights: Nights, traffic: TrafficColumns, name: string, t: number): Gap[] {
  const from = traffic.runsFrom[t];
  const to = traffic.runsFrom[t + 1];
  if (from === to) {
    const { days } = nights;
    return [{
      kind: 'no-traffic', table: name, from: dayDate(days[0]), to: dayDate(days[days.length - 1]),
      what: 'no traffic recorded; assumed that the application reads nothing',
    }];
  }
  let holes = 0;
  let seconds = 0;
  for (let r = from + 1; r < to; r++) {
    const hole = traffic.startAt[r] - endOf(traffic, r - 1);
    if (hole > 0) holes++;
    seconds += hole;
  }
  if (holes === 0) return [];
  return [{
    kind: 'traffic-hole', table: name, from: instantText(traffic.startAt[from]), to: instantText(endOf(traffic, to - 1)),
    what: `${plural(holes, 'hole')} of ${hours(seconds)} in all without a point; assumed 0, as CloudWatch keeps no point where nothing is read`,
  }];
}

const endOf = (traffic: TrafficColumns, r: number): number => traffic.startAt[r] + traffic.count[r] * traffic.periodSeconds[r];
const plural = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;
const hours = (seconds: number): string => `${Math.round((seconds / HOUR) * 100) / 100} h`;
