// Launching a pipeline: created once for its name and unique id, defined, validated, activated once. A long-lived pipeline
// is given tonight's definition when nothing of it runs any more.

import { pipelineRequest } from '../../../core/engines/pipeline-names.js';
import { OUTCOME } from '../../../core/world.js';
import { tryCall, type Refusal } from '../../faults.js';
import { because } from '../engine.js';
import { instanceIds, isGone, listPipelines, unfinishedIds } from './calls.js';
import { firstLook } from './first-look.js';
import { defineLane, putDefinition } from './definition.js';
import { REGIONS, type PipelineState } from './state.js';

/** Launches a lane, or adopts what an earlier try activated. */
export async function startLane(state: PipelineState, lane: number, launch: number): Promise<number> {
  const { context } = state;
  if (state.pipelines.get(lane)?.launch === launch) return OUTCOME.OK;
  if (!REGIONS.includes(context.region)) {
    because(context, { lane }, `data-pipeline: AWS Data Pipeline is not in ${context.region}, only in ${REGIONS.join(', ')}; plan with a policy of another engine`);
    return OUTCOME.UNAVAILABLE;
  }
  const unlisted = await firstLook(state);
  if (unlisted !== null) return unlisted === OUTCOME.DENIED || unlisted === OUTCOME.FAILED ? refusedWholly(state, lane) : unlisted;
  const poolName = state.poolName(lane);
  const ownName = state.ownName(lane, launch);
  // An earlier process may have turned to a pipeline of the launch's own.
  if (poolName !== null && !state.named.has(ownName)) {
    const outcome = await launchIn(state, lane, launch, poolName);
    if (outcome !== 'busy') return outcome;
    state.named.add(ownName);
    context.say(`data-pipeline: ${poolName} cannot take tonight's definition; lane ${lane} gets a pipeline of its own`);
  }
  const outcome = await launchIn(state, lane, launch, ownName);
  return outcome === 'busy' ? OUTCOME.UNAVAILABLE : outcome;
}

/** In the pipeline of a name. `busy`: it cannot be used now. */
async function launchIn(state: PipelineState, lane: number, launch: number, name: string): Promise<number | 'busy'> {
  const { context, unanswered } = state;
  const token = state.tokenOf(lane, launch);
  const created = await create(state, lane, launch, name);
  if (typeof created === 'number') return created;
  const pipelineId = created.id;
  const { items, refusal } = await instanceIds(context.aws, pipelineId, token, context.plan.opensAt, 'all');
  if (refusal !== null && isGone(refusal)) return 'busy';
  // What was never activated may have nothing to ask for.
  if (refusal !== null && refusal.outcome !== OUTCOME.FAILED) return refusal.outcome;
  if (items !== null && items.length > 0) return accept(state, lane, launch, pipelineId);
  if (state.isSought(token)) return OUTCOME.UNREACHABLE;
  const isOwn = name === state.ownName(lane, launch);
  if (!isOwn && !unanswered.has(token)) {
    const others = await unfinishedIds(context.aws, pipelineId);
    if (others.refusal !== null) return others.refusal.outcome;
    if (others.items.length > 0) return 'busy';
  }
  const objects = await defineLane(state, lane, launch);
  if (typeof objects === 'number') return objects;
  const notPut = await putDefinition(state, pipelineId, objects);
  // A pipeline whose state is FINISHED, or that was deleted, takes no definition.
  if (notPut !== null) return notPut.outcome === OUTCOME.FAILED && !isOwn ? 'busy' : refused(state, lane, notPut);
  return activate(state, lane, launch, pipelineId);
}

/** The id of the pipeline of a name: made by the first call, given by every further one. */
async function create(state: PipelineState, lane: number, launch: number, name: string): Promise<{ readonly id: string } | number> {
  const { context } = state;
  const { output, refusal } = await tryCall(context.aws, 'datapipeline:CreatePipeline', pipelineRequest(name, { runId: context.runId, night: context.night, lane, launch }));
  if (refusal === null) return output.pipelineId === undefined ? OUTCOME.UNREACHABLE : { id: output.pipelineId };
  return refusal.name.startsWith('AccessDenied') ? refusedWholly(state, lane) : refused(state, lane, refusal);
}

async function activate(state: PipelineState, lane: number, launch: number, pipelineId: string): Promise<number> {
  const { context, unanswered } = state;
  const token = state.tokenOf(lane, launch);
  const { refusal } = await tryCall(context.aws, 'datapipeline:ActivatePipeline', { pipelineId });
  if (refusal === null) return accept(state, lane, launch, pipelineId);
  if (refusal.maybeDone) {
    unanswered.set(token, refusal.outcome === OUTCOME.THROTTLED ? -Infinity : context.clock.now());
    return refusal.outcome;
  }
  // Refused may mean: it runs already, because an earlier call was late.
  const { items } = await instanceIds(context.aws, pipelineId, token, context.plan.opensAt, 'all');
  return items !== null && items.length > 0 ? accept(state, lane, launch, pipelineId) : refused(state, lane, refusal);
}

function accept(state: PipelineState, lane: number, launch: number, pipelineId: string): number {
  state.unanswered.delete(state.tokenOf(lane, launch));
  state.addPipeline(lane, launch, pipelineId);
  state.context.note(`data-pipeline.lane.${lane}.${launch}`, pipelineId);
  return OUTCOME.OK;
}

function refused({ context }: PipelineState, lane: number, refusal: Refusal): number {
  const { outcome } = refusal;
  if (outcome !== OUTCOME.FAILED && outcome !== OUTCOME.UNAVAILABLE && outcome !== OUTCOME.DENIED) return outcome;
  because(context, { lane }, `data-pipeline: lane ${lane} was not launched: ${refusal.what}`);
  return outcome === OUTCOME.DENIED ? outcome : OUTCOME.UNAVAILABLE;
}

/** AWS says the same of an action that is not allowed and of a service that the account cannot have. */
function refusedWholly({ context }: PipelineState, lane: number): number {
  because(context, { lane }, 'data-pipeline: AWS refuses it: the actions are not allowed (docs/engines.md lists them), or this account has no Data Pipeline, which is closed to new customers since July 2024; plan with a policy of another engine');
  return OUTCOME.UNAVAILABLE;
}

/** Finds the pipeline of a launch that was accepted before a crash; null: there is none, undefined: it cannot be told now. */
export async function findPipeline(state: PipelineState, lane: number, launch: number): Promise<string | null | undefined> {
  const { context } = state;
  const listed = await listPipelines(context.aws);
  if (listed.refusal !== null) return undefined;
  for (const name of [state.ownName(lane, launch), state.poolName(lane)]) {
    if (name === null) continue;
    for (const { id } of listed.items.filter((one) => one.name === name)) {
      const { items } = await instanceIds(context.aws, id, state.tokenOf(lane, launch), context.plan.opensAt, 'all');
      if (items === null) return undefined;
      if (items.length > 0) return id;
    }
  }
  return null;
}

/** Asks AWS to cancel what a lane's pipeline runs; its cluster ends with it. */
export async function stopLane(state: PipelineState, lane: number): Promise<number> {
  const pipeline = state.pipelines.get(lane);
  if (pipeline === undefined) {
    if (!state.neverUp.includes(lane)) state.neverUp.push(lane);
    return OUTCOME.OK;
  }
  if (pipeline.ending === 'no') pipeline.ending = 'stopped';
  if (pipeline.id === null || pipeline.told) return OUTCOME.OK;
  const { refusal } = await tryCall(state.context.aws, 'datapipeline:DeactivatePipeline', { pipelineId: pipeline.id, cancelActive: true });
  // Refused for good: it is over already, which the next look sees.
  if (refusal === null || refusal.outcome === OUTCOME.FAILED) pipeline.told = true;
  return refusal === null || refusal.outcome === OUTCOME.FAILED ? OUTCOME.OK : refusal.outcome;
}
