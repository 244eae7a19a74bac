// Tables of an account, as DynamoDB's control plane tells them. Read-only.

import type { TableDescription } from '@aws-sdk/client-dynamodb';
import { TABLE_NAME } from '../core/history/history-text.js';
import type { Rcu } from '../core/units.js';
import type { Aws, OutputOf } from './aws.js';
import { ask, garbage } from './faults.js';
import { everyPage } from './pages.js';

const LIST = 'dynamodb:ListTables';

/** The names of all tables of the region, sorted by code unit. @throws UserError as `ask`, or 76 for a list that cannot be */
export async function listTables(aws: Aws): Promise<string[]> {
  const names = new Set<string>();
  const pages = everyPage(LIST, async (token) => {
    const page = await ask(aws, LIST, token === undefined ? {} : { ExclusiveStartTableName: token });
    if (page?.TableNames === undefined) throw garbage(LIST, 'gave no list of tables, not even an empty one');
    return { items: page.TableNames, next: page.LastEvaluatedTableName };
  });
  for await (const name of pages) {
    if (!TABLE_NAME.test(name)) throw garbage(LIST, `gave the table name ${JSON.stringify(name.slice(0, 80))}, which no table can have`);
    names.add(name);
  }
  return [...names].sort();
}

/** null: the table is gone, and was so twice: what DescribeTable says is eventually consistent (AWS API reference). */
export async function describeTable(aws: Aws, name: string): Promise<TableDescription | null> {
  const action = 'dynamodb:DescribeTable';
  const look = (): Promise<OutputOf<typeof action> | null> => ask(aws, action, { TableName: name }, ['ResourceNotFoundException']);
  const answer = (await look()) ?? (await look());
  if (answer === null) return null;
  if (answer.Table?.TableName !== name) throw garbage(action, `asked for ${name}, it gave ${JSON.stringify(answer.Table?.TableName ?? null)}`);
  return answer.Table;
}

/** Whether point-in-time recovery is on; null where DynamoDB does not say, or the table is gone. */
export async function describePitr(aws: Aws, name: string): Promise<boolean | null> {
  const gone = ['ContinuousBackupsUnavailableException', 'TableNotFoundException'];
  const answer = await ask(aws, 'dynamodb:DescribeContinuousBackups', { TableName: name }, gone);
  const status = answer?.ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus;
  return status === 'ENABLED' ? true : status === 'DISABLED' ? false : null;
}

export interface AccountLimits {
  /** Read capacity of all tables of the region together. */
  readonly accountRcu: Rcu | null;
  /** Read capacity of one table. */
  readonly tableRcu: Rcu | null;
}

export async function describeLimits(aws: Aws): Promise<AccountLimits> {
  const answer = await ask(aws, 'dynamodb:DescribeLimits', {});
  return { accountRcu: answer?.AccountMaxReadCapacityUnits ?? null, tableRcu: answer?.TableMaxReadCapacityUnits ?? null };
}
