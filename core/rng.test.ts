import test from 'ava';
import { draw, hashName, logNormal, LogNormalFactors, normalQuantile, sigmaOfTail } from './rng.js';

test('draws are even, and neighbouring keys, nights, purposes and counts are strangers', (t) => {
  const count = 20_000;
  const streams: ((n: number) => number)[] = [
    (n) => draw(1, 2, 3, 4, n), (n) => draw(1, 2, 3, n % 8, Math.floor(n / 8)), (n) => draw(1, 2, n, 4, 0), (n) => draw(1, n, 3, 4, 0), (n) => draw(n, 2, 3, 4, 0),
    (n) => draw(1, hashName(`table-${n}`), 3, 4, 0),
  ];
  for (const stream of streams) {
    const buckets = new Array<number>(20).fill(0);
    let neighbours = 0;
    for (let n = 0; n < count; n++) {
      const u = stream(n);
      t.true(u > 0 && u < 1);
      buckets[Math.floor(u * 20)]++;
      neighbours += (u - 0.5) * (stream(n + 1) - 0.5);
    }
    const chiSquare = buckets.reduce((sum, bucket) => sum + (bucket - count / 20) ** 2 / (count / 20), 0);
    t.true(chiSquare < 60, `chi square of 19 degrees of freedom: ${chiSquare}`);
    t.true(Math.abs((neighbours / count) * 12) < 0.04, `correlation ${(neighbours / count) * 12}`);
  }
});

test('a draw is the same for the same arguments, and every argument matters', (t) => {
  const u = draw(1, 2, 3, 4, 5);
  t.is(draw(1, 2, 3, 4, 5), u);
  t.is(new Set([u, draw(0, 2, 3, 4, 5), draw(1, 0, 3, 4, 5), draw(1, 2, 0, 4, 5), draw(1, 2, 3, 0, 5), draw(1, 2, 3, 4, 0), draw(2, 1, 3, 4, 5)]).size, 7);
});

test('names that are easily taken for each other have their own hash', (t) => {
  const names = ['__proto__', 'constructor', '-rf', 'CON', '...', 'orders', 'Orders', 'ORDERS', '', 'a', 'b', 'ab', 'ba'];
  t.is(new Set(names.map(hashName)).size, names.length);
});

test('normal quantiles', (t) => {
  // From tables of the standard normal distribution.
  for (const [u, z] of [[0.5, 0], [0.975, 1.959963985], [0.95, 1.644853627], [0.999, 3.090232306], [0.01, -2.326347874]]) {
    t.true(Math.abs(normalQuantile(u) - z) < 1e-8, `${u}: ${normalQuantile(u)}`);
  }
});

test('a log-normal spread has the median and the p95 it was made from', (t) => {
  const sigma = sigmaOfTail(180 / 30);
  t.is(logNormal(0.5, 30, sigma), 30);
  t.true(Math.abs(logNormal(0.95, 30, sigma) - 180) < 1e-6);
  t.is(logNormal(0.99, 30, sigmaOfTail(1)), 30);
});

test('the table of log-normal factors follows the formula within 0.1 %, tails included', (t) => {
  for (const sigma of [0, 0.05, 0.7, 1.2]) {
    const factors = new LogNormalFactors(sigma);
    let worst = 0;
    for (let u = 1e-5; u < 1; u += 0.000_37) worst = Math.max(worst, Math.abs(factors.at(u) / logNormal(u, 1, sigma) - 1));
    t.true(worst < 0.001, `${sigma}: ${worst}`);
  }
});
