// Bundles the program for AWS Lambda: a folder without native modules, the package.json that says which version it is, and the policies.
// Parquet needs a native module and is not there: histories on Lambda are CSV.

import { copyFile, cp, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Writes the folder; returns the path of the bundle. */
export async function bundleLambda(target = join(root, 'deploy/lambda')) {
  await mkdir(target, { recursive: true });
  await build({
    entryPoints: { index: join(root, 'scripts/lambda.ts') },
    outdir: target,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    // What is loaded when it is needed stays apart: the report and Parquet are never needed there, nor is what only they import.
    splitting: true,
    minify: true,
    keepNames: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    legalComments: 'none',
    logLevel: 'warning',
    external: ['@duckdb/node-api', 'd3-node'],
    // Some packages are CommonJS inside and ask for Node's own modules by require.
    banner: { js: "import { createRequire as hippolyteRequire } from 'node:module'; const require = hippolyteRequire(import.meta.url);" },
  });
  await copyFile(join(root, 'package.json'), join(target, 'package.json'));
  // Whoever is denied something is told which policy holds it.
  await cp(join(root, 'docs/iam'), join(target, 'docs/iam'), { recursive: true });
  return join(target, 'index.mjs');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await bundleLambda();
}
