// The answer, before any chart: one sentence, its sign, and how complete the ground is that it stands on.

import { isLowerBound, plans, undominated, winnerOf } from '../core/results/ranking.js';
import type { RunDocument } from '../core/results/summary.js';
import { NIGHTS_PER_MONTH } from '../core/units.js';
import { missingBetween } from './dates.js';
import { duration, number, percent, percentDelta, plural, usd } from './format.js';
import type { ReportInput } from './input.js';

export interface Verdict {
  /** good: a policy fits every night; warning: the best misses some; bad: the best misses most. */
  readonly level: 'good' | 'warning' | 'bad';
  readonly sentence: string;
  readonly detail: string;
  readonly winner: RunDocument | undefined;
  readonly baseline: RunDocument | undefined;
  readonly figures: readonly { readonly name: string; readonly value: string; readonly note: string }[];
}

/** Draws the conclusion of an output folder. */
export function verdictOf(input: ReportInput): Verdict {
  const { runs } = input.output;
  const winner = winnerOf(runs);
  const baseline = runs.find((run) => run.id === input.output.baseline);
  if (winner === undefined) {
    return { level: 'bad', sentence: 'Nothing was simulated', detail: 'run.json lists no runs', winner, baseline, figures: [] };
  }
  const missed = winner.nights - winner.nightsFit;
  const level = missed === 0 ? 'good' : missed * 2 < winner.nights ? 'warning' : 'bad';
  return { level, sentence: sentence(winner, baseline, missed), detail: detail(input, winner, baseline), winner, baseline, figures: figures(winner, baseline) };
}

function sentence(winner: RunDocument, baseline: RunDocument | undefined, missed: number): string {
  const price = `${isLowerBound(winner) ? 'at least ' : ''}${usd(winner.costUsdPerNight)} a night`;
  const fits = missed === 0
    ? `Use ${winner.id}: it fits every night for ${price}`
    : `No policy fits every night: ${winner.id} comes closest, missing ${number(missed)} of ${plural(winner.nights, 'night')} at ${price}`;
  if (baseline === undefined || baseline.id === winner.id) return missed === 0 && !isLowerBound(winner) ? `${fits}, and nothing that was tried is better` : fits;
  if (comparable(baseline) === undefined || isLowerBound(winner) || isLowerBound(baseline)) return fits;
  const deltaUsd = winner.costUsdPerMonth - baseline.costUsdPerMonth;
  const share = baseline.costUsdPerMonth > 0 ? ` (${percentDelta(deltaUsd / baseline.costUsdPerMonth)})` : '';
  const words = Math.abs(deltaUsd) < 0.005 ? 'the same as' : `${usd(Math.abs(deltaUsd))} a month ${deltaUsd < 0 ? 'less' : 'more'} than`;
  return `${fits}, ${words} ${baseline.id}${share}`;
}

function detail(input: ReportInput, winner: RunDocument, baseline: RunDocument | undefined): string {
  if (isLowerBound(winner) || (baseline !== undefined && isLowerBound(baseline))) return 'Not all prices are known, so that costs cannot be compared: see what is not priced, below.';
  if (baseline === undefined || baseline.id === winner.id) return 'It is the baseline itself.';
  if (comparable(baseline) === undefined) return `${noPlan(baseline)}, so that no difference can be told${why(baseline)}.${withoutOnDemand(input.output.runs)}`;
  const wins = cheaperNights(input, winner.id, baseline.id);
  const cheaper = wins === null ? '' : `It is cheaper than the baseline in ${percent(wins)} of the nights. `;
  return `${cheaper}${baseline.id} ${missing(baseline)}.`;
}

function missing(run: RunDocument): string {
  const missed = run.nights - run.nightsFit;
  return missed === 0 ? 'fits every night too' : `misses ${number(missed)} of ${plural(run.nights, 'night')}`;
}

function noPlan(baseline: RunDocument): string {
  return `${baseline.id}, the baseline, could not plan a single night`;
}

function why({ crashed }: RunDocument): string {
  return crashed === null ? '' : `: ${crashed}`;
}

/** The 2017 design on what it could read at all, where that was simulated. */
function withoutOnDemand(runs: readonly RunDocument[]): string {
  const run = runs.find((each) => each.policy === 'hippolyte-provisioned' && plans(each));
  return run === undefined ? '' : ` The 2017 design without the on-demand tables: ${usd(run.costUsdPerNight)} a night; it ${missing(run)}.`;
}

/** Why no difference from the baseline is told; empty where one is. */
export function noDifference(baseline: RunDocument | undefined): string {
  return baseline === undefined || comparable(baseline) !== undefined ? '' : `No differences are told: ${noPlan(baseline)}.`;
}

/** The baseline, unless it could not plan a single night: then no difference from it means anything. */
export function comparable(baseline: RunDocument | undefined): RunDocument | undefined {
  return baseline !== undefined && plans(baseline) ? baseline : undefined;
}

/** Share of the common nights on which run `a` costs less than run `b`; null where the nights are not at hand. */
export function cheaperNights(input: ReportInput, a: string, b: string): number | null {
  const costs = new Map((input.nights.get(b) ?? []).map((night) => [night.night, night.costUsd.total]));
  let common = 0;
  let cheaper = 0;
  for (const night of input.nights.get(a) ?? []) {
    const other = costs.get(night.night);
    if (other === undefined) continue;
    common++;
    if (night.costUsd.total < other) cheaper++;
  }
  return common === 0 ? null : cheaper / common;
}

function figures(winner: RunDocument, baseline: RunDocument | undefined): Verdict['figures'] {
  const other = baseline?.id === winner.id ? undefined : comparable(baseline);
  const was = (text: string, alone: string): string => (other === undefined ? alone : `baseline ${text}`);
  return [
    { name: 'per night', value: usd(winner.costUsdPerNight), note: was(usd(other?.costUsdPerNight ?? 0), `p10\u2013p90 ${usd(winner.costUsdNightP10)}\u2013${usd(winner.costUsdNightP90)}`) },
    { name: 'per month', value: usd(winner.costUsdPerMonth), note: was(usd(other?.costUsdPerMonth ?? 0), `${NIGHTS_PER_MONTH.toFixed(2)} nights`) },
    { name: 'nights that fit', value: `${number(winner.nightsFit)} of ${number(winner.nights)}`, note: was(number(other?.nightsFit ?? 0), baseline === undefined || baseline.id === winner.id ? '' : 'baseline: no plan') },
    { name: 'finished after, p95', value: duration(winner.makespanSeconds.p95), note: was(duration(other?.makespanSeconds.p95 ?? 0), `p50 ${duration(winner.makespanSeconds.p50)}`) },
    { name: 'throttled app reads', value: number(winner.throttledReadUnits), note: was(number(other?.throttledReadUnits ?? 0), `${number(winner.throttledReadUnits / Math.max(1, winner.nights))} a night`) },
  ];
}

/** `88 of 90 nights present; 2 missing: 2026-03-01, 2026-03-02`. */
export function completeness(history: ReportInput['output']['history'], nights: readonly string[]): string {
  const missing = history.missingNights.length > 0 ? history.missingNights : missingBetween(nights);
  const all = history.nights + missing.length;
  if (missing.length === 0) return `all ${plural(all, 'night')} present`;
  const named = missing.slice(0, 5).join(', ') + (missing.length > 5 ? ` and ${number(missing.length - 5)} more` : '');
  return `${number(history.nights)} of ${plural(all, 'night')} present; ${number(missing.length)} missing: ${named}`;
}

/** Marks that a ranking row may carry, in words. */
export function remarks(runs: readonly RunDocument[]): Map<string, string> {
  const best = new Set(undominated(runs));
  const first = winnerOf(runs);
  return new Map(runs.map((run) => {
    const words = [
      run === first ? 'recommended' : '', run.baseline ? 'baseline' : '',
      run.crashedNights > 0 ? `crashed on ${plural(run.crashedNights, 'night')}` : '',
      first !== undefined && run !== first && run.costUsdPerNight === first.costUsdPerNight && run.nightsFit === first.nightsFit ? `as good as ${first.id}` : run !== first && plans(run) && !best.has(run.id) ? 'dominated' : '',
    ];
    return [run.id, words.filter((word) => word !== '').join(', ')];
  }));
}

/** Months on a bill are 365.25 / 12 nights long. */
export const MONTH_NOTE = `A month is ${NIGHTS_PER_MONTH.toFixed(2)} nights`;
