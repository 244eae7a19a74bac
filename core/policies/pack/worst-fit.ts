import { LaneHeap } from '../lane-heap.js';
import type { Pack, PackLimits } from '../../policy.js';

/**
 * In order of name into the emptiest open lane; a new lane only when the emptiest has no room. Spreads the risk of one
 * long copy over many lanes and wastes lanes. Ties go to the lane that was opened first.
 * Source: Johnson 1973 (worst fit), on-line and unsorted.
 */
export const worstFit: Pack = {
  name: 'worst-fit',
  summary: 'in order of name, into the emptiest lane',
  source: 'Johnson, Near-optimal bin packing algorithms (1973)',
  lanes: emptiestFirst,
};

function emptiestFirst(durationsSeconds: ArrayLike<number>, limits: PackLimits): number[][] {
  const lanes: number[][] = [];
  const heap = new LaneHeap(durationsSeconds.length);
  for (let i = 0; i < durationsSeconds.length; i++) {
    const duration = durationsSeconds[i];
    if (heap.length > 0 && heap.load(0) + duration <= limits.durationSecondsMax) {
      const lane = heap.lane(0);
      lanes[lane].push(i);
      if (lanes[lane].length < limits.countMax) heap.grow(duration);
      else heap.drop();
    } else {
      lanes.push([i]);
      if (limits.countMax > 1) heap.add(lanes.length - 1, duration);
    }
  }
  return lanes;
}

