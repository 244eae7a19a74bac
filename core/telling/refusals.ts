// What an outcome other than OK means to the brain, as numbers of OUTCOMES.

import { OUTCOME } from '../world.js';

/** A boost that is refused so may be accepted a little later: the account is also full for a moment when a copy holds its raise longer than planned. */
export function isBusy(outcome: number): boolean {
  return outcome === OUTCOME.IN_USE || outcome === OUTCOME.TOO_MANY_UPDATES || outcome === OUTCOME.OVER_ACCOUNT_QUOTA || passes(outcome);
}

/** AWS did not take it now, or did not answer: it may be asked again. */
export function passes(outcome: number): boolean {
  return outcome === OUTCOME.THROTTLED || outcome === OUTCOME.UNREACHABLE;
}

/** As it was, not there any more, or as somebody else wants it: nothing is left to hand back. */
export function isSettled(outcome: number): boolean {
  return outcome === OUTCOME.UNCHANGED || outcome === OUTCOME.GONE || outcome === OUTCOME.SUPERSEDED;
}
