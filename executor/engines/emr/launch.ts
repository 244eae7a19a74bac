// Starting and ending clusters. RunJobFlow takes no token, so before it is sent again the clusters of the account are
// looked through for one of this name.

import { clusterRequest, longestRest } from '../../../core/engines/emr-request.js';
import { OUTCOME } from '../../../core/world.js';
import { tryCall } from '../../faults.js';
import { because } from '../engine.js';
import { listClusters, type ClusterSeen } from './calls.js';
import type { EmrState } from './state.js';

/** Launches a lane, or adopts the cluster that an earlier try made. */
export async function startLane(state: EmrState, lane: number, launch: number): Promise<number> {
  const { context, options, unanswered } = state;
  const name = state.nameOf(lane, launch);
  if (state.clusters.get(lane)?.name === name) return OUTCOME.OK;
  if (options.toolsJar === null) {
    because(context, { lane }, 'emr: live.emr.toolsJar is not set; give the path of the emr-dynamodb-tools jar');
    return OUTCOME.UNAVAILABLE;
  }
  if (!state.listed || unanswered.has(name)) {
    const { items, refusal } = await listClusters(context.aws, state.createdAfter);
    if (refusal !== null) return refusal.outcome;
    state.listed = true;
    state.found = new Map(newestFirst(items).map((one) => [one.name, one]));
  }
  const found = state.found.get(name);
  if (found !== undefined) return accept(state, lane, launch, found.id, found.createdAt);
  if (state.isSought(name)) return OUTCOME.UNREACHABLE;
  return send(state, lane, launch);
}

async function send(state: EmrState, lane: number, launch: number): Promise<number> {
  const { context, options, unanswered } = state;
  const { runId, night, plan, clock } = context;
  const launchedAt = clock.now();
  const request = clusterRequest(plan.lanes[lane], { runId, night, lane, launch }, { launchedAt, endsByAt: state.endsBy(lane, launchedAt) }, { ...options, idleSeconds: options.idleSeconds + longestRest(plan, lane) });
  const { output, refusal } = await tryCall(context.aws, 'elasticmapreduce:RunJobFlow', request);
  if (refusal === null && output.JobFlowId !== undefined) {
    state.ours.add(output.JobFlowId);
    return accept(state, lane, launch, output.JobFlowId, null);
  }
  // Throttled is refused, as far as anybody knows: looked for, but not waited for.
  if (refusal === null || refusal.maybeDone) unanswered.set(request.Name, refusal?.outcome === OUTCOME.THROTTLED ? -Infinity : clock.now());
  if (refusal === null) return OUTCOME.UNREACHABLE;
  if (refusal.outcome !== OUTCOME.FAILED && refusal.outcome !== OUTCOME.DENIED) return refusal.outcome;
  because(context, { lane }, `emr: lane ${lane} was not launched: ${refusal.what}`);
  return refusal.outcome === OUTCOME.DENIED ? OUTCOME.DENIED : OUTCOME.UNAVAILABLE;
}

function accept(state: EmrState, lane: number, launch: number, id: string, createdAt: number | null): number {
  state.unanswered.delete(state.nameOf(lane, launch));
  state.addCluster(lane, launch, id, createdAt);
  state.context.note(`emr.lane.${lane}.${launch}`, id);
  return OUTCOME.OK;
}

/** A map that is filled in this order keeps the oldest of a name: the one that counts. */
function newestFirst(clusters: readonly ClusterSeen[]): ClusterSeen[] {
  return [...clusters].sort((a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0));
}

/** Asks AWS to end a lane's cluster; asked again, it only does what is still to be done. */
export async function stopLane(state: EmrState, lane: number): Promise<number> {
  const cluster = state.clusters.get(lane);
  if (cluster === undefined) {
    if (!state.neverUp.includes(lane)) state.neverUp.push(lane);
    return OUTCOME.OK;
  }
  if (cluster.ending === 'no') cluster.ending = 'stopped';
  for (const copy of state.copiesOf(lane)) copy.stopping = true;
  // One that is not found yet is ended when it is.
  return cluster.id === null || cluster.told ? OUTCOME.OK : terminate(state, lane);
}

/** Sends the request to end the cluster of a lane. */
export async function terminate(state: EmrState, lane: number): Promise<number> {
  const cluster = state.clusters.get(lane);
  if (cluster === undefined || cluster.id === null) return OUTCOME.OK;
  const { refusal } = await tryCall(state.context.aws, 'elasticmapreduce:TerminateJobFlows', { JobFlowIds: [cluster.id] });
  if (refusal === null) cluster.told = true;
  else if (refusal.outcome === OUTCOME.FAILED || refusal.outcome === OUTCOME.DENIED) state.context.say(`emr: cluster ${cluster.id} was not ended: ${refusal.what}`);
  return refusal?.outcome ?? OUTCOME.OK;
}
