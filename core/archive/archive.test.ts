import test from 'ava';
import fc from 'fast-check';
import { UserError } from '../errors.js';
import { backupPath, placeOf } from './backup-path.js';
import { checkpointPath, checkpointText, foldCheckpoints, readCheckpoint, type Checkpoint } from './checkpoint.js';
import { manifestText, readManifest } from './manifest.js';
import { readSidecar, sidecarText, type Sidecar } from './sidecar.js';

const NIGHT = '2026-03-29';
const RUN = '2026-03-29T0010Z-k3f9qa';
const LETTERS = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-'];
const tableName = fc.array(fc.constantFrom(...LETTERS), { minLength: 3, maxLength: 255 }).map((letters) => letters.join(''));

test('a path is made of night, table and run', (t) => {
  t.is(backupPath(NIGHT, 'orders', RUN), `v1/night=2026-03-29/table=orders/run=${RUN}`);
  t.is(backupPath(NIGHT, 'Prod.Orders_v2', RUN), `v1/night=2026-03-29/table=.50rod.2e.4frders_v2/run=${RUN}`);
});

test('paths are read back, differ also where case does not count, and are safe for every file system', (t) => {
  const seen = new Map<string, string>();
  const check = (name: string): void => {
    const path = backupPath(NIGHT, name, RUN);
    t.deepEqual(placeOf(path), { night: NIGHT, table: name, runId: RUN });
    const folded = path.toLowerCase();
    t.is(seen.get(folded) ?? name, name);
    seen.set(folded, name);
    for (const piece of path.split('/')) {
      t.true(piece.length <= 255 && piece.length > 0, path);
      t.notRegex(piece, /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)|^\.|[. ]$|[%:*?"<>|\\]/i, path);
    }
  };
  for (const name of ['orders', 'Orders', 'ORDERS', '__proto__', 'constructor', '...', '..a', '-rf', 'CON', 'nul', 'aux.', '_SUCCESS', 'manifest.json', '1e5', '.50rders', '50rders',
    'a'.repeat(255), 'A'.repeat(255), '.'.repeat(255), `${'a'.repeat(200)}con`, `${'a'.repeat(199)}C`, 'a'.repeat(200)]) check(name);
  fc.assert(fc.property(tableName, check), { numRuns: 3000 });
});

test('no backup lies in the folder of another', (t) => {
  fc.assert(fc.property(tableName, fc.integer({ min: 3, max: 254 }), (name, length) => {
    const other = name.slice(0, length);
    if (other !== name && other.length >= 3) t.false(backupPath(NIGHT, name, RUN).startsWith(backupPath(NIGHT, other, RUN).replace(/run=.*/, '')));
  }), { numRuns: 1000 });
});

test('other paths are none of ours', (t) => {
  for (const path of ['', 'v1', `v1/night=2026-03-29/table=Orders/run=${RUN}`, `v1/night=2026-03-29/table=.6frders/run=${RUN}`, `v1/night=2026-03-29/table=a/run=${RUN}`,
    `v1/night=2026-03-29/table=../run=${RUN}`, `v1/night=2026-03-29/table=orders/run=${RUN}/x`]) t.is(placeOf(path), null, path);
});

test('the manifest is the connector’s, to the byte', (t) => {
  t.is(manifestText(['s3://b/p/u1', 's3://b/p/u2']), '{"name":"DynamoDB-export","version":3,\n"entries": [\n{"url":"s3://b/p/u1","mandatory":true},\n{"url":"s3://b/p/u2","mandatory":true}\n]}');
  t.is(manifestText([]), '{"name":"DynamoDB-export","version":3,\n"entries": [\n\n]}');
  t.deepEqual(readManifest(manifestText(['s3://b/p/u1', 's3://b/p/u2']), 'manifest'), ['s3://b/p/u1', 's3://b/p/u2']);
  t.deepEqual(readManifest(manifestText([]), 'manifest'), []);
  for (const text of ['', 'null', '[]', '{"name":"other","version":3,"entries":[]}', '{"name":"DynamoDB-export","version":2,"entries":[]}', '{"name":"DynamoDB-export","version":3}',
    '{"name":"DynamoDB-export","version":3,"entries":[{"url":1}]}', '{"name":"DynamoDB-export","version":3,"entries":[null]}']) {
    t.is(t.throws(() => readManifest(text, 'manifest'), { instanceOf: UserError }, text).exitCode, 65);
  }
});

const SIDECAR: Omit<Sidecar, 'format' | 'version'> = {
  tool: '0.1.0', run: RUN, night: NIGHT, region: 'eu-west-1', account: '000000000000', engine: 'scan', table: { name: 'orders', id: 'id-1', arn: 'arn:aws:dynamodb:eu-west-1:000000000000:table/orders' },
  startedAt: 1_774_742_400, endedAt: 1_774_742_500, items: 3, bytes: 40, consumedUnits: 0.5, segments: 1, compression: 'none',
  files: [{ name: '3f0c', items: 3, bytes: 40, sha256: 'a'.repeat(64), checksum: null }], documents: [{ name: 'manifest', sha256: 'c'.repeat(64) }], orphans: [], original: { rcu: 5, suspended: { scaleIn: false, scaleOut: false, scheduled: true } },
  description: { DescribeTable: { TableName: 'orders' } }, unread: ['dynamodb:DescribeTimeToLive'],
};

test('a sidecar is read back, and a damaged one is refused by the path of what is wrong', (t) => {
  t.deepEqual(readSidecar(sidecarText(SIDECAR), 'backup.json'), { format: 'hippolyte-backup', version: 1, ...SIDECAR });
  t.throws(() => readSidecar('{', 'backup.json'), { message: /^backup.json: is not JSON/ });
  t.throws(() => readSidecar(sidecarText({ ...SIDECAR, items: -1 }), 'backup.json'), { message: /^backup.json: items / });
  t.throws(() => readSidecar(sidecarText({ ...SIDECAR, files: [{ ...SIDECAR.files[0], name: '../x' }] }), 'backup.json'), { message: /^backup.json: files.0.name / });
});

test('checkpoints fold to the state of the copy', (t) => {
  const base = { tableId: 'id-1', segments: 2, startedAt: 10 };
  const file = (name: string): Checkpoint['files'][number] => ({ name, items: 1, bytes: 2, sha256: 'b'.repeat(64), checksum: null });
  const first: Checkpoint = { ...base, number: 0, consumedUnits: 1, files: [file('f1')], positions: new Map([[0, '{"id":{"s":"a"}}']]) };
  const second: Checkpoint = { ...base, number: 1, consumedUnits: 4, files: [file('f2'), file('f3')], positions: new Map([[0, null], [1, '{"id":{"s":"b"}}']]) };
  t.deepEqual(readCheckpoint(checkpointText(second), 'c'), second);
  t.deepEqual(foldCheckpoints([first, second], 'c'), { ...base, consumedUnits: 4, files: [file('f1'), file('f2'), file('f3')], positions: second.positions, next: 2 });
  t.is(foldCheckpoints([], 'c'), null);
  t.throws(() => foldCheckpoints([second], 'c'), { message: /checkpoint 0 is missing/ });
  t.throws(() => foldCheckpoints([{ ...first, tableId: 'id-0' }, second], 'c'), { message: /of another copy/ });
  t.throws(() => readCheckpoint('{"positions":"SECRET"}', 'c'), { message: /^c: is no checkpoint(?!.*SECRET)/ });
  t.true(checkpointPath(9) < checkpointPath(10));
});
