// The door of AWS Lambda: an event in, the program's exit code out. It starts what the event names and nothing else; the 2017
// system took any event it did not know for a backup of everything.

import { writeFile } from 'node:fs/promises';
import { EXIT } from '../core/errors.js';
import { exitOf } from '../core/exits.js';
import { main } from './main.js';
import { PAUSE_EVENT } from './live/process-door.js';
import type { Streams } from './terminal.js';

/** What of Lambda's context is used. */
export interface LambdaContext {
  getRemainingTimeInMillis(): number;
}

export interface LambdaResult {
  readonly mode: Mode;
  readonly exitCode: number;
}

/** What the handler needs of its surroundings; tests put others in its place. */
export interface LambdaDoors {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly run: (typed: readonly string[], streams: Streams) => Promise<number>;
  /** Asks the program to leave: a night for the next start to go on with, a settling as far as it has come. */
  readonly stop: (mode: Mode) => void;
  readonly configPath: string;
}

const MODES = ['run', 'settle'] as const;
type Mode = (typeof MODES)[number];
/** What leaving may take, in the window's last start with handing back: Lambda freezes what is not done by its end. */
const HAND_BACK_MS = 90_000;

/**
 * @param event `{"mode": "run"}` or `{"mode": "settle"}`
 * @throws for any other event, before anything is done; and for every end that a human should know of, so that Lambda counts it as
 * an error
 */
export async function handler(event: unknown, context: LambdaContext): Promise<LambdaResult> {
  return handle(event, context, lambdaDoors());
}

/** Lambda's own surroundings. */
export function lambdaDoors(): LambdaDoors {
  return { env: process.env, run: main, stop: (mode) => void process.emit((mode === 'run' ? PAUSE_EVENT : 'SIGTERM') as 'SIGTERM'), configPath: '/tmp/hippolyte.yaml' };
}

/** The same with its surroundings. */
export async function handle(event: unknown, context: LambdaContext, { env, run, stop, configPath }: LambdaDoors): Promise<LambdaResult> {
  const mode = modeOf(event);
  const config = env.HIPPOLYTE_CONFIG;
  if (config === undefined || config === '') throw new Error('HIPPOLYTE_CONFIG is not set: it holds the text of hippolyte.yaml; nothing was done');
  await writeFile(configPath, config, { mode: 0o600 });
  const left = context.getRemainingTimeInMillis() - HAND_BACK_MS;
  if (left <= 0) throw new Error(`the function's timeout leaves no time: give it more than ${HAND_BACK_MS / 1000} s, 900 s are best; nothing was done`);
  const timer = setTimeout(() => stop(mode), left);
  try {
    const typed = mode === 'run' ? ['run', '--once', '--config', configPath] : ['settle', '--config', configPath];
    const exitCode = await run(typed, { stdout: process.stdout, stderr: { write: (text) => process.stderr.write(text) }, env, clock: () => performance.now() / 1000 });
    // Paused by its own clock is how a long night ends a start: the next one goes on.
    if (exitOf(exitCode).page !== 'no') throw new Error(`exit code ${exitCode}: ${exitOf(exitCode).meaning}; ${exitOf(exitCode).todo}`);
    return { mode, exitCode };
  } finally {
    clearTimeout(timer);
  }
}

function modeOf(event: unknown): Mode {
  const mode = typeof event === 'object' && event !== null && Object.keys(event).length === 1 ? (event as { mode?: unknown }).mode : undefined;
  if (MODES.includes(mode as Mode)) return mode as Mode;
  throw new Error(`exit code ${EXIT.usage}: unknown event, must be {"mode": "run"} or {"mode": "settle"}; nothing was done`);
}
