// A second opinion on what AWS answers, that nobody here wrote: moto's server, where it is installed (pip install 'moto[server]').

import test from 'ava';
import { ApplicationAutoScalingClient, PutScalingPolicyCommand, RegisterScalableTargetCommand } from '@aws-sdk/client-application-auto-scaling';
import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { CreateTableCommand, DynamoDBClient, UpdateContinuousBackupsCommand } from '@aws-sdk/client-dynamodb';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nightAt } from '../../core/calendar.js';
import { trafficEndAt } from '../../core/history/traffic-asks.js';
import { HOUR } from '../../core/units.js';
import { stayOnThisMachine } from '../../fixtures/aws/guard.js';
import { FAKE_CREDENTIALS } from '../../fixtures/aws/server.js';
import { startMoto } from '../proof/moto/server.js';
import { collect } from './collect.js';

const WINDOW = { opens: '00:00', closes: '07:00', zone: 'UTC' };
const tried = stayOnThisMachine();
const dir = mkdtempSync(join(tmpdir(), 'hippolyte-moto-'));
test.after.always(() => rmSync(dir, { recursive: true, force: true }));

async function fill(at: number): Promise<void> {
  const [dynamodb, watch, scaling] = [new DynamoDBClient(), new CloudWatchClient(), new ApplicationAutoScalingClient()];
  const key = { KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' as const }], AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' as const }] };
  await dynamodb.send(new CreateTableCommand({ TableName: 'orders', ...key, ProvisionedThroughput: { ReadCapacityUnits: 20, WriteCapacityUnits: 10 } }));
  await dynamodb.send(new CreateTableCommand({ TableName: 'users', ...key, BillingMode: 'PAY_PER_REQUEST' }));
  await dynamodb.send(new UpdateContinuousBackupsCommand({ TableName: 'users', PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } }));
  const target = { ServiceNamespace: 'dynamodb' as const, ResourceId: 'table/orders', ScalableDimension: 'dynamodb:table:ReadCapacityUnits' as const };
  await scaling.send(new RegisterScalableTargetCommand({ ...target, MinCapacity: 5, MaxCapacity: 200 }));
  await scaling.send(new PutScalingPolicyCommand({
    ...target, PolicyName: 'reads', PolicyType: 'TargetTrackingScaling',
    TargetTrackingScalingPolicyConfiguration: { TargetValue: 70, PredefinedMetricSpecification: { PredefinedMetricType: 'DynamoDBReadCapacityUtilization' } },
  }));
  await watch.send(new PutMetricDataCommand({
    Namespace: 'AWS/DynamoDB',
    MetricData: [[0, 30], [20, 12], [60, 7]].map(([seconds, value]) => ({
      MetricName: 'ConsumedReadCapacityUnits', Dimensions: [{ Name: 'TableName', Value: 'orders' }], Timestamp: new Date((at + seconds) * 1000), Value: value,
    })),
  }));
  for (const client of [dynamodb, watch, scaling] as const) client.destroy();
}

test('moto and the loopback account are told alike', async (t) => {
  const moto = await startMoto();
  if (moto === null) {
    t.log('moto_server is not on the PATH: skipped');
    t.pass();
    return;
  }
  try {
    for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
    Object.assign(process.env, FAKE_CREDENTIALS, { AWS_REGION: 'eu-west-1', AWS_ENDPOINT_URL: moto.endpoint, AWS_EC2_METADATA_DISABLED: 'true', AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' });
    process.env.XDG_CACHE_HOME = join(dir, 'cache');
    const nowAt = Date.now() / 1000;
    await fill(trafficEndAt(nightAt(nowAt, WINDOW).opensAt, nowAt) - HOUR);
    const out = join(dir, 'history');
    const done = await collect({
      outDir: out, region: null, window: WINDOW, night: null, include: [], exclude: [], days: 1,
      finestSeconds: 60, allowEmpty: false, dryRun: false,
    }, nowAt, { progress: () => undefined, cost: () => undefined });
    t.deepEqual(done.skipped, []);
    const tables = readFileSync(join(out, 'tables.csv'), 'utf8').trim().split('\n').slice(1).map((line) => line.split(',').slice(1));
    t.deepEqual(tables.map((cells) => [...cells.slice(0, 6), ...cells.slice(8, 11), cells.at(-1)]), [
      ['orders', '0', '0', 'PROVISIONED', '20', '10', '5', '200', '0.7', 'false'],
      ['users', '0', '0', 'PAY_PER_REQUEST', '0', '0', '', '', '', 'true'],
    ]);
    const traffic = readFileSync(join(out, 'traffic.csv'), 'utf8').trim().split('\n').slice(1).map((line) => line.split(',').slice(1, 4));
    t.deepEqual(traffic, [['orders', '60', '42'], ['orders', '60', '7']]);
    t.deepEqual(tried, []);
  } finally {
    await moto.end();
  }
});
