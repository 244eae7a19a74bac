// Runs the compiled tests with ava, shows its output as it comes, and ends with one plain line: "N passed, N failed".

import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const ava = join(dirname(createRequire(import.meta.url).resolve('ava/package.json')), 'entrypoints/cli.mjs');
const child = spawn(process.execPath, [ava, '--config', 'ava.dist.config.js', ...process.argv.slice(2)], {
  stdio: ['inherit', 'pipe', 'inherit'],
});
let tail = '';
child.stdout.on('data', (chunk) => {
  process.stdout.write(chunk);
  tail = (tail + chunk.toString()).slice(-20_000);
});
child.on('close', (code) => {
  const plain = tail.replace(/\u001b\[[0-9;]*[A-Za-z]/g, '');
  // The summary counts kinds apart: "3 tests failed", "1 uncaught exception", "2 tests remained pending after a timeout".
  const count = (pattern) => [...plain.matchAll(pattern)].reduce((sum, match) => sum + Number(match[1]), 0);
  const passed = count(/^\s*(\d+) tests? passed$/gm);
  const counted = count(/^\s*(\d+) (?:tests? failed|hooks? failed|uncaught exceptions?|unhandled rejections?|tests? remained pending.*)$/gm);
  const failed = code === 0 ? counted : Math.max(1, counted);
  process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
  process.exitCode = code === 0 && failed === 0 ? 0 : 1;
});
