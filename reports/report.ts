// The report: one HTML file that carries its style, its script and its data, and asks nothing of any network.

import { D3Node } from 'd3-node';

import { rankRuns } from '../core/results/ranking.js';
import { policyFor } from './csp.js';
import type { Pen } from './draw.js';
import type { ReportHead } from './head.js';
import type { ReportInput } from './input.js';
import { encodeIslands, islandJson, type Island } from './islands.js';
import { drawPage } from './page.js';
import { shownRuns } from './ranking.js';
import { STYLE } from './style.js';

/** Runs whose nights can be chosen in the page. */
const RUNS_MAX = 24;

const SKELETON = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta id="policy" http-equiv="Content-Security-Policy"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer"><title></title><style></style></head>
<body><a class="skip" href="#verdict">Skip to the verdict</a>
<header><p class="brand">Hippolyte</p><p class="kind">What-if report: nightly DynamoDB backups</p><div class="tools js"><button id="link" type="button">Copy link</button><button id="theme" type="button">Dark</button><button id="help" type="button" aria-label="keys">?</button></div></header>
<nav class="js" aria-label="views"><div class="views"><a href="#runs">Ranking</a><a href="#cost">Cost</a><a href="#window">Window</a><a href="#calendar">Calendar</a><a href="#night">Night</a><a href="#tables-view">Tables</a><a href="#ground">Ground</a></div><div class="choice"><button id="edited" type="button" hidden>Edited prices: reset</button><label for="run"><span>Run</span></label><select id="run"></select></div></nav>
<main></main>
<footer><p></p></footer><p id="said" class="hidden" role="status"></p><div id="tip" hidden></div></body></html>`;

/**
 * Renders a report. Pure: the same input and script give the same bytes.
 * @param input the documents of an output folder
 * @param clientScript the bundled script of the page; it is inlined and allowed by its hash
 * @throws when the script could end its own element
 */
export function renderReport(input: ReportInput, clientScript: string): string {
  if (/<\/script|<!--/i.test(clientScript)) throw new Error('bug: the script of the report contains </script or <!--');
  const page = new D3Node({ container: SKELETON });
  const pick = (selector: string): Pen => page.d3.select(documentOf(page).querySelector(selector));
  const ids = shownRuns(rankRuns(input.output.runs), input.output.runs.find((run) => run.id === input.output.baseline)).slice(0, RUNS_MAX).map((run) => run.id);
  const winner = rankRuns(input.output.runs)[0]?.id ?? '';
  const { islands, left } = encodeIslands(input, ids.filter((id) => input.nights.has(id)), winner);
  drawPage(pick('main'), page.d3, input, left);
  pick('title').text(`Backups of ${input.output.history.name}: what-if report`);
  pick('style').text(STYLE);
  pick('#policy').attr('content', policyFor(STYLE, clientScript));
  pick('footer p').text(`hippolyte ${input.output.hippolyte.version} \u00b7 history ${input.output.history.digest.slice(0, 16)} \u00b7 ${input.output.history.firstNight} to ${input.output.history.lastNight}`);
  return withIslands(page.html(), headIsland(input, ids, winner, left), islands, clientScript);
}

/** d3-node's types of DOM objects need the browser's library; the report needs one method. */
function documentOf(page: D3Node): { querySelector(selector: string): unknown } {
  return (page as unknown as { document: { querySelector(selector: string): unknown } }).document;
}

function headIsland(input: ReportInput, ids: readonly string[], winner: string, left: readonly string[]): string {
  const wanted = new Set(ids);
  const { history } = input.output;
  const head: ReportHead = {
    baseline: input.output.baseline, winner, runs: rankRuns(input.output.runs).filter((run) => wanted.has(run.id)),
    history: history.name, digest: history.digest, left, accountRcu: input.output.settings.quotas.accountRcu,
  };
  return islandJson(head);
}

/** Puts data and script before the end of the body: after the last text that could look like that end. */
function withIslands(html: string, head: string, islands: readonly Island[], script: string): string {
  const end = html.lastIndexOf('</body>');
  const data = islands.map((island) => `<script type="text/plain" data-island="${escapeAttribute(island.key)}">${island.base64}</script>\n`);
  return [html.slice(0, end), `<script type="application/json" id="head">${head}</script>\n`, ...data, `<script>${script}</script>`, html.slice(end), '\n'].join('');
}

function escapeAttribute(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
