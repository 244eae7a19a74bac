// What a configuration may say: the shape of Settings with the range of every knob. Defaults are in core/settings.ts;
// everything here may be left out, nothing unknown may be put in.

import { z } from 'zod';
import { isTime, isZone } from '../calendar.js';
import { liveSchema } from './live-schema.js';
import { group, integer, number, oneOf, text } from './schema-parts.js';
import { BILLING_RULES, PIPELINE_FEES } from '../settings.js';

const DAYS_30 = 30 * 86_400;
const seconds = (min = 0): z.ZodType<number> => number('seconds', min, DAYS_30);
const share = (): z.ZodType<number> => number('a share', 0, 1);
const bytes = (): z.ZodType<number> => number('bytes', 1, 2 ** 53);
const machineType = (): z.ZodType<string> => text('an EC2 instance type such as m5.xlarge', (value) => /^[a-z][a-z0-9-]*\.[a-z0-9-]+$/.test(value));

export const windowSchema = group({
  opens: text('a time HH:MM from 00:00 to 23:59', isTime),
  closes: text('a time HH:MM from 00:00 to 23:59', isTime),
  zone: text('an IANA time zone such as UTC or Europe/Warsaw', isZone),
});

export const regionSchema = text('an AWS region such as us-east-1', (value) => /^[a-z]{2}(-[a-z]+)+-[1-9]$/.test(value));
export const seedSchema = integer('a seed', 0, 2 ** 32 - 1);
export const growthSchema = number('a factor', 0.01, 1000);

export const settingsSchema = group({
  window: windowSchema,
  region: regionSchema,
  seed: seedSchema,
  billing: group({
    rule: oneOf(BILLING_RULES),
    reservedRcu: integer('RCU', 0, 1e9),
    pipelineFee: oneOf(PIPELINE_FEES),
    retentionNights: integer('nights', 0, 36_500),
    compressionRatio: number('a ratio', 1, 1000),
  }),
  quotas: group({
    tableRcu: integer('RCU', 1, 1e9),
    accountRcu: integer('RCU, 0: not known', 0, 1e9),
    controlPlaneOperations: integer('operations', 1, 1e6),
    pipelines: integer('pipelines', 1, 1e6),
    exports: integer('exports', 1, 1e6),
    exportBytesInFlight: bytes(),
  }),
  reading: group({
    bytesPerUnit: integer('bytes', 1, 2 ** 20),
    sizeTruth: number('a factor', 0.01, 100),
    burstSeconds: number('seconds', 0, 300),
    burstShare: share(),
    partitionRcu: integer('RCU', 1, 1e6),
    partitionBytes: bytes(),
    onDemandRcu: integer('RCU', 1, 1e9),
    warmRcu: integer('RCU', 1, 1e9),
  }),
  forecast: group({ nights: integer('nights', 1, 39), margin: number('a factor', 1, 100) }),
  control: group({
    lookSeconds: number('seconds', 1, 3600),
    revertLeadSeconds: number('seconds', 0, 43_200),
    boostLeadSeconds: number('seconds', 0, 43_200),
    attemptsMax: integer('attempts', 1, 100),
  }),
  updateTable: group({
    medianSeconds: seconds(),
    p95Seconds: seconds(),
    aboveWarmSeconds: seconds(),
    aboveWarmSecondsPer3000Rcu: seconds(),
    aboveWarmTail: number('a factor', 1, 1000),
  }),
  autoscaling: group({ outSeconds: seconds(), inSeconds: seconds(), inMarginShare: share() }),
  scan: group({
    machineType: machineType(),
    bytesPerSecondPerMachine: bytes(),
    copiesPerMachine: integer('copies', 1, 1e6),
    machinesMax: integer('machines, 0: as many as are needed', 0, 1e6),
    launchSeconds: seconds(),
    pageBytes: integer('bytes', 1, 2 ** 20),
  }),
  emr: group({
    masterType: machineType(),
    coreType: machineType(),
    coreCount: integer('machines', 1, 10_000),
    stepConcurrency: integer('steps', 1, 256),
    bootSeconds: seconds(),
    stepOverheadSeconds: seconds(),
    bytesPerSecondPerVcpu: bytes(),
    tablesPerLane: integer('tables', 1, 256),
  }),
  dataPipeline: group({
    tablesPerPipeline: integer('tables', 1, 98),
    machineType: machineType(),
    machines: integer('machines', 1, 10_000),
    bootSeconds: seconds(),
    activityOverheadSeconds: seconds(),
    terminateAfterSeconds: seconds(1),
    retries: integer('retries', 0, 5),
    retryDelaySeconds: seconds(),
  }),
  export: group({ baseSeconds: seconds(), bytesPerSecond: bytes(), tail: number('a factor', 1, 1000) }),
  weather: group({ copyFailureShare: share(), throttleShare: share(), bootSpread: number('a spread', 0, 10), bootFailureShare: share() }),
});

/** A whole configuration: settings, and the group of the live night. */
export const configSchema = settingsSchema.extend({ live: liveSchema.optional() });
