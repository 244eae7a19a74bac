// What counts as a backup that AWS made, and everything that must not.

import { createHash } from 'node:crypto';
import test from 'ava';
import { manifestText } from '../../../core/archive/manifest.js';
import { readSidecar } from '../../../core/archive/sidecar.js';
import { EXIT, UserError } from '../../../core/errors.js';
import type { LiveTable } from '../../../core/live/live-table.js';
import { makeAccount } from '../../../fixtures/aws/account.js';
import { loopbackTable } from '../../../fixtures/aws/dynamodb.js';
import { inProcessAws } from '../../../fixtures/aws/in-process.js';
import { VirtualClock } from '../../../fixtures/aws/virtual-clock.js';
import type { Destination } from '../../archive/destination.js';
import { verifyBackup } from '../../archive/verify.js';
import type { NightContext } from '../engine.js';
import { connectorPlace, connectorProof } from './connector.js';
import { exportPlace, exportProof } from './export.js';
import { patiently } from './patient.js';
import type { ProofParts, Verdict } from './proof.js';

const PATH = 'v1/night=2026-06-10/table=.4frders/run=r1';
const COPY = { table: 0, attempt: 1, startedAt: 1000, endedAt: 2000 };
const ITEMS = '{"id":{"s":"a"}}\n{"id":{"s":"b"}}\n';

/** A bucket in memory: what objects are, by path below s3://bucket/root. */
class Memory implements Destination {
  readonly files = new Map<string, string>();
  down = false;
  url = (path: string): string => `s3://bucket/root/${path}`;
  etagOf = (path: string): string => `"${createHash('md5').update(this.files.get(path) ?? '').digest('hex')}"`;
  writer = (): Promise<never> => Promise.reject(new Error('nothing is written in pieces'));
  sweep = (): Promise<void> => Promise.resolve();
  put(path: string, bytes: Uint8Array): Promise<'written' | 'same'> {
    this.files.set(path, Buffer.from(bytes).toString());
    return Promise.resolve('written');
  }
  async *read(path: string): AsyncGenerator<Uint8Array> {
    await Promise.resolve();
    const text = this.files.get(path);
    if (text === undefined) throw new UserError(EXIT.data, [{ where: path, what: 'is not there' }]);
    for (const letter of [text.slice(0, 7), text.slice(7)]) yield Buffer.from(letter);
  }
  head(path: string): Promise<{ bytes: number; checksum: null; etag: string } | null> {
    return Promise.resolve(this.files.has(path) ? { bytes: this.files.get(path)?.length ?? 0, checksum: null, etag: this.etagOf(path) } : null);
  }
  async *list(path: string): AsyncGenerator<{ path: string; bytes: number; etag: string }> {
    await Promise.resolve();
    if (this.down) throw new UserError(EXIT.unreachable, [{ where: 's3', what: 'is down' }]);
    for (const [name, text] of this.files) if (name.startsWith(`${path}/`)) yield { path: name, bytes: text.length, etag: this.etagOf(name) };
  }
}

function partsOf(destination: Destination, change: Partial<ProofParts> = {}): ProofParts {
  const clock = new VirtualClock(5000);
  const columns = { fromRcu: new Float64Array([100]) };
  const account = makeAccount({ now: () => clock.now() });
  account.dynamo.tables.set('Orders', loopbackTable(8192 * 3, 2, 100, { TableId: 'id-of-Orders' }));
  account.aws.fail('dynamodb:DescribeTimeToLive', 'denied');
  const context = {
    runId: 'r1', night: '2026-06-10', region: 'eu-west-1', account: '111122223333', aws: inProcessAws(account), clock, signal: new AbortController().signal,
    tables: [{ name: 'Orders', tableId: 'id-of-Orders', arn: 'arn:aws:dynamodb:eu-west-1:111122223333:table/Orders', itemCount: 2, sizeBytes: 8192 * 3, target: null } as LiveTable],
    plan: { opensAt: 0, columns },
  } as unknown as NightContext;
  return { context, destination, toolVersion: '1.2.3', readBackBytes: 1000, ...change };
}

function connectorOutput(): Memory {
  const memory = new Memory();
  memory.files.set(`${PATH}/uuid-1`, ITEMS);
  memory.files.set(`${PATH}/uuid-2`, '');
  memory.files.set(`${PATH}/manifest`, manifestText([`s3://bucket/root/${PATH}/uuid-1`, `s3://bucket/root/${PATH}/uuid-2`]));
  memory.files.set(`${PATH}/_SUCCESS`, '');
  return memory;
}

test('a committed output whose files are all there is a backup, with a sidecar that verifies', async (t) => {
  const memory = connectorOutput();
  memory.files.set(`${PATH}/uuid-of-a-failed-task`, 'x');
  t.deepEqual(await connectorProof(partsOf(memory), 'emr')(COPY), { verdict: 'proved' });
  const sidecar = readSidecar(memory.files.get(`${PATH}/backup.json`) ?? '', 'here');
  t.like(sidecar, { run: 'r1', engine: 'emr', items: 2, bytes: ITEMS.length, startedAt: 1000, endedAt: 2000, orphans: ['uuid-of-a-failed-task'], consumedUnits: 3, original: { rcu: 100, suspended: null } });
  t.deepEqual(sidecar.files[0], { name: 'uuid-1', items: 2, bytes: ITEMS.length, sha256: createHash('sha256').update(ITEMS).digest('hex'), checksum: null });
  t.truthy(sidecar.description.DescribeTable);
  t.true(sidecar.unread.includes('dynamodb:DescribeTimeToLive'));
  t.true((await verifyBackup(memory, PATH)).ok);
  // The next process finds it proved, and sees when it is not any more.
  t.deepEqual(await connectorProof(partsOf(memory), 'emr')(COPY), { verdict: 'proved' });
  memory.files.set(`${PATH}/uuid-1`, ITEMS.replace('a', 'c'));
  t.like(await connectorProof(partsOf(memory), 'emr')(COPY), { verdict: 'faulty' });
});

test('a large output is not read back: names, sizes and entity tags are what is known', async (t) => {
  const memory = connectorOutput();
  t.deepEqual(await connectorProof(partsOf(memory, { readBackBytes: ITEMS.length - 1 }), 'data-pipeline')(COPY), { verdict: 'proved' });
  const sidecar = readSidecar(memory.files.get(`${PATH}/backup.json`) ?? '', 'here');
  t.is(sidecar.items, null);
  t.deepEqual(sidecar.files[0], { name: 'uuid-1', items: null, bytes: ITEMS.length, sha256: null, checksum: null, etag: memory.etagOf(`${PATH}/uuid-1`) });
  t.true((await verifyBackup(memory, PATH)).ok);
  memory.files.set(`${PATH}/uuid-1`, ITEMS.replace('a', 'c'));
  t.regex(JSON.stringify(await verifyBackup(memory, PATH)), /another object/);
});

const DAMAGE: readonly (readonly [string, (memory: Memory) => void, RegExp])[] = [
  ['not committed', (memory) => memory.files.delete(`${PATH}/_SUCCESS`), /has no _SUCCESS/],
  ['no manifest', (memory) => memory.files.delete(`${PATH}/manifest`), /is not there/],
  ['half a manifest', (memory) => memory.files.set(`${PATH}/manifest`, '{"name":"Dyna'), /is no manifest/],
  ['a file less', (memory) => memory.files.delete(`${PATH}/uuid-2`), /names uuid-2, which is not there/],
  ['a file of another run', (memory) => memory.files.set(`${PATH}/manifest`, manifestText([`s3://bucket/root/${PATH}-old/uuid-1`])), /not in the run's own folder/],
  ['a file below', (memory) => memory.files.set(`${PATH}/manifest`, manifestText([`s3://bucket/root/${PATH}/a/uuid-1`])), /not in the run's own folder/],
  ['a file twice', (memory) => memory.files.set(`${PATH}/manifest`, manifestText(Array.from({ length: 2 }, () => `s3://bucket/root/${PATH}/uuid-1`))), /names a file twice/],
  ['nothing of a table with items', (memory) => memory.files.set(`${PATH}/manifest`, manifestText([])), /names no file, and DynamoDB counts 2 items/],
  ['half a line at the end', (memory) => memory.files.set(`${PATH}/uuid-1`, ITEMS.slice(0, -3)), /does not end where it should/],
];
for (const [what, damage, expected] of DAMAGE) {
  test(`no backup: ${what}`, async (t) => {
    const memory = connectorOutput();
    damage(memory);
    const verdict = await connectorProof(partsOf(memory), 'emr')(COPY);
    t.is(verdict.verdict, 'faulty');
    t.regex(verdict.verdict === 'faulty' ? verdict.what : '', expected);
    t.false(memory.files.has(`${PATH}/backup.json`));
  });
}

test('what cannot be reached is unknown, and faulty when that never ends', async (t) => {
  const memory = connectorOutput();
  memory.down = true;
  t.deepEqual(await connectorProof(partsOf(memory), 'emr')(COPY), { verdict: 'unknown' });
  const clock = new VirtualClock(0);
  const prove = patiently(connectorProof(partsOf(memory), 'emr'), clock);
  for (let i = 1; i < 10; i++) t.deepEqual(await prove(COPY), { verdict: 'pending' });
  t.deepEqual(await prove(COPY), { verdict: 'faulty', what: 'it cannot be read back' });
});

test('a proof that takes long is waited for 20 s at a time, and not begun again', async (t) => {
  const clock = new VirtualClock(0);
  let begun = 0;
  const slow = async (): Promise<Verdict> => {
    begun++;
    await clock.sleepUntil(50);
    return { verdict: 'proved' };
  };
  const prove = patiently(slow, clock);
  t.deepEqual([await prove(COPY), await prove(COPY), await prove(COPY)].map(({ verdict }) => verdict), ['pending', 'pending', 'proved']);
  t.is(begun, 1);
  t.is(clock.now(), 50);
});

test('each attempt has a folder of its own', (t) => {
  const parts = partsOf(new Memory());
  t.deepEqual(connectorPlace(parts, 0, 1), { path: PATH, url: `s3://bucket/root/${PATH}` });
  t.is(connectorPlace(parts, 0, 2).path, `${PATH}-attempt-2`);
  t.deepEqual(exportPlace(parts, 0, 1), { bucket: 'bucket', prefix: `root/${PATH}` });
  const folder = new Memory();
  folder.url = (path) => `/backups/${path}`;
  t.is(exportPlace(partsOf(folder), 0, 1), null);
});

const EXPORT = { ...COPY, exportArn: 'arn:export/1', itemCount: 2, manifestKey: `root/${PATH}/AWSDynamoDB/1/manifest-summary.json` };
function exported(): Memory {
  const memory = new Memory();
  const at = `${PATH}/AWSDynamoDB/1`;
  memory.files.set(`${at}/data/x.json.gz`, 'compressed');
  const lines = [{ itemCount: 2, etag: memory.etagOf(`${at}/data/x.json.gz`).replaceAll('"', ''), md5Checksum: 'x', dataFileS3Key: `root/${at}/data/x.json.gz` }];
  memory.files.set(`${at}/manifest-files.json`, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  memory.files.set(`${at}/manifest-summary.json`, JSON.stringify({ exportArn: 'arn:export/1', tableId: 'id-of-Orders', itemCount: 2, manifestFilesS3Key: `root/${at}/manifest-files.json` }));
  const md5 = (path: string): string => createHash('md5').update(memory.files.get(path) ?? '').digest('base64');
  memory.files.set(`${at}/manifest-files.checksum`, md5(`${at}/manifest-files.json`));
  memory.files.set(`${at}/manifest-summary.md5`, md5(`${at}/manifest-summary.json`));
  return memory;
}

test('an export is a backup when its manifests, its counts and its files agree', async (t) => {
  const memory = exported();
  t.deepEqual(await exportProof(partsOf(memory))(EXPORT), { verdict: 'proved' });
  const sidecar = readSidecar(memory.files.get(`${PATH}/backup.json`) ?? '', 'here');
  t.like(sidecar, { engine: 'export', items: 2, consumedUnits: 0, compression: 'gzip' });
  t.is(sidecar.files[0].name, 'AWSDynamoDB/1/data/x.json.gz');
  t.true((await verifyBackup(memory, PATH)).ok);
  t.deepEqual(await exportProof(partsOf(memory))(EXPORT), { verdict: 'proved' });
  memory.files.delete(`${PATH}/AWSDynamoDB/1/data/x.json.gz`);
  t.like(await exportProof(partsOf(memory))(EXPORT), { verdict: 'faulty' });
});

const AT = `${PATH}/AWSDynamoDB/1`;
const rewrite = (memory: Memory, name: string, from: string, to: string): void => {
  memory.files.set(`${AT}/${name}`, (memory.files.get(`${AT}/${name}`) ?? '').replace(from, to));
  for (const end of ['checksum', 'md5']) memory.files.delete(`${AT}/${name.replace('json', end)}`);
};
const EXPORT_DAMAGE: readonly (readonly [string, (memory: Memory) => void, RegExp])[] = [
  ['a file less', (memory) => memory.files.delete(`${AT}/data/x.json.gz`), /is missing/],
  ['another object', (memory) => memory.files.set(`${AT}/data/x.json.gz`, 'changed'), /another object/],
  ['another checksum', (memory) => memory.files.set(`${AT}/manifest-files.checksum`, 'x'), /another checksum/],
  ['another count in the summary', (memory) => rewrite(memory, 'manifest-summary.json', '"itemCount":2', '"itemCount":3'), /says 3 items/],
  ['another count in the files', (memory) => rewrite(memory, 'manifest-files.json', '"itemCount":2', '"itemCount":1'), /have 1 items/],
  ['another export', (memory) => rewrite(memory, 'manifest-summary.json', 'arn:export/1', 'arn:export/2'), /of another export/],
  ['another table of the name', (memory) => rewrite(memory, 'manifest-summary.json', 'id-of-Orders', 'id-2'), /another table of that name/],
  ['a file elsewhere', (memory) => rewrite(memory, 'manifest-files.json', `root/${AT}/data`, 'elsewhere'), /not in the folder of this run/],
  ['no summary', (memory) => memory.files.delete(`${AT}/manifest-summary.json`), /is not there/],
  ['half a summary', (memory) => rewrite(memory, 'manifest-summary.json', '}', ''), /is no JSON/],
];
for (const [what, damage, expected] of EXPORT_DAMAGE) {
  test(`no export: ${what}`, async (t) => {
    const memory = exported();
    damage(memory);
    const verdict = await exportProof(partsOf(memory))(EXPORT);
    t.is(verdict.verdict, 'faulty');
    t.regex(verdict.verdict === 'faulty' ? verdict.what : '', expected);
    t.false(memory.files.has(`${PATH}/backup.json`));
  });
}
