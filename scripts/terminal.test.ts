import test from 'ava';
import { nodeFault } from './node-version.js';
import { inert, openTerminal, progressText, type Terminal } from './terminal.js';

function open(isTTY: boolean, env: Record<string, string> = {}, quiet = false): { terminal: Terminal; said: string[]; wait: (seconds: number) => void } {
  const said: string[] = [];
  let now = 0;
  const stream = { isTTY, columns: 20, write: (text: string) => said.push(text) };
  return { terminal: openTerminal({ stdout: stream, stderr: stream, env, clock: () => now }, { quiet }), said, wait: (seconds) => (now += seconds) };
}

test('where somebody watches, progress is one line that is overwritten and removed', (t) => {
  const { terminal, said } = open(true);
  terminal.progress('reading 1 %');
  terminal.progress('a line that is too long for it');
  terminal.out('result\n');
  t.deepEqual(said, ['\r\u001b[Kreading 1 %', '\r\u001b[Ka line that is too ', '\r\u001b[K', 'result\n']);
});

test('a terminal that does not know its width is taken for 80 columns', (t) => {
  const said: string[] = [];
  const stream = { isTTY: true, columns: 0, write: (text: string) => said.push(text) };
  openTerminal({ stdout: stream, stderr: stream, env: {}, clock: () => 0 }, { quiet: false }).progress('x'.repeat(100));
  t.deepEqual(said, [`\r\u001b[K${'x'.repeat(79)}`]);
});

test('elsewhere progress is a line every ten seconds, without escape sequences', (t) => {
  for (const { terminal, said, wait } of [open(false), open(true, { TERM: 'dumb' }), open(true, { CI: 'true' })]) {
    terminal.progress('1 %');
    wait(10);
    terminal.progress('2 %');
    terminal.progress('3 %');
    t.deepEqual(said, ['2 %\n']);
  }
});

test('progress tells the share and, once there is something to go by, the time left', (t) => {
  t.is(progressText('simulating', 25, 100, 3), 'simulating: 25%, 9 s left');
  t.is(progressText('simulating', 25, 100, 0.5), 'simulating: 25%');
  t.is(progressText('reading rows', 1000, 0, 5), 'reading rows: 1000');
});

test('quiet is quiet, except for data', (t) => {
  const { terminal, said } = open(true, {}, true);
  terminal.progress('1 %');
  terminal.say('warning: x');
  terminal.out('data\n');
  t.deepEqual(said, ['data\n']);
});

test('colour is for terminals that want it', (t) => {
  t.is(open(true).terminal.bold('x'), '\u001b[1mx\u001b[22m');
  for (const { terminal } of [open(false), open(true, { NO_COLOR: '1' }), open(true, { TERM: 'dumb' })]) t.is(terminal.bold('x'), 'x');
});

test('control characters of others never reach a terminal', (t) => {
  t.is(inert('a\u001b[31m\u202eb\n'), 'a\\u001b[31m\\u202eb\\u000a');
  t.is(inert('bücher ☃'), 'bücher ☃');
});

test('an old Node is told so in one line', (t) => {
  t.is(nodeFault('18.20.1'), 'hippolyte needs Node 20.19 or newer, this is 18.20.1: update Node');
  t.deepEqual(['20.18.3', '20.19.0', '20.20.2', '22.1.0', '9.0.0'].map((version) => nodeFault(version) === null), [false, true, true, true, false]);
});
