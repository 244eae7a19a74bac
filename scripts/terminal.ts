// Where a command speaks: data on stdout, everything else on stderr.

import type { LogEvent, LogFields } from '../core/telling/log-line.js';
import { Redactor } from '../core/telling/redact.js';
import type { At } from '../core/units.js';
import type { LiveDoors } from './live/doors.js';
import type { NightLog } from './night-log.js';

export { inert } from '../core/telling/inert.js';

/** The two streams of a command, and what may be done with them. Tests give one that keeps the text. */
export interface Terminal {
  /** Data: the result and nothing else. */
  out(text: string): void;
  /** A line for people: warnings, remarks, errors. */
  say(line: string): void;
  /** The same where it is also an event of the log of a night; people see `msg` alone. */
  event(event: LogEvent, fields: LogFields): void;
  /** Whether lines on stderr are a log for programs, a JSON object each. */
  readonly logs: boolean;
  /** The end of the log, for a ping; empty where no log is written. */
  logTail(): string;
  /** Learns what must never be shown. */
  readonly redactor: Redactor;
  /** Progress that may be overwritten by the next; shown only where somebody watches, else a line now and then. */
  progress(line: string): void;
  /** Removes a progress line that is still shown. */
  clear(): void;
  /** The machine that live commands run on; the real one where it is left out. */
  readonly doors?: LiveDoors | undefined;
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
}

const SECONDS_BETWEEN_LINES = 10;
const plain = (text: string): string => text;
/** What --quiet leaves out; errors, verdicts and what happened to AWS are always told. */
const UNASKED: readonly LogEvent[] = ['said', 'progress', 'repeated'];

export interface Streams {
  readonly stdout: { write(text: string): unknown; readonly isTTY?: boolean };
  readonly stderr: { write(text: string): unknown; readonly isTTY?: boolean; readonly columns?: number };
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Seconds since some moment. */
  readonly clock: () => number;
  /** Epoch seconds, for the log; the machine's clock where it is left out. */
  readonly now?: () => At;
  /** Another machine than this one, for tests. */
  readonly doors?: LiveDoors;
}

export interface TerminalOptions {
  /** No remarks and no progress. */
  readonly quiet: boolean;
  /** Where lines on stderr go as JSON; null: as text. */
  readonly log?: NightLog | null;
  readonly redactor?: Redactor;
}

/** A terminal on two streams. Colour only on a TTY, never with NO_COLOR or TERM=dumb (no-color.org). */
export function openTerminal({ stdout, stderr, env, clock, doors }: Streams, { quiet, log = null, redactor = new Redactor() }: TerminalOptions): Terminal {
  const dumb = env.TERM === 'dumb';
  const colour = stdout.isTTY === true && !dumb && (env.NO_COLOR ?? '') === '';
  const watched = stderr.isTTY === true && !dumb && (env.CI ?? '') === '' && log === null;
  let shown = false;
  let lastLineSeconds = clock();
  const clear = (): void => {
    if (shown) stderr.write('\r\u001b[K');
    shown = false;
  };
  const line = (event: LogEvent, fields: LogFields): void => {
    if (quiet && UNASKED.includes(event)) return;
    clear();
    if (log !== null) log.event(event, fields);
    else if (fields.msg !== undefined) stderr.write(`${redactor.clean(fields.msg)}\n`);
  };
  const progress = (text: string): void => {
    if (quiet) return;
    if (watched) {
      stderr.write(`\r\u001b[K${redactor.clean(text).slice(0, (stderr.columns || 80) - 1)}`);
      shown = true;
    } else if (clock() - lastLineSeconds >= SECONDS_BETWEEN_LINES) {
      lastLineSeconds = clock();
      line('progress', { msg: text });
    }
  };
  return {
    out: (text) => {
      clear();
      stdout.write(redactor.cleanData(text));
    },
    say: (msg) => line('said', { msg }),
    event: line,
    logs: log !== null,
    logTail: () => log?.tail() ?? '',
    redactor,
    doors,
    progress,
    clear,
    bold: colour ? (text) => `\u001b[1m${text}\u001b[22m` : plain,
    dim: colour ? (text) => `\u001b[2m${text}\u001b[22m` : plain,
  };
}

/** `simulating: 42%, 7 s left`; the amount alone where the total (0) is not known, no guess before a second has passed. */
export function progressText(doing: string, done: number, total: number, elapsedSeconds: number): string {
  if (total <= 0) return `${doing}: ${done}`;
  const share = Math.min(1, done / total);
  const left = elapsedSeconds >= 1 && share > 0 ? `, ${Math.ceil((elapsedSeconds / share) * (1 - share))} s left` : '';
  return `${doing}: ${Math.floor(100 * share)}%${left}`;
}
