// Bundles the script of the report (reports/client) into one text, dist/reports/client.js, which the report inlines.
// Also prints the text when it is imported by tests that run from the sources.

import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Writes the bundle; returns where it is. */
export async function bundleClient(target = join(root, 'dist/reports/client.js')) {
  await mkdir(dirname(target), { recursive: true });
  await build({
    entryPoints: [join(root, 'reports/client/main.ts')],
    outfile: target,
    bundle: true,
    minify: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2023',
    charset: 'ascii',
    legalComments: 'none',
    logLevel: 'warning',
    tsconfig: join(root, 'reports/client/tsconfig.json'),
  });
  return target;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundleClient();
