// A queue of instants: what is due first comes first, and what is due at the same instant in the order it was added.

import type { At } from './units.js';

/** A binary heap over typed arrays; holds numbers (codes) that mean something to its owner. */
export class Timers {
  #length = 0;
  #sequence = 0;
  #at = new Float64Array(64);
  #order = new Float64Array(64);
  #code = new Int32Array(64);

  get length(): number {
    return this.#length;
  }

  /** When the first is due; Infinity when there is none. */
  get nextAt(): At {
    return this.#length === 0 ? Infinity : this.#at[0];
  }

  clear(): void {
    this.#length = 0;
    this.#sequence = 0;
  }

  add(at: At, code: number): void {
    let i = this.#length++;
    if (i === this.#at.length) this.#grow();
    const order = this.#sequence++;
    const ats = this.#at;
    const orders = this.#order;
    const codes = this.#code;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (ats[parent] <= at) break; // equal instants: the earlier addition stays above
      ats[i] = ats[parent];
      orders[i] = orders[parent];
      codes[i] = codes[parent];
      i = parent;
    }
    ats[i] = at;
    orders[i] = order;
    codes[i] = code;
  }

  /** Removes the first and returns its code. Only to be called when there is one. */
  take(): number {
    const ats = this.#at;
    const orders = this.#order;
    const codes = this.#code;
    const taken = codes[0];
    const length = --this.#length;
    const at = ats[length];
    const order = orders[length];
    const code = codes[length];
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= length) break;
      const right = child + 1;
      if (right < length && (ats[right] < ats[child] || (ats[right] === ats[child] && orders[right] < orders[child]))) child = right;
      if (ats[child] > at || (ats[child] === at && orders[child] > order)) break;
      ats[i] = ats[child];
      orders[i] = orders[child];
      codes[i] = codes[child];
      i = child;
    }
    ats[i] = at;
    orders[i] = order;
    codes[i] = code;
    return taken;
  }

  #grow(): void {
    const size = this.#at.length * 2;
    const at = new Float64Array(size);
    at.set(this.#at);
    this.#at = at;
    const order = new Float64Array(size);
    order.set(this.#order);
    this.#order = order;
    const code = new Int32Array(size);
    code.set(this.#code);
    this.#code = code;
  }
}
