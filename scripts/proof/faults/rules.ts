// What is to come of a fault, by rule: the outcome of a case follows from where it struck, from its kind, and from whether it
// passes. Nothing here is read from the program under test.

import type { Effect, FaultKind } from '../../../fixtures/aws/faults.js';

/** What is alike about faults: who refuses, and whether it may pass. */
export const CLASSES = ['later', 'denied', 'credentials', 'gone', 'conflict', 'refused', 'garbled', 'empty', 'cut', 'strange', 'done'] as const;
export type FaultClass = (typeof CLASSES)[number];

/**
 * fine: as without the fault. stopped: nothing is begun, and the exit code says why. ended: the same in the middle of it, after all was handed back. shut: nothing more is begun, 77. owed: what
 * could not be handed back is told, 5. States of tables, with `|` between them: each table is ok or in one of these.
 * `x?`: or something is owed besides. With `/` between them: one of several.
 */
export type Ending = string;

/** How a night ends when the fault passes after one call, and when it does not; after several calls it is one of both, table by table, or what is said of it. */
export type Endings = readonly [once: Ending, always: Ending, several?: Ending];
export type Rule = Readonly<Partial<Record<FaultClass, Endings>>> & { readonly others: Endings };

/** @param changes whether the operation changes something, so that a damaged answer is the answer of what was done */
export function classOf(kind: FaultKind, effect: Effect, service: string, changes: boolean): FaultClass {
  if (changes && (effect !== 'none' || kind === 'truncated' || kind === 'cut' || kind === 'empty')) return 'done';
  switch (kind) {
    case 'throttle': case 'error-500': case 'error-503': case 'reset': case 'hang': return 'later';
    // Two services say it, and what is in conflict, by their name for what is wrong with a request.
    case 'limit': return service === 'elasticmapreduce' || service === 'datapipeline' ? 'refused' : 'later';
    case 'conflict': return 'conflict';
    case 'denied': return 'denied';
    case 'expired': case 'signature': return 'credentials';
    case 'gone': return 'gone';
    case 'invalid': return 'refused';
    case 'html': case 'truncated': return 'garbled';
    case 'empty': return 'empty';
    case 'cut': return 'cut';
    case 'strange': return 'strange';
  }
}

/** Exit codes with which a start is stopped, by why. */
export function codesOf(kind: FaultKind): readonly number[] {
  switch (kind) {
    case 'throttle': case 'limit': return [75];
    case 'error-500': case 'error-503': return [69, 75];
    case 'reset': case 'hang': return [69];
    case 'denied': case 'expired': case 'signature': return [77];
    // 11: the lock's record is not there any more. 78: no table is left.
    case 'gone': return [11, 76, 78];
    case 'conflict': return [75, 76];
    case 'strange': return [76, 78];
    case 'cut': case 'truncated': return [69, 76];
    default: return [76];
  }
}

const FINE: Endings = ['fine', 'fine'];
const SHUT: Endings = ['shut', 'shut'];
const FAILED: Endings = ['failed', 'failed'];

/** Needed to begin: what does not pass stops the start. */
export const ASKED: Rule = { others: ['stopped', 'stopped'], later: ['fine', 'stopped'], cut: ['fine', 'stopped'], strange: FINE };
/** Needed for one table: it is skipped alone, unless all are met. */
export const SURVEYED: Rule = {
  others: ['skipped', 'stopped'], later: ['fine', 'stopped', 'fine/skipped/stopped'], cut: ['fine', 'stopped'], credentials: ['stopped', 'stopped'], gone: ['fine', 'stopped', 'skipped'],
};
/** Nice to have: the night goes on without it, and only credentials end it. */
export const SPARED: Rule = { others: FINE, credentials: SHUT };
/** To be handed back: asked again until the grace is over. */
export const OWED: Rule = { others: ['fine', 'owed'], credentials: ['shut', 'owed'], done: FINE, strange: FINE };
/** Reads and writes of backups: a copy is tried again; its table fails alone. */
export const COPIED: Rule = { others: ['fine', 'failed|missed'], done: ['fine', 'fine/failed|missed'], strange: FINE };
/** An engine that is looked at: what does not pass leaves its tables where they are until the window closes. */
export const LOOKED: Rule = { others: ['fine', 'missed'], credentials: SHUT };
/** What an engine is launched by: refused for good is told at once. */
export const LAUNCHED: Rule = { others: ['fine', 'missed'], credentials: SHUT, denied: FAILED, gone: FAILED, refused: FAILED, conflict: FAILED, done: ['fine/failed', 'fine/failed/missed'], strange: FINE };
/** State that cannot be read or written: nothing is begun. */
export const KEPT: Rule = { others: ['fine/stopped', 'stopped'], done: ['fine', 'fine/stopped'], strange: FINE };
/** The journal, when something is raised: without it nothing more is done, not even a hand-back, which the next start makes. */
export const JOURNAL: Rule = {
  others: ['ended', 'owed', 'ended/owed'], later: ['fine/ended', 'owed', 'fine/ended/owed'], conflict: ['fine/ended', 'owed', 'fine/ended/owed'], garbled: ['fine/ended', 'owed', 'fine/ended/owed'],
  cut: ['fine/ended', 'owed', 'fine/ended/owed'], done: ['fine', 'fine/owed', 'fine/ended/owed'], strange: FINE,
};
/** People are told at the next start. */
export const TOLD: Rule = { others: FINE };

export { FINE, SHUT, FAILED };
