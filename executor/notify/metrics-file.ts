// The textfile of the node exporter: written beside and renamed, so that nobody reads half of it.

import { readFile } from 'node:fs/promises';
import { metricsText } from '../../core/telling/metrics-text.js';
import type { NightResult } from '../../core/telling/night-result.js';
import { replaceFile } from './told-store.js';

/** Readable by all: the exporter is another user. @throws what the disk refuses */
export async function writeMetrics(path: string, result: NightResult): Promise<void> {
  const before = await readFile(path, 'utf8').catch(() => null);
  await replaceFile(path, metricsText(result, before), 0o644);
}
