// The end of every table by the word of its journal: what an engine told counts for the attempt or the launch that it was about.

import test from 'ava';
import type { JournalBody } from '../journal/journal.js';
import type { LivePlan } from '../live/live-plan.js';
import { SKIPS } from '../plan.js';
import type { OutcomeName, SightName } from '../world.js';
import { RunStory } from './run-story.js';
import { whyKey, type WhySubject } from '../journal/why-note.js';

/** Three tables: two in lane 0, one that the plan left out. */
const LIVE = {
  tables: ['orders', 'users', '7'].map((name, index) => ({ name, index })), plan: { columns: { lane: [0, 0, -1], skip: [0, 0, SKIPS.indexOf('needs-more-than-the-window')] } },
  excluded: [{ table: 'old', why: 'tables.exclude' }], skipped: [{ table: 'tmp', why: 'is being made', unexpected: true }],
} as unknown as LivePlan;

const asked = (move: 'startLane' | 'startCopy', subject: object): JournalBody => ({ kind: 'asked', at: 1, move, value: 0, ...subject });
const answered = (move: 'startLane' | 'startCopy', outcome: OutcomeName, subject: object): JournalBody => ({ kind: 'answered', at: 1, move, value: 0, outcome, ...subject });
const saw = (sight: SightName, subject: object): JournalBody => ({ kind: 'saw', at: 2, sight, value: 0, ...subject });
const told = (subject: WhySubject, value: string): JournalBody => ({ kind: 'note', at: 2, key: whyKey(subject), value });
const [orders, lane] = [{ table: 'orders' }, { lane: 0 }];

function endOf(...bodies: readonly JournalBody[]): string {
  const story = new RunStory();
  for (const body of bodies) story.add(body);
  const { state, code, why, failed } = story.ends(LIVE)[0];
  return `${state} ${code}${failed ? '!' : ''}: ${why}`;
}

test('every table has an end, those that were left out and excluded too', (t) => {
  t.deepEqual(new RunStory().ends(LIVE).map(({ table, state, failed }) => [table, state, failed]), [
    ['orders', 'missed', true], ['users', 'missed', true], ['7', 'missed', true], ['old', 'excluded', false], ['tmp', 'skipped', true],
  ]);
});

test('a copy that failed has the reason that its engine told; another attempt, or a refusal, has its own', (t) => {
  const step = told(orders, 'the step failed');
  t.is(endOf(answered('startCopy', 'OK', orders), step, saw('copyFailed', orders)), 'failed FAILED!: the step failed');
  t.is(endOf(answered('startCopy', 'OK', orders), saw('copyFailed', orders)), 'failed FAILED!: the copy failed');
  t.is(endOf(step, saw('copyFailed', orders), answered('startCopy', 'OK', orders), saw('copyDone', orders)), 'ok : ');
  // Tried again, and refused without a word: the words of the first attempt are not the reason of the second.
  t.is(endOf(step, saw('copyFailed', orders), asked('startCopy', orders), answered('startCopy', 'DENIED', orders)), 'failed DENIED!: a permission is missing, or the credentials are not valid (any more)');
  t.is(endOf(step, saw('copyFailed', orders), asked('startCopy', orders), answered('startCopy', 'OK', orders), saw('copyFailed', orders)), 'failed FAILED!: the copy failed');
  t.is(endOf(asked('startCopy', orders), told(orders, 'no continuous backups'), answered('startCopy', 'UNAVAILABLE', orders)), 'failed UNAVAILABLE!: no continuous backups');
  t.is(endOf(told({ table: 'users' }, 'of another'), saw('copyFailed', orders)), 'failed FAILED!: the copy failed');
});

test('a table whose lane could not be had, or failed, did not run out of time', (t) => {
  t.is(endOf(asked('startLane', lane), told(lane, 'there is no such service'), answered('startLane', 'UNAVAILABLE', lane)), 'failed UNAVAILABLE!: there is no such service');
  t.is(endOf(answered('startLane', 'DENIED', lane)), 'failed DENIED!: a permission is missing, or the credentials are not valid (any more)');
  const failed = [answered('startLane', 'OK', lane), told(lane, 'BOOTSTRAP_FAILURE'), saw('laneEnded', { ...lane, outcome: 'FAILED' })];
  t.is(endOf(...failed), 'failed FAILED!: BOOTSTRAP_FAILURE');
  // Launched once more, it is the second launch that counts.
  t.is(endOf(...failed, answered('startLane', 'OK', lane)), 'missed TIMED_OUT!: the window closed before it was copied');
  t.is(endOf(...failed, asked('startLane', lane), answered('startLane', 'DENIED', lane)), 'failed DENIED!: a permission is missing, or the credentials are not valid (any more)');
  t.is(endOf(...failed, answered('startLane', 'OK', lane), saw('copyDone', orders)), 'ok : ');
  t.is(endOf(answered('startLane', 'OK', lane), saw('laneEnded', { ...lane, outcome: 'OK' })), 'missed TIMED_OUT!: the window closed before it was copied');
  // What will pass is asked again until the window closes.
  t.is(endOf(answered('startLane', 'UNREACHABLE', lane)), 'missed TIMED_OUT!: the window closed before it was copied');
  t.is(endOf({ kind: 'shut', at: 1 }), 'missed INTERRUPTED!: the night was ended before it was copied');
});
