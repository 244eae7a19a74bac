// What a sidecar knows of its table: all that is needed to make it again, whatever the pages, and what could not be read.

import test from 'ava';
import { makeAccount } from '../../../fixtures/aws/account.js';
import { loopbackTable } from '../../../fixtures/aws/dynamodb.js';
import { inProcessAws } from '../../../fixtures/aws/in-process.js';
import { scalingKey } from '../../../fixtures/aws/scaling/target.js';
import { VirtualClock } from '../../../fixtures/aws/virtual-clock.js';
import { OUTCOME } from '../../../core/world.js';
import { describeForBackup, describeNow, type Description } from './describe.js';
import { CopyFailure } from './failure.js';

const AT = Date.UTC(2026, 5, 10) / 1000;
const POLICIES = 23;

function rig() {
  const clock = new VirtualClock(AT);
  const account = makeAccount({ now: () => clock.now() });
  const { dynamo, scaling } = account;
  dynamo.tables.set('orders', loopbackTable(1e6, 100, 50, {
    TableId: 'id-1', KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }], GlobalSecondaryIndexes: Array.from({ length: POLICIES }, (_, i) => ({ IndexName: `by-${i}` })),
  }));
  Object.assign(dynamo.tables.get('orders') ?? {}, { ttl: 'expires', tags: new Map([['team', 'shop'], ['cost', '17']]) });
  scaling.scale('orders', 5, 400, 70);
  for (let i = 0; i < POLICIES; i++) {
    const one = { ResourceId: `table/orders/index/by-${i}`, ScalableDimension: 'dynamodb:index:ReadCapacityUnits' };
    scaling.targets.set(scalingKey(one.ResourceId, one.ScalableDimension), { ...one, MinCapacity: 1, MaxCapacity: 9 });
    scaling.policies.set(scalingKey(one.ResourceId, one.ScalableDimension), { ...one, metric: 'DynamoDBReadCapacityUtilization', targetPercent: 60 });
  }
  scaling.scale('others', 1, 2, 50);
  for (let i = 0; i < POLICIES; i++) scaling.scheduled.push({ table: i === 7 ? 'others' : 'orders', at: AT + 86_400 * (i + 1), min: i, max: 500 });
  const aws = inProcessAws(account, { clock });
  const table = { name: 'orders', arn: 'arn:aws:dynamodb:eu-west-1:000000000000:table/orders', indexes: Array.from({ length: POLICIES }, (_, i) => `by-${i}`) };
  return { account, clock, aws, describe: (): Promise<Description> => describeForBackup(aws, clock, new AbortController().signal, table) };
}

test('expiry, continuous backups, tags, and autoscaling of the table and its indexes with policies and schedules', async (t) => {
  const { answers, unread } = await rig().describe();
  t.deepEqual(unread, []);
  t.like(answers, {
    DescribeTimeToLive: { TimeToLiveStatus: 'ENABLED', AttributeName: 'expires' }, ListTagsOfResource: [{ Key: 'team', Value: 'shop' }, { Key: 'cost', Value: '17' }],
    DescribeContinuousBackups: { ContinuousBackupsStatus: 'ENABLED' },
  });
  const of = (name: string): readonly { ResourceId: string }[] => answers[name] as never;
  // Ten on a page where nothing is said (Application Auto Scaling): all of them are read, and none of another table.
  t.is(of('DescribeScalableTargets').length, 1 + POLICIES);
  t.is(new Set(of('DescribeScalingPolicies').map(({ ResourceId }) => ResourceId)).size, 1 + POLICIES);
  t.is(of('DescribeScheduledActions').length, POLICIES - 1);
  t.true(Object.values(answers).flat().every((one) => !JSON.stringify(one).includes('others')));
  t.like(of('DescribeScheduledActions')[0], { Schedule: 'at(2026-06-11T00:00:00)', ScalableTargetAction: { MinCapacity: 0, MaxCapacity: 500 } });
});

test('what may not be read is named, and the rest is there', async (t) => {
  const operations = ['dynamodb:DescribeTimeToLive', 'dynamodb:DescribeContinuousBackups', 'dynamodb:ListTagsOfResource', 'application-autoscaling:DescribeScalableTargets', 'application-autoscaling:DescribeScalingPolicies', 'application-autoscaling:DescribeScheduledActions'];
  const whole = Object.keys((await rig().describe()).answers);
  t.is(whole.length, operations.length);
  for (const operation of operations) {
    const { account, describe } = rig();
    account.aws.fail(operation, 'denied');
    const { answers, unread } = await describe();
    t.deepEqual(unread, [operation]);
    // Without targets nobody knows whose policies to ask for.
    const alone = operation.endsWith('ScalableTargets') ? 2 : 0;
    t.is(Object.keys(answers).length, whole.length - 1 - alone, operation);
  }
});

test('the table must be the one that was planned', async (t) => {
  const { aws, clock, account } = rig();
  const now = (id: string) => describeNow(aws, clock, new AbortController().signal, 'orders', id);
  t.like(await now('id-1'), { TableName: 'orders', KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }] });
  t.is((await t.throwsAsync(now('id-0'), { instanceOf: CopyFailure })).outcome, OUTCOME.GONE);
  account.dynamo.tables.delete('orders');
  t.is((await t.throwsAsync(now('id-1'), { instanceOf: CopyFailure })).outcome, OUTCOME.GONE);
});
