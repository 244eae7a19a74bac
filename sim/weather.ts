// What chance decides in the simulated world: delays, refusals and failures. Each draw is named by what it is for.

import { draw, hashName, LogNormalFactors, logNormal, sigmaOfTail } from '../core/rng.js';
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

  #draw(table: number, purpose: number, n: number): number {
    return draw(this.#seed, this.#keys[table], this.#night, purpose, n);
  }

  /** Seconds from request to ACTIVE of the n-th update of a table (its number in the history); `byScaling` has draws of its own. */
  updateSeconds(table: number, n: number, byScaling: boolean, fromRcu: Rcu, toRcu: Rcu, warmRcu: Rcu): Seconds {
    const { medianSeconds, aboveWarmSeconds, aboveWarmSecondsPer3000Rcu } = this.#settings.updateTable;
    const u = this.#draw(table, byScaling ? PURPOSE.scaling : PURPOSE.update, n);
    if (toRcu <= warmRcu || toRcu <= fromRcu) return medianSeconds * this.#warm.at(u);
    const steps = Math.ceil((toRcu - fromRcu) / WARM_STEP_RCU);
    return (aboveWarmSeconds + steps * aboveWarmSecondsPer3000Rcu) * this.#aboveWarm.at(u);
  }

  /** Whether the n-th call that changes the table is throttled by the API. */
  throttles(table: number, n: number): boolean {
    const { throttleShare } = this.#settings.weather;
    return throttleShare > 0 && this.#draw(table, PURPOSE.throttled, n) < throttleShare;
  }

  /** The part of the attempt after which it fails; 1 when it does not. */
  failsAfter(table: number, attempt: number): Share {
    const { copyFailureShare } = this.#settings.weather;
    if (copyFailureShare <= 0 || this.#draw(table, PURPOSE.fails, attempt) >= copyFailureShare) return 1;
    return this.#draw(table, PURPOSE.failsWhen, attempt);
  }

  /** Start-up time of a lane's n-th launch (from 0), drawn for its first table, so that lanes elsewhere do not move it. */
  bootSeconds(firstTable: number, n: number, medianSeconds: Seconds): Seconds {
    return logNormal(this.#draw(firstTable, PURPOSE.boot, n), medianSeconds, this.#settings.weather.bootSpread);
  }

  /** Whether a lane's n-th launch of its cluster fails. */
  bootFails(firstTable: number, n: number): boolean {
    const { bootFailureShare } = this.#settings.weather;
    return bootFailureShare > 0 && this.#draw(firstTable, PURPOSE.bootFails, n) < bootFailureShare;
  }

  /** Length of a native export. */
  exportSeconds(table: number, attempt: number, bytes: Bytes): Seconds {
    const { baseSeconds, bytesPerSecond } = this.#settings.export;
    return (baseSeconds + bytes / bytesPerSecond) * this.#export.at(this.#draw(table, PURPOSE.export, attempt));
  }
}
