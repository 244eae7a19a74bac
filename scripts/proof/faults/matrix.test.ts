// Every operation of a live night x fourteen kinds of faults x once, five times, always: whole nights, each with an outcome that
// was declared before. Whatever happens, a copy that is told is there, and after the next start without a fault everything
// is as it was.

import test from 'ava';
import { FOURTEEN } from '../../../fixtures/aws/faults.js';
import { OPERATIONS } from '../../../executor/operations.js';
import { unlike } from './expect.js';
import { OF_NO_NIGHT, POINTS, WAYS, type Point } from './points.js';
import { MUTANTS } from './mutants.js';
import { runCase, type Planned } from './run-case.js';

/** More than the SDK tries by itself. */
const SEVERAL = 5;
const TIMES = [1, SEVERAL, Infinity];
const unhandled: unknown[] = [];
process.on('unhandledRejection', (error) => unhandled.push(error));
const called = new Map<string, Set<string>>();
let cases = 0;

/** The fourteen kinds, each as often, or by turns once and always; where a kind shows itself in several ways, these take turns. */
function casesOf({ heavy = false, passing = [] }: Point, turn: number): readonly (readonly [name: string, planned: Planned])[] {
  return Object.entries(FOURTEEN).flatMap(([name, variants], i) => (heavy ? [(turn + i) % 2 === 0 ? 1 : Infinity] : TIMES).map((often, k) => {
    const [kind, effect] = variants[(turn + i + k) % variants.length];
    const times = passing.includes(kind) ? Math.min(often, SEVERAL) : often;
    return [`${name}: ${kind}${effect === 'none' ? '' : `, ${effect}`}, ${times === Infinity ? 'always' : `${times} x`}`, { kind, effect, times }] as const;
  }));
}

for (const [turn, point] of POINTS.entries()) {
  test.serial(`${point.operation} ${point.part ?? ''} (${point.way})`, async (t) => {
    const faults: string[] = [];
    let hits = 0;
    for (const [name, planned] of casesOf(point, turn)) {
      const seen = await runCase(point, planned);
      cases++;
      hits += seen.hits;
      for (const operation of seen.called) called.set(operation, (called.get(operation) ?? new Set()).add(point.way));
      const fault = unlike(point, planned, seen);
      if (fault !== null) faults.push(`${name}: ${fault}`);
      for (const broken of seen.broken) faults.push(`${name}: ${broken}`);
    }
    t.true(hits > 0, 'no call was made to fail');
    t.deepEqual(faults, []);
    t.deepEqual(unhandled, []);
  });
}

for (const { what, operation, part, planned, mutant } of MUTANTS) {
  test.serial(`the matrix sees a program that ${what}`, async (t) => {
    const point = POINTS.find((one) => one.operation === operation && one.part === part);
    if (point === undefined) return t.fail('no such place');
    const [right, wrong] = [await runCase(point, planned), await runCase(point, planned, mutant)];
    t.deepEqual([unlike(point, planned, right), right.broken], [null, []]);
    t.true(unlike(point, planned, wrong) !== null || wrong.broken.length > 0, JSON.stringify(wrong));
  });
}

test.serial('no operation is forgotten: each has its place or is called by no night', (t) => {
  const placed = new Set<string>(POINTS.map(({ operation }) => operation));
  t.deepEqual([...placed, ...OF_NO_NIGHT].sort(), Object.keys(OPERATIONS).sort());
  t.deepEqual(OF_NO_NIGHT.filter((operation) => called.has(operation)), [], 'called by a night, and declared as if it were not');
  t.deepEqual(POINTS.filter(({ operation, way }) => called.get(operation)?.has(way) !== true).map(({ operation, way }) => `${operation} ${way}`), []);
  t.deepEqual([...new Set(POINTS.map(({ way }) => way))].sort(), [...WAYS].sort());
  t.log(`${cases} cases of ${POINTS.length} places and ${placed.size} operations`);
});
