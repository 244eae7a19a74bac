// What goes wrong: the table's own copy suffers, says why in a word of the vocabulary, and shows nothing of the items.

import test from 'ava';
import type { AttributeValue, Item } from '../../../core/archive/attribute.js';
import { OUTCOME, Records, SIGHTS } from '../../../core/world.js';
import { refused } from '../../../fixtures/aws/small-tables.js';
import { MemoryNight, OPENS_AT, someItems } from '../../../scripts/scan/memory.js';
import { backedUp, endings, linesOf, pathOf } from '../../../scripts/scan/rig.js';

const isScan = (operation: string, input: Readonly<Record<string, unknown>>): boolean => operation === 'dynamodb:Scan' && input.TableName === 'orders';

/** A night of two tables; Scans of the first one meet `fault` from the third on. */
function twoTables(fault: () => unknown): MemoryNight {
  const night = new MemoryNight();
  night.aws.add('orders', someItems(1000, 1000));
  night.aws.add('users', someItems(1000, 1000));
  let scans = 0;
  night.aws.before = (operation, input) => {
    if (!isScan(operation, input) || ++scans <= 2) return;
    const error = fault();
    if (error !== undefined) throw error as Error;
  };
  return night;
}

async function copyBoth(night: MemoryNight) {
  const engine = night.engine();
  await engine.startCopy(0, 1, 20);
  await engine.startCopy(1, 1, 20);
  const both = await endings(engine, night.clock, [0, 1]);
  await engine.close();
  return both;
}

const network = (code: string): Error => Object.assign(new Error('socket hang up'), { name: 'TimeoutError', code });
const LASTING: readonly (readonly [string, () => unknown, number, number])[] = [
  ['throttled', () => refused('ProvisionedThroughputExceededException', 400), OUTCOME.THROTTLED, 600],
  ['too many requests', () => refused('RequestLimitExceeded', 400), OUTCOME.THROTTLED, 600],
  ['failing inside', () => refused('InternalServerError', 500), OUTCOME.UNREACHABLE, 600],
  ['resetting connections', () => network('ECONNRESET'), OUTCOME.UNREACHABLE, 600],
  ['answering with a page of a proxy', () => Object.assign(new SyntaxError('Unexpected token <'), { $metadata: { httpStatusCode: 200 } }), OUTCOME.UNREACHABLE, 600],
  ['denied', () => refused('AccessDeniedException', 400), OUTCOME.DENIED, 0],
  ['without credentials', () => refused('ExpiredTokenException', 400), OUTCOME.DENIED, 0],
  ['refused by a name of its own', () => refused('ValidationException', 400), OUTCOME.FAILED, 0],
  ['not found, and described all the same,', () => refused('ResourceNotFoundException', 400), OUTCOME.FAILED, 0],
];
for (const [what, fault, outcome, seconds] of LASTING) {
  test(`a table that is ${what} fails after ${seconds} s without a page; the other one is copied`, async (t) => {
    const night = twoTables(fault);
    const both = await copyBoth(night);
    t.deepEqual(both.get(0)?.seen, ['copyStarted', 'copyFailed']);
    t.is(both.get(0)?.outcome, outcome);
    t.is(both.get(1)?.seen.at(-1), 'copyDone');
    const took = night.clock.now() - OPENS_AT;
    t.true(took >= seconds && took <= seconds + 90, `${took} s`);
    t.is(night.said.length, 1);
    t.regex(night.said[0], /^orders: not copied \(/);
  });
}

test('a table that Scan and DescribeTable do not find any more is gone', async (t) => {
  const night = twoTables(() => {
    night.aws.tables.delete('orders');
    return refused('ResourceNotFoundException', 400);
  });
  const both = await copyBoth(night);
  t.is(both.get(0)?.outcome, OUTCOME.GONE);
  t.is(both.get(1)?.seen.at(-1), 'copyDone');
});

test('passing faults cost time and nothing else', async (t) => {
  let calls = 0;
  const kinds = [(): Error => refused('ThrottlingException', 400), (): Error => refused('InternalServerError', 500), (): Error => network('ECONNRESET'), (): undefined => undefined];
  const night = twoTables(() => kinds[calls++ % 4]());
  const both = await copyBoth(night);
  t.is(both.get(0)?.seen.at(-1), 'copyDone');
  t.deepEqual(await backedUp(night.destination, pathOf('orders')), linesOf(someItems(1000, 1000)));
});

test('nobody answers: given up after ten minutes', async (t) => {
  const night = new MemoryNight();
  night.aws.add('orders', someItems(1000, 1000));
  night.aws.before = (operation) => (operation === 'dynamodb:Scan' ? new Promise(() => undefined) : undefined);
  const engine = night.engine();
  await engine.startCopy(0, 1, 20);
  const { seen, outcome } = await night.end(engine);
  t.deepEqual([seen.at(-1), outcome], ['copyFailed', OUTCOME.TIMED_OUT]);
  const took = night.clock.now() - OPENS_AT;
  t.true(took >= 600 && took <= 630, `${took} s`);
});

test('a slow pace is no standstill', async (t) => {
  const night = new MemoryNight();
  night.aws.add('orders', someItems(3, 400 * 1024));
  t.is((await night.copy(0.05)).seen.at(-1), 'copyDone'); // 50 units at 0.05 RCU: 1,000 s between pages
  t.true(night.clock.now() - OPENS_AT >= 2 * 50 / 0.05);
});

const SECRET = 'SECRET-VALUE';
const BENDS: readonly (readonly [string, (output: Record<string, unknown>) => object, RegExp])[] = [
  ['an item of an unknown type', (output) => ({ ...output, Items: (output.Items as Item[]).map((item) => ({ ...item, pad: { X: SECRET } as AttributeValue })) }), /of a type that this version does not know/],
  ['no items', ({ Count, ConsumedCapacity }) => ({ Count, ConsumedCapacity }), /gave no items/],
  ['fewer items than it counts', (output) => ({ ...output, Items: (output.Items as Item[]).slice(1) }), /other items than it counted/],
  ['no consumed units', ({ Items, Count }) => ({ Items, Count }), /did not say what it consumed/],
  ['units that are none', (output) => ({ ...output, ConsumedCapacity: { CapacityUnits: NaN } }), /did not say what it consumed/],
  ['the same key again and again', (output) => ({ ...output, LastEvaluatedKey: { id: { S: SECRET } } }), /the same key to go on from twice/],
  ['an empty key', (output) => ({ ...output, LastEvaluatedKey: {} }), /an empty key/],
  ['nothing', () => ({}), /gave no items/],
];
for (const [what, bend, why] of BENDS) {
  test(`an answer with ${what} fails the copy, is never a backup, and is not shown`, async (t) => {
    const night = new MemoryNight();
    night.aws.add('orders', someItems(50, 100));
    night.aws.bend = bend as (output: object) => object;
    const { seen, outcome } = await night.copy(50);
    t.deepEqual([seen.at(-1), outcome], ['copyFailed', OUTCOME.FAILED]);
    t.regex(night.said[0], why);
    t.notRegex(night.said.join() + [...night.notes].join(), new RegExp(`${SECRET}|k00000|xxx`));
    t.is(await night.destination.head(`${pathOf('orders')}/_SUCCESS`), null);
  });
}

test('a table that is made again under its name is not the one that was planned', async (t) => {
  const night = new MemoryNight();
  night.aws.add('orders', someItems(3000, 1000));
  const engine = night.engine();
  await engine.startCopy(0, 1, 2);
  const over = night.end(engine);
  await night.clock.sleepUntil(OPENS_AT + 30);
  night.aws.add('orders', someItems(3000, 1000), { id: 'another' });
  const { seen, outcome } = await over;
  t.deepEqual([seen.at(-1), outcome], ['copyFailed', OUTCOME.GONE]);
  t.true(night.clock.now() - OPENS_AT <= 30 + 60 + 30);
  t.is(night.notes.get('scan-failed:orders'), 'GONE');
});

test('stopped, a copy keeps what it has read, and a later start reads the rest', async (t) => {
  const night = new MemoryNight();
  night.aws.add('orders', someItems(2000, 1000));
  const engine = night.engine();
  await engine.startCopy(0, 1, 10);
  const over = night.end(engine);
  await night.clock.sleepUntil(OPENS_AT + 12);
  await engine.stopCopy(0);
  const stopped = await over;
  t.deepEqual(stopped.seen, ['copyStarted', 'copyStopped']);
  t.true(stopped.units >= 100 && stopped.units <= 130, `${stopped.units} units`);
  const before = night.aws.calls.length;
  const again = night.engine();
  again.adopt('startCopy', 0, 1, 10);
  const done = await night.end(again);
  t.is(done.seen.at(-1), 'copyDone');
  t.deepEqual(await backedUp(night.destination, pathOf('orders')), linesOf(someItems(2000, 1000)));
  t.is(done.units, (night.aws.spent.get('orders') ?? []).reduce((sum, one) => sum + one.units, 0));
  t.true(night.aws.calls.slice(before).filter(({ operation }) => operation === 'dynamodb:Scan').every(({ input }, i) => i > 0 || input.ExclusiveStartKey !== undefined));
});

test('left in a hurry, nothing more is asked or written', async (t) => {
  const night = new MemoryNight();
  night.aws.add('orders', someItems(2000, 1000));
  const engine = night.engine();
  await engine.startCopy(0, 1, 10);
  await night.clock.sleepUntil(OPENS_AT + 12);
  night.leave.abort();
  await engine.close();
  const calls = night.aws.calls.length;
  await night.clock.sleepUntil(OPENS_AT + 1000);
  t.is(night.aws.calls.length, calls);
  const left: string[] = [];
  for await (const { path } of night.destination.list(pathOf('orders'))) left.push(path);
  t.deepEqual(left, []);
});

test('a lane is ready at once; stopped, it ends after its copies', async (t) => {
  const night = new MemoryNight();
  night.aws.add('orders', someItems(2000, 1000));
  const engine = night.engine();
  const see = async (): Promise<string[]> => {
    const sights = new Records();
    await engine.look(night.clock.now(), sights);
    return Array.from({ length: sights.length }, (_, i) => `${SIGHTS[sights.kind[i]]} ${sights.subject[i]}`);
  };
  t.is(await engine.startLane(0, 1), OUTCOME.OK);
  t.deepEqual(await see(), ['laneReady 0']);
  await engine.startCopy(0, 1, 10);
  t.is(await engine.startCopy(0, 1, 10), OUTCOME.OK); // the answer was lost: nothing is started twice
  await night.clock.sleepUntil(OPENS_AT + 10);
  await engine.stopLane(0);
  await night.clock.sleepUntil(OPENS_AT + 20);
  t.deepEqual(await see(), ['copyStarted 0', 'copyStopped 0', 'laneEnded 0']);
  t.deepEqual(await see(), []);
});
