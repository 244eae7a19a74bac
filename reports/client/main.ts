// The script of the page. Everything that matters can be read without it; it adds choice, search, zoom and links.

import { isEdited } from '../what-if.js';
import { drawCostCharts, drawSwings, startCostCharts } from './cost-view.js';
import { head, keysOf, loadNights } from './data.js';
import { refreshDataTables, startDataTables } from './data-tables.js';
import { byId, fitsAlready, make, say } from './dom.js';
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
  document.documentElement.classList.add('live');
  const select = byId<HTMLSelectElement>('run');
  startRanking();
  startCostCharts();
  startNightCharts(await loadNights());
  startNight();
  startList();
  startDataTables();
  startKeys();
  startTheme();
  startPrices();
  startLinks();
  const withNights = new Set(head.runs.map((run) => run.id));
  select.replaceChildren(...[...withNights].map((run) => make('option', { value: run }, run)));
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
  followAddress();
  applyTheme();
  drawRunChoice(select);
  if (chosenRun() === head.winner && current().scale === '' && !isEdited(current().prices) && ['bars', 'scatter', 'line', 'fit', 'calendar', 'swings'].every(fitsAlready)) adoptNightCharts();
  else drawAll();
  markNight();
  await Promise.all([loadNight(), loadList()]);
  followWidth();
  document.documentElement.classList.add('ready');
  void drawTableDetail();
  void drawNightDetail();
  // Sorts what zooming needs while nobody waits for it.
  setTimeout(drawNight, 50);
}

/** Everything that shows money, at the prices in force. */
function drawPrices(): void {
  showPrices();
  drawRanking();
  drawCostCharts();
  drawLine();
  void drawNightDetail();
  refreshDataTables();
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
