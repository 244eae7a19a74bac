// What chance decides in the simulated world: delays, refusals and failures. Each draw is named by what it is for; `luck`
// is what the draws of one table in one night have in common.

import { drawFrom, hashName, LogNormalFactors, logNormal, luckOf, sigmaOfTail } from '../core/rng.js';
import type { Settings } from '../core/settings.js';
import type { Bytes, Rcu, Seconds, Share } from '../core/units.js';

const PURPOSE = { update: 1, fails: 2, failsWhen: 3, throttled: 4, boot: 5, export: 6, scaling: 7, bootFails: 8 } as const;

/** Raises above the warm level add partitions; the settings give a time for each started 3,000 RCU. */
const WARM_STEP_RCU = 3000;

export class Weather {
  readonly #seed: number;
  readonly #settings: Settings;
  /** One key a table of the history. */
  readonly #keys: Int32Array;
  readonly #warm: LogNormalFactors;
  readonly #aboveWarm: LogNormalFactors;
  readonly #export: LogNormalFactors;
  #night = 0;

  constructor(seed: number, settings: Settings, names: readonly string[]) {
    this.#seed = seed;
    this.#settings = settings;
    this.#keys = Int32Array.from(names, hashName);
    const { medianSeconds, p95Seconds, aboveWarmTail } = settings.updateTable;
    this.#warm = new LogNormalFactors(medianSeconds > 0 ? sigmaOfTail(p95Seconds / medianSeconds) : 0);
    this.#aboveWarm = new LogNormalFactors(sigmaOfTail(aboveWarmTail));
    this.#export = new LogNormalFactors(sigmaOfTail(settings.export.tail));
  }

  open(night: number): void {
    this.#night = night;
  }

  /** The luck of a table (its number in the history) in this night. */
  luckOf(table: number): number {
    return luckOf(this.#seed, this.#keys[table], this.#night);
  }

  /** Seconds from request to ACTIVE of the n-th update of a table; `byScaling` has draws of its own. */
  updateSeconds(luck: number, n: number, byScaling: boolean, fromRcu: Rcu, toRcu: Rcu, warmRcu: Rcu): Seconds {
    const { medianSeconds, aboveWarmSeconds, aboveWarmSecondsPer3000Rcu } = this.#settings.updateTable;
    const u = drawFrom(luck, byScaling ? PURPOSE.scaling : PURPOSE.update, n);
    if (toRcu <= warmRcu || toRcu <= fromRcu) return medianSeconds * this.#warm.at(u);
    const steps = Math.ceil((toRcu - fromRcu) / WARM_STEP_RCU);
    return (aboveWarmSeconds + steps * aboveWarmSecondsPer3000Rcu) * this.#aboveWarm.at(u);
  }

  /** Whether the n-th call that changes the table is throttled by the API. */
  throttles(luck: number, n: number): boolean {
    const { throttleShare } = this.#settings.weather;
    return throttleShare > 0 && drawFrom(luck, PURPOSE.throttled, n) < throttleShare;
  }

  /** The part of the attempt after which it fails; 1 when it does not. */
  failsAfter(luck: number, attempt: number): Share {
    const { copyFailureShare } = this.#settings.weather;
    if (copyFailureShare <= 0 || drawFrom(luck, PURPOSE.fails, attempt) >= copyFailureShare) return 1;
    return drawFrom(luck, PURPOSE.failsWhen, attempt);
  }

  /** Start-up time of a lane's n-th launch (from 0), by the luck of its first table, so that lanes elsewhere do not move it. */
  bootSeconds(luck: number, n: number, medianSeconds: Seconds): Seconds {
    return logNormal(drawFrom(luck, PURPOSE.boot, n), medianSeconds, this.#settings.weather.bootSpread);
  }

  /** Whether a lane's n-th launch of its cluster fails. */
  bootFails(luck: number, n: number): boolean {
    const { bootFailureShare } = this.#settings.weather;
    return bootFailureShare > 0 && drawFrom(luck, PURPOSE.bootFails, n) < bootFailureShare;
  }

  /** Length of a native export. */
  exportSeconds(luck: number, attempt: number, bytes: Bytes): Seconds {
    const { baseSeconds, bytesPerSecond } = this.#settings.export;
    return (baseSeconds + bytes / bytesPerSecond) * this.#export.at(drawFrom(luck, PURPOSE.export, attempt));
  }
}
