// How long raises are given: the slowest of many is slow.

import test from 'ava';
import { Leads } from './leads.js';
import { normalQuantile, sigmaOfTail } from '../rng.js';
import { DEFAULTS, withSettings } from '../settings.js';

const sigma = Math.log(180 / 30) / normalQuantile(0.95);

test('a few raises are given the planned lead, hundreds what their slowest needs', (t) => {
  t.is(new Leads(DEFAULTS, 0).seconds, 180);
  t.is(new Leads(DEFAULTS, 5).seconds, 180);
  t.true(Math.abs(sigmaOfTail(6) - sigma) < 1e-6);
  // All but 0.3 of 300 are in force after the quantile 1 - 0.001 of the distribution: 30 s x exp(sigma x 3.09) = 869 s.
  const lead = new Leads(DEFAULTS, 300).seconds;
  t.true(Math.abs(lead / (30 * Math.exp(sigma * normalQuantile(1 - 0.3 / 300))) - 1) < 1e-6);
  t.true(lead > 860 && lead < 880);
});

test('raises over the quota of operations wait for those before them', (t) => {
  const narrow = withSettings(DEFAULTS, { quotas: { controlPlaneOperations: 100 } });
  const extra = new Leads(narrow, 300).seconds - new Leads(DEFAULTS, 300).seconds;
  // 90 at once: 210 wait for updates of 30 s x exp(sigma^2 / 2) on average.
  t.true(Math.abs(extra - (210 / 90) * 30 * Math.exp((sigma * sigma) / 2)) < 1e-6);
});

test('many raises above the warm throughput are given more than twice their median', (t) => {
  t.is(new Leads(DEFAULTS, 1, 1).of(1000, 13_000, 12_000), 2 * (300 + 60 * 4));
  t.true(new Leads(DEFAULTS, 40, 40).of(1000, 13_000, 12_000) > 4 * (300 + 60 * 4));
  t.is(new Leads(DEFAULTS, 40, 40).of(1000, 12_000, 12_000), new Leads(DEFAULTS, 40, 0).seconds);
  t.is(new Leads(DEFAULTS, 300).ofOne(1000, 12_000, 12_000), 180);
});
