// Seeing what became of clusters and steps: one list for all clusters, and one for each cluster in which copies run.

import { OUTCOME, type Records, SIGHT } from '../../../core/world.js';
import type { At } from '../../../core/units.js';
import { tryCall } from '../../faults.js';
import { because } from '../engine.js';
import { describeCluster, listClusters, listSteps, type ClusterSeen, type StepSeen } from './calls.js';
import { endCopy, lookAtCopy } from './watch-copy.js';
import { SEEK_SECONDS, type Cluster, type EmrState } from './state.js';
import { terminate } from './launch.js';

const UP = new Set(['RUNNING', 'WAITING']);
const OVER = new Set(['TERMINATED', 'TERMINATED_WITH_ERRORS']);
/** EMR's word for a cluster that somebody ended on purpose. */
const ON_PURPOSE = 'USER_REQUEST';

/** Adds what changed. What cannot be read now is told by a later look. */
export async function look(state: EmrState, now: At, sights: Records): Promise<void> {
  for (const lane of state.neverUp.splice(0)) sights.push(now, SIGHT.laneEnded, lane, OUTCOME.OK);
  if (state.clusters.size === 0) return;
  const { items, refusal } = await listClusters(state.context.aws, state.createdAfter);
  if (refusal !== null) return state.context.say(`emr: clusters could not be listed: ${refusal.what}`);
  for (const cluster of [...state.clusters.values()]) {
    const seen = await find(state, cluster, items);
    if (seen === 'gone') end(state, cluster, now, sights, OUTCOME.FAILED);
    else if (seen !== 'unknown') await lookAt(state, cluster, seen, now, sights);
  }
}

/** By its id, or by its name and then the oldest: a twin that a lost answer made is ended. */
async function find(state: EmrState, cluster: Cluster, listed: readonly ClusterSeen[]): Promise<ClusterSeen | 'gone' | 'unknown'> {
  const named = listed.filter(({ name }) => name === cluster.name).sort((a, b) => (a.createdAt ?? 0) - (b.createdAt ?? 0));
  cluster.id ??= named[0]?.id ?? null;
  for (const twin of named) {
    if (twin.id === cluster.id || twin.state.startsWith('TERMINAT')) continue;
    state.context.say(`emr: cluster ${twin.id} is a twin of ${cluster.id} and is ended`);
    state.context.note(`emr.twin.${twin.id}`, 'ended');
    await tryCall(state.context.aws, 'elasticmapreduce:TerminateJobFlows', { JobFlowIds: [twin.id] });
  }
  const seen = named.find(({ id }) => id === cluster.id);
  if (seen !== undefined) return seen;
  if (cluster.id === null) return state.context.clock.now() < cluster.sinceAt + SEEK_SECONDS ? 'unknown' : 'gone';
  const described = await describeCluster(state.context.aws, cluster.id);
  return described === 'gone' || 'state' in described ? described : 'unknown';
}

async function lookAt(state: EmrState, cluster: Cluster, seen: ClusterSeen, now: At, sights: Records): Promise<void> {
  if (seen.createdAt !== null) cluster.endsByAt = state.endsBy(cluster.lane, seen.createdAt);
  if (UP.has(seen.state) && !cluster.ready) {
    cluster.ready = true;
    sights.push(now, SIGHT.laneReady, cluster.lane, 0);
  }
  const over = OVER.has(seen.state);
  const copies = state.copiesOf(cluster.lane);
  if (copies.length > 0 && (UP.has(seen.state) || over)) {
    const { items, refusal } = await listSteps(state.context.aws, seen.id);
    if (refusal !== null) return state.context.say(`emr: steps of ${seen.id} could not be listed: ${refusal.what}`);
    for (const copy of copies) {
      const step = await stepOf(state, cluster, copy.token, copy.id, items);
      copy.id ??= step?.id ?? null;
      await lookAtCopy(state, copy, step, over, now, sights);
    }
  }
  if (over) {
    if (state.copiesOf(cluster.lane).every(({ proving }) => !proving)) end(state, cluster, now, sights, outcomeOf(cluster, seen), seen);
    return;
  }
  await endInTime(state, cluster, now);
}

/** The step of an attempt; the first that was made counts, twins are cancelled. */
async function stepOf({ context }: EmrState, cluster: Cluster, token: string, id: string | null, listed: readonly StepSeen[]): Promise<StepSeen | undefined> {
  const named = listed.filter(({ name }) => name.startsWith(token));
  const step = named.find((one) => one.id === id) ?? named.at(-1);
  const twins = named.filter((one) => one !== step && (one.state === 'PENDING' || one.state === 'RUNNING')).map((one) => one.id);
  if (twins.length > 0) {
    context.say(`emr: ${twins.length} twins of step ${step?.id} are cancelled`);
    for (const twin of twins) context.note(`emr.twin.${twin}`, 'cancelled');
    await tryCall(context.aws, 'elasticmapreduce:CancelSteps', { ClusterId: cluster.id ?? '', StepIds: twins, StepCancellationOption: 'TERMINATE_PROCESS' });
  }
  return step;
}

/** Ends a cluster whose time is over, and one in which every copy is to stop: only with it do their jobs surely end. */
async function endInTime(state: EmrState, cluster: Cluster, now: At): Promise<void> {
  const copies = state.copiesOf(cluster.lane);
  if (cluster.ending === 'no' && now >= cluster.endsByAt) {
    state.context.say(`emr: cluster ${cluster.id} has lived as long as it may and is ended`);
    cluster.ending = 'timed out';
  } else if (cluster.ending === 'no' && copies.length > 0 && copies.every(({ stopping }) => stopping)) cluster.ending = 'stopped';
  if (cluster.ending !== 'no' && !cluster.told) await terminate(state, cluster.lane);
}

function outcomeOf(cluster: Cluster, seen: ClusterSeen): number {
  if (cluster.ending === 'timed out') return OUTCOME.TIMED_OUT;
  return cluster.ending === 'stopped' || seen.reason === ON_PURPOSE ? OUTCOME.OK : OUTCOME.FAILED;
}

function end(state: EmrState, cluster: Cluster, now: At, sights: Records, outcome: number, seen?: ClusterSeen): void {
  if (outcome === OUTCOME.FAILED) {
    because(state.context, { lane: cluster.lane }, `emr: cluster ${cluster.id ?? cluster.name} ${seen === undefined ? 'is not there' : `ended by itself: ${seen.reason} ${seen.message.split('\n')[0].slice(0, 200)}`}`);
  }
  for (const copy of state.copiesOf(cluster.lane)) endCopy(state, copy, SIGHT.copyStopped, now, sights);
  state.clusters.delete(cluster.lane);
  sights.push(now, SIGHT.laneEnded, cluster.lane, outcome);
}
