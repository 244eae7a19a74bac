// UpdateTable in the one shape in which it is ever sent: another read capacity, the same write capacity, no index.
// What AWS says no to is told by the name of the error and by what is known of the table, never by words.

import type { Rcu } from '../../core/units.js';
import { OUTCOME } from '../../core/world.js';
import type { Aws } from '../aws.js';
import { tryCall } from '../faults.js';
import { tableNow, type Known, type TableNow } from './table-now.js';

/** Decreases that a table has at the start of a UTC day (AWS docs, Service Quotas): with fewer used, it is not they that lack. */
const DECREASES_AT_START = 4;

/** What the account may have, to tell its limits apart; Infinity where it is not known. */
export interface AccountRoom {
  /** Provisioned read capacity of one table at most. */
  readonly tableRcu: Rcu;
  /** Read capacity that may still be provisioned in the account. */
  readonly freeRcu: Rcu;
}

/**
 * Asks for another read capacity of a table that was looked at a moment ago. OK: accepted, or found to be under way.
 * UNREACHABLE: it may have been done, or may still be.
 */
export async function updateRead(aws: Aws, table: Known, found: TableNow, toRcu: Rcu, room: AccountRoom): Promise<number> {
  const { refusal } = await tryCall(aws, 'dynamodb:UpdateTable', {
    TableName: table.name, ProvisionedThroughput: { ReadCapacityUnits: toRcu, WriteCapacityUnits: found.wcu },
  });
  if (refusal === null) return OUTCOME.OK;
  const lowers = toRcu < found.rcu;
  switch (refusal.name) {
    // It was there a moment ago. AWS says so of a table that is not ACTIVE, too (AWS API reference); the next look tells.
    case 'ResourceNotFoundException': return OUTCOME.IN_USE;
    case 'LimitExceededException': return limitOf(lowers, found, toRcu, room);
    case 'ValidationException': return invalid(aws, table, toRcu, room);
    // It was ACTIVE a moment ago: somebody else was faster, or the call came twice on its way and this is the second's answer.
    case 'ResourceInUseException': return lowers ? OUTCOME.IN_USE : OUTCOME.UNREACHABLE;
  }
  return refusal.outcome === OUTCOME.UNREACHABLE ? readBack(aws, table, toRcu) : refusal.outcome;
}

/** AWS has one name for three limits. */
function limitOf(lowers: boolean, found: TableNow, toRcu: Rcu, room: AccountRoom): number {
  if (lowers) return (found.decreasesToday ?? 0) >= DECREASES_AT_START ? OUTCOME.NO_DECREASE_LEFT : OUTCOME.TOO_MANY_UPDATES;
  return toRcu - found.rcu > room.freeRcu ? OUTCOME.OVER_ACCOUNT_QUOTA : OUTCOME.TOO_MANY_UPDATES;
}

/** Refused as wrong: it has that capacity already, or may not have it. */
async function invalid(aws: Aws, table: Known, toRcu: Rcu, room: AccountRoom): Promise<number> {
  const now = await tableNow(aws, table);
  if (typeof now !== 'number' && !now.onDemand && now.rcu === toRcu) return OUTCOME.UNCHANGED;
  return toRcu > room.tableRcu ? OUTCOME.OVER_TABLE_QUOTA : OUTCOME.UNAVAILABLE;
}

/** No answer came: was it done? */
async function readBack(aws: Aws, table: Known, toRcu: Rcu): Promise<number> {
  const now = await tableNow(aws, table);
  return typeof now !== 'number' && (now.updating || now.rcu === toRcu) ? OUTCOME.OK : OUTCOME.UNREACHABLE;
}
