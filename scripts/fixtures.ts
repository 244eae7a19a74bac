// Writes the committed histories anew: the same bytes every time.

import { join } from 'node:path';
import { estateText } from '../sim/synth-estate.js';
import { synth, type SynthOptions } from '../sim/synth.js';
import { writeText } from './history/write.js';

/** About 40 tables and 30 nights, for tests: odd names included. */
export const SMALL: SynthOptions = { tables: 40, nights: 30, seed: 2, oddNames: true, totalBytes: 400e9, largestBytes: 120e9, fineTables: 1 };
/** About 300 tables and 90 nights, for a first look. */
export const DEMO: SynthOptions = { tables: 300, nights: 90, seed: 1, totalBytes: 3e12, largestBytes: 600e9, accountRcu: 60_000, fineTables: 3 };

/** Writes fixtures/history-small, fixtures/history-demo and fixtures/estate-e below a folder. */
export async function writeFixtures(root: string): Promise<void> {
  await writeText(synth(SMALL), join(root, 'history-small'), { force: true });
  await writeText(synth(DEMO), join(root, 'history-demo'), { format: 'csv.gz', force: true });
  await writeText(estateText(), join(root, 'estate-e'), { format: 'csv.gz', force: true });
}

if (process.argv[1] !== undefined && import.meta.filename.replace(/\.[jt]s$/, '') === process.argv[1].replace(/\.[jt]s$/, '')) {
  await writeFixtures('fixtures');
}
