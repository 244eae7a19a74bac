// What each exit code means to whoever is woken by it. One table for notifications, the runbook and help.

import { EXIT } from './errors.js';

export interface Exit {
  readonly code: number;
  /** One line, no full stop. */
  readonly meaning: string;
  /** When a human should look: never, the next working day, or now. */
  readonly page: 'no' | 'day' | 'night';
  /** What to do, as one line; commands in it can be copied. */
  readonly todo: string;
}

/** In ascending order of the code. What is not listed must be treated as a failure. */
export const EXITS: readonly Exit[] = [
  { code: EXIT.ok, meaning: 'all that is in scope is verified, or nothing is due', page: 'no', todo: 'nothing' },
  { code: EXIT.doesNotFit, meaning: 'the plan does not fit (plan --detailed-exitcode)', page: 'no', todo: 'read the reasons that plan prints; widen the window, the budget or the choice of tables' },
  { code: EXIT.partial, meaning: 'a table failed, or was skipped and nobody meant it to be', page: 'day', todo: 'read the reason of each table, mend it, then: hippolyte run' },
  { code: EXIT.missed, meaning: 'the window closed before every table was copied', page: 'day', todo: 'see whether tonight fits: hippolyte plan --detailed-exitcode' },
  { code: EXIT.unhealed, meaning: 'capacity or autoscaling is not handed back', page: 'night', todo: 'hippolyte settle' },
  { code: EXIT.mismatch, meaning: 'a backup is not what its manifest says', page: 'night', todo: 'keep the files as they are, do not rely on this backup, then: hippolyte run' },
  { code: EXIT.paused, meaning: 'this start is over before its night is, and what is raised stays raised; the next start goes on', page: 'no', todo: 'nothing where a next start comes; else: hippolyte settle' },
  { code: EXIT.locked, meaning: 'another run holds the lock; normal where starts overlap', page: 'no', todo: 'nothing; where it lasts longer than the window: hippolyte status' },
  { code: EXIT.usage, meaning: 'the command line is wrong', page: 'day', todo: 'mend the command line: hippolyte run --help' },
  { code: EXIT.data, meaning: 'a file is damaged or holds what it may not', page: 'day', todo: 'the line names the file; of a journal: hippolyte status' },
  { code: EXIT.unreachable, meaning: 'AWS cannot be reached', page: 'day', todo: 'check network, proxy, region and endpoints: hippolyte doctor' },
  { code: EXIT.bug, meaning: 'a bug of this program', page: 'day', todo: 'hand back first: hippolyte settle; then report it with the output of --debug' },
  { code: EXIT.refusesToOverwrite, meaning: 'something is there already and is not overwritten', page: 'day', todo: 'name another place, or move away what the line names' },
  { code: EXIT.io, meaning: 'a disk or a file refuses', page: 'day', todo: 'make room or mend the permissions of the path in the line, then: hippolyte run' },
  { code: EXIT.tryLater, meaning: 'throttled or failed to the end of the retries', page: 'day', todo: 'nothing where the window is still open: the next start tries again; else: hippolyte run' },
  { code: EXIT.protocol, meaning: 'what answers is not AWS', page: 'day', todo: 'check proxy and AWS_ENDPOINT_URL: hippolyte doctor' },
  { code: EXIT.permission, meaning: 'a permission is missing, or credentials are missing, expired or of another account', page: 'day', todo: 'allow the action (docs/iam), check the credentials: hippolyte doctor' },
  { code: EXIT.config, meaning: 'the configuration is wrong', page: 'day', todo: 'mend what the line names, then: hippolyte doctor' },
  { code: EXIT.interrupted, meaning: 'interrupted, everything is handed back', page: 'no', todo: 'nothing; to go on: hippolyte run' },
  { code: EXIT.terminated, meaning: 'asked to stop, everything is handed back', page: 'no', todo: 'nothing; to go on: hippolyte run' },
];

/** @returns what is known of a code; an unknown one is a failure like a bug */
export function exitOf(code: number): Exit {
  return EXITS.find((exit) => exit.code === code) ?? { code, meaning: `unknown exit code ${code}`, page: 'day', todo: 'hippolyte status' };
}
