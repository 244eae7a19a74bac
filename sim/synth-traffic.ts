// How much an invented application reads: a daily and a weekly rhythm, month ends, bursts, one storm, and noise.

import { draw } from '../core/rng.js';
import { DAY, HOUR, type At, type Rcu } from '../core/units.js';
import { PURPOSE, type Rhythm, type SynthTable } from './synth-tables.js';

/** Share of an ordinary hour's rate at each hour of the day, UTC. */
const HOURS: Readonly<Record<Rhythm, readonly number[]>> = {
  office: [0.2, 0.18, 0.16, 0.16, 0.2, 0.3, 0.5, 0.9, 1.5, 1.9, 2.0, 1.9, 1.7, 1.8, 1.9, 1.8, 1.6, 1.2, 0.8, 0.6, 0.5, 0.4, 0.3, 0.25],
  evening: [0.8, 0.5, 0.35, 0.25, 0.2, 0.25, 0.35, 0.5, 0.7, 0.8, 0.9, 1.0, 1.1, 1.1, 1.1, 1.1, 1.2, 1.4, 1.7, 2.0, 2.2, 2.1, 1.7, 1.2],
  flat: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
  batch: [0.5, 0.5, 2.5, 2.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 2.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5],
};

/** Sunday first; 1970-01-01 was a Thursday. */
const WEEK: Readonly<Record<Rhythm, readonly number[]>> = {
  office: [0.4, 1, 1.05, 1.05, 1, 0.95, 0.45],
  evening: [1.2, 0.9, 0.9, 0.9, 0.95, 1.1, 1.25],
  flat: [1, 1, 1, 1, 1, 1, 1],
  batch: [1, 1, 1, 1, 1, 1, 1],
};

/** Highest share of HOURS times WEEK: what the owner of a table sees as its daily peak. */
export const PEAK: Readonly<Record<Rhythm, number>> = { office: 2.1, evening: 2.75, flat: 1.15, batch: 2.6 };

export interface Storm {
  readonly from: At;
  readonly to: At;
}

/** The rate a table's application asks for in an hour, before anything is throttled. `lastDay` is the day rates refer to. */
export function wantedRcu(table: SynthTable, seed: number, startAt: At, lastDay: number, storm: Storm): Rcu {
  const day = Math.floor(startAt / DAY);
  const hour = Math.floor((startAt % DAY) / HOUR);
  const slot = Math.floor(startAt / HOUR);
  const u = (night: number, purpose: number, n = 0): number => draw(seed, table.key, night, purpose, n);
  let rate = table.rateRcu * HOURS[table.rhythm][hour] * WEEK[table.rhythm][(day + 4) % 7];
  rate *= Math.exp(Math.min(0.02, table.growth) * (day - lastDay));
  if (table.monthEnd && isMonthEnd(day)) rate *= 2.5;
  // A good and a bad day, and an hourly spread; real request counts vary more from hour to hour than from day to day.
  rate *= Math.exp(0.1 * normal(u(day, PURPOSE.day), u(day, PURPOSE.day2)) + 0.18 * normal(u(slot, PURPOSE.noise), u(slot, PURPOSE.noise2)));
  if (u(slot, PURPOSE.burst) < 0.003) rate *= 3 + 3 * u(slot, PURPOSE.burst, 1);
  if (table.inIncident && startAt >= storm.from && startAt < storm.to) rate *= 8;
  return rate;
}

/** The last day of a month and the first of the next. */
export function isMonthEnd(day: number): boolean {
  const date = new Date(day * DAY * 1000).getUTCDate();
  return date === 1 || new Date((day + 1) * DAY * 1000).getUTCDate() === 1;
}

/** A standard normal value of two draws (Box and Muller). */
export function normal(u: number, v: number): number {
  return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * v);
}
