// The one door to AWS: a call has a name, an input and an output, and is told apart by whether it changes anything.
// The real one is made in clients.ts; tests put others in its place, and what every call must pass (lock, dry run,
// pace, count, faults) is a layer around it. Errors come as the SDK throws them, told apart by name in faults.ts.

import type { Commands } from './operations.js';

/** A call as IAM names its service and the API its operation: `dynamodb:UpdateTable`. */
export type Operation = keyof Commands;
export type InputOf<O extends Operation> = ConstructorParameters<Commands[O]>[0];
export type OutputOf<O extends Operation> = Awaited<ReturnType<ReturnType<InstanceType<Commands[O]>['resolveMiddleware']>>>['output'];

export interface Aws {
  /** Sends one call. @throws the SDK's error, whose `name` AWS gave */
  call<O extends Operation>(operation: O, input: InputOf<O>): Promise<OutputOf<O>>;
}

/**
 * Calls that change something that is not ours alone: capacity, autoscaling, clusters, pipelines, exports. Each is
 * written to the journal before it is sent, passes the lock, and is never sent in a dry run. Objects of our own bucket
 * and messages are told in WRITING.
 */
export const MUTATING: ReadonlySet<Operation> = new Set<Operation>([
  'application-autoscaling:RegisterScalableTarget',
  'datapipeline:ActivatePipeline', 'datapipeline:AddTags', 'datapipeline:CreatePipeline', 'datapipeline:DeactivatePipeline', 'datapipeline:DeletePipeline',
  'datapipeline:PutPipelineDefinition',
  'dynamodb:ExportTableToPointInTime', 'dynamodb:UpdateTable',
  'elasticmapreduce:AddJobFlowSteps', 'elasticmapreduce:CancelSteps', 'elasticmapreduce:RunJobFlow', 'elasticmapreduce:TerminateJobFlows',
]);

/** Calls that write what is ours: backups, journals, locks, messages. Not sent in a dry run either. */
export const WRITING: ReadonlySet<Operation> = new Set<Operation>([
  's3:AbortMultipartUpload', 's3:CompleteMultipartUpload', 's3:CreateMultipartUpload', 's3:DeleteObject', 's3:PutObject', 's3:UploadPart',
  'sns:Publish',
]);

/**
 * Calls that the SDK must not try again by itself. What was not answered may have been done, so the journal decides
 * (UpdateTable, RegisterScalableTarget, clusters and their steps have no token); LimitExceededException of UpdateTable
 * would be taken for throttling and tried four times; and a throttled Scan must slow its copy down at once.
 */
export const SENT_ONCE: ReadonlySet<Operation> = new Set<Operation>([
  'application-autoscaling:RegisterScalableTarget', 'dynamodb:Scan', 'dynamodb:UpdateTable',
  'elasticmapreduce:AddJobFlowSteps', 'elasticmapreduce:RunJobFlow', 'sns:Publish',
]);

/** The action that IAM asks for, where it is not called like the operation (AWS docs, Actions defined by Amazon S3). */
const IAM_ACTION: Readonly<Partial<Record<Operation, string>>> = {
  's3:CompleteMultipartUpload': 's3:PutObject', 's3:CreateMultipartUpload': 's3:PutObject', 's3:UploadPart': 's3:PutObject',
  's3:HeadObject': 's3:GetObject', 's3:ListObjectsV2': 's3:ListBucket', 's3:HeadBucket': 's3:ListBucket',
  's3:ListMultipartUploads': 's3:ListBucketMultipartUploads', 's3:GetBucketEncryption': 's3:GetEncryptionConfiguration',
  's3:GetPublicAccessBlock': 's3:GetBucketPublicAccessBlock',
};

/** What a policy must allow so that the call may be made. */
export function iamActionOf(operation: Operation): string {
  return IAM_ACTION[operation] ?? operation;
}
