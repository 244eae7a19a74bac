// The published policies in force in a loopback account. Together, those of a role are sufficient: everything that the role is for is
// done, and nothing is refused. And they are minimal: without any one action, or any one resource, of any one statement something is
// refused, and whoever runs the command is told what is missing, on what, and which file holds it. The cases are made from the files.

import test from 'ava';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filledPolicy } from '../../core/live/iam-policy.js';
import { Iam } from '../../fixtures/aws/iam/iam.js';
import { decide, readPolicy, type NeededPermission, type PolicyDocument, type Statement } from '../../fixtures/aws/iam/policy.js';
import { packageRoot } from '../package.js';
import { LoopbackBucket } from '../../fixtures/aws/s3.js';
import { readTemplate, resolved, type Tree } from '../deploy/template.js';
import type { Stage } from '../live/night-testing.js';
import { night, PLACES, settleAfterKill, stageOf, type Played } from './plays.js';
import { SCENES, type Scene } from './scenes.js';

const documentOf = (name: string): PolicyDocument => readPolicy(filledPolicy(readFileSync(join(packageRoot(), 'docs/iam', `${name}.json`), 'utf8'), PLACES));
const statementsOf = (name: string): Statement[] => [...documentOf(name).Statement as Statement[]];

/** Plays a scene with these policies in force. */
async function enforced({ stage, play }: Scene, policies: readonly PolicyDocument[]): Promise<Played & { readonly iam: Iam }> {
  const one = stage();
  const iam = new Iam(one.account, policies);
  one.account.aws.iam = iam;
  return { ...await play(one), iam };
}

const whole = new Map<string, Promise<Played & { readonly iam: Iam }>>();
for (const [name, scene] of Object.entries(SCENES)) {
  // One at a time: each has its own clock, and they would only wait for one another.
  const before = [...whole.values()];
  const played = Promise.allSettled(before).then(() => enforced(scene, scene.policies.map(documentOf)));
  played.catch(() => undefined);
  whole.set(name, played);
  test.serial(`${name}: with ${scene.policies.join(', ')} nothing is refused`, async (t) => {
    const { iam, exitCode, lines } = await played;
    t.deepEqual(iam.refused, []);
    t.is(exitCode, scene.ends, lines.join('\n'));
    t.true(iam.asked.length > 0);
  });
}

/** The scenes that cannot do with policies in which one file is another one, those that ask least first. */
async function scenesThatMiss(file: string, instead: PolicyDocument): Promise<[Scene, PolicyDocument[]][]> {
  const found: [Scene, PolicyDocument[], number][] = [];
  for (const [name, scene] of Object.entries(SCENES)) {
    if (!scene.policies.includes(file)) continue;
    const policies = scene.policies.map((one) => (one === file ? instead : documentOf(one)));
    const { iam } = await whole.get(name)!;
    const kinds = new Map(iam.asked.map((need) => [JSON.stringify(need), need]));
    if ([...kinds.values()].some((need) => decide(policies, need) !== 'allowed')) found.push([scene, policies, iam.asked.length]);
  }
  return found.sort(([, , a], [, , b]) => a - b).map(([scene, policies]) => [scene, policies]);
}

/** A statement of a file changed, or left out where nothing is left of it. */
function changed(file: string, index: number, change: (statement: Statement) => Statement | null): PolicyDocument {
  const all = statementsOf(file).map((statement, i) => (i === index ? change(statement) : statement)).filter((statement) => statement !== null);
  return { Version: '2012-10-17', Statement: all };
}

const without = (list: readonly string[], item: string): string[] => list.filter((one) => one !== item);

for (const file of [...new Set(Object.values(SCENES).flatMap(({ policies }) => policies))]) {
  statementsOf(file).forEach((statement, index) => {
    if (statement.Effect !== 'Allow') return;
    const { Sid = '', Action, Resource } = statement;
    const actions = [Action].flat() as string[];
    const resources = [Resource].flat() as string[];
    for (const action of actions) {
      test.serial(`${file}: without ${action} (${Sid}) something is refused, and told`, async (t) => {
        const [[scene, policies] = []] = await scenesThatMiss(file, changed(file, index, (one) => (actions.length === 1 ? null : { ...one, Action: without(actions, action) })));
        if (scene === undefined || policies === undefined) return t.fail('no scene needs it: take it out of the policy, or write the scene');
        const { iam, lines } = await enforced(scene, policies);
        const missing = iam.refused.find((need) => need.action === action) as NeededPermission;
        t.truthy(missing, JSON.stringify(iam.refused));
        const wanted = `allow ${action}${missing.resource === '*' ? '' : ` on ${missing.resource}`} (docs/iam/${file}.json)`;
        t.true(lines.some((line) => line.split('\n').some((one) => one.includes(wanted))), `${wanted} is not in ${lines.join('\n')}`);
      });
    }
    if (resources.length > 1) for (const resource of resources) {
      test.serial(`${file}: without ${resource} (${Sid}) something is refused`, async (t) => {
        t.not((await scenesThatMiss(file, changed(file, index, (one) => ({ ...one, Resource: without(resources, resource) })))).length, 0);
      });
    }
  });
}

// The roles of the stack (deploy/template.yaml), as CloudFormation would make them: backups and state share a bucket.
const STACK = { 'AWS::AccountId': PLACES.account, 'AWS::Region': PLACES.region, 'AWS::Partition': 'aws', Bucket: 'the-bucket', Topic: PLACES.topicArn };
for (const [role, play] of [['RunRole', night], ['SettleRole', settleAfterKill]] as const) {
  test.serial(`${role} of the stack is sufficient`, async (t) => {
    const { Resources } = readTemplate(readFileSync(join(packageRoot(), 'deploy/template.yaml'), 'utf8')) as unknown as { Resources: Record<string, { Properties: { Policies: Tree } }> };
    const policies = (resolved(Resources[role].Properties.Policies, STACK) as unknown as { PolicyDocument: object }[]).map(({ PolicyDocument: document }) => readPolicy(JSON.stringify(document)));
    const stage = (): Stage => {
      const one = stageOf({ state: 's3://the-bucket/state', destination: 's3://the-bucket/backups' });
      one.account.s3.buckets.set('the-bucket', new LoopbackBucket({ encryption: 'aws:kms' }));
      return one;
    };
    const { iam, exitCode, lines } = await enforced({ policies: [], ends: 0, stage, play }, policies);
    t.deepEqual(iam.refused, []);
    t.is(exitCode, 0, lines.join('\n'));
  });
}
