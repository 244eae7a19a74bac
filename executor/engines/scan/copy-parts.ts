// What a copy of one table is made with.

import type { LiveTable } from '../../../core/live/live-table.js';
import type { Bytes, Rcu } from '../../../core/units.js';
import type { NightContext } from '../engine.js';
import type { Gate } from './gate.js';
import type { ScanOptions } from './options.js';

export interface CopyParts {
  readonly context: NightContext;
  readonly options: ScanOptions;
  readonly table: LiveTable;
  /** Of the backup, below the destination. */
  readonly path: string;
  /** What the plan gives back after the copy, and what it raises to meanwhile. */
  readonly fromRcu: Rcu;
  readonly toRcu: Rcu;
  /** Shared by all copies. */
  readonly gate: Gate;
  /** What the open file of one copy may hold in memory now. */
  memoryBytes(): Bytes;
}
