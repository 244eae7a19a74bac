import test from 'ava';
import fc from 'fast-check';
import { readHeader, TRAFFIC_FILE } from './history-header.js';
import { HistoryIssues } from './history-issues.js';
import { buildRuns } from './history-runs.js';
import { instantText } from './history-text.js';
import { TrafficRows, type TrafficPart } from './history-traffic.js';
import type { TrafficColumns } from './history.js';

const FILE = 'traffic.csv';
const TABLES = ['Orders', '__proto__', 'orders'];

interface Point {
  readonly table: string;
  readonly startAt: number;
  readonly periodSeconds: number;
  readonly sum: number;
}

/** Points that do not overlap: each is a slot of an hour of a table, cut into one, twelve or sixty periods of which one is taken. */
const points = fc.uniqueArray(
  fc.record({ table: fc.constantFrom(...TABLES), hour: fc.nat(60), periodSeconds: fc.constantFrom(60, 300, 3600), part: fc.nat(59), sum: fc.nat(1000) }),
  { selector: ({ table, hour }) => `${table} ${hour}`, maxLength: 120 },
).map((list) => list.map(({ table, hour, periodSeconds, part, sum }): Point => ({
  table, periodSeconds, sum, startAt: 1_780_000_000 - (1_780_000_000 % 3600) + hour * 3600 + (part % (3600 / periodSeconds)) * periodSeconds,
})));

function part(list: readonly Point[], issues: HistoryIssues): TrafficPart {
  const header = readHeader(FILE, TRAFFIC_FILE.names.slice(0, 4), TRAFFIC_FILE, issues);
  if (header === null) throw new Error('the header is sound');
  const rows = new TrafficRows(FILE, header, issues);
  list.forEach(({ table, startAt, periodSeconds, sum }, i) => rows.addText([instantText(startAt), table, `${periodSeconds}`, `${sum}`], i + 2));
  return rows.finish();
}

/** Every period of the columns, told one by one. */
function told(traffic: TrafficColumns): string[] {
  const list: string[] = [];
  TABLES.forEach((table, t) => {
    for (let r = traffic.runsFrom[t]; r < traffic.runsFrom[t + 1]; r++) {
      for (let k = 0; k < traffic.count[r]; k++) {
        const startAt = traffic.startAt[r] + k * traffic.periodSeconds[r];
        list.push(`${table} ${startAt} ${traffic.periodSeconds[r]} ${traffic.rcu[traffic.valuesFrom[r] + k]}`);
      }
    }
  });
  return list;
}

test('runs hold every period once, in order, and nothing else, whatever the order of the rows and the parts', (t) => {
  fc.assert(fc.property(points, fc.nat(120), fc.infiniteStream(fc.nat()), (list, cut, numbers) => {
    const issues = new HistoryIssues(5);
    const shuffled = list.map((point) => ({ point, at: numbers.next().value as number })).sort((a, b) => a.at - b.at).map(({ point }) => point);
    const { traffic } = buildRuns(FILE, [part(shuffled.slice(0, cut), issues), part(shuffled.slice(cut), issues)], TABLES, issues);
    const expected = [...list].sort((a, b) => TABLES.indexOf(a.table) - TABLES.indexOf(b.table) || a.startAt - b.startAt)
      .map(({ table, startAt, periodSeconds, sum }) => `${table} ${startAt} ${periodSeconds} ${Math.fround(sum / periodSeconds)}`);
    t.deepEqual(told(traffic), expected);
    t.is(issues.total, 0);
  }), { numRuns: 200 });
});

test('a run goes on as long as periods follow each other, so there are no more runs than need be', (t) => {
  fc.assert(fc.property(points, (list) => {
    const issues = new HistoryIssues(5);
    const { traffic } = buildRuns(FILE, [part(list, issues)], TABLES, issues);
    TABLES.forEach((_, table) => {
      for (let r = traffic.runsFrom[table] + 1; r < traffic.runsFrom[table + 1]; r++) {
        const follows = traffic.startAt[r] === traffic.startAt[r - 1] + traffic.count[r - 1] * traffic.periodSeconds[r - 1];
        t.false(follows && traffic.periodSeconds[r] === traffic.periodSeconds[r - 1]);
      }
    });
  }), { numRuns: 100 });
});

test('every point given twice is told once, at its second line, in any order', (t) => {
  fc.assert(fc.property(points, (list) => {
    const issues = new HistoryIssues(1000);
    buildRuns(FILE, [part([...list, ...list.toReversed()], issues)], TABLES, issues);
    t.deepEqual(issues.list.map((found) => found.line).sort((a, b) => a - b), list.map((_, i) => list.length + i + 2));
  }), { numRuns: 100 });
});

test('tables that nobody lists are strangers, and none of their traffic is kept', (t) => {
  const issues = new HistoryIssues(5);
  const list = ['zebra', 'orders', 'apple'].map((table) => ({ table, startAt: 1_780_000_200, periodSeconds: 300, sum: 600 }));
  const { traffic, strangers } = buildRuns(FILE, [part(list, issues)], TABLES, issues);
  t.deepEqual(strangers, ['apple', 'zebra']);
  t.deepEqual([...traffic.rcu], [600 / 300]);
  t.is(issues.total, 0);
});
