import test from 'ava';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync, appendFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../../core/errors.js';
import type { JournalBody } from '../../core/journal/journal.js';
import { TEST_AT as AT } from '../../core/live/live-testing.js';
import { Redactor } from '../../core/telling/redact.js';
import { openDiskState } from './open-disk.js';
import type { StateParts } from './state-parts.js';
import type { StateStore } from './store.js';
import { IoError, MemoryFiles } from './testing.js';
import { HandClock, HEAD, testParts } from './testing-state.js';

const ROOT = '/state';
const PATH = `${ROOT}/runs/${HEAD.night}/${HEAD.runId}.jsonl`;
const REF = { night: HEAD.night, runId: HEAD.runId };
const boost = (table: string): JournalBody => ({ kind: 'asked', at: AT, move: 'boost', table, value: 500 });

const roots: string[] = [];
const folder = (): string => {
  roots.push(mkdtempSync(join(tmpdir(), 'hippolyte-state-')));
  return roots[roots.length - 1];
};
test.after.always(() => {
  for (const root of roots) rmSync(root, { recursive: true, force: true });
});

const open = (files: MemoryFiles, change: Partial<StateParts> = {}): StateStore => openDiskState(ROOT, testParts(new HandClock(), change), files);
const refusal = async (work: Promise<unknown>): Promise<string> => work.then(() => 'not refused', (error: unknown) => {
  if (error instanceof UserError) return `${error.exitCode} ${error.message}`;
  throw error;
});

test('a journal on a disk: begun, continued, read back; for its owner only', async (t) => {
  const root = join(folder(), 'a', 'state');
  const store = openDiskState(root, testParts(new HandClock()));
  t.deepEqual(await store.runs(), []);
  const journal = await store.create(HEAD);
  journal.write(boost('orders'));
  journal.write(boost('__proto__'));
  t.deepEqual([...(await store.peek(REF)).leases.keys()], []); // not flushed
  await journal.flush();
  await journal.close();
  t.deepEqual([...(await store.peek(REF)).leases.keys()], ['orders', '__proto__']);

  const again = await openDiskState(root, testParts(new HandClock())).open(REF);
  t.is(again.records.length, 3);
  t.false(again.repaired);
  again.journal.write({ kind: 'closed', at: AT + 9, verdict: 'failed', owed: 2 });
  await again.journal.flush();
  await again.journal.close();
  t.is((await store.peek(REF)).closed?.owed, 2);

  const path = join(root, 'runs', HEAD.night, `${HEAD.runId}.jsonl`);
  t.is(statSync(path).mode & 0o777, 0o600);
  for (const dir of [root, join(root, 'runs'), join(root, 'runs', HEAD.night)]) t.is(statSync(dir).mode & 0o777, 0o700);
  t.deepEqual(readdirSync(join(root, 'runs', HEAD.night)), [`${HEAD.runId}.jsonl`]);
  t.deepEqual(await store.runs(), [REF]);
  t.deepEqual(await store.runs('2026-06-11'), []);
  t.regex(await refusal(store.create(HEAD)), /^73 .*k3f9qa\.jsonl: is there already/);
});

test('what was not begun by us is not taken for a run', async (t) => {
  const root = folder();
  const store = openDiskState(root, testParts(new HandClock()));
  await (await store.create(HEAD)).close();
  mkdirSync(join(root, 'runs', 'notes'));
  writeFileSync(join(root, 'runs', HEAD.night, 'copy of.jsonl'), '');
  writeFileSync(join(root, 'runs', HEAD.night, '2026-06-10T0006Z-aaaaaa.jsonl~'), '');
  t.deepEqual(await store.runs(), [REF]);
});

test('only runs that are over with nothing owed are settled', async (t) => {
  const files = new MemoryFiles();
  const store = open(files);
  const ends: readonly (readonly [string, JournalBody[]])[] = [
    ['2026-06-10T0001Z-aaaaaa', [{ kind: 'closed', at: AT, verdict: 'success', owed: 0 }]],
    ['2026-06-10T0002Z-aaaaaa', [{ kind: 'closed', at: AT, verdict: 'failed', owed: 1 }]],
    ['2026-06-10T0003Z-aaaaaa', []],
    ['2026-06-10T0004Z-aaaaaa', [{ kind: 'closed', at: AT, verdict: 'failed', owed: 0 }, boost('orders')]],
  ];
  for (const [runId, bodies] of ends) {
    const journal = await store.create({ ...HEAD, runId });
    for (const body of [boost('orders'), boost('orders'), ...bodies]) journal.write(body);
    await journal.flush();
  }
  files.nodes.set(`${ROOT}/runs/${HEAD.night}/2026-06-10T0005Z-aaaaaa.jsonl`, { bytes: Buffer.alloc(0), durable: Buffer.alloc(0), modifiedAt: 0 });
  t.deepEqual((await store.unsettled()).map(({ runId }) => runId), ends.slice(1).map(([runId]) => runId));
  t.regex(await refusal(store.open({ night: HEAD.night, runId: '2026-06-10T0005Z-aaaaaa' })), /^65 .*aaaaaa\.jsonl: holds no record: its run never did anything; remove the file/);
});

test('a power cut at every byte of a flush: what was flushed before is there, and the journal goes on', async (t) => {
  const files = new MemoryFiles();
  const journal = await open(files).create(HEAD);
  journal.write(boost('orders'));
  await journal.flush();
  const before = files.nodes.get(PATH)?.bytes.length ?? 0;
  // Written, and the power goes before it is synced.
  journal.write(boost('__proto__'));
  journal.write({ kind: 'answered', at: AT, move: 'boost', table: 'orders', value: 500, outcome: 'OK' });
  files.meddle = ({ what }) => {
    if (what === 'sync') throw new IoError('EIO');
  };
  t.regex(await refusal(journal.flush()), /^74 .*: the disk does not read or write; check it, and run again \(EIO\)$/);
  const written = (files.nodes.get(PATH)?.bytes.length ?? 0) - before;
  t.true(written > 200);
  for (let kept = 0; kept <= written; kept++) {
    const after = files.crash(kept);
    const opened = await open(after).open(REF);
    t.true(opened.records.length >= 2 && opened.records.length <= 4);
    opened.journal.write({ kind: 'shut', at: AT + 60 });
    await opened.journal.flush();
    const state = await open(after).peek(REF);
    t.true(state.leases.has('orders'));
    t.true(state.shut);
    t.is(state.records, opened.records.length + (opened.repaired ? 2 : 1));
    // Once more, in the middle of the repair: the new file was written and has not taken the old one's place.
    const twice = files.crash(kept);
    twice.meddle = ({ what }) => {
      if (what === 'replace') throw new IoError('EIO');
    };
    t.regex(await refusal(open(twice).open(REF)), /^74 /);
    twice.meddle = () => undefined;
    t.true((await open(twice).peek(REF)).leases.has('orders'));
  }
});

test('after a failed sync nothing is flushed any more: nobody knows what is on the disk', async (t) => {
  const files = new MemoryFiles();
  const journal = await open(files).create(HEAD);
  let fails = true;
  files.meddle = ({ what }) => {
    if (what === 'sync' && fails) throw new IoError('EIO');
  };
  journal.write(boost('orders'));
  t.regex(await refusal(journal.flush()), /^74 /);
  fails = false;
  t.regex(await refusal(journal.flush()), /^74 /);
  journal.write(boost('__proto__'));
  t.regex(await refusal(journal.flush()), /^74 /);
});

test('a full disk: the ballast is given up once, so that debts can be paid; then nothing is promised', async (t) => {
  const files = new MemoryFiles();
  const journal = await open(files).create(HEAD);
  t.true(files.nodes.has(`${ROOT}/ballast`));
  journal.write(boost('orders'));
  await journal.flush();
  files.meddle = ({ what, bytes }) => {
    if (what === 'append' && files.nodes.has(`${ROOT}/ballast`)) throw new IoError('ENOSPC', Math.floor(bytes / 2));
  };
  journal.write({ kind: 'asked', at: AT, move: 'revert', table: 'orders', value: 100 });
  await journal.flush();
  t.false(files.nodes.has(`${ROOT}/ballast`));
  t.is((await open(files).peek(REF)).unanswered.length, 2);
  files.meddle = ({ what, bytes }) => {
    if (what === 'append') throw new IoError('ENOSPC', Math.floor(bytes / 2));
  };
  journal.write({ kind: 'shut', at: AT });
  t.regex(await refusal(journal.flush()), /^74 .*: the disk is full; free some room and run again \(ENOSPC\)$/);
  t.is((await open(files).peek(REF)).records, 3);
  // A full disk cannot hold a second copy: the torn tail is cut off, and the journal goes on in its place.
  files.meddle = ({ what }) => {
    if (what === 'replace') throw new IoError('ENOSPC');
  };
  const opened = await open(files).open(REF);
  t.true(opened.repaired);
  await opened.journal.flush();
  t.is((await open(files).peek(REF)).records, 4);
});

test('no night begins without room, or where it cannot write', async (t) => {
  const files = new MemoryFiles();
  files.free = 64 * 2 ** 20 - 1;
  t.is(await refusal(open(files).create(HEAD)), '74 /state: has 63 MiB left, a night needs 64; free some room and run again');
  files.free = 64 * 2 ** 20;
  for (const code of ['ENOSPC', 'EROFS', 'EIO', 'EDQUOT', 'EACCES']) {
    files.meddle = () => {
      throw new IoError(code);
    };
    t.regex(await refusal(open(files).create(HEAD)), new RegExp(`^74 /state.*\\(${code}\\)$`), code);
  }
});

test('a process that was stopped, and goes on after another took over, changes nothing of the journal', async (t) => {
  for (const store of [(): StateStore => openDiskState(root, testParts(new HandClock())), (): StateStore => open(memory)]) {
    const zombie = await store().create(HEAD);
    zombie.write(boost('orders'));
    await zombie.flush();
    const taker = (await store().open(REF)).journal;
    taker.write({ kind: 'shut', at: AT });
    await taker.flush();
    zombie.write(boost('__proto__'));
    await zombie.flush();
    taker.write({ kind: 'looked', at: AT });
    await taker.flush();
    const state = await store().peek(REF);
    t.is(state.records, 4);
    t.deepEqual([...state.leases.keys()], ['orders']);
    for (const journal of [zombie, taker]) await journal.close();
  }
});
const root = folder();
const memory = new MemoryFiles();

test('links, other kinds of file, folders that others may write to', async (t) => {
  const base = folder();
  const [real, linked] = [join(base, 'real'), join(base, 'linked')];
  mkdirSync(real, { mode: 0o700 });
  symlinkSync(real, linked);
  const create = (path: string): Promise<string> => refusal(openDiskState(path, testParts(new HandClock())).create(HEAD).then((journal) => journal.close()));
  t.regex(await create(linked), /^78 .*linked: is a symbolic link; give the folder itself$/);
  const file = join(base, 'file');
  writeFileSync(file, '');
  t.regex(await create(file), /^78 .*file: is no folder; move it away$/);
  chmodSync(real, 0o777);
  t.regex(await create(real), /^78 .*real: can be written by others \(mode 777\); chmod go-w it$/);
  chmodSync(real, 0o700);
  t.is(await create(real), 'not refused');
  // The journal itself becomes a link to another file.
  const path = join(real, 'runs', HEAD.night, `${HEAD.runId}.jsonl`);
  const elsewhere = join(base, 'elsewhere');
  writeFileSync(elsewhere, readFileSync(path));
  rmSync(path);
  symlinkSync(elsewhere, path);
  t.regex(await refusal(openDiskState(real, testParts(new HandClock())).open(REF)), /^78 .*jsonl: is a symbolic link/);
});

test('a folder of another user is refused', async (t) => {
  const files = new MemoryFiles();
  await files.makeFolder(ROOT);
  const facts = files.facts.bind(files);
  files.facts = async (path) => {
    const found = await facts(path);
    return found === null ? null : { ...found, own: false };
  };
  t.regex(await refusal(open(files).create(HEAD)), /^78 \/state: belongs to another user/);
});

test('damage in the middle is refused with its line, and changes nothing', async (t) => {
  const place = folder();
  const store = openDiskState(place, testParts(new HandClock()));
  const journal = await store.create(HEAD);
  for (const name of ['orders', '__proto__']) journal.write(boost(name));
  await journal.flush();
  await journal.close();
  const path = join(place, 'runs', HEAD.night, `${HEAD.runId}.jsonl`);
  const text = readFileSync(path, 'latin1');
  writeFileSync(path, text.replace('"table":"orders","value":500', '"table":"orders","value":501'));
  const damaged = readFileSync(path, 'latin1');
  t.regex(await refusal(store.open(REF)), /^65 .*k3f9qa\.jsonl:2: does not follow from the records before it/);
  t.regex(await refusal(store.peek(REF)), /^65 /);
  t.is(readFileSync(path, 'latin1'), damaged);
  t.is((await store.unsettled()).length, 1);
  writeFileSync(path, text);
  appendFileSync(path, '{"seq":4,"ki');
  const opened = await store.open(REF);
  await opened.journal.close();
  t.true(opened.repaired);
  const other = openDiskState(place, testParts(new HandClock(), { owner: { account: '210987654321', region: 'eu-west-1' } }));
  t.regex(await refusal(other.open(REF)), /^65 .*: belongs to account 123456789012/);
});

test('what a killed process left unfinished is removed once it is old', async (t) => {
  const place = folder();
  mkdirSync(join(place, 'locks'));
  const [old, fresh] = [join(place, 'locks', '.a-1.tmp'), join(place, 'locks', '.b-1.tmp')];
  for (const path of [old, fresh]) writeFileSync(path, '');
  utimesSync(old, AT - 3601, AT - 3601);
  utimesSync(fresh, AT - 3599, AT - 3599);
  await (await openDiskState(place, testParts(new HandClock())).create(HEAD)).close();
  t.deepEqual(readdirSync(join(place, 'locks')), ['.b-1.tmp']);
});

test('secrets in texts of others are not written', async (t) => {
  const files = new MemoryFiles();
  const redactor = new Redactor();
  redactor.learn('correct-horse-battery');
  const journal = await open(files, { clean: (text) => redactor.clean(text) }).create(HEAD);
  journal.write({ kind: 'note', at: AT, key: 'k', value: 'said correct-horse-battery and AKIAIOSFODNN7EXAMPLE' });
  journal.write({ kind: 'verdict', at: AT, table: 'orders', verdict: 'failed', reason: 'password=correct-horse-battery', url: 's3://user:correct-horse-battery@b' });
  await journal.flush();
  const text = files.nodes.get(PATH)?.bytes.toString('latin1') ?? '';
  t.true(text.includes('[redacted]'));
  t.false(/correct-horse|AKIA/.test(text));
});
