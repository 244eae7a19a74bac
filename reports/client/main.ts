// The script of the page. Everything that matters can be read without it; it adds choice, search, zoom and links.

import { isEdited } from '../what-if.js';
import { drawBars, drawCostCharts, drawScatterAndSwings, drawSwings, startCostCharts } from './cost-view.js';
import { head, keysOf, loadNights } from './data.js';
import { refreshDataTables, startDataTables } from './data-tables.js';
import { byId, fitsAlready, forgetWidth, make, say } from './dom.js';
import { chooseTable, drawNight, loadNight, startNight } from './gantt-view.js';
import { goTo, startKeys } from './keys.js';
import { drawNightDetail } from './night-detail.js';
import { adoptNightCharts, drawLine, drawNightCharts, markNight, startNightCharts } from './nights-view.js';
import { drawRanking, drawRunChoice, startRanking } from './ranking-view.js';
import { change, chosenRun, current, followAddress, listen, writeAddress } from './store.js';
import { drawTableDetail } from './table-detail.js';
import { loadList, redrawRows, refresh, startList } from './tables-view.js';
import { applyTheme, startTheme } from './theme.js';
import { showPrices, startPrices } from './what-if-view.js';

async function start(): Promise<void> {
  const nights = loadNights();
  document.documentElement.classList.add('live');
  const select = byId<HTMLSelectElement>('run');
  startRanking();
  startCostCharts();
  startNight();
  startList();
  startDataTables();
  startKeys();
  startTheme();
  startPrices();
  startLinks();
  select.replaceChildren(...head.runs.map(({ id }) => make('option', { value: id }, id)));
  select.addEventListener('change', () => change({ run: select.value }));
  listen((state, changed) => {
    if (changed.has('theme')) applyTheme();
    if (changed.has('run')) drawRunChoice(select);
    if (changed.has('prices')) drawPrices();
    else if (changed.has('scale')) drawCostCharts();
    else if (changed.has('run')) drawSwings();
    byId<HTMLSelectElement>('scale').value = state.scale;
    if (changed.has('run')) drawNightCharts();
    else if (changed.has('night')) markNight();
    if (changed.has('run') || changed.has('night')) {
      void drawNightDetail();
      void loadNight().then(refreshDataTables);
    }
    if (changed.has('run')) void loadList().then(drawTableDetail);
    if (changed.has('zoom')) drawNight();
    if (changed.has('q') && byId<HTMLInputElement>('q').value !== state.q) byId<HTMLInputElement>('q').value = state.q;
    if (changed.has('q') || changed.has('sort')) refresh();
    if (changed.has('table')) {
      redrawRows();
      void drawTableDetail();
      chooseTable(state.table);
    }
  });
  startNightCharts(await nights);
  followAddress();
  applyTheme();
  drawRunChoice(select);
  if (chosenRun() === head.winner && current().scale === '' && !isEdited(current().prices) && ['bars', 'scatter', 'line', 'fit', 'calendar', 'swings'].every(fitsAlready)) adoptNightCharts();
  else drawAll();
  markNight();
  followWidth();
  document.documentElement.classList.add('ready');
  whenIdle(() => void finish());
}

/** What lies further down, while nobody waits for it: the timeline, the list of tables, and what zooming needs to be sorted. */
async function finish(): Promise<void> {
  await Promise.all([loadNight(), loadList()]);
  await Promise.all([drawTableDetail(), drawNightDetail()]);
  drawNight();
  document.documentElement.classList.add('complete');
}

/** Soon, when the page has nothing better to do; Safari cannot tell. */
function whenIdle(work: () => void): void {
  if (typeof requestIdleCallback === 'function') requestIdleCallback(work, { timeout: 400 });
  else setTimeout(work, 60);
}

let rest = 0;

/** Everything that shows money, at the prices in force: what stands beside the sliders at once, the rest after the next frame. */
function drawPrices(): void {
  showPrices();
  drawBars();
  clearTimeout(rest);
  rest = window.setTimeout(() => {
    drawRanking();
    drawScatterAndSwings();
    drawLine();
    void drawNightDetail();
    refreshDataTables();
  }, 20);
}

function drawAll(): void {
  drawCostCharts();
  drawNightCharts();
  drawNight();
}

/** Draws again when the width of the page has changed, and for the width of paper. */
function followWidth(): void {
  let width = document.documentElement.clientWidth;
  let timer = 0;
  window.addEventListener('resize', () => {
    if (document.documentElement.clientWidth === width) return;
    width = document.documentElement.clientWidth;
    forgetWidth();
    clearTimeout(timer);
    timer = window.setTimeout(drawAll, 80);
  });
}

function startLinks(): void {
  for (const link of document.querySelectorAll<HTMLAnchorElement>('nav a, .skip')) {
    link.addEventListener('click', (event) => {
      event.preventDefault();
      goTo(link.hash.slice(1));
    });
  }
  byId('link').addEventListener('click', () => {
    writeAddress();
    const done = navigator.clipboard?.writeText(location.href);
    byId('link').textContent = 'Link is in the address bar';
    void done?.then(() => (byId('link').textContent = 'Link copied'), () => undefined);
    say('the address of this page now holds this view');
  });
}

if (typeof DecompressionStream === 'function' && keysOf('').length > 0) void start();
else byId('said').textContent = current().run;
