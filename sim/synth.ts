// An invented history as CSV text: the same options give the same bytes.

import { draw } from '../core/rng.js';
import { dateDay, dayDate, instantText } from '../core/history/history-text.js';
import { TABLES_FILE } from '../core/history/history-header.js';
import { DAY, HOUR, type At, type Bytes, type Rcu, type Seconds } from '../core/units.js';
import { PURPOSE, synthTables, type SynthTable } from './synth-tables.js';
import { normal, PEAK, wantedRcu, type Storm } from './synth-traffic.js';

export interface SynthOptions {
  readonly tables: number;
  readonly nights: number;
  readonly seed: number;
  /** Date of the last night; 2026-06-14. */
  readonly lastNight?: string;
  /** Whether some tables have legal but odd names (`__proto__`, `-rf`, ...); no. */
  readonly oddNames?: boolean;
  /** All tables together; 10 GB a table. */
  readonly totalBytes?: Bytes;
  /** The largest table; a fifth of all. */
  readonly largestBytes?: Bytes;
  /** What the provisioned read capacities stay under in sum; 80,000, the account's default quota (AWS docs, Service Quotas), or 20 a table. */
  readonly accountRcu?: Rcu;
  /** How many of the busiest tables keep their last 63 days in periods of 300 s, as CloudWatch does for all; 0. */
  readonly fineTables?: number;
}

/** The two files, in pieces. */
export interface SynthText {
  readonly tables: Iterable<string>;
  readonly traffic: Iterable<string>;
}

/** Days of traffic before the first night, to forecast from, and behind the last, to cover its window in every zone. */
const DAYS_BEFORE = 7;
const DAYS_AFTER = 2;
/** CloudWatch keeps points of 300 s for 63 days (AWS docs, CloudWatch concepts, metrics retention). */
const FINE_DAYS = 63;
/** Days after which an owner looks at the capacity again. */
const REVIEW_DAYS = 30;

interface Estate {
  readonly seed: number;
  readonly tables: readonly SynthTable[];
  readonly firstDay: number;
  readonly nights: number;
  readonly lastDay: number;
  readonly storm: Storm;
}

/** Invents a history. */
export function synth(options: SynthOptions): SynthText {
  const { tables, nights, seed } = options;
  const lastDay = dateDay(options.lastNight ?? '2026-06-14');
  const totalBytes = options.totalBytes ?? tables * 10e9;
  const shape = {
    tables, nights, seed, oddNames: options.oddNames ?? false, totalBytes, largestBytes: options.largestBytes ?? Math.max(totalBytes / 5, totalBytes / tables),
    accountRcu: options.accountRcu ?? Math.max(80_000, 20 * tables),
  };
  const firstDay = lastDay - nights + 1;
  // The incident: a storm of reads in the small hours, two thirds through.
  const stormDay = firstDay + Math.floor((nights * 2) / 3);
  const storm = { from: stormDay * DAY + 1 * HOUR, to: stormDay * DAY + 5 * HOUR };
  const estate: Estate = { seed, tables: synthTables(shape), firstDay, nights, lastDay, storm };
  const fine = new Set([...estate.tables].sort((a, b) => b.rateRcu - a.rateRcu).slice(0, options.fineTables ?? 0));
  return { tables: tablesText(estate), traffic: trafficText(estate, fine) };
}

function* tablesText(estate: Estate): Generator<string> {
  yield `${TABLES_FILE.names.join(',')}\n`;
  for (let night = 0; night < estate.nights; night++) {
    let text = '';
    for (const table of estate.tables) {
      if (night >= table.firstNight && night <= table.lastNight) text += tableRow(estate, table, night);
    }
    yield text;
  }
}

function tableRow(estate: Estate, table: SynthTable, night: number): string {
  const day = estate.firstDay + night;
  const u = (purpose: number, n = 0, at = 0): number => draw(estate.seed, table.key, at, purpose, n);
  const wobble = 1 + 0.002 * (u(PURPOSE.sizeNoise, 0, day) - 0.5);
  const sizeBytes = table.sizeBytes === 0 ? 0 : Math.max(1, Math.round(table.sizeBytes * Math.exp(table.growth * (day - estate.lastDay)) * wobble));
  const items = sizeBytes === 0 ? 0 : Math.max(1, Math.round(sizeBytes / table.itemBytes));
  const rcu = rcuOf(estate, table, day);
  const wcu = table.billing === 'on-demand' ? 0 : Math.max(5, Math.round(rcu * (0.2 + 0.8 * u(PURPOSE.wcu))));
  const scaled = table.billing === 'autoscaled';
  const { min, max } = scalingOf(table);
  const infrequent = u(PURPOSE.pitr, 1) < 0.05;
  const gsi = table.billing === 'on-demand' || u(PURPOSE.gsi) > 0.3 ? 0 : Math.max(5, Math.round(rcu * 0.5));
  return [
    dayDate(day), table.name, sizeBytes, items, table.billing === 'on-demand' ? 'PAY_PER_REQUEST' : 'PROVISIONED', rcu, wcu,
    infrequent ? 'STANDARD_INFREQUENT_ACCESS' : 'STANDARD', Math.max(12_000, Math.ceil(peakRcu(table) * 2)),
    scaled ? min : '', scaled ? max : '', scaled ? table.targetShare : '',
    scaled ? Math.floor(u(PURPOSE.round, 0, day) * 3) : 0, gsi, u(PURPOSE.pitr) < 0.6,
  ].join(',') + '\n';
}

/** What the table's daily peak comes to on the last night. */
const peakRcu = (table: SynthTable): Rcu => table.rateRcu * PEAK[table.rhythm];

function scalingOf(table: SynthTable): { min: Rcu; max: Rcu } {
  const need = peakRcu(table) / table.targetShare;
  return { min: Math.max(5, Math.ceil(need * 0.15)), max: Math.max(10, Math.ceil(need * 2)) };
}

/** Read capacity found on a day at midnight UTC; 0 on demand. */
function rcuOf(estate: Estate, table: SynthTable, day: number): Rcu {
  if (table.billing === 'on-demand') return 0;
  if (table.billing === 'autoscaled') {
    const { min, max } = scalingOf(table);
    const wanted = wantedRcu(table, estate.seed, day * DAY, estate.lastDay, estate.storm) / table.targetShare;
    return Math.min(max, Math.max(min, Math.ceil(wanted)));
  }
  const reviewed = day - ((((day + table.key) % REVIEW_DAYS) + REVIEW_DAYS) % REVIEW_DAYS);
  const grown = Math.exp(Math.min(0.02, table.growth) * (reviewed - estate.lastDay));
  return Math.max(5, Math.ceil((peakRcu(table) * grown) / table.targetShare));
}

function* trafficText(estate: Estate, fine: ReadonlySet<SynthTable>): Generator<string> {
  yield 'timestamp,table,period_seconds,consumed_rcu_sum\n';
  const end = (estate.lastDay + 1 + DAYS_AFTER) * DAY;
  for (const table of estate.tables) {
    const from = (estate.firstDay + (table.firstNight > 0 ? table.firstNight : -DAYS_BEFORE)) * DAY;
    const to = table.lastNight < estate.nights - 1 ? (estate.firstDay + table.lastNight + 1) * DAY : end;
    const split = fine.has(table) ? Math.max(from, end - FINE_DAYS * DAY) : to;
    yield* periodsText(estate, table, from, Math.min(split, to), HOUR);
    yield* periodsText(estate, table, Math.min(split, to), to, 300);
  }
}

function* periodsText(estate: Estate, table: SynthTable, from: At, to: At, periodSeconds: Seconds): Generator<string> {
  for (let dayFrom = from; dayFrom < to; dayFrom += DAY) {
    const limit = limitRcu(estate, table, dayFrom / DAY);
    let text = '';
    for (let at = dayFrom; at < dayFrom + DAY; at += periodSeconds) {
      const u = (purpose: number): number => draw(estate.seed, table.key, at / 60, purpose, periodSeconds);
      let rate = wantedRcu(table, estate.seed, at, estate.lastDay, estate.storm);
      if (periodSeconds < HOUR) rate *= Math.exp(0.25 * normal(u(PURPOSE.noise), u(PURPOSE.noise2)));
      // Reads come in halves of a unit, a period at a time; where none fell CloudWatch has no point.
      const halves = Math.floor(2 * Math.min(rate, limit) * periodSeconds + u(PURPOSE.round));
      if (halves > 0) text += `${instantText(at)},${table.name},${periodSeconds},${halves / 2}\n`;
    }
    if (text !== '') yield text;
  }
}

/** The rate above which the application of a table is throttled. */
function limitRcu(estate: Estate, table: SynthTable, day: number): Rcu {
  if (table.billing === 'on-demand') return 40_000;
  return table.billing === 'autoscaled' ? scalingOf(table).max : rcuOf(estate, table, day);
}
