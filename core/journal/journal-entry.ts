// Entries of the loop, which are numbers, as records of the journal, which are names; and back, for a night that is replayed.

import { assert } from '../errors.js';
import { ENTRY } from '../ledger.js';
import type { JournalBody } from './journal.js';
import type { At } from '../units.js';
import { MOVE, MOVES, OUTCOME, OUTCOMES, SIGHT, SIGHTS } from '../world.js';

/** Tables by number. */
type Names = readonly { readonly name: string }[];

const LANE_MOVES: readonly number[] = [MOVE.startLane, MOVE.stopLane];
const LANE_SIGHTS: readonly number[] = [SIGHT.laneReady, SIGHT.laneEnded];

/** An entry that the loop writes, other than its end, as a record. */
export function entryBody(entry: number, at: At, kind: number, subject: number, value: number, outcome: number, tables: Names): JournalBody {
  if (entry === ENTRY.saw) {
    const about = LANE_SIGHTS.includes(kind) ? { lane: subject } : { table: tables[subject].name };
    // How a lane ended is a number of OUTCOMES, which another version may count differently: written as its name.
    return { kind: 'saw', at, sight: SIGHTS[kind], ...about, ...(kind === SIGHT.laneEnded ? { value: 0, outcome: OUTCOMES[value] } : { value }) };
  }
  const about = LANE_MOVES.includes(kind) ? { lane: subject } : { table: tables[subject].name };
  const move = { at, move: MOVES[kind], ...about, value };
  if (entry === ENTRY.asked) return { kind: 'asked', ...move };
  assert(entry === ENTRY.answered, `entry ${entry} is no move and no sight`);
  return { kind: 'answered', ...move, outcome: OUTCOMES[outcome] };
}

/** Numbers of a move or a sight, as the loop has them. */
export interface EntryNumbers {
  readonly kind: number;
  readonly subject: number;
  readonly value: number;
  readonly outcome: number;
}

/** The numbers of a record; `numberOf` gives the number of a table by its name. */
export function entryNumbers(record: Extract<JournalBody, { kind: 'asked' | 'answered' | 'saw' }>, numberOf: ReadonlyMap<string, number>): EntryNumbers {
  const subject = record.lane ?? numberOf.get(record.table ?? '');
  assert(subject !== undefined, `a record is about ${JSON.stringify(record.table)}, which is not in its plan`);
  if (record.kind !== 'saw') return { kind: MOVE[record.move], subject, value: record.value, outcome: record.kind === 'answered' ? OUTCOME[record.outcome] : 0 };
  const kind = SIGHT[record.sight];
  return { kind, subject, value: kind === SIGHT.laneEnded ? OUTCOME[record.outcome ?? 'FAILED'] : record.value, outcome: 0 };
}
