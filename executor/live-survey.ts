// The tables of an account for a night that touches them: who may be touched, listed to the end, chosen, described. A table
// that cannot be described fails alone; what would meet every table ends the survey.

import { UserError } from '../core/errors.js';
import type { TableRules } from '../core/config/live-settings.js';
import { selectTables, type LeftOut } from '../core/config/selection.js';
import type { FoundTable } from '../core/live/tonight.js';
import type { Rcu } from '../core/units.js';
import type { Aws } from './aws.js';
import { callerOf, type Caller } from './caller.js';
import { meetsAll } from './faults.js';
import { inOrder } from './in-order.js';
import { readScaling } from './scaling.js';
import { readableTable } from './table-record.js';
import { asksForTags, leftOutByTags, tagsOf } from './tags.js';
import { describeLimits, describePitr, describeTable, listTables, type AccountLimits } from './tables.js';

/** The control plane answers thousands of reads a second; a few calls at a time leave it to the others. */
const CALLS_UNDERWAY = 8;
const WORDS = { include: 'live.tables.include', exclude: 'live.tables.exclude' };

export interface LiveSurveyRequest {
  /** The account that may be touched; null: any. */
  readonly account: string | null;
  readonly rules: TableRules;
  /** Asked of every table only where a policy might export: AWS takes ten such calls a second (AWS API reference, DescribeContinuousBackups). */
  readonly asksForPitr: boolean;
  /** Tables that are not needed (any more), with the reason: a backup of tonight. */
  readonly done: ReadonlyMap<string, string>;
}

export interface LiveSurveyed {
  readonly caller: Caller;
  /** All tables of the region. Found, excluded and skipped are all of them, and the required ones that are missing. */
  readonly listed: number;
  readonly found: readonly FoundTable[];
  readonly excluded: readonly LeftOut[];
  readonly skipped: readonly (LeftOut & { readonly unexpected: boolean })[];
  /** Patterns that no table fits. */
  readonly idle: readonly string[];
  readonly limits: AccountLimits;
  /** Provisioned by tables that are not in `found`, and their indexes. */
  readonly otherRcu: Rcu;
  /** Excluded tables that could not be described: what they provision is not in `otherRcu`. */
  readonly uncounted: number;
}

/**
 * @param onDescribed told the number of tables described, of how many
 * @throws UserError: 77 for another account, before any other call; 69 and 75 to 78 for what meets all tables
 */
export async function surveyLive(aws: Aws, request: LiveSurveyRequest, onDescribed: (done: number, total: number) => void): Promise<LiveSurveyed> {
  const caller = await callerOf(aws, request.account);
  const names = await listTables(aws);
  const choice = choose(names, request);
  const limits = await describeLimits(aws);
  const described: Described[] = [];
  // Excluded tables are described, too: what they provision counts in the account's quota.
  for await (const one of inOrder(names, CALLS_UNDERWAY, (name) => describe(aws, name, choice.why.get(name) ?? null, request))) {
    described.push(one);
    onDescribed(described.length, names.length);
  }
  const sorted = sortOut(described);
  const scaling = await readScaling(aws, sorted.found.filter(({ record }) => !record.onDemand).map(({ record }) => record.name));
  return {
    ...sorted, caller, limits, listed: names.length, idle: choice.idle,
    skipped: [...choice.missing.map((table) => ({ table, why: 'required table missing', unexpected: true })), ...sorted.skipped],
    found: sorted.found.map((one) => {
      const its = scaling.get(one.record.name);
      return its === undefined ? one : { ...one, target: its.target, record: { ...one.record, autoscaling: its.autoscaling } };
    }),
  };
}

/** Why names are left out by rules that need no description, required ones that are not there, and patterns without a table. */
function choose(names: readonly string[], { rules, done }: LiveSurveyRequest): { why: Map<string, string>; missing: string[]; idle: readonly string[] } {
  const { excluded, idle } = selectTables(names, rules, WORDS);
  const why = new Map(excluded.filter(({ table }) => !rules.always.includes(table)).map(({ table, why: reason }) => [table, reason]));
  for (const name of names) if (!why.has(name) && done.has(name)) why.set(name, done.get(name) ?? '');
  return { why, missing: rules.always.filter((name) => !names.includes(name)), idle };
}

type Described =
  | { readonly kind: 'found'; readonly table: FoundTable }
  | { readonly kind: 'excluded'; readonly left: LeftOut; readonly rcu: Rcu | null }
  | { readonly kind: 'skipped'; readonly left: LeftOut & { readonly unexpected: boolean }; readonly refusal: UserError | null };

async function describe(aws: Aws, name: string, excludedWhy: string | null, request: LiveSurveyRequest): Promise<Described> {
  try {
    const table = await describeTable(aws, name);
    const outcome = table === null ? { why: 'vanished between list and describe', unexpected: false } : readableTable(table, null);
    if (excludedWhy !== null) return { kind: 'excluded', left: { table: name, why: excludedWhy }, rcu: 'onDemand' in outcome ? outcome.rcu + outcome.gsiRcu : 0 };
    if (!('onDemand' in outcome)) return skippedAs(name, outcome.why, outcome.unexpected);
    const { TableId: tableId, TableArn: arn } = table ?? {};
    if (tableId === undefined || arn === undefined) return skippedAs(name, 'comes without its id or its ARN', true);
    const left = asksForTags(request.rules) && !request.rules.always.includes(name) ? leftOutByTags(await tagsOf(aws, arn), request.rules) : null;
    if (left !== null) return { kind: 'excluded', left: { table: name, why: left }, rcu: outcome.rcu + outcome.gsiRcu };
    const pitr = request.asksForPitr ? await describePitr(aws, name) : null;
    return { kind: 'found', table: { record: { ...outcome, pitr }, tableId, arn, target: null } };
  } catch (error) {
    if (!(error instanceof UserError) || meetsAll(error)) throw error;
    if (excludedWhy !== null) return { kind: 'excluded', left: { table: name, why: excludedWhy }, rcu: null };
    return { kind: 'skipped', left: { table: name, why: `cannot be described: ${error.message}`, unexpected: true }, refusal: error };
  }
}

function skippedAs(table: string, why: string, unexpected: boolean): Described {
  return { kind: 'skipped', left: { table, why, unexpected }, refusal: null };
}

function sortOut(described: readonly Described[]): Pick<LiveSurveyed, 'found' | 'excluded' | 'skipped' | 'otherRcu' | 'uncounted'> {
  const found: FoundTable[] = [];
  const excluded: LeftOut[] = [];
  const skipped: (LeftOut & { unexpected: boolean })[] = [];
  const refusals: UserError[] = [];
  let otherRcu = 0;
  let uncounted = 0;
  for (const one of described) {
    if (one.kind === 'found') found.push(one.table);
    else if (one.kind === 'excluded') {
      excluded.push(one.left);
      otherRcu += one.rcu ?? 0;
      if (one.rcu === null) uncounted++;
    } else {
      skipped.push(one.left);
      if (one.refusal !== null) refusals.push(one.refusal);
    }
  }
  // Where no table that is meant can be described, it is not the tables' fault.
  if (found.length === 0 && refusals.length > 0 && refusals.length === skipped.length) throw refusals[0];
  return { found, excluded, skipped, otherRcu, uncounted };
}
