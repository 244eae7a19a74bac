import { descending } from '../sorted.js';
import type { Pack, PackLimits } from '../../policy.js';

/**
 * Longest first into the first lane that has room. At most 11/9 of the least number of lanes plus a constant, but with
 * a limit on the count it fills lanes with long copies first and is left with lanes of very short ones.
 * Source: Johnson 1973; with a cardinality constraint: Krause, Shen, Schwetman 1975.
 */
export const firstFitDecreasing: Pack = {
  name: 'first-fit-decreasing',
  summary: 'longest first, into the first lane with room',
  source: 'Johnson (1973); Krause, Shen, Schwetman (1975) for the limit on the count',
  lanes: firstFit,
};

function firstFit(durationsSeconds: ArrayLike<number>, limits: PackLimits): number[][] {
  const order = descending(durationsSeconds);
  const lanes: number[][] = [];
  const room = new RoomTree(order.length);
  for (let i = 0; i < order.length; i++) {
    const duration = durationsSeconds[order[i]];
    let lane = lanes.length === 0 ? -1 : room.firstWith(duration);
    if (lane < 0 || lane >= lanes.length) {
      lane = lanes.length;
      lanes.push([]);
      room.set(lane, limits.durationSecondsMax);
    }
    lanes[lane].push(order[i]);
    const left = room.get(lane) - duration;
    room.set(lane, lanes[lane].length >= limits.countMax || left < 0 ? -1 : left);
  }
  return lanes;
}

/** Room of each lane in a tree of maxima, so that the first lane with room is found in O(log lanes). */
class RoomTree {
  readonly #size: number;
  readonly #max: Float64Array;

  constructor(lanes: number) {
    let size = 1;
    while (size < lanes) size *= 2;
    this.#size = size;
    this.#max = new Float64Array(2 * size).fill(-1);
  }

  get(lane: number): number {
    return this.#max[this.#size + lane];
  }

  set(lane: number, room: number): void {
    let i = this.#size + lane;
    this.#max[i] = room;
    for (i >>= 1; i >= 1; i >>= 1) {
      const max = Math.max(this.#max[2 * i], this.#max[2 * i + 1]);
      if (this.#max[i] === max) return;
      this.#max[i] = max;
    }
  }

  /** The lowest lane with at least that much room, or -1. */
  firstWith(duration: number): number {
    if (this.#max[1] < duration) return -1;
    let i = 1;
    while (i < this.#size) i = this.#max[2 * i] >= duration ? 2 * i : 2 * i + 1;
    return i - this.#size;
  }
}
