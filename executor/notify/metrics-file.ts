// The textfile of the node exporter: written beside and renamed, so that nobody reads half of it.

import { chmod, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { metricsText } from '../../core/telling/metrics-text.js';
import type { NightResult } from '../../core/telling/night-result.js';
import { replaceFile } from './told-store.js';

/** Readable by all: the exporter is another user. @throws what the disk refuses */
export async function writeMetrics(path: string, result: NightResult): Promise<void> {
  const before = await readFile(path, 'utf8').catch(() => null);
  // What it makes itself, others may enter: whatever the umask says.
  if ((await mkdir(dirname(path), { recursive: true })) !== undefined) await chmod(dirname(path), 0o755);
  await replaceFile(path, metricsText(result, before), 0o644);
}
