// The stack: everything it refers to is there, its roles are the published policies, its schedules fit the window all year.

import test from 'ava';
import { execa } from 'execa';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { localTime, windowsOf } from '../../core/calendar.js';
import { readWholeConfig } from '../../core/config/config.js';
import { filledPolicy } from '../../core/live/iam-policy.js';
import { HOUR, MINUTE } from '../../core/units.js';
import { packageRoot } from '../package.js';
import { firesBetween, timesOf } from './fires.js';
import { readTemplate, referencesOf, resolved, type Tree } from './template.js';

const root = packageRoot();
const path = join(root, 'deploy/template.yaml');
const template = readTemplate(readFileSync(path, 'utf8'));
const parameters = template.Parameters as unknown as Record<string, { Default?: string | number; AllowedPattern?: string; NoEcho?: boolean }>;
const resources = template.Resources as unknown as Record<string, { Type: string; DependsOn?: string; Properties: Tree; DeletionPolicy?: string }>;

const NAMES: Readonly<Record<string, string>> = {
  'AWS::AccountId': '123456789012', 'AWS::Region': 'eu-west-1', 'AWS::Partition': 'aws', Bucket: 'the-bucket', Topic: 'arn:aws:sns:eu-west-1:123456789012:t',
  ...Object.fromEntries(Object.entries(parameters).map(([name, { Default }]) => [name, String(Default ?? 'you@example.com')])),
};

test('whatever is referred to is a parameter, a resource or AWS\'s own, and every parameter is used', (t) => {
  const used = referencesOf({ ...template, Parameters: {} });
  const known = [...Object.keys(parameters), ...Object.keys(resources), 'AWS::AccountId', 'AWS::Region', 'AWS::Partition'];
  t.deepEqual(used.filter((name) => !known.includes(name)), []);
  t.deepEqual(Object.keys(parameters).filter((name) => !used.includes(name)), []);
});

test('defaults fit their own patterns', (t) => {
  for (const [name, { Default, AllowedPattern }] of Object.entries(parameters)) {
    if (Default !== undefined && AllowedPattern !== undefined) t.regex(String(Default), new RegExp(`^(?:${AllowedPattern})$`), name);
  }
});

const ROLES = { RunRole: ['run', 'engine-scan', 'state', 'notify'], SettleRole: ['settle', 'state'] } as const;
for (const [role, modes] of Object.entries(ROLES)) {
  test(`${role} is made of the published policies, letter by letter`, (t) => {
    const policies = resolved(resources[role].Properties.Policies, NAMES) as unknown as { PolicyName: string; PolicyDocument: object }[];
    t.deepEqual(policies.map(({ PolicyName }) => PolicyName), [...modes]);
    for (const { PolicyName, PolicyDocument } of policies) {
      const text = readFileSync(join(root, 'docs/iam', `${PolicyName}.json`), 'utf8');
      const places = { account: '123456789012', region: 'eu-west-1', destination: 'the-bucket/backups', state: 'the-bucket/state', topicArn: NAMES.Topic };
      t.deepEqual(PolicyDocument, JSON.parse(filledPolicy(text, places)) as object, PolicyName);
    }
    t.deepEqual(resolved(resources[role].Properties.ManagedPolicyArns, NAMES), ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole']);
  });
}

test('the function\'s configuration is legal and complete: the account is pinned, the budget set, people are told', (t) => {
  const globals = template.Globals as unknown as { Function: { Environment: { Variables: Tree } } };
  const text = (more: Record<string, string>): string => resolved(globals.Function.Environment.Variables.HIPPOLYTE_CONFIG, { ...NAMES, ...more }) as string;
  const { settings, live } = readWholeConfig(text({ HasHealthcheck: 'false' }), 'c.yaml');
  t.deepEqual(settings, { region: 'eu-west-1', window: { opens: '00:00', closes: '07:00', zone: 'UTC' } });
  t.like(live, { account: '123456789012', destination: 's3://the-bucket/backups', state: 's3://the-bucket/state', budgetUsd: 20, alerts: { snsTopicArn: NAMES.Topic, healthcheckUrl: null } });
  t.is(readWholeConfig(text({ HasHealthcheck: 'true', HealthcheckUrl: 'https://hc.example/x' }), 'c.yaml').live.alerts?.healthcheckUrl, 'https://hc.example/x');
});

test('the bucket keeps what it is given: encrypted, versioned, not public, in no clear text, not deleted with the stack', (t) => {
  const { Properties, DeletionPolicy } = resources.Bucket;
  t.is(DeletionPolicy, 'Retain');
  t.like(Properties, {
    VersioningConfiguration: { Status: 'Enabled' },
    PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
  });
  t.true(JSON.stringify(Properties.BucketEncryption).includes('"SSEAlgorithm":"aws:kms"'));
  t.true(JSON.stringify(Properties.LifecycleConfiguration).includes('"AbortIncompleteMultipartUpload":{"DaysAfterInitiation":3}'));
  t.false(/"Expiration/.test(JSON.stringify(Properties.LifecycleConfiguration)), 'no rule deletes a current object');
  t.like((resources.BucketPolicy.Properties.PolicyDocument as unknown as { Statement: object[] }).Statement[0], { Effect: 'Deny', Principal: '*', Action: 's3:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } });
});

test('one start at a time, as long as Lambda lets it; a failed night is not started again behind our back', (t) => {
  t.like((template.Globals as Tree).Function, { Timeout: 900, ReservedConcurrentExecutions: 1, Handler: 'index.handler' });
  t.like(resources.RunFunction.Properties.EventInvokeConfig, { MaximumRetryAttempts: 0 });
  for (const [timer, target, mode] of [['RunTimer', 'RunFunction', 'run'], ['SettleTimer', 'SettleFunction', 'settle']]) {
    const { Target, ScheduleExpressionTimezone } = resources[timer].Properties as unknown as { Target: { Arn: object; Input: string }; ScheduleExpressionTimezone: object };
    t.deepEqual(Target.Arn, { 'Fn::GetAtt': `${target}.Arn` });
    t.deepEqual(JSON.parse(Target.Input), { mode });
    t.deepEqual(ScheduleExpressionTimezone, { Ref: 'Zone' });
  }
  t.is(parameters.HealthcheckUrl.NoEcho, true);
});

test('cron expressions are read as AWS reads them', (t) => {
  t.deepEqual(timesOf('cron(0/30 0-2,22 * * ? *)'), { minutes: [0, 30], hours: [0, 1, 2, 22] });
  for (const wrong of ['cron(0 0 * * * *)', 'cron(61 0 * * ? *)', 'rate(15 minutes)', 'cron(0 x * * ? *)']) t.throws(() => timesOf(wrong), undefined, wrong);
});

// Nights on which the clock changes, and ordinary ones.
const NIGHTS = ['2026-03-29', '2026-10-25', '2026-03-08', '2026-11-01', '2026-04-05', '2026-10-04', '2026-06-10'];
for (const zone of ['UTC', 'Europe/Warsaw', 'Europe/London', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata']) {
  test(`schedules fit the window on every night in ${zone}`, (t) => {
    const run = String(parameters.RunSchedule.Default);
    const settle = String(parameters.SettleSchedule.Default);
    const window = { opens: String(parameters.WindowOpens.Default), closes: String(parameters.WindowCloses.Default), zone };
    for (const { night, opensAt, closesAt } of windowsOf(NIGHTS, window)) {
      const starts = firesBetween(run, zone, opensAt, closesAt);
      t.is(starts[0], opensAt, `${night}: the first with the window`);
      t.true(closesAt - (starts.at(-1) ?? 0) <= 15 * MINUTE, `${night}: the last shortly before it closes`);
      // Where an hour comes twice its second one starts nothing: a gap that one start cannot fill, but the next goes on.
      const gap = starts.slice(1).reduce((most, at, index) => Math.max(most, at - starts[index]), 0);
      t.true(gap <= HOUR + 15 * MINUTE, `${night}: ${gap / MINUTE} minutes`);
      const [healer] = firesBetween(settle, zone, closesAt, closesAt + 12 * HOUR);
      t.is(healer - closesAt, HOUR, `${night}: settled at ${localTime(healer, zone)}`);
    }
  });
}

test('cfn-lint, where it is on the PATH, finds nothing', async (t) => {
  const ran = await execa('cfn-lint', [path], { reject: false });
  if (ran.exitCode === undefined) {
    t.pass('cfn-lint is not on the PATH');
    return;
  }
  t.is(ran.exitCode, 0, ran.stdout + ran.stderr);
});
