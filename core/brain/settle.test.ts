// The brain that hands back, move by move.

import test from 'ava';
import type { OpenLease } from '../journal/journal-debts.js';
import { OPENS, SCAN, planOf } from './night-stage.js';
import type { Lane } from '../plan.js';
import { Settlement, type Debts } from './settle.js';
import { MOVES, OUTCOME, type OutcomeName, Records, SIGHT, type SightName } from '../world.js';

const LOOK = 15;
const EMR: Lane = { ...SCAN, engine: 'emr' };

function lease(table: string, change: Partial<OpenLease> = {}): OpenLease {
  return {
    runId: 'run', night: '2026-06-01', table, tableId: `id-${table}`, originalRcu: 100, raisedToRcu: 900, reverting: false,
    suspended: { scaleIn: false, scaleOut: false, scheduled: false }, sinceAt: OPENS, ...change,
  };
}

/** Two tables whose plan says other numbers than the leases: the leases count. */
function stage(debts: Partial<Debts>): { brain: Settlement; readonly at: (now: number, seen?: readonly [SightName, number, number?][], answer?: (move: string) => OutcomeName) => string[] } {
  const plan = planOf([{ ...EMR, tables: [0, 1] }], [{ at: OPENS, from: 1, to: 2, read: 1 }, { at: OPENS, from: 1, to: 2, read: 1 }]);
  const brain = new Settlement(plan, { leases: new Map(), lanes: [], reading: new Set(), ...debts }, { retrySeconds: LOOK, updatesMax: 10, stopSeconds: 120, graceSeconds: 900 });
  let answers = new Records();
  return {
    brain,
    at: (now, seen = [], answer = () => 'OK') => {
      const sights = new Records();
      for (const [kind, subject, value] of seen) sights.push(now, SIGHT[kind], subject, value ?? 0);
      const made: string[] = [];
      for (;;) {
        const moves = new Records();
        brain.next(now, answers, sights, moves);
        sights.clear();
        answers = moves;
        if (moves.length === 0) return made;
        for (let i = 0; i < moves.length; i++) {
          made.push(`${MOVES[moves.kind[i]]} ${moves.subject[i]} ${moves.value[i]}`);
          moves.outcome[i] = OUTCOME[answer(MOVES[moves.kind[i]])];
        }
      }
    },
  };
}

test('nothing owed: over at once', (t) => {
  const { brain, at } = stage({});
  t.deepEqual(at(OPENS), []);
  t.true(brain.over);
});

test('capacity first, then autoscaling, to what the lease says', (t) => {
  const { brain, at } = stage({ leases: new Map([[0, lease('a', { originalRcu: 140 })], [1, lease('b', { raisedToRcu: null })]]) });
  t.deepEqual(at(OPENS), ['revert 0 140', 'resumeScaling 1 0']);
  t.false(brain.over);
  t.deepEqual(at(OPENS + 30, [['capacity', 0, 140]]), ['resumeScaling 0 0']);
  t.true(brain.over);
});

test('a lease that is in force already, superseded or of a table that is gone is closed without a change', (t) => {
  for (const outcome of ['UNCHANGED', 'SUPERSEDED', 'GONE'] as const) {
    const { brain, at } = stage({ leases: new Map([[0, lease('a', { suspended: null })]]) });
    t.deepEqual(at(OPENS, [], () => outcome), ['revert 0 100']);
    t.true(brain.over, outcome);
  }
});

test('clusters are ended; a table that one may be reading is lowered when it has ended, or after a while', (t) => {
  const debts = { leases: new Map([[0, lease('a', { suspended: null })], [1, lease('b', { suspended: null })]]), lanes: [0], reading: new Set([1]) };
  const one = stage(debts);
  t.deepEqual(one.at(OPENS), ['stopLane 0 0', 'revert 0 100']);
  t.deepEqual(one.at(OPENS + 30, [['laneEnded', 0], ['capacity', 0, 100]]), ['revert 1 100']);
  one.at(OPENS + 60, [['capacity', 1, 100]]);
  t.true(one.brain.over);
  const two = stage(debts);
  t.deepEqual(two.at(OPENS, [], (move) => (move === 'stopLane' ? 'UNREACHABLE' : 'OK')), ['stopLane 0 0', 'revert 0 100']);
  t.is(two.brain.wakeAt, OPENS + LOOK);
  t.deepEqual(two.at(OPENS + LOOK), ['stopLane 0 0']);
  t.is(two.brain.wakeAt, OPENS + 120);
  t.deepEqual(two.at(OPENS + 120), ['revert 1 100']);
});

test('without a decrease left it ends with its grace, and the lease stays', (t) => {
  const { brain, at } = stage({ leases: new Map([[0, lease('a')]]) });
  t.deepEqual(at(OPENS, [], () => 'NO_DECREASE_LEFT'), ['revert 0 100']);
  t.true(brain.over, 'the next one comes after the grace');
  const hour = stage({ leases: new Map([[0, lease('a')]]) });
  t.deepEqual(hour.at(OPENS + 3000, [], () => 'NO_DECREASE_LEFT'), ['revert 0 100']);
  t.deepEqual(hour.at(OPENS + 3600, [], () => 'DENIED'), ['revert 0 100']);
  t.false(hour.brain.over);
  t.deepEqual(hour.at(OPENS + 3000 + 900, [], () => 'DENIED'), ['revert 0 100']);
  t.true(hour.brain.over, 'its grace is over');
});

test('it never raises, whatever it is answered', (t) => {
  const { at, brain } = stage({ leases: new Map([[0, lease('a')], [1, lease('b')]]), lanes: [0], reading: new Set([0]) });
  const outcomes = Object.keys(OUTCOME) as OutcomeName[];
  let n = 0;
  for (let now = OPENS; !brain.over; now = Math.max(now + LOOK, Math.min(brain.wakeAt, now + 60))) {
    for (const move of at(now, [], () => outcomes[n++ % outcomes.length])) t.regex(move, /^(stopLane|revert|resumeScaling) /);
  }
});
