// The order in which runs are told: what fits first, then what it costs.

import { COUNTED_AS_ZERO } from '../money/prices.js';
import type { RunDocument } from './summary.js';

/** Runs that fit every night first, then those that fit more nights; among equals those whose prices are all known, then the cheaper a night; ties by id. */
export function rankRuns(runs: readonly RunDocument[]): RunDocument[] {
  return [...runs].sort(
    (a, b) =>
      missedNights(a) - missedNights(b) ||
      Number(isLowerBound(a)) - Number(isLowerBound(b)) ||
      a.costUsdPerNight - b.costUsdPerNight ||
      (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  );
}

/** The run to recommend, the first of the ranking; undefined when there are none. */
export function winnerOf(runs: readonly RunDocument[]): RunDocument | undefined {
  return rankRuns(runs)[0];
}

/** Ids of the runs that no other run beats on cost without fitting fewer nights: the Pareto line, cheapest first. Runs that never made a plan are no choice. */
export function undominated(runs: readonly RunDocument[]): string[] {
  const byCost = runs.filter(plans).sort((a, b) => a.costUsdPerNight - b.costUsdPerNight || missedNights(a) - missedNights(b));
  const kept: string[] = [];
  let best = Infinity;
  for (const run of byCost) {
    if (missedNights(run) < best) {
      best = missedNights(run);
      kept.push(run.id);
    }
  }
  return kept;
}

/** False for a run whose policy crashed on every night: it costs nothing because it does nothing. */
export function plans(run: RunDocument): boolean {
  return !(run.crashedNights > 0 && run.crashedNights >= run.nights);
}

/** True where a price was missing: the run costs at least what its total says. */
export function isLowerBound({ unpriced }: RunDocument): boolean {
  return unpriced.some(({ what }) => what.endsWith(COUNTED_AS_ZERO));
}

function missedNights(run: RunDocument): number {
  return run.nights === 0 ? Infinity : (run.nights - run.nightsFit) / run.nights;
}
