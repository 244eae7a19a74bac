import type { Engine } from './engine.js';

/** The embedded engine: parallel Scan paced to its share of the table, on a pool of plain machines. A failed copy goes on where it stopped. */
export const scan: Engine = {
  bootSeconds: (settings) => settings.scan.launchSeconds,
  overheadSeconds: () => 0,
  pageBytes: (settings) => settings.scan.pageBytes,
  resumes: true,
  bootVaries: true,
  bootFails: false,
  paceRcu: (copy) => copy.readRcu,
};
