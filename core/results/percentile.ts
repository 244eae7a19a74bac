// Percentiles by nearest rank: always one of the values, never something between two.

/**
 * The smallest value that at least `share` (0..1) of the values do not exceed; 0 when there is none.
 * The values need no order and are not changed. Source: nearest-rank method, Hyndman and Fan 1996, definition 1.
 */
export function nearestRank(values: ArrayLike<number>, share: number): number {
  if (values.length === 0) return 0;
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length, Math.max(1, Math.ceil(share * sorted.length))) - 1];
}
