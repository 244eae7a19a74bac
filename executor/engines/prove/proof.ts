// How an engine of AWS learns that a copy is one: its output read back by whoever knows its form.

import { EXIT, UserError } from '../../../core/errors.js';
import type { At, Bytes } from '../../../core/units.js';
import type { Destination } from '../../archive/destination.js';
import type { NightContext } from '../engine.js';

/** A copy that AWS says is complete. */
export interface Finished {
  readonly table: number;
  readonly attempt: number;
  /** When AWS says that it began and ended; null where it does not say. */
  readonly startedAt: At | null;
  readonly endedAt: At | null;
}

interface Faulty {
  readonly verdict: 'faulty';
  readonly what: string;
}
/** `unknown`: it could not be read now. */
export type Verdict = Faulty | { readonly verdict: 'proved' } | { readonly verdict: 'unknown' };
/** `pending`: ask again at a later look. */
export type PatientVerdict = Faulty | { readonly verdict: 'proved' } | { readonly verdict: 'pending' };

/** Reads the output of a copy back, and writes its sidecar when it is complete. */
export type Prove<T extends Finished = Finished> = (copy: T) => Promise<Verdict>;
/** What engines are given (patient.ts). */
export type PatientProve<T extends Finished = Finished> = (copy: T) => Promise<PatientVerdict>;

export interface ProofParts {
  readonly context: NightContext;
  readonly destination: Destination;
  readonly toolVersion: string;
  /** Copies of up to so many bytes are read back to the last one; of larger ones names, sizes and entity tags are. */
  readonly readBackBytes: Bytes;
}

/** Runs a proof: what is missing or damaged is faulty, what cannot be reached is unknown. @throws what is neither */
export async function toVerdict(work: () => Promise<string | null>): Promise<Verdict> {
  try {
    const what = await work();
    return what === null ? { verdict: 'proved' } : { verdict: 'faulty', what };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const isFaulty = error.exitCode === EXIT.data || error.exitCode === EXIT.refusesToOverwrite;
    return isFaulty ? { verdict: 'faulty', what: error.message } : { verdict: 'unknown' };
  }
}
