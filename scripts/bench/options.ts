// Flags and statistics of the benchmarks.

/** The value of --name, '1' for a bare flag, or `otherwise`. */
export function option(name: string, otherwise: string): string {
  const i = process.argv.indexOf(`--${name}`);
  if (i < 0) return otherwise;
  const next = process.argv[i + 1];
  return next === undefined || next.startsWith('--') ? '1' : next;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
