// What a dry run prints: the calls of a night, in order, built of the requests that the adapters send.

import test from 'ava';
import type { LiveChange } from '../../../core/config/live-settings.js';
import { livePolicies } from '../../../core/config/live-policy.js';
import { runIdOf } from '../../../core/journal/run-id.js';
import { GIB, HOUR } from '../../../core/units.js';
import { MUTATING, WRITING, type Operation } from '../../../executor/aws.js';
import { ACCOUNT, ControlPlane } from '../../../fixtures/aws/control-plane.js';
import { configOf, ESTATE, EVENING_AT, OPENS_AT, tonight, type Asked } from '../testing.js';
import { dryLines } from './lines.js';

interface Line {
  readonly event: string;
  readonly at: number;
  readonly call: Operation;
  readonly table?: string;
  readonly ceilingUsd: number;
  readonly input: Readonly<Record<string, unknown>>;
}

const RUN = runIdOf(EVENING_AT, new Uint8Array(8));
const EMR: LiveChange = { destination: 's3://my-bucket/backups', emr: { toolsJar: 's3://my-bucket/tools.jar', subnetId: 'subnet-0123456789abcdef0' } };

async function lines(asked: Asked = {}): Promise<Line[]> {
  const made = await tonight(asked);
  const { live } = configOf(asked);
  const night = { plan: made.live.plan, tables: made.live.tables, settings: made.live.settings, live, region: 'eu-west-1', account: ACCOUNT, runId: RUN, ceiling: made.made.ceiling };
  return [...dryLines(night, made.tonight.survey)].map((line) => JSON.parse(line) as Line);
}

const short = ({ call, table, input }: Line): string => `${call} ${table ?? ''}${call === 'dynamodb:UpdateTable' ? ` ${JSON.stringify(input.ProvisionedThroughput)}` : ''}`.trimEnd();

test('a scan: suspended, raised, handed back, resumed; one shape of UpdateTable, the flags as they were', async (t) => {
  const plane = new ControlPlane(ESTATE);
  const all = await lines({ plane });
  const calls = all.slice(0, -1);
  const rcu = (calls[1].input.ProvisionedThroughput as { ReadCapacityUnits: number }).ReadCapacityUnits;
  t.deepEqual(calls.map(short), [
    'application-autoscaling:RegisterScalableTarget orders',
    `dynamodb:UpdateTable orders {"ReadCapacityUnits":${rcu},"WriteCapacityUnits":5}`,
    'dynamodb:UpdateTable orders {"ReadCapacityUnits":100,"WriteCapacityUnits":5}',
    'application-autoscaling:RegisterScalableTarget orders',
  ]);
  t.deepEqual(calls[1].input, { TableName: 'orders', ProvisionedThroughput: { ReadCapacityUnits: rcu, WriteCapacityUnits: 5 } });
  const flags = (line: Line): unknown => line.input.SuspendedState;
  t.deepEqual(flags(calls[0]), { DynamicScalingInSuspended: true, DynamicScalingOutSuspended: true, ScheduledScalingSuspended: true });
  t.deepEqual(flags(calls[3]), { DynamicScalingInSuspended: false, DynamicScalingOutSuspended: false, ScheduledScalingSuspended: false });
  t.true(calls.every(({ at }, i) => at >= OPENS_AT && (i === 0 || at >= calls[i - 1].at)));
  t.true(calls[1].ceilingUsd > 0);
  t.deepEqual([calls[0].ceilingUsd, calls[2].ceilingUsd, calls[3].ceilingUsd], [0, 0, 0]);
  const total = all[all.length - 1] as unknown as { event: string; calls: number; ceilingUsd: number; ofCallsUsd: number; ofScansUsd: number };
  t.is(total.event, 'total');
  t.is(total.calls, 4);
  t.is(total.ofCallsUsd, calls[1].ceilingUsd);
  t.is(Number((total.ofCallsUsd + total.ofScansUsd).toFixed(9)), Number(total.ceilingUsd.toFixed(9)));
  t.deepEqual(plane.calls.filter((call) => MUTATING.has(call as Operation) || WRITING.has(call as Operation)), [], 'and nothing was sent');
});

test('EMR: a cluster with its tags and its end, a step a table, the cluster ended', async (t) => {
  const calls = (await lines({ live: { ...EMR, policy: 'emr-first-fit' }, tables: [{ name: 'orders', rcu: 1000, sizeBytes: 20 * GIB }, { name: 'users', rcu: 0, sizeBytes: GIB }] })).slice(0, -1);
  const launch = calls.find(({ call }) => call === 'elasticmapreduce:RunJobFlow');
  t.is(launch?.input.Name, `hippolyte ${RUN} lane 0 launch 1`);
  t.true((launch?.ceilingUsd ?? 0) > 0);
  const steps = calls.filter(({ call }) => call === 'elasticmapreduce:AddJobFlowSteps');
  t.deepEqual(steps.map(({ table }) => table).sort(), ['orders', 'users']);
  t.true(JSON.stringify(steps).includes(`"s3://my-bucket/backups/v1/night=2026-06-10/table=orders/run=${RUN}"`));
  t.is(calls.at(-1)?.call, 'elasticmapreduce:TerminateJobFlows');
});

test('exports and pipelines: each as its engine would ask for it', async (t) => {
  const exported = (await lines({ live: { ...EMR, policy: 'native-export', export: { kmsKeyId: 'alias/backups' } } })).slice(0, -1);
  t.is(exported.length, ESTATE.length);
  t.true(exported.every(({ call, input }) => call === 'dynamodb:ExportTableToPointInTime' && input.S3Bucket === 'my-bucket' && input.S3SseKmsKeyId === 'alias/backups'));
  const piped = (await lines({ live: { ...EMR, policy: 'hippolyte-corrected' } })).slice(0, -1).map(({ call }) => call);
  t.deepEqual(piped.filter((call) => call.startsWith('datapipeline:')).slice(0, 3), ['datapipeline:CreatePipeline', 'datapipeline:PutPipelineDefinition', 'datapipeline:ActivatePipeline']);
});

test('whatever the policy: only calls that change something, every raise handed back, nothing changed twice, the same again', async (t) => {
  for (const policy of livePolicies()) {
    const asked: Asked = { live: { ...EMR, policy } };
    const all = await lines(asked);
    const calls = all.slice(0, -1);
    t.true(calls.every(({ call }) => MUTATING.has(call)), policy);
    const capacities = calls.filter(({ call }) => call === 'dynamodb:UpdateTable').map((line) => short(line));
    const raised = new Set(calls.filter(({ call }) => call === 'dynamodb:UpdateTable').map(({ table }) => table));
    for (const table of raised) {
      const own = capacities.filter((line) => line.startsWith(`dynamodb:UpdateTable ${table} `));
      t.is(own.length, 2, `${policy} ${table}`);
      t.true(own[1].includes(`"ReadCapacityUnits":${table === 'orders' ? 100 : 10},`), `${policy}: back to what it was`);
    }
    t.is(calls.filter(({ call }) => call === 'application-autoscaling:RegisterScalableTarget').length % 2, 0, policy);
    t.deepEqual(await lines(asked), all, policy);
  }
});

test('a night that has little left of its window stops what is under way and hands back', async (t) => {
  const calls = (await lines({ nowAt: OPENS_AT + 7 * HOUR - 1200 })).slice(0, -1);
  t.is(calls.at(-1)?.call, 'application-autoscaling:RegisterScalableTarget');
  t.true(calls.every(({ at }) => at >= OPENS_AT + 7 * HOUR - 1200));
});
