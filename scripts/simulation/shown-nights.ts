// The nights of a run that are worth a look: the last, the longest, the dearest, and the first that did not fit.

import type { NightSummary } from '../../core/results/summary.js';

export function shownNights(nights: readonly NightSummary[]): string[] {
  if (nights.length === 0) return [];
  const by = (value: (night: NightSummary) => number): NightSummary => nights.reduce((best, night) => (value(night) > value(best) ? night : best));
  const shown = [
    nights[nights.length - 1],
    by((night) => night.makespanSeconds),
    by((night) => night.costUsd.total),
    nights.find((night) => !night.fits),
  ];
  return [...new Set(shown.flatMap((night) => (night === undefined ? [] : [night.night])))].sort();
}
