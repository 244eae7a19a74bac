// The embedded scan over tables in memory, hours passing at once: what it writes, how fast it reads, what ends a copy.

import { randomUUID } from 'node:crypto';
import { readFile, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { itemLine } from '../../../core/archive/item-line.js';
import type { Item } from '../../../core/archive/attribute.js';
import { backupPath } from '../../../core/archive/backup-path.js';
import { readItem } from '../../../core/archive/read-line.js';
import type { LiveTable } from '../../../core/live-table.js';
import type { Plan } from '../../../core/plan.js';
import { OUTCOME, Records, SIGHT, SIGHTS } from '../../../core/world.js';
import { refused, SmallTables } from '../../../fixtures/aws/small-tables.js';
import { VirtualClock } from '../../../fixtures/aws/virtual-clock.js';
import { openDestination, readSmall, type Destination } from '../../archive/destination.js';
import { verifyBackup } from '../../archive/verify.js';
import type { Aws } from '../../aws.js';
import type { Engine, NightContext } from '../engine.js';
import { scanEngine } from './engine.js';
import type { ScanOptions } from './options.js';

const OPENS = 1_780_272_000;
const NIGHT = '2026-06-01';
const RUN = '2026-06-01T0000Z-aaaaaa';

const root = join(tmpdir(), `hippolyte-scan-${randomUUID()}`);
test.after.always(() => rm(root, { recursive: true, force: true }));

interface Rig {
  readonly aws: SmallTables;
  readonly clock: VirtualClock;
  readonly destination: Destination;
  readonly folder: string;
  readonly said: string[];
  readonly notes: Map<string, string>;
  readonly leave: AbortController;
  engine(options?: Partial<ScanOptions>): Engine;
  path(table: string): string;
}

/** One account and one destination; engines come and go. */
function rig(plan: Partial<Record<'toRcu' | 'peak', number>> = {}): Rig {
  const clock = new VirtualClock(OPENS);
  const aws = new SmallTables(() => clock.now());
  const folder = join(root, randomUUID());
  const destination = openDestination(folder, { aws: aws as unknown as Aws, clock, account: null });
  const said: string[] = [];
  const notes = new Map<string, string>();
  const leave = new AbortController();
  const engine = (options: Partial<ScanOptions> = {}): Engine => {
    const names = [...aws.tables.keys()];
    const tables = names.map((name, index) => ({ index, name, tableId: `id-of-${name}`, arn: `arn:aws:dynamodb:eu-west-1:000000000000:table/${name}`, target: null, forecastPeakRcu: plan.peak ?? 0 }));
    const columns = { fromRcu: new Float64Array(names.length).fill(10), toRcu: new Float64Array(names.length).fill(plan.toRcu ?? 100) };
    const context: NightContext = {
      runId: RUN, night: NIGHT, region: 'eu-west-1', account: '000000000000', plan: { columns, lanes: [{ tables: names.map((_, i) => i) }] } as unknown as Plan,
      tables: tables as unknown as LiveTable[], aws: aws as unknown as Aws, clock, signal: leave.signal, note: (key, value) => notes.set(key, value), noted: (key) => notes.get(key), say: (line) => said.push(line),
    };
    return scanEngine(context, { destination, toolVersion: '0.0.0', gzip: false, segmentsMax: 16, memoryBytes: 2 ** 26, ...options });
  };
  return { aws, clock, destination, folder, said, notes, leave, engine, path: (table) => backupPath(NIGHT, table, RUN) };
}

/** Looks every 15 s until `table` has ended; what was seen of it. */
async function until(engine: Engine, clock: VirtualClock, table = 0): Promise<{ seen: string[]; units: number; outcome: number; atSeconds: number }> {
  const sights = new Records();
  const seen: string[] = [];
  for (;;) {
    await clock.sleepUntil(Math.floor(clock.now() / 15) * 15 + 15);
    sights.clear();
    await engine.look(clock.now(), sights);
    for (let i = 0; i < sights.length; i++) {
      if (sights.subject[i] !== table || sights.kind[i] === SIGHT.laneReady) continue;
      seen.push(SIGHTS[sights.kind[i]]);
      if (sights.kind[i] === SIGHT.copyDone || sights.kind[i] === SIGHT.copyFailed || sights.kind[i] === SIGHT.copyStopped) {
        return { seen, units: sights.value[i], outcome: sights.outcome[i], atSeconds: clock.now() - OPENS };
      }
    }
  }
}

/** All lines of the files that the manifest names, sorted: the multiset of items. */
async function backedUp(destination: Destination, path: string): Promise<string[]> {
  const verified = await verifyBackup(destination, path);
  if (!verified.ok) throw new Error(verified.why);
  const lines: string[] = [];
  for (const { name } of verified.sidecar.files) lines.push(...(await readSmall(destination, `${path}/${name}`, 2 ** 30)).toString().split('\n').slice(0, -1));
  return lines.sort();
}

const linesOf = (items: readonly Item[]): string[] => items.map((item) => itemLine(item)).sort();
const items = (count: number, bytes: number): Item[] => Array.from({ length: count }, (_, i) => ({ id: { S: `k${String(i).padStart(7, '0')}` }, pad: { S: 'x'.repeat(Math.max(0, bytes - 13)) } }));

test('a table is copied to the letter, with manifest, sidecar and _SUCCESS', async (t) => {
  const { aws, clock, destination, folder, engine, path } = rig();
  const all = items(5000, 300);
  aws.add('Orders', all);
  const scan = engine();
  t.is(await scan.startLane(0, 1), OUTCOME.OK);
  t.is(await scan.startCopy(0, 1, 1000), OUTCOME.OK);
  const { seen, units } = await until(scan, clock);
  t.deepEqual(seen, ['copyStarted', 'copyDone']);
  t.deepEqual(await backedUp(destination, path('Orders')), linesOf(all));
  const spent = (aws.spent.get('Orders') ?? []).reduce((sum, one) => sum + one.units, 0);
  t.is(units, spent);
  const names = await readdir(join(folder, path('Orders')));
  t.true(['manifest', 'backup.json', '_SUCCESS', '_checkpoint'].every((name) => names.includes(name)));
  const sidecar = JSON.parse(await readFile(join(folder, path('Orders'), 'backup.json'), 'utf8')) as Record<string, unknown>;
  t.like(sidecar, { run: RUN, night: NIGHT, items: 5000, consumedUnits: spent, original: { rcu: 10, suspended: null }, unread: [], orphans: [], description: { ListTagsOfResource: [{ Key: 'team', Value: 'shop' }] } });
  t.is((await stat(join(folder, path('Orders'), 'manifest'))).mode & 0o077, 0);
  await scan.close();
});
