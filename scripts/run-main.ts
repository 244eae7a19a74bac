// Runs a command line in this process and keeps what it said: for tests.

import { main } from './main.js';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export async function runMain(typed: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await main(typed, {
    stdout: { write: (text) => out.push(text) },
    stderr: { write: (text) => err.push(text) },
    env,
    clock: () => 0,
  });
  return { code, out: out.join(''), err: err.join('') };
}
