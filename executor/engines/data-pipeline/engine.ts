// AWS Data Pipeline: a pipeline a lane, an activity a table, ordered and tried again by AWS. docs/engines.md tells what it
// does there.

import { OUTCOME } from '../../../core/world.js';
import type { Engine, NightContext } from '../engine.js';
import { Turns } from '../turns.js';
import { startLane, stopLane } from './launch.js';
import { PipelineState, type DataPipelineEngineOptions } from './state.js';
import { look } from './watch.js';

export function dataPipelineEngine(context: NightContext, options: DataPipelineEngineOptions): Engine {
  const state = new PipelineState(context, options);
  const turns = new Turns();
  /** The copies of a launch are in its definition: asking for one is to be told of it. */
  const startCopy = (table: number, attempt: number): number => {
    const lane = context.plan.columns.lane[table];
    if (state.leftOut.has(table)) return OUTCOME.GONE;
    if (!state.pipelines.has(lane)) return OUTCOME.FAILED;
    if (!state.copies.has(table)) state.addCopy(table, attempt);
    return OUTCOME.OK;
  };
  return {
    startLane: (lane, launch) => turns.take(() => startLane(state, lane, launch)),
    stopLane: (lane) => turns.take(() => stopLane(state, lane)),
    startCopy: (table, attempt) => turns.take(() => Promise.resolve(startCopy(table, attempt))),
    // AWS orders the activities; what can be stopped is the pipeline.
    stopCopy: () => Promise.resolve(OUTCOME.UNAVAILABLE),
    look: (now, sights) => turns.take(() => look(state, now, sights)),
    adopt: (move, subject, number) => {
      if (move === 'startLane') state.addPipeline(subject, number, context.noted(`data-pipeline.lane.${subject}.${number}`) ?? null);
      else state.addCopy(subject, number);
    },
    close: () => Promise.resolve(),
  };
}
