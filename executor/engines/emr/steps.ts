// Starting and stopping copies: steps of a cluster, one a table, handed over one by one as the night asks.

import { stepRequest, stepToken } from '../../../core/engines/emr-request.js';
import { connectorRatio } from '../../../core/engines/connector-step.js';
import type { Rcu } from '../../../core/units.js';
import { OUTCOME } from '../../../core/world.js';
import { tryCall } from '../../faults.js';
import { because } from '../engine.js';
import { tableNow } from '../table-now.js';
import { describeCluster, listClusters, listSteps } from './calls.js';
import type { Cluster, EmrState } from './state.js';

/** Hands a table over as a step, or adopts the step that an earlier try made. */
export async function startCopy(state: EmrState, table: number, attempt: number, readRcu: Rcu): Promise<number> {
  const { context, unanswered } = state;
  const token = stepToken(context.runId, table, attempt);
  if (state.copies.get(table)?.token === token) return OUTCOME.OK;
  const cluster = state.clusters.get(context.plan.columns.lane[table]);
  if (cluster === undefined || cluster.ending !== 'no') return OUTCOME.FAILED;
  if (cluster.id === null) {
    const { items, refusal } = await listClusters(context.aws, state.createdAfter);
    if (refusal !== null) return refusal.outcome;
    cluster.id = items.findLast(({ name }) => name === cluster.name)?.id ?? null;
    // A look that misses it too says that it is not there.
    if (cluster.id === null) return OUTCOME.UNREACHABLE;
  }
  if (!state.ours.has(cluster.id) || unanswered.has(token)) {
    const { items, refusal } = await listSteps(context.aws, cluster.id);
    if (refusal !== null) return refusal.outcome;
    const found = items.findLast(({ name }) => name.startsWith(token));
    if (found !== undefined) return accept(state, table, attempt, found.id);
    if (state.isSought(token)) return OUTCOME.UNREACHABLE;
  }
  const now = await tableNow(context, table);
  if (now.refusal !== null) {
    if (now.refusal.outcome !== OUTCOME.GONE) because(context, { table: context.tables[table].name }, `emr: ${context.tables[table].name} could not be described: ${now.refusal.what}`);
    return now.refusal.outcome;
  }
  return send(state, cluster, table, attempt, connectorRatio(readRcu, now.rcu));
}

async function send(state: EmrState, cluster: Cluster, table: number, attempt: number, ratio: string): Promise<number> {
  const { context, options, unanswered } = state;
  const { mappersMax, concurrency } = context.plan.lanes[cluster.lane];
  const { name } = context.tables[table];
  const token = stepToken(context.runId, table, attempt);
  const step = stepRequest(token, {
    toolsJar: options.toolsJar ?? '', url: options.place(table, attempt).url, table: name, ratio, mapTasksMax: Math.max(1, Math.floor(mappersMax / concurrency)),
  });
  const { output, refusal } = await tryCall(context.aws, 'elasticmapreduce:AddJobFlowSteps', { JobFlowId: cluster.id ?? '', Steps: [step] });
  const id = output?.StepIds?.[0];
  if (id !== undefined) return accept(state, table, attempt, id);
  if (refusal === null || refusal.maybeDone) unanswered.set(token, refusal?.outcome === OUTCOME.THROTTLED ? -Infinity : context.clock.now());
  if (refusal === null) return OUTCOME.UNREACHABLE;
  // A cluster that has ended takes nothing: the next look tells so, and the copy is none that failed; it waits for the next launch.
  if (refusal.outcome === OUTCOME.FAILED && (await isOver(state, cluster))) return OUTCOME.UNREACHABLE;
  if (refusal.outcome === OUTCOME.FAILED || refusal.outcome === OUTCOME.DENIED) because(context, { table: name }, `emr: ${name} was not taken as a step of ${cluster.id}: ${refusal.what}`);
  return refusal.outcome;
}

async function isOver({ context }: EmrState, { id }: Cluster): Promise<boolean> {
  const seen = await describeCluster(context.aws, id ?? '');
  return seen === 'gone' || ('state' in seen && seen.state.startsWith('TERMINAT'));
}

function accept(state: EmrState, table: number, attempt: number, id: string): number {
  state.unanswered.delete(stepToken(state.context.runId, table, attempt));
  state.addCopy(table, attempt, id);
  return OUTCOME.OK;
}

/**
 * Asks for the end of a step. Killing it kills the client of the job and not the job in YARN, so a look ends the cluster
 * once all its copies are to stop.
 */
export async function stopCopy(state: EmrState, table: number): Promise<number> {
  const copy = state.copies.get(table);
  if (copy === undefined) return OUTCOME.OK;
  copy.stopping = true;
  const cluster = state.clusters.get(copy.lane);
  if (cluster === undefined || cluster.id === null || copy.id === null || cluster.told) return OUTCOME.OK;
  const { refusal } = await tryCall(state.context.aws, 'elasticmapreduce:CancelSteps', {
    ClusterId: cluster.id, StepIds: [copy.id], StepCancellationOption: 'TERMINATE_PROCESS',
  });
  // What is wrong with the step, the next look sees.
  return refusal === null || refusal.outcome === OUTCOME.FAILED ? OUTCOME.OK : refusal.outcome;
}
