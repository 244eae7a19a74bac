// What must hold whatever the numbers are.

import fc from 'fast-check';
import test from 'ava';
import { TestNight, type TableSketch } from './fixture.js';

const HOUR = 3600;
const noisy = { copyFailureShare: 0.2, throttleShare: 0.05, bootSpread: 0.1 };

const someTable = fc.record({
  rcu: fc.integer({ min: 1, max: 2000 }), sizeBytes: fc.integer({ min: 0, max: 2 ** 31 }), readRcu: fc.integer({ min: 1, max: 3000 }),
  traffic: fc.array(fc.integer({ min: 0, max: 1500 }), { maxLength: 30 }), onDemand: fc.boolean(),
});
const someEngine = fc.constantFrom<'scan' | 'emr'>('scan', 'emr');

/** When the copy of the first table ends, however often it is tried; Infinity when that is not within two days. */
function doneSecond(table: TableSketch, engine: 'scan' | 'emr', seed: number): number {
  const night = new TestNight({ tables: [table], lanes: [{ engine, mappersMax: 8, concurrency: 1 }], settings: { weather: noisy, control: { lookSeconds: 0.001 } }, seed });
  night.startAll();
  for (let now = 0; now < 47 * HOUR; ) {
    const failures = night.of('copyFailed').length;
    now = night.lookOnce(47 * HOUR);
    if (night.of('copyDone').length > 0) return now;
    if (night.of('copyFailed').length > failures) night.act('startCopy', 0, table.readRcu);
  }
  return Infinity;
}

test('more capacity is never later', (t) => {
  t.notThrows(() => fc.assert(fc.property(someTable, someEngine, fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 0, max: 100 }), (table, engine, more, seed) => {
    // The plan's share of the table stays what it is: the connector's ratio, the scan engine's pace.
    const planned = { ...table, toRcu: table.rcu };
    const raised = { ...planned, rcu: table.rcu + more };
    return doneSecond(raised, engine, seed) <= doneSecond(planned, engine, seed) + 0.002;
  }), { numRuns: 300, seed: 4 }));
});

test('more data is never faster', (t) => {
  t.notThrows(() => fc.assert(fc.property(someTable, fc.integer({ min: 1, max: 2 ** 30 }), fc.integer({ min: 0, max: 100 }), (table, more, seed) => {
    return doneSecond({ ...table, sizeBytes: table.sizeBytes + more }, 'scan', seed) >= doneSecond(table, 'scan', seed) - 0.002;
  }), { numRuns: 300, seed: 5 }));
});

test('more traffic of the application is never faster', (t) => {
  t.notThrows(() => fc.assert(fc.property(someTable, fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 30, maxLength: 30 }), fc.integer({ min: 0, max: 100 }), (table, more, seed) => {
    const busier = { ...table, traffic: table.traffic.map((rcu, i) => rcu + more[i]) };
    return doneSecond(busier, 'scan', seed) >= doneSecond(table, 'scan', seed) - 0.002;
  }), { numRuns: 300, seed: 6 }));
});

test('one more table does not move the others, wherever its name sorts', (t) => {
  t.notThrows(() => fc.assert(fc.property(fc.array(someTable, { minLength: 1, maxLength: 6 }), someTable, fc.nat(6), fc.integer({ min: 0, max: 100 }), (tables, extra, position, seed) => {
    const named: TableSketch[] = tables.map((table, i) => ({ ...table, name: `t${2 * i}` }));
    const at = Math.min(position, named.length);
    const wider = [...named.slice(0, at), { ...extra, name: `t${2 * at - 1}` }, ...named.slice(at)];
    const story = (sketches: TableSketch[]): string => {
      const night = new TestNight({ tables: sketches, settings: { weather: { ...noisy, bootSpread: 0 }, updateTable: { p95Seconds: 180 } }, seed });
      const outcomes = sketches.map((sketch, i) => [sketch.name, night.act('boost', i, (sketch.rcu ?? 0) + 10)]);
      night.startAll();
      night.run(30 * HOUR);
      const told = night.told.filter(({ sight }) => !sight.startsWith('lane')).map(({ at: when, sight, subject, value }) => [sketches[subject].name, when, sight, value]);
      return JSON.stringify([...outcomes, ...told].filter(([name]) => name !== wider[at].name));
    };
    return story(named) === story(wider);
  }), { numRuns: 200, seed: 7 }));
});
