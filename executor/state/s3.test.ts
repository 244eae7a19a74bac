import test, { type ExecutionContext } from 'ava';
import { UserError } from '../../core/errors.js';
import type { JournalBody } from '../../core/journal/journal.js';
import { TEST_AT as AT } from '../../core/live/live-testing.js';
import { FOURTEEN } from '../../fixtures/aws/faults.js';
import { inProcessAws } from '../../fixtures/aws/in-process.js';
import { LoopbackBucket } from '../../fixtures/aws/s3.js';
import { useAccount } from '../../fixtures/aws/testing.js';
import { VirtualClock } from '../../fixtures/aws/virtual-clock.js';
import type { Aws } from '../aws.js';
import { openAws, type OpenAws } from '../clients.js';
import type { Clock } from '../clock.js';
import { LockLost, type Held } from './lock-terms.js';
import { openState } from './open-state.js';
import type { StateStore } from './store.js';
import { APPLICANT, HEAD, testParts } from './testing-state.js';

const account = await useAccount();
let bucket = new LoopbackBucket();
let sockets: OpenAws;
test.beforeEach(async () => {
  account.reset();
  bucket = new LoopbackBucket({ owner: HEAD.account });
  account.s3.buckets.set('state', bucket);
  sockets = await openAws({ region: null, answerMs: 500 });
});
test.afterEach.always(() => sockets.close());
test.after.always(() => account.close());

const PLACE = 's3://state/eu west/1';
const REF = { night: HEAD.night, runId: HEAD.runId };
const KEYS = `eu west/1/runs/${REF.night}/${REF.runId}/`;
const boost = (table: string): JournalBody => ({ kind: 'asked', at: AT, move: 'boost', table, value: 500 });
const open = (aws: Aws = inProcessAws(account), clock: Clock = new VirtualClock(AT), place = PLACE): StateStore => openState(place, aws, testParts(clock));

const refusal = async (work: Promise<unknown>): Promise<string> => work.then(() => 'not refused', (error: unknown) => {
  if (error instanceof UserError) return `${error.exitCode} ${error.message}`;
  throw error;
});

async function take(t: ExecutionContext, store: StateStore): Promise<Held> {
  const held = await store.lock.acquire(APPLICANT);
  if ('heldBy' in held) return t.fail(`held by ${held.heldBy.id}`);
  return held;
}

test.serial('a journal in a bucket, through the SDK and without: one object a flush, read back in order', async (t) => {
  for (const aws of [sockets, inProcessAws(account)]) {
    account.s3.buckets.set('state', bucket = new LoopbackBucket({ owner: HEAD.account }));
    const store = open(aws);
    t.is(store.where, PLACE);
    t.deepEqual(await store.runs(), []);
    const journal = await store.create(HEAD);
    journal.write(boost('orders'));
    journal.write(boost('__proto__'));
    await journal.flush();
    await journal.flush(); // nothing to write
    journal.write({ kind: 'note', at: AT, key: 'k', value: 'ü\u202e' });
    await journal.flush();
    t.deepEqual(bucket.keys(), [`eu west/1/index/${REF.night}/${REF.runId}`, ...['0000000001', '0000000002', '0000000004'].map((n) => `${KEYS}${n}.jsonl`)]);
    t.deepEqual(await store.runs(), [REF]);
    t.deepEqual(await store.runs(HEAD.night), [REF]);
    t.deepEqual(await store.runs('2026-06-11'), []);
    const state = await store.peek(REF);
    t.deepEqual([...state.leases.keys()], ['orders', '__proto__']);
    t.is(state.notes.get('k'), 'ü\u202e');
    const again = await open(aws).open(REF);
    t.is(again.records.length, 4);
    t.deepEqual(again.records[0], { seq: 1, kind: 'opened', at: AT, head: HEAD });
    t.regex(await refusal(store.create(HEAD)), /^73 s3:\/\/state\/eu west\/1\/runs\/2026-06-10\/2026-06-10T0005Z-k3f9qa: is there already/);
  }
});

test.serial('a list of many pages, and a journal of many objects', async (t) => {
  account.s3.pageSize = 7;
  const store = open();
  const journal = await store.create(HEAD);
  for (let i = 0; i < 100; i++) {
    journal.write({ kind: 'note', at: AT, key: 'n', value: String(i) });
    await journal.flush();
  }
  t.is((await store.peek(REF)).notes.get('n'), '99');
  t.is((await store.open(REF)).records.length, 101);
  account.s3.pageSize = 1000;
});

test.serial('only runs that are over with nothing owed are settled; nobody goes on with them', async (t) => {
  const store = open();
  const ends: readonly (readonly [string, JournalBody[]])[] = [
    ['2026-06-10T0001Z-aaaaaa', [{ kind: 'closed', at: AT, verdict: 'success', owed: 0 }]],
    ['2026-06-10T0002Z-aaaaaa', [{ kind: 'closed', at: AT, verdict: 'failed', owed: 1 }]],
    ['2026-06-10T0003Z-aaaaaa', []],
  ];
  for (const [runId, bodies] of ends) {
    const journal = await store.create({ ...HEAD, runId });
    for (const body of bodies) journal.write(body);
    await journal.flush();
  }
  // Killed between the index and the journal.
  await inProcessAws(account).call('s3:PutObject', { Bucket: 'state', Key: `eu west/1/index/${HEAD.night}/2026-06-10T0004Z-aaaaaa`, Body: '' });
  const left = async (): Promise<string[]> => (await store.unsettled()).map(({ runId }) => runId);
  t.deepEqual(await left(), ['2026-06-10T0002Z-aaaaaa', '2026-06-10T0003Z-aaaaaa']);
  t.regex(await refusal(store.open({ night: HEAD.night, runId: '2026-06-10T0004Z-aaaaaa' })), /^65 .*: holds no record: its run never did anything/);
  await t.throwsAsync(store.open({ night: HEAD.night, runId: ends[0][0] }), { message: /is settled and cannot be gone on with/ });
  const { journal } = await store.open({ night: HEAD.night, runId: ends[1][0] });
  journal.write({ kind: 'closed', at: AT, verdict: 'success', owed: 0 });
  await journal.flush();
  t.is((await left()).length, 1);
});

test.serial('whatever happens to a write once: it is there once it is said to be, and nothing is lost or doubled', async (t) => {
  for (const [kind, effect] of Object.values(FOURTEEN).flat()) {
    account.s3.buckets.set('state', bucket = new LoopbackBucket({ owner: HEAD.account }));
    const clock = new VirtualClock(AT);
    const store = open(inProcessAws(account, { clock, answerSeconds: 30 }), clock);
    const journal = await store.create(HEAD);
    account.aws.fail('s3:PutObject', kind, 1, effect);
    journal.write(boost('orders'));
    const answer = await refusal(journal.flush());
    const what = `${kind} ${effect}: ${answer}`;
    account.aws.catchUp();
    account.aws.heal();
    const state = await open().peek(REF);
    if (answer === 'not refused') {
      t.true(state.leases.has('orders'), what);
      journal.write(boost('__proto__'));
      await journal.flush();
      t.is((await open().peek(REF)).records, 3, what);
    } else {
      // Refused for good: nobody goes on with this journal, and whoever opens it finds all that was flushed before.
      t.true(['denied', 'expired', 'signature', 'gone', 'invalid', 'conflict'].includes(kind), what);
      t.regex(answer, /^(69|75|76|77) /, what);
      t.true(state.records >= 1, what);
      t.is(await refusal(journal.flush()), answer, what);
    }
  }
});

test.serial('a bucket that does not answer at all ends the night, in bounded time', async (t) => {
  for (const kind of ['throttle', 'error-500', 'reset', 'hang'] as const) {
    account.s3.buckets.set('state', bucket = new LoopbackBucket({ owner: HEAD.account }));
    const clock = new VirtualClock(AT);
    const journal = await open(inProcessAws(account, { clock, answerSeconds: 30 }), clock).create(HEAD);
    account.aws.fail('s3:PutObject', kind);
    journal.write(boost('orders'));
    t.regex(await refusal(journal.flush()), /^(69|75) s3:PutObject: /, kind);
    t.true(clock.now() - AT <= 60 + 20 + 30, `${kind}: ${clock.now() - AT} s`);
    account.aws.heal();
  }
});

test.serial('a process that was stopped, and goes on after another took over, is told so and changes nothing', async (t) => {
  const zombie = await open().create(HEAD);
  zombie.write(boost('orders'));
  await zombie.flush();
  const taker = (await open().open(REF)).journal;
  taker.write({ kind: 'shut', at: AT });
  await taker.flush();
  zombie.write(boost('__proto__'));
  t.regex(await refusal(zombie.flush()), /^75 s3:\/\/state\/.*\/0000000003\.jsonl: was written by another process, which goes on with this run/);
  t.deepEqual([...(await open().peek(REF)).leases.keys()], ['orders']);
});

test.serial('objects that are missing, changed or put between are found', async (t) => {
  const store = open();
  const journal = await store.create(HEAD);
  for (const name of ['orders', '__proto__', 'orders']) {
    journal.write(boost(name));
    await journal.flush();
  }
  const third = bucket.get(`${KEYS}0000000003.jsonl`)!;
  bucket.delete(third.key);
  t.regex(await refusal(store.open(REF)), /^65 .*\/0000000004\.jsonl: does not follow from the objects before it, which end with record 2/);
  bucket.put({ ...third, body: Buffer.from(third.body.toString().replace('__proto__', 'orders')) });
  t.regex(await refusal(store.peek(REF)), /^65 .*k3f9qa:3: does not follow from the records before it/);
  bucket.put({ ...third, body: third.body.subarray(0, -20) });
  t.regex(await refusal(store.peek(REF)), /^65 /);
  bucket.put(third);
  t.is((await store.peek(REF)).records, 4);
  bucket.put({ ...third, key: `${KEYS}0000000005.jsonl`, body: third.body.subarray(0, -20) });
  t.regex(await refusal(store.peek(REF)), /^65 .*: ends in the middle of a record: an object was changed/);
});

test.serial('50 at once: one has the lock, through the SDK and without', async (t) => {
  for (const aws of [sockets, inProcessAws(account)]) {
    account.s3.buckets.set('state', bucket = new LoopbackBucket({ owner: HEAD.account }));
    const answers = await Promise.all(Array.from({ length: 50 }, () => open(aws).lock.acquire(APPLICANT)));
    const held = answers.filter((answer) => 'check' in answer);
    t.is(held.length, 1);
    t.true(answers.every((answer) => 'check' in answer || answer.heldBy.id === held[0].id));
    t.deepEqual(bucket.keys(), ['eu west/1/locks/1.json']);
    await held[0].release();
  }
});

test.serial('the lock is renewed, given back, taken over and lost as on a disk', async (t) => {
  const [a, b] = [new VirtualClock(AT), new VirtualClock(AT)];
  account.time.source = () => a.now();
  const first = await take(t, open(inProcessAws(account), a));
  await a.sleepUntil(AT + 3601);
  first.check();
  t.is((await open().lock.inspect())?.record?.heartbeatAt, AT + 3600);
  a.stop(); // as SIGSTOP does
  await b.sleepUntil(a.now() + 61);
  const second = await take(t, open(inProcessAws(account), b));
  t.is(second.fence, 2);
  await t.throwsAsync(first.verify(), { instanceOf: LockLost, message: /another process has taken it/ });
  await second.release();
  const third = await take(t, open(inProcessAws(account), b));
  t.is(third.fence, 3);
  await third.release();
  account.time.source = () => Date.now() / 1000;
});

test.serial('whatever happens once to any call of the lock: taken by one at most, and kept by whoever has it', async (t) => {
  for (const operation of ['s3:PutObject', 's3:ListObjectsV2', 's3:GetObject']) {
    for (const [kind, effect] of Object.values(FOURTEEN).flat()) {
      account.s3.buckets.set('state', bucket = new LoopbackBucket({ owner: HEAD.account }));
      const clock = new VirtualClock(AT);
      const store = open(inProcessAws(account, { clock, answerSeconds: 5 }), clock);
      account.aws.fail(operation, kind, 1, effect);
      const held = await store.lock.acquire(APPLICANT).catch((error: unknown) => {
        t.true(error instanceof UserError, `${operation} ${kind} ${effect}: ${String(error)}`);
        return null;
      });
      if (held !== null && 'check' in held) {
        account.aws.fail(operation, kind, 1, effect);
        await clock.sleepUntil(clock.now() + 40);
        account.aws.catchUp();
        await clock.sleepUntil(clock.now() + 40);
        // A record that is said to be gone is taken as gone: whoever removed it may have let another in.
        if (operation === 's3:GetObject' && kind === 'gone') {
          t.throws(() => held.check(), { instanceOf: LockLost });
          account.aws.heal();
          continue;
        }
        t.notThrows(() => held.check(), `${operation} ${kind} ${effect}`);
        const other = await open(inProcessAws(account), clock).lock.acquire(APPLICANT);
        t.true('heldBy' in other && other.heldBy.id === held.id, `${operation} ${kind} ${effect}`);
        await held.release();
      }
      account.aws.heal();
    }
  }
});

test.serial('storage that does not look at conditions is refused before anything is done', async (t) => {
  const strict = inProcessAws(account) as Aws;
  const careless: Aws = { call: (operation, input) => strict.call(operation, { ...input, IfNoneMatch: undefined, IfMatch: undefined }) };
  t.regex(await refusal(open(careless).lock.acquire(APPLICANT)), /^78 s3:\/\/state\/eu west\/1\/locks\/1\.json: was written twice under If-None-Match: this storage has no conditional writes; keep the state elsewhere$/);
});

test.serial('a bucket of another account, and one that is not there', async (t) => {
  account.s3.buckets.set('state', new LoopbackBucket({ owner: '210987654321' }));
  t.regex(await refusal(open().lock.acquire(APPLICANT)), /^77 s3:ListObjectsV2: /);
  t.regex(await refusal(open().create(HEAD)), /^77 /);
  account.s3.buckets.delete('state');
  t.regex(await refusal(open().create(HEAD)), /^7\d s3:ListObjectsV2: .*NoSuchBucket/);
});

test.serial('places that are none', (t) => {
  for (const place of ['s3://', 's3://B/x', 's3://a..b/x', 's3://bucket/../x', 's3://bucket/a//b', 'http://bucket/x', 'file:///tmp/x', 's3://arn:aws:s3:::b', 's3://bucket/\u0007']) {
    t.throws(() => open(sockets, undefined, place), { instanceOf: UserError, message: /^live\.state: must be a folder or s3:\/\/bucket\/prefix, got/ }, place);
  }
  for (const place of ['s3://bucket', 's3://bucket/', 's3://bucket/prefix/']) t.regex(open(sockets, undefined, place).where, /^s3:\/\/bucket(\/prefix)?$/);
});
