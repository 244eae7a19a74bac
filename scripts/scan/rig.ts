// A night of the embedded scan for tests and the benchmark: one account, one destination, engines that come and go.

import { gunzipSync } from 'node:zlib';
import { itemLine } from '../../core/archive/item-line.js';
import type { Item } from '../../core/archive/attribute.js';
import { backupPath } from '../../core/archive/backup-path.js';
import type { LiveTable } from '../../core/live/live-table.js';
import type { Plan } from '../../core/plan.js';
import type { Rcu } from '../../core/units.js';
import { Records, SIGHT, SIGHTS } from '../../core/world.js';
import { readSmall, type Destination } from '../../executor/archive/destination.js';
import { verifyBackup } from '../../executor/archive/verify.js';
import type { Aws } from '../../executor/aws.js';
import type { Clock } from '../../executor/clock.js';
import type { Engine, NightContext } from '../../executor/engines/engine.js';
import { scanEngine } from '../../executor/engines/scan/engine.js';
import type { ScanOptions } from '../../executor/engines/scan/options.js';

export const NIGHT = '2026-06-01';
export const RUN = '2026-06-01T0000Z-aaaaaa';

export interface ScanNight {
  readonly aws: Aws;
  readonly clock: Clock;
  readonly destination: Destination;
  /** All tables, the first one has the number 0. */
  readonly tables: readonly { readonly name: string; readonly id: string }[];
  /** Capacity in the plan of every table: before and while it is copied. */
  readonly fromRcu?: Rcu;
  readonly toRcu?: Rcu;
  /** What applications are expected to read at most; 0: nobody is looked after. */
  readonly peakRcu?: Rcu;
  readonly signal?: AbortSignal;
  readonly said?: string[];
  readonly notes?: Map<string, string>;
}

/** An engine of that night, as one start of the program has it. */
export function engineOf(night: ScanNight, options: Partial<ScanOptions> = {}): Engine {
  const { aws, clock, destination, tables, fromRcu = 10, toRcu = 100, peakRcu = 0, said = [], notes = new Map<string, string>() } = night;
  const columns = { fromRcu: new Float64Array(tables.length).fill(fromRcu), toRcu: new Float64Array(tables.length).fill(toRcu) };
  const context: NightContext = {
    runId: RUN, night: NIGHT, region: 'eu-west-1', account: '000000000000', aws, clock, signal: night.signal ?? new AbortController().signal,
    plan: { columns, lanes: [{ tables: tables.map((_, i) => i) }] } as unknown as Plan,
    tables: tables.map(({ name, id }, index) => ({ index, name, tableId: id, arn: `arn:aws:dynamodb:eu-west-1:000000000000:table/${name}`, target: null, forecastPeakRcu: peakRcu }) as unknown as LiveTable),
    note: (key, value) => notes.set(key, value), noted: (key) => notes.get(key), say: (line) => said.push(line),
  };
  return scanEngine(context, { destination, toolVersion: '0.0.0', gzip: false, segmentsMax: 16, memoryBytes: 2 ** 26, ...options });
}

export function pathOf(table: string): string {
  return backupPath(NIGHT, table, RUN);
}

export interface Ending {
  /** Sights of the table, in order. */
  readonly seen: readonly string[];
  /** Value and outcome of the last one. */
  readonly units: number;
  readonly outcome: number;
}

const LAST: ReadonlySet<number> = new Set([SIGHT.copyDone, SIGHT.copyFailed, SIGHT.copyStopped]);

/** Looks at every multiple of `lookSeconds` until all of these tables have ended. */
export async function endings(engine: Engine, clock: Clock, tables: readonly number[], lookSeconds = 15): Promise<Map<number, Ending>> {
  const sights = new Records();
  const ended = new Map<number, Ending>();
  const seen = new Map<number, string[]>(tables.map((table) => [table, []]));
  while (ended.size < tables.length) {
    await clock.sleepUntil((Math.floor(clock.now() / lookSeconds) + 1) * lookSeconds);
    sights.clear();
    await engine.look(clock.now(), sights);
    for (let i = 0; i < sights.length; i++) {
      const [kind, table] = [sights.kind[i], sights.subject[i]];
      if (kind === SIGHT.laneReady || kind === SIGHT.laneEnded) continue;
      seen.get(table)?.push(SIGHTS[kind]);
      if (LAST.has(kind) && seen.has(table)) ended.set(table, { seen: seen.get(table) ?? [], units: sights.value[i], outcome: sights.outcome[i] });
    }
  }
  return ended;
}

/** All lines of a backup, sorted: its multiset of items. @throws when it does not verify */
export async function backedUp(destination: Destination, path: string): Promise<string[]> {
  const verified = await verifyBackup(destination, path);
  if (!verified.ok) throw new Error(verified.why);
  const lines: string[] = [];
  for (const { name } of verified.sidecar.files) {
    const bytes = await readSmall(destination, `${path}/${name}`, 2 ** 30);
    for (const line of (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString().split('\n')) if (line !== '') lines.push(line);
  }
  return lines.sort();
}

export function linesOf(items: readonly Item[]): string[] {
  return items.map((item) => itemLine(item)).sort();
}
