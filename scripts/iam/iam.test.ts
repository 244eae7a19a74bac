// Each published policy allows what its part of the program asks of AWS, and nothing else.

import test from 'ava';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filledPolicy, openWords, type PolicyPlaces } from '../../core/live/iam-policy.js';
import { MUTATING } from '../../executor/aws.js';
import { packageRoot } from '../package.js';
import { actionsOf } from './calls-of.js';

interface Statement { readonly Sid: string; readonly Effect: 'Allow' | 'Deny'; readonly Action: string[]; readonly Resource: string | string[]; readonly Condition?: object }

const root = packageRoot();
const folder = join(root, 'docs/iam');
const textOf = (mode: string): string => readFileSync(join(folder, `${mode}.json`), 'utf8');
const statementsOf = (mode: string): Statement[] => (JSON.parse(textOf(mode)) as { Statement: Statement[] }).Statement;
const allowed = (mode: string): string[] => [...new Set(statementsOf(mode).filter(({ Effect }) => Effect === 'Allow').flatMap(({ Action }) => Action))].sort();
const denied = (mode: string): string[] => statementsOf(mode).filter(({ Effect }) => Effect === 'Deny').flatMap(({ Action }) => Action);

/** Where each mode begins. What runs under a role of AWS's machines is no code of ours. */
const ENTRIES: Readonly<Record<string, readonly string[]>> = {
  collect: ['executor/survey.ts', 'executor/metrics.ts'],
  plan: ['executor/live-survey.ts'],
  run: ['executor/live-survey.ts', 'executor/capacity/capacity.ts'],
  settle: ['executor/capacity/capacity.ts'],
  'engine-scan': ['executor/engines/scan/engine.ts', 'executor/archive/destination.ts'],
  'engine-emr': ['executor/engines/emr/engine.ts', 'executor/archive/destination.ts'],
  'engine-data-pipeline': ['executor/engines/data-pipeline/engine.ts', 'executor/archive/destination.ts'],
  'engine-export': ['executor/engines/export/engine.ts', 'executor/archive/destination.ts'],
  state: ['executor/state/s3-store.ts', 'executor/state/s3-shelf.ts', 'executor/state/s3-journal.ts', 'executor/notify/told-store.ts'],
  notify: ['executor/notify/publish.ts'],
  doctor: ['executor/doctor/doctor.ts'],
};
const OF_AWS = ['engine-emr-instance-profile', 'engine-data-pipeline-resource-role'];

for (const [mode, entries] of Object.entries(ENTRIES)) {
  test(`${mode}: the policy is sufficient and minimal`, (t) => {
    const needed = actionsOf(root, entries);
    t.true(needed.length > 0);
    t.deepEqual(allowed(mode), needed);
    // Nothing that is allowed is taken back by the policy's own denials.
    t.deepEqual(denied(mode).filter((action) => needed.includes(action)), []);
  });
}

test('every policy belongs to a mode', (t) => {
  t.deepEqual(readdirSync(folder).filter((name) => name.endsWith('.json')).sort(), [...Object.keys(ENTRIES), ...OF_AWS].map((mode) => `${mode}.json`).sort());
});

test('modes that change nothing allow nothing that does', (t) => {
  for (const mode of ['collect', 'plan', 'doctor', 'notify']) t.deepEqual(allowed(mode).filter((action) => (MUTATING as ReadonlySet<string>).has(action)), [], mode);
});

test('no wildcard in an action, and a resource or a condition on every statement that changes something', (t) => {
  for (const mode of [...Object.keys(ENTRIES), ...OF_AWS]) {
    for (const { Sid, Effect, Action, Resource, Condition } of statementsOf(mode)) {
      t.deepEqual(Action.filter((action) => action.includes('*')), [], `${mode} ${Sid}`);
      t.deepEqual(Action, [...Action].sort(), `${mode} ${Sid}`);
      if (Effect === 'Allow' && Resource === '*' && mode !== 'collect') t.not(Condition, undefined, `${mode} ${Sid}`);
    }
  }
});

test('who runs the night can neither touch items, nor scaling policies, nor delete backups', (t) => {
  for (const mode of ['run', 'settle']) {
    for (const action of ['dynamodb:DeleteTable', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:BatchWriteItem', 'dynamodb:UpdateContinuousBackups', 'application-autoscaling:DeregisterScalableTarget', 'application-autoscaling:PutScalingPolicy', 'application-autoscaling:DeleteScheduledAction']) {
      t.true(denied(mode).includes(action), `${mode} ${action}`);
    }
  }
  for (const mode of Object.keys(ENTRIES).filter((name) => name.startsWith('engine-'))) t.true(denied(mode).includes('s3:DeleteObject'), mode);
});

test('only reading and scaling of read capacity: the scaling of writes and indexes is out of reach', (t) => {
  const register = statementsOf('run').find(({ Action }) => Action.includes('application-autoscaling:RegisterScalableTarget'));
  t.deepEqual(register?.Condition, { StringEquals: { 'application-autoscaling:service-namespace': 'dynamodb', 'application-autoscaling:scalable-dimension': 'dynamodb:table:ReadCapacityUnits' } });
});

const PLACES: PolicyPlaces = {
  account: '123456789012', region: 'us-gov-west-1', destination: 'b-cket/some/prefix', state: 'other/state', topicArn: 'arn:aws-us-gov:sns:us-gov-west-1:123456789012:t', toolsJar: 'jars/tools.jar',
  logs: 'logs/emr', emrServiceRole: 'A', emrInstanceRole: 'B', pipelineRole: 'C', pipelineResourceRole: 'D',
};

test('filled in, every policy is JSON without a word left, in the partition of its region', (t) => {
  for (const mode of [...Object.keys(ENTRIES), ...OF_AWS]) {
    const text = filledPolicy(textOf(mode), PLACES);
    t.notThrows(() => void JSON.parse(text));
    t.deepEqual(openWords(text), [], mode);
    t.false(text.includes('"arn:aws:'), mode);
  }
  t.true(filledPolicy(textOf('engine-scan'), PLACES).includes('"arn:aws-us-gov:s3:::b-cket/some/prefix/v1/*"'));
  t.true(filledPolicy(textOf('engine-scan'), PLACES).includes('"arn:aws-us-gov:s3:::b-cket"'));
});

test('what is not known stays a word that can be filled in by hand', (t) => {
  const text = filledPolicy(textOf('run'), { account: null, region: 'eu-west-1', destination: null, state: null, topicArn: null });
  t.deepEqual(openWords(text), ['ACCOUNT_ID']);
  t.true(text.includes('arn:aws:dynamodb:eu-west-1:ACCOUNT_ID:table/*'));
});
