// `npm run bench`: every benchmark, one after the other, each in a process of its own. Flags are handed on, so
// `npm run bench -- --json` prints JSON; `npm run bench -- simulation` runs one.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const BENCHES: readonly (readonly [string, readonly string[]])[] = [
  ['plan', []],
  ['simulation', []],
  ['year', []],
  ['history', ['--rows', '10000000']],
  ['report', []],
  ['scan', []],
  ['night', []],
];

const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('-') && BENCHES.some(([name]) => name === argument));
const flags = process.argv.slice(2).filter((argument) => !wanted.includes(argument));
let failed = 0;
for (const [name, defaults] of BENCHES) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  process.stderr.write(`\n== ${name}\n`);
  const file = fileURLToPath(new URL(`./${name}.js`, import.meta.url));
  const own = defaults.filter((_, i) => !flags.includes(defaults[i - (i % 2)]));
  const { status } = spawnSync(process.execPath, [file, ...own, ...flags], { stdio: 'inherit' });
  if (status !== 0) failed++;
}
process.exitCode = failed === 0 ? 0 : 1;
