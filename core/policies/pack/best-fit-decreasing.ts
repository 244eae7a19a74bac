import { descending } from '../sorted.js';
import type { Pack, PackLimits } from '../../policy.js';

/**
 * Longest first into the lane that it fills best. Same guarantee as first-fit decreasing, same weakness under a limit on
 * the count. Source: Johnson 1973.
 */
export const bestFitDecreasing: Pack = {
  name: 'best-fit-decreasing',
  summary: 'longest first, into the lane that has the least room left for it',
  source: 'Johnson, Near-optimal bin packing algorithms (1973)',
  lanes: bestFit,
};

/**
 * Open lanes are kept sorted by room. Copies come longest first, so a lane that is too full for one may serve a later one;
 * the search is binary and the moves are within a typed array, which stays cheap for thousands of lanes.
 */
function bestFit(durationsSeconds: ArrayLike<number>, limits: PackLimits): number[][] {
  const order = descending(durationsSeconds);
  const lanes: number[][] = [];
  const rooms = new Float64Array(order.length);
  const laneOf = new Uint32Array(order.length);
  let open = 0;
  for (let i = 0; i < order.length; i++) {
    const duration = durationsSeconds[order[i]];
    let at = lowerBound(rooms, open, duration);
    let lane: number;
    let left: number;
    if (at < open) {
      lane = laneOf[at];
      left = rooms[at] - duration;
    } else {
      lane = lanes.length;
      lanes.push([]);
      left = limits.durationSecondsMax - duration;
      open++;
    }
    lanes[lane].push(order[i]);
    const keep = left >= 0 && lanes[lane].length < limits.countMax;
    const to = keep ? lowerBound(rooms, at, left) : at;
    if (keep) {
      rooms.copyWithin(to + 1, to, at);
      laneOf.copyWithin(to + 1, to, at);
      rooms[to] = left;
      laneOf[to] = lane;
    } else {
      rooms.copyWithin(at, at + 1, open);
      laneOf.copyWithin(at, at + 1, open);
      open--;
      at = open;
    }
  }
  return lanes;
}

/** The first of the `count` ascending values that is not less than the wanted one. */
function lowerBound(values: Float64Array, count: number, wanted: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
