// What a policy is made of: an engine choice, a packing rule, a scaling rule and a boost timing. Each is one small
// file with a docstring naming its source; core/policies/index.ts is the one list that names them all.

import type { Leads } from './planning/leads.js';
import type { EngineName, Conduct, Lane, PlanColumns } from './plan.js';
import type { PriceBook } from './money/prices.js';
import type { Settings } from './settings.js';
import type { Survey, Table } from './table.js';
import type { At, Rcu, Seconds, Share, Usd } from './units.js';

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
  readonly book: PriceBook;
  readonly engine: EngineName;
  /** Seconds that a copy of this engine may take so that it ends, and its capacity is handed back, in the window. */
  readonly usableSeconds: Seconds;
  /** What the hosts of a lane read for one copy. Where lanes grow it is no limit: they get more machines. */
  readonly laneRcu: Rcu;
  readonly lanesGrow: boolean;
  /** Hours that raises are billed for where all are in force from the opening on; 0 where each is around its copy. */
  readonly heldHours: number;
  /** Machines that one copy occupies, for rules that weigh capacity against machine time. */
  readonly copyUsdPerHour: Usd;
  /** Price of one RCU for an hour, in the standard and in the infrequent access table class. */
  readonly rcuHourUsd: Usd;
  readonly rcuHourIaUsd: Usd;
}

export interface Scale {
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  /** Largest part of a table's capacity that a copy takes. Where it is given, timings may stretch a pace (see pace.ts). */
  readonly readShareMax?: Share;
  /** True for rules that do not look at the application's traffic: the planner then does not keep its part free. */
  readonly ignoresApplication?: boolean;
  /** Whose autoscaling is suspended: of tables where the copy would trigger it or that are raised (default), of all, of none. */
  readonly suspends?: 'needed' | 'all' | 'never';
  /** The pace of one provisioned table that is copied by reading (not by export), before packing. */
  pace(table: Table, context: PaceContext): Pace;
  /** For rules that scale a lane as a whole, after packing (2017). Returns the paces of the lane's tables. */
  paceLane?(tables: readonly Table[], paces: readonly Pace[], context: PaceContext): Pace[];
  /** The length of a copy that the packing works with, overhead included, where it is not the planner's own forecast (2017). */
  packSeconds?(table: Table, pace: Pace): Seconds;
  /** What the copies of a lane may take together, where that is not the window (2017). */
  readonly laneSecondsMax?: Seconds;
}

export interface EngineChoice {
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  /** The engine for one table. */
  engine(table: Table, context: ChoiceContext): EngineName;
  /** Tables in a lane at most, where it is not the setting's number. */
  readonly tablesPerLane?: number;
  /** A price that no plan with this choice goes below: spares planning an alternative that cannot win. */
  boundUsd?(context: ChoiceContext): Usd;
  /** Other choices to plan as well: of the plans that fit, the one with the lowest forecast is taken. */
  readonly alternatives?: readonly EngineChoice[];
}

export interface ChoiceContext {
  readonly survey: Survey;
  readonly settings: Settings;
  readonly book: PriceBook;
  readonly scale: Scale;
}

/** Decides when lanes are launched, boosts are asked and copies start; may stretch the paces to whole clock hours. */
export interface Timing {
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  /** True when all raises of the night are in force at once, and the account must hold them together. */
  readonly holdsAll?: boolean;
  /** Fills boostAt and startAt (and may change toRcu, readRcu, forecastSeconds) of the draft, and returns the lanes with launchAt set. */
  time(draft: Draft): Lane[];
  conduct(survey: Survey, settings: Settings): Conduct;
}

/** A plan in the making: paces and lanes are known, times are not. */
export interface Draft {
  readonly survey: Survey;
  readonly settings: Settings;
  readonly book: PriceBook;
  readonly scale: Scale;
  /** Read units that the copy of each table consumes, and what its application is left (margin x forecast). */
  readonly units: Float64Array;
  readonly keepRcu: Float64Array;
  /** The fastest that each table may be read, and the most it may be raised to: its own capacity where it may not be. */
  readonly ceilingRcu: Float64Array;
  readonly toRcuMax: Float64Array;
  /** What each table serves at once, and the price of an RCU-hour in its table class: columns, because rules ask in no order. */
  readonly warmRcu: Float64Array;
  readonly rcuHourUsd: Float64Array;
  /** What the account quota leaves for all raises together. */
  readonly raiseRoomRcu: Rcu;
  /** The time that raises are given; counted again where a timing changes how many there are. */
  readonly leads: Leads;
  /** Whether copies wait until their raise is in force (Conduct). */
  readonly awaitsCapacity: boolean;
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
  /** On-demand tables are left out of scope, as an exclude pattern of the operator would do. */
  readonly excludesOnDemand?: boolean;
}
