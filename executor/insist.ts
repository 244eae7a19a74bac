// A call that is asked again while nobody says no: throttled, failed inside of AWS, or lost on the way.

import { EXIT, UserError } from '../core/errors.js';
import type { Seconds } from '../core/units.js';
import { OUTCOME } from '../core/world.js';
import type { Aws, InputOf, Operation } from './aws.js';
import type { Clock } from './clock.js';
import { tryCall, type Reply } from './faults.js';

const WAIT_MAX_SECONDS = 20;

export interface Insisting {
  readonly clock: Clock;
  /** Given up after so long without an answer. */
  readonly forSeconds: Seconds;
  readonly signal: AbortSignal;
}

/** The answer, or the refusal that stands: a name of AWS's own, a denial, or whatever was told when the time was over. */
export async function insist<O extends Operation>(aws: Aws, operation: O, input: InputOf<O>, { clock, forSeconds, signal }: Insisting): Promise<Reply<O>> {
  const untilAt = clock.now() + forSeconds;
  for (let again = 0; ; again++) {
    const reply = await tryCall(aws, operation, input);
    const { refusal } = reply;
    const maybeLater = refusal !== null && (refusal.outcome === OUTCOME.THROTTLED || refusal.outcome === OUTCOME.UNREACHABLE);
    if (!maybeLater || signal.aborted || clock.now() >= untilAt) return reply;
    await clock.sleepUntil(Math.min(clock.now() + backOffSeconds(again), untilAt), signal);
  }
}

/** Doubling from 0.1 s up to 20 s, spread over the upper half so that hundreds of copies do not come back at once. */
export function backOffSeconds(again: number): Seconds {
  return Math.min(WAIT_MAX_SECONDS, 0.1 * 2 ** Math.min(again, 20)) * (0.5 + Math.random() / 2);
}

/** A refusal that ends a piece of work, as an error with its exit code. */
export function refusalError(operation: Operation, { outcome, what }: NonNullable<Reply<Operation>['refusal']>): UserError {
  const exitCode = outcome === OUTCOME.DENIED ? EXIT.permission : outcome === OUTCOME.THROTTLED ? EXIT.tryLater : outcome === OUTCOME.UNREACHABLE ? EXIT.unreachable : EXIT.protocol;
  return new UserError(exitCode, [{ where: operation, what }]);
}
