// The tables of an account as they are now: listed, chosen, described.

import { assert } from '../core/errors.js';
import type { TableRecord } from '../core/history/collected.js';
import { selectTables, type LeftOut, type Patterns } from '../core/config/selection.js';
import type { Aws } from './aws.js';
import { inOrder } from './in-order.js';
import { readScaling } from './scaling.js';
import { tableRecord, type Unrecorded } from './table-record.js';
import { describeLimits, describePitr, describeTable, listTables, type AccountLimits } from './tables.js';

/** The control plane answers thousands of reads a second; a few calls at a time leave it to the others. */
const CALLS_UNDERWAY = 8;

export interface Surveyed {
  /** All tables of the region. */
  readonly listed: number;
  readonly records: readonly TableRecord[];
  /** By the patterns. */
  readonly excluded: readonly LeftOut[];
  /** Meant, but without a record. */
  readonly skipped: readonly (LeftOut & { readonly unexpected: boolean })[];
  /** Patterns that no table fits. */
  readonly idle: readonly string[];
  readonly limits: AccountLimits;
}

/** @param onDescribed told the number of tables described, of how many */
export async function surveyAccount(aws: Aws, patterns: Patterns, onDescribed: (done: number, total: number) => void): Promise<Surveyed> {
  const names = await listTables(aws);
  const { selected, excluded, idle } = selectTables(names, patterns);
  const limits = await describeLimits(aws);
  const described: Described[] = [];
  for await (const one of inOrder(selected, CALLS_UNDERWAY, (name) => describe(aws, name))) {
    described.push(one);
    onDescribed(described.length, selected.length);
  }
  const provisioned = described.filter(({ outcome }) => 'onDemand' in outcome && !outcome.onDemand).map(({ name }) => name);
  const scaling = await readScaling(aws, provisioned);
  const records: TableRecord[] = [];
  const skipped: (LeftOut & { unexpected: boolean })[] = [];
  for (const { name, outcome } of described) {
    if ('onDemand' in outcome) records.push({ ...outcome, autoscaling: scaling.get(name)?.autoscaling ?? null });
    else skipped.push({ table: name, ...outcome });
  }
  assert(records.length + skipped.length === selected.length, 'a table was lost between list and record');
  return { listed: names.length, records, excluded, skipped, idle, limits };
}

interface Described {
  readonly name: string;
  readonly outcome: TableRecord | Unrecorded;
}

async function describe(aws: Aws, name: string): Promise<Described> {
  const table = await describeTable(aws, name);
  if (table === null) return { name, outcome: { why: 'vanished between list and describe', unexpected: false } };
  const pitr = await describePitr(aws, name);
  return { name, outcome: tableRecord(table, pitr) };
}
