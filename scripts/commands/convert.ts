// hippolyte convert: the same history in another format.

import { EXIT, refuse } from '../../core/errors.js';
import type { Args } from '../args.js';
import type { Command } from '../command.js';
import type { Terminal } from '../terminal.js';

const FORMATS = ['csv', 'csv.gz', 'parquet'] as const;

export const convertCommand: Command = {
  name: 'convert',
  summary: 'write a history as csv, csv.gz or parquet',
  positionals: ['FROM'],
  flags: [
    { name: 'to', kind: 'text', value: 'FORMAT', what: FORMATS.join(', ') },
    { name: 'out', kind: 'text', value: 'DIR', what: 'folder to write to' },
    { name: 'force', kind: 'switch', what: 'write into a folder that is not empty' },
  ],
  examples: [['hippolyte convert history --to parquet --out history-parquet', 'smaller, and loads faster']],
  run,
};

async function run(args: Args, terminal: Terminal): Promise<number> {
  const [from] = args.positionals;
  const format = args.oneOf('to', FORMATS) ?? refuse(EXIT.usage, '--to', `is required: ${FORMATS.join(', ')}`);
  const out = args.required('out', 'history-parquet');
  terminal.progress(`converting ${from}`);
  const { convertHistory } = await import('../history/write.js');
  await convertHistory(from, out, { format, force: args.on('force') });
  terminal.out(`${out}\n`);
  return EXIT.ok;
}
