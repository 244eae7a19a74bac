// How a state looks: name, sign, shape and CSS class. Shape and sign carry the meaning; colour only repeats it.
// Colours are Okabe and Ito's (2008), chosen for colour-blind readers; contrasts are noted in style.ts.

import { TABLE_STATE } from '../core/results/summary.js';
import type { NightSummary } from '../core/results/summary.js';

export type Shape = 'dot' | 'triangle' | 'cross' | 'diamond' | 'dash';

export interface Look {
  readonly name: string;
  readonly sign: string;
  readonly shape: Shape;
  /** CSS class that sets fill and stroke. */
  readonly css: string;
  readonly what: string;
}

const OK: Look = { name: 'ok', sign: '\u25cf', shape: 'dot', css: 's-ok', what: 'copied inside the window' };
const LATE: Look = { name: 'late', sign: '\u25b2', shape: 'triangle', css: 's-late', what: 'copied, but after the window closed' };
const FAILED: Look = { name: 'failed', sign: '\u2716', shape: 'cross', css: 's-failed', what: 'every attempt failed' };
const MISSED: Look = { name: 'missed', sign: '\u25c7', shape: 'diamond', css: 's-missed', what: 'not copied: stopped, or never started' };
const SKIPPED: Look = { name: 'skipped', sign: '\u2013', shape: 'dash', css: 's-skipped', what: 'not in the plan' };
const ABSENT: Look = { name: 'absent', sign: '', shape: 'dash', css: 's-absent', what: 'no such table that night' };

/** Looks by number of TABLE_STATE. */
export const LOOKS: readonly Look[] = lookList();

function lookList(): Look[] {
  const list: Look[] = [];
  list[TABLE_STATE.absent] = ABSENT;
  list[TABLE_STATE.ok] = OK;
  list[TABLE_STATE.late] = LATE;
  list[TABLE_STATE.failed] = FAILED;
  list[TABLE_STATE.skipped] = SKIPPED;
  list[TABLE_STATE.missed] = MISSED;
  return list;
}

/** States from harmless to worst: what a night is coloured by. */
export const SEVERITY: readonly number[] = [
  TABLE_STATE.ok, TABLE_STATE.skipped, TABLE_STATE.late, TABLE_STATE.missed, TABLE_STATE.failed,
];

/** The worst state among a night's tables, as a number of TABLE_STATE; a night that could not be planned is failed. */
export function worstState(tables: NightSummary['tables'], crashed: boolean): number {
  if (crashed || tables.failed > 0) return TABLE_STATE.failed;
  if (tables.missed > 0) return TABLE_STATE.missed;
  if (tables.late > 0) return TABLE_STATE.late;
  return tables.skipped > 0 ? TABLE_STATE.skipped : TABLE_STATE.ok;
}

/** Parts of a bill, in the order in which bars are stacked. */
export const COST_PARTS = [
  { key: 'readCapacity', name: 'read capacity', css: 'c-read' },
  { key: 'engine', name: 'machines', css: 'c-engine' },
  { key: 'export', name: 'export', css: 'c-export' },
  { key: 'storage', name: 'storage', css: 'c-storage' },
  { key: 'requests', name: 'requests', css: 'c-requests' },
  { key: 'other', name: 'other', css: 'c-other' },
] as const;

/** The path of a shape of so many pixels around a point, for many marks in one element. */
export function shapePath(shape: Shape, x: number, y: number, size: number): string {
  const r = size / 2;
  const at = (dx: number, dy: number): string => `${round(x + dx)},${round(y + dy)}`;
  switch (shape) {
    case 'dot':
      // A chord shorter than the diameter would make an egg of it.
      return `M${at(-round(r), 0)}a${round(r)},${round(r)} 0 1,0 ${round(2 * round(r))},0a${round(r)},${round(r)} 0 1,0 ${round(-2 * round(r))},0Z`;
    case 'triangle':
      return `M${at(0, -r)}L${at(r, r * 0.8)}L${at(-r, r * 0.8)}Z`;
    case 'diamond':
      return `M${at(0, -r)}L${at(r, 0)}L${at(0, r)}L${at(-r, 0)}Z`;
    case 'dash':
      return `M${at(-r, -1)}h${round(2 * r)}v2h${round(-2 * r)}Z`;
    case 'cross': {
      const w = r * 0.36;
      const points: [number, number][] = [
        [-r, -r + w], [-r + w, -r], [0, -w], [r - w, -r], [r, -r + w], [w, 0], [r, r - w], [r - w, r], [0, w], [-r + w, r], [-r, r - w], [-w, 0],
      ];
      return `M${points.map(([dx, dy]) => at(dx, dy)).join('L')}Z`;
    }
  }
}

/** An arrow that turns round, about 9 pixels wide, to be stroked: another attempt. */
export function retryPath(x: number, y: number): string {
  return `M${round(x + 3.2)},${round(y - 2.4)}a4,4 0 1,0 0.8,2.6M${round(x + 3.9)},${round(y - 5.2)}v3.2h-3.2`;
}

/** Half-pixel precision is enough for marks and keeps paths short. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}
