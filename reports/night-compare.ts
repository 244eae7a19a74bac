// Predicted against actual, in numbers: per table and for the night as a whole. Pure.

import { TABLE_STATE } from '../core/results/summary.js';
import { buildTimeline } from './timeline.js';
import type { Timeline } from './input.js';
import type { NightPageInput, NightTable } from './night-input.js';

export interface ComparedTable extends NightTable {
  readonly lane: number;
  /** Seconds after the opening; NaN where it never happened. */
  readonly predictedStart: number;
  readonly predictedEnd: number;
  readonly actualStart: number;
  readonly actualEnd: number;
  readonly predictedUnits: number;
  readonly actualUnits: number;
  readonly toRcu: number;
  readonly attempts: number;
  /** Capacity and autoscaling are what they were. */
  readonly handedBack: boolean;
}

export interface Compared {
  readonly predicted: Timeline;
  readonly actual: Timeline;
  readonly tables: readonly ComparedTable[];
  /** Seconds from the opening to the end of the last copy; NaN where none ended. */
  readonly predictedMakespan: number;
  readonly actualMakespan: number;
  /** Of the tables copied in both worlds, how far the ends of the copies lie apart: median and most, seconds. */
  readonly endsApartP50: number;
  readonly endsApartMax: number;
}

/** Folds both ledgers and lays them beside each other. */
export function compareNight(input: NightPageInput): Compared {
  const predicted = buildTimeline('predicted', input.plan, input.predicted);
  const actual = buildTimeline('actual', input.plan, input.actual);
  const at = new Map(predicted.tables.map((table, i) => [table, i]));
  const tables = input.tables.map((table): ComparedTable => {
    const i = at.get(table.table) ?? -1;
    const of = (column: ArrayLike<number>): number => (i < 0 ? NaN : column[i]);
    return {
      ...table, lane: of(actual.bars.lane),
      predictedStart: of(predicted.bars.startSeconds), predictedEnd: ended(predicted, i), actualStart: of(actual.bars.startSeconds), actualEnd: ended(actual, i),
      predictedUnits: of(predicted.bars.readUnits), actualUnits: of(actual.bars.readUnits), toRcu: of(actual.bars.toRcu), attempts: of(actual.bars.attempts),
      handedBack: table.rcuBefore === table.rcuAfter && table.scalingBefore === table.scalingAfter,
    };
  });
  const apart = tables.map(({ predictedEnd, actualEnd }) => Math.abs(predictedEnd - actualEnd)).filter((seconds) => !Number.isNaN(seconds)).sort((a, b) => a - b);
  return {
    predicted, actual, tables,
    predictedMakespan: latest(tables.map(({ predictedEnd }) => predictedEnd)), actualMakespan: latest(tables.map(({ actualEnd }) => actualEnd)),
    endsApartP50: apart.length === 0 ? NaN : apart[Math.ceil(apart.length / 2) - 1], endsApartMax: apart.at(-1) ?? NaN,
  };
}

function ended({ bars }: Timeline, i: number): number {
  return i >= 0 && (bars.state[i] === TABLE_STATE.ok || bars.state[i] === TABLE_STATE.late) ? bars.endSeconds[i] : NaN;
}

function latest(ends: readonly number[]): number {
  return ends.reduce((most, end) => (Number.isNaN(end) ? most : Number.isNaN(most) ? end : Math.max(most, end)), NaN);
}
