// What the simulated world has to know about an engine. One file an engine beside this one; `index.ts` lists them.

import type { Lane } from '../../core/plan.js';
import type { Settings } from '../../core/settings.js';
import type { Bytes, Rcu, Seconds, Units } from '../../core/units.js';

export interface Engine {
  /** Median time from launch until the lane takes copies. */
  bootSeconds(settings: Settings): Seconds;
  /** Time at the start of each attempt in which nothing is read. */
  overheadSeconds(settings: Settings): Seconds;
  /** Bytes of a page of a scan; 0 for an engine that does not read the table. */
  pageBytes(settings: Settings): Bytes;
  /** A failed attempt goes on where it stopped (true) or from the start (false). */
  readonly resumes: boolean;
  /** Spread of the boot applies (clusters), or it takes exactly that long. */
  readonly bootVaries: boolean;
  /** A launch may fail at the end of its boot (EMR clusters). */
  readonly bootFails: boolean;
  /** Pace of a copy, set when its reading starts: at most `readRcu`, given the capacity in force then. */
  paceRcu(copy: CopyStart, lane: Lane): Rcu;
}

/** A copy whose reading is about to start; one object, filled again for each. */
export interface CopyStart {
  /** Provisioned capacity in force; 0 when on demand. */
  rcu: Rcu;
  onDemand: boolean;
  /** From the plan. */
  toRcu: Rcu;
  readRcu: Rcu;
  sizeBytes: Bytes;
  /** Units of the whole table. */
  units: Units;
}
