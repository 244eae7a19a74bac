// Backups in a folder: private, whole, never written over, never outside of it.

import test from 'ava';
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Aws } from '../aws.js';
import { wallClock } from '../clock.js';
import { openDestination, readSmall, type Destination } from './destination.js';
import { GzipWriter } from './gzip.js';

const root = join(tmpdir(), `hippolyte-folder-${randomUUID()}`);
test.after.always(() => rm(root, { recursive: true, force: true }));

function newFolder(): { folder: string; destination: Destination } {
  const folder = join(root, randomUUID());
  return { folder, destination: openDestination(folder, { aws: {} as Aws, clock: wallClock(), account: null }) };
}

const codeOf = (error: unknown): unknown => (error as { exitCode?: number }).exitCode;

test('a file has no name before it is whole, and is its owner’s alone', async (t) => {
  const { folder, destination } = newFolder();
  const writer = await destination.writer('v1/t/file', 0);
  await writer.write(Buffer.from('hello '));
  t.is(await destination.head('v1/t/file'), null);
  for await (const { path } of destination.list('v1')) t.fail(path);
  await writer.write(Buffer.from('world'));
  t.deepEqual(await writer.close(), { bytes: 11, sha256: createHash('sha256').update('hello world').digest('hex'), checksum: null });
  t.is((await readSmall(destination, 'v1/t/file', 100)).toString(), 'hello world');
  t.is((await stat(join(folder, 'v1/t/file'))).mode & 0o777, 0o600);
  t.is((await stat(join(folder, 'v1/t'))).mode & 0o777, 0o700);
});

test('nothing is written over', async (t) => {
  const { folder, destination } = newFolder();
  t.is(await destination.put('manifest', Buffer.from('one')), 'written');
  t.is(await destination.put('manifest', Buffer.from('one')), 'same');
  t.is(codeOf(await t.throwsAsync(destination.put('manifest', Buffer.from('two')))), 73);
  const writer = await destination.writer('manifest', 0);
  await writer.write(Buffer.from('three'));
  t.is(codeOf(await t.throwsAsync(writer.close())), 73);
  await writer.abandon();
  t.is(await readFile(join(folder, 'manifest'), 'utf8'), 'one');
});

test('what a killed start left is cleared away, finished files are not', async (t) => {
  const { folder, destination } = newFolder();
  await destination.put('v1/t/done', Buffer.from('x'));
  await writeFile(join(folder, 'v1/t/left.partial'), 'half');
  t.is(codeOf(await t.throwsAsync(destination.writer('v1/t/left', 0))), 74);
  await destination.sweep('v1/t');
  await (await destination.writer('v1/t/left', 0)).close();
  t.is(await readFile(join(folder, 'v1/t/done'), 'utf8'), 'x');
  t.is(await readFile(join(folder, 'v1/t/left'), 'utf8'), '');
});

test('nothing is read or written outside, nor through a link', async (t) => {
  const { folder, destination } = newFolder();
  for (const path of ['../x', 'a/../../x', '..']) t.is(codeOf(await t.throwsAsync(destination.put(path, Buffer.from('x')))), 64, path);
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}-secret`, 'secret');
  await symlink(`${folder}-secret`, join(folder, 'link'));
  t.is(codeOf(await t.throwsAsync(readSmall(destination, 'link', 100))), 74);
  await symlink(`${folder}-other`, join(folder, 'new.partial'));
  t.is(codeOf(await t.throwsAsync(destination.writer('new', 0))), 74);
});

test('an error of the disk is told once, with its name, and fails the file', async (t) => {
  const { folder, destination } = newFolder();
  await mkdir(folder, { recursive: true });
  await symlink('/dev/full', join(folder, 'x.partial')).catch(() => undefined);
  const error = await t.throwsAsync(destination.writer('x', 0));
  t.regex(error.message, /cannot be read or written \(E[A-Z]+\)/);
  t.is(codeOf(await t.throwsAsync(readSmall(destination, 'missing', 5))), 65);
});

test('compressed on the way, with the hash of what is stored', async (t) => {
  const { folder, destination } = newFolder();
  const clock = wallClock();
  const writer = new GzipWriter(await destination.writer('file.gz', 0), clock);
  const line = `${'{"id":{"s":"abc"}}'.repeat(100)}\n`;
  for (let i = 0; i < 500; i++) await writer.write(Buffer.from(line));
  const stored = await writer.close();
  const bytes = await readFile(join(folder, 'file.gz'));
  t.is(gunzipSync(bytes).toString(), line.repeat(500));
  t.deepEqual([stored.bytes, stored.sha256], [bytes.length, createHash('sha256').update(bytes).digest('hex')]);
  const failing = new GzipWriter({ bytes: 0, bytesMax: 1, write: () => Promise.reject(new Error('disk full')), close: () => Promise.reject(new Error('disk full')), abandon: () => Promise.resolve() }, clock);
  await t.throwsAsync(async () => {
    for (let i = 0; i < 5000; i++) await failing.write(Buffer.from(line + String(Math.sin(i))));
    await failing.close();
  }, { message: 'disk full' });
  await failing.abandon();
});
