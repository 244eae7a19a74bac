import { LaneHeap } from '../lane-heap.js';
import { descending } from '../sorted.js';
import type { Pack, PackLimits } from '../../policy.js';

/**
 * Longest first into the least loaded of m lanes, with m the lower bound max(ceil(n / count), ceil(sum / duration)); one
 * lane more whenever a copy does not fit. The best of the simple rules where lanes have a limit on the count as well.
 * Source: Graham 1969, Bounds on multiprocessing timing anomalies.
 */
export const lpt: Pack = {
  name: 'lpt',
  summary: 'longest first, into the least loaded of as few lanes as the lower bound says',
  source: 'Graham, Bounds on multiprocessing timing anomalies (1969)',
  lanes: longestFirst,
};

function longestFirst(durationsSeconds: ArrayLike<number>, limits: PackLimits): number[][] {
  const n = durationsSeconds.length;
  const order = descending(durationsSeconds);
  let sum = 0;
  for (let i = 0; i < n; i++) sum += Math.min(durationsSeconds[i], limits.durationSecondsMax);
  const count = Math.min(n, Math.max(Math.ceil(n / limits.countMax), Math.ceil(sum / limits.durationSecondsMax)));
  const lanes: number[][] = [];
  const heap = new LaneHeap(n);
  for (let lane = 0; lane < count; lane++) {
    lanes.push([]);
    heap.add(lane, 0);
  }
  for (let i = 0; i < n; i++) {
    const duration = durationsSeconds[order[i]];
    const fits = heap.length > 0 && (heap.load(0) === 0 || heap.load(0) + duration <= limits.durationSecondsMax);
    if (!fits) {
      lanes.push([]);
      heap.add(lanes.length - 1, 0);
    }
    const lane = heap.lane(0);
    lanes[lane].push(order[i]);
    if (lanes[lane].length < limits.countMax) heap.grow(duration);
    else heap.drop();
  }
  return lanes.filter((lane) => lane.length > 0);
}
