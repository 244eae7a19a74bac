// The command line of emr-dynamodb-connector's export tool, for EMR steps and for activities of Data Pipeline.
// Source: awslabs/emr-dynamodb-connector at 5d21d3b, emr-dynamodb-tools, DynamoDBExport: <path> <table> [<ratio> [<segments>]].

import { onDemandRatio } from '../planning/connector.js';
import type { Rcu } from '../units.js';

export const EXPORT_CLASS = 'org.apache.hadoop.dynamodb.tools.DynamoDBExport';
const COMMAND_RUNNER = 'command-runner.jar';
/** Eight decimals: at the largest capacity of a table, 40,000 RCU, the last one is worth 0.0004 RCU. */
const RATIO_STEPS = 1e8;

/**
 * What a cluster is told for every job: the reducer must not take a place before the mappers are done, and a second,
 * speculative copy of a map task would read its segments twice. Keys of Hadoop, mapred-default.xml.
 */
export const HADOOP_PROPERTIES = {
  'mapreduce.job.reduce.slowstart.completedmaps': '1', 'mapreduce.map.speculative': 'false', 'mapreduce.reduce.speculative': 'false',
} as const;

export interface ExportStep {
  /** On the cluster (`/usr/...`) or in S3 (`s3://...`). */
  readonly toolsJar: string;
  /** Where the table goes, e.g. s3://bucket/path; must not exist: the tool refuses a folder that is there. */
  readonly url: string;
  readonly table: string;
  /** From connectorRatio. */
  readonly ratio: string;
  /** Map tasks that the job may have: the cluster's by the jobs that run at once, which the connector cannot know. */
  readonly mapTasksMax: number;
  /** Left to the connector (core/planning/connector.ts) where undefined. */
  readonly segments?: number;
}

/**
 * The part of a table's capacity that makes the connector read `readRcu`, as it is written on its command line: a plain
 * decimal, rounded up so that floor(capacity x ratio) is floor(readRcu), and never more than the whole.
 * @param rcu provisioned read capacity in force, which the connector reads when its map tasks start; 0 when on demand
 */
export function connectorRatio(readRcu: Rcu, rcu: Rcu): string {
  const wanted = Math.max(1, Math.floor(readRcu));
  const ratio = rcu > 0 ? wanted / rcu : onDemandRatio(wanted);
  return Math.min(1, Math.ceil(ratio * RATIO_STEPS - 1e-6) / RATIO_STEPS).toFixed(8);
}

/** Jar and arguments as an EMR step has them. A jar in S3 is fetched by EMR; one on the cluster is started by `hadoop jar`. */
export function exportCommand(step: ExportStep, properties: Readonly<Record<string, string>> = {}): { readonly jar: string; readonly args: readonly string[] } {
  const options = Object.entries({ ...properties, 'dynamodb.max.map.tasks': String(step.mapTasksMax) }).map(([key, value]) => `-D${key}=${value}`);
  const args = [EXPORT_CLASS, ...options, step.url, step.table, step.ratio, ...(step.segments === undefined ? [] : [String(step.segments)])];
  if (step.toolsJar.startsWith('s3://')) return { jar: step.toolsJar, args };
  return { jar: COMMAND_RUNNER, args: ['hadoop', 'jar', step.toolsJar, ...args] };
}
