// The hosts of a lane by engine: machines, bandwidth and concurrency, from the settings.

import { clusterMapTasks } from './connector.js';
import { type EngineName, type Lane, type Machines } from '../plan.js';
import type { Settings } from '../settings.js';
import type { At, Bytes, Rcu } from '../units.js';

/** The small cluster of 2017, chosen below this total (570 MiB): hippolyte, pipeline_scheduler.py, CLUSTER_CONFIGS. */
const CLASSIC_SMALL_BYTES: Bytes = 597_688_320;
const CLASSIC_SMALL_TYPE = 'm1.medium';
const CLASSIC_TYPE = 'm3.xlarge';
const CLASSIC_MACHINES = 2;

/** vCPUs that the size in an EC2 type's name means (AWS docs, EC2 instance types); first-generation names apart. */
const VCPUS = new Map([
  ['m1.medium', 1], ['m1.large', 2], ['medium', 1], ['large', 2], ['xlarge', 4], ['2xlarge', 8], ['4xlarge', 16],
  ['8xlarge', 32], ['12xlarge', 48], ['16xlarge', 64], ['24xlarge', 96],
]);

/** vCPUs of a machine type; 4 where its size is not known. */
export function vcpus(type: string): number {
  return VCPUS.get(type) ?? VCPUS.get(type.slice(type.indexOf('.') + 1)) ?? 4;
}

/** An EMR cluster as the settings have it. */
export function emrLane(tables: readonly number[], launchAt: At, settings: Settings): Lane {
  const { masterType, coreType, coreCount, stepConcurrency, bytesPerSecondPerVcpu } = settings.emr;
  const machines: Machines[] = masterType === coreType
    ? [{ type: coreType, count: coreCount + 1, emr: true }]
    : [{ type: masterType, count: 1, emr: true }, { type: coreType, count: coreCount, emr: true }];
  return {
    engine: 'emr', tables, concurrency: stepConcurrency, machines, bytesPerSecond: coreCount * vcpus(coreType) * bytesPerSecondPerVcpu,
    launchAt, terminateAfterSeconds: Infinity, selfOrdered: false, mappersMax: clusterMapTasks(coreType, coreCount), activities: 0,
    pipelineObjects: 0,
  };
}

/** Read units a second for each core machine of a pipeline (awslabs/data-pipeline-samples, sizing of m3.xlarge: RCU / 1,500). */
const RCU_PER_CORE: Rcu = 1500;

/** Objects that AWS takes in the definition of one pipeline, and those that no table needs: Default and EmrCluster (AWS Data Pipeline docs, limits). */
export const PIPELINE_OBJECTS_MAX = 100;
const OBJECTS_BESIDE_TABLES = 2;
/** A table's own: DynamoDBDataNode, EmrActivity and S3DataNode (hippolyte, 2017), or one EmrActivity that says it all (awslabs/data-pipeline-samples). */
const LAYOUTS = [3, 1] as const;

/** Objects of a pipeline with `tables` tables, in the roomiest layout in which AWS takes `tablesMax`: three objects a table up to 32, one beyond. */
export function pipelineObjects(tables: number, tablesMax: number): number {
  const each = LAYOUTS.find((objects) => OBJECTS_BESIDE_TABLES + tablesMax * objects <= PIPELINE_OBJECTS_MAX) ?? 1;
  return OBJECTS_BESIDE_TABLES + tables * each;
}

/** A pipeline with its cluster, of as many core machines as its fastest copy needs, in a layout that holds `tablesMax` tables. */
export function pipelineLane(tables: readonly number[], tablesMax: number, readRcuMax: Rcu, launchAt: At, settings: Settings): Lane {
  const { machines, machineType } = settings.dataPipeline;
  return pipeline(tables, tablesMax, machineType, Math.max(machines, 1 + Math.ceil(readRcuMax / RCU_PER_CORE)), launchAt, settings);
}

/** A pipeline of 2017: the small cluster below 570 MiB, the large one above, one core machine whatever it must read. */
export function classicPipelineLane(tables: readonly number[], tablesMax: number, bytes: Bytes, launchAt: At, settings: Settings): Lane {
  return pipeline(tables, tablesMax, bytes < CLASSIC_SMALL_BYTES ? CLASSIC_SMALL_TYPE : CLASSIC_TYPE, CLASSIC_MACHINES, launchAt, settings);
}

function pipeline(tables: readonly number[], tablesMax: number, type: string, machines: number, launchAt: At, settings: Settings): Lane {
  const cores = Math.max(1, machines - 1);
  return {
    engine: 'data-pipeline', tables, concurrency: 1, machines: [{ type, count: machines, emr: true }],
    bytesPerSecond: cores * vcpus(type) * settings.emr.bytesPerSecondPerVcpu, launchAt,
    terminateAfterSeconds: settings.dataPipeline.terminateAfterSeconds, selfOrdered: true, mappersMax: clusterMapTasks(type, cores), activities: tables.length,
    pipelineObjects: pipelineObjects(tables.length, tablesMax),
  };
}

/** A pool of hosts of the embedded scan engine. */
export function scanLane(tables: readonly number[], machines: number, launchAt: At, settings: Settings): Lane {
  const { machineType, bytesPerSecondPerMachine, copiesPerMachine } = settings.scan;
  return {
    engine: 'scan', tables, concurrency: machines * copiesPerMachine, machines: [{ type: machineType, count: machines, emr: false }],
    bytesPerSecond: machines * bytesPerSecondPerMachine, launchAt, terminateAfterSeconds: Infinity, selfOrdered: false, mappersMax: 1, activities: 0,
    pipelineObjects: 0,
  };
}

/** The export service: no machines of ours. */
export function exportLane(tables: readonly number[], launchAt: At, settings: Settings): Lane {
  return {
    engine: 'export', tables, concurrency: settings.quotas.exports, machines: [], bytesPerSecond: Infinity,
    launchAt, terminateAfterSeconds: Infinity, selfOrdered: false, mappersMax: 1, activities: 0,
    pipelineObjects: 0,
  };
}

/** A lane of an engine without tables, to look up its machines and bandwidth. */
export function emptyLane(engine: EngineName, settings: Settings): Lane {
  if (engine === 'emr') return emrLane([], 0, settings);
  if (engine === 'data-pipeline') return pipelineLane([], settings.dataPipeline.tablesPerPipeline, 0, 0, settings);
  return engine === 'scan' ? scanLane([], 1, 0, settings) : exportLane([], 0, settings);
}
