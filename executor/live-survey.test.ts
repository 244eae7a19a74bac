// Which tables a night may touch, and what is known of each.

import test from 'ava';
import { EXIT, UserError } from '../core/errors.js';
import { LIVE_DEFAULTS, type TableRules } from '../core/config/live-settings.js';
import { ACCOUNT, awsError, ControlPlane, type PlainTable } from '../fixtures/aws/control-plane.js';
import { surveyLive, type LiveSurveyed, type LiveSurveyRequest } from './live-survey.js';

const quiet = (): void => undefined;

interface Asked extends Partial<Omit<LiveSurveyRequest, 'rules'>> {
  readonly rules?: Partial<TableRules>;
}

function survey(plane: ControlPlane, { rules, ...request }: Asked = {}): Promise<LiveSurveyed> {
  const whole = { account: ACCOUNT, rules: { ...LIVE_DEFAULTS.tables, ...rules }, asksForPitr: false, done: new Map<string, string>(), ...request };
  return surveyLive(plane, whole, quiet);
}

const names = ({ found }: LiveSurveyed): string[] => found.map(({ record }) => record.name);

test('another account is refused before any other call', async (t) => {
  const plane = new ControlPlane([{ name: 'orders' }]);
  const error = await t.throwsAsync(survey(plane, { account: '999999999999' }), { instanceOf: UserError });
  t.is(error.exitCode, EXIT.permission);
  t.regex(error.message, /^live\.account: is 999999999999, but these credentials belong to 123456789012 \(arn:aws:iam::123456789012:user\/night\)/);
  t.deepEqual(plane.calls, ['sts:GetCallerIdentity']);
});

test('a table is told with its id, its ARN and its scalable target, also where no policy tracks it', async (t) => {
  const plane = new ControlPlane([
    { name: 'tracked', target: { min: 5, max: 400, percent: 70, suspended: [false, false, true] } },
    { name: 'scheduled', target: { min: 1, max: 9 } },
    { name: 'halted', target: { min: 1, max: 9, percent: 50, suspended: [true, true, true] } },
    { name: 'bare' },
    { name: 'demanded', rcu: 0, target: { min: 1, max: 9 } },
  ]);
  const { found } = await survey(plane);
  const of = (name: string) => found.find(({ record }) => record.name === name);
  t.is(of('bare')?.tableId, 'id-of-bare');
  t.is(of('bare')?.arn, `arn:aws:dynamodb:eu-west-1:${ACCOUNT}:table/bare`);
  t.is(of('bare')?.target, null);
  t.deepEqual(of('tracked')?.target, { minRcu: 5, maxRcu: 400, suspended: { scaleIn: false, scaleOut: false, scheduled: true } });
  t.deepEqual(of('tracked')?.record.autoscaling, { minRcu: 5, maxRcu: 400, targetShare: 0.7 });
  t.deepEqual(of('scheduled')?.target, { minRcu: 1, maxRcu: 9, suspended: { scaleIn: false, scaleOut: false, scheduled: false } });
  t.is(of('scheduled')?.record.autoscaling, null);
  t.deepEqual(of('halted')?.target?.suspended, { scaleIn: true, scaleOut: true, scheduled: true });
  t.is(of('halted')?.record.autoscaling, null, 'suspended autoscaling moves nothing');
  t.is(of('demanded')?.target, null, 'nothing of an on-demand table is suspended');
});

test('rules: include, exclude, required names; each table that is left out has its reason, idle patterns are named', async (t) => {
  const plane = new ControlPlane(['orders', 'orders-staging', 'users', 'logs'].map((name) => ({ name })));
  const told = await survey(plane, { rules: { include: ['orders*'], exclude: ['*-staging', 'old-*'], always: ['users', 'gone'] } });
  t.deepEqual(names(told), ['orders', 'users']);
  t.deepEqual(told.excluded, [
    { table: 'logs', why: 'fits no pattern of live.tables.include' },
    { table: 'orders-staging', why: 'fits live.tables.exclude *-staging' },
  ]);
  t.deepEqual(told.skipped, [{ table: 'gone', why: 'required table missing', unexpected: true }]);
  t.deepEqual(told.idle, ['live.tables.exclude old-*']);
  t.is(told.listed, 4);
});

test('tags are read where a rule asks for them, page after page, and not otherwise', async (t) => {
  const tables: PlainTable[] = [
    { name: 'yes', tags: { backup: 'nightly' } }, { name: 'nope', tags: { backup: 'nightly', secret: '1' } }, { name: 'bare' }, { name: 'kept' }, { name: 'out-of-pattern', tags: { backup: 'nightly' } },
  ];
  const plane = new ControlPlane(tables);
  await survey(plane);
  t.is(plane.count('dynamodb:ListTagsOfResource'), 0);
  const told = await survey(plane, { rules: { exclude: ['out-*'], tags: ['backup=night*'], excludeTags: ['secret'], always: ['kept'] } });
  t.deepEqual(names(told), ['kept', 'yes']);
  t.deepEqual(told.excluded.map(({ table, why }) => `${table} ${why}`), [
    'bare has no tag of live.tables.tags', 'nope has the tag of live.tables.excludeTags secret', 'out-of-pattern fits live.tables.exclude out-*',
  ]);
  t.is(plane.count('dynamodb:ListTagsOfResource'), 3, 'neither for what is out already nor for what is required');
  plane.instead.set('dynamodb:ListTagsOfResource', ({ NextToken }) => (NextToken === undefined ? { Tags: [{ Key: 'a', Value: '' }], NextToken: '2' } : { Tags: [{ Key: 'backup', Value: 'nightly' }] }));
  t.is(names(await survey(plane, { rules: { tags: ['backup=nightly'] } })).length, 5);
});

test('a table of size 0 is in scope: the figure is hours old, and need not fit the number of items', async (t) => {
  const plane = new ControlPlane([{ name: 'new', sizeBytes: 0 }, { name: 'odd', more: { TableSizeBytes: 0, ItemCount: 7 } }]);
  t.deepEqual(names(await survey(plane)), ['new', 'odd']);
});

test('whatever is wrong with one table is told of it alone', async (t) => {
  const plane = new ControlPlane([
    { name: 'archived', more: { TableStatus: 'ARCHIVED' } },
    { name: 'broken', fails: ['InternalServerError', 500] },
    { name: 'cold', more: { TableStatus: 'INACCESSIBLE_ENCRYPTION_CREDENTIALS' } },
    { name: 'denied', fails: ['AccessDeniedException', 400] },
    { name: 'fine' },
    { name: 'future', more: { TableStatus: 'ARCHIVING2' } },
    { name: 'leaving', more: { TableStatus: 'DELETING' } },
    { name: 'nameless', more: { TableId: undefined } },
    { name: 'proxied', fails: ['SyntaxError', 200] },
    { name: 'slow', fails: ['ThrottlingException', 400] },
    { name: 'strange', more: { TableName: 'other' } },
  ]);
  plane.instead.set('dynamodb:ListTables', () => ({ TableNames: [...plane.tables.keys(), 'vanished'] }));
  const told = await survey(plane);
  t.deepEqual(names(told), ['fine']);
  const why = Object.fromEntries(told.skipped.map((one) => [one.table, one]));
  t.deepEqual(told.skipped.filter(({ unexpected }) => !unexpected).map(({ table }) => table), ['leaving', 'vanished']);
  t.is(why.archived.why, 'is ARCHIVED');
  t.is(why.cold.why, 'is INACCESSIBLE_ENCRYPTION_CREDENTIALS');
  t.regex(why.future.why, /has the status "ARCHIVING2", which this version does not know/);
  t.regex(why.broken.why, /^cannot be described: dynamodb:DescribeTable: failed to the end of the retries/);
  t.regex(why.denied.why, /may not do this; allow dynamodb:/);
  t.regex(why.proxied.why, /no answer of AWS/);
  t.regex(why.slow.why, /throttled to the end/);
  t.regex(why.strange.why, /asked for strange, it gave "other"/);
  t.is(why.nameless.why, 'comes without its id or its ARN');
  t.is(told.listed, told.found.length + told.excluded.length + told.skipped.length);
});

test('what meets every table ends the survey with its own code', async (t) => {
  for (const [fails, code] of [
    [['ExpiredTokenException', 400], EXIT.permission], [['AccessDeniedException', 400], EXIT.permission], [['InternalServerError', 500], EXIT.tryLater], [['SyntaxError', 200], EXIT.protocol],
  ] as const) {
    const plane = new ControlPlane([{ name: 'one', fails }, { name: 'two', fails }]);
    const error = await t.throwsAsync(survey(plane), { instanceOf: UserError });
    t.is(error.exitCode, code, fails[0]);
  }
  const some = new ControlPlane([{ name: 'one' }, { name: 'two', fails: ['ExpiredTokenException', 400] }]);
  t.is((await t.throwsAsync(survey(some), { instanceOf: UserError })).exitCode, EXIT.permission, 'credentials that expire are no fault of a table');
  const cut = new ControlPlane([{ name: 'one' }]);
  cut.instead.set('dynamodb:DescribeTable', () => {
    throw Object.assign(new Error('socket'), { code: 'ECONNRESET' });
  });
  t.is((await t.throwsAsync(survey(cut), { instanceOf: UserError })).exitCode, EXIT.unreachable);
});

test('excluded tables and their indexes count in the account quota; one that is denied to us does not stop anything', async (t) => {
  const plane = new ControlPlane([
    { name: 'mine', rcu: 100 }, { name: 'theirs', rcu: 300, more: { GlobalSecondaryIndexes: [{ ProvisionedThroughput: { ReadCapacityUnits: 40 } }] } },
    { name: 'theirs-hidden', fails: ['AccessDeniedException', 400] }, { name: 'theirs-on-demand', rcu: 0 },
  ]);
  const told = await survey(plane, { rules: { exclude: ['theirs*'] } });
  t.is(told.otherRcu, 300 + 40);
  t.is(told.uncounted, 1);
  t.deepEqual(told.skipped, []);
});

test('what was backed up tonight already is left out, unless a rule leaves it out before', async (t) => {
  const plane = new ControlPlane(['a-table', 'b-table', 'c-table'].map((name) => ({ name })));
  const done = new Map([['a-table', 'has a backup of tonight'], ['c-table', 'has a backup of tonight']]);
  const told = await survey(plane, { done, rules: { exclude: ['c-*'] } });
  t.deepEqual(names(told), ['b-table']);
  t.deepEqual(told.excluded.map(({ why }) => why), ['has a backup of tonight', 'fits live.tables.exclude c-*']);
});

test('point-in-time recovery is asked for where a policy might export', async (t) => {
  const plane = new ControlPlane([{ name: 'orders' }]);
  t.is((await survey(plane)).found[0].record.pitr, null);
  t.is(plane.count('dynamodb:DescribeContinuousBackups'), 0);
  t.is((await survey(plane, { asksForPitr: true })).found[0].record.pitr, true);
});

test('hostile names are ordinary tables', async (t) => {
  const hostile = ['__proto__', 'constructor', '-rf', '...', 'CON', 'Orders', 'orders', 'a'.repeat(255)];
  const plane = new ControlPlane(hostile.map((name) => ({ name, target: { min: 1, max: 10, percent: 70 } })));
  const told = await survey(plane);
  t.deepEqual(names(told).sort(), [...hostile].sort());
  t.true(told.found.every(({ target }) => target?.maxRcu === 10));
});

test('an identity that is none is no answer of AWS', async (t) => {
  const plane = new ControlPlane([]);
  plane.instead.set('sts:GetCallerIdentity', () => ({ Account: '<html>' }));
  t.is((await t.throwsAsync(survey(plane), { instanceOf: UserError })).exitCode, EXIT.protocol);
  plane.instead.set('sts:GetCallerIdentity', () => {
    throw awsError('ExpiredToken', 403);
  });
  t.is((await t.throwsAsync(survey(plane), { instanceOf: UserError })).exitCode, EXIT.permission);
});
