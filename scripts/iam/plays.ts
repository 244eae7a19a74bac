// Commands of the live night played in a loopback account, with everything that is told to people.

import { nightAt } from '../../core/calendar.js';
import type { LiveChange } from '../../core/config/live-settings.js';
import { EXIT, UserError } from '../../core/errors.js';
import { Redactor } from '../../core/telling/redact.js';
import { HOUR, MINUTE } from '../../core/units.js';
import { openLeases, tonightSoFar } from '../../executor/earlier-runs.js';
import { explained } from '../../executor/explained.js';
import { readTraffic } from '../../executor/metrics.js';
import { surveyAccount } from '../../executor/survey.js';
import { LoopbackBucket } from '../../fixtures/aws/s3.js';
import type { DoorOptions } from '../../fixtures/aws/in-process.js';
import { makeStage, type Stage } from '../live/night-testing.js';
import { compose } from '../live/compose.js';
import { composeQuietly } from '../live/plan.js';
import { holderOf } from '../live/policy-files.js';
import { runLive } from '../live/run.js';
import { settleLive } from '../live/settle.js';
import { statusOf } from '../live/status.js';
import { makeTonight } from '../live/tonight.js';

const TOPIC = 'arn:aws:sns:eu-west-1:000000000000:nights';
const KEY = 'arn:aws:kms:eu-west-1:000000000000:key/0a1b2c3d';
const redactor = new Redactor();

/** What came of a command. */
export interface Played {
  readonly exitCode: number;
  /** What is told to people, line by line. */
  readonly lines: readonly string[];
}

/** Where the policies of all scenes apply. */
export const PLACES = {
  account: '000000000000', region: 'eu-west-1', destination: 'backups/pre', state: 'state-here/st', topicArn: TOPIC, kmsKeyArn: KEY,
  emrServiceRole: 'EMR_DefaultRole', emrInstanceRole: 'EMR_EC2_DefaultRole', pipelineRole: 'DataPipelineDefaultRole', pipelineResourceRole: 'DataPipelineDefaultResourceRole',
} as const;

/** An account with buckets that its own key encrypts, a topic, and tables that are tagged and can be exported. */
export function stageOf(change: LiveChange, prepare: (one: Stage) => void = () => undefined): Stage {
  const one = makeStage({
    state: 's3://state-here/st', destination: 's3://backups/pre', budgetUsd: 500, emr: { toolsJar: 's3://tools/tools.jar' }, alerts: { snsTopicArn: TOPIC, on: 'always' },
    tables: { include: [], exclude: [], always: [], tags: ['*'], excludeTags: [] }, ...change,
  });
  const { s3, sns, dynamo } = one.account;
  for (const bucket of ['backups', 'state-here']) s3.buckets.set(bucket, new LoopbackBucket({ encryption: 'aws:kms', kmsKeyArn: KEY }));
  sns.topics.set(TOPIC, { confirmed: 1, pending: 0 });
  prepare(one);
  for (const table of dynamo.tables.values()) Object.assign(table, { pitr: true, tags: new Map([['backup', 'yes']]) });
  return one;
}

/** One start of a night. @param stopAfter the action after which somebody stops it */
export async function night(one: Stage, options: DoorOptions = {}, stopAfter: string | null = null): Promise<Played> {
  const stop = new AbortController();
  const machine = one.doors({ ...options, after: (action, input, number) => {
    if (action === stopAfter) stop.abort('SIGTERM');
    return options.after?.(action, input, number);
  } });
  const told = { redactor, say: (line: string) => void one.said.push(line), progress: () => undefined, planned: () => undefined, logTail: () => '' };
  const asked = { config: one.config, planPath: null, once: true, allowEmpty: false, prices: null, reportPath: null, command: 'run' };
  const result = await runLive(asked, machine, told, { stop: stop.signal, hurry: new AbortController().signal, close: () => undefined });
  return { exitCode: result.exitCode, lines: [...one.said, ...(result.cause === null ? [] : [result.cause.why]), ...result.failures.map(({ why }) => why)] };
}

/** Kills a start right after an action was carried out, and frees its lock: its heart would beat on in this process. */
export async function killedAfter(one: Stage, action: string): Promise<void> {
  const { iam } = one.account.aws;
  one.account.aws.iam = null;
  await new Promise<void>((resolve) => {
    void night(one, { after: (done) => {
      if (done !== action) return undefined;
      resolve();
      return 'die';
    } });
  });
  const { lock } = (await composeQuietly(one.config, one.doors(), redactor, 'unlock')).state;
  const seen = await lock.inspect();
  if (seen?.held === true) await lock.breakLock(seen.id);
  await one.clock.sleepUntil(one.clock.now() + 10 * MINUTE);
  one.account.aws.iam = iam;
}

/** A command that touches nothing, and ends where it is refused. */
async function quietly(work: () => Promise<unknown>, said: readonly string[] = []): Promise<Played> {
  try {
    await work();
    return { exitCode: EXIT.ok, lines: said };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { exitCode: error.exitCode, lines: [...said, error.message] };
  }
}

export async function plan(one: Stage): Promise<Played> {
  return quietly(async () => {
    const { deps, aws } = await composeQuietly(one.config, one.doors(), redactor, 'plan');
    const nowAt = one.clock.now();
    const { done } = await tonightSoFar(deps, nightAt(nowAt, one.config.settings.window));
    const made = await makeTonight(aws, { config: one.config, nowAt, prices: null, allowEmpty: false, done, owed: await openLeases(deps, []) }, () => undefined);
    for (const { table, why } of made.surveyed.skipped) throw new UserError(EXIT.permission, [{ where: table, what: why }]);
  });
}

export async function collect(one: Stage): Promise<Played> {
  return quietly(async () => {
    const aws = explained(await one.doors().openAws({ region: null }), holderOf('collect', one.config.live, 'eu-west-1'), null);
    const { records, skipped } = await surveyAccount(aws, { include: [], exclude: [] }, () => undefined);
    for (const { table, why } of skipped) throw new UserError(EXIT.permission, [{ where: table, what: why }]);
    const toAt = Math.floor(one.clock.now() / HOUR) * HOUR;
    for await (const { table } of readTraffic(aws, [{ fromAt: toAt - HOUR, toAt, periodSeconds: 300, tables: records }])) void table;
  });
}

export async function status(one: Stage): Promise<Played> {
  return quietly(async () => statusOf((await composeQuietly(one.config, one.doors(), redactor, 'status')).state, one.config, one.clock.now()));
}

async function settle(one: Stage): Promise<Played> {
  const door = { stop: new AbortController().signal, hurry: new AbortController().signal, close: () => undefined };
  return quietly(async () => {
    const { exitCode, cause } = await settleLive(one.config, one.doors(), { redactor, say: (line) => void one.said.push(line) }, door);
    if (cause !== null || exitCode !== EXIT.ok) throw new UserError(exitCode, [{ where: 'settle', what: cause?.why ?? 'something is owed' }]);
  }, one.said);
}

/** So many starts that the records of the oldest locks are removed. */
export async function manyStarts(one: Stage): Promise<Played> {
  return quietly(async () => {
    const { signal } = new AbortController();
    const { state } = await compose(one.config, { doors: one.doors(), command: 'run', redactor, say: (line) => void one.said.push(line), stop: signal, hurry: signal });
    for (let time = 0; time < 30; time++) {
      const held = await state.lock.acquire({ night: '', runId: 'x', host: '', pid: 1, bootId: '', who: '', version: '', command: 'run' });
      if (!('heldBy' in held)) await held.release();
    }
  }, one.said);
}

/** `settle` after a start that was killed right after an action. */
export async function settleAfterKill(one: Stage, action = 'dynamodb:UpdateTable'): Promise<Played> {
  await killedAfter(one, action);
  return settle(one);
}
