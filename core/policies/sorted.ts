// Sorted orders for the packing rules: a radix sort of 32-bit keys followed by an exact insertion pass, because a
// comparator sort alone would take as long as everything else in a plan.

const BITS = 11;
const DIGITS = 2 ** BITS;

/** Room for a sort, used again by the next one: making arrays for each would take as long as sorting. */
class Space {
  readonly size: number;
  /** The values as 32-bit floats, and their bit patterns: for values >= 0 they sort as integers do. */
  readonly rounded: Float32Array;
  readonly keys: Uint32Array;
  readonly first: Uint32Array;
  readonly second: Uint32Array;

  constructor(size: number) {
    this.size = size;
    this.rounded = new Float32Array(size);
    this.keys = new Uint32Array(this.rounded.buffer);
    this.first = new Uint32Array(size);
    this.second = new Uint32Array(size);
  }
}

let space = new Space(0);
/** Of each of the three digits of the keys, how often each value occurs; then where it goes. */
const COUNTS = [new Uint32Array(DIGITS), new Uint32Array(DIGITS), new Uint32Array(DIGITS)];

/** Positions 0..n-1 by ascending value; equal values in order of position. Values are finite and >= 0. Does not touch `values`. */
export function ascending(values: ArrayLike<number>): Uint32Array {
  const n = values.length;
  if (space.size < n) space = new Space(2 * n);
  const { keys, rounded, first, second } = space;
  for (let i = 0; i < n; i++) rounded[i] = values[i];
  count(keys, n);
  const order = new Uint32Array(n);
  const [low, middle, high] = COUNTS;
  for (let i = 0; i < n; i++) first[low[keys[i] & (DIGITS - 1)]++] = i;
  for (let i = 0; i < n; i++) second[middle[(keys[first[i]] >>> BITS) & (DIGITS - 1)]++] = first[i];
  for (let i = 0; i < n; i++) order[high[keys[second[i]] >>> (2 * BITS)]++] = second[i];
  return exactly(order, values);
}

/** Fills COUNTS with the place of the first key of each digit. */
function count(keys: Uint32Array, n: number): void {
  const [low, middle, high] = COUNTS;
  for (const counts of COUNTS) counts.fill(0);
  for (let i = 0; i < n; i++) {
    const key = keys[i];
    low[key & (DIGITS - 1)]++;
    middle[(key >>> BITS) & (DIGITS - 1)]++;
    high[key >>> (2 * BITS)]++;
  }
  for (const counts of COUNTS) {
    let sum = 0;
    for (let digit = 0; digit < DIGITS; digit++) {
      const occurs = counts[digit];
      counts[digit] = sum;
      sum += occurs;
    }
  }
}

/** Positions by descending value; equal values in order of position. */
export function descending(values: ArrayLike<number>): Uint32Array {
  const order = ascending(values).reverse();
  for (let i = 0; i < order.length; ) {
    let j = i + 1;
    while (j < order.length && values[order[j]] === values[order[i]]) j++;
    if (j - i > 1) order.subarray(i, j).reverse();
    i = j;
  }
  return order;
}

/** The items in the order of these positions. */
export function picked(items: readonly number[], order: Uint32Array): number[] {
  const result = new Array<number>(order.length);
  for (let i = 0; i < order.length; i++) result[i] = items[order[i]];
  return result;
}

/** Values that are equal as 32-bit floats only are put in their exact order. */
function exactly(order: Uint32Array, values: ArrayLike<number>): Uint32Array {
  for (let i = 1; i < order.length; i++) {
    const position = order[i];
    const value = values[position];
    let j = i - 1;
    while (j >= 0 && (values[order[j]] > value || (values[order[j]] === value && order[j] > position))) {
      order[j + 1] = order[j];
      j--;
    }
    order[j + 1] = position;
  }
  return order;
}
