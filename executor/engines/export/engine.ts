// Native export: AWS copies the continuous backups of a table into a bucket. docs/engines.md tells what it does in AWS.

import { OUTCOME } from '../../../core/world.js';
import type { Engine, NightContext } from '../engine.js';
import { Turns } from '../turns.js';
import { startCopy } from './start.js';
import { ExportState, type ExportEngineOptions } from './state.js';
import { look } from './watch.js';

export function exportEngine(context: NightContext, options: ExportEngineOptions): Engine {
  const state = new ExportState(context, options);
  const turns = new Turns();
  const told = (lanes: Set<number>, lane: number): Promise<number> => {
    lanes.add(lane);
    return Promise.resolve(OUTCOME.OK);
  };
  return {
    startLane: (lane) => told(state.starting, lane),
    stopLane: (lane) => told(state.ending, lane),
    startCopy: (table, attempt) => turns.take(() => startCopy(state, table, attempt)),
    // There is no call that would stop one.
    stopCopy: () => Promise.resolve(OUTCOME.UNAVAILABLE),
    look: (now, sights) => turns.take(() => look(state, now, sights)),
    adopt: (move, subject, number) => {
      if (move === 'startLane') state.starting.add(subject);
      else state.add(subject, number, context.noted(`export.${subject}.${number}`) ?? null);
    },
    close: () => Promise.resolve(),
  };
}
