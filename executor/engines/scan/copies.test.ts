// What a copy leaves behind: every item once, in files that prove it.

import { mkdir, readdir, readFile, stat, truncate, unlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import test from 'ava';
import type { Item } from '../../../core/archive/attribute.js';
import { OUTCOME } from '../../../core/world.js';
import { MemoryNight, removeFolders, someItems } from '../../../scripts/scan/memory.js';
import { backedUp, endings, linesOf, NIGHT, pathOf, RUN } from '../../../scripts/scan/rig.js';
import { verifyBackup } from '../../archive/verify.js';

test.after.always(removeFolders);

test('a table is copied to the letter, with manifest, sidecar and _SUCCESS', async (t) => {
  const night = new MemoryNight(true);
  const items = someItems(5000, 300);
  night.aws.add('Orders', items);
  const { seen, units } = await night.copy(1000);
  t.deepEqual(seen, ['copyStarted', 'copyDone']);
  t.deepEqual(await backedUp(night.destination, pathOf('Orders')), linesOf(items));
  t.is(units, (night.aws.spent.get('Orders') ?? []).reduce((sum, one) => sum + one.units, 0));
  const folder = join(night.folder, pathOf('Orders'));
  const names = await readdir(folder);
  t.true(['manifest', 'backup.json', '_SUCCESS', '_checkpoint'].every((name) => names.includes(name)));
  t.is((await stat(join(folder, '_SUCCESS'))).size, 0);
  t.like(JSON.parse(await readFile(join(folder, 'backup.json'), 'utf8')) as object, {
    run: RUN, night: NIGHT, items: 5000, consumedUnits: units, original: { rcu: 10, suspended: null }, unread: [], orphans: [],
    description: { ListTagsOfResource: [{ Key: 'team', Value: 'shop' }], DescribeTimeToLive: { TimeToLiveStatus: 'ENABLED', AttributeName: 'expires' } },
  });
  for (const name of names) t.is((await stat(join(folder, name))).mode & 0o077, 0, name);
  t.deepEqual(night.said, []);
});

const SHAPES: readonly (readonly [string, Item[], number])[] = [
  ['no item', [], 1], ['one item', someItems(1, 20), 1], ['items of a few bytes', Array.from({ length: 30_000 }, (_, i): Item => ({ id: { N: String(i) } })), 7],
  ['items of 400 KB', someItems(9, 400 * 1024), 3], ['items that fill a page to the byte', someItems(2048, 1024), 16], ['more segments than items', someItems(5, 100), 16],
];
for (const [what, items, segmentsMax] of SHAPES) {
  for (const gzip of [false, true]) {
    test(`${what}, ${segmentsMax} segments at most${gzip ? ', compressed' : ''}: the same multiset`, async (t) => {
      const night = new MemoryNight(true);
      night.aws.add('orders', items);
      t.deepEqual((await night.copy(4000, { segmentsMax, gzip })).seen, ['copyStarted', 'copyDone']);
      t.deepEqual(await backedUp(night.destination, pathOf('orders')), linesOf(items));
    });
  }
}

test('a file has 100,000 items at most', async (t) => {
  const night = new MemoryNight(true);
  night.aws.add('orders', Array.from({ length: 250_000 }, (_, i): Item => ({ id: { N: String(i) } })), { sizeBytes: 0 });
  await night.copy(40_000);
  const verified = await verifyBackup(night.destination, pathOf('orders'));
  const counts = verified.ok ? verified.sidecar.files.map(({ items }) => items ?? 0) : [];
  t.is(counts.reduce((sum, count) => sum + count, 0), 250_000);
  t.true(Math.max(...counts) <= 100_000 && counts.length < 8, counts.join());
});

test('tables whose names differ in case or are strange lie apart', async (t) => {
  const night = new MemoryNight(true);
  const names = ['orders', 'Orders', '__proto__', '-rf', 'CON', '...', 'a'.repeat(255), 'A'.repeat(255)];
  names.forEach((name, i) => night.aws.add(name, someItems(i, 50)));
  const engine = night.engine();
  for (let table = 0; table < names.length; table++) await engine.startCopy(table, 1, 100);
  for (const [, { seen }] of await endings(engine, night.clock, names.map((_, i) => i))) t.is(seen.at(-1), 'copyDone');
  for (const [i, name] of names.entries()) t.deepEqual(await backedUp(night.destination, pathOf(name)), linesOf(someItems(i, 50)), name);
});

test('what is damaged afterwards does not verify, and the reason names the file and no item', async (t) => {
  const night = new MemoryNight(true);
  night.aws.add('orders', someItems(100, 100));
  await night.copy(100);
  const path = pathOf('orders');
  const folder = join(night.folder, path);
  const data = (await readdir(folder)).find((name) => /^[0-9a-f-]{36}$/.test(name)) ?? '';
  const keep = new Map<string, Buffer>();
  for (const name of [data, 'manifest', 'backup.json', '_SUCCESS']) keep.set(name, await readFile(join(folder, name)));
  const damage: readonly (readonly [string, () => Promise<void>, RegExp])[] = [
    ['a bit', () => writeFile(join(folder, data), (keep.get(data) ?? Buffer.alloc(0)).map((byte, i) => (i === 40 ? byte ^ 1 : byte))), /another hash/],
    ['an end', () => truncate(join(folder, data), 10), /bytes, not/],
    ['a file', () => unlink(join(folder, data)), /is missing/],
    ['a manifest', () => writeFile(join(folder, 'manifest'), String(keep.get('manifest')).replace(/,\n\{.*|\{"url.*/, '')), /manifest/],
    ['a count', () => writeFile(join(folder, 'backup.json'), String(keep.get('backup.json')).replace('"items": 100,', '"items": 99,')), /digest is another/],
    ['another run', () => writeFile(join(folder, 'backup.json'), String(keep.get('backup.json')).replace(RUN, `${RUN.slice(0, -1)}b`)), /digest is another/],
    ['_SUCCESS', () => unlink(join(folder, '_SUCCESS')), /has no empty _SUCCESS/],
  ];
  for (const [what, harm, why] of damage) {
    await harm();
    const verified = await verifyBackup(night.destination, path);
    t.false(verified.ok, what);
    if (!verified.ok) t.regex(verified.why, why);
    if (!verified.ok) t.notRegex(verified.why, /k00000|xxx/);
    for (const [name, bytes] of keep) await writeFile(join(folder, name), bytes);
    t.true((await verifyBackup(night.destination, path)).ok, what);
  }
});

test('a backup that is there is never written over: the same run again only verifies it', async (t) => {
  const night = new MemoryNight(true);
  night.aws.add('orders', someItems(50, 100));
  await night.copy(100);
  const scans = night.aws.calls.filter(({ operation }) => operation === 'dynamodb:Scan').length;
  const before = await readdir(join(night.folder, pathOf('orders')));
  t.is((await night.copy(100)).seen.at(-1), 'copyDone');
  t.is(night.aws.calls.filter(({ operation }) => operation === 'dynamodb:Scan').length, scans);
  t.deepEqual(await readdir(join(night.folder, pathOf('orders'))), before);
  await writeFile(join(night.folder, pathOf('orders'), 'manifest'), 'damaged');
  t.is((await night.copy(100)).seen.at(-1), 'copyFailed');
  t.is(await readFile(join(night.folder, pathOf('orders'), 'manifest'), 'utf8'), 'damaged');
});

test('a folder that cannot be written fails the copy with the reason', async (t) => {
  const night = new MemoryNight(true);
  night.aws.add('orders', someItems(5, 100));
  await mkdir(dirname(night.folder), { recursive: true });
  await writeFile(night.folder, 'a file where the folder should be');
  const { seen, outcome } = await night.copy(100);
  t.is(seen.at(-1), 'copyFailed');
  t.is(outcome, OUTCOME.FAILED);
  t.regex(night.said.join(), /^orders: not copied \(FAILED\): .*cannot be read or written/);
});
