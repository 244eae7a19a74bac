// A headless browser for tests and benches of the report: the one that comes in an npm package.

import { writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';

import chromium from '@sparticuz/chromium';
import { chromium as launcher, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

/** Starts the browser. @throws with the way to mend it when this machine cannot run it */
export async function startBrowser(): Promise<Browser> {
  try {
    return await launcher.launch({ executablePath: await chromium.executablePath(), args: ['--no-sandbox'], headless: true });
  } catch (error) {
    throw new Error(`the browser of @sparticuz/chromium does not start here: the tests of the report need it; on Debian or Ubuntu, apt-get install libnss3 gives what is usually missing (${String(error)})`);
  }
}

/** A page that shows a report from a file, and what it did that it must not do. */
export interface OpenPage {
  readonly page: Page;
  /** Addresses asked for, other than the file itself. */
  readonly requests: string[];
  /** Messages of the console, errors, dialogs and violations of the policy. */
  readonly troubles: string[];
}

/** Writes the html to a file and opens it by file://, with a hash if given. */
export async function openReport(browser: Browser, path: string, html: string, options: BrowserContextOptions & { readonly hash?: string } = {}): Promise<OpenPage> {
  await writeFile(path, html);
  const { hash, ...contextOptions } = options;
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...contextOptions });
  const page = await context.newPage();
  const address = pathToFileURL(path).href;
  const requests: string[] = [];
  const troubles: string[] = [];
  page.on('request', (request) => request.url().split('#')[0] !== address && !request.url().startsWith('blob:') && requests.push(request.url()));
  page.on('console', (message) => troubles.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => troubles.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => {
    troubles.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(address + (hash ?? ''));
  if (contextOptions.javaScriptEnabled !== false) await page.waitForSelector('html.complete', { timeout: 20_000 });
  return { page, requests, troubles };
}
