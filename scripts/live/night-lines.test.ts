import test from 'ava';
import type { JournalBody, RunHead } from '../../core/journal/journal.js';
import { RunStory } from '../../core/results/run-story.js';
import { NightLog } from '../night-log.js';
import { openTerminal } from '../terminal.js';
import { Redactor } from '../../core/telling/redact.js';
import { nightLines } from './night-lines.js';

const at = 0;
const HEAD = { runId: 'r1', night: '2026-03-29', live: { plan: { lanes: [{ tables: [0, 1, 2] }] } } } as unknown as RunHead;
const BODIES: readonly JournalBody[] = [
  { kind: 'asked', at, move: 'startCopy', table: 'a', value: 5 }, { kind: 'answered', at, move: 'startCopy', table: 'a', value: 5, outcome: 'OK' },
  { kind: 'saw', at, sight: 'copyStarted', table: 'a', value: 1 }, { kind: 'saw', at, sight: 'copyStarted', table: 'b', value: 1 },
  { kind: 'saw', at, sight: 'copyDone', table: 'a', value: 9 }, { kind: 'answered', at, move: 'revert', table: 'a', value: 5, outcome: 'DENIED' }, { kind: 'looked', at },
];

/** What a night says, to a person or to a program. */
function said(logged: boolean): string[] {
  const lines: string[] = [];
  const stream = { write: (text: string) => lines.push(text), isTTY: true, columns: 80 };
  const log = logged ? new NightLog(stream, () => at, new Redactor()) : null;
  const heard = nightLines(openTerminal({ stdout: stream, stderr: stream, env: {}, clock: () => 0 }, { quiet: false, log }));
  const story = new RunStory();
  heard.lock('r1', '2026-03-29');
  for (const body of BODIES) {
    story.add(body);
    heard.record(HEAD, body, story);
  }
  return lines;
}

test('a program hears every move and sight, each with its run', (t) => {
  const events = said(true).map((line) => JSON.parse(line) as { event: string; runId: string; table?: string; phase?: string });
  t.deepEqual(events.map(({ event, phase }) => [event, phase]), [
    ['lock', undefined], ['asked', 'startCopy'], ['answered', 'startCopy'], ['saw', 'copyStarted'], ['saw', 'copyStarted'], ['saw', 'copyDone'], ['answered', 'revert'],
  ]);
  t.true(events.every(({ runId }) => runId === 'r1'));
});

test('a person hears what goes wrong, and how far the night is', (t) => {
  t.deepEqual(said(false), ['a: hand back, to 5 RCU: DENIED\n', '\r\u001b[Kcopied 1 of 3 tables, 1 under way']);
});
