// Everything that is needed to make the table again, as AWS tells it when the copy starts.

import { OUTCOME } from '../../../core/world.js';
import type { Aws, InputOf, Operation } from '../../aws.js';
import type { Clock } from '../../clock.js';
import { everyPage } from '../../pages.js';
import { insist } from '../../insist.js';
import { CopyFailure } from './failure.js';

export interface Description {
  /** Answers by operation, without what only concerns the request. */
  readonly answers: Readonly<Record<string, unknown>>;
  /** Operations that were refused: the copy goes on, the backup says so. */
  readonly unread: readonly string[];
}

/** How long each answer is waited for. */
const FOR_SECONDS = 60;
/** DescribeTable is eventually consistent (AWS API reference): a table that it does not find is looked for once more. */
const AGAIN_SECONDS = 5;

/** @param names of the table and, for its autoscaling, of its indexes */
export async function describeForBackup(aws: Aws, clock: Clock, signal: AbortSignal, table: { readonly name: string; readonly arn: string; readonly indexes: readonly string[] }): Promise<Description> {
  const answers: Record<string, unknown> = {};
  const unread: string[] = [];
  const read = async <O extends Operation>(operation: O, of: () => Promise<unknown>): Promise<void> => {
    try {
      answers[operation.slice(operation.indexOf(':') + 1)] = await of();
    } catch (error) {
      if (!(error instanceof CopyFailure)) throw error;
      unread.push(operation);
    }
  };
  const ask = async <O extends Operation>(operation: O, input: InputOf<O>) => {
    const { output, refusal } = await insist(aws, operation, input, { clock, forSeconds: FOR_SECONDS, signal });
    if (refusal !== null) throw new CopyFailure(refusal.outcome, refusal.what);
    return output;
  };
  await read('dynamodb:DescribeTimeToLive', async () => (await ask('dynamodb:DescribeTimeToLive', { TableName: table.name })).TimeToLiveDescription);
  await read('dynamodb:DescribeContinuousBackups', async () => (await ask('dynamodb:DescribeContinuousBackups', { TableName: table.name })).ContinuousBackupsDescription);
  await read('dynamodb:ListTagsOfResource', () => all('dynamodb:ListTagsOfResource', async (NextToken) => {
    const page = await ask('dynamodb:ListTagsOfResource', { ResourceArn: table.arn, ...(NextToken === undefined ? {} : { NextToken }) });
    return { items: page.Tags ?? [], next: page.NextToken };
  }));
  const ResourceIds = [`table/${table.name}`, ...table.indexes.map((index) => `table/${table.name}/index/${index}`)];
  await read('application-autoscaling:DescribeScalableTargets', () => all('application-autoscaling:DescribeScalableTargets', async (NextToken) => {
    const page = await ask('application-autoscaling:DescribeScalableTargets', { ServiceNamespace: 'dynamodb', ResourceIds, ...(NextToken === undefined ? {} : { NextToken }) });
    return { items: page.ScalableTargets ?? [], next: page.NextToken };
  }));
  const scaled = new Set(((answers.DescribeScalableTargets ?? []) as { ResourceId?: string }[]).map(({ ResourceId }) => ResourceId ?? ''));
  if (scaled.size > 0) {
    const ofEach = async (action: Operation, page: (input: { ServiceNamespace: 'dynamodb'; ResourceId: string; NextToken?: string }) => ReturnType<Parameters<typeof all>[1]>): Promise<unknown[]> => {
      const found: unknown[] = [];
      for (const ResourceId of scaled) found.push(...await all(action, (NextToken) => page({ ServiceNamespace: 'dynamodb', ResourceId, ...(NextToken === undefined ? {} : { NextToken }) })));
      return found;
    };
    await read('application-autoscaling:DescribeScalingPolicies', () => ofEach('application-autoscaling:DescribeScalingPolicies', async (input) => {
      const { ScalingPolicies = [], NextToken } = await ask('application-autoscaling:DescribeScalingPolicies', input);
      return { items: ScalingPolicies, next: NextToken };
    }));
    await read('application-autoscaling:DescribeScheduledActions', () => ofEach('application-autoscaling:DescribeScheduledActions', async (input) => {
      const { ScheduledActions = [], NextToken } = await ask('application-autoscaling:DescribeScheduledActions', input);
      return { items: ScheduledActions, next: NextToken };
    }));
  }
  return { answers, unread };
}

async function all<T>(action: Operation, page: Parameters<typeof everyPage<T>>[1]): Promise<T[]> {
  const found: T[] = [];
  for await (const one of everyPage(action, page)) found.push(one);
  return found;
}

/** What the answer of DescribeTable says of it now. @throws CopyFailure GONE, or DENIED, UNREACHABLE, ... */
export async function describeNow(aws: Aws, clock: Clock, signal: AbortSignal, name: string, tableId: string) {
  const look = () => insist(aws, 'dynamodb:DescribeTable', { TableName: name }, { clock, forSeconds: FOR_SECONDS, signal });
  let reply = await look();
  if (reply.refusal?.name === 'ResourceNotFoundException') {
    await clock.sleepUntil(clock.now() + AGAIN_SECONDS, signal);
    reply = await look();
  }
  const { output, refusal } = reply;
  if (refusal?.name === 'ResourceNotFoundException') throw new CopyFailure(OUTCOME.GONE, 'the table is gone');
  if (refusal !== null) throw new CopyFailure(refusal.outcome, refusal.what);
  const { Table } = output;
  if (Table === undefined) throw new CopyFailure(OUTCOME.UNREACHABLE, 'DescribeTable gave no table');
  if (Table.TableId !== undefined && tableId !== '' && Table.TableId !== tableId) throw new CopyFailure(OUTCOME.GONE, 'the table was deleted and made again under the same name');
  return Table;
}
