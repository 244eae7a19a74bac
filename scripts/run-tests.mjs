// Runs the compiled tests with ava, shows its output as it comes, and ends with one plain line: "N passed, N failed".

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

// The command lies beside the module; the package exports only the module.
const ava = fileURLToPath(new URL('cli.mjs', import.meta.resolve('ava')));
const child = spawn(process.execPath, [ava, '--config', 'ava.dist.config.js', ...process.argv.slice(2)], {
  stdio: ['inherit', 'pipe', 'inherit'],
});
const closed = new Promise((resolve) => child.on('close', resolve));
let passed = 0;
let failed = 0;
for await (const line of createInterface({ input: child.stdout })) {
  process.stdout.write(`${line}\n`);
  // ava counts the passed tests only where none failed, and failures by kind: tests, hooks, exceptions, what timed out.
  if (/^\s+✔ /u.test(line)) passed++;
  const failures = /^\s*(\d+) (?:tests? failed|hooks? failed|uncaught exceptions?|unhandled rejections?|tests? remained pending)/.exec(line);
  if (failures !== null) failed += Number(failures[1]);
}
if ((await closed) !== 0 && failed === 0) failed = 1; // it crashed, or a file could not be loaded
process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
