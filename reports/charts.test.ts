// The charts drawn by d3-node from small inputs: what is marked where.

import { D3Node } from 'd3-node';
import test from 'ava';
import { calendarGrid, cellAt, dayAt, drawCalendar } from './calendar.js';
import { drawCostBars } from './cost-bars.js';
import { drawCostLine } from './cost-line.js';
import { put, type Frame } from './draw.js';
import { drawGantt, timeTicks } from './gantt.js';
import { nightRow, nightText, type NightRow } from './night-rows.js';
import { worstState } from './palette.js';
import { sampleInput } from './sample.js';
import { drawScatter } from './scatter.js';
import { drawWindowFit, fitSummary } from './window-fit.js';
import { TABLE_STATE } from '../core/results/summary.js';

const sample = sampleInput({ nights: 30, tables: 40 });
const rows = (run: string): NightRow[] => (sample.nights.get(run) ?? []).map(nightRow);

/** Draws into a fresh document; returns its svg as text. */
function drawn(draw: (frame: Frame) => void, width = 1000): string {
  const page = new D3Node({ container: '<!doctype html><html lang="en"><body></body></html>' });
  draw({ svg: put(page.d3.select((page as unknown as { document: { body: null } }).document.body), 'svg'), width, d3: page.d3 });
  return /<svg.*<\/svg>/s.exec(page.html())?.[0] ?? '';
}

const count = (text: string, what: RegExp): number => text.match(what)?.length ?? 0;

test('every chart has a name for those who do not see it, and scales with a view box', (t) => {
  const charts = [
    drawn((frame) => drawCostBars(frame, sample.output.runs)), drawn((frame) => drawCostLine(frame, [{ name: 'x', rows: rows('cheapest'), css: 'line run' }])),
    drawn((frame) => drawScatter(frame, sample.output.runs)), drawn((frame) => drawWindowFit(frame, rows('cheapest'), { zone: 'UTC', night: '' })),
    drawn((frame) => drawCalendar(frame, rows('cheapest'), '')), drawn((frame) => drawGantt(frame, sample.timelines[0], { zone: 'UTC', fromSeconds: 0, toSeconds: 0, chosen: -1 })),
  ];
  for (const chart of charts) {
    t.regex(chart, /^<svg viewBox="0 0 1000 \d+" width="1000" height="\d+" role="img" aria-label="[^"]{20,}"/);
    t.notRegex(chart, /NaN|Infinity|undefined/);
    t.notRegex(chart, / style="/);
  }
});

test('bars begin at zero and their totals are written beside them', (t) => {
  const runs = sample.output.runs.slice(0, 2).map((run, i) => ({ ...run, costUsdPerNight: 10 * (i + 1), costUsdNightP90: 10 * (i + 1), costUsd: { ...run.costUsd, total: 4, readCapacity: 4, engine: 0, export: 0, storage: 0, requests: 0, other: 0 } }));
  const chart = drawn((frame) => drawCostBars(frame, runs));
  const room = 1000 - 232 - 96;
  t.is(/class="c-read" d="([^"]+)"/.exec(chart)?.[1], `M232,16h${room / 2 - 1}v14h${-(room / 2 - 1)}ZM232,48h${room - 1}v14h${-(room - 1)}Z`);
  t.regex(chart, /class="value"[^>]*>\$10\.00</);
  t.notRegex(chart, /c-engine/);
});

test('a missing night breaks the line', (t) => {
  const line = /class="line run" d="([^"]+)"/.exec(drawn((frame) => drawCostLine(frame, [{ name: 'x', rows: rows('cheapest'), css: 'line run' }])))?.[1] ?? '';
  t.is(count(line, /M/g), 2);
});

test('the scatter marks what is not dominated with diamonds', (t) => {
  const chart = drawn((frame) => drawScatter(frame, sample.output.runs));
  const marks = (css: string): number => count(new RegExp(`class="mark ${css}" d="([^"]*)"`).exec(chart)?.[1] ?? '', /M/g);
  t.is(marks('full') + marks('hollow'), 12);
  t.true(marks('full') >= 1);
});

test('the calendar has a cell a night, a hatched one for the missing, and finds the day under a point', (t) => {
  const list = rows('hippolyte-classic');
  for (const width of [320, 1000]) {
    const chart = drawn((frame) => drawCalendar(frame, list, list[3].night), width);
    const cells = [...chart.matchAll(/class="cell [^"]*" d="([^"]*)"/g)].reduce((sum, [, d]) => sum + count(d, /M/g), 0);
    t.is(cells, list.length);
    t.is(count(/class="no-data" d="([^"]*)"/.exec(chart)?.[1] ?? '', /M/g), 1);
    const grid = calendarGrid(list[0].day, list[list.length - 1].day, width);
    for (const row of list) {
      const { x, y } = cellAt(grid, row.day);
      t.is(dayAt(grid, x + 1, y + 1), row.day);
    }
    t.is(dayAt(grid, 0, 0), null);
  }
});

test('a night shows the worst that happened, in words too', (t) => {
  t.is(worstState({ ok: 9, late: 1, failed: 1, skipped: 0, missed: 0 }, false), TABLE_STATE.failed);
  t.is(worstState({ ok: 9, late: 1, failed: 0, skipped: 3, missed: 1 }, false), TABLE_STATE.missed);
  t.is(worstState({ ok: 9, late: 0, failed: 0, skipped: 0, missed: 0 }, true), TABLE_STATE.failed);
  const row = { ...rows('cheapest')[0], makespanSeconds: 25_200 + 48 * 60, windowSeconds: 25_200, usd: 6.32, ok: 409, late: 3, failed: 0, skipped: 0, missed: 0, state: TABLE_STATE.late };
  t.is(nightText(row), 'Mon 2026-01-05: late, 3 of 412 tables not ok, ended 48 min after the close, $6.32');
  t.is(nightText({ ...row, windowSeconds: 21_600 }, 25_200).endsWith(', window of 6 h 00 min'), true);
  t.regex(fitSummary([{ ...row, fits: false }]), /^1 of 1 nights do not fit; the worst, 2026-01-05, ended 48 min after the close$/);
});

test('the axis of a night has whole local hours, also where the zone is half an hour off', (t) => {
  const opensAt = Date.UTC(2026, 5, 1, 18, 30) / 1000;
  t.deepEqual(timeTicks(opensAt, 'Asia/Kolkata', 0, 7 * 3600, 600), [0, 1, 2, 3, 4, 5, 6, 7].map((hour) => hour * 3600));
  t.deepEqual(timeTicks(opensAt, 'UTC', 0, 2 * 3600, 200), [1800, 1800 + 3600]);
});

test('ten thousand copies are a few hundred elements', (t) => {
  const large = sampleInput({ nights: 2, tables: 10_000 });
  for (const timeline of large.timelines) {
    const chart = drawn((frame) => drawGantt(frame, timeline, { zone: 'UTC', fromSeconds: 0, toSeconds: 0, chosen: -1 }));
    t.true(count(chart, /<\w/g) < 320, `${count(chart, /<\w/g)} elements`);
  }
});

test('a night shows failures hatched, other attempts, and the plan where it went otherwise', (t) => {
  const timeline = sample.timelines[2];
  const bars = { ...timeline.bars, state: timeline.bars.state.slice(), retrySeconds: timeline.bars.retrySeconds.slice().fill(NaN), planFromSeconds: timeline.bars.startSeconds.slice(), planToSeconds: timeline.bars.endSeconds.slice(), leaseOpen: timeline.bars.leaseOpen.slice() };
  const view = { zone: 'UTC', fromSeconds: 0, toSeconds: 0, chosen: -1 };
  const draw = (): string => drawn((frame) => drawGantt(frame, { ...timeline, bars }, view));
  t.notRegex(draw(), /class="(ghost|retry|lease-open)"/);
  const long = bars.state.findIndex((_, i) => bars.endSeconds[i] - bars.startSeconds[i] > 900);
  bars.state[long] = TABLE_STATE.failed;
  bars.retrySeconds[long] = bars.startSeconds[long] + 300;
  bars.planToSeconds[long] = bars.endSeconds[long] + 1800;
  [bars.leaseOpen[long], bars.boostFromSeconds[long], bars.boostToSeconds[long]] = [1, bars.startSeconds[long], 25_000];
  const marked = draw();
  for (const css of ['bar s-failed', 'glyph s-failed', 'ghost', 'retry', 'retry-disc', 'lease-open']) t.is(count(marked, new RegExp(`class="${css}"`, 'g')), 1, css);
  t.true(marked.indexOf('class="ghost"') > marked.lastIndexOf('class="bar'));
});

test('every month of the calendar has its name, the first with room also its year', (t) => {
  const list = Array.from({ length: 90 }, (_, i) => ({ ...rows('cheapest')[0], day: 20_529 + i, night: new Date((20_529 + i) * 86_400_000).toISOString().slice(0, 10) }));
  const names = [...drawn((frame) => drawCalendar(frame, list, '')).matchAll(/>([A-Z][a-z]{2}(?: \d{4})?)</g)].map(([, name]) => name).slice(7);
  t.deepEqual(names, ['Mar', 'Apr 2026', 'May', 'Jun']);
});

test('on a logarithmic axis costs are dots, and a run without a plan has words', (t) => {
  const runs = sample.output.runs.slice(0, 3).map((run, i) => ({ ...run, crashedNights: i === 2 ? run.nights : 0 }));
  const chart = drawn((frame) => drawCostBars(frame, runs, true));
  t.is(count(/class="mark full" d="([^"]*)"/.exec(chart)?.[1] ?? '', /M/g), 2);
  t.notRegex(chart, /class="c-|NaN/);
  t.regex(chart, />no plan on any night</);
});

test('labels of the scatter touch neither each other nor a mark of another run', (t) => {
  const runs = Array.from({ length: 8 }, (_, i) => ({ ...sample.output.runs[0], id: `policy-number-${i}`, nights: 10, nightsFit: i < 3 ? 0 : 9, costUsdPerNight: 600 + i, costUsdPerMonth: 20_000 + i * 30 }));
  const chart = drawn((frame) => drawScatter(frame, [...runs, { ...runs[0], id: 'cheap', nightsFit: 10, costUsdPerNight: 1, costUsdPerMonth: 30 }]));
  const labels = [...chart.matchAll(/class="label[^"]*" x="([\d.]+)" y="([\d.]+)" text-anchor="(\w+)">([^<]+)</g)].map(([, x, y, anchor, text]) => ({ y: Number(y), x0: Number(x) - (anchor === 'end' ? text.length * 6.9 : 0), x1: Number(x) + (anchor === 'end' ? 0 : text.length * 6.9) }));
  t.true(labels.length >= 8);
  for (const a of labels) for (const b of labels) t.true(a === b || Math.abs(a.y - b.y) >= 13 || a.x1 <= b.x0 || b.x1 <= a.x0);
});
