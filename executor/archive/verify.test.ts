// A backup that was changed in any way is found: every byte of it, every file of it, and what lies beside it.

import test from 'ava';
import { MANIFEST, SUCCESS } from '../../core/archive/manifest.js';
import { SIDECAR } from '../../core/archive/sidecar.js';
import { ContractNight } from '../../scripts/engines/contract-night.js';
import { Rig } from '../../scripts/engines/contract-rig.js';
import { MemoryDestination } from '../../scripts/scan/memory-destination.js';
import { MemoryNight, someItems } from '../../scripts/scan/memory.js';
import { pathOf } from '../../scripts/scan/rig.js';
import { verifyBackup } from './verify.js';

const ORDERS = pathOf('orders');

/** A backup of 150 items in several files, made by the embedded scan. */
async function backup(gzip = false): Promise<MemoryDestination> {
  const night = new MemoryNight();
  const destination = night.destination as MemoryDestination;
  destination.bytesMax = 500;
  night.aws.add('orders', someItems(150, 100));
  await night.copy(0.5, { gzip });
  return destination;
}

/** Its files by their names, without those that are not part of it. */
function partsOf({ files }: MemoryDestination): string[] {
  return [...files.keys()].filter((file) => file.startsWith(`${ORDERS}/`) && !file.includes('/_checkpoint/')).map((file) => file.slice(ORDERS.length + 1));
}
const dataOf = (destination: MemoryDestination): string[] => partsOf(destination).filter((name) => ![MANIFEST, SIDECAR, SUCCESS].includes(name)).sort();

async function whyOf(destination: MemoryDestination, path = ORDERS): Promise<string> {
  const verified = await verifyBackup(destination, path);
  return verified.ok ? 'verified' : verified.why;
}

/** The backup with other bytes in one of its files. */
function changed(destination: MemoryDestination, name: string, change: (bytes: Buffer) => Uint8Array): MemoryDestination {
  const other = new MemoryDestination();
  for (const [file, bytes] of destination.files) other.files.set(file, bytes);
  other.files.set(`${ORDERS}/${name}`, Buffer.from(change(Buffer.from(destination.files.get(`${ORDERS}/${name}`) ?? []))));
  return other;
}

for (const gzip of [false, true]) {
  test(`${gzip ? 'gzip' : 'plain'}: every byte that changes, is lost or is added is found`, async (t) => {
    const good = await backup(gzip);
    t.is(await whyOf(good), 'verified');
    t.true(dataOf(good).length >= (gzip ? 1 : 3));
    for (const name of partsOf(good)) {
      const { length } = good.files.get(`${ORDERS}/${name}`) ?? [];
      // Of data every third byte and the last one: each is hashed alike.
      for (let at = 0; at < length; at += name === MANIFEST || name === SIDECAR ? 1 : 3) {
        const flipped = changed(good, name, (bytes) => (bytes[at] ^= 1 << (at % 8), bytes));
        t.not(await whyOf(flipped), 'verified', `bit ${at % 8} of byte ${at} of ${name}`);
      }
      for (const end of [0, 1, length >> 1, length - 8, length - 1].filter((one) => one >= 0 && one < length)) {
        t.not(await whyOf(changed(good, name, (bytes) => bytes.subarray(0, end))), 'verified', `${name} cut at ${end} of ${length}`);
      }
      t.not(await whyOf(changed(good, name, (bytes) => Buffer.concat([bytes, Buffer.from('\n')]))), 'verified', `${name} with a byte more`);
    }
  });
}

test('a file that is missing, renamed, or has changed places with another is found, by its address', async (t) => {
  const good = await backup();
  for (const name of partsOf(good)) {
    const without = changed(good, name, (bytes) => bytes);
    without.files.delete(`${ORDERS}/${name}`);
    t.true((await whyOf(without)).includes(`memory://${ORDERS}`), name);
    without.files.set(`${ORDERS}/${name}.old`, good.files.get(`${ORDERS}/${name}`) ?? Buffer.alloc(0));
    t.true((await whyOf(without)).includes(`memory://${ORDERS}`), `${name} renamed`);
  }
  const [first, second] = dataOf(good).map((name) => `${ORDERS}/${name}`);
  const swapped = changed(good, SUCCESS, (bytes) => bytes);
  swapped.files.set(first, good.files.get(second) ?? Buffer.alloc(0)).set(second, good.files.get(first) ?? Buffer.alloc(0));
  t.regex(await whyOf(swapped), /has (another hash|\d+ bytes, not \d+)$/);
});

test('a manifest that is none of this backup is found, though its files are there', async (t) => {
  const good = await backup();
  const text = String(good.files.get(`${ORDERS}/${MANIFEST}`));
  const lines = text.split('\n');
  const manifests = {
    'a file less': lines.filter((_, i) => i !== 2).join('\n'),
    'another order': [lines[0], lines[1], lines[3], lines[2], ...lines.slice(4)].join('\n'),
    'a file twice': [...lines.slice(0, 3), ...lines.slice(2)].join('\n'),
    'of another run': text.replaceAll('run=', 'run=2025-'),
    'the same in other words': JSON.stringify(JSON.parse(text)),
  };
  for (const [what, manifest] of Object.entries(manifests)) t.not(await whyOf(changed(good, MANIFEST, () => Buffer.from(manifest))), 'verified', what);
});

test('the mark of an older run makes no backup of what came after it', async (t) => {
  const good = await backup();
  // An older backup's files, laid where those of another run or table belong.
  const elsewhere = new MemoryDestination();
  for (const place of [ORDERS.replace('-aaaaaa', '-bbbbbb'), pathOf('customers')]) {
    for (const name of partsOf(good)) elsewhere.files.set(`${place}/${name}`, good.files.get(`${ORDERS}/${name}`) ?? Buffer.alloc(0));
    t.regex(await whyOf(elsewhere, place), /is of another night, table or run than its path/);
    // A mark alone, over files that were not sealed.
    elsewhere.files.delete(`${place}/${SIDECAR}`);
    t.regex(await whyOf(elsewhere, place), /backup\.json: is not there/);
  }
  // Files of which only the mark is missing are none either, but before the mark is made they are what they say.
  const unmarked = changed(good, SUCCESS, (bytes) => bytes);
  unmarked.files.delete(`${ORDERS}/${SUCCESS}`);
  t.regex(await whyOf(unmarked), /has no empty _SUCCESS/);
  t.true((await verifyBackup(unmarked, ORDERS, false)).ok);
});

test('a file more is told, and does not make a good backup a bad one', async (t) => {
  const good = await backup();
  const more = changed(good, 'late-file', () => Buffer.from('{"id":{"s":"late"}}\n'));
  more.files.set(`${ORDERS}/deeper/file`, Buffer.alloc(1)).set(`${ORDERS}/_temporary/0`, Buffer.alloc(1)).set(`${pathOf('orders2')}/x`, Buffer.alloc(1));
  t.like(await verifyBackup(more, ORDERS), { ok: true, strays: ['deeper/file', 'late-file'] });
  t.like(await verifyBackup(good, ORDERS), { ok: true, strays: [] });
});

for (const kind of ['scan', 'emr', 'data-pipeline', 'export'] as const) {
  test(`${kind}: an object of the bucket that was put again with another byte is found`, async (t) => {
    const rig = new Rig(kind);
    await new ContractNight(rig).run(rig.engine());
    const bucket = rig.account.s3.buckets.get('backups');
    const objects = bucket?.keys().filter((key) => !/\/_(checkpoint|started)/.test(key)) ?? [];
    t.true(objects.length >= 2 * 4 - 1, objects.join());
    for (const Key of objects) {
      const was = bucket?.get(Key)?.body ?? Buffer.alloc(0);
      const put = (Body: Uint8Array): unknown => rig.account.s3.answer('PutObject', { Bucket: 'backups', Key, Body, ChecksumAlgorithm: 'SHA256' });
      put(was.length === 0 ? Buffer.from(' ') : Buffer.from(was).fill(was[was.length >> 1] ^ 4, was.length >> 1, (was.length >> 1) + 1));
      t.is((await rig.backedUp()).length, 1, Key);
      put(was);
    }
    t.is((await rig.backedUp()).length, 2);
  });
}
