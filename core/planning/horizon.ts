// When should the pool of the scan engine be done? An early end saves machine time and buys more capacity; a late end uses
// more of the capacity that is there for nothing. Raises are billed by the clock hour, so only ends on a full hour (and the
// close of the window) can be best: all of them are priced in one pass, and the cheapest that fits is taken.

import { billedHours } from './estimate.js';
import { freeRcu, leastRcu, WINDOW_SHARE_MAX } from './pace.js';
import { machineRcu, machinesFor } from './pool.js';
import type { Draft } from '../policy.js';
import { HOUR, type At, type Seconds, type Share, type Usd } from '../units.js';

/** Shorter horizons are not looked at. */
const USABLE_SECONDS_MIN = 300;

/** From when raises are in force to when the last copy should be done. */
export interface Horizon {
  readonly boostAt: At;
  readonly endAt: At;
  readonly usableSeconds: Seconds;
  readonly hours: number;
  /** Slots of the forecast that it covers, from the opening of the window. */
  readonly slots: number;
}

/** All horizons worth pricing, by ascending end. */
export function horizons(draft: Draft): Horizon[] {
  const { opensAt, closesAt, settings, survey } = draft;
  const nextHourAt = Math.ceil(opensAt / HOUR) * HOUR;
  const starts = nextHourAt === opensAt ? [opensAt] : [opensAt, nextHourAt];
  const ends: At[] = [];
  for (let at = nextHourAt; at < closesAt; at += HOUR) if (at > opensAt) ends.push(at);
  ends.push(closesAt);
  const found: Horizon[] = [];
  for (const endAt of ends) {
    for (const boostAt of starts) {
      const usableSeconds = usableWithin(draft, boostAt, endAt);
      if (usableSeconds < USABLE_SECONDS_MIN && !(endAt === closesAt && boostAt === opensAt)) continue;
      const slots = Math.min(survey.slots, Math.ceil((endAt - opensAt) / HOUR));
      found.push({ boostAt, endAt, usableSeconds: Math.max(1, usableSeconds), hours: billedHours(boostAt, endAt, settings), slots });
    }
  }
  return found;
}

/** Time for reading between a boost and an end: without the leads of the raises and of handing them back. */
function usableWithin({ settings, leads, closesAt }: Draft, boostAt: At, endAt: At): Seconds {
  const { revertLeadSeconds, lookSeconds } = settings.control;
  const startSeconds = Math.max(settings.scan.launchSeconds, leads.seconds) + lookSeconds;
  // Past an earlier end a copy only pays one more hour; past the close it is lost.
  return (endAt - revertLeadSeconds - boostAt - startSeconds) * (endAt === closesAt ? WINDOW_SHARE_MAX : 1);
}

/** Sums for one horizon. */
class Tally {
  usd = 0;
  raiseRcu = 0;
  misfits = 0;
  raises = 0;
  aboveWarm = 0;
  freeSecondsMax = 0;
}

/** What the tables of a pool need together, whatever its horizon. */
interface Needs {
  readonly unitsSum: number;
  readonly secondsSum: Seconds;
  /** The longest copy that fits every horizon without a raise. */
  readonly easySecondsMax: Seconds;
}

/** The horizon with the lowest price among those with the fewest tables that cannot end in time, with the leads that its raises need. */
export function bestHorizon(draft: Draft, tables: readonly number[], share: Share, machineUsdPerHour: Usd): Horizon {
  const all = horizons(draft);
  const tallies = all.map(() => new Tally());
  const needs = tallyTables(draft, tables, share, all, tallies);
  const best = cheapest(draft, tables.length, needs, machineUsdPerHour, all, tallies);
  const { boostAt, endAt } = all[best];
  draft.leads.count(tallies[best].raises, tallies[best].aboveWarm);
  return { ...all[best], usableSeconds: Math.max(1, usableWithin(draft, boostAt, endAt)) };
}

function tallyTables(draft: Draft, tables: readonly number[], share: Share, all: readonly Horizon[], tallies: readonly Tally[]): Needs {
  const { units } = draft;
  const { toRcu, fromRcu, readRcu } = draft.columns;
  const shortest = all.reduce((least, { usableSeconds }) => Math.min(least, usableSeconds), Infinity);
  let unitsSum = 0;
  let easySecondsMax = 0;
  let secondsSum = 0;
  for (let k = 0; k < tables.length; k++) {
    const table = tables[k];
    unitsSum += units[table];
    const seconds = units[table] / readRcu[table];
    secondsSum += seconds;
    if (toRcu[table] > fromRcu[table] || seconds > shortest) tallyTable(draft, table, share, all, tallies);
    else if (seconds > easySecondsMax) easySecondsMax = seconds;
  }
  return { unitsSum, secondsSum, easySecondsMax };
}

/** The position of the best horizon. */
function cheapest(draft: Draft, copies: number, needs: Needs, machineUsdPerHour: Usd, all: readonly Horizon[], tallies: readonly Tally[]): number {
  const { unitsSum, secondsSum, easySecondsMax } = needs;
  let best = 0;
  let bestUsd = Infinity;
  let bestMisfits = Infinity;
  for (let h = 0; h < all.length; h++) {
    const { usableSeconds, endAt } = all[h];
    const tally = tallies[h];
    const machines = machinesFor(draft, unitsSum / usableSeconds, secondsSum, usableSeconds, copies);
    const endSeconds = Math.max(
      tally.raises > 0 ? endAt - draft.settings.control.revertLeadSeconds - draft.opensAt : 0,
      tally.freeSecondsMax, easySecondsMax, unitsSum / (machines * machineRcu(draft)),
    );
    const usd = tally.usd + (machines * machineUsdPerHour * (draft.settings.scan.launchSeconds + endSeconds)) / HOUR;
    const misfits = tally.misfits + (tally.raiseRcu > draft.raiseRoomRcu ? copies : 0);
    if (misfits < bestMisfits || (misfits === bestMisfits && usd < bestUsd)) {
      best = h;
      bestUsd = usd;
      bestMisfits = misfits;
    }
  }
  return best;
}

/** Adds a table that may need a raise to the tally of each horizon. */
function tallyTable(draft: Draft, table: number, share: Share, all: readonly Horizon[], tallies: readonly Tally[]): void {
  const rcu = draft.columns.fromRcu[table];
  const units = draft.units[table];
  const ceiling = draft.ceilingRcu[table];
  const unraised = draft.columns.toRcu[table] === rcu ? draft.columns.readRcu[table] : 0;
  const price = draft.rcuHourUsd[table];
  const rcuMax = draft.toRcuMax[table];
  const forecast = new HourForecast(draft, table);
  for (let h = 0; h < all.length; h++) {
    const tally = tallies[h];
    const { usableSeconds, hours, slots } = all[h];
    const keep = forecast.keepRcu(slots);
    const free = Math.max(unraised, freeRcu(rcu, keep, share, ceiling));
    const wanted = units / usableSeconds;
    if (wanted <= free || rcuMax <= rcu) {
      tally.freeSecondsMax = Math.max(tally.freeSecondsMax, units / free);
      if (wanted > free) tally.misfits++;
      continue;
    }
    const toRcu = Math.max(rcu, Math.min(leastRcu(Math.min(wanted, ceiling), keep, share), rcuMax));
    if (wanted > ceiling || toRcu === rcuMax) tally.misfits += freeRcu(toRcu, keep, share, ceiling) < wanted - 1e-6 ? 1 : 0;
    tally.raises++;
    if (toRcu > draft.warmRcu[table]) tally.aboveWarm++;
    tally.raiseRcu += toRcu - rcu;
    tally.usd += (toRcu - rcu) * hours * price;
  }
}

/** What the application of a table is left in the first hours of the window. Slots must be asked in ascending order. */
export class HourForecast {
  readonly #draft: Draft;
  readonly #table: number;
  #slot = 0;
  #peak = 0;

  constructor(draft: Draft, table: number) {
    this.#draft = draft;
    this.#table = table;
  }

  /** Forecast of the first `slots` hours with the margin; never more than that of the whole window. */
  keepRcu(slots: number): number {
    const { survey, settings, keepRcu } = this.#draft;
    if (slots >= survey.slots || survey.slots === 0) return keepRcu[this.#table];
    for (; this.#slot < slots; this.#slot++) this.#peak = Math.max(this.#peak, survey.forecastRcu[this.#table * survey.slots + this.#slot]);
    return Math.min(keepRcu[this.#table], settings.forecast.margin * this.#peak);
  }
}
