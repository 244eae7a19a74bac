// Where a command speaks: data on stdout, everything else on stderr.

export { inert } from '../core/inert.js';

/** The two streams of a command, and what may be done with them. Tests give one that keeps the text. */
export interface Terminal {
  /** Data: the result and nothing else. */
  out(text: string): void;
  /** A line for people: warnings, remarks, errors. */
  say(line: string): void;
  /** Progress that may be overwritten by the next; shown only where somebody watches, else a line now and then. */
  progress(line: string): void;
  /** Removes a progress line that is still shown. */
  clear(): void;
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
}

const SECONDS_BETWEEN_LINES = 10;
const plain = (text: string): string => text;

export interface Streams {
  readonly stdout: { write(text: string): unknown; readonly isTTY?: boolean };
  readonly stderr: { write(text: string): unknown; readonly isTTY?: boolean; readonly columns?: number };
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Seconds since some moment. */
  readonly clock: () => number;
}

/** A terminal on two streams. Colour only on a TTY, never with NO_COLOR or TERM=dumb (no-color.org). */
export function openTerminal({ stdout, stderr, env, clock }: Streams, quiet: boolean): Terminal {
  const dumb = env.TERM === 'dumb';
  const colour = stdout.isTTY === true && !dumb && (env.NO_COLOR ?? '') === '';
  const watched = stderr.isTTY === true && !dumb && (env.CI ?? '') === '';
  let shown = false;
  let lastLineSeconds = clock();
  const clear = (): void => {
    if (shown) stderr.write('\r\u001b[K');
    shown = false;
  };
  const progress = (line: string): void => {
    if (quiet) return;
    if (watched) {
      stderr.write(`\r\u001b[K${line.slice(0, (stderr.columns || 80) - 1)}`);
      shown = true;
    } else if (clock() - lastLineSeconds >= SECONDS_BETWEEN_LINES) {
      lastLineSeconds = clock();
      stderr.write(`${line}\n`);
    }
  };
  return {
    out: (text) => {
      clear();
      stdout.write(text);
    },
    say: (line) => {
      if (quiet) return;
      clear();
      stderr.write(`${line}\n`);
    },
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
