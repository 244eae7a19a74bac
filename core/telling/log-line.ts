// One line of the log of a night: JSON, for programs that collect lines. The events are a closed vocabulary, so that an alert
// can be made of one; the words in `msg` may change.

import { exitOf } from '../exits.js';
import { inert, shortened } from './inert.js';
import type { At } from '../units.js';

export const EVENTS = [
  'start', // the program began: version, command
  'said', // a remark for people
  'progress',
  'lock', // taken, lost, held by another
  'planned', // digest and numbers of the plan
  'asked', // a move, before it is made
  'answered', // the outcome of a move
  'saw', // what changed in the world
  'verdict', // how the night ended
  'told', // a message was delivered, or was not
  'error', // a human must act
  'repeated', // so many lines like the one named were left out
  'exit', // always the last line
] as const;
export type LogEvent = (typeof EVENTS)[number];

export interface LogFields {
  readonly runId?: string;
  readonly night?: string;
  readonly table?: string;
  /** Where in the night: a name of MOVES, of SIGHTS, or a word. */
  readonly phase?: string;
  /** Of the journal. */
  readonly seq?: number;
  readonly attempt?: number;
  readonly awsRequestId?: string;
  readonly durMs?: number;
  /** An exit code, or the name of an outcome or of an error. */
  readonly code?: string | number;
  readonly verdict?: string;
  readonly digest?: string;
  readonly version?: string;
  readonly count?: number;
  readonly msg?: string;
}

/** In this order in every line. */
const FIELDS: readonly (keyof LogFields)[] = [
  'runId', 'night', 'table', 'phase', 'seq', 'attempt', 'awsRequestId', 'durMs', 'code', 'verdict', 'digest', 'version', 'count', 'msg',
];
const MSG_CHARS_MAX = 2_000;

/** A line without its end. `level` is `error` only where a human must act: by the event, or by the code with which a night ended. */
export function logLine(at: At, event: LogEvent, fields: LogFields): string {
  const ts = new Date(Math.round(at * 1000)).toISOString();
  const whole: Record<string, string | number> = { ts, level: mustAct(event, fields) ? 'error' : 'info', event };
  for (const name of FIELDS) {
    const value = fields[name];
    if (value === undefined) continue;
    whole[name] = typeof value === 'string' ? inert(shortened(value, MSG_CHARS_MAX)) : value;
  }
  return JSON.stringify(whole);
}

function mustAct(event: LogEvent, { code }: LogFields): boolean {
  return event === 'error' || ((event === 'verdict' || event === 'exit') && typeof code === 'number' && exitOf(code).page !== 'no');
}

/** What makes two lines the same but for their time and their numbers. */
export function likeness(event: LogEvent, { table, phase, code, msg }: LogFields): string {
  return JSON.stringify([event, table, phase, code, msg]);
}
