// The same questions put to two AWSs: what an answer holds, or by which name and status it is refused.

import type { Aws, InputOf, Operation } from '../../../executor/aws.js';
import { errorNameOf } from '../../../executor/faults.js';
import { BUCKETS, TOPIC } from './made.js';

export interface Question {
  readonly what: string;
  readonly operation: Operation;
  /** @param known what earlier questions learnt, by name */
  readonly input: (known: Readonly<Record<string, string>>) => object;
  /** What is learnt from the answer. */
  readonly learns?: (answer: Readonly<Record<string, unknown>>) => Readonly<Record<string, string>>;
}

const ask = <O extends Operation>(what: string, operation: O, input: InputOf<O> | ((known: Readonly<Record<string, string>>) => InputOf<O>), learns?: Question['learns']): Question => ({
  what, operation, input: (known) => (typeof input === 'function' ? (input as (known: Readonly<Record<string, string>>) => object)(known) : input as object), ...(learns === undefined ? {} : { learns }),
});

const [Bucket] = BUCKETS;
const READS = { ServiceNamespace: 'dynamodb', ResourceId: 'table/orders', ScalableDimension: 'dynamodb:table:ReadCapacityUnits' } as const;
const NOBODY = 'arn:aws:sns:eu-west-1:123456789012:nobody';
const at = (Key: string): { readonly Bucket: string; readonly Key: string } => ({ Bucket, Key });

/** In order: later ones stand on earlier ones. */
export const QUESTIONS: readonly Question[] = [
  ask('who asks', 'sts:GetCallerIdentity', {}),
  ask('tables', 'dynamodb:ListTables', {}),
  ask('a table', 'dynamodb:DescribeTable', { TableName: 'orders' }),
  ask('a table that is not there', 'dynamodb:DescribeTable', { TableName: 'none' }),
  ask('quotas', 'dynamodb:DescribeLimits', {}),
  ask('continuous backups', 'dynamodb:DescribeContinuousBackups', { TableName: 'orders' }),
  ask('continuous backups of nothing', 'dynamodb:DescribeContinuousBackups', { TableName: 'none' }),
  ask('time to live', 'dynamodb:DescribeTimeToLive', { TableName: 'orders' }),
  ask('a page of a segment', 'dynamodb:Scan', { TableName: 'orders', Limit: 3, Segment: 0, TotalSegments: 2, ReturnConsumedCapacity: 'TOTAL' }),
  ask('a scan of nothing', 'dynamodb:Scan', { TableName: 'none' }),
  ask('a segment beyond the last', 'dynamodb:Scan', { TableName: 'orders', Segment: 2, TotalSegments: 2 }),
  ask('capacity as it is', 'dynamodb:UpdateTable', { TableName: 'users', ProvisionedThroughput: { ReadCapacityUnits: 100, WriteCapacityUnits: 50 } }),
  ask('more capacity', 'dynamodb:UpdateTable', { TableName: 'users', ProvisionedThroughput: { ReadCapacityUnits: 120, WriteCapacityUnits: 50 } }),
  ask('more capacity of nothing', 'dynamodb:UpdateTable', { TableName: 'none', ProvisionedThroughput: { ReadCapacityUnits: 120, WriteCapacityUnits: 50 } }),
  ask('scaling', 'application-autoscaling:DescribeScalableTargets', { ServiceNamespace: 'dynamodb', ResourceIds: ['table/orders'] }),
  ask('its policies', 'application-autoscaling:DescribeScalingPolicies', { ServiceNamespace: 'dynamodb', ResourceId: 'table/orders' }),
  ask('scaling suspended', 'application-autoscaling:RegisterScalableTarget', { ...READS, SuspendedState: { DynamicScalingInSuspended: true, DynamicScalingOutSuspended: true, ScheduledScalingSuspended: true } }),
  ask('scaling of what is not there', 'application-autoscaling:RegisterScalableTarget', { ...READS, ResourceId: 'table/none', MinCapacity: 1, MaxCapacity: 2 }),
  ask('an object', 's3:PutObject', { ...at('a'), Body: 'one', IfNoneMatch: '*', ChecksumAlgorithm: 'SHA256' }, ({ ETag }) => ({ etag: String(ETag) })),
  ask('the same again', 's3:PutObject', { ...at('a'), Body: 'two', IfNoneMatch: '*' }),
  ask('over another', 's3:PutObject', { ...at('a'), Body: 'two', IfMatch: '"00000000000000000000000000000000"' }),
  ask('over what is not there', 's3:PutObject', { ...at('none'), Body: 'two', IfMatch: '"00000000000000000000000000000000"' }),
  ask('over itself', 's3:PutObject', ({ etag }) => ({ ...at('a'), Body: 'two', IfMatch: etag })),
  ask('read', 's3:GetObject', { ...at('a'), ChecksumMode: 'ENABLED' }),
  ask('a part of it', 's3:GetObject', { ...at('a'), Range: 'bytes=1-1' }),
  ask('what is not there', 's3:GetObject', at('none')),
  ask('a look', 's3:HeadObject', at('a')),
  ask('a look at nothing', 's3:HeadObject', at('none')),
  ask('a list', 's3:ListObjectsV2', { Bucket, Prefix: 'a', MaxKeys: 1 }),
  ask('an empty list', 's3:ListObjectsV2', { Bucket, Prefix: 'none' }),
  ask('a bucket that is not there', 's3:ListObjectsV2', { Bucket: 'not-there' }),
  ask('a bucket of somebody else', 's3:ListObjectsV2', { Bucket, ExpectedBucketOwner: '999999999999' }),
  ask('an upload', 's3:CreateMultipartUpload', at('parts'), ({ UploadId }) => ({ upload: String(UploadId) })),
  ask('uploads', 's3:ListMultipartUploads', { Bucket, Prefix: 'parts' }),
  ask('a part', 's3:UploadPart', ({ upload }) => ({ ...at('parts'), UploadId: upload, PartNumber: 1, Body: 'x' }), ({ ETag }) => ({ part: String(ETag) })),
  ask('a part of no upload', 's3:UploadPart', { ...at('parts'), UploadId: 'none', PartNumber: 1, Body: 'x' }),
  ask('completed over what is there', 's3:CompleteMultipartUpload', ({ upload, part }) => ({ Bucket, Key: 'parts', UploadId: upload, IfNoneMatch: '*', MultipartUpload: { Parts: [{ PartNumber: 1, ETag: part }] } })),
  ask('aborted when it is over', 's3:AbortMultipartUpload', ({ upload }) => ({ ...at('parts'), UploadId: upload })),
  ask('deleted', 's3:DeleteObject', at('parts')),
  ask('deleted again', 's3:DeleteObject', at('parts')),
  ask('versions', 's3:GetBucketVersioning', { Bucket }),
  ask('encryption', 's3:GetBucketEncryption', { Bucket }),
  ask('public access', 's3:GetPublicAccessBlock', { Bucket }),
  ask('no policy', 's3:GetBucketPolicy', { Bucket }),
  ask('a message', 'sns:Publish', { TopicArn: TOPIC, Subject: 's', Message: 'm' }),
  ask('a message to nobody', 'sns:Publish', { TopicArn: NOBODY, Message: 'm' }),
  ask('a topic that is not there', 'sns:GetTopicAttributes', { TopicArn: NOBODY }),
  ask('a cluster that is not there', 'elasticmapreduce:DescribeCluster', { ClusterId: 'j-NONE' }),
  ask('a pipeline that is not there', 'datapipeline:DescribePipelines', { pipelineIds: ['df-NONE'] }),
];

/** What each question came to: the members of the answer, or the refusal. */
export async function opinionsOf(aws: Aws): Promise<Map<string, string>> {
  const known: Record<string, string> = {};
  const opinions = new Map<string, string>();
  for (const { what, operation, input, learns } of QUESTIONS) {
    try {
      const answer: unknown = await aws.call(operation, input(known));
      Object.assign(known, learns?.(answer as Readonly<Record<string, unknown>>));
      opinions.set(what, membersOf(answer).join(' '));
    } catch (error) {
      const { $metadata: metadata } = error as { $metadata?: { httpStatusCode?: number } };
      opinions.set(what, `refused: ${errorNameOf(error)} ${metadata?.httpStatusCode ?? 'without a status'}`);
    }
  }
  return opinions;
}

/** Names with their parents, of lists those of all members together; sorted. */
function membersOf(value: unknown, prefix = ''): string[] {
  if (Array.isArray(value)) return [...new Set(value.flatMap((one) => membersOf(one, prefix)))].sort();
  if (typeof value !== 'object' || value === null || value instanceof Date || value instanceof Uint8Array || 'transformToString' in value) return prefix === '' ? [] : [prefix.slice(0, -1)];
  const names = Object.entries(value).filter(([name, member]) => name !== '$metadata' && member !== undefined);
  return [...new Set(names.flatMap(([name, member]) => membersOf(member, `${prefix}${name}.`)))].sort();
}
