// The account's pipelines, looked through once a process: which of tonight's are there already, and which of nights long
// past may go. An account has room for 100.

import { DAY } from '../../../core/units.js';
import { tryCall } from '../../faults.js';
import { listPipelines } from './calls.js';
import type { PipelineState } from './state.js';

/** A pipeline holds the evidence of a failed night: it stays for a week. Long-lived ones are never deleted. */
const KEPT_SECONDS = 7 * DAY;
/** Deleted by one process; the rest may wait for the next. */
const DELETED_MAX = 20;
/** A pipeline that one launch of one run had for itself. */
const OWN_NAME = /^hippolyte-(\d{4}-\d{2}-\d{2})T.*-lane-\d+-launch-\d+$/;

/** Notes the names that are taken. @returns a number of OUTCOMES where they cannot be told; null: done */
export async function firstLook(state: PipelineState): Promise<number | null> {
  if (state.listed) return null;
  const { context } = state;
  const { items, refusal } = await listPipelines(context.aws);
  if (refusal !== null) return refusal.outcome;
  state.listed = true;
  for (const { name } of items) state.named.add(name);
  const old = items.filter(({ name }) => nightsEndedAt(name) < Date.parse(context.night) / 1000 - KEPT_SECONDS).slice(0, DELETED_MAX);
  for (const { id, name } of old) {
    context.note(`data-pipeline.deleted.${id}`, name);
    const deleted = await tryCall(context.aws, 'datapipeline:DeletePipeline', { pipelineId: id });
    if (deleted.refusal === null) continue;
    context.say(`data-pipeline: ${old.length} pipelines of nights long past were not deleted: ${deleted.refusal.what}`);
    break;
  }
  return null;
}

/** Infinity for a pipeline that is none of ours alone. */
function nightsEndedAt(name: string): number {
  const [, date] = OWN_NAME.exec(name) ?? [];
  return date === undefined ? Infinity : Date.parse(date) / 1000;
}
