import fc from 'fast-check';
import test from 'ava';
import { UserError } from '../errors.js';
import { pipelineLane } from '../planning/lanes.js';
import { LIVE_DEFAULTS } from '../config/live-settings.js';
import { activityId, clusterId, objectToken, pipelineDefinition, pipelineStep, type PipelineOptions, type PipelineTable } from './pipeline-definition.js';
import { limitFaults, type PipelineObject } from './pipeline-limits.js';
import { DEFAULTS } from '../settings.js';

const options: PipelineOptions = { ...LIVE_DEFAULTS.dataPipeline, retries: 2, retryDelaySeconds: 120 };
const topic = 'arn:aws:sns:eu-west-1:111122223333:alarms';
const token = objectToken('2026-06-10T0005Z-k3f9qa', 0, 1);

function tables(count: number, name = (i: number): string => `table-${i}`): PipelineTable[] {
  return Array.from({ length: count }, (_, table) => ({ table, name: name(table), url: `s3://bucket/v1/${table}`, ratio: '0.50000000' }));
}

function lane(count: number) {
  return pipelineLane(tables(count).map(({ table }) => table), count, 1000, 0, DEFAULTS);
}

function define(count: number, change: Partial<PipelineOptions> = {}): ReturnType<typeof pipelineDefinition> {
  return pipelineDefinition(lane(count), tables(count), token, 'eu-west-1', { ...options, ...change });
}

function valueOf(object: PipelineObject | undefined, key: string): string | undefined {
  const field = object?.fields.find((one) => one.key === key);
  return field?.stringValue ?? field?.refValue;
}

test('32 tables fit in three objects each, 98 in one; a topic takes the place of one object', (t) => {
  t.is(define(32).objects.length, 2 + 32 * 3);
  t.is(define(33).objects.length, 2 + 33);
  t.is(define(98).objects.length, 2 + 98);
  t.is(define(32, { snsTopicArn: topic }).objects.length, 3 + 32 * 3);
  t.deepEqual([define(98, { snsTopicArn: topic }).objects.length, define(98, { snsTopicArn: topic }).withoutAlarm], [100, true]);
  t.deepEqual([define(97, { snsTopicArn: topic }).objects.length, define(97, { snsTopicArn: topic }).withoutAlarm], [100, false]);
  t.is(define(5, { layout: 'one-object' }).objects.length, 2 + 5);
  t.throws(() => define(99), { instanceOf: UserError, message: /^data-pipeline: 99 tables of 1 objects are 101 with Default and EmrCluster, and AWS takes 100/ });
  t.throws(() => define(33, { layout: 'three-object' }), { instanceOf: UserError, message: /101/ });
});

test('whatever is planned, the definition keeps within the limits of AWS, and every value is a string', (t) => {
  const name = fc.stringMatching(/^[A-Za-z0-9_.-]{3,255}$/);
  const place = fc.stringMatching(/^[A-Za-z0-9_.=,/ -]{1,600}$/);
  fc.assert(fc.property(fc.array(name, { minLength: 1, maxLength: 98 }), place, fc.boolean(), fc.boolean(), fc.constantFrom('auto', 'one-object'), (names, path, alarms, logs, layout) => {
    const change = { snsTopicArn: alarms ? topic : null, logUri: logs ? 's3://b/logs' : null, layout } as const;
    const list = names.map((one, table) => ({ table, name: one, url: `s3://bucket/${path}`, ratio: '0.50000000' }));
    const { objects } = pipelineDefinition(lane(list.length), list, token, 'eu-west-1', { ...options, ...change });
    t.deepEqual(limitFaults(objects), []);
    // What a reader of the step sees: as many arguments as were given, each as it was.
    for (const { table, name: tableName, url } of list) {
      const step = valueOf(objects.find(({ id }) => id === activityId(token, table)), 'step') ?? '';
      const read = step.split(/(?<!\\\\),/).map((part) => part.replaceAll('\\\\,', ','));
      t.deepEqual(read.slice(-3), [url, tableName, '0.50000000']);
    }
  }), { numRuns: 200 });
});

test('a lane becomes one cluster and an activity a table, tried again by AWS', (t) => {
  const { objects } = pipelineDefinition({ ...lane(1), terminateAfterSeconds: 13 * 3600 }, tables(1), token, 'eu-west-1', { ...options, retryDelaySeconds: 5, snsTopicArn: topic });
  const by = new Map(objects.map((object) => [object.id, object]));
  t.deepEqual([...by.keys()], ['Default', clusterId(token), `Alarm_${token}`, `Source_${token}_0`, activityId(token, 0), `Target_${token}_0`]);
  t.is(valueOf(by.get('Default'), 'scheduleType'), 'ondemand');
  const cluster = by.get(clusterId(token));
  t.is(valueOf(cluster, 'terminateAfter'), '780 Minutes');
  t.is(valueOf(cluster, 'coreInstanceCount'), String(lane(1).machines[0].count - 1));
  const activity = by.get(activityId(token, 0));
  t.is(valueOf(activity, 'retryDelay'), '2 Minutes'); // AWS takes no less
  t.is(valueOf(activity, 'maximumRetries'), '2');
  t.is(valueOf(activity, 'runsOn'), clusterId(token));
  t.is(valueOf(activity, 'onFail'), `Alarm_${token}`);
  t.is(valueOf(activity, 'preStepCommand'), "hadoop fs -rm -r -f -skipTrash 's3://bucket/v1/0'");
  t.regex(valueOf(activity, 'step') ?? '', /^s3:\/\/dynamodb-dpl-eu-west-1\/.*\.jar,org\.apache\.hadoop\.dynamodb\.tools\.DynamoDBExport,-Dmapreduce.*,-Ddynamodb\.max\.map\.tasks=\d+,s3:\/\/bucket\/v1\/0,table-0,0\.50000000$/);
  t.is(valueOf(by.get(`Target_${token}_0`), 'directoryPath'), 's3://bucket/v1/0');
});

test('a comma stays in its argument; what AWS or the shell would read as something else is refused', (t) => {
  t.is(pipelineStep(['a', 'b,c']), 'a,b\\\\,c');
  for (const url of ['s3://b/#{x}', "s3://b/it's", 's3://b/a\\b', 's3://b/a\nb']) {
    t.throws(() => pipelineDefinition(lane(1), [{ ...tables(1)[0], url }], token, 'eu-west-1', options), { instanceOf: UserError, message: /would not leave as it is/ }, url);
  }
});

test('each limit is seen where it is broken', (t) => {
  const object = (change: Partial<PipelineObject>): PipelineObject => ({ id: 'a', name: 'a', fields: [{ key: 'k', stringValue: 'v' }], ...change });
  const first = (...objects: PipelineObject[]): string => limitFaults(objects)[0] ?? 'none';
  t.is(first(object({})), 'none');
  t.regex(first(...Array.from({ length: 101 }, (_, i) => object({ id: `a${i}` }))), /^101 objects/);
  t.is(first(object({}), object({})), 'an id is used twice');
  t.regex(first(object({ name: '' })), /must not be empty/);
  t.regex(first(object({ name: 'ä'.repeat(129) })), /256 bytes/);
  t.regex(first(object({ fields: Array.from({ length: 51 }, () => ({ key: 'k', stringValue: 'v' })) })), /51 fields/);
  t.regex(first(object({ fields: [{ key: 'k', stringValue: '' }] })), /k is empty/);
  t.regex(first(object({ fields: [{ key: 'k', stringValue: 'v', refValue: 'a' }] })), /a string and a reference/);
  t.regex(first(object({ fields: [{ key: 'k'.repeat(257), stringValue: 'v' }] })), /a key of more than 256/);
  t.regex(first(object({ fields: [{ key: 'k', stringValue: 'v'.repeat(10_241) }] })), /10240 bytes/);
  t.regex(first(object({ fields: [{ key: 'k', refValue: 'b' }] })), /refers to b/);
  t.regex(first(object({ fields: Array.from({ length: 2 }, () => ({ key: 'k', stringValue: 'v'.repeat(8000) })) })), /^a: 16004 bytes/);
});
