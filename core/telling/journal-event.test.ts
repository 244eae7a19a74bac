import test from 'ava';
import type { JournalBody } from '../journal/journal.js';
import { JournalEvents } from './journal-event.js';

const at = Date.UTC(2026, 2, 29) / 1000;
const HEAD = { runId: 'r1', night: '2026-03-29' };

function told(...bodies: JournalBody[]): ReturnType<JournalEvents['of']>[] {
  const events = new JournalEvents(HEAD);
  return bodies.map((body) => events.of(body));
}

test('a move is a line when it is asked and one when it is answered, with how long that took', (t) => {
  const [asked, answered] = told(
    { kind: 'asked', at, move: 'boost', table: 'orders', value: 4321 },
    { kind: 'answered', at: at + 0.25, move: 'boost', table: 'orders', value: 4321, outcome: 'OK' },
  );
  t.deepEqual(asked, { event: 'asked', fields: { ...HEAD, table: 'orders', phase: 'boost', msg: 'orders: raise to 4321 RCU' }, amiss: false });
  t.deepEqual(answered, { event: 'answered', fields: { ...HEAD, table: 'orders', phase: 'boost', durMs: 250, code: 'OK', msg: 'orders: raise to 4321 RCU: OK' }, amiss: false });
});

test('what goes wrong is told apart from what is tried again by itself', (t) => {
  const answers = (['OK', 'IN_USE', 'THROTTLED', 'DENIED', 'SUPERSEDED', 'NO_DECREASE_LEFT'] as const).map((outcome): JournalBody => ({ kind: 'answered', at, move: 'revert', table: 'a', value: 5, outcome }));
  t.deepEqual(told(...answers).map((one) => one?.amiss), [false, false, false, true, true, true]);
  const sights = told(
    { kind: 'saw', at, sight: 'copyDone', table: 'a', value: 7 },
    { kind: 'saw', at, sight: 'copyFailed', table: 'a', value: 7.126 },
    { kind: 'saw', at, sight: 'laneEnded', lane: 2, value: 0, outcome: 'TIMED_OUT' },
    { kind: 'saw', at, sight: 'laneEnded', lane: 2, value: 0, outcome: 'OK' },
  );
  t.deepEqual(sights.map((one) => [one?.amiss, one?.fields.msg]), [
    [false, 'a: copied, read units 7'], [true, 'a: copy failed, read units 7.126'], [true, 'lane 2: has ended: TIMED_OUT'], [false, 'lane 2: has ended: OK'],
  ]);
});

test('an attempt has its number, an export no units; looks, notes and baselines are no lines', (t) => {
  const [started, exported, ...none] = told(
    { kind: 'saw', at, sight: 'copyStarted', table: 'a', value: 2 },
    { kind: 'asked', at, move: 'startCopy', table: 'b', value: 0 },
    { kind: 'looked', at }, { kind: 'note', at, key: 'k', value: 'v' }, { kind: 'saw', at, sight: 'baseline', table: 'a', value: 1 },
  );
  t.is(started?.fields.attempt, 2);
  t.is(exported?.fields.msg, 'b: copy');
  t.deepEqual(none, [null, null, null]);
});
