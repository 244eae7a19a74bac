// Every call that the executor makes of AWS, in one table: what it is, whether it changes anything, who tries it again.
// What is not listed here cannot be called. Types of inputs and outputs are the SDK's own.

import {
  DescribeScalableTargetsCommand, DescribeScalingPoliciesCommand, DescribeScheduledActionsCommand, RegisterScalableTargetCommand,
} from '@aws-sdk/client-application-auto-scaling';
import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import {
  ActivatePipelineCommand, AddTagsCommand, CreatePipelineCommand, DeactivatePipelineCommand, DeletePipelineCommand, DescribeObjectsCommand, DescribePipelinesCommand,
  GetPipelineDefinitionCommand, ListPipelinesCommand, PutPipelineDefinitionCommand, QueryObjectsCommand, ValidatePipelineDefinitionCommand,
} from '@aws-sdk/client-data-pipeline';
import {
  DescribeContinuousBackupsCommand, DescribeExportCommand, DescribeLimitsCommand, DescribeTableCommand, DescribeTimeToLiveCommand,
  ExportTableToPointInTimeCommand, ListExportsCommand, ListTablesCommand, ListTagsOfResourceCommand, ScanCommand, UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import {
  AddJobFlowStepsCommand, CancelStepsCommand, DescribeClusterCommand, ListClustersCommand, ListStepsCommand, RunJobFlowCommand,
  TerminateJobFlowsCommand,
} from '@aws-sdk/client-emr';
import {
  AbortMultipartUploadCommand, CompleteMultipartUploadCommand, CreateMultipartUploadCommand, DeleteObjectCommand, GetBucketPolicyCommand, GetBucketVersioningCommand,
  GetObjectCommand, GetPublicAccessBlockCommand, GetBucketEncryptionCommand, HeadBucketCommand, HeadObjectCommand, ListMultipartUploadsCommand, ListObjectsV2Command, PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { GetTopicAttributesCommand, PublishCommand } from '@aws-sdk/client-sns';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';

/** Commands by service (as IAM names it) and operation. */
export const OPERATIONS = {
  'application-autoscaling:DescribeScalableTargets': DescribeScalableTargetsCommand,
  'application-autoscaling:DescribeScalingPolicies': DescribeScalingPoliciesCommand,
  'application-autoscaling:DescribeScheduledActions': DescribeScheduledActionsCommand,
  'application-autoscaling:RegisterScalableTarget': RegisterScalableTargetCommand,
  'cloudwatch:GetMetricData': GetMetricDataCommand,
  'datapipeline:ActivatePipeline': ActivatePipelineCommand,
  'datapipeline:AddTags': AddTagsCommand,
  'datapipeline:CreatePipeline': CreatePipelineCommand,
  'datapipeline:DeactivatePipeline': DeactivatePipelineCommand,
  'datapipeline:DeletePipeline': DeletePipelineCommand,
  'datapipeline:DescribeObjects': DescribeObjectsCommand,
  'datapipeline:DescribePipelines': DescribePipelinesCommand,
  'datapipeline:GetPipelineDefinition': GetPipelineDefinitionCommand,
  'datapipeline:ListPipelines': ListPipelinesCommand,
  'datapipeline:PutPipelineDefinition': PutPipelineDefinitionCommand,
  'datapipeline:QueryObjects': QueryObjectsCommand,
  'datapipeline:ValidatePipelineDefinition': ValidatePipelineDefinitionCommand,
  'dynamodb:DescribeContinuousBackups': DescribeContinuousBackupsCommand,
  'dynamodb:DescribeExport': DescribeExportCommand,
  'dynamodb:DescribeLimits': DescribeLimitsCommand,
  'dynamodb:DescribeTable': DescribeTableCommand,
  'dynamodb:DescribeTimeToLive': DescribeTimeToLiveCommand,
  'dynamodb:ExportTableToPointInTime': ExportTableToPointInTimeCommand,
  'dynamodb:ListExports': ListExportsCommand,
  'dynamodb:ListTables': ListTablesCommand,
  'dynamodb:ListTagsOfResource': ListTagsOfResourceCommand,
  'dynamodb:Scan': ScanCommand,
  'dynamodb:UpdateTable': UpdateTableCommand,
  'elasticmapreduce:AddJobFlowSteps': AddJobFlowStepsCommand,
  'elasticmapreduce:CancelSteps': CancelStepsCommand,
  'elasticmapreduce:DescribeCluster': DescribeClusterCommand,
  'elasticmapreduce:ListClusters': ListClustersCommand,
  'elasticmapreduce:ListSteps': ListStepsCommand,
  'elasticmapreduce:RunJobFlow': RunJobFlowCommand,
  'elasticmapreduce:TerminateJobFlows': TerminateJobFlowsCommand,
  's3:AbortMultipartUpload': AbortMultipartUploadCommand,
  's3:CompleteMultipartUpload': CompleteMultipartUploadCommand,
  's3:CreateMultipartUpload': CreateMultipartUploadCommand,
  's3:DeleteObject': DeleteObjectCommand,
  's3:GetBucketEncryption': GetBucketEncryptionCommand,
  's3:GetBucketPolicy': GetBucketPolicyCommand,
  's3:GetBucketVersioning': GetBucketVersioningCommand,
  's3:GetObject': GetObjectCommand,
  's3:GetPublicAccessBlock': GetPublicAccessBlockCommand,
  's3:HeadBucket': HeadBucketCommand,
  's3:HeadObject': HeadObjectCommand,
  's3:ListMultipartUploads': ListMultipartUploadsCommand,
  's3:ListObjectsV2': ListObjectsV2Command,
  's3:PutObject': PutObjectCommand,
  's3:UploadPart': UploadPartCommand,
  'sns:GetTopicAttributes': GetTopicAttributesCommand,
  'sns:Publish': PublishCommand,
  'sts:GetCallerIdentity': GetCallerIdentityCommand,
} as const;

export type Commands = typeof OPERATIONS;
