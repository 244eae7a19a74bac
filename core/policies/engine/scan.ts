import type { EngineChoice } from '../../policy.js';

/**
 * The embedded scan engine for every table: one pool of machines, hundreds of parallel scans paced one by one, no cluster to boot.
 * Source: AWS docs, Scan (parallel scan).
 */
export const scanEngine: EngineChoice = {
  name: 'scan',
  summary: 'the embedded parallel scan, all tables in one pool of machines',
  source: 'AWS docs, Scan (parallel scan)',
  engine: () => 'scan',
};
