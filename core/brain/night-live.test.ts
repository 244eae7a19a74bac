// The brain, move by move, where only the live world leads: lost answers, missing permissions, changes of others, a window
// that is shut before its time, and a grace that ends.

import test from 'ava';
import { CLOSES, LOOK, OPENS, SCAN, Stage, planOf, type Boost } from './night-stage.js';
import { OUTCOME, type OutcomeName } from '../world.js';

const BOOST: Boost = { at: OPENS, from: 100, to: 900, read: 800 };
const SCALED: Boost = { ...BOOST, suspends: true };
const GRACE = { stopSeconds: 120, graceSeconds: 900 };

/** Answers one move so, and all others OK. */
const only = (move: string, outcome: OutcomeName) => (asked: string): OutcomeName => (asked === move ? outcome : 'OK');

test('a boost that is denied, or that somebody else has overtaken, is not asked again: copied unraised, nothing reverted', (t) => {
  for (const refusal of ['DENIED', 'SUPERSEDED', 'GONE', 'FAILED'] as const) {
    const stage = new Stage(planOf([{ ...SCAN, tables: [0] }], [{ ...BOOST, from: 250 }]));
    t.deepEqual(stage.at(OPENS, [['laneReady', 0]], only('boost', refusal)), ['startLane 0 0', 'boost 0 900', 'startCopy 0 150'], refusal);
    t.deepEqual(stage.at(OPENS + 900, [['copyDone', 0, 1]]), ['stopLane 0 0'], refusal);
  }
});

test('a boost without an answer is asked again; given up, the table is copied unraised, and looked after when it is done', (t) => {
  const stage = new Stage(planOf([{ ...SCAN, tables: [0] }], [{ ...BOOST, from: 250 }]));
  const lost = only('boost', 'UNREACHABLE');
  t.deepEqual(stage.at(OPENS, [['laneReady', 0]], lost), ['startLane 0 0', 'boost 0 900']);
  t.is(stage.brain.wakeAt, OPENS + LOOK);
  t.deepEqual(stage.at(OPENS + 600, [], lost), ['boost 0 900', 'startCopy 0 150']);
  t.deepEqual(stage.at(OPENS + 900, [['copyDone', 0, 1]], only('revert', 'UNCHANGED')), ['revert 0 250', 'stopLane 0 0'], 'it may have been raised all the same');
  stage.at(OPENS + 915, [['laneEnded', 0]]);
  t.true(stage.brain.over);
});

test('a suspension without an answer is asked again, and resumed in any case', (t) => {
  const stage = new Stage(planOf([{ ...SCAN, tables: [0] }], [SCALED]));
  t.deepEqual(stage.at(OPENS, [['laneReady', 0]], only('suspendScaling', 'UNREACHABLE')), ['startLane 0 0', 'suspendScaling 0 0']);
  t.deepEqual(stage.at(OPENS + 600, [], only('suspendScaling', 'UNREACHABLE')), ['suspendScaling 0 0', 'startCopy 0 1']);
  t.deepEqual(stage.at(OPENS + 900, [['copyDone', 0, 1]]), ['resumeScaling 0 0', 'stopLane 0 0']);
});

test('a revert finds the capacity of somebody else: theirs stays, autoscaling is resumed, nothing is owed', (t) => {
  for (const answer of ['SUPERSEDED', 'GONE', 'UNCHANGED'] as const) {
    const stage = new Stage(planOf([{ ...SCAN, tables: [0] }], [SCALED]));
    stage.at(OPENS);
    stage.at(OPENS + 60, [['laneReady', 0], ['capacity', 0, 900]]);
    t.deepEqual(stage.at(OPENS + 900, [['copyDone', 0, 1], ['laneEnded', 0]], only('revert', answer)), ['revert 0 100', 'resumeScaling 0 0'], answer);
    t.true(stage.brain.over, answer);
  }
});

test('a revert or a resumption that is denied or not answered is asked again after longer and longer pauses', (t) => {
  for (const [move, refusal] of [['revert', 'DENIED'], ['revert', 'UNREACHABLE'], ['resumeScaling', 'DENIED'], ['resumeScaling', 'UNREACHABLE']] as const) {
    const stage = new Stage(planOf([{ ...SCAN, tables: [0] }], [SCALED]));
    stage.at(OPENS);
    stage.at(OPENS + 60, [['laneReady', 0], ['capacity', 0, 900]]);
    let now = OPENS + 900;
    stage.at(now, [['copyDone', 0, 1], ['laneEnded', 0]], only(move, refusal));
    if (move === 'resumeScaling') stage.at(now, [['capacity', 0, 100]], only(move, refusal));
    const pauses: number[] = [];
    for (let i = 0; i < 7; i++) {
      pauses.push(stage.brain.wakeAt - now);
      now = stage.brain.wakeAt;
      t.is(stage.at(now, [], only(move, refusal)).length, 1, `${move} ${refusal}`);
    }
    t.deepEqual(pauses, [LOOK, 2 * LOOK, 4 * LOOK, 8 * LOOK, 16 * LOOK, 16 * LOOK, 16 * LOOK]);
  }
});

test('an accepted boost that is overruled: copied unraised, nothing reverted', (t) => {
  const stage = new Stage(planOf([{ ...SCAN, tables: [0] }], [{ ...BOOST, from: 250 }]));
  stage.at(OPENS, [['laneReady', 0]]);
  t.deepEqual(stage.at(OPENS + 300, [['overruled', 0, 500]]), ['startCopy 0 150']);
  t.deepEqual(stage.at(OPENS + 900, [['copyDone', 0, 1]]), ['stopLane 0 0']);
});

test('an accepted revert that is overruled: autoscaling is resumed, nothing is owed', (t) => {
  const stage = new Stage(planOf([{ ...SCAN, tables: [0] }], [SCALED]));
  stage.at(OPENS);
  stage.at(OPENS + 60, [['laneReady', 0], ['capacity', 0, 900]]);
  stage.at(OPENS + 900, [['copyDone', 0, 1], ['laneEnded', 0]]);
  t.deepEqual(stage.at(OPENS + 960, [['overruled', 0, 300]]), ['resumeScaling 0 0']);
  t.true(stage.brain.over);
});

test('what autoscaling had made of the capacity before the raise is what is owed, where the night says so', (t) => {
  const stage = new Stage(planOf([{ ...SCAN, tables: [0] }], [SCALED]), 10, { owesFound: true });
  stage.at(OPENS);
  stage.at(OPENS + LOOK, [['capacity', 0, 140]]);
  t.deepEqual(stage.at(OPENS + 60, [['laneReady', 0], ['capacity', 0, 900]]), ['startCopy 0 800']);
  t.deepEqual(stage.at(OPENS + 900, [['copyDone', 0, 1], ['laneEnded', 0]]), ['revert 0 140']);
  t.deepEqual(stage.at(OPENS + 960, [['capacity', 0, 100]]), []);
  t.deepEqual(stage.at(OPENS + 975, [['capacity', 0, 140]]), ['resumeScaling 0 0']);
});

test('a table that is gone or may not be read is not tried again; the others go on', (t) => {
  for (const refusal of ['GONE', 'DENIED'] as const) {
    const stage = new Stage(planOf([{ ...SCAN, tables: [0, 1] }], [BOOST, null]));
    stage.at(OPENS);
    t.deepEqual(stage.at(OPENS + 60, [['laneReady', 0], ['capacity', 0, 900]], only('startCopy', refusal)), ['startCopy 1 50', 'startCopy 0 800', 'revert 0 100', 'stopLane 0 0'], refusal);
  }
});

test('a copy that was not answered or not taken is asked again after a pause, and that is no attempt', (t) => {
  const stage = new Stage(planOf([{ ...SCAN, tables: [0, 1] }], [null, null], { attemptsMax: 1 }));
  stage.at(OPENS);
  let starts = 0;
  const first = (move: string): OutcomeName => (move === 'startCopy' && starts++ === 0 ? 'UNREACHABLE' : 'OK');
  t.deepEqual(stage.at(OPENS + 60, [['laneReady', 0]], first), ['startCopy 0 50']);
  t.is(stage.brain.wakeAt, OPENS + 60 + LOOK);
  t.deepEqual(stage.at(OPENS + 60 + LOOK), ['startCopy 0 50']);
  t.deepEqual(stage.at(OPENS + 900, [['copyFailed', 0, 1]]), ['startCopy 1 50'], 'the one attempt it had');
});

test('a launch that was not taken is asked again, and does not use up a launch', (t) => {
  const stage = new Stage(planOf([{ ...SCAN, engine: 'emr', tables: [0] }], [null]));
  t.deepEqual(stage.at(OPENS, [], 'THROTTLED'), ['startLane 0 0']);
  t.deepEqual(stage.at(OPENS + LOOK, [], 'UNREACHABLE'), ['startLane 0 0']);
  t.deepEqual(stage.at(OPENS + 3 * LOOK), ['startLane 0 0']);
  t.deepEqual(stage.at(OPENS + 600, [['laneEnded', 0, OUTCOME.FAILED]]), ['startLane 0 0'], 'the second launch');
  t.deepEqual(stage.at(OPENS + 1200, [['laneEnded', 0, OUTCOME.FAILED]]), []);
  t.true(stage.brain.over);
});

test('a second launch that was not taken is not asked again when the last copy had ended with the first', (t) => {
  const stage = new Stage(planOf([{ ...SCAN, tables: [0] }], [null]));
  stage.at(OPENS);
  stage.at(OPENS + LOOK, [['laneReady', 0]]);
  t.deepEqual(stage.at(OPENS + 900, [['copyDone', 0, 1], ['laneEnded', 0, OUTCOME.FAILED]], only('startLane', 'THROTTLED')), ['startLane 0 0', 'stopLane 0 0']);
  t.deepEqual(stage.at(OPENS + 900 + LOOK), []);
  t.true(stage.brain.over);
});

test('a pipeline that was not answered is launched again, with all its copies', (t) => {
  const stage = new Stage(planOf([{ ...SCAN, engine: 'data-pipeline', tables: [0, 1], selfOrdered: true }], [null, null]));
  stage.at(OPENS, [], 'UNREACHABLE');
  t.deepEqual(stage.at(OPENS + LOOK), ['startLane 0 0', 'startCopy 0 50', 'startCopy 1 50']);
});

test('stops that are refused are asked again until they are taken', (t) => {
  const stage = new Stage(planOf([{ ...SCAN, tables: [0] }], [null]));
  stage.at(OPENS);
  stage.at(OPENS + 60, [['laneReady', 0]]);
  t.deepEqual(stage.at(CLOSES, [], 'THROTTLED'), ['stopCopy 0 0']);
  t.deepEqual(stage.at(CLOSES + LOOK), ['stopCopy 0 0']);
  t.deepEqual(stage.at(CLOSES + 30, [['copyStopped', 0, 1]], 'UNREACHABLE'), ['stopLane 0 0']);
  t.deepEqual(stage.at(CLOSES + 30 + LOOK), ['stopLane 0 0']);
  t.deepEqual(stage.at(CLOSES + 60, [['laneEnded', 0]]), []);
  t.true(stage.brain.over);
});

test('the window may be shut before its time: nothing new starts, copies stop, what is owed is paid', (t) => {
  const stage = new Stage(planOf([{ ...SCAN, tables: [0, 1] }], [BOOST, null]));
  stage.at(OPENS);
  t.deepEqual(stage.at(OPENS + 60, [['capacity', 0, 900], ['laneReady', 0]]), ['startCopy 1 50']);
  stage.brain.shut();
  t.deepEqual(stage.at(OPENS + 100), ['revert 0 100', 'stopCopy 1 0']);
  t.deepEqual(stage.at(OPENS + 130, [['copyStopped', 1, 7], ['capacity', 0, 100]]), ['stopLane 0 0']);
  t.deepEqual(stage.at(OPENS + 145, [['laneEnded', 0]]), []);
  t.true(stage.brain.over);
});

test('shut in the moment in which its autoscaling was suspended, a table is not raised any more; it is resumed', (t) => {
  const stage = new Stage(planOf([{ ...SCAN, tables: [0] }], [SCALED]));
  const shuts = (move: string): OutcomeName => {
    if (move === 'suspendScaling') stage.brain.shut();
    return 'OK';
  };
  t.deepEqual(stage.at(OPENS, [], shuts), ['startLane 0 0', 'suspendScaling 0 0', 'resumeScaling 0 0', 'stopLane 0 0']);
});

test('shut in the moment in which its boost was accepted, a table is reverted when that is in force', (t) => {
  const stage = new Stage(planOf([{ ...SCAN, tables: [0] }], [BOOST]));
  const shuts = (move: string): OutcomeName => {
    if (move === 'boost') stage.brain.shut();
    return 'OK';
  };
  t.deepEqual(stage.at(OPENS, [], shuts), ['startLane 0 0', 'boost 0 900', 'stopLane 0 0']);
  t.deepEqual(stage.at(OPENS + LOOK, [['laneEnded', 0], ['capacity', 0, 900]]), ['revert 0 100']);
});

test('a lane that cannot be launched in the moment in which a boost is asked: paid back by what AWS answers', (t) => {
  const at = OPENS + 60;
  const asked = ['suspendScaling 0 0', 'startLane 0 0', 'boost 0 900'];
  for (const [answer, then, later] of [
    ['OK', [], ['revert 0 100']], ['UNCHANGED', ['revert 0 100'], ['resumeScaling 0 0']], ['UNREACHABLE', ['revert 0 100'], ['resumeScaling 0 0']], ['DENIED', ['resumeScaling 0 0'], []],
  ] as const) {
    const stage = new Stage(planOf([{ ...SCAN, tables: [0], launchAt: at }], [{ ...SCALED, at }]));
    stage.at(OPENS);
    t.deepEqual(stage.at(at, [], (move) => (move === 'startLane' ? 'DENIED' : move === 'boost' ? answer : 'OK')), [...asked, ...then], answer);
    t.deepEqual(stage.at(at + LOOK, [['capacity', 0, answer === 'OK' ? 900 : 100]]), [...later], answer);
  }
});

test('a lane that cannot be launched in the moment in which autoscaling is suspended: it is resumed', (t) => {
  const stage = new Stage(planOf([{ ...SCAN, tables: [0] }], [SCALED]));
  t.deepEqual(stage.at(OPENS, [], only('startLane', 'DENIED')), ['startLane 0 0', 'suspendScaling 0 0', 'resumeScaling 0 0']);
});

test('a copy that does not stop is taken as stopped after a while: its capacity does not wait for it', (t) => {
  const stage = new Stage(planOf([{ ...SCAN, tables: [0] }], [BOOST]), 10, GRACE);
  stage.at(OPENS);
  stage.at(OPENS + 60, [['laneReady', 0], ['capacity', 0, 900]]);
  t.deepEqual(stage.at(CLOSES), ['stopCopy 0 0']);
  t.is(stage.brain.wakeAt, CLOSES + GRACE.stopSeconds);
  t.deepEqual(stage.at(CLOSES + GRACE.stopSeconds), ['revert 0 100', 'stopLane 0 0']);
});

test('when the grace is over the night ends, and what is owed stays for the next start', (t) => {
  const stage = new Stage(planOf([{ ...SCAN, tables: [0] }], [BOOST]), 10, GRACE);
  stage.at(OPENS);
  stage.at(OPENS + 60, [['laneReady', 0], ['capacity', 0, 900]]);
  const denied = only('revert', 'DENIED');
  stage.at(CLOSES, [['copyDone', 0, 1], ['laneEnded', 0]], denied);
  let tries = 1;
  while (!stage.brain.over) tries += stage.at(stage.brain.wakeAt, [], denied).length;
  t.is(tries, 7, '0, 15, 45, 105, 225, 465 and 705 s after the close');
});

test('without a grace a night goes on paying, however long it takes', (t) => {
  const stage = new Stage(planOf([{ ...SCAN, tables: [0] }], [BOOST]));
  stage.at(OPENS);
  stage.at(OPENS + 60, [['laneReady', 0], ['capacity', 0, 900]]);
  stage.at(CLOSES, [['copyDone', 0, 1], ['laneEnded', 0]], only('revert', 'DENIED'));
  stage.at(CLOSES + 86_400, [], only('revert', 'DENIED'));
  t.false(stage.brain.over);
});

test('what cannot be handed back within the grace is not waited for', (t) => {
  const stage = new Stage(planOf([{ ...SCAN, tables: [0] }], [BOOST]), 10, GRACE);
  stage.at(OPENS);
  stage.at(OPENS + 60, [['laneReady', 0], ['capacity', 0, 900]]);
  stage.at(CLOSES - 60, [['copyDone', 0, 1], ['laneEnded', 0]], only('revert', 'NO_DECREASE_LEFT'));
  t.deepEqual(stage.at(CLOSES, [], only('revert', 'NO_DECREASE_LEFT')), ['revert 0 100']);
  stage.at(CLOSES + GRACE.stopSeconds);
  t.true(stage.brain.over, 'the next decrease comes an hour after the close');
});
