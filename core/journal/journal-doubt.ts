// Was it done? The tries of one move, from asked to undone: what was not answered, or answered with a doubt, counts as done.

import type { OutcomeName } from '../world.js';

/** Answers that say for certain that nothing was done. What is not listed may have been: FAILED, TIMED_OUT, UNREACHABLE. */
const REFUSED: ReadonlySet<OutcomeName> = new Set<OutcomeName>([
  'IN_USE', 'OVER_TABLE_QUOTA', 'OVER_ACCOUNT_QUOTA', 'NO_DECREASE_LEFT', 'TOO_MANY_UPDATES', 'THROTTLED', 'GONE', 'UNAVAILABLE', 'SUPERSEDED', 'DENIED',
]);
/** Answers to handing something back that end the debt without a change of ours. */
const SETTLED: ReadonlySet<OutcomeName> = new Set<OutcomeName>(['UNCHANGED', 'GONE', 'SUPERSEDED']);

/** Nothing is left to hand back: it is as it was, the table is gone, or somebody else's value stays. */
export function isSettled(outcome: OutcomeName): boolean {
  return SETTLED.has(outcome);
}

export class InDoubt {
  #open = false;
  #done = false;

  /** A try was asked, or one that was never answered is asked again. */
  asked(): void {
    if (this.#open) this.#done = true;
    this.#open = true;
  }

  /** A refusal ends this try, not the doubt about an earlier one. */
  answered(outcome: OutcomeName): void {
    this.#open = false;
    if (!REFUSED.has(outcome)) this.#done = true;
  }

  /** It was taken back, or never was. */
  undone(): void {
    this.#open = this.#done = false;
  }

  get mayBeDone(): boolean {
    return this.#open || this.#done;
  }
}
