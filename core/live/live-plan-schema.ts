// The shape of a live plan's document. What passes can be carried out without a surprise; values were checked when it was
// made, and its digest says that they are the same.

import { z } from 'zod';
import { show } from '../config/document.js';
import { ENGINES, SKIPS } from '../plan.js';

/** Any number, also an infinite one: what a plan does not limit is Infinity. */
const number = z.custom<number>((value) => typeof value === 'number', 'must be a number');
const whole = z.number().int();
const text = z.string();
const flag = z.boolean();
const leftOut = { table: text, why: text };

const laneSchema = z.strictObject({
  engine: z.enum(ENGINES), tables: z.array(whole), concurrency: number,
  machines: z.array(z.strictObject({ type: text, count: number, emr: flag })),
  bytesPerSecond: number, launchAt: number, terminateAfterSeconds: number, selfOrdered: flag, mappersMax: number, activities: number, pipelineObjects: number,
});

const conductSchema = z.strictObject({
  awaitsCapacity: flag, reverts: z.enum(['after-copy', 'checks']), checksAt: z.array(number), stopsAtClose: flag, attemptsMax: number,
  resumes: z.enum(['after-revert', 'first-check']), keepsLeases: flag,
});

const plannedSchema = z.strictObject({
  engine: z.enum(ENGINES), skip: z.enum(SKIPS), suspends: flag, lane: whole, fromRcu: number, toRcu: number, readRcu: number, boostAt: number.optional(),
  startAt: number, forecastSeconds: number, forecastEndAt: number, forecastUsd: number,
});

const suspendedSchema = z.strictObject({ scaleIn: flag, scaleOut: flag, scheduled: flag });

const tableSchema = z.strictObject({
  index: whole, name: text, sizeBytes: number, itemCount: number, onDemand: flag, rcu: number, ownRcu: number, wcu: number, warmRcu: number,
  autoscaling: z.strictObject({ minRcu: number, maxRcu: number, targetShare: number }).nullable(),
  decreasesToday: number, gsiRcu: number, pitr: flag.nullable(), infrequentAccess: flag, forecastPeakRcu: number,
  tableId: text, arn: text, target: z.strictObject({ minRcu: number, maxRcu: number, suspended: suspendedSchema }).nullable(),
  planned: plannedSchema,
});

const schema = z.strictObject({
  format: z.literal(1), version: text, account: text, region: text, madeAt: number, expiresAt: number, settings: z.record(text, z.unknown()), budgetUsd: number,
  policy: text, night: text, opensAt: number, closesAt: number, lanes: z.array(laneSchema), conduct: conductSchema, forecastUsd: number, crashed: text.nullable(),
  tables: z.array(tableSchema), excluded: z.array(z.strictObject(leftOut)), skipped: z.array(z.strictObject({ ...leftOut, unexpected: flag })),
});

/** What first keeps a value from being a live plan's document, as a sentence, or null. */
export function livePlanFault(value: unknown): string | null {
  const result = schema.safeParse(value);
  if (!result.success) {
    const [issue] = result.error.issues;
    return `${show(issue.path as (string | number)[])}: ${issue.message}`;
  }
  const { tables, lanes } = result.data;
  const misplaced = tables.findIndex(({ index }, i) => index !== i);
  if (misplaced >= 0) return `tables[${misplaced}].index must be ${misplaced}`;
  const names = new Set(tables.map(({ name }) => name));
  if (names.size !== tables.length) return 'tables holds a name twice';
  const stray = lanes.findIndex((lane) => lane.tables.some((table) => table < 0 || table >= tables.length));
  return stray >= 0 ? `lanes[${stray}].tables names a table that is not there` : null;
}
