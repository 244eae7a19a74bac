// What happens in a night, for its log: every move and every sight as its journal has them, in the closed vocabulary of
// log-line.ts.

import type { JournalBody, RunHead } from '../journal/journal.js';
import type { MoveName, OutcomeName, SightName } from '../world.js';
import type { At } from '../units.js';
import type { LogEvent, LogFields } from './log-line.js';

export interface LoggedEvent {
  readonly event: LogEvent;
  readonly fields: LogFields;
  /** It did not go as it should: also told where only a person watches. */
  readonly amiss: boolean;
}

/** Outcomes of moves that end no wait and need nobody: what was wanted is so, or is tried again by itself. */
const QUIET: readonly OutcomeName[] = ['OK', 'UNCHANGED', 'IN_USE', 'THROTTLED', 'TOO_MANY_UPDATES'];
const AMISS: readonly SightName[] = ['copyFailed', 'overruled'];
const MOVE_WORDS: Readonly<Record<MoveName, string>> = {
  suspendScaling: 'suspend autoscaling', boost: 'raise to', startLane: 'launch', startCopy: 'copy, at most', stopCopy: 'stop the copy', revert: 'hand back, to',
  resumeScaling: 'resume autoscaling', stopLane: 'end',
};
const SIGHT_WORDS: Readonly<Record<SightName, string>> = {
  capacity: 'has', laneReady: 'is ready', laneEnded: 'has ended', copyStarted: 'copy is under way, attempt', copyDone: 'copied, read units', copyFailed: 'copy failed, read units',
  copyStopped: 'copy is stopped, read units', appThrottled: 'reads refused to the application', baseline: 'RCU-hours without a backup', overruled: 'somebody else set',
};
/** What the number of an entry counts; the others have none worth telling. */
const UNITS: Readonly<Partial<Record<MoveName | SightName, string>>> = {
  boost: ' RCU', revert: ' RCU', capacity: ' RCU', overruled: ' RCU', startCopy: ' read units a second', copyStarted: '', copyDone: '', copyFailed: '', copyStopped: '', appThrottled: '', baseline: '',
};

/** Moves that were asked and are not answered yet, to tell how long their answers took. */
export class JournalEvents {
  readonly #run: LogFields;
  readonly #asked = new Map<string, At>();

  constructor({ runId, night }: Pick<RunHead, 'runId' | 'night'>) {
    this.#run = { runId, night };
  }

  /** A record as a line of the log; null: it is none. */
  of(body: JournalBody): LoggedEvent | null {
    if (body.kind === 'asked') {
      this.#asked.set(key(body), body.at);
      return this.#event('asked', { ...about(body), phase: body.move, msg: words(body, MOVE_WORDS[body.move], body.move) }, false);
    }
    if (body.kind === 'answered') {
      const { outcome, move } = body;
      const askedAt = this.#asked.get(key(body));
      this.#asked.delete(key(body));
      const durMs = askedAt === undefined ? {} : { durMs: Math.round((body.at - askedAt) * 1000) };
      return this.#event('answered', { ...about(body), phase: move, ...durMs, code: outcome, msg: `${words(body, MOVE_WORDS[move], move)}: ${outcome}` }, !QUIET.includes(outcome));
    }
    if (body.kind !== 'saw' || body.sight === 'baseline') return null;
    const { sight, outcome } = body;
    const ended = outcome === undefined ? {} : { code: outcome };
    const attempt = sight === 'copyStarted' ? { attempt: body.value } : {};
    const msg = `${words(body, SIGHT_WORDS[sight], sight)}${outcome === undefined ? '' : `: ${outcome}`}`;
    return this.#event('saw', { ...about(body), phase: sight, ...attempt, ...ended, msg }, AMISS.includes(sight) || !QUIET.includes(outcome ?? 'OK'));
  }

  #event(event: LogEvent, fields: LogFields, amiss: boolean): LoggedEvent {
    return { event, fields: { ...this.#run, ...fields }, amiss };
  }
}

type Entry = Extract<JournalBody, { kind: 'asked' | 'answered' | 'saw' }>;

function about({ table }: Entry): LogFields {
  return table === undefined ? {} : { table };
}

/** `orders: raise to 4321 RCU`; lanes are called by their number. */
function words(entry: Entry, what: string, name: MoveName | SightName): string {
  const unit = UNITS[name];
  // An export reads no units.
  if (name === 'startCopy' && entry.value === 0) return `${entry.table ?? ''}: copy`;
  return `${entry.table ?? `lane ${entry.lane ?? 0}`}: ${what}${unit === undefined ? '' : ` ${Number(entry.value.toPrecision(4))}${unit}`}`;
}

function key(entry: Extract<JournalBody, { kind: 'asked' | 'answered' }>): string {
  return `${entry.move} ${entry.table ?? entry.lane ?? ''}`;
}
