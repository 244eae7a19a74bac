// What a command of the command line is. Help is made from this table, without loading what the command needs.

import type { Args } from './args.js';
import type { Terminal } from './terminal.js';

export interface Flag {
  readonly name: string;
  /** `switch` takes no value; the others are read by Args. */
  readonly kind: 'text' | 'switch';
  /** Stands for the value in help, e.g. `DIR`. */
  readonly value?: string;
  readonly what: string;
}

export interface Command {
  readonly name: string;
  /** One line. */
  readonly summary: string;
  /** Names of the positional arguments, in capitals, all of which are required. */
  readonly positionals: readonly string[];
  /** Names of positional arguments that may follow these. */
  readonly optionals?: readonly string[];
  readonly flags: readonly Flag[];
  /** Command lines and what they do, shown first in help. */
  readonly examples: readonly (readonly [string, string])[];
  /** Where nobody watches, stderr is the log of a night: JSON lines, the last one says how it ended. */
  readonly logs?: boolean;
  /** Returns the exit code. Loads what it needs when it is called. */
  run(args: Args, terminal: Terminal): Promise<number>;
}

/** Flags that every command has. */
export const COMMON_FLAGS: readonly Flag[] = [
  { name: 'quiet', kind: 'switch', what: 'no progress, remarks or warnings on stderr; errors are still told' },
  { name: 'debug', kind: 'switch', what: 'show the stack of an error' },
  { name: 'help', kind: 'switch', what: 'show this help' },
];

/** `hippolyte convert FROM --to VALUE [flags]`. */
export function usageOf(command: Command): string {
  return ['hippolyte', command.name, ...command.positionals, ...(command.optionals ?? []).map((name) => `[${name}]`), '[flags]'].join(' ');
}
