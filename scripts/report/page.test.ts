// The report in a real browser, from a file: policy, network, accessibility, keys, search, links, paper, no script.

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { AxeBuilder } from '@axe-core/playwright';
import anyTest, { type TestFn } from 'ava';
import type { Browser, Page } from 'playwright-core';

import { renderReport } from '../../reports/report.js';
import { sampleInput } from '../../reports/sample.js';
import { openReport, startBrowser } from './browser.js';
import { clientScript } from './write.js';

const test = anyTest.serial as TestFn;
const NODES_MAX = 1500;
let browser: Browser;
let dir: string;
let html: string;

test.before(async () => {
  [browser, dir] = [await startBrowser(), await mkdtemp(join(tmpdir(), 'hippolyte-report-'))];
  html = renderReport(sampleInput({ nights: 60, tables: 300 }), await clientScript());
});

test.after.always(async () => {
  await browser?.close();
  if (dir !== undefined) await rm(dir, { recursive: true });
});

const open = (options?: Parameters<typeof openReport>[3]): ReturnType<typeof openReport> => openReport(browser, join(dir, 'report.html'), html, options);
const nodes = (page: Page): Promise<number> => page.evaluate('document.querySelectorAll("*").length');

test('nothing is asked of the network, nothing breaks the policy, and the page stays light', async (t) => {
  const { page, requests, troubles } = await open();
  for (const id of ['bars', 'line', 'scatter', 'swings', 'fit', 'gantt']) {
    await page.click(`#data-${id} summary`);
    await page.waitForSelector(`#data-${id} table`);
    t.true((await nodes(page)) <= NODES_MAX, `${await nodes(page)} nodes with the table of ${id}`);
  }
  t.deepEqual([requests, troubles], [[], []]);
  await page.context().close();
});

test('the largest report is no heavier to the page', async (t) => {
  const large = renderReport(sampleInput({ nights: 365, tables: 10_000 }), await clientScript());
  const { page, troubles } = await openReport(browser, join(dir, 'large.html'), large);
  await page.selectOption('#run', 'hippolyte-classic');
  await page.click('#data-gantt summary');
  await page.waitForSelector('#data-gantt table');
  await page.click('#row-0');
  await page.waitForSelector('#table-detail svg');
  t.true((await nodes(page)) <= NODES_MAX, `${await nodes(page)} nodes`);
  t.deepEqual(troubles, []);
  await page.context().close();
});

test('a script that somebody adds to the file does not run', async (t) => {
  const planted = html.replace('</body>', '<script>document.title = "planted"</script><p style="color:red">x</p></body>');
  const { page, troubles } = await openReport(browser, join(dir, 'planted.html'), planted);
  t.not(await page.title(), 'planted');
  t.is(troubles.filter((each) => each.includes('Content Security Policy')).length, 2);
  await page.context().close();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing serious in ${colorScheme}`, async (t) => {
    const { page } = await open({ colorScheme, hash: '#q=orders&table=team-03.orders-00003' });
    await page.click('#data-fit summary');
    const { violations } = await new AxeBuilder({ page }).analyze();
    const grave = violations.filter((each) => each.impact === 'serious' || each.impact === 'critical');
    t.deepEqual(grave.map((each) => `${each.id}: ${each.nodes.slice(0, 3).map((node) => node.html).join(' ')}`), []);
    await page.context().close();
  });
}

test('forced colours keep the shapes', async (t) => {
  const { page, troubles } = await open({ forcedColors: 'active', reducedMotion: 'reduce' });
  t.is(await page.evaluate('getComputedStyle(document.documentElement).scrollBehavior'), 'auto');
  t.true((await page.locator('#chart-calendar svg .glyph').count()) > 0);
  t.deepEqual(troubles, []);
  await page.context().close();
});

test('everything can be reached and used by keyboard', async (t) => {
  const { page } = await open();
  await page.keyboard.press('Tab');
  t.is(await page.evaluate('document.activeElement.className'), 'skip');
  const night = (): Promise<string | null> => page.getAttribute('#chart-calendar', 'aria-valuetext');
  await page.focus('#chart-calendar');
  const last = await night();
  await page.keyboard.press('ArrowUp');
  t.not(await night(), last);
  await page.keyboard.press('ArrowLeft');
  t.regex((await night()) ?? '', /^\w{3} 2026-02-2\d: /);
  await page.keyboard.press('Home');
  t.regex((await night()) ?? '', /^Mon 2026-01-05: /);
  await page.keyboard.press('j');
  t.regex((await night()) ?? '', /^Tue 2026-01-06: /);
  await page.keyboard.press('k');
  await page.focus('#chart-gantt');
  await page.keyboard.press('ArrowDown');
  t.regex((await page.getAttribute('#chart-gantt', 'aria-valuetext')) ?? '', /orders-\d+: ok|late|failed/);
  const bars = await page.innerHTML('#chart-gantt');
  await page.keyboard.press('+');
  t.not(await page.innerHTML('#chart-gantt'), bars);
  await page.keyboard.press('0');
  await page.keyboard.press('Escape');
  await page.keyboard.press('/');
  t.is(await page.evaluate('document.activeElement.id'), 'q');
  await page.keyboard.type('j00017');
  t.is(await page.inputValue('#q'), 'j00017');
  await page.focus('.grid-table');
  await page.click('#reset');
  await page.focus('.grid-table');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  const row = await page.getAttribute('.grid-table', 'aria-activedescendant');
  t.is(row, 'row-1');
  await page.waitForSelector('#table-detail svg');
  await page.keyboard.press('?');
  t.true(await page.isVisible('dialog'));
  await page.keyboard.press('Escape');
  t.false(await page.isVisible('dialog'));
  await page.keyboard.press('g');
  await page.keyboard.press('c');
  t.is(await page.evaluate('document.activeElement.id'), 'cost');
  await page.context().close();
});

test('prices are edited by keys, marked as edited everywhere, kept in the link, and put back', async (t) => {
  const { page, troubles } = await open();
  const cells = (): Promise<string[]> => page.evaluate('[...document.querySelectorAll("#ranking tbody tr:first-child td")].slice(0, 3).map((cell) => cell.textContent)');
  const before = await cells();
  const bars = await page.innerHTML('#chart-bars');
  await page.focus('#price-read');
  for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowRight');
  t.is(await page.getAttribute('#price-read', 'aria-valuetext'), '\u00d7 2');
  await page.waitForSelector('#sub-swings:has-text("Edited prices")');
  t.notDeepEqual(await cells(), before);
  t.not(await page.innerHTML('#chart-bars'), bars);
  for (const id of ['ranking-edited', 'sub-bars', 'sub-line', 'sub-scatter', 'sub-swings', 'prices-answer']) t.regex((await page.textContent(`#${id}`)) ?? '', /^Edited prices, not the simulated result\./, id);
  t.true(await page.isVisible('#edited'));
  await page.selectOption('#scale', 'log');
  t.is(await page.locator('#chart-bars .c-read').count(), 0);
  await page.click('#link');
  const hash = new URL(page.url()).hash;
  t.regex(hash, /&scale=log&read=2$/);
  const again = await open({ hash });
  const answer = await page.textContent('#prices-answer');
  t.is(await again.page.textContent('#prices-answer'), answer);
  t.is(await again.page.innerHTML('#chart-bars'), await page.innerHTML('#chart-bars'));
  await page.selectOption('#scale', '');
  await page.click('#edited');
  await page.waitForSelector('#sub-swings:not(:has-text("Edited prices"))');
  t.deepEqual(await cells(), before);
  t.is(await page.innerHTML('#chart-bars'), bars);
  t.false(await page.isVisible('#edited'));
  t.deepEqual(troubles, []);
  for (const context of browser.contexts()) await context.close();
});

test('search, filter and sort find what is there, and say how many', async (t) => {
  const { page } = await open();
  await page.fill('#q', 'orders-0001');
  t.is(await page.textContent('#matches'), '10 of 300 tables found');
  await page.fill('#q', 'nothing-of-the-kind');
  t.regex((await page.textContent('#matches')) ?? '', /^No table matches/);
  await page.click('#reset');
  t.is(await page.textContent('#matches'), '300 tables');
  await page.click('[data-key=table] button');
  t.is(await page.getAttribute('[data-key=table]', 'aria-sort'), 'ascending');
  t.is(await page.textContent('#row-0 bdi'), 'team-00.orders-00000');
  await page.click('[data-key=table] button');
  t.is(await page.getAttribute('[data-key=table]', 'aria-sort'), 'descending');
  await page.evaluate('document.querySelector(".grid-table").scrollTop = 36 * 200');
  await page.waitForSelector('#row-205');
  t.is(await page.locator('#row-0').count(), 0);
  await page.click('#ranking th[data-sort=night] button');
  const costs = await page.evaluate<number[]>('[...document.querySelectorAll("#ranking tbody td:nth-child(2)")].map((cell) => Number(cell.dataset.value))');
  t.deepEqual(costs, [...costs].sort((a, b) => a - b));
  t.is(await page.getAttribute('#ranking th[data-sort=night]', 'aria-sort'), 'ascending');
  await page.context().close();
});

test('the list is handed out as CSV and JSON', async (t) => {
  const { page } = await open({ acceptDownloads: true, hash: '#q=orders-0000' });
  for (const kind of ['csv', 'json']) {
    const [file] = await Promise.all([page.waitForEvent('download'), page.click(`#${kind}`)]);
    t.regex(file.suggestedFilename(), new RegExp(`^tables-[a-z-]+-[0-9a-f]{8}\\.${kind}$`));
    const text = await readFile(await file.path(), 'utf8');
    if (kind === 'csv') t.is(text.trim().split('\r\n').length, 11);
    else t.is((JSON.parse(text) as { tables: unknown[] }).tables.length, 10);
  }
  await page.context().close();
});

test('a link brings back the same view', async (t) => {
  const first = await open();
  await first.page.selectOption('#run', 'hippolyte-classic');
  await first.page.fill('#q', 'status:late');
  await first.page.click('[data-key=sizeBytesLast] button');
  await first.page.click('#row-0');
  await first.page.click('#zoom-in');
  await first.page.click('#theme');
  await first.page.click('#link');
  const hash = new URL(first.page.url()).hash;
  const seen = (page: Page): Promise<unknown> => Promise.all([page.inputValue('#run'), page.inputValue('#q'), page.textContent('#matches'), page.textContent('#row-0'), page.textContent('#table-detail strong'), page.innerHTML('#chart-gantt'), page.getAttribute('html', 'data-theme')]);
  const before = await seen(first.page);
  const second = await open({ hash: `${hash}&tag=kept` });
  t.deepEqual(await seen(second.page), before);
  await second.page.fill('#q', 'x');
  await second.page.click('#link');
  t.true(new URL(second.page.url()).hash.includes('tag=kept'));
  const third = await open({ hash: '#night=never&run=nobody&sort=%3Cscript%3E&zoom=9..1&v=%' });
  t.deepEqual(third.troubles, []);
  t.is(await third.page.inputValue('#run'), await (await open()).page.inputValue('#run'));
  for (const context of browser.contexts()) await context.close();
});

test('without a script the verdict, the ranking, the trouble and the last night are there', async (t) => {
  const { page } = await open({ javaScriptEnabled: false });
  t.regex((await page.textContent('h1')) ?? '', /fits every night for \$[\d.,]+ a night/);
  t.is(await page.locator('#ranking tbody tr').count(), 12);
  t.true((await page.locator('.trouble tbody tr').count()) > 0);
  for (const id of ['bars', 'line', 'scatter', 'swings', 'fit', 'calendar', 'gantt', 'rcu']) t.true((await page.locator(`#chart-${id} svg path`).count()) > 0, id);
  t.false(await page.isVisible('#q'));
  await page.context().close();
});

test('it fits a telephone, and paper', async (t) => {
  const { page } = await open({ viewport: { width: 320, height: 640 } });
  t.is(await page.evaluate('document.documentElement.scrollWidth'), 320);
  await page.context().close();
  const wide = await open({ colorScheme: 'dark' });
  const pdf = await wide.page.pdf({ format: 'A4', printBackground: true });
  const pages = pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0;
  t.true(pages > 0 && pages <= 12, `${pages} pages`);
  await wide.page.emulateMedia({ media: 'print' });
  t.is(await wide.page.evaluate('getComputedStyle(document.documentElement).backgroundColor'), 'rgb(255, 255, 255)');
  t.true(await wide.page.locator('#chart-gantt svg path.bar').first().isVisible());
  await wide.page.context().close();
});

test('names are only ever text', async (t) => {
  const evil = [
    '</script><script>alert(1)</script>', '<img src=x onerror=alert(1)>', '"><svg onload=alert(1)>', "'-alert(1)-'", '{{constructor.constructor("alert(1)")()}}', '<!--', ']]>', '</body>',
    '__proto__', '-rf', '=cmd|calc', '\u202Egnp.exe', '\u2028', '&lt;b&gt;', 'javascript:alert(1)', '</textarea><iframe src=//x>', '</style><style>*{display:none}',
  ];
  const input = sampleInput({ nights: 12, tables: 40, names: evil });
  const rename = new Map(input.output.runs.map((run, i) => [run.id, evil[i] ?? run.id]));
  const to = (id: string): string => rename.get(id) ?? id;
  const output = {
    ...input.output, baseline: to(input.output.baseline), history: { ...input.output.history, name: evil[0], notes: evil, gaps: evil.map((what) => ({ kind: 'no-traffic' as const, table: what, from: '', to: '', what })) },
    assumptions: evil, runs: input.output.runs.map((run) => ({ ...run, id: to(run.id), unpriced: [{ meter: evil[1], what: evil[2] }], totalUsdByBillingRule: { [evil[0]]: 1 } })),
  };
  const hostile = renderReport({
    output, nights: new Map([...input.nights].map(([id, nights]) => [to(id), nights])), tables: new Map([...input.tables].map(([id, rows]) => [to(id), rows.map((row) => ({ ...row, late: 1 }))])),
    cells: input.cells.map((each) => ({ ...each, run: to(each.run) })), timelines: input.timelines.map((each) => ({ ...each, run: to(each.run), skipped: evil.map((table) => ({ table, why: table })) })),
  }, await clientScript());
  const { page, requests, troubles } = await openReport(browser, join(dir, 'hostile.html'), hostile);
  await page.fill('#q', '<');
  t.is(await page.textContent('#matches'), `${evil.filter((name) => name.includes('<')).length} of 40 tables found`);
  await page.click('#row-0');
  await page.waitForSelector('#table-detail strong');
  t.is(await page.locator('main img, main iframe, main script, body > iframe').count(), 0);
  for (const run of evil.slice(0, 12)) await page.selectOption('#run', run);
  for (const id of ['bars', 'gantt']) await page.click(`#data-${id} summary`);
  t.deepEqual([requests, troubles], [[], []]);
  await page.context().close();
});

test('files keep their size: 300 kB, 1 MB, 5 MB', async (t) => {
  const script = await clientScript();
  for (const [nights, tables, kilobytes] of [[30, 100, 300], [365, 1000, 1000], [365, 10_000, 5000]]) {
    const size = Buffer.byteLength(renderReport(sampleInput({ nights, tables }), script));
    t.true(size <= kilobytes * 1000, `${nights} nights x ${tables} tables: ${size} bytes`);
  }
});
