// What became of one copy: the state of its step, and, when that is complete, what it wrote.

import { CONNECTOR_BYTES_PER_UNIT } from '../../../core/planning/connector.js';
import type { At } from '../../../core/units.js';
import { type Records, SIGHT } from '../../../core/world.js';
import { because } from '../engine.js';
import type { StepSeen } from './calls.js';
import { SEEK_SECONDS, type EmrState, type StepCopy } from './state.js';

/** @param over the cluster has ended: what is not complete by now never will be, and ends with it */
export async function lookAtCopy(state: EmrState, copy: StepCopy, step: StepSeen | undefined, over: boolean, now: At, sights: Records): Promise<void> {
  const { context } = state;
  if (step === undefined) {
    if (over || context.clock.now() < copy.sinceAt + SEEK_SECONDS) return;
    because(context, { table: context.tables[copy.table].name }, `emr: the step of ${context.tables[copy.table].name} is not there`);
    return endCopy(state, copy, SIGHT.copyFailed, now, sights);
  }
  if (!copy.started && step.state !== 'PENDING' && step.startedAt !== null) {
    copy.started = true;
    sights.push(now, SIGHT.copyStarted, copy.table, copy.attempt);
  }
  if (step.state === 'COMPLETED') return prove(state, copy, step, now, sights);
  if (over) return;
  if (step.state === 'FAILED') {
    because(context, { table: context.tables[copy.table].name }, `emr: the step of ${context.tables[copy.table].name} failed: ${step.message.split('\n')[0].slice(0, 200) || 'no reason given'}`);
    return endCopy(state, copy, SIGHT.copyFailed, now, sights);
  }
  // Somebody else's cancelling is a failed attempt. Ours is over when the cluster is, unless others still run in it.
  if (step.state === 'CANCELLED' && !copy.stopping) {
    because(context, { table: context.tables[copy.table].name }, `emr: the step of ${context.tables[copy.table].name} was cancelled by somebody else`);
    return endCopy(state, copy, SIGHT.copyFailed, now, sights);
  }
  if (step.state === 'CANCELLED' && state.copiesOf(copy.lane).some(({ stopping }) => !stopping)) endCopy(state, copy, SIGHT.copyStopped, now, sights);
}

async function prove(state: EmrState, copy: StepCopy, step: StepSeen, now: At, sights: Records): Promise<void> {
  const { table, attempt } = copy;
  const { context, options } = state;
  const proof = await options.prove({ table, attempt, startedAt: step.startedAt, endedAt: step.endedAt });
  copy.proving = proof.verdict === 'pending';
  if (proof.verdict === 'faulty') because(context, { table: context.tables[table].name }, `emr: the copy of ${context.tables[table].name} is no backup: ${proof.what}`);
  if (!copy.proving) endCopy(state, copy, proof.verdict === 'proved' ? SIGHT.copyDone : SIGHT.copyFailed, now, sights);
}

/** Tells the end of an attempt. The connector does not say what it consumed: of a whole copy it is taken from the table's size. */
export function endCopy(state: EmrState, copy: StepCopy, sight: number, now: At, sights: Records): void {
  state.copies.delete(copy.table);
  sights.push(now, sight, copy.table, sight === SIGHT.copyDone ? Math.ceil(state.context.tables[copy.table].sizeBytes / CONNECTOR_BYTES_PER_UNIT) : 0);
}
