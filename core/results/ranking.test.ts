import test from 'ava';
import { COUNTED_AS_ZERO } from '../money/prices.js';
import { isLowerBound, plans, rankRuns, undominated, winnerOf } from './ranking.js';
import type { RunDocument } from './summary.js';

function run(id: string, costUsdPerNight: number, nightsFit: number, nights = 10): RunDocument {
  return { id, costUsdPerNight, nightsFit, nights, crashedNights: 0, unpriced: [] } as unknown as RunDocument;
}

test('a run that fits every night comes before a cheaper one that does not', (t) => {
  const runs = [run('cheap', 1, 9), run('dear', 90, 10), run('fits', 6, 10), run('never', 0, 0)];
  t.deepEqual(rankRuns(runs).map((each) => each.id), ['fits', 'dear', 'cheap', 'never']);
  t.is(winnerOf(runs)?.id, 'fits');
  t.is(winnerOf([]), undefined);
});

test('a cost of which prices are missing does not win over one that is known', (t) => {
  const bound = { ...run('bound', 0, 10), unpriced: [{ meter: 'dynamodb.export-gb', what: `12 x GB used; no price, ${COUNTED_AS_ZERO}` }] };
  const leftOut = { ...run('left-out', 7, 10), unpriced: [{ meter: 's3.standard-gb-month', what: 'storage is not counted because retentionNights is 0' }] };
  t.deepEqual(rankRuns([bound, leftOut, run('fits', 6, 10), run('misses', 1, 9)]).map(({ id }) => id), ['fits', 'left-out', 'bound', 'misses']);
  t.deepEqual([bound, leftOut].map(isLowerBound), [true, false]);
});

test('ties are broken by id, and the caller keeps its order', (t) => {
  const runs = [run('b', 1, 10), run('a', 1, 10)];
  t.deepEqual(rankRuns(runs).map((each) => each.id), ['a', 'b']);
  t.is(runs[0].id, 'b');
});

test('the Pareto line leaves out what is dearer and misses as much', (t) => {
  const runs = [run('free', 0, 0), run('fits', 6, 10), run('dear', 90, 10), run('half', 3, 5), run('worse', 4, 4)];
  t.deepEqual(undominated(runs), ['free', 'half', 'fits']);
});

test('a run that crashed on every night is no choice', (t) => {
  const crashed = { ...run('crashed', 0, 0), crashedNights: 10 };
  t.deepEqual(undominated([crashed, run('fits', 6, 10)]), ['fits']);
  t.is(plans(crashed), false);
  t.is(plans({ ...crashed, crashedNights: 9 }), true);
});

test('a run without nights is never recommended before one with nights', (t) => {
  t.is(winnerOf([run('none', 0, 0, 0), run('some', 5, 1)])?.id, 'some');
});
