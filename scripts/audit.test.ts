// The auditor: bills every night a second time, from what is on disk alone (ledger, plan, tables.csv, price book), in the
// slowest and most obvious way, and must come to the same dollars as the program. It shares no arithmetic with it: capacity
// is walked through in steps of 15 s (the look interval, at whose multiples everything is noticed), hours are looked up one
// by one, and nothing is kept from night to night but what the ledgers say.

import test from 'ava';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { History } from '../core/history/history.js';
import type { EntryDocument } from '../core/ledger.js';
import type { PlanDocument, StepDocument } from '../core/plan-document.js';
import { POLICIES } from '../core/policies/index.js';
import { priceBook } from '../core/money/price-books.js';
import { BILLING_RULES, DEFAULTS, withSettings, type BillingRule, type Settings, type SettingsChange } from '../core/settings.js';
import type { NightSummary } from '../core/results/summary.js';
import { loadHistory } from './history/load.js';
import { plainRecipe } from './policy-choice.js';
import { runJob } from './simulation/job.js';

const STEP_SECONDS = 15;
const HOUR = 3600;
const DAY = 24 * HOUR;
const GIB = 2 ** 30;
/** 365.25 / 12 nights. */
const NIGHTS_A_MONTH = 30.4375;

interface Row {
  readonly sizeBytes: number;
  readonly items: number;
  readonly onDemand: boolean;
  readonly ia: boolean;
  readonly rcu: number;
  readonly gsiRcu: number;
  readonly pitrOff: boolean;
}

interface Night {
  readonly plan: PlanDocument;
  readonly entries: readonly EntryDocument[];
  /** The entries about a table, so that not all have to be read for each. */
  readonly about: ReadonlyMap<string, readonly EntryDocument[]>;
  readonly rows: ReadonlyMap<string, Row>;
  readonly horizonAt: number;
}

function readText(path: string): string {
  const bytes = readFileSync(path);
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
}

/** tables.csv of a fixture, by night and table. The fixtures quote nothing. */
function readRows(path: string): Map<string, Map<string, Row>> {
  const [head, ...lines] = readText(path).trim().split('\n').map((line) => line.split(','));
  const nights = new Map<string, Map<string, Row>>();
  for (const cells of lines) {
    const of = (column: string): string => cells[head.indexOf(column)] ?? '';
    const night = nights.get(of('night')) ?? new Map<string, Row>();
    nights.set(of('night'), night);
    const onDemand = of('billing_mode') === 'PAY_PER_REQUEST';
    night.set(of('table'), {
      sizeBytes: Number(of('size_bytes')), items: Number(of('item_count')), onDemand, ia: of('table_class') === 'STANDARD_INFREQUENT_ACCESS',
      rcu: onDemand ? 0 : Number(of('rcu')), gsiRcu: Number(of('gsi_rcu')), pitrOff: of('pitr') === 'false',
    });
  }
  return nights;
}

/** What a table had in force, in steps of 15 s from the opening to the horizon; `null` for a table that nothing is told about. */
function capacitySteps({ plan, about, rows, horizonAt }: Night, name: string): number[] | null {
  const step = plan.lanes.flatMap(({ steps }) => steps).find(({ table }) => table === name);
  const own = (rows.get(name) as Row).rcu;
  let rcu = step?.fromRcu ?? own;
  const told = (about.get(name) ?? []).filter(({ sight }) => sight === 'capacity');
  if (told.length === 0 && rcu === own) return null;
  const steps: number[] = [];
  for (let at = plan.opensAt; at < horizonAt; at += STEP_SECONDS) {
    for (const entry of told) if (entry.at <= at) rcu = entry.value as number;
    steps.push(rcu);
  }
  return steps;
}

/** RCU-hours above the owner's capacity in each clock hour from that of the opening, as the rule counts them. */
function hoursAbove(steps: readonly number[], own: number, rule: BillingRule, opensAt: number, horizonAt: number): number[] {
  const hours: number[] = [];
  for (let hourAt = Math.floor(opensAt / HOUR) * HOUR; hourAt < horizonAt; hourAt += HOUR) {
    let most = -Infinity;
    let sum = 0;
    let sampled = 0;
    for (let at = Math.max(hourAt, opensAt); at < Math.min(hourAt + HOUR, horizonAt); at += STEP_SECONDS) {
      const above = steps[(at - opensAt) / STEP_SECONDS] - own;
      most = Math.max(most, above);
      sum += (above * STEP_SECONDS) / HOUR;
      if (at === hourAt + HOUR / 2) sampled = above;
    }
    // A clock hour that the next night opens in is the next night's.
    const whole = hourAt + HOUR <= horizonAt;
    hours.push(rule === 'prorated' ? sum : rule === 'sampled' ? sampled : whole ? most : 0);
  }
  return hours;
}

/** Provisioned capacity that would not have been paid without the backup: in dollars, and the RCU-hours bought. */
function capacity(night: Night, settings: Settings): { usd: number; boughtHours: number } {
  const { plan, rows, about, horizonAt } = night;
  const { rule, reservedRcu } = settings.billing;
  const price = (meter: string): number => priceBook(settings.region).meters[meter].usd as number;
  const spanHours = (horizonAt - plan.opensAt) / HOUR;
  let ia = 0;
  let standard = 0;
  let boughtHours = 0;
  let accountRcu = 0;
  const byHour: number[] = [];
  for (const [name, row] of rows) {
    if (row.onDemand) continue;
    if (!row.ia) accountRcu += row.rcu + row.gsiRcu;
    const steps = capacitySteps(night, name);
    const above = steps === null ? [] : hoursAbove(steps, row.rcu, rule, plan.opensAt, horizonAt);
    // What autoscaling would have had above the owner's figure anyway; the world tells it, because nobody can see it.
    const baseline = about.get(name)?.find(({ sight }) => sight === 'baseline')?.value;
    const anyway = baseline === undefined ? 0 : baseline - row.rcu * spanHours;
    // Less than it would have had anyway is no saving.
    const added = Math.max(0, above.reduce((sum, hour) => sum + hour, 0) - anyway);
    boughtHours += added;
    if (row.ia) ia += added;
    else standard += added;
    if (row.ia) continue;
    above.forEach((hour, k) => (byHour[k] = (byHour[k] ?? 0) + hour));
    accountRcu += anyway / spanHours;
    for (let k = 0; k < Math.floor(spanHours); k++) byHour[k] = (byHour[k] ?? 0) - anyway / spanHours;
  }
  // Reserved capacity covers all tables of the account together, hour by hour: what lies above it is charged.
  const charged = byHour.reduce((sum, above) => sum + Math.max(0, accountRcu + above - reservedRcu) - Math.max(0, accountRcu - reservedRcu), 0);
  return { usd: (reservedRcu > 0 ? (standard > 0 ? Math.max(0, charged) : 0) : standard) * price('dynamodb.rcu-hour') + ia * price('dynamodb.rcu-hour-ia'), boughtHours };
}

/** Seconds from the launch of a lane to its end, over all its launches; undefined where it was never launched. */
function laneSeconds({ entries, horizonAt }: Night, lane: number): number | undefined {
  let seconds: number | undefined;
  let launchedAt: number | undefined;
  for (const entry of entries.filter((line) => line.lane === lane)) {
    if (entry.entry === 'answered' && entry.move === 'startLane' && entry.outcome === 'OK') launchedAt = entry.at;
    if (entry.sight !== 'laneEnded' || launchedAt === undefined) continue;
    seconds = (seconds ?? 0) + entry.at - launchedAt;
    launchedAt = undefined;
  }
  return launchedAt === undefined ? seconds : (seconds ?? 0) + horizonAt - launchedAt;
}

function machinesUsd(night: Night, settings: Settings): { engine: number; fees: number } {
  const price = (meter: string): number => priceBook(settings.region).meters[meter].usd ?? NaN;
  const perActivity = { unknown: 0, monthly: 1 / NIGHTS_A_MONTH, 'per-activity': 1 }[settings.billing.pipelineFee];
  let engine = 0;
  let fees = 0;
  night.plan.lanes.forEach((lane, number) => {
    const seconds = laneSeconds(night, number);
    if (seconds === undefined) return;
    for (const { type, count, emr } of lane.machines) {
      engine += (count * Math.max(60, seconds) * (price(`ec2.${type}-hour`) + (emr ? price(`emr.${type}-hour`) : 0))) / HOUR;
    }
    if (lane.engine === 'data-pipeline') fees += lane.steps.length * perActivity * price('datapipeline.activity-month');
  });
  return { engine, fees };
}

interface CopyStory {
  readonly step: StepDocument;
  readonly row: Row;
  readonly last: string | undefined;
  readonly doneAt: number | undefined;
  /** Read units of all attempts. */
  readonly units: number;
}

function copyStories({ plan, about, rows }: Night): CopyStory[] {
  return plan.lanes.flatMap(({ steps }) => steps).map((step) => {
    const told = (about.get(step.table) ?? []).filter(({ sight }) => sight?.startsWith('copy'));
    const ends = told.filter(({ sight }) => sight !== 'copyStarted');
    return {
      step, row: rows.get(step.table) as Row, last: told.at(-1)?.sight, doneAt: ends.find(({ sight }) => sight === 'copyDone')?.at,
      units: Math.max(0, ...ends.map(({ value }) => value as number)),
    };
  });
}

/** PUT-class requests of one backup: files of 100,000 items in parts of 64 MiB, two files beside; exports in files of 10 GiB, five beside. */
function puts({ step, row }: CopyStory, ratio: number): number {
  const native = step.engine === 'export';
  const files = native ? Math.max(1, Math.ceil(row.sizeBytes / (10 * GIB))) : Math.max(row.sizeBytes > 0 ? 1 : 0, Math.ceil(row.items / 100_000));
  const parts = files === 0 ? 0 : row.sizeBytes / ratio / files / (64 * 2 ** 20);
  return files * (parts > 1 ? Math.ceil(parts) + 2 : 1) + (native ? 5 : 2);
}

function audit(night: Night, settings: Settings, boughtUsd: number): Record<string, number> {
  const price = (meter: string): number => priceBook(settings.region).meters[meter].usd ?? NaN;
  const { retentionNights, compressionRatio } = settings.billing;
  let onDemand = 0;
  let exported = 0;
  let storage = 0;
  let requests = 0;
  for (const story of copyStories(night)) {
    const { row, step, last, doneAt, units } = story;
    if (row.onDemand && units > 0) onDemand += (units / 1e6) * price(row.ia ? 'dynamodb.rru-million-ia' : 'dynamodb.rru-million');
    if (step.engine === 'export' && last !== undefined && last !== 'copyFailed') {
      const gib = (row.sizeBytes + 100 * row.items) / GIB;
      exported += gib * price('dynamodb.export-gb') + (row.pitrOff ? (gib * price('dynamodb.pitr-gb-month')) / NIGHTS_A_MONTH : 0);
    }
    if (doneAt === undefined) continue;
    storage += ((row.sizeBytes / compressionRatio / GIB) * price('s3.standard-gb-month') * retentionNights) / NIGHTS_A_MONTH;
    requests += (puts(story, compressionRatio) / 1000) * price('s3.put-1000');
  }
  const { engine, fees } = machinesUsd(night, settings);
  const other = (4 * night.rows.size * price('cloudwatch.metric-1000')) / 1000 + price('sns.publish-million') / 1e6 + fees;
  return { readCapacity: boughtUsd + onDemand, engine, export: exported, storage, requests, other };
}

/** What the ledger says became of the tables. */
function outcome(night: Night, boostedRcuHours: number): Record<string, number> {
  const { plan, rows, entries } = night;
  const stories = copyStories(night);
  const done = stories.filter(({ doneAt }) => doneAt !== undefined);
  const ok = done.filter(({ doneAt }) => (doneAt as number) <= plan.closesAt).length;
  const failed = stories.filter(({ last }) => last === 'copyFailed').length;
  return {
    ok, late: done.length - ok, failed, skipped: plan.skipped.length, missed: rows.size - plan.skipped.length - done.length - failed,
    boostedRcuHours,
    bytesCopied: done.reduce((sum, { row }) => sum + row.sizeBytes, 0),
    throttledReadUnits: entries.reduce((sum, { sight, value }) => sum + (sight === 'appThrottled' ? (value as number) : 0), 0),
  };
}

interface Audited {
  readonly nights: number;
  readonly usd: number;
  readonly faults: readonly string[];
}

interface Books {
  readonly history: History;
  readonly csv: ReadonlyMap<string, ReadonlyMap<string, Row>>;
}

const loaded = new Map<string, Promise<Books>>();

/** Histories are read once, by the program and by the auditor. */
function books(folder: string): Promise<Books> {
  const known = loaded.get(folder) ?? readBooks(folder);
  loaded.set(folder, known);
  return known;
}

async function readBooks(folder: string): Promise<Books> {
  const packed = join(folder, 'tables.csv.gz');
  return { history: await loadHistory(folder, { cacheDir: null }), csv: readRows(existsSync(packed) ? packed : join(folder, 'tables.csv')) };
}

/** Replays a policy, writes all its ledgers, and goes over the books. */
async function auditPolicy(folder: string, name: string, change: SettingsChange): Promise<Audited> {
  const settings = withSettings(withSettings(DEFAULTS, { quotas: { accountRcu: 80_000 } }), change);
  const outDir = mkdtempSync(join(tmpdir(), 'audit-'));
  try {
    const { history, csv } = await books(folder);
    const policy = POLICIES.find((one) => one.name === name) as (typeof POLICIES)[number];
    const run = { id: name, recipe: plainRecipe(name), settings, growth: 1, book: priceBook(settings.region), ledgers: 'all' as const, cells: false };
    const job = { history, nights: history.nights.map((_, n) => n), runs: [run], outDir };
    const [{ nights }] = runJob(job, new Map([[name, policy]]), () => undefined);
    const faults: string[] = [];
    let usd = 0;
    nights.forEach((summary, n) => {
      const horizonAt = nights.at(n + 1)?.opensAt ?? summary.opensAt + DAY;
      const [head, ...lines] = readText(join(outDir, 'ledgers', name, `${summary.night}.jsonl.gz`)).trim().split('\n').map((line): unknown => JSON.parse(line));
      const { plan } = head as { plan: PlanDocument };
      const entries = lines as EntryDocument[];
      const about = new Map([...csv.get(summary.night)?.keys() ?? []].map((table): [string, EntryDocument[]] => [table, []]));
      for (const entry of entries) if (entry.table !== undefined) about.get(entry.table)?.push(entry);
      const night = { plan, entries, about, rows: csv.get(summary.night) as Map<string, Row>, horizonAt };
      usd += compare(night, summary, settings, faults, name);
    });
    return { nights: nights.length, usd, faults };
  } finally {
    rmSync(outDir, { recursive: true, force: true });
  }
}

function compare(night: Night, summary: NightSummary, settings: Settings, faults: string[], name: string): number {
  const bought = capacity(night, settings);
  const parts = audit(night, settings, bought.usd);
  const usd = Object.values(parts).reduce((sum, part) => sum + part, 0);
  const said: Record<string, number> = { ...summary.costUsd };
  for (const [kind, value] of Object.entries({ ...parts, total: usd })) {
    if (!(Math.abs(value - said[kind]) <= 1e-6)) faults.push(`${name} ${summary.night} ${settings.billing.rule}: ${kind} is $${said[kind]}, audited $${value}`);
  }
  const counted: Record<string, number> = { ...summary.tables, bytesCopied: summary.bytesCopied, throttledReadUnits: summary.throttledReadUnits, boostedRcuHours: summary.boostedRcuHours };
  for (const [what, value] of Object.entries(outcome(night, bought.boughtHours))) {
    if (!(Math.abs(value - counted[what]) <= 1e-6 + 1e-9 * Math.abs(value))) faults.push(`${name} ${summary.night}: ${what} is ${counted[what]}, audited ${value}`);
  }
  return usd;
}

/** The small history without its on-demand tables: these end the 2017 planner, and nothing of it would be audited. */
function provisionedOnly(): string {
  const folder = mkdtempSync(join(tmpdir(), 'audit-history-'));
  const small = 'fixtures/history-small';
  const [head, ...lines] = readFileSync(join(small, 'tables.csv'), 'utf8').trim().split('\n');
  const gone = new Set(lines.filter((line) => line.includes('PAY_PER_REQUEST')).map((line) => line.split(',')[1]));
  const kept = lines.filter((line) => !gone.has(line.split(',')[1]));
  writeFileSync(join(folder, 'tables.csv'), `${[head, ...kept].join('\n')}\n`);
  cpSync(join(small, 'traffic.csv'), join(folder, 'traffic.csv'));
  return folder;
}

const CASES: readonly { readonly what: string; readonly change: SettingsChange }[] = [
  ...BILLING_RULES.map((rule) => ({ what: `rule ${rule}`, change: { billing: { rule } } })),
  // The tables of the small history provision about 4,500 RCU: half of that is reserved, or all and some of the raises.
  { what: 'some capacity reserved, eu-west-1, backups kept a week, activities by the month', change: { region: 'eu-west-1', billing: { reservedRcu: 2000, retentionNights: 7, pipelineFee: 'monthly' } } },
  { what: 'reserved beyond what is provisioned, prorated, activities each', change: { billing: { reservedRcu: 6000, rule: 'prorated', pipelineFee: 'per-activity' } } },
  { what: 'a window across midnight in half past hours of a zone with summer time', change: { window: { opens: '22:30', closes: '05:30', zone: 'Europe/Warsaw' } } },
];

for (const { name } of POLICIES) {
  test(`the books of ${name} hold: 40 tables, 30 nights, every billing rule, reserved capacity, two regions`, async (t) => {
    for (const { what, change } of CASES) {
      const { nights, faults } = await auditPolicy('fixtures/history-small', name, change);
      t.is(nights, 30);
      t.deepEqual(faults.slice(0, 5), [], what);
    }
  });

  test(`the books of ${name} hold on the reference estate`, async (t) => {
    const { nights, usd, faults } = await auditPolicy('fixtures/estate-e', name, {});
    t.is(nights, 2);
    t.true(usd > 1);
    t.deepEqual(faults.slice(0, 5), []);
  });
}

test('the books of hippolyte-classic hold where it can plan, capacity left raised from night to night included', async (t) => {
  const folder = provisionedOnly();
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  for (const { what, change } of CASES) {
    const { usd, faults } = await auditPolicy(folder, 'hippolyte-classic', change);
    t.true(usd > 100, what);
    t.deepEqual(faults.slice(0, 5), [], what);
  }
});
