// Ticks of logarithmic axes.

/** 1, 2, 5 x 10^n between two bounds; fewer of each ten when there are many tens. */
export function logTicks(low: number, high: number): number[] {
  const ticks: number[] = [];
  const steps = high / low > 1000 ? [1] : high / low > 100 ? [1, 3] : [1, 2, 5];
  for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power++) {
    for (const step of steps) {
      const tick = step * 10 ** power;
      if (tick >= low && tick <= high) ticks.push(tick);
    }
  }
  return ticks;
}
