import test from 'ava';
import { CALM, TestNight } from './fixture.js';

const HOUR = 3600;

test('CLOUD 11: a capacity holds when the table is ACTIVE; until then it is in use', (t) => {
  const night = new TestNight({ tables: [{ rcu: 100 }] });
  t.is(night.act('boost', 0, 200), 'OK');
  t.is(night.act('boost', 0, 300), 'IN_USE');
  t.is(night.cloud.capacityNow(0), 100);
  night.run(29);
  t.is(night.act('revert', 0, 100), 'IN_USE');
  night.run(30);
  t.deepEqual(night.told, [{ at: 30, sight: 'capacity', subject: 0, value: 200 }]);
  t.is(night.cloud.capacityNow(0), 200);
  t.is(night.act('revert', 0, 100), 'OK');
});

test('CLOUD 12: the same value, more than a quota, and an on-demand table are refused', (t) => {
  const night = new TestNight({ tables: [{ rcu: 100, gsiRcu: 500 }, { rcu: 300 }, { onDemand: true }], accountRcuQuota: 1000, settings: { quotas: { tableRcu: 900 } } });
  t.is(night.act('boost', 0, 100), 'UNCHANGED');
  t.is(night.act('boost', 0, 901), 'OVER_TABLE_QUOTA');
  t.is(night.act('boost', 0, 201), 'OVER_ACCOUNT_QUOTA'); // 201 + 500 + 300
  t.is(night.act('boost', 0, 200), 'OK');
  t.is(night.act('boost', 1, 301), 'OVER_ACCOUNT_QUOTA'); // counted from the request on
  t.is(night.act('revert', 1, 200), 'OK');
  t.is(night.act('boost', 2, 10), 'UNAVAILABLE');
});

test('CLOUD 13: up to the warm throughput an update is quick, above it it takes minutes', (t) => {
  const tables = [{ rcu: 100, warmRcu: 1000 }, { rcu: 100, warmRcu: 1000 }, { rcu: 100, warmRcu: 1000 }, { rcu: 5000, warmRcu: 1000 }];
  const night = new TestNight({ tables });
  [1000, 1001, 4000, 4000].forEach((rcu, i) => night.act('boost', i, rcu));
  night.run(HOUR);
  t.deepEqual([0, 1, 2, 3].map((i) => night.when('capacity', i)), [30, 300 + 60, 300 + 2 * 60, 30]);
});

test('CLOUD 13: the times are log-normal around their median', (t) => {
  const count = 2001;
  const night = new TestNight({ tables: new Array(count).fill({ rcu: 100 }), accountRcuQuota: Infinity, settings: { updateTable: { medianSeconds: 30, p95Seconds: 180 }, quotas: { controlPlaneOperations: Infinity } } });
  for (let i = 0; i < count; i++) night.act('boost', i, 200);
  const seconds = night.run(24 * HOUR).of('capacity').map(({ at }) => at).sort((a, b) => a - b);
  t.is(seconds.length, count);
  t.true(Math.abs(Math.log(seconds[Math.floor(count * 0.5)] / 30)) < 0.1);
  t.true(Math.abs(Math.log(seconds[Math.floor(count * 0.95)] / 180)) < 0.2);
});

test('CLOUD 14: capacity above the warm throughput raises it for good', (t) => {
  const night = new TestNight({ tables: [{ rcu: 100, warmRcu: 1000 }] });
  night.act('boost', 0, 4000);
  night.run(420).act('revert', 0, 100);
  night.run(450).act('boost', 0, 4000);
  night.run(HOUR);
  t.deepEqual(night.told.map(({ at }) => at), [420, 450, 480]);
});

test('CLOUD 15: four decreases at 00:00 UTC, the fifth from 01:00, 27 a day', (t) => {
  const night = new TestNight({ tables: [{ rcu: 1000 }] });
  let rcu = 1000;
  const lower = (): string => {
    const outcome = night.act('revert', 0, rcu - 1);
    if (outcome === 'OK') rcu--;
    return outcome;
  };
  for (let k = 0; k < 4; k++) {
    t.is(lower(), 'OK');
    night.run((k + 1) * 30);
  }
  t.is(lower(), 'NO_DECREASE_LEFT');
  night.run(1800);
  t.is(lower(), 'NO_DECREASE_LEFT');
  night.run(HOUR);
  t.is(lower(), 'OK');
  for (let seconds = HOUR + 60; seconds < 24 * HOUR; seconds += 60) {
    night.run(seconds);
    lower();
  }
  t.is(1000 - rcu, 4 + 23);
  night.run(24 * HOUR);
  for (let k = 0; k < 4; k++) {
    t.is(lower(), 'OK', 'a new day starts with four');
    night.run(24 * HOUR + (k + 1) * 30);
  }
  t.is(lower(), 'NO_DECREASE_LEFT');
});

test('CLOUD 15: raises are not counted, and decreases before the night are', (t) => {
  const night = new TestNight({ tables: [{ rcu: 10, decreasesToday: 3 }] });
  for (let k = 1; k <= 8; k++) {
    t.is(night.act('boost', 0, 10 + k), 'OK');
    night.run(k * 30);
  }
  t.is(night.act('revert', 0, 10), 'OK');
  night.run(270);
  t.is(night.act('revert', 0, 9), 'NO_DECREASE_LEFT');
});

test('CLOUD 16: 500 tables may be updating at once', (t) => {
  const night = new TestNight({ tables: new Array(501).fill({ rcu: 10 }) });
  for (let i = 0; i < 500; i++) t.is(night.act('boost', i, 20), 'OK');
  t.is(night.act('boost', 500, 20), 'TOO_MANY_UPDATES');
  night.run(30);
  t.is(night.act('boost', 500, 20), 'OK');
});

test('CLOUD 17: some calls that change a table are throttled, by a draw for each call', (t) => {
  const count = 4000;
  const night = new TestNight({ tables: new Array(count).fill({ rcu: 10 }), accountRcuQuota: Infinity, settings: { weather: { ...CALM.weather, throttleShare: 0.1 }, quotas: { controlPlaneOperations: Infinity } } });
  let throttled = 0;
  let again = 0;
  for (let i = 0; i < count; i++) {
    if (night.act('boost', i, 20) !== 'THROTTLED') continue;
    throttled++;
    if (night.act('boost', i, 20) === 'THROTTLED') again++;
  }
  t.true(Math.abs(throttled / count - 0.1) < 0.02, `${throttled} of ${count}`);
  t.true(again < throttled / 4, 'a second try is a draw of its own');
});
