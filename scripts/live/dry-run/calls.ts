// The calls that a night would send, one by one: each move of the simulated night as its engine, or the capacity of a table,
// would ask it of AWS. Built of the same requests; what only AWS can name (a cluster's id) stands as <...>.

import { backupPath } from '../../../core/archive/backup-path.js';
import type { Ceiling } from '../../../core/money/ceiling.js';
import { connectorRatio } from '../../../core/engines/connector-step.js';
import { clusterEndsBy, clusterRequest, longestRest, stepRequest, stepToken } from '../../../core/engines/emr-request.js';
import { ENTRY, type MemoryLedger } from '../../../core/ledger.js';
import type { LiveTable, Suspended } from '../../../core/live/live-table.js';
import type { LiveSettings } from '../../../core/config/live-settings.js';
import { objectToken, pipelineDefinition } from '../../../core/engines/pipeline-definition.js';
import { ownPipelineName, pipelineRequest, poolPipelineName } from '../../../core/engines/pipeline-names.js';
import { ENGINES, type Lane, type Plan } from '../../../core/plan.js';
import { isS3, readS3 } from '../../../core/config/places.js';
import type { Settings } from '../../../core/settings.js';
import type { At, Usd } from '../../../core/units.js';
import { MOVES } from '../../../core/world.js';
import type { Operation } from '../../../executor/aws.js';

/** A call that changes something, as it would be sent. */
export interface DryCall {
  readonly at: At;
  readonly call: Operation;
  readonly input: object;
  /** Which table, or null for a lane's. */
  readonly table: string | null;
  /** What it can cost at most, until everything is handed back; 0 for what costs nothing or lowers a cost. */
  readonly ceilingUsd: Usd;
}

export interface DryNight {
  readonly plan: Plan;
  readonly tables: readonly LiveTable[];
  readonly settings: Settings;
  readonly live: LiveSettings;
  readonly region: string;
  readonly account: string;
  /** Stands for the run's own, which is made when it begins. */
  readonly runId: string;
  readonly ceiling: Ceiling;
}

type Call = Pick<DryCall, 'call' | 'input'> & { readonly ceilingUsd?: Usd };

/** The calls of a night in the order of its moves. */
export function dryCalls(night: DryNight, { records, entry }: MemoryLedger): DryCall[] {
  const calls: DryCall[] = [];
  const counts = new Map<string, number>();
  for (let i = 0; i < records.length; i++) {
    if (entry[i] !== ENTRY.asked) continue;
    const move = MOVES[records.kind[i]];
    const subject = records.subject[i];
    const number = (counts.get(`${move} ${subject}`) ?? 0) + 1;
    counts.set(`${move} ${subject}`, number);
    const isLane = move === 'startLane' || move === 'stopLane';
    const made = isLane ? laneCalls(night, move, subject, number) : tableCalls(night, move, subject, records.value[i], number);
    for (const { ceilingUsd = 0, ...call } of made) calls.push({ at: records.at[i], ...call, table: isLane ? null : night.tables[subject].name, ceilingUsd });
  }
  return calls;
}

const SUSPENDED: Suspended = { scaleIn: true, scaleOut: true, scheduled: true };

function tableCalls(night: DryNight, move: (typeof MOVES)[number], index: number, value: number, number: number): Call[] {
  const table = night.tables[index];
  if (move === 'suspendScaling') return [scaling(table, SUSPENDED)];
  if (move === 'resumeScaling') return [scaling(table, table.target?.suspended ?? SUSPENDED)];
  if (move === 'boost') return [{ ...update(table, value), ceilingUsd: night.ceiling.tableUsd[index] }];
  if (move === 'revert') return [update(table, value)];
  const engine = ENGINES[night.plan.columns.engine[index]];
  if (move === 'stopCopy') {
    return engine === 'emr' ? [{ call: 'elasticmapreduce:CancelSteps', input: { ClusterId: '<cluster>', StepIds: ['<step>'], StepCancellationOption: 'TERMINATE_PROCESS' } }] : [];
  }
  if (engine === 'export') return [exported(night, table, number)];
  return engine === 'emr' ? [step(night, table, value, number)] : [];
}

function update({ name, wcu }: LiveTable, rcu: number): Call {
  return { call: 'dynamodb:UpdateTable', input: { TableName: name, ProvisionedThroughput: { ReadCapacityUnits: rcu, WriteCapacityUnits: wcu } } };
}

function scaling({ name }: LiveTable, { scaleIn, scaleOut, scheduled }: Suspended): Call {
  return {
    call: 'application-autoscaling:RegisterScalableTarget',
    input: {
      ServiceNamespace: 'dynamodb', ScalableDimension: 'dynamodb:table:ReadCapacityUnits', ResourceId: `table/${name}`,
      SuspendedState: { DynamicScalingInSuspended: scaleIn, DynamicScalingOutSuspended: scaleOut, ScheduledScalingSuspended: scheduled },
    },
  };
}

function exported({ live, plan, runId, ceiling }: DryNight, { name, arn, index }: LiveTable, attempt: number): Call {
  const place = live.destination !== null && isS3(live.destination) ? readS3(live.destination) : '';
  const { bucket, prefix } = typeof place === 'string' ? { bucket: '<bucket>', prefix: '' } : place;
  return {
    call: 'dynamodb:ExportTableToPointInTime', ceilingUsd: ceiling.tableUsd[index],
    input: {
      TableArn: arn, S3Bucket: bucket, S3Prefix: [prefix, backupPath(plan.night, name, runId)].filter((part) => part !== '').join('/'), ClientToken: `<token of ${runId}, attempt ${attempt}>`,
      ExportFormat: 'DYNAMODB_JSON', ExportType: 'FULL_EXPORT', ...(live.export.kmsKeyId === null ? {} : { S3SseAlgorithm: 'KMS', S3SseKmsKeyId: live.export.kmsKeyId }),
    },
  };
}

function urlOf({ live, plan, runId }: DryNight, table: string): string {
  return `${live.destination ?? 's3://<bucket>'}/${backupPath(plan.night, table, runId)}`;
}

function step(night: DryNight, { name, index, rcu }: LiveTable, readRcu: number, attempt: number): Call {
  const { plan, live, runId, ceiling } = night;
  const { mappersMax, concurrency } = plan.lanes[plan.columns.lane[index]];
  const ratio = connectorRatio(readRcu, rcu === 0 ? 0 : plan.columns.toRcu[index]);
  const made = stepRequest(stepToken(runId, index, attempt), {
    toolsJar: live.emr.toolsJar ?? '', url: urlOf(night, name), table: name, ratio, mapTasksMax: Math.max(1, Math.floor(mappersMax / concurrency)),
  });
  // Units of an on-demand table are paid when they are read; what is raised was counted with its UpdateTable.
  return { call: 'elasticmapreduce:AddJobFlowSteps', input: { JobFlowId: '<cluster>', Steps: [made] }, ceilingUsd: rcu === 0 ? ceiling.tableUsd[index] : 0 };
}

function laneCalls(night: DryNight, move: 'startLane' | 'stopLane', number: number, launch: number): Call[] {
  const lane = night.plan.lanes[number];
  if (lane.engine === 'emr') return move === 'startLane' ? [cluster(night, lane, number, launch)] : [{ call: 'elasticmapreduce:TerminateJobFlows', input: { JobFlowIds: ['<cluster>'] } }];
  if (lane.engine !== 'data-pipeline') return [];
  if (move === 'stopLane') return [{ call: 'datapipeline:DeactivatePipeline', input: { pipelineId: '<pipeline>', cancelActive: true } }];
  return pipeline(night, lane, number, launch);
}

function cluster({ plan, live, runId, ceiling }: DryNight, lane: Lane, number: number, launch: number): Call {
  const endsByAt = clusterEndsBy(lane, lane.launchAt, plan.closesAt, live.graceSeconds);
  return { call: 'elasticmapreduce:RunJobFlow', input: clusterRequest(lane, { runId, night: plan.night, lane: number, launch }, { launchedAt: lane.launchAt, endsByAt }, { ...live.emr, idleSeconds: live.emr.idleSeconds + longestRest(plan, number) }), ceilingUsd: ceiling.laneUsd[number] };
}

function pipeline(night: DryNight, lane: Lane, number: number, launch: number): Call[] {
  const { plan, tables, live, settings, runId, region, ceiling } = night;
  const token = { runId, night: plan.night, lane: number, launch };
  const name = poolPipelineName(plan, number, region, live.dataPipeline.pool) ?? ownPipelineName(token);
  const { objects } = pipelineDefinition(
    lane,
    lane.tables.map((table) => ({ table, name: tables[table].name, url: urlOf(night, tables[table].name), ratio: connectorRatio(plan.columns.readRcu[table], plan.columns.toRcu[table]) })),
    objectToken(runId, number, launch), region, { ...live.dataPipeline, retries: settings.dataPipeline.retries, retryDelaySeconds: settings.dataPipeline.retryDelaySeconds },
  );
  return [
    { call: 'datapipeline:CreatePipeline', input: pipelineRequest(name, token) },
    { call: 'datapipeline:PutPipelineDefinition', input: { pipelineId: '<pipeline>', pipelineObjects: objects } },
    { call: 'datapipeline:ActivatePipeline', input: { pipelineId: '<pipeline>' }, ceilingUsd: ceiling.laneUsd[number] },
  ];
}
