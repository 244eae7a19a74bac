import test from 'ava';
import { EVENTS, logLine } from '../core/telling/log-line.js';
import { Redactor } from '../core/telling/redact.js';
import { NightLog } from './night-log.js';
import { openTerminal } from './terminal.js';

function open(quiet = false): { log: NightLog; terminal: ReturnType<typeof openTerminal>; lines: Record<string, unknown>[]; text: string[]; wait: (seconds: number) => void } {
  const text: string[] = [];
  const lines: Record<string, unknown>[] = [];
  let now = Date.UTC(2026, 2, 29) / 1000;
  const stream = { write: (line: string) => (text.push(line), lines.push(JSON.parse(line) as Record<string, unknown>)) };
  const redactor = new Redactor();
  redactor.learn('planted-secret');
  const log = new NightLog(stream, () => now, redactor);
  const terminal = openTerminal({ stdout: stream, stderr: stream, env: {}, clock: () => now }, { quiet, log, redactor });
  return { log, terminal, lines, text, wait: (seconds) => (now += seconds) };
}

test('a line is one JSON object with a time, a level, an event of the vocabulary and known fields', (t) => {
  t.is(
    logLine(Date.UTC(2026, 2, 29, 1, 2, 3, 456) / 1000, 'answered', { seq: 7, table: 'orders', phase: 'boost', code: 'OK', msg: 'a\nb' }),
    '{"ts":"2026-03-29T01:02:03.456Z","level":"info","event":"answered","table":"orders","phase":"boost","seq":7,"code":"OK","msg":"a\\\\u000ab"}',
  );
  t.is((JSON.parse(logLine(0, 'error', { msg: 'x' })) as { level: string }).level, 'error');
  t.is(new Set(EVENTS).size, EVENTS.length);
});

test('remarks, errors and events of a command become lines, each of the run that they belong to', (t) => {
  const { terminal, lines } = open();
  terminal.say('hello');
  terminal.event('lock', { runId: 'r1', night: '2026-03-29', code: 'taken' });
  terminal.event('asked', { seq: 1, table: 'orders', phase: 'boost' });
  t.like(lines[0], { event: 'said', msg: 'hello' });
  t.like(lines[2], { event: 'asked', runId: 'r1', night: '2026-03-29', table: 'orders' });
});

test('the last line says how it ended, also where no verdict was told', (t) => {
  const { log, terminal, lines } = open();
  terminal.event('verdict', { verdict: 'partial', code: 3 });
  log.exit(3);
  t.like(lines.at(-1), { event: 'exit', code: 3, verdict: 'partial' });
  const other = open();
  other.log.exit(77);
  t.like(other.lines.at(-1), { level: 'error', event: 'exit', code: 77, verdict: 'failed' });
});

test('what is said again and again is counted', (t) => {
  const { log, terminal, lines, wait } = open();
  for (let i = 0; i < 100; i++) terminal.say('throttled');
  wait(61);
  terminal.say('throttled');
  terminal.say('throttled');
  log.exit(0);
  t.deepEqual(lines.map(({ event, count, msg }) => [event, count, msg]), [
    ['said', undefined, 'throttled'], ['repeated', 99, 'throttled'], ['said', undefined, 'throttled'], ['repeated', 1, 'throttled'], ['exit', undefined, undefined],
  ]);
});

test('what happened once is never left out, however alike', (t) => {
  const { terminal, lines } = open();
  for (let i = 0; i < 5; i++) terminal.event('asked', { table: 'orders', phase: 'boost', seq: i });
  t.is(lines.length, 5);
});

test('--quiet leaves out remarks, and no error, verdict or end', (t) => {
  const { log, terminal, lines } = open(true);
  terminal.say('hello');
  terminal.event('error', { msg: 'bad' });
  terminal.event('verdict', { verdict: 'failed' });
  log.exit(70);
  t.deepEqual(lines.map(({ event }) => event), ['error', 'verdict', 'exit']);
});

test('no field shows a secret, forges a line or grows without end', (t) => {
  const { log, terminal, text } = open();
  terminal.event('error', { msg: `planted-secret\n{"event":"exit","code":0}${'x'.repeat(1e6)}`, table: 'planted-secret', code: 'planted-secret' });
  terminal.out('"planted-secret"\n');
  log.exit(1);
  t.is(text.length, 3);
  t.false(text.join('').includes('planted-secret'));
  t.true(text.every((line) => line.endsWith('\n') && line.indexOf('\n') === line.length - 1));
  t.true(text[0].length < 3_000);
  t.true(log.tail().length <= 100_000);
});
