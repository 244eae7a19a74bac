// A table at the moment in which its copy is about to start.

import type { Rcu, Seconds } from '../../core/units.js';
import { OUTCOME } from '../../core/world.js';
import { tryCall, type Refusal, type Reply } from '../faults.js';
import type { NightContext } from './engine.js';
import { garbled } from './try-pages.js';

export type TableNow =
  /** `rcu`: read capacity in force, or 0 when on demand. */
  | { readonly rcu: Rcu; readonly refusal: null }
  | { readonly rcu: null; readonly refusal: Refusal };

/** DescribeTable is eventually consistent (AWS API reference): a table that it does not find is looked for once more. */
const AGAIN_SECONDS: Seconds = 5;

/** Reads the capacity in force. Gone is also a table that was made anew under the same name: another one. */
export async function tableNow({ aws, tables, clock }: NightContext, table: number): Promise<TableNow> {
  const { name, tableId } = tables[table];
  const look = (): Promise<Reply<'dynamodb:DescribeTable'>> => tryCall(aws, 'dynamodb:DescribeTable', { TableName: name });
  let reply = await look();
  if (reply.refusal?.name === 'ResourceNotFoundException') {
    await clock.sleepUntil(clock.now() + AGAIN_SECONDS);
    reply = await look();
  }
  const { output, refusal } = reply;
  const gone = { outcome: OUTCOME.GONE, name: 'ResourceNotFoundException', what: 'the table is gone', maybeDone: false };
  if (refusal !== null) return { rcu: null, refusal: refusal.name === 'ResourceNotFoundException' ? gone : refusal };
  const found = output.Table;
  if (found?.TableId === undefined) return { rcu: null, refusal: garbled('a description without an id') };
  if (found.TableId !== tableId || found.TableStatus === 'DELETING') return { rcu: null, refusal: gone };
  const onDemand = found.BillingModeSummary?.BillingMode === 'PAY_PER_REQUEST';
  return { rcu: onDemand ? 0 : found.ProvisionedThroughput?.ReadCapacityUnits ?? 0, refusal: null };
}
