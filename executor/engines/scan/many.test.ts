// Hundreds of copies in one process: each at its own pace, all of them at once, within the memory that they were given.

import test from 'ava';
import type { Destination } from '../../archive/destination.js';
import { sidecarOf, verifyBackup } from '../../archive/verify.js';
import { MemoryDestination } from '../../../scripts/scan/memory-destination.js';
import { MemoryNight, OPENS_AT, someItems } from '../../../scripts/scan/memory.js';
import { endings, pathOf } from '../../../scripts/scan/rig.js';

const TABLES = 300;

test('300 tables at once take as long as the slowest of them, and none is read faster than it may be', async (t) => {
  const night = new MemoryNight();
  const numbers = Array.from({ length: TABLES }, (_, i) => i);
  /** From half a unit to three a second, each for 20 s. */
  const paceOf = (i: number): number => 0.5 * (1 + (i % 6));
  // A page is answered after 50 ms: 64 of them at a time are many more than are asked for.
  night.aws.before = (operation) => operation === 'dynamodb:Scan' ? night.clock.sleepUntil(night.clock.now() + 0.05) : undefined;
  for (const i of numbers) night.aws.add(`table-${i}`, someItems(Math.ceil((paceOf(i) * 20 * 8192) / 4000), 4000));
  const engine = night.engine();
  for (const i of numbers) await engine.startCopy(i, 1, paceOf(i));
  const ends = await endings(engine, night.clock, numbers);
  // The slowest one has a page of half a unit more, and is seen at the next look.
  t.true(night.clock.now() - OPENS_AT <= 1.1 * 20 + 1 + 15, `${night.clock.now() - OPENS_AT} s`);
  for (const i of numbers) {
    const spent = night.aws.spent.get(`table-${i}`) ?? [];
    const total = spent.reduce((sum, { units }) => sum + units, 0);
    t.is(ends.get(i)?.seen.at(-1), 'copyDone');
    t.is(ends.get(i)?.units, total);
    const seconds = (spent.at(-1)?.at ?? 0) - OPENS_AT;
    t.true((total - (spent.at(-1)?.units ?? 0)) / paceOf(i) <= seconds + 0.1 + 1e-6, `table-${i}: ${total} units in ${seconds} s at ${paceOf(i)}`);
    t.true((await verifyBackup(night.destination, pathOf(`table-${i}`))).ok);
  }
  await engine.close();
});

test('no more than 64 pages of all copies are under way', async (t) => {
  const night = new MemoryNight();
  let [underway, most] = [0, 0];
  night.aws.before = async (operation) => {
    if (operation !== 'dynamodb:Scan') return;
    most = Math.max(most, ++underway);
    await night.clock.sleepUntil(night.clock.now() + 2);
    underway--;
  };
  const numbers = Array.from({ length: 100 }, (_, i) => i);
  for (const i of numbers) night.aws.add(`table-${i}`, someItems(20, 1000));
  const engine = night.engine();
  for (const i of numbers) await engine.startCopy(i, 1, 1000);
  for (const { seen } of (await endings(engine, night.clock, numbers)).values()) t.is(seen.at(-1), 'copyDone');
  await engine.close();
  t.is(most, 64);
});

test('the description of a table, which AWS gives only so often, holds up no reading', async (t) => {
  const night = new MemoryNight();
  night.aws.before = (operation) => (operation.startsWith('dynamodb:Describe') && night.clock.now() > OPENS_AT + 1) || operation.endsWith('ContinuousBackups') || operation.endsWith('OfResource')
    ? night.clock.sleepUntil(night.clock.now() + 20) : undefined;
  night.aws.add('orders', someItems(500, 1000));
  t.deepEqual((await night.copy(10)).seen, ['copyStarted', 'copyDone']);
  const spent = night.aws.spent.get('orders') ?? [];
  t.true(spent[0].at - OPENS_AT < 1 && (spent.at(-1)?.at ?? 0) - OPENS_AT < 10, `${spent[0].at - OPENS_AT} to ${(spent.at(-1)?.at ?? 0) - OPENS_AT} s`);
  const { description, unread } = await sidecarOf(night.destination, pathOf('orders'));
  t.deepEqual([unread, description.ListTagsOfResource], [[], [{ Key: 'team', Value: 'shop' }]]);
});

/** Takes five seconds for everything that is written. */
function slow(inner: MemoryDestination, night: MemoryNight, written: () => void): Destination {
  return {
    url: (path) => inner.url(path), put: (path, bytes) => inner.put(path, bytes), read: (path) => inner.read(path), head: (path) => inner.head(path),
    list: (path) => inner.list(path), sweep: () => inner.sweep(),
    writer: async (path) => {
      const writer = await inner.writer(path);
      const write = writer.write.bind(writer);
      writer.write = async (chunk) => {
        await night.clock.sleepUntil(night.clock.now() + 5);
        await write(chunk);
        written();
      };
      return writer;
    },
  };
}

for (const readers of [1, 4]) {
  test(`a destination that is slow holds up the reading: ${readers} segments read no more than a page ahead each`, async (t) => {
    const night = new MemoryNight();
    const inner = new MemoryDestination();
    let [read, stored, ahead] = [0, 0, 0];
    night.destination = slow(inner, night, () => stored++);
    night.aws.bend = (output) => {
      if ((output as { Count: number }).Count > 0) ahead = Math.max(ahead, ++read - stored);
      return output;
    };
    night.aws.add('orders', someItems(1500, 10_000), { sizeBytes: 8 * 2 ** 30 });
    t.deepEqual((await night.copy(1000 * readers, { segmentsMax: readers })).seen, ['copyStarted', 'copyDone']);
    t.true(read > 2 * readers, `${read} pages`);
    t.true(ahead <= readers, `${ahead} pages were read and not written`);
    t.true(night.clock.now() - OPENS_AT >= 5 * read);
  });
}
