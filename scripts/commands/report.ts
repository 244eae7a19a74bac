// hippolyte report: draws what a simulation wrote, once more.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT, refuse } from '../../core/errors.js';
import type { Args } from '../args.js';
import type { Command } from '../command.js';
import type { Terminal } from '../terminal.js';

export const reportCommand: Command = {
  name: 'report',
  summary: 'draw report.html from the ledgers and summaries in an output folder',
  positionals: ['OUTDIR'],
  flags: [],
  examples: [['hippolyte report out', 'writes out/report.html and prints its path']],
  run,
};

async function run(args: Args, terminal: Terminal): Promise<number> {
  const [dir] = args.positionals;
  if (!existsSync(join(dir, 'run.json'))) {
    refuse(EXIT.data, dir, 'is not the output of a simulation (no run.json); make one with hippolyte simulate --out DIR');
  }
  terminal.progress('drawing the report');
  const { writeReport } = await import('../report/write.js');
  terminal.out(`${await writeReport(dir)}\n`);
  return EXIT.ok;
}
