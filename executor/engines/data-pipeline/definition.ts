// The definition of a lane's pipeline at the moment of its launch, and AWS's word on it.

import { connectorRatio } from '../../../core/engines/connector-step.js';
import { UserError } from '../../../core/errors.js';
import { pipelineDefinition, type PipelineTable } from '../../../core/engines/pipeline-definition.js';
import { limitFaults } from '../../../core/engines/pipeline-limits.js';
import { OUTCOME } from '../../../core/world.js';
import { tryCall, type Refusal } from '../../faults.js';
import { inOrder } from '../../in-order.js';
import { because } from '../engine.js';
import { tableNow } from '../table-now.js';
import { garbled } from '../try-pages.js';
import type { PipelineState } from './state.js';

/** The control plane answers thousands of reads a second; a few calls at a time leave it to the others. */
const CALLS_UNDERWAY = 8;

interface ApiObject {
  id: string;
  name: string;
  fields: { key: string; stringValue?: string; refValue?: string }[];
}

/** The objects of a launch; a number of OUTCOMES where there can be none. Tables that are gone are left out and remembered. */
export async function defineLane(state: PipelineState, lane: number, launch: number): Promise<ApiObject[] | number> {
  const { context, options } = state;
  const { plan, region, tables: live } = context;
  const tables: PipelineTable[] = [];
  const asked = inOrder(plan.lanes[lane].tables, CALLS_UNDERWAY, async (table) => ({ table, now: await tableNow(context, table) }));
  for await (const { table, now } of asked) {
    if (now.refusal?.outcome === OUTCOME.GONE) state.leftOut.add(table);
    else if (now.refusal !== null) return now.refusal.outcome;
    else tables.push({ table, name: live[table].name, url: options.place(table, 1).url, ratio: connectorRatio(paceNow(state, table, now.rcu), now.rcu) });
  }
  if (tables.length === 0) return OUTCOME.GONE;
  try {
    const { objects, withoutAlarm } = pipelineDefinition(plan.lanes[lane], tables, state.tokenOf(lane, launch), region, options);
    const faults = limitFaults(objects);
    if (withoutAlarm) context.say(`data-pipeline: lane ${lane} fills its pipeline, so AWS itself sends no alarm for it; the night still tells of its copies`);
    if (faults.length === 0) return objects.map(({ id, name, fields }) => ({ id, name, fields: fields.map((field) => ({ ...field })) }));
    because(context, { lane }, `data-pipeline: lane ${lane} cannot be a pipeline: ${faults[0]}`);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    because(context, { lane }, error.message);
  }
  return OUTCOME.UNAVAILABLE;
}

/** The plan's pace; where less capacity is in force than planned, what is left when the application keeps its part. */
function paceNow({ context: { plan } }: PipelineState, table: number, rcu: number): number {
  const { readRcu, toRcu } = plan.columns;
  return rcu === 0 || rcu >= toRcu[table] ? readRcu[table] : Math.max(1, rcu - (toRcu[table] - readRcu[table]));
}

/**
 * Has AWS validate the definition, then stores it. `errored` in an answer of status 200 is a refusal.
 * @returns null when it is stored
 */
export async function putDefinition(state: PipelineState, pipelineId: string, pipelineObjects: ApiObject[]): Promise<Refusal | null> {
  for (const operation of ['datapipeline:ValidatePipelineDefinition', 'datapipeline:PutPipelineDefinition'] as const) {
    const { output, refusal } = await tryCall(state.context.aws, operation, { pipelineId, pipelineObjects });
    if (refusal !== null) return refusal;
    if (output.errored === undefined) return garbled('a definition neither taken nor refused');
    if (output.errored) {
      const errors = output.validationErrors?.flatMap(({ id = '', errors: lines = [] }) => lines.map((line) => `${id}: ${line}`)) ?? [];
      return { outcome: OUTCOME.UNAVAILABLE, name: 'errored', what: errors.slice(0, 3).join('; ').slice(0, 400) || 'errored, without a reason', maybeDone: false };
    }
  }
  return null;
}
