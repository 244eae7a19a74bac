// What the script of the page is told about the whole.

import type { RunDocument } from '../core/results/summary.js';

/** A JSON island; runs in the order of the ranking. */
export interface ReportHead {
  readonly baseline: string;
  readonly winner: string;
  readonly runs: readonly RunDocument[];
  readonly history: string;
  readonly digest: string;
  readonly left: readonly string[];
  /** 0 where the setting leaves it to what the history shows. */
  readonly accountRcu: number;
}
