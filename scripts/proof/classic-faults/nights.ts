// Small helpers for nights that go wrong as those of the 2017 system did.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { LiveChange } from '../../../core/config/live-settings.js';
import type { RunHead } from '../../../core/journal/journal.js';
import { Redactor } from '../../../core/telling/redact.js';
import { withSettings, type SettingsChange } from '../../../core/settings.js';
import type { LoopbackTable } from '../../../fixtures/aws/dynamodb.js';
import { LoopbackBucket } from '../../../fixtures/aws/s3.js';
import type { LiveConfig } from '../../live/live-config.js';
import { makeStage, rcuOf, type Stage } from '../../live/night-testing.js';
import { composeQuietly } from '../../live/plan.js';

export const TOPIC = 'arn:aws:sns:eu-west-1:000000000000:nights';

/** A stage whose copies are made by Data Pipeline into a bucket, and whose people are told by SNS. */
export function pipelineStage(change: LiveChange = {}, settings: SettingsChange = {}): Stage & { readonly config: LiveConfig } {
  const stage = makeStage({
    policy: 'hippolyte-corrected', budgetUsd: 500, destination: 's3://my-bucket/backups', dataPipeline: { pool: 0 },
    alerts: { snsTopicArn: TOPIC, healthcheckUrl: 'https://hc.example.com/ping-id' }, ...change,
  });
  stage.account.s3.buckets.set('my-bucket', new LoopbackBucket({ versioning: 'Enabled' }));
  stage.account.sns.topics.set(TOPIC, { confirmed: 1, pending: 0 });
  return { ...stage, config: { ...stage.config, settings: withSettings(stage.config.settings, settings) } };
}

/** The table, which is there. */
export function tableOf({ account }: Stage, name: string): LoopbackTable {
  const table = account.dynamo.tables.get(name);
  if (table === undefined) throw new Error(`no table ${name}`);
  return table;
}

/** Capacities that were asked for of a table, in order. */
export function asked({ account }: Stage, name: string): number[] {
  return account.aws.calls.filter(({ action, input }) => action === 'dynamodb:UpdateTable' && input.TableName === name)
    .map(({ input }) => (input.ProvisionedThroughput as { ReadCapacityUnits: number }).ReadCapacityUnits);
}

/** Capacity, and what of autoscaling is suspended, of `orders`: `100` where it is as its owner left it. */
export async function ordersNow(stage: Stage): Promise<string> {
  const flags = [...stage.account.scaling.targets.values()].filter(({ ResourceId }) => ResourceId === 'table/orders').flatMap(({ SuspendedState: state }): unknown[] => Object.values(state ?? {}));
  return `${await rcuOf(stage, 'orders')}${flags.some(Boolean) ? ', suspended' : ''}`;
}

/** The runs of tonight, as their journals begin. */
export async function headsOf(stage: Stage): Promise<RunHead[]> {
  const { state } = await composeQuietly(stage.config, stage.doors(), new Redactor(), 'status');
  const heads: RunHead[] = [];
  for (const ref of await state.runs()) {
    const { head } = await state.peek(ref);
    if (head !== null) heads.push(head);
  }
  return heads;
}

/** Folders of backups of a table in a night, one a run. */
export function backupsOf({ config }: Stage, table: string, night = '2026-06-10'): string[] {
  return readdirSync(join(config.live.destination ?? '', `v1/night=${night}/table=${table}`));
}

/** A start that is killed when its first call of that kind had its effect, and the time until its lock has expired. */
export async function killedAt(stage: Stage, at: string): Promise<void> {
  await new Promise<void>((resolve) => {
    void stage.start({ config: stage.config }, { after: (action) => {
      if (action !== at) return undefined;
      resolve();
      return 'die';
    } });
  });
  const { state } = await composeQuietly(stage.config, stage.doors(), new Redactor(), 'unlock');
  await state.lock.breakLock((await state.lock.inspect())?.id ?? '');
}
