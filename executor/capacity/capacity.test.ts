// Changing tables against an AWS of a few lines: compare-and-set, lost answers, changes of others, and every refusal.

import test, { type ExecutionContext } from 'ava';
import { MOVE, OUTCOME, OUTCOMES, Records, SIGHT } from '../../core/world.js';
import type { Clock } from '../clock.js';
import { Capacity, type Changeable } from './capacity.js';
import { TinyAws, type Fate, type TinyTable } from './tiny-aws.js';

const NOW = 1_780_272_000;
const UPDATE = 'dynamodb:UpdateTable';
const REGISTER = 'application-autoscaling:RegisterScalableTarget';
const NONE = { scaleIn: false, scaleOut: false, scheduled: false };

interface Stage {
  readonly aws: TinyAws;
  readonly table: TinyTable;
  readonly capacity: Capacity;
  readonly found: number[];
  at(seconds: number): void;
  act(move: keyof typeof MOVE, value?: number): Promise<string>;
  look(): Promise<string[]>;
}

/** One table of 100 RCU that is to be raised to 900. */
function stage(more: Partial<TinyTable> = {}, changeable: Partial<Changeable> = {}, free = Infinity): Stage {
  const aws = new TinyAws();
  const table = aws.table('orders', more);
  const found: number[] = [];
  let now = NOW;
  const clock: Clock = { now: () => now, sleepUntil: () => Promise.resolve(), busy: (work) => work };
  const capacity = new Capacity({
    aws, clock, room: { tableRcu: 40_000, accountRcu: 1000 + free, provisionedRcu: 1000 },
    tables: [{ name: 'orders', tableId: 'id-orders', fromRcu: 100, toRcu: 900, scaled: null, suspended: null, ...changeable }],
    found: (_, rcu) => {
      found.push(rcu);
      refuseIfSent(aws);
      return Promise.resolve();
    },
  });
  return {
    aws, table, capacity, found,
    at: (seconds) => { now = NOW + seconds; },
    act: async (move, value = move === 'boost' ? 900 : 100) => OUTCOMES[await capacity.act(MOVE[move], 0, value)],
    look: async () => {
      const sights = new Records();
      await capacity.look(now, sights);
      return Array.from({ length: sights.length }, (_, i) => `${Object.keys(SIGHT)[sights.kind[i]]} ${sights.value[i]}`);
    },
  };
}

function refuseIfSent(aws: TinyAws): void {
  if (aws.count(UPDATE) > 0) throw new Error('what was found must be durable before the call');
}

function sent(t: ExecutionContext, { aws }: Stage, ...throughputs: [rcu: number, wcu: number][]): void {
  t.deepEqual(aws.calls.filter((call) => call.startsWith(UPDATE)), throughputs.map(([ReadCapacityUnits, WriteCapacityUnits]) =>
    `${UPDATE} ${JSON.stringify({ TableName: 'orders', ProvisionedThroughput: { ReadCapacityUnits, WriteCapacityUnits } })}`));
}

test('a raise and its way back: read capacity only, the write capacity as it is at that moment', async (t) => {
  const one = stage();
  t.is(await one.act('boost'), 'OK');
  t.deepEqual(await one.look(), ['capacity 900']);
  t.deepEqual(await one.look(), [], 'in force: not looked at any more');
  t.is(one.aws.count('dynamodb:DescribeTable'), 2);
  one.table.wcu = 70; // somebody else's business
  t.is(await one.act('revert'), 'OK');
  t.deepEqual(await one.look(), ['capacity 100']);
  sent(t, one, [900, 50], [100, 70]);
});

test('a raise never lowers, and never touches what is not as planned', async (t) => {
  const cases: readonly (readonly [Partial<TinyTable>, string])[] = [
    [{ rcu: 2000 }, 'SUPERSEDED'], [{ rcu: 900 }, 'SUPERSEDED'], [{ rcu: 120 }, 'SUPERSEDED'], [{ onDemand: true }, 'SUPERSEDED'],
    [{ id: 'another' }, 'GONE'], [{ status: 'UPDATING' }, 'IN_USE'], [{ status: 'DELETING' }, 'GONE'], [{ status: 'ARCHIVED' }, 'UNAVAILABLE'],
    [{ rcu: NaN }, 'UNREACHABLE'],
  ];
  for (const [more, outcome] of cases) {
    const one = stage(more);
    t.is(await one.act('boost'), outcome, JSON.stringify(more));
    sent(t, one);
  }
});

test('what autoscaling has made of a table since the plan is what is owed: durable before the raise, told at the next look', async (t) => {
  const scaled = { scaled: { minRcu: 50, maxRcu: 400 }, suspended: NONE };
  const one = stage({ rcu: 140, target: { min: 50, max: 400, suspended: [false, false, false] } }, scaled);
  t.is(await one.act('boost'), 'OK');
  t.deepEqual(one.found, [140]);
  t.deepEqual(await one.look(), ['capacity 140', 'capacity 900']);
  const outside = stage({ rcu: 500 }, scaled);
  t.is(await outside.act('boost'), 'SUPERSEDED', 'beyond its bounds it was not autoscaling');
});

test('a revert takes back our raise and nothing else', async (t) => {
  const cases: readonly (readonly [Partial<TinyTable>, string])[] = [
    [{ rcu: 100 }, 'UNCHANGED'], [{ rcu: 500 }, 'SUPERSEDED'], [{ rcu: 2000 }, 'SUPERSEDED'], [{ onDemand: true }, 'SUPERSEDED'],
    [{ rcu: 900, status: 'UPDATING' }, 'IN_USE'],
  ];
  for (const [more, outcome] of cases) {
    const one = stage(more);
    t.is(await one.act('revert'), outcome, JSON.stringify(more));
    sent(t, one);
  }
});

test('what is owed to a table is only dropped when it is gone twice, a minute apart', async (t) => {
  for (const [move, more, of] of [['revert', { id: 'another', rcu: 900 }, {}], ['resumeScaling', { target: null }, { suspended: NONE }]] as const) {
    const one = stage(more, of);
    t.is(await one.act(move), 'UNREACHABLE');
    one.at(59);
    t.is(await one.act(move), 'UNREACHABLE');
    one.at(60);
    t.is(await one.act(move), 'GONE');
    sent(t, one);
  }
  const back = stage({ rcu: 900 });
  back.table.id = 'another';
  t.is(await back.act('revert'), 'UNREACHABLE');
  back.table.id = 'id-orders';
  back.aws.next(UPDATE, { name: 'ResourceNotFoundException' });
  t.is(await back.act('revert'), 'IN_USE', 'UpdateTable says so of a table that is not ACTIVE, too');
  back.at(120);
  t.is(await back.act('revert'), 'OK');
  sent(t, back, [100, 50], [100, 50]);
  const scaled = stage({ target: { min: 50, max: 400, suspended: [true, true, true] } }, { suspended: NONE });
  scaled.aws.next(REGISTER, { name: 'ObjectNotFoundException' });
  t.is(await scaled.act('resumeScaling'), 'UNREACHABLE');
  scaled.at(120);
  t.is(await scaled.act('resumeScaling'), 'OK');
});

test('every refusal of UpdateTable, by its name and by what is known', async (t) => {
  const raise: readonly (readonly [Fate, string, number?])[] = [
    [{ name: 'ThrottlingException' }, 'THROTTLED'], [{ name: 'AccessDeniedException' }, 'DENIED'], [{ name: 'ExpiredTokenException' }, 'DENIED'],
    [{ name: 'ResourceNotFoundException' }, 'IN_USE'], [{ name: 'InvalidEndpointException' }, 'UNAVAILABLE'], [{ name: 'LimitExceededException' }, 'TOO_MANY_UPDATES'],
    [{ name: 'LimitExceededException' }, 'OVER_ACCOUNT_QUOTA', 799], [{ name: 'LimitExceededException' }, 'TOO_MANY_UPDATES', 800],
    [{ name: 'ValidationException' }, 'UNAVAILABLE'], [{ name: 'ResourceInUseException' }, 'UNREACHABLE'],
    [{ name: 'InternalServerError', status: 500 }, 'UNREACHABLE'], ['lost', 'UNREACHABLE'], ['lost, done', 'OK'],
  ];
  for (const [fate, outcome, free] of raise) {
    const one = stage({}, {}, free);
    one.aws.next(UPDATE, fate);
    t.is(await one.act('boost'), outcome, JSON.stringify(fate));
  }
  const lower: readonly (readonly [Fate, string, number])[] = [
    [{ name: 'LimitExceededException' }, 'NO_DECREASE_LEFT', 4], [{ name: 'LimitExceededException' }, 'TOO_MANY_UPDATES', 3],
    [{ name: 'ResourceInUseException' }, 'IN_USE', 0], ['lost', 'UNREACHABLE', 0], ['lost, done', 'OK', 0],
  ];
  for (const [fate, outcome, decreasesToday] of lower) {
    const one = stage({ rcu: 900, decreasesToday });
    one.aws.next(UPDATE, fate);
    t.is(await one.act('revert'), outcome, JSON.stringify(fate));
  }
  const over = stage({}, { toRcu: 50_000 });
  over.aws.next(UPDATE, { name: 'ValidationException' });
  t.is(await over.act('boost', 50_000), 'OVER_TABLE_QUOTA');
});

test('a raise whose answer was lost is found in force when it is asked again', async (t) => {
  const one = stage();
  one.aws.next(UPDATE, 'lost, done');
  one.aws.next('dynamodb:DescribeTable');
  t.is(await one.act('boost'), 'OK', 'read back');
  const two = stage();
  two.aws.next(UPDATE, 'lost');
  t.is(await two.act('boost'), 'UNREACHABLE');
  two.table.rcu = 900; // carried out late
  t.is(await two.act('boost'), 'UNCHANGED');
  const three = stage({ rcu: 900 });
  three.capacity.remember(MOVE.boost, 0, 900, null, NOW - 5);
  t.is(await three.act('boost'), 'UNCHANGED', 'asked before the crash');
});

test('as it was is only believed when a raise that was asked could not come any more', async (t) => {
  const one = stage();
  one.aws.next(UPDATE, 'lost');
  t.is(await one.act('boost'), 'UNREACHABLE');
  one.at(30);
  t.is(await one.act('revert'), 'IN_USE');
  one.table.rcu = 900;
  t.is(await one.act('revert'), 'OK');
  one.at(90);
  one.table.rcu = 100;
  t.is(await one.act('revert'), 'UNCHANGED');
});

test('an accepted update that DescribeTable does not know yet is waited for; one that somebody has overruled is told', async (t) => {
  const one = stage();
  t.is(await one.act('boost'), 'OK');
  one.table.rcu = 100; // an old answer
  one.at(45);
  t.deepEqual(await one.look(), []);
  one.at(60);
  one.table.rcu = 300;
  t.deepEqual(await one.look(), ['overruled 300']);
  t.deepEqual(await one.look(), []);
  const gone = stage();
  await gone.act('boost');
  gone.aws.tables.clear();
  t.deepEqual(await gone.look(), ['overruled 0']);
});

test('suspending changes the flags only, and resuming gives back what they were', async (t) => {
  const target = { min: 50, max: 400, suspended: [false, false, true] as [boolean, boolean, boolean] };
  const one = stage({ target }, { suspended: { scaleIn: false, scaleOut: false, scheduled: true } });
  t.is(await one.act('suspendScaling'), 'OK');
  t.deepEqual(target.suspended, [true, true, true]);
  t.is(await one.act('suspendScaling'), 'OK', 'asked again: our own doing');
  t.is(one.aws.count(REGISTER), 1);
  one.at(600);
  t.is(await one.act('resumeScaling'), 'OK');
  t.deepEqual(target.suspended, [false, false, true]);
  t.is(await one.act('resumeScaling'), 'UNCHANGED');
  t.deepEqual(one.aws.calls.filter((call) => call.startsWith(REGISTER))[1], `${REGISTER} ${JSON.stringify({
    ServiceNamespace: 'dynamodb', ScalableDimension: 'dynamodb:table:ReadCapacityUnits', ResourceId: 'table/orders',
    SuspendedState: { DynamicScalingInSuspended: false, DynamicScalingOutSuspended: false, ScheduledScalingSuspended: true },
  })}`);
});

test('a target that others have changed, or a capacity outside of its bounds, is left alone', async (t) => {
  const flags = (...suspended: [boolean, boolean, boolean]): Partial<TinyTable> => ({ target: { min: 50, max: 400, suspended } });
  const before = { suspended: NONE };
  t.is(await stage(flags(true, false, false), before).act('suspendScaling'), 'SUPERSEDED');
  t.is(await stage(flags(true, true, true), before).act('suspendScaling'), 'SUPERSEDED', 'not asked by us');
  t.is(await stage({ ...flags(false, false, false), rcu: 500 }, before).act('suspendScaling'), 'SUPERSEDED', 'the call would lower it to 400');
  t.is(await stage({ ...flags(false, false, false), id: 'another' }, before).act('suspendScaling'), 'GONE');
  t.is(await stage({ target: null }, before).act('suspendScaling'), 'OK', 'nothing scales it any more');
  t.is(await stage(flags(true, false, false), before).act('resumeScaling'), 'SUPERSEDED');
});

test('every refusal of RegisterScalableTarget', async (t) => {
  const cases: readonly (readonly [Fate, string])[] = [
    [{ name: 'ObjectNotFoundException' }, 'GONE'], [{ name: 'ConcurrentUpdateException', status: 500 }, 'UNREACHABLE'], [{ name: 'LimitExceededException' }, 'THROTTLED'],
    [{ name: 'ThrottlingException' }, 'THROTTLED'], [{ name: 'AccessDeniedException' }, 'DENIED'], [{ name: 'ValidationException' }, 'UNAVAILABLE'],
    [{ name: 'InternalServiceException', status: 500 }, 'UNREACHABLE'], ['lost', 'UNREACHABLE'], ['lost, done', 'OK'],
  ];
  for (const [fate, outcome] of cases) {
    const one = stage({ target: { min: 50, max: 400, suspended: [false, false, false] } }, { suspended: NONE });
    one.aws.next(REGISTER, fate);
    t.is(await one.act('suspendScaling'), outcome, JSON.stringify(fate));
  }
});

test('what was pending before a crash is looked at until it is in force', async (t) => {
  const one = stage({ rcu: 100, status: 'UPDATING' });
  one.capacity.remember(MOVE.boost, 0, 900, OUTCOME.OK, NOW - 20);
  t.deepEqual(await one.look(), []);
  Object.assign(one.table, { rcu: 900, status: 'ACTIVE' });
  t.deepEqual(await one.look(), ['capacity 900']);
  const two = stage({ rcu: 900 });
  two.capacity.remember(MOVE.boost, 0, 900, OUTCOME.OK, NOW - 20);
  two.capacity.rememberSight(SIGHT.capacity, 0, 900);
  two.capacity.rememberFound(0, 140);
  t.deepEqual(await two.look(), ['capacity 140']);
});
