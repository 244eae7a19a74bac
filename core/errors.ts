// Three kinds of failure: a bug crashes (assert), a mistake of the user is a list of issues thrown
// once (UserError), a refusal of the world is a value in the ledger (Outcome, see world.ts).

/** Exit codes: a stable interface. An unknown code must be treated as a failure. */
export const EXIT = {
  ok: 0,
  doesNotFit: 2,
  partial: 3,
  missed: 4,
  unhealed: 5,
  mismatch: 9,
  paused: 10,
  locked: 11,
  usage: 64,
  data: 65,
  unreachable: 69,
  bug: 70,
  refusesToOverwrite: 73,
  io: 74,
  tryLater: 75,
  protocol: 76,
  permission: 77,
  config: 78,
  interrupted: 130,
  terminated: 143,
} as const;

/** One mistake: where (a file:line: column, a flag or a path in a document) and what, with the way to mend it. */
export interface Issue {
  readonly where: string;
  readonly what: string;
}

/** All mistakes found at once, with the exit code they end in. The message holds one line an issue. */
export class UserError extends Error {
  readonly issues: readonly Issue[];
  readonly exitCode: number;
  constructor(exitCode: number, issues: readonly Issue[], more = 0) {
    const lines = issues.map((issue) => (issue.where === '' ? issue.what : `${issue.where}: ${issue.what}`));
    if (more > 0) lines.push(`and ${more} more`);
    super(lines.join('\n'));
    this.name = 'UserError';
    this.issues = issues;
    this.exitCode = exitCode;
  }
}

/** The short way to refuse one thing. */
export function refuse(exitCode: number, where: string, what: string): never {
  throw new UserError(exitCode, [{ where, what }]);
}

/** States what must be true whatever the input is; a failure is a bug in this program. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(`bug: ${message}`);
}
