// Where calls of a night fail: every operation that the executor can call, with the nights in which it is called. What no
// night calls is told as such; the matrix holds that against the calls of all nights.

import { MUTATING, type Operation } from '../../../executor/aws.js';
import type { FaultKind } from '../../../fixtures/aws/faults.js';
import { ASKED, COPIED, FAILED, FINE, JOURNAL, KEPT, LAUNCHED, LOOKED, OWED, SHUT, SPARED, SURVEYED, TOLD, type Rule } from './rules.js';
import { BUCKETS, ORDERS_RCU, type Way, type World } from './worlds.js';

type Input = Readonly<Record<string, unknown>>;

interface Place {
  readonly way: Way;
  readonly rule: Rule;
  /** Which of the operation's calls are meant; left out: all. */
  readonly part?: string;
  readonly fits?: (input: Input, world: World) => boolean;
  /** Kinds that pass by themselves, and are not tried for ever: what S3 lists is there (AWS docs, S3 data consistency model). */
  readonly passing?: readonly FaultKind[];
  /** Its nights are slow: each kind strikes once or always, not both. */
  readonly heavy?: boolean;
  /** What goes wrong besides, so that the operation is called at all. */
  readonly besides?: (world: World) => void;
}

export interface Point extends Place {
  readonly operation: Operation;
}

const inBucket = (part: keyof typeof BUCKETS, rule: Rule, way: Way = 'scan'): Place => ({ way, part, rule, fits: (input) => input.Bucket === BUCKETS[part] });
/** Nothing of the account has been changed yet: tonight is surveyed. */
const isSurvey = (_: Input, { account }: World): boolean => !account.aws.calls.some(({ action }) => MUTATING.has(action as Operation));
const isNight = (input: Input, world: World): boolean => !isSurvey(input, world);
const readRcu = ({ ProvisionedThroughput: to }: Input): number => (to as { ReadCapacityUnits: number }).ReadCapacityUnits;
const suspends = ({ SuspendedState: state }: Input): boolean => (state as { ScheduledScalingSuspended: boolean }).ScheduledScalingSuspended;
const onceDenied = (operation: Operation) => ({ account }: World): void => account.aws.fail(operation, 'denied', 1);

/** Called by `doctor` alone, or by nothing yet. */
const NO_NIGHT = 'no night';

const PLACES: Readonly<Record<Operation, readonly Place[] | typeof NO_NIGHT>> = {
  'application-autoscaling:DescribeScalableTargets': [{ way: 'scan', part: 'survey', rule: ASKED, fits: isSurvey }, { way: 'scan', part: 'night', rule: OWED, fits: isNight }],
  'application-autoscaling:DescribeScalingPolicies': [{ way: 'scan', part: 'survey', rule: ASKED, fits: isSurvey }, { way: 'scan', part: 'night', rule: SPARED, fits: isNight }],
  'application-autoscaling:DescribeScheduledActions': [{ way: 'scan', rule: SPARED }],
  'application-autoscaling:RegisterScalableTarget': [{ way: 'scan', part: 'suspend', rule: SPARED, fits: suspends }, { way: 'scan', part: 'resume', rule: OWED, fits: (input) => !suspends(input) }],
  'cloudwatch:GetMetricData': [{ way: 'slow scan', rule: SPARED }],
  'datapipeline:ActivatePipeline': [{ way: 'data-pipeline', rule: LAUNCHED }],
  'datapipeline:AddTags': NO_NIGHT,
  'datapipeline:CreatePipeline': [{ way: 'data-pipeline', rule: LAUNCHED }],
  'datapipeline:DeactivatePipeline': [{ way: 'data-pipeline, stopped', rule: TOLD }],
  'datapipeline:DeletePipeline': [{ way: 'data-pipeline', rule: SPARED }],
  'datapipeline:DescribeObjects': [{ way: 'data-pipeline', rule: { ...LOOKED, strange: FINE } }],
  'datapipeline:DescribePipelines': [{ way: 'data-pipeline, stopped', rule: TOLD, besides: ({ account }) => account.aws.fail('datapipeline:DeactivatePipeline', 'invalid') }],
  'datapipeline:GetPipelineDefinition': NO_NIGHT,
  'datapipeline:ListPipelines': [{ way: 'data-pipeline', rule: LAUNCHED }],
  'datapipeline:PutPipelineDefinition': [{ way: 'data-pipeline', rule: LAUNCHED }],
  'datapipeline:QueryObjects': [{ way: 'data-pipeline', rule: { ...LOOKED, denied: FAILED, gone: FAILED, strange: FINE } }],
  'datapipeline:ValidatePipelineDefinition': [{ way: 'data-pipeline', rule: LAUNCHED }],
  'dynamodb:DescribeContinuousBackups': [{ way: 'scan', part: 'night', rule: SPARED }, { way: 'export', part: 'survey', rule: { ...SURVEYED, gone: FINE, empty: FINE, strange: FINE }, fits: isSurvey }],
  'dynamodb:DescribeExport': [{ way: 'export', rule: { ...LOOKED, gone: ['fine', 'failed'] } }],
  'dynamodb:DescribeLimits': [{ way: 'scan', rule: { ...ASKED, empty: FINE } }],
  'dynamodb:DescribeTable': [
    { way: 'scan', part: 'survey', rule: SURVEYED, fits: isSurvey },
    { way: 'scan', part: 'night', rule: { others: ['fine', 'failed?'], gone: ['fine', 'vanished'], strange: FINE, credentials: SHUT }, fits: isNight },
    { way: 'emr', part: 'night', rule: { others: ['fine/missed', 'failed|missed?'], gone: ['missed', 'vanished'], strange: ['missed', 'missed'], credentials: SHUT }, fits: isNight },
    { way: 'data-pipeline', part: 'night', rule: { others: ['fine', 'failed|missed?'], gone: ['missed', 'missed|vanished'], denied: ['missed', 'failed'], strange: ['missed', 'missed'], credentials: SHUT }, fits: isNight },
  ],
  'dynamodb:DescribeTimeToLive': [{ way: 'scan', rule: SPARED }],
  'dynamodb:ExportTableToPointInTime': [{ way: 'export', rule: { others: ['fine', 'failed'], denied: FAILED, credentials: SHUT, strange: FINE, done: ['fine', 'fine/failed'] } }],
  'dynamodb:ListExports': [{ way: 'export, long after a crash', rule: { others: ['fine', 'failed'], denied: FAILED, credentials: SHUT, strange: FINE } }],
  'dynamodb:ListTables': [{ way: 'scan', rule: ASKED }],
  'dynamodb:ListTagsOfResource': [{ way: 'scan', rule: SPARED }],
  'dynamodb:Scan': [{ way: 'scan', rule: { others: ['fine', 'failed|missed'], credentials: SHUT, strange: FINE } }],
  'dynamodb:UpdateTable': [
    { way: 'scan', part: 'raise', rule: SPARED, fits: (input) => readRcu(input) > ORDERS_RCU }, { way: 'scan', part: 'lower', rule: OWED, fits: (input) => readRcu(input) <= ORDERS_RCU },
    { way: 'scan after a crash', part: 'lower', rule: OWED, fits: (input) => readRcu(input) <= ORDERS_RCU },
  ],
  'elasticmapreduce:AddJobFlowSteps': [{ way: 'emr', rule: { others: ['fine', 'failed|missed'], denied: FAILED, credentials: SHUT, done: ['fine', 'fine/failed|missed'], strange: FINE } }],
  'elasticmapreduce:CancelSteps': [{ way: 'emr, stopped', rule: TOLD }],
  'elasticmapreduce:DescribeCluster': [{ way: 'emr', rule: { others: FINE, credentials: SHUT, gone: ['fine', 'failed'], conflict: ['fine', 'failed'], refused: ['fine', 'fine/failed'] } }],
  'elasticmapreduce:ListClusters': [{ way: 'emr', rule: { ...LOOKED, denied: FAILED, gone: ['fine', 'failed'], refused: ['fine', 'failed'], conflict: ['fine', 'failed'] } }],
  'elasticmapreduce:ListSteps': [{ way: 'emr', rule: LOOKED }],
  'elasticmapreduce:RunJobFlow': [{ way: 'emr', rule: LAUNCHED }],
  'elasticmapreduce:TerminateJobFlows': [{ way: 'emr', rule: SPARED }, { way: 'emr, stopped', rule: TOLD }],
  's3:AbortMultipartUpload': [{ way: 'scan of large tables', heavy: true, rule: { ...COPIED, garbled: ['fine', 'fine/failed|missed'] }, besides: onceDenied('s3:UploadPart') }],
  's3:CompleteMultipartUpload': [{ way: 'scan of large tables', heavy: true, rule: COPIED }],
  's3:CreateMultipartUpload': [{ way: 'scan of large tables', heavy: true, rule: { others: ['fine', 'failed|missed'], strange: FINE } }],
  's3:DeleteObject': NO_NIGHT,
  's3:GetBucketEncryption': NO_NIGHT,
  's3:GetBucketPolicy': NO_NIGHT,
  's3:GetBucketVersioning': NO_NIGHT,
  's3:GetObject': [
    { ...inBucket('state', { ...KEPT, gone: ['fine', 'stopped'] }), passing: ['gone'] }, inBucket('backups', COPIED), inBucket('backups', COPIED, 'emr'), inBucket('backups', COPIED, 'export'),
  ],
  's3:GetPublicAccessBlock': NO_NIGHT,
  's3:HeadBucket': NO_NIGHT,
  's3:HeadObject': [inBucket('backups', { ...COPIED, garbled: ['fine', 'fine/failed|missed'] })],
  's3:ListMultipartUploads': [{ way: 'scan', rule: { ...COPIED, garbled: ['fine', 'fine/failed|missed'], empty: FINE } }],
  's3:ListObjectsV2': [inBucket('state', KEPT), inBucket('backups', COPIED), inBucket('state', KEPT, 'scan after a crash')],
  's3:PutObject': [inBucket('state', KEPT), { way: 'scan', part: 'state, once raised', rule: JOURNAL, fits: (input, { account }) => input.Bucket === BUCKETS.state && account.aws.count('dynamodb:UpdateTable') > 0 },
    inBucket('backups', { ...COPIED, garbled: ['failed', 'failed|missed'] }), inBucket('backups', { ...COPIED, garbled: ['fine/unknown', 'unknown|failed|missed'] }, 'emr')],
  's3:UploadPart': [{ way: 'scan of large tables', heavy: true, rule: COPIED }],
  'sns:GetTopicAttributes': NO_NIGHT,
  'sns:Publish': [{ way: 'scan', rule: TOLD }],
  'sts:GetCallerIdentity': [{ way: 'scan', rule: ASKED }],
};

export const POINTS: readonly Point[] = Object.entries(PLACES).flatMap(([operation, places]) =>
  (places === NO_NIGHT ? [] : places.map((place) => ({ operation: operation as Operation, ...place }))));

/** Operations that no night calls. */
export const OF_NO_NIGHT: readonly Operation[] = Object.entries(PLACES).filter(([, places]) => places === NO_NIGHT).map(([operation]) => operation as Operation);

/** All ways that stand here. */
export const WAYS: readonly Way[] = [...new Set(POINTS.map(({ way }) => way))];
