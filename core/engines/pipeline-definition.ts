// A lane as a definition of AWS Data Pipeline: objects with fields, made here and nowhere by a text template.
//
//   Default ── SnsAlarm (where a topic is given)
//   EmrCluster
//   a table each:  EmrActivity                                       one-object layout
//                  EmrActivity ─ DynamoDBDataNode ─ S3DataNode       three-object layout
//
// Steps are written out in both layouts; the data nodes of the larger one show tables and folders in AWS's own tools.
// The folder is chosen by us, so that a backup is where the night says it is. Source of object types and fields: AWS Data
// Pipeline docs, EmrCluster, EmrActivity, DynamoDBDataNode, S3DataNode, SnsAlarm.

import { exportCommand, HADOOP_PROPERTIES } from './connector-step.js';
import { EXIT, refuse } from '../errors.js';
import type { LiveSettings } from '../config/live-settings.js';
import { PIPELINE_LIMITS, type PipelineField, type PipelineObject } from './pipeline-limits.js';
import type { Lane } from '../plan.js';
import type { Settings } from '../settings.js';
import type { Seconds } from '../units.js';

/** AWS takes no shorter delay between two tries (AWS Data Pipeline docs, limits), and no more than five of them. */
const RETRY_DELAY_MIN_SECONDS: Seconds = 120;
const RETRIES_MAX = 5;

/** What the configuration says of Data Pipeline, and how often AWS tries an activity, or the cluster, again by itself. */
export type PipelineOptions = LiveSettings['dataPipeline'] & Pick<Settings['dataPipeline'], 'retries' | 'retryDelaySeconds'>;

/** AWS's own copy of the connector's tools in the regions that have Data Pipeline, of the release that its export template names. */
function officialJar(region: string): string {
  return `s3://dynamodb-dpl-${region}/emr-ddb-storage-handler/4.11.0/emr-dynamodb-tools-4.11.0-SNAPSHOT-jar-with-dependencies.jar`;
}

export interface PipelineTable {
  /** The table's number in the plan. */
  readonly table: number;
  readonly name: string;
  /** The folder that this launch writes to. */
  readonly url: string;
  /** From connectorRatio. */
  readonly ratio: string;
}

export interface PipelineDefinition {
  readonly objects: readonly PipelineObject[];
  /** The topic was left out, because with it there would be one object more than AWS takes. */
  readonly withoutAlarm: boolean;
}

/** Ids of a launch's objects: letters and digits of the run, lane and launch. In a pipeline that is used again, they tell tonight's from older ones. */
export function objectToken(runId: string, lane: number, launch: number): string {
  return `${runId.replace(/[^A-Za-z0-9]/g, '')}L${lane}N${launch}`;
}

/** The id of a table's activity. */
export function activityId(token: string, table: number): string {
  return `Copy_${token}_${table}`;
}

/** The id of the cluster. */
export function clusterId(token: string): string {
  return `Cluster_${token}`;
}

/** The command line of a step as Data Pipeline has it: separated by commas; what is a comma itself has two backslashes before it (AWS docs, EmrActivity). */
export function pipelineStep(parts: readonly string[]): string {
  return parts.map((part) => part.replaceAll(',', '\\\\,')).join(',');
}

/**
 * The definition of a lane's pipeline. Never more than 100 objects.
 * @throws UserError (78) when the tables alone are too many, or a name or path would be read as something else by AWS
 */
export function pipelineDefinition(lane: Lane, tables: readonly PipelineTable[], token: string, region: string, options: PipelineOptions): PipelineDefinition {
  const each = objectsPerTable(tables.length, options);
  const count = 2 + tables.length * each;
  if (count > PIPELINE_LIMITS.objects) {
    refuse(EXIT.config, 'data-pipeline', `${tables.length} tables of ${each} objects are ${count} with Default and EmrCluster, and AWS takes ${PIPELINE_LIMITS.objects}; plan fewer tables a pipeline`);
  }
  const withAlarm = options.snsTopicArn !== null && count < PIPELINE_LIMITS.objects;
  const objects = [defaults(options), cluster(lane, token, region, options)];
  if (withAlarm) objects.push(alarm(token, options));
  for (const table of tables) objects.push(...tableObjects(table, each === 3, withAlarm, token, region, lane, options));
  return { objects, withoutAlarm: options.snsTopicArn !== null && !withAlarm };
}

function objectsPerTable(tables: number, { layout, snsTopicArn }: PipelineOptions): 1 | 3 {
  if (layout !== 'auto') return layout === 'three-object' ? 3 : 1;
  return 2 + Number(snsTopicArn !== null) + 3 * tables <= PIPELINE_LIMITS.objects ? 3 : 1;
}

function defaults({ role, resourceRole, logUri }: PipelineOptions): PipelineObject {
  return object('Default', {
    scheduleType: 'ondemand', failureAndRerunMode: 'CASCADE', role, resourceRole, maxActiveInstances: '1', ...(logUri === null ? {} : { pipelineLogUri: logUri }),
  });
}

function cluster({ machines, terminateAfterSeconds }: Lane, token: string, region: string, options: PipelineOptions): PipelineObject {
  const [first] = machines;
  const total = machines.reduce((sum, { count }) => sum + count, 0);
  const core = machines.length > 1 ? machines[1].type : first.type;
  return object(clusterId(token), {
    type: 'EmrCluster', releaseLabel: options.releaseLabel, region, masterInstanceType: first.type,
    ...(total > 1 ? { coreInstanceType: core, coreInstanceCount: String(total - 1) } : {}),
    ...(options.subnetId === null ? {} : { subnetId: options.subnetId }),
    ...(Number.isFinite(terminateAfterSeconds) ? { terminateAfter: minutes(terminateAfterSeconds) } : {}),
    maximumRetries: retries(options), actionOnTaskFailure: 'continue', actionOnResourceFailure: 'retryall',
  });
}

function alarm(token: string, { role, snsTopicArn }: PipelineOptions): PipelineObject {
  return object(`Alarm_${token}`, {
    type: 'SnsAlarm', role, topicArn: snsTopicArn as string, subject: 'hippolyte: a copy failed in Data Pipeline',
    message: 'Activity #{node.name} of pipeline #{node.@pipelineId} failed: #{node.errorMessage}',
  });
}

function tableObjects(table: PipelineTable, threeObjects: boolean, withAlarm: boolean, token: string, region: string, lane: Lane, options: PipelineOptions): PipelineObject[] {
  const toolsJar = options.toolsJar ?? officialJar(region);
  for (const text of [table.name, table.url, toolsJar]) refuseMagic(text);
  const mapTasksMax = Math.max(1, Math.floor(lane.mappersMax / lane.concurrency));
  const { jar, args } = exportCommand({ toolsJar, url: table.url, table: table.name, ratio: table.ratio, mapTasksMax }, HADOOP_PROPERTIES);
  const source = `Source_${token}_${table.table}`;
  const target = `Target_${token}_${table.table}`;
  const activity = object(activityId(token, table.table), {
    type: 'EmrActivity', step: pipelineStep([jar, ...args]),
    // A try that failed left files behind, and the tool refuses a folder that is there. The folder is this launch's own.
    preStepCommand: `hadoop fs -rm -r -f -skipTrash '${table.url}'`,
    maximumRetries: retries(options), retryDelay: minutes(Math.max(options.retryDelaySeconds, RETRY_DELAY_MIN_SECONDS)),
    // TRUE would choose machines by the size of the table, of types that are no more.
    resizeClusterBeforeRunning: 'false',
  }, { runsOn: clusterId(token), ...(threeObjects ? { input: source, output: target } : {}), ...(withAlarm ? { onFail: `Alarm_${token}` } : {}) });
  if (!threeObjects) return [activity];
  return [
    object(source, { type: 'DynamoDBDataNode', tableName: table.name, readThroughputPercent: table.ratio, region }), activity,
    object(target, { type: 'S3DataNode', directoryPath: table.url }),
  ];
}

/** `#{` begins an expression, a quote would end the argument of the shell, a backslash is taken away. */
function refuseMagic(text: string): void {
  if (/#\{|['\\\n]/.test(text)) refuse(EXIT.config, 'data-pipeline', `${JSON.stringify(text)} holds #{, a quote, a backslash or a line break, which Data Pipeline would not leave as it is; choose another path`);
}

function retries(options: PipelineOptions): string {
  return String(Math.min(Math.max(Math.floor(options.retries), 0), RETRIES_MAX));
}

function minutes(seconds: Seconds): string {
  return `${Math.ceil(seconds / 60)} Minutes`;
}

function object(id: string, strings: Readonly<Record<string, string>>, refs: Readonly<Record<string, string>> = {}): PipelineObject {
  const fields: PipelineField[] = Object.entries(strings).map(([key, stringValue]) => ({ key, stringValue }));
  for (const [key, refValue] of Object.entries(refs)) fields.push({ key, refValue });
  return { id, name: id, fields };
}
