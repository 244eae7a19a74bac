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
  'engine-emr': ['executor/engines/emr/engine.ts', 'executor/engines/prove/connector.ts', 'executor/archive/destination.ts'],
  'engine-data-pipeline': ['executor/engines/data-pipeline/engine.ts', 'executor/engines/prove/connector.ts', 'executor/archive/destination.ts'],
  'engine-export': ['executor/engines/export/engine.ts', 'executor/engines/prove/export.ts', 'executor/archive/destination.ts'],
  state: ['executor/state/s3-store.ts', 'executor/state/s3-shelf.ts', 'executor/state/s3-journal.ts', 'executor/notify/told-store.ts'],
  notify: ['executor/notify/publish.ts'],
  doctor: ['executor/doctor/doctor.ts'],
};
/** Within reach of the sources, but only the embedded scan writes in parts; exports are written by AWS, in the caller's name. */
const IN_PARTS = ['s3:AbortMultipartUpload', 's3:ListBucketMultipartUploads'];
const LEFT_OUT: Readonly<Record<string, readonly string[]>> = { 'engine-emr': IN_PARTS, 'engine-data-pipeline': IN_PARTS, 'engine-export': ['s3:ListBucketMultipartUploads'] };
/** What encrypts is not asked for by a call of ours: S3 and DynamoDB do it in the caller's name. */
const OF_KEYS = ['kms'];
const OF_AWS = ['engine-emr-instance-profile', 'engine-data-pipeline-resource-role'];
const ALL = [...Object.keys(ENTRIES), ...OF_KEYS, ...OF_AWS];

for (const [mode, entries] of Object.entries(ENTRIES)) {
  test(`${mode}: the policy allows what its sources ask, and nothing else`, (t) => {
    // The policy of an engine comes with that of the night, and repeats nothing of it but what it allows of other places.
    const ofTheNight = mode.startsWith('engine-') ? allowed('run') : [];
    const needed = actionsOf(root, entries).filter((action) => ![...ofTheNight, ...LEFT_OUT[mode] ?? []].includes(action));
    t.true(needed.length > 0);
    t.deepEqual(allowed(mode), needed);
    // Nothing that is allowed is taken back by the policy's own denials.
    t.deepEqual(denied(mode).filter((action) => needed.includes(action)), []);
  });
}

test('every policy belongs to a mode', (t) => {
  t.deepEqual(readdirSync(folder).filter((name) => name.endsWith('.json')).sort(), ALL.map((mode) => `${mode}.json`).sort());
});

test('modes that change nothing allow nothing that does', (t) => {
  for (const mode of ['collect', 'plan', 'doctor', 'notify']) t.deepEqual(allowed(mode).filter((action) => (MUTATING as ReadonlySet<string>).has(action)), [], mode);
});

/** Actions that know no resource: there only a condition can narrow them (AWS docs, Service Authorization Reference). */
const NO_RESOURCE = [
  'application-autoscaling:DescribeScalableTargets', 'application-autoscaling:DescribeScalingPolicies', 'application-autoscaling:DescribeScheduledActions', 'cloudwatch:GetMetricData', 'datapipeline:CreatePipeline', 'datapipeline:ListPipelines',
  'dynamodb:DescribeLimits', 'dynamodb:ListExports', 'dynamodb:ListTables', 'elasticmapreduce:ListClusters', 'elasticmapreduce:RunJobFlow',
  // Clusters are tagged when they are launched, before they have a name.
  'elasticmapreduce:AddTags',
  // Task runners have no pipeline of their own before they are given a task.
  'datapipeline:DescribeObjects', 'datapipeline:EvaluateExpression', 'datapipeline:PollForTask', 'datapipeline:ReportTaskProgress', 'datapipeline:ReportTaskRunnerHeartbeat', 'datapipeline:SetTaskStatus',
];

test('no wildcard where a name or an ARN is possible: not in actions, regions, accounts, buckets and roles', (t) => {
  for (const mode of ALL) {
    for (const { Sid, Effect, Action, Resource, Condition } of statementsOf(mode)) {
      const at = `${mode} ${Sid}`;
      t.deepEqual(Action.filter((action) => action.includes('*')), [], at);
      t.deepEqual(Action, [...Action].sort(), at);
      if (Effect === 'Deny') continue;
      for (const resource of [Resource].flat()) {
        if (resource === '*') {
          t.deepEqual(Action.filter((action) => !NO_RESOURCE.includes(action)), [], at);
          t.regex(JSON.stringify(Condition), /"aws:RequestedRegion":"REGION"/, at);
        } else t.notRegex(resource, /^arn:aws:[^:]*\*|^arn:aws:\w+:[^:]*\*|^arn:aws:[\w-]+:[^:]*:[^:]*\*|:::\*|role\/.*\*|:\*$/, at);
      }
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
  account: '123456789012', region: 'us-gov-west-1', destination: 'b-cket/some/prefix', state: 'other/state', topicArn: 'arn:aws-us-gov:sns:us-gov-west-1:123456789012:t', toolsJar: 'jars/tools.jar', kmsKeyArn: 'arn:aws-us-gov:kms:us-gov-west-1:123456789012:key/0a1b',
  logs: 'logs/emr', emrServiceRole: 'A', emrInstanceRole: 'B', pipelineRole: 'C', pipelineResourceRole: 'D',
};

test('filled in, every policy is JSON without a word left, in the partition of its region', (t) => {
  for (const mode of ALL) {
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
