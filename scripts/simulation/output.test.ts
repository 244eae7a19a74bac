import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { STAGING, stageOutput } from './output.js';

const NAMES = ['run.json', 'runs.csv'];

function folderWith(text: string): string {
  const dir = mkdtempSync(join(tmpdir(), 'hippolyte-output-'));
  for (const name of [...NAMES, 'mine.txt']) writeFileSync(join(dir, name), text);
  return dir;
}

test('new results replace old ones only when they are whole; what is not ours stays', (t) => {
  const dir = folderWith('old');
  t.teardown(() => rmSync(dir, { recursive: true }));
  const staged = stageOutput(dir);
  for (const name of NAMES) writeFileSync(join(staged.dir, name), 'new');
  t.is(readFileSync(join(dir, 'run.json'), 'utf8'), 'old');
  staged.publish();
  t.deepEqual(NAMES.map((name) => readFileSync(join(dir, name), 'utf8')), ['new', 'new']);
  t.is(readFileSync(join(dir, 'mine.txt'), 'utf8'), 'old');
  t.false(existsSync(join(dir, STAGING)));
});

test('a simulation that fails leaves the old results as they were', (t) => {
  const dir = folderWith('old');
  t.teardown(() => rmSync(dir, { recursive: true }));
  const staged = stageOutput(dir);
  writeFileSync(join(staged.dir, 'run.json'), 'half');
  staged.discard();
  t.deepEqual(readdirSync(dir).sort(), ['mine.txt', ...NAMES]);
  t.is(readFileSync(join(dir, 'run.json'), 'utf8'), 'old');
});
