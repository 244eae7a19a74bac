// docs/backups.md against a backup: every member is told of, and the commands do what they say.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { packageRoot } from './package.js';
import { MemoryNight, removeFolders } from './scan/memory.js';
import { pathOf } from './scan/rig.js';

const DOC = readFileSync(join(packageRoot(), 'docs', 'backups.md'), 'utf8');
const LINE = /^\{"id":.*$/m.exec(DOC)?.[0] ?? '';
const ITEM = {
  id: { S: 'a' }, n: { N: '1.50' }, ok: { BOOL: true }, bin: { B: new Uint8Array([1, 2]) }, tags: { SS: ['x', 'y'] }, none: { NULL: true }, l: { L: [{ S: 'é' }] }, m: { M: { k: { N: '2' } } },
};
test.after.always(() => removeFolders());

/** The folder of a backup of that one item and of some more. */
async function backup(more = 0): Promise<string> {
  const night = new MemoryNight(true);
  night.aws.add('orders', [ITEM, ...Array.from({ length: more }, (_, i) => ({ id: { S: `k${i}` } }))]);
  await night.copy(1);
  return join(night.folder, pathOf('orders'));
}

test('the line of the document is the line of such an item', async (t) => {
  const folder = await backup();
  const { files } = JSON.parse(readFileSync(join(folder, 'backup.json'), 'utf8')) as { files: readonly { name: string }[] };
  t.is(readFileSync(join(folder, files[0].name), 'utf8'), `${LINE}\n`);
});

test('every member of a sidecar is in the document, and in its order', async (t) => {
  const sidecar = JSON.parse(readFileSync(join(await backup(), 'backup.json'), 'utf8')) as Record<string, unknown> & { files: readonly object[] };
  const rows = [...DOC.matchAll(/^\| (`.*?`(?:, `.*?`)*) \|/gm)].flatMap(([, names]) => [...names.matchAll(/`(\w+)`/g)].map(([, name]) => name));
  t.deepEqual(rows, [...Object.keys(sidecar), ...Object.keys(sidecar.files[0]), 'etag']);
  for (const name of [...Object.keys(sidecar.table as object), ...Object.keys(sidecar.original as object), ...Object.keys(sidecar.description as object)]) t.true(DOC.includes(`\`${name}\``), name);
});

const commands = (heading: string): string[] => [...(DOC.split(`## ${heading}\n`)[1] ?? '').split('\n## ')[0].matchAll(/^```\n([\s\S]*?)^```$/gm)].map(([, text]) => text);
const shell = (command: string, folder: string) => spawnSync('bash', ['-c', command], { cwd: folder, encoding: 'utf8' });
const hasTools = shell('command -v jq sha256sum && head -c -1 < /dev/null', '.').status === 0;

test('the commands for a shell do what they say', async (t) => {
  if (!hasTools) {
    t.log('skipped: no bash with jq, sha256sum and the head of GNU here');
    t.pass();
    return;
  }
  const folder = await backup(7);
  const { files, digest } = JSON.parse(readFileSync(join(folder, 'backup.json'), 'utf8')) as { files: readonly { name: string }[]; digest: string };
  const [checks, reads] = commands('By hand');
  const [checkFiles, checkManifest, checkSidecar, count] = checks.trim().split('\n').map((command) => shell(command, folder).stdout);
  t.is(checkFiles, `${files[0].name}: OK\n`);
  t.is(checkManifest, 'manifest: OK\n');
  t.is(checkSidecar, `${digest}  -\n${digest}\n`);
  t.deepEqual(count.trim().split(/\s+/), ['8', '8']);
  const { stdout, stderr } = shell(reads.replace('4429921c-46a8-444c-aa58-777ab5fbedc5', files[0].name), folder);
  t.is(stderr, '');
  const lines = stdout.trim().split('\n');
  t.deepEqual(JSON.parse(lines[0]), { id: 'a', n: '1.50', ok: true, bin: 'AQI=', tags: ['x', 'y'], none: null, l: ['é'], m: { k: '2' } });
  t.deepEqual([lines.length, lines.at(-1)], [8 + 1, LINE]);
  const moved = shell(`cp manifest manifest.old; ${/^ {2}`(sed .*)`\.$/m.exec(DOC)?.[1] ?? ''}; jq -r '.entries[].url' manifest`, folder).stdout;
  t.is(moved, `s3://other/place/${files[0].name}\n`);
});
