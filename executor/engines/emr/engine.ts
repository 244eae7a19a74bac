// EMR: a cluster a lane, a step of emr-dynamodb-connector a table. docs/engines.md tells what it does in AWS.

import type { NightContext, Engine } from '../engine.js';
import { Turns } from '../turns.js';
import { startLane, stopLane } from './launch.js';
import { EmrState, type EmrEngineOptions } from './state.js';
import { startCopy, stopCopy } from './steps.js';
import { look } from './watch.js';

export function emrEngine(context: NightContext, options: EmrEngineOptions): Engine {
  const state = new EmrState(context, options);
  const turns = new Turns();
  return {
    startLane: (lane, launch) => turns.take(() => startLane(state, lane, launch)),
    stopLane: (lane) => turns.take(() => stopLane(state, lane)),
    startCopy: (table, attempt, readRcu) => turns.take(() => startCopy(state, table, attempt, readRcu)),
    stopCopy: (table) => turns.take(() => stopCopy(state, table)),
    look: (now, sights) => turns.take(() => look(state, now, sights)),
    adopt: (move, subject, number) => {
      if (move === 'startLane') state.addCluster(subject, number, context.noted(`emr.lane.${subject}.${number}`) ?? null, null);
      else state.addCopy(subject, number, null);
    },
    close: () => Promise.resolve(),
  };
}
