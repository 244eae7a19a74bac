// An invented report input of any size, for tests and benches: the shapes of an output folder, not its truth.

import { winnerOf } from '../core/results/ranking.js';
import { DEFAULTS } from '../core/settings.js';
import { TABLE_STATE } from '../core/results/summary.js';
import type { Cost, NightSummary, OutputDocument, RunDocument, TableSummary } from '../core/results/summary.js';
import { dayNumber, nightOf } from './dates.js';
import type { CellColumns, ReportInput, Timeline } from './input.js';

export interface SampleSize {
  readonly nights: number;
  readonly tables: number;
  readonly runs?: number;
  /** Names of the first tables. */
  readonly names?: readonly string[];
}

/** Policies of the sample: cost a table and night, share of tables in trouble. */
const POLICIES: readonly (readonly [string, number, number])[] = [
  ['headroom-first', 0.06, 0], ['cheapest', 0.058, 0.0002], ['native-export', 0.9, 0], ['hippolyte-classic', 1.1, 0.02],
  ['hippolyte-corrected', 0.4, 0.001], ['as-is-scan', 0.03, 0.01], ['emr-first-fit', 0.5, 0], ['emr-lpt-just-in-time', 0.32, 0.0005],
  ['emr-whole-hours', 0.28, 0], ['pipeline-98-objects', 0.45, 0.003], ['scan-least-boost-at-open', 0.11, 0], ['scan-just-in-time', 0.09, 0.0001],
];

/** Numbers in [0, 1) that only depend on the seed: mulberry32. */
export function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Makes the input: night 9 is missing, month ends are heavier, the baseline is hippolyte-classic. */
export function sampleInput(size: SampleSize): ReportInput {
  const names = Array.from({ length: size.tables }, (_, i) => size.names?.[i] ?? `team-${String(i % 17).padStart(2, '0')}.orders-${String(i).padStart(5, '0')}`);
  const nights = Array.from({ length: size.nights + 1 }, (_, i) => nightOf(dayNumber('2026-01-05') + i)).filter((_, i) => i !== 9);
  const policies = POLICIES.slice(0, size.runs ?? POLICIES.length);
  const summaries = new Map(policies.map(([name, cost, trouble], i) => [name, nightsOf(nights, size.tables, cost, trouble, i)]));
  const runs = policies.map(([name], i) => runOf(name, summaries.get(name) ?? [], i));
  const kept = [winnerOf(runs)?.id ?? '', 'hippolyte-classic'];
  return {
    output: outputOf(nights, size.tables, runs), nights: summaries,
    tables: new Map(kept.map((run, i) => [run, names.map((name, t) => tableOf(name, t, nights.length, i))])),
    cells: kept.map((run, i) => cellsOf(run, nights, names, i)),
    timelines: kept.flatMap((run, i) => [nights.at(-1) ?? '', nights[Math.floor(nights.length / 2)]].map((night) => timelineOf(run, night, names, i))),
  };
}

function costOf(total: number, engineShare: number): Cost {
  return { total, readCapacity: total * (1 - engineShare) * 0.94, engine: total * engineShare, export: 0, storage: 0, requests: total * (1 - engineShare) * 0.05, other: total * (1 - engineShare) * 0.01 };
}

function nightsOf(nights: readonly string[], tables: number, cost: number, trouble: number, seed: number): NightSummary[] {
  const next = chance(seed + 1);
  return nights.map((night, i) => {
    const opensAt = dayNumber(night) * 86_400;
    const windowSeconds = night === '2026-03-29' ? 6 * 3600 : 7 * 3600;
    const heavy = night.endsWith('-01') ? 1.4 : 1;
    const expected = tables * trouble * heavy * next() * 2;
    const late = Math.min(tables, Math.floor(expected + next() * (trouble > 0 ? 0.6 : 0)));
    const missed = trouble > 0.01 ? Math.min(tables - late, Math.ceil(late / 3)) : 0;
    const failed = trouble > 0.002 && next() < 0.04 ? Math.min(1, tables - late - missed) : 0;
    const bad = late + missed + failed;
    const total = tables * cost * heavy * (0.9 + 0.2 * next()) * (1 + i * 0.001);
    const makespanSeconds = bad > 0 ? windowSeconds * (1.02 + next() * 0.4) : windowSeconds * (0.55 + 0.1 * seed * next() * 0.3 + 0.2 * next());
    return {
      night, opensAt, closesAt: opensAt + windowSeconds, fits: bad === 0, tables: { ok: tables - bad, late, failed, skipped: 0, missed },
      bytesCopied: tables * 5e9, makespanSeconds, throttledReadUnits: trouble > 0 ? Math.floor(next() * 5000) : 0, boostedRcuHours: total * 5000, leasesOpen: 0,
      costUsd: costOf(total, 0.3), forecast: { usd: total, makespanSeconds }, crashed: null,
    };
  });
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

function runOf(id: string, nights: readonly NightSummary[], seed: number): RunDocument {
  const costs = nights.map((night) => night.costUsd.total);
  const total = costs.reduce((sum, cost) => sum + cost, 0);
  const spans = nights.map((night) => night.makespanSeconds);
  const mean = total / Math.max(1, nights.length);
  return {
    id, policy: id, policySummary: `sample ${seed}`, region: 'us-east-1', window: { opens: '00:00', closes: '07:00', zone: 'UTC' }, growth: 1, seed: 7, baseline: id === 'hippolyte-classic',
    nights: nights.length, nightsFit: nights.filter((night) => night.fits).length, tablesLate: nights.reduce((sum, night) => sum + night.tables.late + night.tables.missed + night.tables.failed, 0),
    costUsd: costOf(total, 0.3), costUsdPerNight: mean, costUsdPerMonth: mean * 30.4375, costUsdNightP10: quantile(costs, 0.1), costUsdNightP90: quantile(costs, 0.9),
    makespanSeconds: { p50: quantile(spans, 0.5), p95: quantile(spans, 0.95), max: quantile(spans, 1) }, throttledReadUnits: nights.reduce((sum, night) => sum + night.throttledReadUnits, 0),
    totalUsdByBillingRule: { 'max-in-clock-hour': total, prorated: total * 0.93, sampled: total * 0.97 },
    unpriced: id.startsWith('pipeline') || id === 'hippolyte-classic' ? [{ meter: 'datapipeline.activity-month', what: 'the fee of activities that live one night' }] : [],
    crashedNights: 0, crashed: null,
  };
}

function outputOf(nights: readonly string[], tables: number, runs: readonly RunDocument[]): OutputDocument {
  return {
    hippolyte: { version: '0.1.0', format: 1 },
    history: {
      name: 'sample', digest: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08', nights: nights.length, tables, firstNight: nights[0], lastNight: nights.at(-1) ?? '', missingNights: nights.length > 9 ? ['2026-01-14'] : [],
      sizeBytesLast: tables * 5e9, gaps: [{ kind: 'no-traffic', table: 'team-03.orders-00003', from: nights[0], to: nights[0], what: 'no traffic recorded: assumed to be read by nobody' }], gapsMore: 2, notes: ['tables.csv: unknown column owner ignored'],
    },
    settings: DEFAULTS, prices: [{ region: 'us-east-1', date: '2026-11-01' }], assumptions: ['clusters start in 10 minutes'], baseline: 'hippolyte-classic', runs, ledgers: [],
  };
}

function tableOf(table: string, index: number, nights: number, run: number): TableSummary {
  const next = chance(index * 2 + run + 99);
  const late = run === 1 && next() < 0.05 ? Math.ceil(next() * nights * 0.2) : 0;
  const failed = run === 1 && next() < 0.01 ? 1 : 0;
  const sizeBytesLast = Math.exp(next() * 14 + 12);
  const secondsMean = 20 + sizeBytesLast / 1e6;
  return {
    table, nights, ok: nights - late - failed, late, failed, skipped: 0, missed: 0, sizeBytesLast, secondsMean, secondsMax: secondsMean * (1.2 + next()),
    toRcuMax: Math.round(50 + next() * 4000), throttledReadUnits: Math.round(next() * 300 * run), costUsd: sizeBytesLast / 1e10 + next() * 0.3, engineLast: run === 0 ? 'scan' : 'data-pipeline',
  };
}

function cellsOf(run: string, nights: readonly string[], tables: readonly string[], seed: number): CellColumns {
  const next = chance(seed + 5);
  const count = nights.length * tables.length;
  const cells = { state: new Uint8Array(count), startSeconds: new Float32Array(count), seconds: new Float32Array(count), toRcu: new Float32Array(count), bytes: new Float32Array(count), usd: new Float32Array(count) };
  const base = tables.map(() => 20 + Math.exp(next() * 8));
  for (let i = 0; i < count; i++) {
    const table = i % tables.length;
    cells.state[i] = next() < 0.996 ? TABLE_STATE.ok : seed === 0 ? TABLE_STATE.skipped : TABLE_STATE.late;
    cells.startSeconds[i] = next() * 20_000;
    cells.seconds[i] = base[table] * (0.96 + 0.08 * next());
    cells.toRcu[i] = 100 + (table % 40) * 25;
    cells.bytes[i] = base[table] * 1e6 * (1 + Math.floor(i / tables.length) * 0.002);
    cells.usd[i] = base[table] * 1e-4 * (1 + Math.floor(next() * 3));
  }
  return { run, nights, tables, ...cells };
}

/** One night: the scan engine's single lane, or pipelines of 32 tables one after the other. */
function timelineOf(run: string, night: string, tables: readonly string[], seed: number): Timeline {
  const next = chance(seed + dayNumber(night));
  const opensAt = dayNumber(night) * 86_400;
  const perLane = seed === 0 ? tables.length : 32;
  const lanes = Math.max(1, Math.ceil(tables.length / perLane));
  const count = tables.length;
  const f32 = (): Float32Array => new Float32Array(count).fill(NaN);
  const bars = { lane: new Int16Array(count), state: new Uint8Array(count), attempts: new Uint8Array(count).fill(1), startSeconds: f32(), endSeconds: f32(), fromRcu: f32(), toRcu: f32(), boostFromSeconds: f32(), boostToSeconds: f32(), readUnits: f32(), throttledUnits: new Float32Array(count), retrySeconds: f32(), planFromSeconds: f32(), planToSeconds: f32(), leaseOpen: new Uint8Array(count) };
  const clock = new Float64Array(lanes).fill(seed === 0 ? 60 : 1230);
  for (let i = 0; i < count; i++) {
    const lane = Math.floor(i / perLane);
    const seconds = 40 + Math.exp(next() * (seed === 0 ? 9.5 : 7.4));
    bars.lane[i] = lane;
    bars.startSeconds[i] = seed === 0 ? 60 + next() * 3000 : clock[lane];
    bars.endSeconds[i] = bars.startSeconds[i] + seconds;
    clock[lane] = bars.endSeconds[i] + 60;
    bars.fromRcu[i] = 100;
    bars.toRcu[i] = next() < 0.3 ? 400 : 100;
    if (bars.toRcu[i] > 100) [bars.boostFromSeconds[i], bars.boostToSeconds[i]] = [Math.max(0, bars.startSeconds[i] - 120), bars.endSeconds[i] + 40];
    [bars.planFromSeconds[i], bars.planToSeconds[i]] = [bars.startSeconds[i], bars.startSeconds[i] + seconds * (0.9 + 0.2 * next())];
    if (next() < 0.01) [bars.retrySeconds[i], bars.attempts[i]] = [bars.startSeconds[i] + seconds / 3, 2];
    bars.readUnits[i] = seconds * bars.toRcu[i] * 0.7;
    bars.state[i] = bars.endSeconds[i] > 25_200 ? TABLE_STATE.late : next() < 0.004 ? TABLE_STATE.failed : TABLE_STATE.ok;
    if (seed === 1 && next() < 0.006) [bars.startSeconds[i], bars.endSeconds[i], bars.state[i]] = [NaN, NaN, TABLE_STATE.missed];
  }
  return {
    run, night, opensAt, closesAt: opensAt + 25_200, tables, bars, skipped: seed === 1 ? [{ table: 'audit-empty', why: 'empty' }] : [],
    lanes: Array.from(clock, (end, lane) => ({
      engine: seed === 0 ? 'scan' : 'data-pipeline', machines: seed === 0 ? '2 \u00d7 c7g.xlarge' : '2 \u00d7 m3.xlarge', tables: Math.min(perLane, count - lane * perLane),
      launchSeconds: seed === 0 ? 0 : 600, readySeconds: seed === 0 ? 60 : 1200, endSeconds: seed === 0 ? 25_000 : end, busyShare: 0.6 + 0.3 * next(), forecastUsd: 0.4 + next() * 5,
    })),
  };
}
