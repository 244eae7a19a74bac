// The alert rules name metrics that are written, and nothing else.

import test from 'ava';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { metricsText } from '../../core/telling/metrics-text.js';
import { GOOD_NIGHT } from '../../core/telling/night-sample.js';
import { packageRoot } from '../package.js';

interface Rule { readonly alert: string; readonly expr: string; readonly labels: { severity: string }; readonly annotations: { summary: string; action: string } }

const text = readFileSync(join(packageRoot(), 'deploy/prometheus/hippolyte-alerts.yml'), 'utf8');
const { groups } = parse(text) as { groups: { rules: Rule[] }[] };
const rules = groups.flatMap((group) => group.rules);
const written = new Set([...metricsText(GOOD_NIGHT, null).matchAll(/^(hippolyte_[a-z_]+)\{/gm)].map(([, name]) => name));

test('each rule looks at metrics that every night writes', (t) => {
  t.true(rules.length > 0);
  for (const { alert, expr } of rules) {
    const used = [...expr.matchAll(/hippolyte_[a-z_]+/g)].map(([name]) => name);
    t.true(used.length > 0, alert);
    t.deepEqual(used.filter((name) => !written.has(name)), [], alert);
  }
});

test('what costs money wakes somebody, the rest waits for the day; each says what to do', (t) => {
  t.deepEqual(rules.filter(({ labels }) => labels.severity === 'page').map(({ alert }) => alert), ['HippolyteNotHandedBack', 'HippolyteMismatch']);
  for (const { alert, annotations } of rules) {
    const named = /^hippolyte (\w+)/.exec(annotations.action)?.[1];
    t.true(named !== undefined || annotations.action.startsWith('look '), alert);
  }
});
