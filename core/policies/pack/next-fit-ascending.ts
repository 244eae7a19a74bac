import { ascending } from '../sorted.js';
import type { Pack, PackLimits } from '../../policy.js';

/**
 * Shortest first; a lane is closed for good as soon as the next copy would reach the limit or the lane is full.
 * Puts equal tables together: long copies meet only long ones, and lanes stay partly empty.
 * Source: hippolyte 2017, pipeline_scheduler.py, build_parameters and should_add_more_tables.
 */
export const nextFitAscending: Pack = {
  name: 'next-fit-ascending',
  summary: 'shortest first, fill the open lane, never look back (the rule of 2017)',
  source: 'ocadotechnology/hippolyte, pipeline_scheduler.py (2017)',
  lanes: (durationsSeconds, limits) => nextFit(durationsSeconds, ascending(durationsSeconds), limits),
};

/** Next-fit over a given order. As in 2017 a lane closes when the sum would reach the limit, not only when it would pass it. */
export function nextFit(durationsSeconds: ArrayLike<number>, order: Uint32Array, limits: PackLimits): number[][] {
  const lanes: number[][] = [];
  let open: number[] = [];
  let sum = 0;
  for (let i = 0; i < order.length; i++) {
    const duration = durationsSeconds[order[i]];
    if (open.length > 0 && (sum + duration >= limits.durationSecondsMax || open.length >= limits.countMax)) {
      lanes.push(open);
      open = [];
      sum = 0;
    }
    open.push(order[i]);
    sum += duration;
  }
  if (open.length > 0) lanes.push(open);
  return lanes;
}
