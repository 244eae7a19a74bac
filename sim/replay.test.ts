import test from 'ava';
import { windowsOf } from '../core/calendar.js';
import type { History } from '../core/history/history.js';
import { POLICIES } from '../core/policies/index.js';
import type { Policy } from '../core/policy.js';
import { priceBook } from '../core/money/price-books.js';
import { DEFAULTS, withSettings } from '../core/settings.js';
import { GIB, NIGHTS_PER_MONTH } from '../core/units.js';
import { HistoryNights } from './nights.js';
import { RunReplay } from './replay.js';

const NIGHTS = ['2026-06-01', '2026-06-02', '2026-06-03'];

/** A table that a window of seven hours copies only when it is raised to about `2 * sizeBytes / 8192 / 25_200` RCU, and a small one. */
function history(sizeBytes: number, pitr = 255): History {
  const cells = NIGHTS.length * 2;
  const filled = (value: number): Float64Array => new Float64Array(cells).fill(value);
  return {
    tables: ['huge', 'small'], nights: NIGHTS,
    columns: {
      present: new Uint8Array(cells).fill(1), sizeBytes: Float64Array.from({ length: cells }, (_, i) => (i % 2 === 0 ? sizeBytes : 1e9)), itemCount: filled(1e6), onDemand: new Uint8Array(cells), rcu: filled(100), wcu: filled(5),
      warmRcu: filled(NaN), autoscalingMinRcu: filled(NaN), autoscalingMaxRcu: filled(NaN), autoscalingTargetShare: filled(NaN), decreasesToday: filled(NaN), gsiRcu: filled(NaN),
      pitr: new Uint8Array(cells).fill(pitr), infrequentAccess: new Uint8Array(cells),
    },
    traffic: { runsFrom: new Uint32Array(3), startAt: new Float64Array(0), periodSeconds: new Uint32Array(0), count: new Uint32Array(0), valuesFrom: new Uint32Array(0), rcu: new Float32Array(0) },
    gaps: [], notes: [], digest: '',
  };
}

test('CLOUD 33: a raise above the warm throughput is found by the nights after it', (t) => {
  const recorded = history(1.5e12);
  const nights = new HistoryNights(recorded, [0, 1, 2], windowsOf(NIGHTS, DEFAULTS.window), DEFAULTS, 1);
  const policy = POLICIES.find(({ name }) => name === 'scan-least-boost-at-open') as Policy;
  const replay = new RunReplay(recorded, policy, withSettings(DEFAULTS, { quotas: { accountRcu: nights.accountRcuQuota } }), 1, priceBook('us-east-1'));
  const first = replay.night(nights.prepare(0));
  t.deepEqual(first.survey.tables.map(({ warmRcu }) => warmRcu), [12_000, 12_000]);
  const raisedTo = first.plan.columns.toRcu[0];
  t.true(raisedTo > 12_000, `${raisedTo}`);
  for (const night of [1, 2]) {
    const { survey } = replay.night(nights.prepare(night));
    t.true(survey.tables[0].warmRcu >= raisedTo);
    t.is(survey.tables[0].rcu, 100);
    t.is(survey.tables[1].warmRcu, 12_000);
  }
});

test('CLOUD 42: an export of a table with continuous backups off is allowed and billed a night of them', (t) => {
  const exported = (pitr: number): { usd: number; ok: number } => {
    const recorded = history(1e12, pitr);
    const nights = new HistoryNights(recorded, [0, 1, 2], windowsOf(NIGHTS, DEFAULTS.window), DEFAULTS, 1);
    const policy = POLICIES.find(({ name }) => name === 'native-export') as Policy;
    const { summary } = new RunReplay(recorded, policy, withSettings(DEFAULTS, { export: { tail: 1 } }), 1, priceBook('us-east-1')).night(nights.prepare(0));
    return { usd: summary.costUsd.export, ok: summary.tables.ok };
  };
  const gib = (1e12 + 1e9 + 2 * 100 * 1e6) / GIB; // 100 bytes an item
  const [off, on, notRecorded] = [0, 1, 255].map(exported);
  t.deepEqual([off.ok, on.ok, notRecorded.ok], [2, 2, 2]);
  t.true(Math.abs(on.usd - gib * 0.1) < 1e-6, `${on.usd}`);
  t.is(notRecorded.usd, on.usd);
  t.true(Math.abs(off.usd - gib * (0.1 + 0.2 / NIGHTS_PER_MONTH)) < 1e-6, `${off.usd}`);
});

test('a night that is folded while it runs has the numbers of one whose ledger is kept', (t) => {
  const recorded = history(4e11);
  const settings = withSettings(DEFAULTS, { weather: { copyFailureShare: 0.3, throttleShare: 0.3, bootSpread: 0.3, bootFailureShare: 0.3 } });
  for (const policy of POLICIES) {
    const [kept, folded] = [1, 2].map(() => new RunReplay(recorded, policy, withSettings(settings, { quotas: { accountRcu: 80_000 } }), 1, priceBook('us-east-1')));
    const nights = new HistoryNights(recorded, [0, 1, 2], windowsOf(NIGHTS, settings.window), settings, 1);
    for (let night = 0; night < NIGHTS.length; night++) {
      const prepared = nights.prepare(night);
      t.deepEqual(folded.numbers(prepared).summary, kept.night(prepared).summary, policy.name);
      t.deepEqual(folded.fold.usd, kept.fold.usd);
      t.deepEqual(folded.fold.seconds, kept.fold.seconds);
    }
  }
});
