// The journal of a run: what was asked of AWS, answered and seen, in records that are never changed once they are written.
// Here is what a record may be; journal-line.ts chains records into lines, journal-read.ts reads and refuses them,
// journal-fold.ts says what is still owed. Subjects are names of tables and numbers of lanes, so that a journal can be
// read by a person, and paid back by a version that numbers things differently. Secrets never go in.

import type { LivePlan } from '../live/live-plan.js';
import type { MoveName, OutcomeName, SightName } from '../world.js';
import type { At, Bytes } from '../units.js';

/** Raised when an older version could not pay back what a journal says is owed. Such a version refuses it. */
export const JOURNAL_FORMAT = 1;

/** What a journal begins with: everything that is needed to go on, or to hand everything back, without asking anybody. */
export interface RunHead {
  readonly runId: string;
  /** YYYY-MM-DD. */
  readonly night: string;
  readonly account: string;
  readonly region: string;
  /** Version of the tool that opened it. */
  readonly version: string;
  readonly live: LivePlan;
}

/** How a run ended: `unknown` counts as failed. */
export const RUN_VERDICTS = ['success', 'partial', 'missed', 'failed', 'aborted', 'unknown'] as const;
export type RunVerdict = (typeof RUN_VERDICTS)[number];

/** How a table ended. */
export const TABLE_VERDICTS = ['ok', 'failed', 'vanished', 'skipped', 'excluded', 'missed', 'unknown'] as const;
export type TableVerdict = (typeof TABLE_VERDICTS)[number];

/** Who an entry is about: a table by name, or a lane by its number in the plan. */
export interface Subject {
  readonly table?: string;
  readonly lane?: number;
}

interface MoveEntry extends Subject {
  readonly move: MoveName;
  readonly value: number;
}

/** What is written, before it has its place in the chain. */
export type JournalBody =
  /** Always the first, and only there. */
  | { readonly kind: 'opened'; readonly at: At; readonly head: RunHead }
  /** A process works on the run from here on: the first, or one that goes on or hands back after another's end. */
  | { readonly kind: 'started'; readonly at: At; readonly pid: number; readonly host: string; readonly version: string; readonly fence: number }
  | ({ readonly kind: 'asked'; readonly at: At } & MoveEntry)
  | ({ readonly kind: 'answered'; readonly at: At; readonly outcome: OutcomeName } & MoveEntry)
  | ({ readonly kind: 'saw'; readonly at: At; readonly sight: SightName; readonly value: number; readonly outcome?: OutcomeName } & Subject)
  /** A look ended at that time; what it saw stands before it. */
  | { readonly kind: 'looked'; readonly at: At }
  /** The window was shut before its time: a signal, or a run that is only settled. */
  | { readonly kind: 'shut'; readonly at: At }
  /** A fact that a later start wants to know: the id of a cluster, where a copy lies. The last of a key counts. */
  | { readonly kind: 'note'; readonly at: At; readonly key: string; readonly value: string }
  | {
      readonly kind: 'verdict'; readonly at: At; readonly table: string; readonly verdict: TableVerdict;
      /** Why, where it is not ok; for people. */
      readonly reason?: string;
      /** Where the verified backup is. */
      readonly url?: string;
      readonly items?: number; readonly bytes?: Bytes;
    }
  /** So many bytes of a record that was never finished were left out when the journal was opened again. */
  | { readonly kind: 'repaired'; readonly at: At; readonly droppedBytes: Bytes }
  /** The run is over. `owed`: tables whose capacity or autoscaling was not handed back; above 0, a later start settles it. */
  | { readonly kind: 'closed'; readonly at: At; readonly verdict: RunVerdict; readonly owed: number };

export type JournalKind = JournalBody['kind'];

/** A record in its place: `seq` counts from 1 without a gap. */
export type JournalRecord = JournalBody & { readonly seq: number };

/** Kinds that this version knows. */
export const JOURNAL_KINDS: readonly JournalKind[] = [
  'opened', 'started', 'asked', 'answered', 'saw', 'looked', 'shut', 'note', 'verdict', 'repaired', 'closed',
];
