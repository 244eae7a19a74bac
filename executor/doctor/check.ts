// One question of the doctor and its answer. A check never throws: what it cannot find out is an answer too.

import { UserError } from '../../core/errors.js';

/**
 * ok; warning: it works, but not as it should; critical: a night would fail; unproven: cannot be found out without changing
 * something, with how to find out; skipped: does not apply here.
 */
export type CheckState = 'ok' | 'warning' | 'critical' | 'unproven' | 'skipped';

export interface Check {
  /** Short and stable: monitors and scripts read it. */
  readonly name: string;
  readonly state: CheckState;
  /** What was found, one line. */
  readonly what: string;
  /** How to mend it, one line; empty where there is nothing to mend. */
  readonly mend: string;
  /** Of a critical one: the exit code in which a night would end. */
  readonly exitCode: number;
}

export type Answer = Omit<Check, 'name' | 'exitCode'> & { readonly exitCode?: number };

export const ok = (what: string): Answer => ({ state: 'ok', what, mend: '' });
export const skipped = (what: string): Answer => ({ state: 'skipped', what, mend: '' });
export const warning = (what: string, mend: string): Answer => ({ state: 'warning', what, mend });
export const unproven = (what: string, mend: string): Answer => ({ state: 'unproven', what, mend });
export const critical = (exitCode: number, what: string, mend: string): Answer => ({ state: 'critical', what, mend, exitCode });

/** Asks one question. A refusal that says how to mend it (UserError) is critical in its own words; anything else is a bug. */
export async function check(name: string, ask: () => Promise<Answer>): Promise<Check> {
  try {
    return { name, exitCode: 0, ...(await ask()) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const [first] = error.issues;
    const semicolon = first.what.indexOf('; ');
    const [what, mend] = semicolon === -1 ? [first.what, ''] : [first.what.slice(0, semicolon), first.what.slice(semicolon + 2)];
    return { name, state: 'critical', what: first.where === '' ? what : `${first.where}: ${what}`, mend, exitCode: error.exitCode };
  }
}
