// The invented tables: how large, how busy, how paid, when there. Every draw is a hash of the seed and the table's name.

import { draw, hashName } from '../core/rng.js';
import type { Bytes, Rcu, Share } from '../core/units.js';
import { synthNames } from './synth-names.js';

/** What a draw is for; one number each, so that a new one does not move the others. */
export const PURPOSE = {
  size: 1, itemSize: 2, growth: 3, rate: 4, rateKind: 5, billing: 6, target: 7, presence: 8, when: 9, monthEnd: 10, noise: 11,
  noise2: 12, burst: 13, day: 14, incident: 15, round: 16, wcu: 17, pitr: 18, sizeNoise: 19, day2: 20, gsi: 21,
} as const;

export type Rhythm = 'office' | 'evening' | 'flat' | 'batch';

export interface SynthTable {
  readonly name: string;
  readonly key: number;
  /** Size on the last night; 0 for a table that stays empty. */
  readonly sizeBytes: Bytes;
  readonly itemBytes: Bytes;
  /** Relative growth a day; negative where a time to live deletes more than is written. */
  readonly growth: number;
  /** Read rate of an ordinary hour, at the time of the last night. */
  readonly rateRcu: Rcu;
  readonly rhythm: Rhythm;
  readonly billing: 'owner' | 'autoscaled' | 'on-demand';
  /** Utilisation at the daily peak that the owner, or autoscaling, aims at. */
  readonly targetShare: Share;
  readonly monthEnd: boolean;
  readonly inIncident: boolean;
  /** First and last night (0-based, inclusive) on which it exists. */
  readonly firstNight: number;
  readonly lastNight: number;
}

export interface SynthShape {
  readonly tables: number;
  readonly nights: number;
  readonly seed: number;
  readonly oddNames: boolean;
  readonly totalBytes: Bytes;
  readonly largestBytes: Bytes;
  /** Sum of provisioned read capacity to stay under. */
  readonly accountRcu: Rcu;
}

/** Invents the tables, in the order of their names' list. */
export function synthTables(shape: SynthShape): SynthTable[] {
  const names = synthNames(shape.tables, shape.oddNames);
  const keys = names.map(hashName);
  const sizes = scaled(heavyTail(keys, shape.seed, PURPOSE.size, 0.75), shape.totalBytes, shape.largestBytes);
  const rates = heavyTail(keys, shape.seed, PURPOSE.rate, 1.1).map((x) => 2 * x);
  // Busy enough for the account at a peak of three times the ordinary hour and 60 % utilisation, with the minimum of 5 each.
  const wanted = rates.reduce((sum, rate) => sum + 5 + (rate * 3) / 0.6, 0);
  const calm = Math.min(1, (0.8 * shape.accountRcu) / wanted);
  return names.map((name, i) => tableOf(name, keys[i], sizes[i], rates[i] * calm, shape));
}

/**
 * Log-logistic values of median 1: like a log-normal in the body, with a Pareto tail of that exponent. The quantiles are
 * evenly spread over the tables and only who gets which is drawn, so a small estate has its large table too.
 */
function heavyTail(keys: readonly number[], seed: number, purpose: number, exponent: number): number[] {
  const order = keys.map((key, i) => ({ i, at: draw(seed, key, i, purpose, 0) })).sort((a, b) => a.at - b.at);
  const values = new Array<number>(keys.length);
  order.forEach(({ i }, rank) => {
    const u = (rank + 0.5) / keys.length;
    values[i] = (u / (1 - u)) ** (1 / exponent);
  });
  return values;
}

/** Multiplies the values so that their sum is `total`, none above `largest`. */
function scaled(values: readonly number[], total: number, largest: number): number[] {
  let [low, high] = [0, total];
  for (let i = 0; i < 100; i++) {
    const middle = (low + high) / 2;
    const sum = values.reduce((all, value) => all + Math.min(largest, value * middle), 0);
    if (sum < total) low = middle;
    else high = middle;
  }
  return values.map((value) => Math.min(largest, value * low));
}

function tableOf(name: string, key: number, sizeBytes: Bytes, rateRcu: Rcu, shape: SynthShape): SynthTable {
  const u = (purpose: number, n = 0): number => draw(shape.seed, key, 0, purpose, n);
  const billing = u(PURPOSE.billing);
  const kind = u(PURPOSE.rateKind);
  const main = name === 'orders';
  const empty = !main && u(PURPOSE.presence, 1) < 0.03;
  const [firstNight, lastNight] = main ? [0, shape.nights - 1] : lifetime(u(PURPOSE.presence), u(PURPOSE.when), shape.nights);
  return {
    name, key,
    sizeBytes: empty ? 0 : Math.max(1000, sizeBytes),
    itemBytes: 200 * 100 ** u(PURPOSE.itemSize),
    growth: firstNight > 0 ? 0.03 : 0.004 * (u(PURPOSE.growth) - 0.25),
    rateRcu: empty ? rateRcu * 0.01 : rateRcu,
    rhythm: main || kind < 0.4 ? 'office' : kind < 0.7 ? 'evening' : kind < 0.9 ? 'flat' : 'batch',
    billing: main ? 'owner' : billing < 0.12 ? 'on-demand' : billing < 0.37 ? 'autoscaled' : 'owner',
    targetShare: billing < 0.37 ? 0.7 : 0.5 + 0.2 * u(PURPOSE.target),
    monthEnd: /^(invoices|payments|ledger)/.test(name) || u(PURPOSE.monthEnd) < 0.12,
    inIncident: main || u(PURPOSE.incident) < 0.2,
    firstNight, lastNight,
  };
}

/** Most tables are always there; a few appear, a few vanish, in the middle part of the history. */
function lifetime(chance: number, when: number, nights: number): [number, number] {
  const night = Math.floor(nights * (0.2 + 0.6 * when));
  if (night < 1 || night >= nights) return [0, nights - 1];
  if (chance < 0.05) return [night, nights - 1];
  return chance < 0.08 ? [0, night - 1] : [0, nights - 1];
}
