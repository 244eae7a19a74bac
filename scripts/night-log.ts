// The log of a night on stderr where nobody watches: a JSON object a line, the last one always says how it ended.

import { EVENTS, likeness, logLine, type LogEvent, type LogFields } from '../core/telling/log-line.js';
import type { Redactor } from '../core/telling/redact.js';
import type { At, Seconds } from '../core/units.js';

/** A line that says the same again within this time is counted, not written. */
const QUIET_SECONDS: Seconds = 60;
/** What a ping may take with it. */
const TAIL_CHARS = 100_000;
/** Likenesses that are remembered; a night of 10,000 tables says more, and then starts to forget. */
const LIKENESSES_MAX = 10_000;
/** These are never left out: each stands for something that happened once. */
const ALWAYS: readonly LogEvent[] = ['start', 'lock', 'planned', 'asked', 'answered', 'saw', 'verdict', 'error', 'exit'];

interface Known {
  at: At;
  left: number;
}

export class NightLog {
  readonly #stream: { write(text: string): unknown };
  readonly #now: () => At;
  readonly #redactor: Redactor;
  readonly #known = new Map<string, Known>();
  /** Given with every line once it is known. */
  #run: LogFields = {};
  #verdict: string | undefined;
  #tail = '';

  constructor(stream: { write(text: string): unknown }, now: () => At, redactor: Redactor) {
    this.#stream = stream;
    this.#now = now;
    this.#redactor = redactor;
  }

  /** Writes one line, unless the same was said just now. */
  event(event: LogEvent, fields: LogFields): void {
    if (!EVENTS.includes(event)) throw new Error(`bug: no event ${String(event)}`);
    const { runId, night, verdict } = fields;
    this.#run = { ...this.#run, ...(runId === undefined ? {} : { runId }), ...(night === undefined ? {} : { night }) };
    if (verdict !== undefined) this.#verdict = verdict;
    const at = this.#now();
    if (!ALWAYS.includes(event) && this.#repeats(at, likeness(event, fields), fields)) return;
    this.#write(at, event, fields);
  }

  /** The last line. */
  exit(code: number): void {
    const at = this.#now();
    for (const [like, { left }] of this.#known) if (left > 0) this.#writeRepeated(at, like, left);
    this.#write(at, 'exit', { code, verdict: this.#verdict ?? (code === 0 ? 'success' : 'failed') });
  }

  /** The end of what was written: for whoever asks what happened. */
  tail(): string {
    return this.#tail;
  }

  #repeats(at: At, like: string, fields: LogFields): boolean {
    const known = this.#known.get(like);
    if (known !== undefined && at - known.at < QUIET_SECONDS) {
      known.left++;
      return true;
    }
    if (known !== undefined && known.left > 0) this.#writeRepeated(at, like, known.left, fields);
    if (this.#known.size >= LIKENESSES_MAX) this.#known.clear();
    this.#known.set(like, { at, left: 0 });
    return false;
  }

  #writeRepeated(at: At, like: string, count: number, fields: LogFields = {}): void {
    const msg = fields.msg ?? (JSON.parse(like) as (string | null)[])[4] ?? '';
    this.#write(at, 'repeated', { ...fields, count, msg });
  }

  #write(at: At, event: LogEvent, fields: LogFields): void {
    const cleaned = Object.fromEntries(Object.entries({ ...this.#run, ...fields }).map(([name, value]) => [name, typeof value === 'string' ? this.#redactor.clean(value) : value]));
    const line = `${logLine(at, event, cleaned)}\n`;
    this.#tail = `${this.#tail}${line}`.slice(-TAIL_CHARS);
    this.#stream.write(line);
  }
}
