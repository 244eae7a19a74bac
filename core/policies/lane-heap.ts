// Lanes by load, the least loaded first; of equal loads the lane that was opened first.

export class LaneHeap {
  length = 0;
  readonly #load: Float64Array;
  readonly #lane: Uint32Array;

  constructor(capacity: number) {
    this.#load = new Float64Array(capacity + 1);
    this.#lane = new Uint32Array(capacity + 1);
  }

  load(i: number): number {
    return this.#load[i];
  }

  lane(i: number): number {
    return this.#lane[i];
  }

  add(lane: number, load: number): void {
    let i = this.length++;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!this.#before(load, lane, parent)) break;
      this.#load[i] = this.#load[parent];
      this.#lane[i] = this.#lane[parent];
      i = parent;
    }
    this.#load[i] = load;
    this.#lane[i] = lane;
  }

  /** Adds to the load of the first lane. */
  grow(load: number): void {
    this.#sink(this.#load[0] + load, this.#lane[0]);
  }

  /** Removes the first lane. */
  drop(): void {
    const last = --this.length;
    if (last > 0) this.#sink(this.#load[last], this.#lane[last]);
  }

  #sink(load: number, lane: number): void {
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= this.length) break;
      if (child + 1 < this.length && this.#before(this.#load[child + 1], this.#lane[child + 1], child)) child++;
      if (this.#before(load, lane, child)) break;
      this.#load[i] = this.#load[child];
      this.#lane[i] = this.#lane[child];
      i = child;
    }
    this.#load[i] = load;
    this.#lane[i] = lane;
  }

  #before(load: number, lane: number, other: number): boolean {
    return load < this.#load[other] || (load === this.#load[other] && lane < this.#lane[other]);
  }
}
