// hippolyte synth: an invented history to try things on.

import { EXIT } from '../../core/errors.js';
import type { Args } from '../args.js';
import type { Command } from '../command.js';
import type { Terminal } from '../terminal.js';

export const synthCommand: Command = {
  name: 'synth',
  summary: 'write an invented history: heavy-tailed sizes, growth, daily and weekly traffic',
  positionals: [],
  flags: [
    { name: 'tables', kind: 'text', value: 'N', what: 'number of tables' },
    { name: 'nights', kind: 'text', value: 'N', what: 'number of nights' },
    { name: 'seed', kind: 'text', value: 'N', what: 'the same seed gives the same bytes' },
    { name: 'out', kind: 'text', value: 'DIR', what: 'folder to write tables.csv and traffic.csv to' },
    { name: 'force', kind: 'switch', what: 'write into a folder that is not empty' },
  ],
  examples: [['hippolyte synth --tables 500 --nights 90 --seed 7 --out history', 'a history of 90 nights of 500 tables']],
  run,
};

async function run(args: Args, terminal: Terminal): Promise<number> {
  const options = {
    tables: args.integer('tables', 1, 100_000) ?? 100,
    nights: args.integer('nights', 1, 3660) ?? 30,
    seed: args.integer('seed', 0, 2 ** 32 - 1) ?? 1,
  };
  const out = args.required('out', 'history');
  terminal.progress(`inventing ${options.nights} nights of ${options.tables} tables`);
  const { writeSynth } = await import('../history/write.js');
  await writeSynth(options, out, { force: args.on('force') });
  terminal.out(`${out}\n`);
  return EXIT.ok;
}
