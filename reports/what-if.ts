// Other prices, after the fact: every part of a bill is linear in its price, so that totals can be worked out again
// without a simulation. The plans stay what they were: a policy that looks at prices might have planned otherwise.

import { nearestRank } from '../core/results/percentile.js';
import { rankRuns } from '../core/results/ranking.js';
import type { RunDocument } from '../core/results/summary.js';
import { NIGHTS_PER_MONTH } from '../core/units.js';
import { percentDelta, usd, usdDelta } from './format.js';
import type { NightRow } from './night-rows.js';

/** What prices are multiplied by; 1 is as simulated. */
export interface PriceFactors {
  readonly read: number;
  readonly machines: number;
  readonly export: number;
}

export const PRICE_KEYS = ['read', 'machines', 'export'] as const;
export const PRICE_NAMES: Readonly<Record<keyof PriceFactors, string>> = { read: 'read capacity', machines: 'machines', export: 'export' };
export const AS_SIMULATED: PriceFactors = { read: 1, machines: 1, export: 1 };

/** Stops of the sliders: a quarter to four times, about even in ratio. */
export const FACTORS: readonly number[] = [0.25, 0.3, 0.35, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3, 3.5, 4];

export const EDITED_NOTE = 'Edited prices, not the simulated result.';

/** A factor from an address: a number of the range; null for anything else. */
export function readFactor(text: string): number | null {
  const value = /^\d+(\.\d{1,6})?$/.test(text) ? Number(text) : NaN;
  return value >= FACTORS[0] && value <= FACTORS[FACTORS.length - 1] ? value : null;
}

export function isEdited(factors: PriceFactors): boolean {
  return PRICE_KEYS.some((key) => factors[key] !== 1);
}

/** What a night costs more at other prices. */
function moreUsd(row: NightRow, factors: PriceFactors): number {
  return row.readUsd * (factors.read - 1) + row.machinesUsd * (factors.machines - 1) + row.exportUsd * (factors.export - 1);
}

/** A night at other prices. */
export function editedNight(row: NightRow, factors: PriceFactors): NightRow {
  if (!isEdited(factors)) return row;
  const { readUsd, machinesUsd, exportUsd } = row;
  return { ...row, usd: row.usd + moreUsd(row, factors), readUsd: readUsd * factors.read, machinesUsd: machinesUsd * factors.machines, exportUsd: exportUsd * factors.export };
}

/**
 * A run at other prices. Its p10 and p90 come from its nights, which are as simulated; without nights they move with the
 * mean. Billing rules differ only in read capacity, so that their distance from the total scales with its price.
 */
export function editedRun(run: RunDocument, nights: readonly NightRow[], factors: PriceFactors): RunDocument {
  if (!isEdited(factors)) return run;
  const was = run.costUsd;
  const costUsd = { ...was, readCapacity: was.readCapacity * factors.read, engine: was.engine * factors.machines, export: was.export * factors.export };
  const total = costUsd.readCapacity + costUsd.engine + costUsd.export + costUsd.storage + costUsd.requests + costUsd.other;
  const costUsdPerNight = total / Math.max(1, run.nights);
  const usual = was.total > 0 ? total / was.total : 1;
  const costs = nights.map((row) => row.usd + moreUsd(row, factors));
  const spread = (share: number, known: number): number => (costs.length > 0 ? nearestRank(costs, share) : known * usual);
  return {
    ...run, costUsd: { ...costUsd, total }, costUsdPerNight, costUsdPerMonth: costUsdPerNight * NIGHTS_PER_MONTH,
    costUsdNightP10: spread(0.1, run.costUsdNightP10), costUsdNightP90: spread(0.9, run.costUsdNightP90),
    totalUsdByBillingRule: Object.fromEntries(Object.entries(run.totalUsdByBillingRule).map(([rule, usdTotal]) => [rule, total + (usdTotal - was.total) * factors.read])),
  };
}

/** What edited prices do to the answer; both lists hold the same runs. */
export function editedSentence(simulated: readonly RunDocument[], edited: readonly RunDocument[], factors: PriceFactors): string {
  const [before] = rankRuns(simulated);
  const [after] = rankRuns(edited);
  if (!isEdited(factors) || before === undefined || after === undefined) return 'Prices as simulated.';
  const old = edited.find((run) => run.id === before.id) ?? after;
  const share = before.costUsdPerNight > 0 ? ` (${percentDelta(old.costUsdPerNight / before.costUsdPerNight - 1)})` : '';
  const own = `${before.id} costs ${usd(old.costUsdPerNight)} a night instead of ${usd(before.costUsdPerNight)}${share}, ${usdDelta(old.costUsdPerMonth - before.costUsdPerMonth)} a month`;
  return after.id === before.id
    ? `${own}, and stays first.`
    : `${own}; ${after.id} would be first at ${usd(after.costUsdPerNight)} a night.`;
}
