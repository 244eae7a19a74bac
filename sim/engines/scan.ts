import type { Engine } from './engine.js';

/** The embedded engine: parallel Scan paced to its share of the table, on a pool of plain machines. A failed copy goes on where it stopped. */
export const scan: Engine = {
  bootSeconds: (settings) => settings.scan.launchSeconds,
  overheadSeconds: () => 0,
  pageBytes: (settings) => settings.scan.pageBytes,
  resumes: true,
  bootVaries: true,
  bootFails: false,
  // The pace lies between pages: an empty table is one, which nothing was waited for.
  paceRcu: (copy) => (copy.sizeBytes > 0 ? copy.readRcu : Math.max(copy.readRcu, copy.units)),
};
