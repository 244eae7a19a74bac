// The rig over tables in memory and a passing folder or none, hours going by at once.

import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Item } from '../../core/archive/attribute.js';
import type { Rcu } from '../../core/units.js';
import { openDestination, type Destination } from '../../executor/archive/destination.js';
import type { Aws } from '../../executor/aws.js';
import type { Engine } from '../../executor/engines/engine.js';
import { patientController } from '../../executor/patient-signal.js';
import type { ScanOptions } from '../../executor/engines/scan/options.js';
import { SmallTables } from '../../fixtures/aws/small-tables.js';
import { VirtualClock } from '../../fixtures/aws/virtual-clock.js';
import { MemoryDestination } from './memory-destination.js';
import { endings, engineOf, type Ending } from './rig.js';

export const OPENS_AT = Date.UTC(2026, 5, 1) / 1000;
const root = join(tmpdir(), `hippolyte-scan-${randomUUID()}`);

/** Removes all folders of the tests of this process. */
export function removeFolders(): Promise<void> {
  return rm(root, { recursive: true, force: true });
}

export class MemoryNight {
  readonly clock = new VirtualClock(OPENS_AT);
  readonly aws = new SmallTables(() => this.clock.now());
  readonly folder = join(root, randomUUID());
  readonly said: string[] = [];
  readonly notes = new Map<string, string>();
  readonly leave = patientController();
  destination: Destination;
  toRcu: Rcu = 100;
  peakRcu: Rcu = 0;

  /** @param onDisk into a passing folder; otherwise into memory */
  constructor(onDisk = false) {
    this.destination = onDisk ? openDestination(this.folder, { aws: this.aws as unknown as Aws, clock: this.clock, account: null }) : new MemoryDestination();
  }

  /** Another start of the program. */
  engine(options: Partial<ScanOptions> = {}): Engine {
    return engineOf({
      aws: this.aws as unknown as Aws, clock: this.clock, destination: this.destination, tables: [...this.aws.tables].map(([name, { id }]) => ({ name, id })), toRcu: this.toRcu,
      peakRcu: this.peakRcu, signal: this.leave.signal, said: this.said, notes: this.notes,
    }, options);
  }

  async end(engine: Engine, table = 0): Promise<Ending> {
    return (await endings(engine, this.clock, [table])).get(table) as Ending;
  }

  /** Copies the first table to its end. */
  async copy(readRcu: Rcu, options: Partial<ScanOptions> = {}): Promise<Ending> {
    const engine = this.engine(options);
    await engine.startCopy(0, 1, readRcu);
    const ending = await this.end(engine);
    await engine.close();
    return ending;
  }
}

/** Items of about so many bytes each. */
export function someItems(count: number, bytes: number): Item[] {
  return Array.from({ length: count }, (_, i) => ({ id: { S: `k${String(i).padStart(7, '0')}` }, pad: { S: 'x'.repeat(Math.max(0, bytes - 13)) } }));
}
