// Draws the pictures of the report in docs/ again, from a report that was written before:
//
//   npm start && node dist/scripts/picture.js [out/report.html] [docs] [out/night.html]

import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import type { Page } from 'playwright-core';

import { startBrowser } from './report/browser.js';

const WIDTH = 1280;

/** Shows only these sections, and only these figures in them. */
async function only(page: Page, sections: readonly string[], figures: readonly string[]): Promise<void> {
  await page.evaluate(`(() => {
    const keep = ${JSON.stringify([...sections, ...figures.map((id) => `figure-${id}`)])};
    for (const element of document.querySelectorAll('main > section, #night > figure')) element.hidden = !keep.includes(element.id);
    for (const element of document.querySelectorAll('nav, footer, .tools, #night div.bar, details, .skip, .facts')) element.remove();
  })()`);
}

/** Opens the report at the width of the pictures, in light colours. */
async function openAt(page: Page, file: string): Promise<void> {
  await page.goto(pathToFileURL(resolve(file)).href);
  await page.waitForSelector('html.complete');
}

const [file = 'out/report.html', folder = 'docs', night = 'out/night.html'] = process.argv.slice(2);
const browser = await startBrowser();
await mkdir(folder, { recursive: true });
for (const [name, sections, figures] of [['report.png', ['verdict', 'runs', 'night'], ['gantt']], ['timeline.png', ['night'], ['gantt', 'rcu']]] as const) {
  const page = await browser.newPage({ viewport: { width: WIDTH, height: 400 }, colorScheme: 'light', reducedMotion: 'reduce' });
  await openAt(page, file);
  await only(page, sections, figures);
  const box = await page.locator(name === 'report.png' ? 'body' : '#night').boundingBox();
  if (box === null) throw new Error(`bug: nothing to show in ${name}`);
  const top = Math.max(0, Math.floor(box.y));
  await page.screenshot({ path: join(folder, name), fullPage: true, clip: { x: 0, y: top, width: WIDTH, height: Math.ceil(box.height) } });
  process.stdout.write(`${join(folder, name)}\n`);
}
const page = await browser.newPage({ viewport: { width: WIDTH, height: 400 }, colorScheme: 'light', reducedMotion: 'reduce' });
await openAt(page, night);
await page.evaluate("for (const element of document.querySelectorAll('#tables, #ground, footer, .facts, #figure-predicted-rcu, .legend')) element.remove()");
await page.screenshot({ path: join(folder, 'night.png'), fullPage: true });
process.stdout.write(`${join(folder, 'night.png')}\n`);
await browser.close();
