// The invented tables: how large, how busy, how paid, when there. Every draw is a hash of the seed and the table's name.

import { draw, hashName } from '../core/rng.js';
import type { Bytes, Rcu, Share } from '../core/units.js';
import { synthNames } from './synth-names.js';

/** What a draw is for; one number each, so that a new one does not move the others. */
export const PURPOSE = {
  size: 1, itemSize: 2, growth: 3, rate: 4, rateKind: 5, billing: 6, target: 7, presence: 8, when: 9, monthEnd: 10, noise: 11,
  noise2: 12, burst: 13, day: 14, incident: 15, round: 16, wcu: 17, pitr: 18, sizeNoise: 19, day2: 20, gsi: 21, empty: 22,
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
  const spread = (purpose: number): number[] => quantiles(keys.map((key) => draw(shape.seed, key, 0, purpose, 0)));
  const sizeRank = spread(PURPOSE.size);
  // The first table is one of the large and busy ones, so that looking at it is worth while.
  raiseFirst(sizeRank);
  // Large tables tend to be the busy ones, but archives are large and quiet, and sessions small and busy.
  const rateRank = quantiles(keys.map((key, i) => sizeRank[i] + 1.2 * draw(shape.seed, key, 0, PURPOSE.rate, 0)));
  raiseFirst(rateRank);
  const sizes = scaled(sizeRank.map((u) => heavyTail(u, 0.75)), shape.totalBytes, shape.largestBytes);
  const rates = rateRank.map((u) => 3 * heavyTail(u, 0.8));
  // Provisioned for a peak of about twice the ordinary hour at 60 % utilisation, 5 at least.
  const wanted = rates.reduce((sum, rate) => sum + 5 + (rate * 2) / 0.6, 0);
  const calm = Math.min(1, (0.7 * shape.accountRcu) / wanted);
  const [billing, presence, empty] = [spread(PURPOSE.billing), spread(PURPOSE.presence), spread(PURPOSE.empty)];
  return names.map((name, i) => tableOf(
    { name, key: keys[i], sizeBytes: sizes[i], rateRcu: rates[i] * calm, billing: billing[i], presence: presence[i], empty: empty[i] }, i === 0, shape,
  ));
}

/** The rank of each value as a share in (0, 1): evenly spread, so that a small estate has its large table too. */
function quantiles(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((a, b) => values[a] - values[b]);
  const shares = new Array<number>(values.length);
  order.forEach((i, rank) => (shares[i] = (rank + 0.5) / values.length));
  return shares;
}

/** Lets the first value change places with the one at 95 %. */
function raiseFirst(shares: number[]): void {
  const high = Math.floor(shares.length * 0.95);
  const there = shares.findIndex((share) => Math.floor(share * shares.length) === high);
  [shares[0], shares[there]] = [shares[there], shares[0]];
}

/** Log-logistic quantile of median 1: like a log-normal in the body, with a Pareto tail of that exponent. */
function heavyTail(u: number, exponent: number): number {
  return (u / (1 - u)) ** (1 / exponent);
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

interface Lot {
  readonly name: string;
  readonly key: number;
  readonly sizeBytes: Bytes;
  readonly rateRcu: Rcu;
  readonly billing: Share;
  readonly presence: Share;
  readonly empty: Share;
}

function tableOf(lot: Lot, main: boolean, shape: SynthShape): SynthTable {
  const { name, key } = lot;
  const u = (purpose: number): number => draw(shape.seed, key, 0, purpose, 1);
  const kind = u(PURPOSE.rateKind);
  const empty = !main && lot.empty < 0.03;
  const [firstNight, lastNight] = main ? [0, shape.nights - 1] : lifetime(lot.presence, u(PURPOSE.when), shape.nights);
  const billing = main ? 'owner' : lot.billing < 0.12 ? 'on-demand' : lot.billing < 0.37 ? 'autoscaled' : 'owner';
  return {
    name, key, billing, firstNight, lastNight,
    sizeBytes: empty ? 0 : Math.max(1000, lot.sizeBytes),
    itemBytes: 200 * 100 ** u(PURPOSE.itemSize),
    growth: firstNight > 0 ? 0.03 : 0.004 * (u(PURPOSE.growth) - 0.25),
    rateRcu: empty ? 0 : lot.rateRcu,
    rhythm: main || kind < 0.4 ? 'office' : kind < 0.7 ? 'evening' : kind < 0.9 ? 'flat' : 'batch',
    targetShare: billing === 'autoscaled' ? 0.7 : 0.5 + 0.2 * u(PURPOSE.target),
    monthEnd: /^(invoices|payments|ledger)/.test(name) || u(PURPOSE.monthEnd) < 0.12,
    inIncident: main || u(PURPOSE.incident) < 0.2,
  };
}

/** Most tables are always there; a few appear, a few vanish, in the middle part of the history. */
function lifetime(presence: Share, when: Share, nights: number): [number, number] {
  const night = Math.floor(nights * (0.2 + 0.6 * when));
  if (night < 1 || night >= nights) return [0, nights - 1];
  if (presence < 0.05) return [night, nights - 1];
  return presence < 0.08 ? [0, night - 1] : [0, nights - 1];
}
