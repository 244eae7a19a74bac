// What a policy is made of: an engine choice, a packing rule, a scaling rule and a boost timing. Each is one small
// file with a docstring naming its source; core/policies/index.ts is the one list that names them all.

import type { EngineName, Conduct, Lane, PlanColumns } from './plan.js';
import type { Settings } from './settings.js';
import type { Survey, Table } from './table.js';
import type { Rcu, Seconds, At } from './units.js';

/** What a packing rule must respect in each lane. */
export interface PackLimits {
  /** Sum of the durations in a lane (setup excluded) must not pass this. */
  readonly durationSecondsMax: Seconds;
  /** Tables in a lane. */
  readonly countMax: number;
}

/** Groups copies that run one after the other into lanes. */
export interface Pack {
  readonly name: string;
  /** One line for `hippolyte policies`. */
  readonly summary: string;
  readonly source: string;
  /**
   * Takes the durations of n copies (in order of table name; do not sort or change the array) and returns the lanes:
   * lists of positions 0..n-1 in running order, each position exactly once. Ties are broken by position. A copy
   * longer than the limit gets a lane of its own. Pure.
   */
  lanes(durationsSeconds: readonly number[] | Float64Array, limits: PackLimits): number[][];
}

/** The speed of one copy. */
export interface Pace {
  /** Provisioned capacity while copying; the table's own when nothing is bought. */
  readonly toRcu: Rcu;
  /** What the copy may consume a second. */
  readonly readRcu: Rcu;
}

export interface PaceContext {
  readonly survey: Survey;
  readonly settings: Settings;
  readonly engine: EngineName;
  /** Seconds that a copy of this engine may take so that it ends, and its capacity is handed back, in the window. */
  readonly usableSeconds: Seconds;
}

export interface Scale {
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  /** The pace of one table that is copied by reading (not by export), before packing. */
  pace(table: Table, context: PaceContext): Pace;
  /** For rules that scale a lane as a whole, after packing (2017). Returns the paces of the lane's tables. */
  paceLane?(tables: readonly Table[], paces: readonly Pace[], context: PaceContext): Pace[];
}

export interface EngineChoice {
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  /** The engine for one table. */
  engine(table: Table, context: ChoiceContext): EngineName;
}

export interface ChoiceContext {
  readonly survey: Survey;
  readonly settings: Settings;
  readonly scale: Scale;
}

/** Decides when lanes are launched, boosts are asked and copies start; may stretch the paces to whole clock hours. */
export interface Timing {
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  /** Fills boostAt and startAt (and may change toRcu, readRcu, forecastSeconds) of the draft, and returns the lanes with launchAt set. */
  time(draft: Draft): Lane[];
  conduct(survey: Survey, settings: Settings): Conduct;
}

/** A plan in the making: paces and lanes are known, times are not. */
export interface Draft {
  readonly survey: Survey;
  readonly settings: Settings;
  readonly columns: PlanColumns;
  readonly lanes: readonly Lane[];
  readonly opensAt: At;
  readonly closesAt: At;
}

export interface Policy {
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  readonly engine: EngineChoice;
  readonly pack: Pack;
  readonly scale: Scale;
  readonly timing: Timing;
  /** Tables of size 0 are skipped, and an on-demand table stops the whole plan (2017). */
  readonly classicFaults: boolean;
}
