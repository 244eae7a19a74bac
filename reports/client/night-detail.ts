// What happened on the chosen night, in words, with the tables that were not ok.

import { number } from '../format.js';
import { nightText, usualWindow } from '../night-rows.js';
import { LOOKS } from '../palette.js';
import { notOk, timelineNights } from './data.js';
import { byId, make } from './dom.js';
import { chosenRow, rows } from './nights-view.js';
import { change, chosenRun } from './store.js';

const NAMES_MAX = 12;

/** Fills the panel under the calendar. */
export async function drawNightDetail(): Promise<void> {
  const panel = document.getElementById('night-detail');
  const row = chosenRow();
  if (panel === null || row === undefined) return;
  const run = chosenRun();
  const bad = await notOk(run, row.night);
  if (chosenRow() !== row || chosenRun() !== run) return;
  const parts: Node[] = [make('p', {}, `${run}, ${nightText(row, usualWindow(rows()))}`)];
  if (bad !== null && bad.length > 0) {
    const names = make('p', {}, 'Not ok: ');
    for (const { table, state } of bad.slice(0, NAMES_MAX)) {
      const button = make('button', { type: 'button' }, `${LOOKS[state].sign} `, make('bdi', {}, table), ` ${LOOKS[state].name}`);
      button.addEventListener('click', () => {
        change({ table });
        byId('table-detail').scrollIntoView({ block: 'center' });
      });
      names.append(button);
    }
    if (bad.length > NAMES_MAX) names.append(`and ${number(bad.length - NAMES_MAX)} more`);
    parts.push(names);
  }
  if (timelineNights().some((each) => each.run === run && each.night === row.night)) {
    const button = make('button', { type: 'button' }, 'Show the timeline');
    button.addEventListener('click', () => byId('night').scrollIntoView());
    parts.push(make('p', {}, button));
  }
  panel.replaceChildren(...parts);
}
