// Backups in the loopback S3: written once, whole, with the checksums that S3 keeps, whatever fails on the way.

import test from 'ava';
import { createHash } from 'node:crypto';
import { MIB } from '../../core/units.js';
import { makeAccount, type LoopbackAccount } from '../../fixtures/aws/account.js';
import type { Effect, FaultKind } from '../../fixtures/aws/faults.js';
import { inProcessAws } from '../../fixtures/aws/in-process.js';
import { LoopbackBucket } from '../../fixtures/aws/s3.js';
import { VirtualClock } from '../../fixtures/aws/virtual-clock.js';
import type { Aws } from '../aws.js';
import { openDestination, readSmall, type Destination } from './destination.js';

const OWNER = '000000000000';

function bucket(): { account: LoopbackAccount; destination: Destination; objects: LoopbackBucket; clock: VirtualClock } {
  const clock = new VirtualClock(1_780_272_000);
  const account = makeAccount({ now: () => clock.now() });
  const objects = new LoopbackBucket();
  account.s3.buckets.set('backups', objects);
  const aws = inProcessAws(account, { clock, answerSeconds: 30 }) as Aws;
  return { account, objects, clock, destination: openDestination('s3://backups/nightly', { aws, clock, account: OWNER }) };
}

/** Bytes that differ everywhere. */
function someBytes(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let i = 0; i < length; i++) bytes[i] = (i * 2_654_435_761) >>> 24;
  return bytes;
}

const LENGTHS = [0, 1, 1000, 5 * MIB - 1, 5 * MIB, 5 * MIB + 1, 21 * MIB + 3];
for (const memoryBytes of [MIB, 12 * MIB, 40 * MIB]) {
  test(`files of all lengths with ${memoryBytes / MIB} MiB of memory: whole, and S3 has the checksum that we counted`, async (t) => {
    for (const length of LENGTHS) {
      const { destination, objects } = bucket();
      const bytes = someBytes(length);
      const writer = await destination.writer('v1/x/file', memoryBytes);
      for (let from = 0; from < length; from += 700_000) await writer.write(bytes.subarray(from, from + 700_000));
      const stored = await writer.close();
      t.is(stored.bytes, length);
      t.is(stored.sha256, createHash('sha256').update(bytes).digest('hex'));
      t.true(objects.get('nightly/v1/x/file')?.body.equals(bytes));
      t.like(await destination.head('v1/x/file'), { bytes: length, checksum: stored.checksum });
      t.truthy(stored.checksum);
      t.is(objects.uploads.size, 0);
      t.is(writer.bytesMax > 1e9, memoryBytes >= 10 * MIB);
    }
  });
}

const FAULTS: readonly (readonly [FaultKind, Effect])[] = [['throttle', 'none'], ['error-500', 'none'], ['error-500', 'done'], ['reset', 'none'], ['reset', 'done'], ['hang', 'done'], ['cut', 'done']];
for (const operation of ['PutObject', 'CreateMultipartUpload', 'UploadPart', 'CompleteMultipartUpload', 'HeadObject']) {
  for (const [kind, effect] of FAULTS) {
    test(`${operation} meets ${kind} (effect: ${effect}) three times: the file is whole`, async (t) => {
      const { account, destination, objects } = bucket();
      account.aws.fail(`s3:${operation}`, kind, 3, effect);
      const bytes = someBytes(operation === 'PutObject' || operation === 'HeadObject' ? 5000 : 11 * MIB);
      const writer = await destination.writer('file', 12 * MIB);
      await writer.write(bytes);
      const stored = await writer.close();
      t.true(objects.get('nightly/file')?.body.equals(bytes));
      t.is((await destination.head('file'))?.checksum, stored.checksum);
      t.is(objects.older.length, 0);
    });
  }
}

for (const operation of ['PutObject', 'CreateMultipartUpload', 'UploadPart', 'CompleteMultipartUpload']) {
  test(`${operation} is denied: told at once, nothing is left`, async (t) => {
    const { account, destination, objects } = bucket();
    account.aws.fail(`s3:${operation}`, 'denied');
    const writer = await destination.writer('file', 12 * MIB);
    const error = await t.throwsAsync(async () => {
      await writer.write(someBytes(operation === 'PutObject' ? 100 : 11 * MIB));
      await writer.close();
    });
    t.is((error as { exitCode?: number }).exitCode, 77);
    await writer.abandon();
    t.is(objects.uploads.size, 0);
    t.is(objects.get('nightly/file'), undefined);
  });
}

test('storage that never answers is given up after ten minutes', async (t) => {
  const { account, destination, clock } = bucket();
  account.aws.fail('s3:PutObject', 'error-503');
  const error = await t.throwsAsync(destination.put('file', Buffer.from('x')));
  t.is((error as { exitCode?: number }).exitCode, 69);
  const took = clock.now() - 1_780_272_000;
  t.true(took >= 600 && took < 640, `${took} s`);
});

test('nothing is written over: the same again is the same, another content is refused', async (t) => {
  const { destination, objects } = bucket();
  t.is(await destination.put('manifest', Buffer.from('one')), 'written');
  t.is(await destination.put('manifest', Buffer.from('one')), 'same');
  await t.throwsAsync(destination.put('manifest', Buffer.from('two')), { message: /^s3:\/\/backups\/nightly\/manifest: is there already with another content/ });
  const writer = await destination.writer('manifest', 12 * MIB);
  await writer.write(someBytes(6 * MIB));
  await t.throwsAsync(writer.close(), { message: /was not stored as it was sent|is there already/ });
  t.is(objects.get('nightly/manifest')?.body.toString(), 'one');
  t.is(objects.older.length, 0);
});

test('uploads that were left are aborted, those of other backups are not', async (t) => {
  const { destination, objects } = bucket();
  for (const path of ['v1/a/file', 'v1/ab/file']) await (await destination.writer(path, 12 * MIB)).write(someBytes(6 * MIB));
  t.is(objects.uploads.size, 2);
  await destination.sweep('v1/a');
  t.deepEqual([...objects.uploads.values()].map(({ key }) => key), ['nightly/v1/ab/file']);
});

test('every call names the owner of the bucket; one of somebody else is not written to', async (t) => {
  const { account, destination, objects } = bucket();
  await destination.put('a', Buffer.from('x'));
  for await (const { path } of destination.list('v1')) t.fail(path);
  await readSmall(destination, 'a', 10);
  t.true(account.aws.calls.every(({ input }) => input.ExpectedBucketOwner === OWNER));
  objects.setup.owner = '111111111111';
  t.is((await t.throwsAsync(destination.put('b', Buffer.from('x'))) as { exitCode?: number }).exitCode, 77);
});

test('what is listed, read and looked for is what is there, page by page', async (t) => {
  const { account, destination } = bucket();
  account.s3.pageSize = 3;
  for (let i = 0; i < 10; i++) await destination.put(`v1/t/f${i}`, Buffer.from(`content ${i}`));
  await destination.put('v1/tt/f', Buffer.from('other'));
  const found = new Map<string, number>();
  for await (const { path, bytes } of destination.list('v1/t')) found.set(path, bytes);
  t.deepEqual([...found].sort(), Array.from({ length: 10 }, (_, i) => [`v1/t/f${i}`, 9]));
  t.is((await readSmall(destination, 'v1/t/f3', 100)).toString(), 'content 3');
  await t.throwsAsync(readSmall(destination, 'v1/t/f3', 5), { message: /larger than 5 bytes/ });
  t.is((await t.throwsAsync(readSmall(destination, 'v1/t/missing', 5)) as { exitCode?: number }).exitCode, 65);
  t.is(await destination.head('v1/t/missing'), null);
});
