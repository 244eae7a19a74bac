// The arithmetic of emr-dynamodb-connector: how many segments and mappers a job gets and how fast they read.
// Source: awslabs/emr-dynamodb-connector at 5d21d3b (2026-04-08): read/AbstractDynamoDBInputFormat.java,
// read/ReadIopsCalculator.java, util/TaskCalculator.java, util/RoundRobinYarnContainerAllocator.java.

import type { Bytes, Rcu, Seconds, Share } from '../units.js';
import { GIB } from '../units.js';

/** One segment a GiB or a 100 RCU, at least 100 RCU a mapper; the read rate assumed of an on-demand table. */
const SEGMENT_BYTES = GIB;
const RCU_PER_SEGMENT = 100;
const RCU_PER_MAPPER = 100;
const SEGMENTS_MAX = 1_000_000;
export const CONNECTOR_ON_DEMAND_RCU: Rcu = 40_000;
/** The largest page it asks for, in read units (preader/RateController.java). */
export const CONNECTOR_PAGE_UNITS = 25;
/** It reads eventually consistent: 8 KB a unit (preader/RateController.java). */
export const CONNECTOR_BYTES_PER_UNIT: Bytes = 8192;

/** Read rate of the whole job before it is dealt out: floor(RCU x ratio), in RCU. */
export function connectorRate(rcu: Rcu, ratio: number): Rcu {
  // The nudge mends ratios such as 500 / 1000 x 1000 that come out a hair below a whole number.
  return Math.max(1, Math.floor(rcu * ratio + 1e-9));
}

/** Segments of a table: max(GiB, rate / 100), at least 1. */
export function connectorSegments(sizeBytes: Bytes, rate: Rcu): number {
  return Math.min(Math.max(Math.floor(sizeBytes / SEGMENT_BYTES), Math.floor(rate / RCU_PER_SEGMENT), 1), SEGMENTS_MAX);
}

/** Map tasks of the job: no more than the cluster holds, than 100 RCU each allow, and than there are segments. */
export function connectorMappers(mappersMax: number, rate: Rcu, segments: number): number {
  return Math.min(Math.max(Math.min(mappersMax, Math.floor(rate / RCU_PER_MAPPER)), 1), segments);
}

/** Read rate of a map task that owns `local` of the segments, in RCU; fixed when the task starts. */
export function connectorMapperRate(rate: Rcu, segments: number, local: number): Rcu {
  return Math.max(1, Math.floor((rate / segments) * local));
}

/**
 * Seconds that the map phase takes: its slowest mapper. A mapper that finishes early does not give its share away.
 * @param units read units of the whole table
 * @param sizeBytes size that DescribeTable reports, which decides the segments
 */
export function connectorSeconds(units: number, sizeBytes: Bytes, rcu: Rcu, ratio: number, mappersMax: number): Seconds {
  const rate = connectorRate(rcu, ratio);
  const segments = connectorSegments(sizeBytes, rate);
  const mappers = connectorMappers(mappersMax, rate, segments);
  // Dealt round-robin, mappers own `few` or `few + 1` segments.
  const few = Math.floor(segments / mappers);
  const a = few / segments / connectorMapperRate(rate, segments, few);
  if (few * mappers === segments) return units * a;
  return units * Math.max(a, (few + 1) / segments / connectorMapperRate(rate, segments, few + 1));
}

/** Memory of a machine type as Hadoop on EMR is configured for it, in MB. */
interface YarnMemory {
  /** yarn.scheduler.minimum-allocation-mb: one slot. */
  readonly slotMb: number;
  /** yarn.nodemanager.resource.memory-mb. */
  readonly nodeMb: number;
  readonly mapMb: number;
  readonly reduceMb: number;
  readonly masterMb: number;
}

// Sources: AWS docs, Amazon EMR, "Task configuration" (m3, m4, m5 tables) for node, map, reduce and application master memory.
// m1.medium and m3.xlarge as in the 2017 system's AMI 3.9.0. Types not listed get what their memory gives by the same rule:
// three quarters for YARN, a map task of a quarter of it, reducer and application master twice that.
const YARN = new Map<string, YarnMemory>([
  ['m1.medium', { slotMb: 256, nodeMb: 2048, mapMb: 768, reduceMb: 1024, masterMb: 1024 }],
  ['m3.xlarge', { slotMb: 1440, nodeMb: 11_520, mapMb: 1440 * 4, reduceMb: 2880, masterMb: 2880 }],
  ['m5.xlarge', { slotMb: 32, nodeMb: 12_288, mapMb: 3072, reduceMb: 6144, masterMb: 6144 }],
]);

/** Memory of other machine types in GiB, by size: the general purpose families have 4 GiB a vCPU. */
const SIZE_GIB = new Map([['large', 8], ['xlarge', 16], ['2xlarge', 32], ['4xlarge', 64], ['8xlarge', 128], ['12xlarge', 192], ['16xlarge', 256], ['24xlarge', 384]]);

function yarnMemory(type: string): YarnMemory {
  const known = YARN.get(type);
  if (known !== undefined) return known;
  const family = type.startsWith('r') ? 2 : type.startsWith('c') ? 0.5 : 1;
  const nodeMb = (SIZE_GIB.get(type.slice(type.indexOf('.') + 1)) ?? 16) * family * 768;
  return { slotMb: 32, nodeMb, mapMb: nodeMb / 4, reduceMb: nodeMb / 2, masterMb: nodeMb / 2 };
}

/**
 * Map tasks that `coreCount` core machines of a type hold beside the application master and one reducer; at least 1.
 * Master and core machines are taken to be of the same type.
 */
export function clusterMapTasks(coreType: string, coreCount: number): number {
  const { slotMb, nodeMb, mapMb, reduceMb, masterMb } = yarnMemory(coreType);
  const left = new Array<number>(coreCount).fill(Math.floor(nodeMb / slotMb));
  left[0] -= Math.ceil(masterMb / slotMb);
  const reducerNode = coreCount > 1 ? 1 : 0;
  left[reducerNode] -= Math.ceil(reduceMb / slotMb);
  if (left[reducerNode] < 0) return 1;
  const mapSlots = Math.ceil(mapMb / slotMb);
  return Math.max(1, left.reduce((sum, slots) => sum + Math.floor(slots / mapSlots), 0));
}

/** The ratio to pass so that an on-demand table is read at `wantedRcu`. */
export function onDemandRatio(wantedRcu: Rcu): Share {
  return wantedRcu / CONNECTOR_ON_DEMAND_RCU;
}
