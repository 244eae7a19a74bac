// The report at three sizes against its budgets: size of the file, time to write it, and in a headless browser with the
// processor slowed down four times: first text, ready, and the slowest of some interactions. Medians of the runs.
//
//   node dist/scripts/bench/report.js [--runs 5] [--json]

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import type { Browser } from 'playwright-core';

import { renderReport } from '../../reports/report.js';
import { sampleInput } from '../../reports/sample.js';
import { startBrowser } from '../report/browser.js';
import { clientScript } from '../report/write.js';
import { median, option } from './options.js';

const SLOWED = 4;

interface Figure {
  readonly nights: number;
  readonly tables: number;
  readonly kilobytes: number;
  readonly writeSeconds: number;
  readonly writeCpuSeconds: number;
  readonly heapMegabytes: number;
  /** Slowed down. */
  readonly firstTextSeconds: number;
  readonly readySeconds: number;
  readonly slowestInteractionSeconds: number;
  readonly nodes: number;
}

/** Budgets: kilobytes, seconds to write, first text (not slowed), ready, interaction, by size. */
const BUDGETS: readonly (readonly [nights: number, tables: number, kilobytes: number, write: number, ready: number, interaction: number])[] = [
  [30, 100, 300, 0.3, 0.2, 0.05], [365, 1000, 1000, 1, 0.4, 0.05], [365, 10_000, 5000, 6, 1, 0.1],
];

/** Does something in the page and waits for the frame that shows it; returns the seconds. */
function interaction(work: string): string {
  return `new Promise((done) => { const from = performance.now(); ${work}; requestAnimationFrame(() => setTimeout(() => done((performance.now() - from) / 1000), 0)); })`;
}

const INTERACTIONS = [
  'const q = document.getElementById("q"); q.value = "orders-000"; q.dispatchEvent(new Event("input"))',
  'document.querySelector("[data-key=sizeBytesLast] button").click()',
  'document.querySelector("[data-key=table] button").click()',
  'document.getElementById("zoom-in").click()',
  'const price = document.getElementById("price-read"); price.value = "14"; price.dispatchEvent(new Event("input"))',
  'document.getElementById("chart-calendar").dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowUp" }))',
];

async function inBrowser(browser: Browser, path: string): Promise<Pick<Figure, 'firstTextSeconds' | 'readySeconds' | 'slowestInteractionSeconds' | 'nodes'>> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWED });
  await page.addInitScript('new MutationObserver(() => { if (document.documentElement?.classList.contains("ready")) window.readyAt ??= performance.now(); }).observe(document, { subtree: true, attributes: true, childList: true })');
  await page.goto(pathToFileURL(path).href);
  await page.waitForSelector('html.ready');
  await page.waitForSelector('html.complete');
  const readySeconds = (await page.evaluate<number>('window.readyAt')) / 1000;
  const firstTextSeconds = (await page.evaluate<number>('performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN')) / 1000;
  const seconds: number[] = [];
  for (const work of INTERACTIONS) seconds.push(await page.evaluate<number>(interaction(work)));
  const nodes = await page.evaluate<number>('document.querySelectorAll("*").length');
  await context.close();
  return { firstTextSeconds, readySeconds, slowestInteractionSeconds: Math.max(...seconds), nodes };
}

async function measure(browser: Browser, dir: string, nights: number, tables: number, runs: number): Promise<Figure> {
  const script = await clientScript();
  const input = sampleInput({ nights, tables });
  const before = process.memoryUsage().heapUsed;
  let html = '';
  const seconds: number[] = [];
  const cpuSeconds: number[] = [];
  for (let run = 0; run < runs; run++) {
    const from = performance.now();
    const cpuBefore = process.cpuUsage();
    html = renderReport(input, script);
    const { user, system } = process.cpuUsage(cpuBefore);
    cpuSeconds.push((user + system) / 1e6);
    seconds.push((performance.now() - from) / 1000);
  }
  const heapMegabytes = (process.memoryUsage().heapUsed - before) / 1e6;
  const path = join(dir, `${nights}x${tables}.html`);
  await writeFile(path, html);
  const views: Awaited<ReturnType<typeof inBrowser>>[] = [];
  for (let run = 0; run < runs; run++) views.push(await inBrowser(browser, path));
  const middle = (key: keyof (typeof views)[number]): number => median(views.map((view) => view[key]));
  return {
    nights, tables, kilobytes: Buffer.byteLength(html) / 1000, writeSeconds: median(seconds), writeCpuSeconds: median(cpuSeconds), heapMegabytes, firstTextSeconds: middle('firstTextSeconds'),
    readySeconds: middle('readySeconds'), slowestInteractionSeconds: middle('slowestInteractionSeconds'), nodes: middle('nodes'),
  };
}

const runs = Number(option('runs', '5'));
const [browser, dir] = [await startBrowser(), await mkdtemp(join(tmpdir(), 'hippolyte-bench-'))];
const figures: Figure[] = [];
for (const [nights, tables] of BUDGETS) figures.push(await measure(browser, dir, nights, tables, runs));
await browser.close();
await rm(dir, { recursive: true });
if (option('json', '') !== '') process.stdout.write(`${JSON.stringify({ bench: 'report', figures }, null, 1)}\n`);
else {
  figures.forEach((figure, i) => {
    const [, , kilobytes, write, ready, interactionSeconds] = BUDGETS[i];
    const against = (value: number, budget: number, unit: string, decimals: number): string => `${value.toFixed(decimals)} ${unit} (${value <= budget ? 'within' : 'OVER'} ${budget})`;
    process.stdout.write(
      `${figure.nights} nights x ${figure.tables} tables: file ${against(figure.kilobytes, kilobytes, 'kB', 0)}, written in ${against(figure.writeSeconds, write, 's', 2)} (${figure.writeCpuSeconds.toFixed(2)} s of CPU time), heap +${figure.heapMegabytes.toFixed(0)} MB; `
      + `slowed ${SLOWED}x: first text ${figure.firstTextSeconds.toFixed(2)} s, ready ${against(figure.readySeconds, ready, 's', 2)}, slowest interaction ${against(figure.slowestInteractionSeconds, interactionSeconds, 's', 3)}, ${figure.nodes} elements\n`,
    );
  });
}
