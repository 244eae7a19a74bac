// Why a copy ended without its table: a number of OUTCOMES and one line for people.

import { EXIT, UserError } from '../../../core/errors.js';
import { OUTCOME } from '../../../core/world.js';

/** Ends a copy from inside; never leaves the engine. */
export class CopyFailure extends Error {
  readonly outcome: number;

  constructor(outcome: number, message: string) {
    super(message);
    this.outcome = outcome;
  }

  /** The table is not there any more, or is another one. */
  get isGone(): boolean {
    return this.outcome === OUTCOME.GONE;
  }
}

/** What a copy ended with. Other errors are told by their name only: their words may hold what was read. */
export function failureOf(error: unknown): CopyFailure {
  if (error instanceof CopyFailure) return error;
  if (error instanceof UserError) return new CopyFailure(OUTCOME_OF.get(error.exitCode) ?? OUTCOME.FAILED, error.message);
  return new CopyFailure(OUTCOME.FAILED, `failed inside of this program (${error instanceof Error ? error.name : 'no error'}); please report it`);
}

const OUTCOME_OF: ReadonlyMap<number, number> = new Map([[EXIT.permission, OUTCOME.DENIED], [EXIT.tryLater, OUTCOME.THROTTLED], [EXIT.unreachable, OUTCOME.UNREACHABLE]]);
