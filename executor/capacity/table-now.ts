// A table as it is at this moment, looked at before it is changed and until a change is in force. Nothing is guessed:
// what AWS does not say clearly is no answer.

import type { Rcu } from '../../core/units.js';
import { OUTCOME } from '../../core/world.js';
import type { Aws } from '../aws.js';
import { tryCall } from '../faults.js';

export interface TableNow {
  readonly rcu: Rcu;
  readonly wcu: Rcu;
  /** A change is under way: what is told is still the capacity before it. */
  readonly updating: boolean;
  readonly onDemand: boolean;
  /** Decreases since 00:00 UTC; null: AWS does not say. */
  readonly decreasesToday: number | null;
}

/** A table that is looked at: under its name only the one of this id counts. */
export interface Known {
  readonly name: string;
  readonly tableId: string;
}

/**
 * The table now, or a number of OUTCOMES: GONE (also where another table has its name), UNAVAILABLE where its status
 * allows nothing, DENIED, THROTTLED, UNREACHABLE. @throws what is no answer of AWS: a lost lock, a bug
 */
export async function tableNow(aws: Aws, { name, tableId }: Known): Promise<TableNow | number> {
  const { output, refusal } = await tryCall(aws, 'dynamodb:DescribeTable', { TableName: name });
  if (refusal !== null) return refusal.name === 'ResourceNotFoundException' ? OUTCOME.GONE : refusal.outcome === OUTCOME.FAILED ? OUTCOME.UNREACHABLE : refusal.outcome;
  const table = output.Table;
  if (table?.TableName !== name || table.TableId === undefined) return OUTCOME.UNREACHABLE;
  if (table.TableId !== tableId || table.TableStatus === 'DELETING') return OUTCOME.GONE;
  const status: string | undefined = table.TableStatus;
  if (status !== 'ACTIVE' && status !== 'UPDATING') return OUTCOME.UNAVAILABLE;
  const { ReadCapacityUnits: rcu, WriteCapacityUnits: wcu, NumberOfDecreasesToday: decreases } = table.ProvisionedThroughput ?? {};
  const onDemand = table.BillingModeSummary?.BillingMode === 'PAY_PER_REQUEST';
  if (!onDemand && !(isCapacity(rcu) && isCapacity(wcu))) return OUTCOME.UNREACHABLE;
  return {
    rcu: onDemand ? 0 : Number(rcu), wcu: onDemand ? 0 : Number(wcu), updating: status === 'UPDATING', onDemand,
    decreasesToday: Number.isSafeInteger(decreases) ? Number(decreases) : null,
  };
}

function isCapacity(value: number | undefined): boolean {
  return Number.isSafeInteger(value) && Number(value) > 0;
}
