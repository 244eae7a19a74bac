// Where this package lies, and what it says about itself.

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assert } from '../core/errors.js';

/** The folder of package.json, whether this file runs from the sources or from dist/. */
export function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    assert(dirname(folder) !== folder, 'no package.json above the program');
    folder = dirname(folder);
  }
  return folder;
}

let known: Promise<string> | null = null;

/** The version in package.json, read once: a night whose clock jumps must not wait for a disk. */
export function version(): Promise<string> {
  known ??= readFile(join(packageRoot(), 'package.json'), 'utf8').then((text) => (JSON.parse(text) as { version: string }).version);
  return known;
}
