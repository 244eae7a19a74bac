// "Did you mean": the nearest of the names that exist.

/**
 * The nearest name within a third of its length in edits (at least 2), or null.
 * Edits are insertions, deletions, replacements and swaps of neighbours (optimal string alignment); case hardly counts.
 */
export function nearest(name: string, names: Iterable<string>): string | null {
  let best: string | null = null;
  let bestEdits = Infinity;
  for (const candidate of names) {
    if (Math.abs(candidate.length - name.length) >= bestEdits) continue;
    const folded = distance(name.toLowerCase(), candidate.toLowerCase());
    const edits = folded + (distance(name, candidate) > folded ? 0.5 : 0); // of twins in case, the one with the same case
    if (edits < bestEdits && folded <= Math.max(2, Math.floor(candidate.length / 3))) {
      best = candidate;
      bestEdits = edits;
    }
  }
  return best;
}

/** The tail of a message: `; did you mean x?`, or all names where there are few of them, or nothing. */
export function didYouMean(name: string, names: readonly string[], listMax = 16): string {
  const near = nearest(name, names);
  if (near !== null) return `; did you mean ${near}?`;
  return names.length <= listMax ? `; known: ${names.join(', ')}` : '';
}

function distance(a: string, b: string): number {
  if (a.length > 64 || b.length > 64) return a === b ? 0 : Infinity;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1));
      if (!same && i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    before = last;
    last = row;
  }
  return last[b.length];
}
