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

/** The version in package.json. */
export async function version(): Promise<string> {
  const read = JSON.parse(await readFile(join(packageRoot(), 'package.json'), 'utf8')) as { version: string };
  return read.version;
}
