// The runbook has a place for every code, where messages point to.

import test from 'ava';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT } from '../../core/errors.js';
import { EXITS, exitOf } from '../../core/exits.js';
import { noticeOf } from '../../core/telling/notice.js';
import { GOOD_NIGHT } from '../../core/telling/night-sample.js';
import { priceBook } from '../../core/money/price-books.js';
import { usdOf } from '../../core/money/prices.js';
import { packageRoot } from '../package.js';

const text = readFileSync(join(packageRoot(), 'docs/runbook.md'), 'utf8');
/** As GitHub makes them of headings. */
const anchors = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading.toLowerCase().replace(/[^a-z0-9 -]/g, '').replace(/ /g, '-'));

test('every exit code is explained, and no other', (t) => {
  t.deepEqual(EXITS.map(({ code }) => code), Object.values(EXIT).sort((a, b) => a - b));
  t.deepEqual(anchors.filter((anchor) => anchor.startsWith('exit-code-')), EXITS.map(({ code }) => `exit-code-${code}`));
  t.is(exitOf(42).page, 'day', 'an unknown code is a failure');
});

test('messages point to a place that is there', (t) => {
  for (const { code } of EXITS) {
    const { body } = noticeOf({ ...GOOD_NIGHT, exitCode: code }, { label: null, runbook: 'docs/runbook.md', report: null });
    t.true(anchors.includes(/^runbook: docs\/runbook\.md#(.*)$/m.exec(body)?.[1] ?? ''), String(code));
  }
});

test('what a dead tool costs is the price book\'s', (t) => {
  const usd = usdOf(priceBook('us-east-1'), 'dynamodb.rcu-hour');
  t.is(usd, 0.00013);
  t.true(text.includes(`4,900 x 0.00013 x 24 = ${((usd ?? 0) * (5_000 - 100) * 24).toFixed(2)} $ a day`));
});
