// How an engine of AWS learns that a copy is one: its output read back by whoever knows its form.

import type { At } from '../../core/units.js';

/** A copy that AWS says is complete. */
export interface Finished {
  readonly table: number;
  readonly attempt: number;
  /** Below the destination. */
  readonly path: string;
  /** When AWS says that it began and ended; null where it does not say. */
  readonly startedAt: At | null;
  readonly endedAt: At | null;
}

/** `unknown`: it could not be read; ask again. */
export type Verdict = { readonly verdict: 'proved' | 'unknown' } | { readonly verdict: 'faulty'; readonly what: string };

/** Reads the output of a copy back, and writes its sidecar when it is complete. */
export type Prove = (copy: Finished) => Promise<Verdict>;
