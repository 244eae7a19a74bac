import type { Engine } from './engine.js';

/** Native export: reads the continuous backups, not the table; its length is drawn (sim/weather.ts). */
export const nativeExport: Engine = {
  bootSeconds: () => 0,
  overheadSeconds: () => 0,
  pageBytes: () => 0,
  resumes: false,
  bootVaries: false,
  bootFails: false,
  paceRcu: () => 0,
};
