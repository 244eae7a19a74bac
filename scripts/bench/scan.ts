// How fast the embedded scan makes a backup, against a bare parallel scan of the SDK on the same server: read, written to a
// folder, made durable, described, sealed and read back, against read and dropped. The cases take turns in one process,
// the server has another, and medians are compared within one run.
//
//   node dist/scripts/bench/scan.js [--pages 160] [--repeats 5] [--json]

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assert } from '../../core/errors.js';
import { MIB } from '../../core/units.js';
import { Records, SIGHT } from '../../core/world.js';
import { openDestination } from '../../executor/archive/destination.js';
import { sidecarOf } from '../../executor/archive/verify.js';
import { openAws } from '../../executor/clients.js';
import { wallClock } from '../../executor/clock.js';
import { engineOf, pathOf } from '../scan/rig.js';
import { median, option } from './options.js';
import { scanBare } from './scan-bare.js';
import type { Served } from './scan-server.js';

const CASES = ['bare', 'plain', 'gzip'] as const;
type Case = (typeof CASES)[number];
const TABLE = 'orders';
const SEGMENTS = 16;
/** Looks of the engine, so that its end is seen at once. */
const LOOK_SECONDS = 0.005;
/** More than any machine reads: the pace is not what is measured. */
const UNBOUND_RCU = 1e7;

interface Once {
  readonly seconds: number;
  /** Of this process and all its threads; the server's is not in it. */
  readonly cpuSeconds: number;
}

/** A backup of the whole table into a passing folder; gives the number of its items. */
async function scanInto(root: string, gzip: boolean): Promise<number> {
  const [clock, aws] = [wallClock(), await openAws({ region: null })];
  const folder = await mkdtemp(join(root, 'backup-'));
  const destination = openDestination(folder, { aws, clock, account: null });
  const { Table } = await aws.call('dynamodb:DescribeTable', { TableName: TABLE });
  const said: string[] = [];
  const engine = engineOf({ aws, clock, destination, tables: [{ name: TABLE, id: Table?.TableId ?? '' }], said }, { gzip, segmentsMax: SEGMENTS });
  await engine.startCopy(0, 1, UNBOUND_RCU);
  const sights = new Records();
  while (!sights.kind.subarray(0, sights.length).some((kind) => kind === SIGHT.copyDone || kind === SIGHT.copyFailed)) {
    await clock.sleepUntil(clock.now() + LOOK_SECONDS);
    await engine.look(clock.now(), sights);
  }
  await engine.close();
  aws.close();
  assert(said.length === 0, said.join());
  const { items } = await sidecarOf(destination, pathOf(TABLE));
  await rm(folder, { recursive: true });
  return items ?? 0;
}

async function measure(name: Case, root: string, { items }: Served): Promise<Once> {
  const [from, cpu] = [performance.now(), process.cpuUsage()];
  const read = name === 'bare' ? await scanBare(TABLE, SEGMENTS) : await scanInto(root, name === 'gzip');
  const seconds = (performance.now() - from) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  assert(read === items, `${name} read ${read} items of ${items}`);
  return { seconds, cpuSeconds: (user + system) / 1e6 };
}

// No fewer pages than segments: a segment has one at least here.
const [pages, repeats] = [Math.max(SEGMENTS, Number(option('pages', '160'))), Number(option('repeats', '5'))];
const server = fork(fileURLToPath(new URL('./scan-server.js', import.meta.url)), [String(pages)]);
const [served] = await once(server, 'message') as [Served];
Object.assign(process.env, served.env, { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' });
const root = await mkdtemp(join(tmpdir(), 'hippolyte-bench-'));
const runs = new Map<Case, Once[]>(CASES.map((name) => [name, []]));
// The first turn warms up and is not counted.
for (let turn = 0; turn <= repeats; turn++) {
  for (const name of CASES) {
    const one = await measure(name, root, served);
    if (turn > 0) runs.get(name)?.push(one);
  }
}
await rm(root, { recursive: true });
server.disconnect();

const secondsOf = (name: Case): number => median((runs.get(name) ?? []).map(({ seconds }) => seconds));
const figures = CASES.map((name) => ({
  case: name, seconds: secondsOf(name), cpuSeconds: median((runs.get(name) ?? []).map(({ cpuSeconds }) => cpuSeconds)), ratio: secondsOf('bare') / secondsOf(name),
  mibPerSecond: served.bytes / MIB / secondsOf(name), itemsPerSecond: served.items / secondsOf(name),
}));
if (option('json', '') !== '') process.stdout.write(`${JSON.stringify({ bench: 'scan', items: served.items, bytes: served.bytes, segments: SEGMENTS, repeats, figures }, null, 1)}\n`);
else {
  process.stdout.write(`scan, ${served.items} items, ${(served.bytes / MIB).toFixed(0)} MiB in DynamoDB (${(served.sent / MIB).toFixed(0)} MiB of JSON), ${SEGMENTS} segments, median of ${repeats}\n`);
  for (const { case: name, seconds, cpuSeconds, ratio, mibPerSecond, itemsPerSecond } of figures) {
    process.stdout.write(`${name.padEnd(6)}${mibPerSecond.toFixed(0).padStart(6)} MiB/s${(itemsPerSecond / 1000).toFixed(0).padStart(6)} k items/s${seconds.toFixed(2).padStart(8)} s${cpuSeconds.toFixed(2).padStart(8)} s CPU${ratio.toFixed(2).padStart(7)} x bare\n`);
  }
}
