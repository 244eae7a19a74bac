import test from 'ava';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { writeFixtures } from './fixtures.js';
import { loadHistory } from './history/load.js';

const unpacked = async (path: string): Promise<Buffer> => {
  const bytes = await readFile(path);
  return path.endsWith('.gz') ? gunzipSync(bytes) : bytes;
};

test('the committed histories are those that the generator writes', async (t) => {
  const root = await mkdtemp(join(tmpdir(), 'fixtures-'));
  t.teardown(() => rm(root, { recursive: true, force: true }));
  await writeFixtures(root);
  for (const folder of ['history-small', 'history-demo', 'estate-e']) {
    const names = await readdir(join(root, folder));
    t.is(names.length, 2);
    for (const name of names) {
      const [made, committed] = [await unpacked(join(root, folder, name)), await unpacked(join('fixtures', folder, name))];
      t.true(made.equals(committed), `fixtures/${folder}/${name} differs: run scripts/fixtures.ts and commit what it writes`);
    }
  }
});

test('the committed histories load and are what the documents promise', async (t) => {
  const load = (name: string): ReturnType<typeof loadHistory> => loadHistory(join('fixtures', name), { cacheDir: null });
  const small = await load('history-small');
  t.deepEqual([small.tables.length, small.nights.length, small.nights[0], small.nights[29]], [40, 30, '2026-05-16', '2026-06-14']);
  t.true(['orders', 'Orders', '__proto__', '-rf', 'CON', '...'].every((name) => small.tables.includes(name)));
  const demo = await load('history-demo');
  t.deepEqual([demo.tables.length, demo.nights.length, demo.nights[89]], [300, 90, '2026-06-14']);
  const kinds = new Set(demo.gaps.map((gap) => gap.kind));
  t.true(kinds.has('appears') && kinds.has('vanishes') && kinds.has('no-traffic'));
  const sizes = await Promise.all(['tables.csv.gz', 'traffic.csv.gz'].map(async (name) => (await stat(join('fixtures/history-demo', name))).size));
  t.true(sizes[0] + sizes[1] < 6e6);
  const estate = await load('estate-e');
  t.deepEqual([estate.tables.length, estate.nights.length], [300, 2]);
});
