// How many calls a second AWS takes of each API, so that the night is throttled by us and not by AWS.

import type { Operation } from './aws.js';

export interface PaceRate {
  readonly perSecond: number;
  /** Calls at once after a rest. */
  readonly burst: number;
}

/** Per account (AWS Data Pipeline docs, limits). */
const PIPELINES: PaceRate = { perSecond: 1, burst: 100 };
const PIPELINE_OBJECTS: PaceRate = { perSecond: 2, burst: 2 };
/** Not published: what callers report as safe; the SDK and the engines still wait when AWS throttles. */
const CLUSTERS: PaceRate = { perSecond: 2, burst: 10 };
const STEPS: PaceRate = { perSecond: 5, burst: 20 };
const EXPORTS: PaceRate = { perSecond: 5, burst: 10 };
const EXPORT_READS: PaceRate = { perSecond: 10, burst: 20 };
const CHANGES: PaceRate = { perSecond: 10, burst: 40 };
const SCALING: PaceRate = { perSecond: 5, burst: 20 };
const TABLE_READS: PaceRate = { perSecond: 200, burst: 400 };
/** Ten a second (AWS API reference, DescribeContinuousBackups and ListTagsOfResource); a tenth is left to the others. */
const TABLE_EXTRAS: PaceRate = { perSecond: 9, burst: 1 };

/**
 * Rates by operation; what is not listed is not paced here: scans and their uploads pace themselves, and what is asked
 * once a night needs no pace. Data Pipeline's and those of tags and continuous backups are published, DynamoDB's control plane takes
 * thousands of other reads a second, the rest are assumptions.
 */
export const PACE_RATES: Readonly<Partial<Record<Operation, PaceRate>>> = {
  'datapipeline:ActivatePipeline': PIPELINES, 'datapipeline:CreatePipeline': PIPELINES, 'datapipeline:DeactivatePipeline': PIPELINES,
  'datapipeline:DeletePipeline': PIPELINES, 'datapipeline:DescribePipelines': PIPELINES, 'datapipeline:GetPipelineDefinition': PIPELINES,
  'datapipeline:ListPipelines': PIPELINES, 'datapipeline:PutPipelineDefinition': PIPELINES, 'datapipeline:ValidatePipelineDefinition': PIPELINES,
  'datapipeline:DescribeObjects': PIPELINE_OBJECTS, 'datapipeline:QueryObjects': PIPELINE_OBJECTS,
  'elasticmapreduce:DescribeCluster': CLUSTERS, 'elasticmapreduce:ListClusters': CLUSTERS, 'elasticmapreduce:RunJobFlow': CLUSTERS, 'elasticmapreduce:TerminateJobFlows': CLUSTERS,
  'elasticmapreduce:AddJobFlowSteps': STEPS, 'elasticmapreduce:CancelSteps': STEPS, 'elasticmapreduce:ListSteps': STEPS,
  'dynamodb:ExportTableToPointInTime': EXPORTS, 'dynamodb:DescribeExport': EXPORT_READS, 'dynamodb:ListExports': EXPORT_READS,
  'dynamodb:UpdateTable': CHANGES, 'dynamodb:DescribeTable': TABLE_READS, 'dynamodb:DescribeTimeToLive': TABLE_READS,
  'dynamodb:DescribeContinuousBackups': TABLE_EXTRAS, 'dynamodb:ListTagsOfResource': TABLE_EXTRAS,
  'application-autoscaling:RegisterScalableTarget': SCALING, 'application-autoscaling:DescribeScalableTargets': SCALING,
};
