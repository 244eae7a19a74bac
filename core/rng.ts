// Seeded draws without state: the n-th draw of a purpose, for one key (a table), in one night.
//
// Why not a library: generators keep a state, so a stream has to be made, stored and advanced for every table, night
// and purpose, and one draw more or less moves all later ones. Here a draw is a hash of what it is for: about 10 ns,
// nothing to store, and one more table never moves the draws of the others.

/** A 32-bit hash of a name (FNV-1a over UTF-16 code units, finished as in MurmurHash3). Two names that collide merely share their luck. */
export function hashName(name: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) h = Math.imul(h ^ name.charCodeAt(i), 0x01000193);
  return finish(h);
}

/** A number in (0, 1), the same for the same arguments, all taken as 32-bit integers. */
export function draw(seed: number, key: number, night: number, purpose: number, n: number): number {
  return drawFrom(luckOf(seed, key, night), purpose, n);
}

/** What all draws of one key in one night have in common: kept by who draws often. */
export function luckOf(seed: number, key: number, night: number): number {
  return absorb(absorb(absorb(0x9e3779b9, seed), key), night);
}

/** `draw(seed, key, night, purpose, n)` is `drawFrom(luckOf(seed, key, night), purpose, n)`. */
export function drawFrom(luck: number, purpose: number, n: number): number {
  return ((finish(absorb(luck, Math.imul(purpose, 0x10001) ^ n)) >>> 0) + 0.5) / 4294967296;
}

// The block and the finishing step of MurmurHash3 (Austin Appleby, public domain).
function absorb(hash: number, word: number): number {
  let k = Math.imul(word, 0xcc9e2d51);
  k = (k << 15) | (k >>> 17);
  const h = hash ^ Math.imul(k, 0x1b873593);
  return (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
}

function finish(hash: number): number {
  let h = hash;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** The standard normal quantile at 0.95: makes a spread (sigma) out of a p95. */
export const Z95 = 1.6448536269514722;

/** Sigma of the log-normal distribution whose p95 is `ratio` times its median; 0 for a ratio of 1 or less. */
export function sigmaOfTail(ratio: number): number {
  return ratio > 1 ? Math.log(ratio) / Z95 : 0;
}

/** The log-normal value at quantile `u` (0..1, exclusive) with the given median and sigma of the logarithm. */
export function logNormal(u: number, median: number, sigma: number): number {
  return sigma === 0 ? median : median * Math.exp(sigma * normalQuantile(u));
}

const STEPS = 1024;

/** Log-normal values of one sigma, as factors of the median, from a table: a tenth of the time of `logNormal`, within 0.1 %. */
export class LogNormalFactors {
  readonly #sigma: number;
  readonly #factors: Float64Array;

  constructor(sigma: number) {
    this.#sigma = sigma;
    this.#factors = Float64Array.from({ length: STEPS + 1 }, (_, i) => logNormal(i / STEPS, 1, sigma));
  }

  /** The factor at quantile `u` (0..1, exclusive). */
  at(u: number): number {
    const place = u * STEPS;
    const i = Math.floor(place);
    // In the tails the curve is too steep for straight lines.
    if (i < STEPS / 32 || i >= STEPS - STEPS / 32) return logNormal(u, 1, this.#sigma);
    const low = this.#factors[i];
    return low + (this.#factors[i + 1] - low) * (place - i);
  }
}

/** The standard normal quantile, relative error below 1.2e-9. Source: P. J. Acklam's rational approximation (2003). */
export function normalQuantile(u: number): number {
  if (u < 0.02425) return tail(Math.sqrt(-2 * Math.log(u)));
  if (u > 1 - 0.02425) return -tail(Math.sqrt(-2 * Math.log(1 - u)));
  const q = u - 0.5;
  const r = q * q;
  const top = ((((-39.69683028665376 * r + 220.9460984245205) * r - 275.9285104469687) * r + 138.357751867269) * r - 30.66479806614716) * r + 2.506628277459239;
  const bottom = ((((-54.47609879822406 * r + 161.5858368580409) * r - 155.6989798598866) * r + 66.80131188771972) * r - 13.28068155288572) * r + 1;
  return (top * q) / bottom;
}

function tail(q: number): number {
  const top = ((((-0.007784894002430293 * q - 0.3223964580411365) * q - 2.400758277161838) * q - 2.549732539343734) * q + 4.374664141464968) * q + 2.938163982698783;
  const bottom = (((0.007784695709041462 * q + 0.3224671290700398) * q + 2.445134137142996) * q + 3.754408661907416) * q + 1;
  return top / bottom;
}
