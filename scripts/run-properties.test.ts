// What must hold of every run, whatever the history, the policy and the weather: random small histories, rough weather,
// every policy; and what must hold between two runs.

import test from 'ava';
import fc from 'fast-check';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { windowsOf } from '../core/calendar.js';
import type { History } from '../core/history/history.js';
import { ENTRY } from '../core/ledger.js';
import { findPolicy, POLICIES } from '../core/policies/index.js';
import type { Policy } from '../core/policy.js';
import { priceBook } from '../core/money/price-books.js';
import { DEFAULTS, withSettings, type Settings, type SettingsChange } from '../core/settings.js';
import { TABLE_STATE } from '../core/results/summary.js';
import { MOVE, OUTCOME, SIGHT } from '../core/world.js';
import { HistoryNights } from '../sim/nights.js';
import { RunReplay, type ReplayedNight } from '../sim/replay.js';
import { loadHistory } from './history/load.js';
import { plainRecipe } from './policy-choice.js';
import type { SimulateRequest } from './request.js';
import { ledgerLines } from './simulation/record.js';
import { simulate } from './simulate.js';

const HOUR = 3600;
/** The nights around the change to summer time in Warsaw. */
const NIGHTS = ['2026-03-27', '2026-03-28', '2026-03-29'];
const FIRST_AT = Date.parse('2026-03-26T00:00:00Z') / 1000;
const TRAFFIC_HOURS = 24 * 5;

interface TableSketch {
  readonly name: string;
  readonly sizeBytes: number;
  readonly itemBytes: number;
  readonly onDemand: boolean;
  readonly rcu: number;
  readonly gsiRcu: number;
  readonly ia: boolean;
  readonly autoscaled: boolean;
  readonly decreases: number;
  readonly pitr: boolean;
  /** Application read rate by hour of the day, as a share of the capacity (or of 100 RCU on demand); two of them, for day and night. */
  readonly load: readonly [number, number];
}

const tableArbitrary: fc.Arbitrary<TableSketch> = fc.record({
  name: fc.constantFrom('orders', 'Orders', '__proto__', 'constructor', '...', '-rf', 'CON', '1e5', 'aaa', 'bbb', 'ccc', 'zzz'),
  sizeBytes: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 12, noNaN: true }).map((power) => Math.floor(10 ** power))),
  itemBytes: fc.integer({ min: 50, max: 50_000 }),
  onDemand: fc.boolean().chain((may) => (may ? fc.boolean() : fc.constant(false))),
  rcu: fc.double({ min: 0, max: 4, noNaN: true }).map((power) => Math.floor(10 ** power)),
  gsiRcu: fc.integer({ min: 0, max: 50 }),
  ia: fc.boolean(),
  autoscaled: fc.boolean(),
  decreases: fc.integer({ min: 0, max: 4 }),
  pitr: fc.boolean(),
  load: fc.tuple(fc.double({ min: 0, max: 1.3, noNaN: true }), fc.double({ min: 0, max: 1.3, noNaN: true })),
});
const estateArbitrary = fc.uniqueArray(tableArbitrary, { minLength: 1, maxLength: 6, selector: ({ name }) => name });
/** Half of the estates are not autoscaled at all. */
const tablesArbitrary = fc.tuple(estateArbitrary, fc.boolean()).map(([tables, plain]) => (plain ? tables.map((table) => ({ ...table, autoscaled: false })) : tables));

/** The two files as lines, heads first. */
function linesOf(tables: readonly TableSketch[]): { readonly tables: string[]; readonly traffic: string[] } {
  const rows = ['night,table,size_bytes,item_count,billing_mode,rcu,wcu,table_class,autoscaling_min_rcu,autoscaling_max_rcu,autoscaling_target,decreases_today,gsi_rcu,pitr'];
  for (const night of NIGHTS) {
    for (const { name, sizeBytes, itemBytes, onDemand, rcu, gsiRcu, ia, autoscaled, decreases, pitr } of tables) {
      const scaling = autoscaled && !onDemand ? `${Math.max(1, Math.floor(rcu / 2))},${rcu * 3},0.7` : ',,';
      rows.push([night, name, sizeBytes, Math.ceil(sizeBytes / itemBytes), onDemand ? 'PAY_PER_REQUEST' : 'PROVISIONED', onDemand ? 0 : rcu, onDemand ? 0 : 5,
        ia ? 'STANDARD_INFREQUENT_ACCESS' : 'STANDARD', scaling, onDemand ? 0 : decreases, onDemand ? 0 : gsiRcu, pitr].join(','));
    }
  }
  const traffic = ['timestamp,table,period_seconds,consumed_rcu_sum'];
  for (const { name, onDemand, rcu, load } of tables) {
    for (let hour = 0; hour < TRAFFIC_HOURS; hour++) {
      const rate = (onDemand ? 100 : rcu) * (hour % 24 < 8 ? load[0] : load[1]);
      traffic.push(`${new Date((FIRST_AT + hour * HOUR) * 1000).toISOString().replace('.000', '')},${name},3600,${Math.round(rate * HOUR)}`);
    }
  }
  return { tables: rows, traffic };
}

async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'properties-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function writeHistory(folder: string, lines: { readonly tables: readonly string[]; readonly traffic: readonly string[] }): void {
  writeFileSync(join(folder, 'tables.csv'), `${lines.tables.join('\n')}\n`);
  writeFileSync(join(folder, 'traffic.csv'), `${lines.traffic.join('\n')}\n`);
}

function historyOf(tables: readonly TableSketch[]): Promise<History> {
  return withFolder(async (folder) => {
    writeHistory(folder, linesOf(tables));
    return loadHistory(folder, { cacheDir: null });
  });
}

/** Replays the chosen nights; what is replayed is valid until the next. */
function* replay(history: History, policy: Policy, settings: Settings, chosen = history.nights.map((_, n) => n)): Generator<ReplayedNight & { readonly fold: RunReplay['fold']; readonly horizonAt: number }> {
  const windows = windowsOf(chosen.map((n) => history.nights[n]), settings.window);
  const nights = new HistoryNights(history, chosen, windows, settings, 1);
  const run = new RunReplay(history, policy, withSettings(settings, { quotas: { accountRcu: nights.accountRcuQuota } }), 1, priceBook(settings.region));
  for (let number = 0; number < chosen.length; number++) {
    const prepared = nights.prepare(number);
    yield { ...run.night(prepared), fold: run.fold, horizonAt: prepared.horizonAt };
  }
}

const CALM: SettingsChange = {
  weather: { copyFailureShare: 0, throttleShare: 0, bootSpread: 0, bootFailureShare: 0 },
  updateTable: { p95Seconds: 30, aboveWarmTail: 1 },
  export: { tail: 1 },
};
const ROUGH: SettingsChange = { weather: { copyFailureShare: 0.15, throttleShare: 0.15, bootSpread: 0.4, bootFailureShare: 0.1 } };
const WARSAW = { opens: '22:30', closes: '05:30', zone: 'Europe/Warsaw' };

type Night = ReturnType<typeof replay> extends Generator<infer N> ? N : never;

/** What is wrong with a night, in words. */
function faultsOf(night: Night, settings: Settings): string[] {
  return [...stateFaults(night), ...capacityFaults(night, settings), ...laneFaults(night), ...moneyFaults(night)].map((fault) => `${night.plan.policy} ${night.plan.night}: ${fault}`);
}

/** Every table in exactly one state, that the ledger bears out. */
function stateFaults({ survey, plan, ledger: { records, entry }, summary, fold, horizonAt }: Night): string[] {
  const faults: string[] = [];
  const counts = [0, 0, 0, 0, 0, 0];
  const { ok, late, failed, skipped, missed } = summary.tables;
  for (const { index, name } of survey.tables) {
    const state = fold.state[index];
    counts[state]++;
    let doneAt = NaN;
    for (let i = 0; i < records.length; i++) if (entry[i] === ENTRY.saw && records.kind[i] === SIGHT.copyDone && records.subject[i] === index) doneAt = records.at[i];
    const expected = doneAt <= plan.closesAt ? TABLE_STATE.ok : doneAt > plan.closesAt ? TABLE_STATE.late : NaN;
    if ((state === TABLE_STATE.ok || state === TABLE_STATE.late || !Number.isNaN(doneAt)) && state !== expected) faults.push(`${name} is in state ${state}, done at ${doneAt}`);
    if (doneAt <= plan.opensAt) faults.push(`${name} is done at ${doneAt}, before the opening`);
  }
  if (counts.join() !== [0, ok, late, failed, skipped, missed].join()) faults.push(`states ${counts.join()} are told as ${JSON.stringify(summary.tables)}`);
  if (ok + late + failed + skipped + missed !== survey.tables.length) faults.push('states do not add up');
  if (summary.fits !== (ok === survey.tables.length)) faults.push(`fits is ${summary.fits}`);
  if (!(summary.makespanSeconds >= 0 && summary.makespanSeconds <= horizonAt - plan.opensAt)) faults.push(`makespan ${summary.makespanSeconds}`);
  if (records.length === 0 || entry.subarray(0, records.length).filter((kind) => kind === ENTRY.closed).length !== 1) faults.push('the ledger is not closed exactly once');
  return faults;
}

/** No table and no account above its quota; nothing is left raised by a policy that keeps its leases. */
function capacityFaults({ survey, plan, ledger: { records, entry }, summary }: Night, settings: Settings): string[] {
  const faults: string[] = [];
  const rcu = survey.tables.map((table) => table.rcu);
  let accountRcu = survey.tables.reduce((sum, table) => sum + table.rcu + table.gsiRcu, 0);
  // A table that autoscaling raises before the backup touches it counts as it was at the opening (sim/CLOUD.md, 22).
  const quotaRcu = survey.tables.some(({ autoscaling }) => autoscaling !== null) ? Infinity : Math.max(settings.quotas.accountRcu, accountRcu);
  for (let i = 0; i < records.length; i++) {
    const { kind, subject, value, outcome } = records;
    if (entry[i] === ENTRY.saw && kind[i] === SIGHT.capacity) {
      accountRcu += value[i] - rcu[subject[i]];
      rcu[subject[i]] = value[i];
      if (value[i] > settings.quotas.tableRcu) faults.push(`${survey.tables[subject[i]].name} has ${value[i]} RCU`);
      if (accountRcu > quotaRcu + 1e-6) faults.push(`the account has ${accountRcu} RCU at ${records.at[i] - plan.opensAt}, its quota is ${quotaRcu}`);
    } else if (entry[i] === ENTRY.answered && kind[i] === MOVE.boost && outcome[i] === OUTCOME.OK && value[i] < rcu[subject[i]] && !plan.policy.includes('classic')) {
      faults.push(`${survey.tables[subject[i]].name} is lowered to ${value[i]} by a raise`);
    }
  }
  if (!plan.conduct.keepsLeases) return faults;
  if (summary.leasesOpen > 0) faults.push(`${summary.leasesOpen} leases are open`);
  for (const { index, name, autoscaling, ownRcu } of survey.tables) if (autoscaling === null && rcu[index] !== ownRcu) faults.push(`${name} ends with ${rcu[index]} RCU, its owner set ${ownRcu}`);
  return faults;
}

/** Never more copies in a lane than it has places, and none outside of its life. */
function laneFaults({ survey, plan, ledger: { records, entry } }: Night): string[] {
  const faults: string[] = [];
  const running = plan.lanes.map(() => 0);
  const up = plan.lanes.map(() => false);
  for (let i = 0; i < records.length; i++) {
    if (entry[i] !== ENTRY.saw) continue;
    const { kind, subject } = records;
    if (kind[i] === SIGHT.laneReady) up[subject[i]] = true;
    if (kind[i] === SIGHT.laneEnded) up[subject[i]] = false;
    const lane = plan.columns.lane[subject[i]];
    if (kind[i] === SIGHT.copyStarted) {
      if (!up[lane]) faults.push(`${survey.tables[subject[i]].name} is copied by a lane that is not up`);
      if (!plan.lanes[lane].selfOrdered && ++running[lane] > plan.lanes[lane].concurrency) faults.push(`lane ${lane} runs ${running[lane]} copies`);
    } else if ((kind[i] === SIGHT.copyDone || kind[i] === SIGHT.copyFailed || kind[i] === SIGHT.copyStopped) && !plan.lanes[lane].selfOrdered) running[lane]--;
  }
  return faults;
}

/** The bill is whole: parts add up, by kind and by table, and only capacity can be saved. */
function moneyFaults({ survey, summary, fold }: Night): string[] {
  const { total, ...parts } = summary.costUsd;
  const faults: string[] = [];
  const byKind = Object.values(parts).reduce((sum, part) => sum + part, 0);
  const byTable = survey.tables.reduce((sum, { index }) => sum + fold.usd[index], 0);
  if (!(Math.abs(byKind - total) <= 1e-9 + 1e-9 * Math.abs(total))) faults.push(`parts make $${byKind}, the total is $${total}`);
  if (!(Math.abs(byTable - total) <= 1e-6 + 1e-9 * Math.abs(total))) faults.push(`tables make $${byTable}, the total is $${total}`);
  for (const [kind, usd] of Object.entries(parts)) if (kind !== 'readCapacity' && !(usd >= 0)) faults.push(`${kind} costs $${usd}`);
  if (!(summary.throttledReadUnits >= 0)) faults.push(`${summary.throttledReadUnits} units refused`);
  return faults;
}

for (const policy of POLICIES) {
  test(`${policy.name}: every night of 40 random histories keeps to the rules`, async (t) => {
    await fc.assert(fc.asyncProperty(tablesArbitrary, fc.integer({ min: 1, max: 1e6 }), fc.double({ min: 1, max: 4, noNaN: true }), fc.boolean(), async (tables, seed, room, inWarsaw) => {
      const history = await historyOf(tables);
      const ownRcu = tables.reduce((sum, { onDemand, rcu, gsiRcu }) => sum + (onDemand ? 0 : rcu + gsiRcu), 0);
      const settings = withSettings(withSettings(DEFAULTS, ROUGH), { seed, quotas: { accountRcu: Math.ceil(ownRcu * room) + 1 }, ...(inWarsaw ? { window: WARSAW } : {}) });
      const faults: string[] = [];
      for (const night of replay(history, policy, settings)) faults.push(...faultsOf(night, settings));
      if (faults.length > 0) throw new Error(faults.slice(0, 5).join('\n'));
    }), { numRuns: 40, seed: 20261123, includeErrorInReport: true });
    t.pass();
  });
}

/** Everything that a simulation of a folder writes, by path. */
async function outputOf(historyDir: string, policies: readonly Policy[], workers: number): Promise<Map<string, string>> {
  return withFolder(async (outDir) => {
    const settings = withSettings(DEFAULTS, ROUGH);
    const request: SimulateRequest = {
      historyDir, outDir, workers, nights: null, ledgers: 'all', prices: null,
      runs: policies.map((policy, i) => ({ id: policy.name, policy, recipe: plainRecipe(policy.name), settings, growth: 1, baseline: i === 0 })),
    };
    await simulate(request, () => undefined);
    const names = readdirSync(outDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    return new Map(names.sort().map((name) => [name.slice(outDir.length + 1), readFileSync(name).toString('base64')]));
  });
}

function differing(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): string[] {
  return [...new Set([...a.keys(), ...b.keys()])].filter((name) => a.get(name) !== b.get(name));
}

test('the same input gives the same bytes: again, and with two workers', async (t) => {
  const once = await outputOf('fixtures/history-small', POLICIES, 1);
  t.is([...once.keys()].filter((name) => name.startsWith('ledgers')).length, 30 * POLICIES.length);
  t.true(once.has('run.json') && once.has(join('runs', 'headroom-first', 'nights.jsonl')));
  t.deepEqual(differing(once, await outputOf('fixtures/history-small', POLICIES, 1)), []);
  t.deepEqual(differing(once, await outputOf('fixtures/history-small', POLICIES, 2)), []);
});

test('the order of the rows does not matter: the same bytes', async (t) => {
  await fc.assert(fc.asyncProperty(tablesArbitrary, fc.infiniteStream(fc.nat()), async (tables, keys) => {
    const { tables: rows, traffic } = linesOf(tables);
    const shuffled = ([head, ...lines]: readonly string[]): string[] => [head, ...lines.map((line) => ({ line, key: keys.next().value as number })).sort((a, b) => a.key - b.key).map(({ line }) => line)];
    await withFolder((folder) => withFolder(async (other) => {
      // run.json tells the name of the folder.
      const [first, second] = [join(folder, 'history'), join(other, 'history')];
      for (const dir of [first, second]) mkdirSync(dir);
      writeHistory(first, { tables: rows, traffic });
      writeHistory(second, { tables: shuffled(rows), traffic: shuffled(traffic) });
      const differ = differing(await outputOf(first, POLICIES, 1), await outputOf(second, POLICIES, 1));
      if (differ.length > 0) throw new Error(differ.join(' '));
    }));
  }), { numRuns: 5, seed: 20261123, includeErrorInReport: true });
  t.pass();
});

/** The entries of a night's ledger about one table. */
function storyOf(night: Night, name: string): string[] {
  const [, ...lines] = ledgerLines(night).trim().split('\n');
  return lines.filter((line) => (JSON.parse(line) as { table?: string }).table === name);
}

test('one more table does not change what happens to the others, where they share nothing', async (t) => {
  const rough = withSettings(DEFAULTS, ROUGH);
  /** Longer than half of 12 h by the estimate of 2017 (4,096 bytes a unit, half of the capacity): each is alone in its pipeline. */
  const long = fc.tuple(tableArbitrary, fc.integer({ min: 5, max: 300 }), fc.integer({ min: 7, max: 40 })).map(([table, rcu, hours]) => ({ ...table, onDemand: false, rcu, sizeBytes: rcu * 0.5 * 4096 * hours * HOUR }));
  for (const [name, table] of [['native-export', tableArbitrary], ['hippolyte-classic', long]] as const) {
    const stories = async (tables: readonly TableSketch[]): Promise<Map<string, string>> => {
      const all = new Map<string, string>();
      // One night: what the classic policy leaves raised changes who shares a pipeline on the next.
      for (const night of replay(await historyOf(tables), findPolicy(name), rough, [0])) for (const one of tables) all.set(`${night.plan.night} ${one.name}`, storyOf(night, one.name).join('\n'));
      return all;
    };
    await fc.assert(fc.asyncProperty(fc.uniqueArray(table, { minLength: 2, maxLength: 6, selector: (one) => one.name }), async ([more, ...tables]) => {
      const beside = await stories([more, ...tables]);
      for (const [title, story] of await stories(tables)) if (story.length === 0 || story !== beside.get(title)) throw new Error(`${title}: ${story}\n-- beside ${more.name}:\n${beside.get(title)}`);
    }), { numRuns: 30, seed: 20261123, includeErrorInReport: true });
  }
  t.pass();
});

test('a part of the nights is told as in the whole, by policies that carry nothing from night to night', async (t) => {
  const settings = withSettings(DEFAULTS, CALM);
  const history = await loadHistory('fixtures/history-small', { cacheDir: null });
  for (const policy of POLICIES.filter(({ classicFaults }) => !classicFaults)) {
    const whole = [...replay(history, policy, settings)].map(({ summary }) => JSON.stringify(summary));
    const part = [...replay(history, policy, settings, [20, 21, 22, 23])].map(({ summary }) => JSON.stringify(summary));
    t.deepEqual(part, whole.slice(20, 24), policy.name);
  }
});

/** One table, calm weather: what a policy makes of it. */
async function single(policy: string, sketch: Partial<TableSketch>): Promise<Night> {
  const table: TableSketch = {
    name: 'orders', sizeBytes: 1e9, itemBytes: 1000, onDemand: false, rcu: 100, gsiRcu: 0, ia: false, autoscaled: false, decreases: 0, pitr: true, load: [0.2, 0.2], ...sketch,
  };
  const [first] = [...replay(await historyOf([table]), findPolicy(policy), withSettings(DEFAULTS, CALM), [0])];
  return first;
}

test('more data is never cheaper nor sooner', async (t) => {
  for (const policy of ['native-export', 'as-is-scan', 'headroom-first', 'cheapest', 'scan-just-in-time']) {
    for (const onDemand of [false, true]) {
      let before: Night | null = null;
      for (let power = 3; power <= 11.5; power += 0.25) {
        const night = await single(policy, { sizeBytes: Math.round(10 ** power), onDemand });
        const inTime = night.summary.fits;
        if (before !== null && inTime) {
          t.true(night.summary.costUsd.total >= before.summary.costUsd.total - 1e-12, `${policy}, 1e${power} bytes: $${night.summary.costUsd.total} after $${before.summary.costUsd.total}`);
          if (policy === 'native-export' || policy === 'as-is-scan') t.true(night.summary.makespanSeconds >= before.summary.makespanSeconds);
        }
        before = inTime ? night : before;
      }
    }
  }
});

test('more capacity is never later', async (t) => {
  for (const policy of ['as-is-scan', 'emr-as-is']) {
    let makespanSeconds = Infinity;
    for (let rcu = 50; rcu <= 20_000; rcu = Math.ceil(rcu * 1.3)) {
      // The application reads the same 20 units a second whatever is provisioned.
      const { summary } = await single(policy, { sizeBytes: 5e9, rcu, load: [20 / rcu, 20 / rcu] });
      t.true(summary.makespanSeconds <= makespanSeconds, `${policy}, ${rcu} RCU: ${summary.makespanSeconds} s after ${makespanSeconds} s`);
      ({ makespanSeconds } = summary);
    }
  }
});
