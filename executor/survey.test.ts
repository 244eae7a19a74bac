// Discovery against a loopback account, over real sockets.

import test from 'ava';
import { loopbackTable } from '../fixtures/aws/dynamodb.js';
import { useAccount } from '../fixtures/aws/testing.js';
import { openAws, type OpenAws } from './clients.js';
import { surveyAccount } from './survey.js';
import { listTables } from './tables.js';

const account = await useAccount();
const { aws, dynamo, scaling } = account;
let client: OpenAws;
test.beforeEach(async () => {
  account.reset();
  client = await openAws({ region: null });
});
test.afterEach.always(() => client.close());
test.after.always(() => account.close());

const ALL = { include: [], exclude: [] };
const quiet = (): void => undefined;
const LIST = 'dynamodb:ListTables';

test.serial('everything that DescribeTable, backups and autoscaling tell becomes a record', async (t) => {
  const { records, skipped, limits, listed } = await surveyAccount(client, ALL, quiet);
  t.is(listed, 5);
  t.deepEqual(records.map(({ name }) => name), ['-rf', '__proto__', 'orders', 'orders-staging', 'users'], 'by code unit');
  t.deepEqual(records[2], {
    name: 'orders', sizeBytes: 5e9, itemCount: 1e6, onDemand: false, rcu: 100, wcu: 50, tableClass: 'STANDARD', warmRcu: 12_000,
    autoscaling: { minRcu: 5, maxRcu: 400, targetShare: 0.7 }, decreasesToday: 2, gsiRcu: 20 + 10, pitr: true,
  });
  t.deepEqual(records[4], {
    name: 'users', sizeBytes: 2e9, itemCount: 3e6, onDemand: true, rcu: 0, wcu: 0, tableClass: 'STANDARD_INFREQUENT_ACCESS', warmRcu: null,
    autoscaling: null, decreasesToday: 0, gsiRcu: 0, pitr: false,
  });
  t.is(records[0].autoscaling, null, 'suspended autoscaling scales nothing');
  t.is(records[1].sizeBytes, 0, 'a young table is told as empty, and stays in');
  t.deepEqual(skipped, []);
  t.deepEqual(limits, { accountRcu: 80_000, tableRcu: 40_000 });
});

test.serial('10,001 tables are all listed, in as few pages as AWS allows', async (t) => {
  dynamo.tables.clear();
  for (let i = 0; i < 10_001; i++) dynamo.tables.set(`table-${i}`, loopbackTable(1, 1, 1));
  const names = await listTables(client);
  t.is(names.length, 10_001);
  t.deepEqual(names, [...dynamo.tables.keys()].sort());
  t.is(aws.count(LIST), Math.ceil(10_001 / 100));
});

test.serial('pages of one name, empty pages and names that come twice make the same list', async (t) => {
  const all = [...dynamo.tables.keys()].sort();
  dynamo.pageSize = 1;
  t.deepEqual(await listTables(client), all);
  dynamo.bend = (page, number) => (number === 8 ? { ...page, TableNames: [] } : number === 7 ? { ...page, TableNames: [...(page.TableNames as string[]), all[3]] } : page);
  const names = await listTables(client);
  t.deepEqual(names, all.filter((name) => name !== all[3]).concat(all[3]).sort());
  dynamo.bend = (page) => (page.LastEvaluatedTableName === undefined ? page : { ...page, TableNames: [] });
  t.deepEqual(await listTables(client), all.slice(-1), 'an empty page with a token is not the end');
});

test.serial('a page token that comes twice is an error, not an endless list', async (t) => {
  dynamo.bend = (page) => ({ ...page, LastEvaluatedTableName: 'orders' });
  await t.throwsAsync(listTables(client), { message: /^dynamodb:ListTables: gave the page token "orders" twice; / });
  t.is(aws.count(LIST), 2);
});

test.serial('a name that no table can have is refused', async (t) => {
  dynamo.bend = () => ({ TableNames: ['../../etc/passwd'] });
  await t.throwsAsync(listTables(client), { message: /gave the table name "\.\.\/\.\.\/etc\/passwd", which no table can have/ });
});

test.serial('a token that expires in the middle of a list leaves nothing half-read', async (t) => {
  dynamo.pageSize = 1;
  dynamo.bend = (page, number) => {
    if (number % 2 === 1) aws.fail(LIST, 'expired');
    return page;
  };
  await t.throwsAsync(listTables(client), { message: /^dynamodb:ListTables: no valid credentials \(ExpiredTokenException\)/ });
});

test.serial('a table that vanishes between list and describe is told and skipped', async (t) => {
  dynamo.bend = (page) => ({ ...page, TableNames: ['ghost', ...(page.TableNames as string[])] });
  const { records, skipped } = await surveyAccount(client, ALL, quiet);
  t.is(records.length, 5);
  t.deepEqual(skipped, [{ table: 'ghost', why: 'vanished between list and describe', unexpected: false }]);
});

test.serial('what cannot be told truly is skipped with its reason, and never guessed', async (t) => {
  const cases: readonly (readonly [object, RegExp, boolean])[] = [
    [{ TableStatus: 'FROBNICATING' }, /has the status "FROBNICATING", which this version does not know/, true],
    [{ TableStatus: undefined }, /has the status ""/, true],
    [{ TableStatus: 'CREATING' }, /is CREATING/, false],
    [{ TableStatus: 'DELETING' }, /is DELETING/, false],
    [{ TableStatus: 'ARCHIVED' }, /is ARCHIVED/, true],
    [{ BillingModeSummary: { BillingMode: 'BARTER' } }, /has the billing mode "BARTER"/, true],
    [{ TableSizeBytes: undefined }, /comes without its size or its number of items/, true],
    [{ ItemCount: 0 }, /has 0 items in 1000 bytes/, true],
    [{ ProvisionedThroughput: { ReadCapacityUnits: 0, WriteCapacityUnits: 0 } }, /is provisioned with 0 RCU and 0 WCU/, true],
    [{ ProvisionedThroughput: undefined }, /is provisioned with undefined RCU/, true],
  ];
  dynamo.tables.clear();
  cases.forEach(([more], i) => dynamo.tables.set(`table-${i}`, loopbackTable(1000, 10, 5, more as Record<string, unknown>)));
  dynamo.tables.set('table-updating', loopbackTable(1000, 10, 5, { TableStatus: 'UPDATING' }));
  const { records, skipped } = await surveyAccount(client, ALL, quiet);
  t.deepEqual(records.map(({ name }) => name), ['table-updating']);
  t.is(skipped.length, cases.length);
  cases.forEach(([, why, unexpected], i) => {
    t.is(skipped[i].table, `table-${i}`);
    t.regex(skipped[i].why, why);
    t.is(skipped[i].unexpected, unexpected);
  });
});

test.serial('values that a history cannot hold are not recorded', async (t) => {
  dynamo.tables.clear();
  dynamo.tables.set('odd', loopbackTable(1000, 10, 5, {
    TableClassSummary: { TableClass: 'GOLD' }, ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 5, NumberOfDecreasesToday: 99 },
  }));
  scaling.scale('odd', 10, 5, 70);
  const { records } = await surveyAccount(client, ALL, quiet);
  t.like(records[0], { tableClass: null, decreasesToday: null, autoscaling: null, warmRcu: null });
});

test.serial('autoscaling is asked for in batches of 50, and only for provisioned tables', async (t) => {
  dynamo.tables.clear();
  scaling.clear();
  for (let i = 0; i < 120; i++) {
    dynamo.tables.set(`table-${i}`, loopbackTable(1000, 10, 5));
    scaling.scale(`table-${i}`, 1, 100 + i, 70);
  }
  for (let i = 0; i < 30; i++) dynamo.tables.set(`on-demand-${i}`, loopbackTable(1000, 10, 0));
  const { records } = await surveyAccount(client, ALL, quiet);
  for (const { name, autoscaling, onDemand } of records) {
    t.deepEqual(autoscaling, onDemand ? null : { minRcu: 1, maxRcu: 100 + Number(name.slice(6)), targetShare: 0.7 });
  }
  t.is(aws.count('application-autoscaling:DescribeScalableTargets'), Math.ceil(120 / 50));
  t.is(aws.count('application-autoscaling:DescribeScalingPolicies'), Math.ceil(120 / 50));
});

test.serial('each table is described once, what is excluded not at all', async (t) => {
  const { excluded } = await surveyAccount(client, { include: ['orders*', 'users'], exclude: ['*-staging'] }, quiet);
  t.deepEqual(excluded.map(({ table }) => table), ['-rf', '__proto__', 'orders-staging']);
  const asked = aws.calls.filter(({ action }) => action === 'dynamodb:DescribeTable').map(({ input }) => input.TableName);
  t.deepEqual(asked.sort(), ['orders', 'users']);
  t.is(aws.count('dynamodb:DescribeLimits'), 1);
});
