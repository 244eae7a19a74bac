// The nights of every run, as simulated.

import type { NightRow } from '../night-rows.js';

let nights: ReadonlyMap<string, NightRow[]> = new Map();

/** Keeps what the file holds. */
export function keepNights(loaded: ReadonlyMap<string, NightRow[]>): void {
  nights = loaded;
}

/** Nights of a run, at the prices of the simulation. */
export function rowsAsSimulated(run: string): NightRow[] {
  return nights.get(run) ?? [];
}
