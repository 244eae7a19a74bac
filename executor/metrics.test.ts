// Traffic against a loopback CloudWatch: pages, periods, and answers that cannot be.

import test from 'ava';
import { UserError } from '../core/errors.js';
import type { TableTraffic } from '../core/history/collected.js';
import type { Ask } from '../core/history/traffic-asks.js';
import { HOUR } from '../core/units.js';
import type { Input } from '../fixtures/aws/server.js';
import { NOW_AT, useAccount } from '../fixtures/aws/testing.js';
import { openAws, type OpenAws } from './clients.js';
import { readTraffic } from './metrics.js';

const account = await useAccount();
const { aws, watch } = account;
let client: OpenAws;
test.beforeEach(async () => {
  account.reset();
  client = await openAws({ region: null });
});
test.afterEach.always(() => client.close());
test.after.always(() => account.close());

const TO_AT = Math.floor(NOW_AT / HOUR) * HOUR;
const one = (hours: number, periodSeconds: number, ...names: string[]): Ask => ({
  fromAt: TO_AT - hours * HOUR, toAt: TO_AT, periodSeconds, tables: names.map((name) => ({ name, onDemand: name === 'users' })),
});
async function read(...asks: Ask[]): Promise<TableTraffic[]> {
  const all: TableTraffic[] = [];
  for await (const traffic of readTraffic(client, asks)) all.push(traffic);
  return all;
}

test.serial('sums of what was read and the capacity of the same period, in the order of the tables', async (t) => {
  const [orders, users] = await read(one(1, 300, 'orders', 'users'));
  t.is(orders.table, 'orders');
  t.is(orders.points.length, 12);
  // Minutes 0, 2 and 4 of the first five, 6 and 8 of the next.
  t.deepEqual(orders.points.slice(0, 2), [
    { startAt: TO_AT - HOUR, consumedUnits: 3 * 12.5, provisionedRcu: 100 }, { startAt: TO_AT - HOUR + 300, consumedUnits: 2 * 12.5, provisionedRcu: 100 },
  ]);
  t.is(users.points[0].provisionedRcu, null, 'on demand there is nothing to ask for');
  t.is((aws.calls[0].input.MetricDataQueries as unknown[]).length, 3);
});

test.serial('small pages give the same points as large ones', async (t) => {
  const asks = [one(3, 60, 'orders', 'users', '__proto__', '-rf'), one(48, 3600, 'orders')];
  const whole = await read(...asks);
  t.is(whole[0].points.length, 3 * 30);
  t.deepEqual(whole[2].points, []);
  for (const pageSize of [1, 7, 90, 91]) {
    watch.pageSize = pageSize;
    t.deepEqual(await read(...asks), whole, `${pageSize} points in a page`);
  }
});

test.serial('bodies of more than 10 KB arrive packed, answers keep the order of the asks', async (t) => {
  const names = Array.from({ length: 200 }, (_, i) => `table-${i}`);
  const asks = [...names.keys()].filter((i) => i % 50 === 0).map((i) => one(1, 60, ...names.slice(i, i + 50)));
  t.deepEqual((await read(...asks)).map(({ table }) => table), names);
});

test.serial('points older than CloudWatch keeps them at a period are not there', async (t) => {
  const old = { ...one(1, 60, 'orders'), fromAt: TO_AT - 16 * 24 * HOUR, toAt: TO_AT - 16 * 24 * HOUR + HOUR };
  t.deepEqual((await read(old))[0].points, []);
  t.is((await read({ ...old, periodSeconds: 300 }))[0].points.length, 12);
});

const bent = (change: (result: Record<string, unknown>) => object) => (page: Input): Input => ({
  ...page, MetricDataResults: (page.MetricDataResults as Record<string, unknown>[]).map((result) => ({ ...result, ...change(result) })),
});
const CASES: readonly (readonly [string, (page: Input) => Input, number, RegExp])[] = [
  ['an endless list', (page) => ({ ...page, NextToken: 'again' }), 76, /gave the page token "again" twice/],
  ['an answer nobody asked for', bent(() => ({ Id: 'x9' })), 76, /answered the query "x9", which was not asked/],
  ['more times than values', bent(({ Values }) => ({ Values: (Values as number[]).slice(1) })), 76, /gave 30 timestamps for 29 values/],
  ['a negative value', bent(({ Values }) => ({ Values: (Values as number[]).map(() => -1) })), 76, /gave the value -1/],
  ['a point outside of the time', bent(({ Timestamps }) => ({ Timestamps: (Timestamps as Date[]).map((at) => new Date(at.getTime() + HOUR * 1000)) })), 76, /gave a point at \d+ s, which was not asked/],
  ['a point between periods', bent(({ Timestamps }) => ({ Timestamps: (Timestamps as Date[]).map((at) => new Date(at.getTime() + 1000)) })), 76, /gave a point at \d+ s/],
  ['a metric that is forbidden', bent(() => ({ StatusCode: 'Forbidden' })), 77, /a metric is forbidden to these credentials/],
  ['a failure inside', bent(() => ({ StatusCode: 'InternalError' })), 75, /CloudWatch failed inside/],
  ['a series that never ends', bent(() => ({ StatusCode: 'PartialData' })), 75, /1 of 1 metrics came incomplete/],
  ['a series that never comes', (page) => ({ ...page, MetricDataResults: [] }), 75, /1 of 1 metrics came incomplete/],
];

for (const [name, bend, exitCode, message] of CASES) {
  test.serial(`refused: ${name}`, async (t) => {
    watch.bend = bend;
    const error = await t.throwsAsync(read(one(1, 60, 'users')), { instanceOf: UserError, message });
    t.is(error.exitCode, exitCode);
    t.is(error.issues[0].where, 'cloudwatch:GetMetricData');
  });
}
