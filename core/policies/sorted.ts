// Sorted orders for the packing rules: a radix sort of 32-bit keys followed by an exact insertion pass, because a
// comparator sort alone would take as long as everything else in a plan.

/** Positions 0..n-1 by ascending value; equal values in order of position. Values are finite and >= 0. Does not touch `values`. */
export function ascending(values: ArrayLike<number>): Uint32Array {
  const n = values.length;
  const keys = keysOf(values);
  let from = new Uint32Array(n);
  for (let i = 0; i < n; i++) from[i] = i;
  let to = new Uint32Array(n);
  const counts = new Uint32Array(2048);
  for (let shift = 0; shift < 32; shift += 11) {
    counts.fill(0);
    for (let i = 0; i < n; i++) counts[(keys[i] >>> shift) & 2047]++;
    let sum = 0;
    for (let k = 0; k < 2048; k++) {
      const count = counts[k];
      counts[k] = sum;
      sum += count;
    }
    for (let i = 0; i < n; i++) {
      const position = from[i];
      to[counts[(keys[position] >>> shift) & 2047]++] = position;
    }
    [from, to] = [to, from];
  }
  return exactly(from, values);
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

/** Bit patterns of the values as 32-bit floats: for values >= 0 they sort as integers do. */
function keysOf(values: ArrayLike<number>): Uint32Array {
  const rounded = new Float32Array(values);
  return new Uint32Array(rounded.buffer);
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
