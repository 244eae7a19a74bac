// How long before its copy a raise must be asked. One update takes half a minute as a rule, but a night with a thousand of
// them also meets the slowest of a thousand: the more raises a plan asks for at once, the more time it gives to each.

import { logNormal, sigmaOfTail } from '../rng.js';
import type { Settings } from '../settings.js';
import type { Rcu, Seconds } from '../units.js';

/** Raises of a plan that are expected to be slower than their lead: every third night has one. */
const SLOW_RAISES = 0.3;
/** Of the account's control-plane operations so many are taken by the night; the rest is the account's own. */
const UPDATES_SHARE = 0.9;
/** Above the warm throughput a raise is given at least so many times the median. */
const ABOVE_WARM_FACTOR_MIN = 2;
/** Capacity above the warm throughput is added in steps of that size (settings.updateTable). */
const STEP_RCU: Rcu = 3000;

/** The time that the raises of a plan are given to be in force. */
export class Leads {
  /** Up to the warm throughput. */
  seconds: Seconds = 0;
  /** Above it: so many times the median. */
  aboveWarmFactor = ABOVE_WARM_FACTOR_MIN;
  readonly #settings: Settings;

  constructor(settings: Settings, raises = 0, aboveWarm = 0) {
    this.#settings = settings;
    this.count(raises, aboveWarm);
  }

  /** Sets the leads for so many raises asked at once, of them so many above the warm throughput. */
  count(raises: number, aboveWarm: number): void {
    const { updateTable, quotas, control } = this.#settings;
    const sigma = sigmaOfTail(updateTable.p95Seconds / updateTable.medianSeconds);
    // What is over the quota of operations waits until earlier updates are done; their mean is median x exp(sigma^2 / 2).
    const atOnce = Math.max(1, UPDATES_SHARE * quotas.controlPlaneOperations);
    const queueSeconds = (Math.max(0, raises - atOnce) / atOnce) * updateTable.medianSeconds * Math.exp((sigma * sigma) / 2);
    this.seconds = Math.max(control.boostLeadSeconds, logNormal(slowestShare(raises), updateTable.medianSeconds, sigma) + queueSeconds);
    this.aboveWarmFactor = Math.max(ABOVE_WARM_FACTOR_MIN, logNormal(slowestShare(aboveWarm), 1, sigmaOfTail(updateTable.aboveWarmTail)));
  }

  /** What one raise needs to be in force. */
  of(fromRcu: Rcu, toRcu: Rcu, warmRcu: Rcu): Seconds {
    return this.#of(this.seconds, fromRcu, toRcu, warmRcu);
  }

  /** The same where raises follow each other and a slow one holds up no more than its own copy: the planned lead. */
  ofOne(fromRcu: Rcu, toRcu: Rcu, warmRcu: Rcu): Seconds {
    return this.#of(this.#settings.control.boostLeadSeconds, fromRcu, toRcu, warmRcu);
  }

  #of(lead: Seconds, fromRcu: Rcu, toRcu: Rcu, warmRcu: Rcu): Seconds {
    if (toRcu <= warmRcu) return lead;
    const { aboveWarmSeconds, aboveWarmSecondsPer3000Rcu } = this.#settings.updateTable;
    const medianSeconds = aboveWarmSeconds + aboveWarmSecondsPer3000Rcu * Math.ceil((toRcu - fromRcu) / STEP_RCU);
    return Math.max(lead, this.aboveWarmFactor * medianSeconds);
  }
}

/** The quantile that all but 0.3 of n draws are below. */
function slowestShare(draws: number): number {
  return 1 - SLOW_RAISES / Math.max(1, draws);
}
