// Seeing what became of pipelines: the instances that began or are over, and not more than a few pipelines a look.

import { CONNECTOR_BYTES_PER_UNIT } from '../../../core/planning/connector.js';
import { activityId, clusterId } from '../../../core/engines/pipeline-definition.js';
import type { At } from '../../../core/units.js';
import { OUTCOME, type Records, SIGHT } from '../../../core/world.js';
import { because } from '../engine.js';
import { describeInstances, FINAL, instanceIds, isGone, pipelineState, type InstanceSeen } from './calls.js';
import { findPipeline, stopLane } from './launch.js';
import { SEEK_SECONDS, type ActivityCopy, type Pipeline, type PipelineState } from './state.js';

/** Pipelines asked about at one look: two calls each, and AWS takes two of each kind a second. */
const ASKED_MAX = 20;
/** Once the cluster is over, its activities are within this, or never. */
const SETTLE_SECONDS = 300;

export async function look(state: PipelineState, now: At, sights: Records): Promise<void> {
  for (const lane of state.neverUp.splice(0)) sights.push(now, SIGHT.laneEnded, lane, OUTCOME.OK);
  const due = [...state.pipelines.values()].sort((a, b) => a.askedAt - b.askedAt || a.lane - b.lane).slice(0, ASKED_MAX);
  for (const pipeline of due) {
    pipeline.askedAt = now;
    await lookAt(state, pipeline, now, sights);
  }
}

async function lookAt(state: PipelineState, pipeline: Pipeline, now: At, sights: Records): Promise<void> {
  const { context } = state;
  if (pipeline.id === null) {
    const found = await findPipeline(state, pipeline.lane, pipeline.launch);
    if (found === undefined || (found === null && context.clock.now() < pipeline.sinceAt + SEEK_SECONDS)) return;
    if (found === null) return end(state, pipeline, now, sights, OUTCOME.FAILED, 'its pipeline is not there');
    pipeline.id = found;
  }
  if (pipeline.ending === 'no' && now >= pipeline.endsByAt) pipeline.ending = 'timed out';
  if (pipeline.ending !== 'no' && !pipeline.told) await stopLane(state, pipeline.lane);
  const { items: ids, refusal } = await instanceIds(context.aws, pipeline.id, pipeline.token, context.plan.opensAt, 'begun');
  if (refusal !== null && isGone(refusal)) return end(state, pipeline, now, sights, OUTCOME.FAILED, 'its pipeline was deleted');
  if (refusal !== null) return context.say(`data-pipeline: ${pipeline.id} could not be looked at: ${refusal.what}`);
  const described = await describeInstances(context.aws, pipeline.id, ids.filter((id) => !pipeline.over.has(id)));
  if (described.refusal !== null) return context.say(`data-pipeline: ${pipeline.id} could not be looked at: ${described.refusal.what}`);
  const byComponent = new Map(described.items.map((one) => [one.component, one]));
  lookAtCluster(pipeline, byComponent.get(clusterId(pipeline.token)), now, sights);
  for (const copy of state.copiesOf(pipeline.lane)) {
    const seen = byComponent.get(activityId(pipeline.token, copy.table));
    if (seen !== undefined) await lookAtCopy(state, pipeline, copy, seen, now, sights);
  }
  await endWhenOver(state, pipeline, now, sights);
}

function lookAtCluster(pipeline: Pipeline, seen: InstanceSeen | undefined, now: At, sights: Records): void {
  if (seen === undefined) return;
  pipeline.cluster = seen.status;
  if (seen.status === 'RUNNING' && !pipeline.ready) {
    pipeline.ready = true;
    sights.push(now, SIGHT.laneReady, pipeline.lane, 0);
  }
  if (!isFinal(seen.status)) pipeline.clusterEndedAt = Infinity; // launched again by AWS
  else if (pipeline.clusterEndedAt === Infinity) pipeline.clusterEndedAt = now;
}

async function lookAtCopy(state: PipelineState, pipeline: Pipeline, copy: ActivityCopy, seen: InstanceSeen, now: At, sights: Records): Promise<void> {
  const { context, options } = state;
  const { name } = context.tables[copy.table];
  if (!copy.started && seen.startedAt !== null) {
    copy.started = true;
    sights.push(now, SIGHT.copyStarted, copy.table, copy.attempt);
  }
  if (!isFinal(seen.status)) return;
  if (seen.status.startsWith('CANCEL')) endCopy(state, copy, SIGHT.copyStopped, now, sights);
  else if (seen.status !== 'FINISHED') {
    because(context, { table: name }, `data-pipeline: the activity of ${name} ended ${seen.status}: ${seen.message.split('\n')[0].slice(0, 200) || 'no reason given'}`);
    endCopy(state, copy, SIGHT.copyFailed, now, sights);
  } else {
    const proof = await options.prove({ table: copy.table, attempt: copy.attempt, startedAt: seen.startedAt, endedAt: seen.endedAt });
    copy.proving = proof.verdict === 'pending';
    if (copy.proving) return;
    if (proof.verdict === 'faulty') because(context, { table: name }, `data-pipeline: the copy of ${name} is no backup: ${proof.what}`);
    endCopy(state, copy, proof.verdict === 'proved' ? SIGHT.copyDone : SIGHT.copyFailed, now, sights);
  }
  pipeline.over.add(seen.id);
}

/** A launch is over with its cluster and its activities, or when AWS says that the pipeline that we stopped is inactive. */
async function endWhenOver(state: PipelineState, pipeline: Pipeline, now: At, sights: Records): Promise<void> {
  const copies = state.copiesOf(pipeline.lane);
  if (copies.some(({ proving }) => proving)) return;
  const isOver = pipeline.clusterEndedAt < Infinity && (copies.length === 0 || now >= pipeline.clusterEndedAt + SETTLE_SECONDS);
  const isStopped = !isOver && pipeline.told && pipeline.id !== null && (await pipelineState(state.context.aws, pipeline.id)) === 'INACTIVE';
  if (!isOver && !isStopped) return;
  const timedOut = pipeline.ending === 'timed out' || pipeline.cluster === 'TIMEDOUT';
  const failed = pipeline.ending === 'no' && (pipeline.cluster === 'FAILED' || pipeline.cluster === 'CASCADE_FAILED');
  end(state, pipeline, now, sights, timedOut ? OUTCOME.TIMED_OUT : failed ? OUTCOME.FAILED : OUTCOME.OK, failed ? 'its cluster failed' : null);
}

function end(state: PipelineState, pipeline: Pipeline, now: At, sights: Records, outcome: number, what: string | null): void {
  if (what !== null) because(state.context, { lane: pipeline.lane }, `data-pipeline: lane ${pipeline.lane} ended: ${what}`);
  for (const copy of state.copiesOf(pipeline.lane)) endCopy(state, copy, SIGHT.copyStopped, now, sights);
  state.pipelines.delete(pipeline.lane);
  sights.push(now, SIGHT.laneEnded, pipeline.lane, outcome);
}

/** The connector does not say what it consumed: of a whole copy it is taken from the table's size. */
function endCopy(state: PipelineState, copy: ActivityCopy, sight: number, now: At, sights: Records): void {
  state.copies.delete(copy.table);
  sights.push(now, sight, copy.table, sight === SIGHT.copyDone ? Math.ceil(state.context.tables[copy.table].sizeBytes / CONNECTOR_BYTES_PER_UNIT) : 0);
}

function isFinal(status: string): boolean {
  return (FINAL as readonly string[]).includes(status);
}
