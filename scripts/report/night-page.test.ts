// The page of one night in a real browser: two simulated nights of one plan with different luck stand for the prediction
// and for what happened.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { AxeBuilder } from '@axe-core/playwright';
import anyTest, { type TestFn } from 'ava';
import type { Browser } from 'playwright-core';

import { windowsOf } from '../../core/calendar.js';
import { entryDocument, type EntryDocument } from '../../core/ledger.js';
import { planDocument, type PlanDocument } from '../../core/plan-document.js';
import { findPolicy } from '../../core/policies/index.js';
import { priceBook } from '../../core/money/price-books.js';
import { DEFAULTS, withSettings } from '../../core/settings.js';
import { compareNight } from '../../reports/night-compare.js';
import type { NightPageInput, NightTable } from '../../reports/night-input.js';
import { renderNight } from '../../reports/night-page.js';
import { HistoryNights } from '../../sim/nights.js';
import { RunReplay } from '../../sim/replay.js';
import { loadHistory } from '../history/load.js';
import { openReport, startBrowser } from './browser.js';

const test = anyTest.serial as TestFn;
const HOSTILE = '<img src=x onerror=alert(1)>';
let browser: Browser;
let dir: string;
let input: NightPageInput;

async function simulated(seed: number): Promise<{ plan: PlanDocument; entries: EntryDocument[] }> {
  const history = await loadHistory('fixtures/history-small', { cacheDir: null });
  const settings = withSettings(DEFAULTS, { seed, quotas: { accountRcu: 80_000 }, updateTable: { p95Seconds: 600 } });
  const nights = new HistoryNights(history, [0], windowsOf(history.nights.slice(0, 1), settings.window), settings, 1);
  const { survey, plan, ledger } = new RunReplay(history, findPolicy('headroom-first'), settings, 1, priceBook('us-east-1')).night(nights.prepare(0));
  const entries = Array.from({ length: ledger.records.length }, (_, i) => entryDocument(ledger, i, survey.tables));
  return { plan: planDocument(plan, survey), entries };
}

test.before(async () => {
  [browser, dir] = [await startBrowser(), await mkdtemp(join(tmpdir(), 'hippolyte-night-'))];
  const [predicted, actual] = [await simulated(1), await simulated(2)];
  const steps = predicted.plan.lanes.flatMap((lane) => lane.steps);
  const tables = steps.map((step, i): NightTable => ({
    table: step.table, state: i === 3 ? 'failed' : 'ok', why: i === 3 ? HOSTILE : '', rcuBefore: step.fromRcu === 0 ? null : step.fromRcu, rcuAfter: step.fromRcu === 0 ? null : step.fromRcu + Number(i === 5),
    scalingBefore: 'on', scalingAfter: 'on', items: 1000 * i, bytes: step.sizeBytes, copy: 'v1/x',
  }));
  input = {
    runId: '2026-01-01T0000Z-aaaaaa', version: '0.2.0', account: '000000000000', region: 'eu-west-1', zone: 'UTC', verdict: 'partial', exitCode: 5, planDigest: 'ab'.repeat(32),
    plan: predicted.plan, predicted: predicted.entries, actual: actual.entries, tables, predictedUsd: 1.25, actualUsd: 1.3, acceleration: 400, notes: [HOSTILE],
  };
});

test.after.always(async () => {
  await browser?.close();
  if (dir !== undefined) await rm(dir, { recursive: true });
});

test('the same worlds agree, others are told apart', (t) => {
  const same = compareNight({ ...input, actual: input.predicted });
  t.is(same.endsApartMax, 0);
  t.is(same.actualMakespan, same.predictedMakespan);
  const other = compareNight(input);
  t.true(other.endsApartMax > 0);
  t.is(other.tables.filter(({ handedBack }) => !handedBack).length, 1 - Number(input.tables[5].rcuBefore === null));
});

test('what is not as before is the headline, and hostile text stays text', (t) => {
  const html = renderNight(input);
  t.regex(html, /<h1 id="answer">\d+ of \d+ tables copied and verified; 1 table is not as before<\/h1>/);
  t.false(html.includes('<img'));
  t.false(html.includes('<script'));
  const fine = { ...input, verdict: 'success', tables: input.tables.map((table) => ({ ...table, state: 'ok', rcuAfter: table.rcuBefore })) };
  t.regex(renderNight(fine), /<h1 id="answer">All \d+ tables copied and verified; capacity and autoscaling are exactly as they were<\/h1>/);
  t.is(renderNight(fine), renderNight(fine));
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`it opens from a file in ${colorScheme}, asks nothing of the network, and axe finds nothing serious`, async (t) => {
    const { page, requests, troubles } = await openReport(browser, join(dir, 'night.html'), renderNight(input), { colorScheme });
    const { violations } = await new AxeBuilder({ page }).analyze();
    t.deepEqual(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => `${id}: ${nodes[0].html}`), []);
    t.deepEqual([requests, troubles], [[], []]);
    t.true((await page.locator('#figure-actual svg path').count()) > 5);
    await page.setViewportSize({ width: 320, height: 800 });
    t.true((await page.evaluate<number>('document.documentElement.scrollWidth')) <= 320, 'nothing but tables and charts scrolls sideways');
    if (process.env.NIGHT_SHOTS !== undefined) {
      await page.setViewportSize({ width: 1280, height: 900 });
      await page.screenshot({ path: join(process.env.NIGHT_SHOTS, `night-${colorScheme}.png`), fullPage: true });
    }
    await page.context().close();
  });
}
