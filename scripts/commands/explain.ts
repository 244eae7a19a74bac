// hippolyte explain: why one table is copied the way it is on one night.

import { EXIT } from '../../core/errors.js';
import type { Args } from '../args.js';
import type { Command } from '../command.js';
import { SETTINGS_FLAGS } from '../settings-flags.js';
import type { Terminal } from '../terminal.js';

export const explainCommand: Command = {
  name: 'explain',
  summary: 'tell why a table has its engine, lane, capacity and price on a night',
  positionals: [],
  flags: [
    { name: 'night', kind: 'text', value: 'YYYY-MM-DD', what: 'local date on which the window opens' },
    { name: 'table', kind: 'text', value: 'NAME', what: 'table; write --table=-rf where it starts with a dash' },
    { name: 'policy', kind: 'text', value: 'NAME', what: 'policy; the best of the output folder when left out' },
    { name: 'history', kind: 'text', value: 'DIR', what: 'history; the one of the output folder when left out' },
    { name: 'out', kind: 'text', value: 'DIR', what: 'output folder of a simulation to take both from: out' },
    { name: 'prices', kind: 'text', value: 'FILE', what: 'JSON with your own prices (docs/prices.md)' },
    { name: 'json', kind: 'switch', what: 'print one JSON document' },
    ...SETTINGS_FLAGS,
  ],
  examples: [
    ['hippolyte explain --night 2026-06-01 --table orders', 'with the policy that the last simulation found best'],
    ['hippolyte explain --night 2026-06-01 --table orders --policy hippolyte-classic --history history', 'without a simulation'],
  ],
  run,
};

async function run(args: Args, terminal: Terminal): Promise<number> {
  const night = args.night('night') ?? args.required('night', '2026-06-01');
  const table = args.required('table', 'orders');
  const { explainNight } = await import('../explain-night.js');
  const explained = await explainNight(args, night, table, (line) => terminal.progress(line));
  if (args.on('json')) terminal.out(`${JSON.stringify(explained)}\n`);
  else terminal.out(`${[`${explained.table} on ${explained.night}, ${explained.policy}`, ...explained.sentences.map((sentence) => `  ${sentence}`)].join('\n')}\n`);
  return EXIT.ok;
}
