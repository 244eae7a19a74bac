// The program as a process: started with nothing in its environment but what a test gives it, and never left behind.

import { spawn, type ChildProcess, type ChildProcessWithoutNullStreams } from 'node:child_process';
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

/** Answers a line with a line: an event, and how many seconds Lambda gives it, with what the handler returned or threw. */
const HOST = `
const { handle, lambdaDoors } = await import(process.argv[1]);
const { createInterface } = await import('node:readline');
for await (const line of createInterface({ input: process.stdin })) {
  const { event, seconds } = JSON.parse(line);
  const endsAt = Date.now() + seconds * 1000;
  const context = { getRemainingTimeInMillis: () => endsAt - Date.now() };
  const said = await handle(event, context, { ...lambdaDoors(), configPath: process.argv[2] }).then((result) => ({ exitCode: result.exitCode }), (error) => ({ error: error.message }));
  process.stderr.write('\\n' + JSON.stringify({ lambda: said }) + '\\n');
}
`;

export interface LambdaSaid {
  readonly exitCode?: number;
  readonly error?: string;
}

export interface LambdaHost extends Child {
  /** Another event for the same process: a warm start after the first. Null: the process has ended. */
  readonly invoke: (event: object, seconds: number) => Promise<LambdaSaid | null>;
}

/** A process in which the handler of Lambda is loaded, and waits for events. */
export function startHost(configPath: string, setting: ChildSetting): LambdaHost {
  const lambda = new URL(`../../lambda.${compiled ? 'js' : 'ts'}`, import.meta.url).href;
  const child = spawnNode(['--input-type=module', '-e', HOST, lambda, configPath], setting);
  let err = '';
  const answers: ((said: LambdaSaid | null) => void)[] = [];
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString();
    for (let end = err.indexOf('\n'); end >= 0; end = err.indexOf('\n')) {
      const line = err.slice(0, end);
      err = err.slice(end + 1);
      if (line.startsWith('{"lambda":')) answers.shift()?.((JSON.parse(line) as { lambda: LambdaSaid }).lambda);
    }
  });
  child.on('close', () => {
    for (const answer of answers.splice(0)) answer(null);
  });
  const invoke: LambdaHost['invoke'] = (event, seconds) => new Promise((resolve) => {
    answers.push(resolve);
    child.stdin.write(`${JSON.stringify({ event, seconds })}\n`);
  });
  return { ...followed(child), invoke };
}

/** @param typed as on the command line, after `hippolyte` */
export function startChild(typed: readonly string[], setting: ChildSetting): Child {
  const child = spawnNode([fileURLToPath(compiled ? CLI : new URL('../../cli.ts', import.meta.url)), ...typed], setting);
  child.stdin.end();
  return followed(child);
}

function spawnNode(own: readonly string[], { env, worldTime, fullDisk, fileKib }: ChildSetting): ChildProcessWithoutNullStreams {
  const support = [before('./world-time', `followWorldTime(${JSON.stringify(worldTime)})`), before('./full-disk', `followFullDisk(${JSON.stringify(fullDisk)})`)];
  const node = [...(compiled ? [] : ['--import=tsx']), ...support, ...own];
  // `exec` keeps the number: signals go to the program and not to a shell.
  const [file, args] = fileKib === Infinity ? [process.execPath, node] as const : ['bash', ['-c', `ulimit -f ${fileKib} && exec "$0" "$@"`, process.execPath, ...node]] as const;
  const child = spawn(file, args, { env: { PATH: process.env.PATH, ...env }, stdio: 'pipe' });
  alive.add(child);
  child.stdin.on('error', () => undefined); // it may be gone
  return child;
}

function followed(child: ChildProcessWithoutNullStreams): Child {
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
