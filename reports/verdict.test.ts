import test from 'ava';
import { COUNTED_AS_ZERO } from '../core/money/prices.js';
import type { ReportInput } from './input.js';
import { sampleInput } from './sample.js';
import { cheaperNights, completeness, noDifference, remarks, verdictOf } from './verdict.js';

const sample = sampleInput({ nights: 30, tables: 10, runs: 4 });

/** The sample with some runs changed by id. */
function withRuns(changes: Readonly<Record<string, object>>): ReportInput {
  return { ...sample, output: { ...sample.output, runs: sample.output.runs.map((run) => ({ ...run, ...changes[run.id] })) } };
}

const month = 30.4375;

test('the verdict names the winner, its price and the difference', (t) => {
  const verdict = verdictOf(withRuns({
    'headroom-first': { nightsFit: 30, costUsdPerNight: 6.32, costUsdPerMonth: 6.32 * month }, cheapest: { nightsFit: 29 }, 'native-export': { nightsFit: 30, costUsdPerNight: 145.1 },
    'hippolyte-classic': { nightsFit: 0, costUsdPerNight: 166.7, costUsdPerMonth: 166.7 * month },
  }));
  t.is(verdict.level, 'good');
  t.is(verdict.winner?.id, 'headroom-first');
  t.is(verdict.sentence, `Use headroom-first: it fits every night for $6.32 a night, $${((166.7 - 6.32) * month).toFixed(2).replace(/(\d)(\d{3})\./, '$1,$2.')} a month less than hippolyte-classic (\u221296 %)`);
  t.is(verdict.detail, 'It is cheaper than the baseline in 100 % of the nights. hippolyte-classic misses 30 of 30 nights.');
});

test('when nothing fits it says so, and how bad it is', (t) => {
  const none = { nightsFit: 20 };
  const verdict = verdictOf(withRuns({ 'headroom-first': { nightsFit: 28 }, cheapest: none, 'native-export': none, 'hippolyte-classic': none }));
  t.is(verdict.level, 'warning');
  t.regex(verdict.sentence, /^No policy fits every night: headroom-first comes closest, missing 2 of 30 nights at \$/);
  const bad = { nightsFit: 3 };
  t.is(verdictOf(withRuns({ 'headroom-first': bad, cheapest: bad, 'native-export': bad, 'hippolyte-classic': bad })).level, 'bad');
});

test('a baseline that never planned a night is not compared with', (t) => {
  const verdict = verdictOf(withRuns({ 'hippolyte-classic': { nightsFit: 0, crashedNights: 30, costUsdPerNight: 0.001, crashed: 'ZeroDivisionError' } }));
  t.regex(verdict.sentence, /^Use [a-z-]+: it fits every night for \$[\d.]+ a night$/);
  t.is(verdict.detail, 'hippolyte-classic, the baseline, could not plan a single night, so that no difference can be told: ZeroDivisionError.');
  t.is(verdict.figures.find((figure) => figure.name === 'nights that fit')?.note, 'baseline: no plan');
  t.false(verdict.figures.some((figure) => /baseline \S*\d/.test(figure.note)));
  const plan = { ...sample.output.runs[0], id: 'p', policy: 'hippolyte-provisioned', nightsFit: 3, costUsdPerNight: 463.1 };
  const crashed = withRuns({ 'hippolyte-classic': { nightsFit: 0, crashedNights: 30 } });
  const more = verdictOf({ ...crashed, output: { ...crashed.output, runs: [...crashed.output.runs, plan] } });
  t.regex(more.detail, / The 2017 design without the on-demand tables: \$463\.10 a night; it misses 27 of 30 nights\.$/);
  t.regex(noDifference(crashed.output.runs.find((run) => run.baseline)), /^No differences are told: hippolyte-classic, the baseline, /);
  t.is(noDifference(sample.output.runs.find((run) => run.baseline)), '');
});

test('no runs, and a baseline that is the best, have their own words', (t) => {
  t.is(verdictOf({ ...sample, output: { ...sample.output, runs: [] } }).sentence, 'Nothing was simulated');
  const only = verdictOf({ ...sample, output: { ...sample.output, baseline: 'headroom-first', runs: sample.output.runs.slice(0, 1).map((run) => ({ ...run, nightsFit: run.nights })) } });
  t.regex(only.sentence, /, and nothing that was tried is better$/);
});

test('missing nights are counted and named', (t) => {
  const history = { ...sample.output.history, nights: 3, missingNights: [] };
  t.is(completeness(history, ['2026-01-01', '2026-01-02', '2026-01-03']), 'all 3 nights present');
  t.is(completeness(history, ['2026-01-01', '2026-01-03', '2026-01-04']), '3 of 4 nights present; 1 missing: 2026-01-02');
});

test('a run that another one beats is called dominated, never the winner', (t) => {
  const words = remarks(sample.output.runs);
  t.regex(words.get(verdictOf(sample).winner?.id ?? '') ?? '', /^recommended/);
  t.regex(words.get('hippolyte-classic') ?? '', /baseline/);
  t.is(cheaperNights(sample, 'headroom-first', 'no such run'), null);
});

test('a cost of which prices are missing is told as at least that, and compared with nothing', (t) => {
  const unpriced = [{ meter: 'dynamodb.export-gb', what: `5 x GB used in 30 nights; no price in the book, ${COUNTED_AS_ZERO}` }];
  const all = Object.fromEntries(sample.output.runs.map(({ id }) => [id, { unpriced, nightsFit: 29, costUsdPerNight: 9 }]));
  const verdict = verdictOf(withRuns({ ...all, 'native-export': { unpriced, nightsFit: 30, costUsdPerNight: 2 } }));
  t.is(verdict.sentence, 'Use native-export: it fits every night for at least $2.00 a night');
  t.regex(verdict.detail, /^Not all prices are known/);
  const alone = verdictOf(withRuns({ ...all, 'hippolyte-classic': { unpriced, nightsFit: 30, costUsdPerNight: 2 } }));
  t.is(alone.sentence, 'Use hippolyte-classic: it fits every night for at least $2.00 a night');
});
