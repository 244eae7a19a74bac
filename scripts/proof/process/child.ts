// The program as a process: started with nothing in its environment but what a test gives it, and never left behind.

import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const CLI = new URL('../../cli.js', import.meta.url);
const compiled = existsSync(fileURLToPath(CLI));

/** Node's own arguments that load a module of ours and call one of its functions first. */
function before(module: string, call: string): string {
  const url = new URL(`${module}.${compiled ? 'js' : 'ts'}`, import.meta.url).href;
  return `--import=data:text/javascript,${encodeURIComponent(`import * as support from ${JSON.stringify(url)}; support.${call};`)}`;
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

export interface Child {
  readonly ended: Promise<Ended>;
  /** Sends a signal to this process and no other. */
  kill(signal: NodeJS.Signals): void;
}

export interface ChildSetting {
  readonly env: Readonly<Record<string, string>>;
  readonly worldTime: string;
  readonly fullDisk: string;
  /** Files of this process may not grow beyond; Infinity: as the system has it. */
  readonly fileKib: number;
}

const alive = new Set<ChildProcess>();

/** Ends whatever of ours still runs, by its number: for the end of a test file, however it came. */
export function endAll(): void {
  for (const child of alive) child.kill('SIGKILL');
}

/** @param typed as on the command line, after `hippolyte` */
export function startChild(typed: readonly string[], { env, worldTime, fullDisk, fileKib }: ChildSetting): Child {
  const support = [before('./world-time', `followWorldTime(${JSON.stringify(worldTime)})`), before('./full-disk', `followFullDisk(${JSON.stringify(fullDisk)})`)];
  const node = [...(compiled ? [] : ['--import=tsx']), ...support, fileURLToPath(compiled ? CLI : new URL('../../cli.ts', import.meta.url)), ...typed];
  // `exec` keeps the number: signals go to the program and not to a shell.
  const [file, args] = fileKib === Infinity ? [process.execPath, node] as const : ['bash', ['-c', `ulimit -f ${fileKib} && exec "$0" "$@"`, process.execPath, ...node]] as const;
  const child = spawn(file, args, { env: { PATH: process.env.PATH, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  alive.add(child);
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      alive.delete(child);
      resolve({ code, signal, out, err });
    });
  });
  return { ended, kill: (signal) => void child.kill(signal) };
}
