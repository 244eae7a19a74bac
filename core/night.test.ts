// The brain, move by move, with hand-made answers and sights. There is no clock and no world here.

import test from 'ava';
import { MemoryLedger, entryDocument } from './ledger.js';
import { BackupNight } from './night.js';
import { CLOSES, LOOK, OPENS, SCAN, Stage, planOf, type Boost } from './brain/night-stage.js';
import type { Conduct, Lane } from './plan.js';
import { type Brain, nightLoop, runNow } from './run.js';
import { MOVE, MOVES, OUTCOME, type OutcomeName, SIGHT, type SightName, type World } from './world.js';

test('a table that needs no boost is only copied, and its lane ends with it', (t) => {
  const stage = new Stage(planOf([{ ...SCAN, tables: [0] }], [null]));
  t.deepEqual(stage.at(OPENS), ['startLane 0 0']);
  t.deepEqual(stage.at(OPENS + 60, [['laneReady', 0]]), ['startCopy 0 50']);
  t.false(stage.brain.over);
  t.deepEqual(stage.at(OPENS + 900, [['copyDone', 0, 1000]]), ['stopLane 0 0']);
  t.deepEqual(stage.at(OPENS + 900, [['laneEnded', 0]]), []);
  t.true(stage.brain.over);
});

test('autoscaling is suspended before the boost and resumed after the revert; the copy waits for capacity in force', (t) => {
  const stage = new Stage(planOf([{ ...SCAN, tables: [0] }], [{ at: OPENS, from: 100, to: 900, read: 800, suspends: true }]));
  t.deepEqual(stage.at(OPENS), ['startLane 0 0', 'suspendScaling 0 0', 'boost 0 900']);
  t.deepEqual(stage.at(OPENS + 60, [['laneReady', 0]]), []);
  t.deepEqual(stage.at(OPENS + 75, [['capacity', 0, 900]]), ['startCopy 0 800']);
  t.deepEqual(stage.at(OPENS + 900, [['copyDone', 0, 1000]]), ['revert 0 100', 'stopLane 0 0']);
  t.deepEqual(stage.at(OPENS + 930, [['laneEnded', 0]]), []);
  t.false(stage.brain.over);
  t.deepEqual(stage.at(OPENS + 960, [['capacity', 0, 100]]), ['resumeScaling 0 0']);
  t.true(stage.brain.over);
});

test('a lane runs its copies in order, as many at once as it may', (t) => {
  const stage = new Stage(planOf([{ ...SCAN, tables: [2, 0, 1], concurrency: 2 }], [null, null, null]));
  stage.at(OPENS);
  t.deepEqual(stage.at(OPENS + 60, [['laneReady', 0]]), ['startCopy 2 50', 'startCopy 0 50']);
  t.deepEqual(stage.at(OPENS + 90, [['copyDone', 0]]), ['startCopy 1 50']);
});

test('a place is kept for a table whose boost is on its way, unless copies run one by one', (t) => {
  const boost: Boost = { at: OPENS, from: 100, to: 900, read: 800 };
  const stage = new Stage(planOf([{ ...SCAN, tables: [0, 1, 2, 3], concurrency: 2 }], [boost, null, null, null]));
  stage.at(OPENS);
  t.deepEqual(stage.at(OPENS + 60, [['laneReady', 0]]), ['startCopy 1 50']);
  t.deepEqual(stage.at(OPENS + 75, [['copyDone', 1]]), ['startCopy 2 50']);
  t.deepEqual(stage.at(OPENS + 90, [['capacity', 0, 900]]), ['startCopy 0 800']);
  t.deepEqual(stage.at(OPENS + 95, [['copyDone', 2]]), ['startCopy 3 50']);
});

test('a refused boost: copied unraised, at the pace that leaves the application what the plan left it', (t) => {
  // planned: 900 provisioned, 800 for the copy, so 100 for the application; unraised: 250 - 100 = 150 for the copy
  const stage = new Stage(planOf([{ ...SCAN, tables: [0] }], [{ at: OPENS, from: 250, to: 900, read: 800 }]));
  stage.at(OPENS, [], (move) => (move === 'boost' ? 'OVER_TABLE_QUOTA' : 'OK'));
  t.deepEqual(stage.at(OPENS + 60, [['laneReady', 0]]), ['startCopy 0 150']);
  t.deepEqual(stage.at(OPENS + 900, [['copyDone', 0, 1000]]), ['stopLane 0 0']);
});

test('a busy answer to a boost is tried again after a pause, for ten minutes at most', (t) => {
  const stage = new Stage(planOf([{ ...SCAN, tables: [0] }], [{ at: OPENS, from: 250, to: 900, read: 800 }]));
  const busy = (move: string): OutcomeName => (move === 'boost' ? 'IN_USE' : 'OK');
  t.deepEqual(stage.at(OPENS, [['laneReady', 0]], busy), ['startLane 0 0', 'boost 0 900']);
  t.is(stage.brain.wakeAt, OPENS + LOOK);
  t.deepEqual(stage.at(OPENS + LOOK, [], busy), ['boost 0 900']);
  t.deepEqual(stage.at(OPENS + 600, [], busy), ['boost 0 900', 'startCopy 0 150']);
});

test('a boost for which the account is full for a moment is tried again: another copy is about to hand its raise back', (t) => {
  const stage = new Stage(planOf([{ ...SCAN, tables: [0] }], [{ at: OPENS, from: 250, to: 900, read: 800 }]));
  stage.at(OPENS, [['laneReady', 0]], (move) => (move === 'boost' ? 'OVER_ACCOUNT_QUOTA' : 'OK'));
  t.deepEqual(stage.at(OPENS + LOOK), ['boost 0 900']);
});

test('a failed copy is tried again until the attempts are used up, then its lease is paid', (t) => {
  const stage = new Stage(planOf([{ ...SCAN, tables: [0] }], [{ at: OPENS, from: 100, to: 900, read: 800 }], { attemptsMax: 2 }));
  stage.at(OPENS);
  stage.at(OPENS + 60, [['laneReady', 0], ['capacity', 0, 900]]);
  t.deepEqual(stage.at(OPENS + 900, [['copyFailed', 0, 10]]), ['startCopy 0 800']);
  t.deepEqual(stage.at(OPENS + 1800, [['copyFailed', 0, 20]]), ['revert 0 100', 'stopLane 0 0']);
});

test('a failed copy keeps its place: it is tried again before those that wait', (t) => {
  const stage = new Stage(planOf([{ ...SCAN, concurrency: 1, tables: [0, 1] }], [null, null]));
  stage.at(OPENS);
  t.deepEqual(stage.at(OPENS + 60, [['laneReady', 0]]), ['startCopy 0 50']);
  t.deepEqual(stage.at(OPENS + 900, [['copyFailed', 0, 10]]), ['startCopy 0 50']);
});

test('when the window closes nothing new starts, copies are stopped and leases are paid', (t) => {
  const stage = new Stage(planOf([{ ...SCAN, tables: [0, 1] }], [{ at: OPENS, from: 100, to: 900, read: 800 }, null]));
  stage.at(OPENS);
  stage.at(OPENS + 60, [['capacity', 0, 900]]);
  t.deepEqual(stage.at(OPENS + 75, [['laneReady', 0]]), ['startCopy 1 50']); // 1 needed no boost and was first in the queue
  t.is(stage.brain.wakeAt, CLOSES);
  t.deepEqual(stage.at(CLOSES), ['revert 0 100', 'stopCopy 1 0']);
  t.deepEqual(stage.at(CLOSES, [['copyStopped', 1, 7]]), ['stopLane 0 0']);
});

test('a revert without a decrease left is asked again at the next full hour, and again until it is accepted', (t) => {
  const stage = new Stage(planOf([{ ...SCAN, tables: [0] }], [{ at: OPENS, from: 100, to: 900, read: 800 }]));
  stage.at(OPENS);
  stage.at(OPENS + 60, [['laneReady', 0], ['capacity', 0, 900]]);
  const none = (move: string): OutcomeName => (move === 'revert' ? 'NO_DECREASE_LEFT' : 'OK');
  stage.at(OPENS + 5400, [['copyDone', 0, 1]], none);
  stage.at(OPENS + 5400, [['laneEnded', 0]]);
  t.false(stage.brain.over);
  t.is(stage.brain.wakeAt, OPENS + 7200);
  t.deepEqual(stage.at(OPENS + 7200, [], none), ['revert 0 100']);
  t.is(stage.brain.wakeAt, OPENS + 10_800);
  t.deepEqual(stage.at(OPENS + 10_800), ['revert 0 100']);
  t.false(stage.brain.over);
  stage.at(OPENS + 10_845, [['capacity', 0, 100]]);
  t.true(stage.brain.over);
});

test('a boost still under way when its table is given up is reverted as soon as it is in force', (t) => {
  const stage = new Stage(planOf([{ ...SCAN, tables: [0] }], [{ at: CLOSES - 30, from: 100, to: 900, read: 800 }]));
  stage.at(OPENS);
  stage.at(OPENS + 60, [['laneReady', 0]]);
  t.deepEqual(stage.at(CLOSES - 30), ['boost 0 900']);
  t.deepEqual(stage.at(CLOSES), ['stopLane 0 0']);
  t.deepEqual(stage.at(CLOSES + 45, [['capacity', 0, 900], ['laneEnded', 0]]), ['revert 0 100']);
});

test('a foreign change of capacity is not taken for our own', (t) => {
  const stage = new Stage(planOf([{ ...SCAN, tables: [0] }], [{ at: OPENS, from: 100, to: 900, read: 800 }]));
  stage.at(OPENS, [['laneReady', 0]]);
  t.deepEqual(stage.at(OPENS + 30, [['capacity', 0, 200]]), []);
  t.deepEqual(stage.at(OPENS + 45, [['capacity', 0, 900]]), ['startCopy 0 800']);
});

test('no more updates are under way at once than AWS takes; the others wait in order', (t) => {
  const boost: Boost = { at: OPENS, from: 100, to: 900, read: 800 };
  const stage = new Stage(planOf([{ ...SCAN, tables: [0, 1, 2], concurrency: 3 }], [boost, boost, boost]), 2);
  t.deepEqual(stage.at(OPENS), ['startLane 0 0', 'boost 0 900', 'boost 1 900']);
  t.deepEqual(stage.at(OPENS + 30, [['capacity', 1, 900]]), ['boost 2 900']);
});

test('a lane that AWS orders is launched when its boosts are settled, and gets all its copies at once', (t) => {
  const pipeline: Lane = { ...SCAN, engine: 'data-pipeline', tables: [0, 1], selfOrdered: true };
  const boost: Boost = { at: OPENS, from: 100, to: 900, read: 800 };
  const stage = new Stage(planOf([pipeline], [boost, null]));
  t.deepEqual(stage.at(OPENS), ['boost 0 900']);
  t.deepEqual(stage.at(OPENS + 45, [['capacity', 0, 900]]), ['startLane 0 0', 'startCopy 0 800', 'startCopy 1 50']);
  t.deepEqual(stage.at(CLOSES), ['stopLane 0 0']);
  t.deepEqual(stage.at(CLOSES, [['copyStopped', 0], ['copyStopped', 1], ['laneEnded', 0]]), ['revert 0 100']);
});

test('a lane that fails is launched once more; its copies start again', (t) => {
  const stage = new Stage(planOf([{ ...SCAN, engine: 'emr', tables: [0, 1] }], [null, null]));
  stage.at(OPENS);
  t.deepEqual(stage.at(OPENS + 600, [['laneReady', 0]]), ['startCopy 0 50']);
  t.deepEqual(stage.at(OPENS + 700, [['copyStopped', 0, 5], ['laneEnded', 0, OUTCOME.FAILED]]), ['startLane 0 0']);
  t.deepEqual(stage.at(OPENS + 1300, [['laneReady', 0]]), ['startCopy 0 50']);
  t.deepEqual(stage.at(OPENS + 1400, [['laneEnded', 0, OUTCOME.FAILED], ['copyStopped', 0, 5]]), []);
  t.true(stage.brain.over);
});

test('the 2017 conduct: no waiting, one revert at the next check after the lane ended, and none after the last check', (t) => {
  const pipeline: Lane = { ...SCAN, engine: 'data-pipeline', selfOrdered: true };
  const boost: Boost = { at: OPENS, from: 100, to: 900, read: 800 };
  const conduct: Partial<Conduct> = { awaitsCapacity: false, reverts: 'checks', checksAt: [OPENS + 4500, OPENS + 8100], stopsAtClose: false, resumes: 'first-check', keepsLeases: false };
  const stage = new Stage(planOf([{ ...pipeline, tables: [0] }, { ...pipeline, tables: [1] }, { ...pipeline, tables: [2] }], [boost, boost, boost], conduct));
  t.deepEqual(stage.at(OPENS).slice(0, 3), ['startLane 0 0', 'startLane 1 0', 'startLane 2 0']);
  stage.at(OPENS + 30, [['capacity', 0, 900], ['capacity', 1, 900], ['capacity', 2, 900]]);
  stage.at(OPENS + 3000, [['copyDone', 0], ['laneEnded', 0], ['copyDone', 1], ['laneEnded', 1]]);
  t.is(stage.brain.wakeAt, OPENS + 4500);
  let reverts = 0;
  t.deepEqual(stage.at(OPENS + 4500, [], () => (reverts++ === 0 ? 'OK' : 'THROTTLED')), ['revert 0 100', 'revert 1 100']);
  t.deepEqual(stage.at(OPENS + 8100, [['capacity', 0, 100]]), []); // 1 is never asked again, 2 still runs
  t.false(stage.brain.over);
  t.deepEqual(stage.at(OPENS + 9000, [['copyDone', 2], ['laneEnded', 2]]), []);
  t.true(stage.brain.over);
});

/** Drives the generator as the live world does, only without waiting. */
function served(brain: Brain, ledger: MemoryLedger, openedAt: number, world: World): number {
  const loop = nightLoop(brain, ledger, openedAt);
  let step = loop.next(0);
  while (step.done !== true) {
    const request = step.value;
    if (request.kind === 'look') step = loop.next(world.look(request.untilAt, request.sights));
    else {
      const { moves, at } = request as Extract<typeof request, { kind: 'act' }>;
      for (let i = 0; i < moves.length; i++) moves.outcome[i] = world.act(moves.kind[i], moves.subject[i], moves.value[i]);
      step = loop.next(at);
    }
  }
  return step.value;
}

for (const [driver, run] of [['at once', runNow], ['as a generator', served]] as const) {
  test(`the loop writes each move before and after it is made, and each sight: ${driver}`, (t) => {
    const plan = planOf([{ ...SCAN, tables: [0] }], [null]);
    const ledger = new MemoryLedger();
    const happens: [number, SightName, number][] = [[OPENS + 60, 'laneReady', 0], [OPENS + 900, 'copyDone', 5], [OPENS + 915, 'laneEnded', 0]];
    const world: World = {
      act(kind) {
        t.is(ledger.records.kind[ledger.records.length - 1], kind, 'the move was written before it was made');
        return OUTCOME.OK;
      },
      look(untilAt, sights) {
        const [at, kind, value] = happens.shift() as [number, SightName, number];
        t.true(at <= untilAt);
        sights.push(at, SIGHT[kind], 0, value);
        return at;
      },
    };
    t.is(run(new BackupNight().open(plan, { retrySeconds: LOOK, updatesMax: 1 }), ledger, OPENS, world), OPENS + 915);
    const told = Array.from({ length: ledger.records.length }, (_, i) => entryDocument(ledger, i, [{ name: 'orders' }]));
    t.deepEqual(told.map(({ at, entry, move, sight }) => `${at - OPENS} ${entry} ${move ?? sight ?? ''}`.trim()), [
      '0 asked startLane', '0 answered startLane', '60 saw laneReady', '60 asked startCopy', '60 answered startCopy',
      '900 saw copyDone', '900 asked stopLane', '900 answered stopLane', '915 saw laneEnded', '915 closed',
    ]);
    t.is(told[3].table, 'orders');
    t.is(MOVE.startCopy, MOVES.indexOf('startCopy'));
  });
}
