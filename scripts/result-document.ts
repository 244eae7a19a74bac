// What `simulate --json` prints: one document. Keys may be added; those that are there stay.

import { rankRuns } from '../core/results/ranking.js';
import type { OutputDocument } from '../core/results/summary.js';

/** The result as plain JSON data, best run first. Durations in seconds, costs in US dollars. */
export function resultDocument(output: OutputDocument, warnings: readonly string[]): object {
  return {
    history: { nights: output.history.nights, tables: output.history.tables, digest: output.history.digest },
    baseline: output.baseline,
    policies: rankRuns(output.runs).map((run) => ({
      policy: run.policy,
      nights: run.nights,
      nightsFit: run.nightsFit,
      tablesLate: run.tablesLate,
      costUsd: run.costUsd,
      costUsdPerNight: run.costUsdPerNight,
      makespanSeconds: run.makespanSeconds,
      throttledReadUnits: run.throttledReadUnits,
      id: run.id,
      baseline: run.baseline,
      costUsdPerMonth: run.costUsdPerMonth,
      region: run.region,
      window: run.window,
      growth: run.growth,
      seed: run.seed,
      crashedNights: run.crashedNights,
      crashed: run.crashed,
      unpriced: run.unpriced,
    })),
    warnings,
  };
}
