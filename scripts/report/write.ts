// From an output folder to its report.html.

import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { temporary } from '../temporaries.js';
import { readOutput } from './read.js';

/**
 * Draws the report of an output folder and puts it into the folder in one step.
 * @returns its path
 * @throws UserError (65) when the folder does not hold what a simulation writes
 */
export async function writeReport(outDir: string): Promise<string> {
  const input = await readOutput(outDir);
  const [{ renderReport }, script] = await Promise.all([import('../../reports/report.js'), clientScript()]);
  const path = join(outDir, 'report.html');
  const draft = join(outDir, '.report.html.tmp');
  const finished = temporary(draft);
  try {
    await writeFile(draft, renderReport(input, script));
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  } finally {
    finished();
  }
  return path;
}

/** The script of the page: bundled by the build, or now when this runs from the sources. */
export async function clientScript(): Promise<string> {
  const here = fileURLToPath(import.meta.url);
  const built = fileURLToPath(new URL('../../reports/client.js', import.meta.url));
  if (here.endsWith('.js')) return readFile(built, 'utf8');
  const { build } = await import('esbuild');
  const entry = fileURLToPath(new URL('../../reports/client/main.ts', import.meta.url));
  const { outputFiles } = await build({ entryPoints: [entry], bundle: true, minify: true, format: 'iife', target: 'es2023', charset: 'ascii', write: false, logLevel: 'warning' });
  return outputFiles[0].text;
}
