// A record as a line, and the chain that binds it to all records before it:
//
//   {"seq":7,"kind":"asked","at":...,"move":"boost","table":"orders","value":500,"hash":"<64 hex digits>"}
//
// The hash is SHA-256 over the hash of the line before (64 zeros before the first) and the line without its hash. So a
// record that is changed, left out, put in or put elsewhere breaks the chain. Lines are plain ASCII: no byte can be read in
// two ways, and nothing in them can play with a terminal.

import { EXIT, refuse } from '../errors.js';
import { exactText, exactValue } from './exact-json.js';
import { JOURNAL_FORMAT, JOURNAL_KINDS, type JournalBody, type JournalKind, type JournalRecord, type RunHead } from './journal.js';
import { livePlanDocument } from '../live/live-plan-document.js';
import { livePlanOf } from '../live/live-plan.js';
import { sha256 } from './sha256.js';

/** What stands before the first record. */
export const CHAIN_START = '0'.repeat(64);
const HASH_KEY = ',"hash":"';
const TAIL_LENGTH = HASH_KEY.length + 64 + '"}'.length;
/** A complete record, wherever its line goes on: quotes inside of a record's texts are escaped and look different. */
const COMPLETE = /,"hash":"[0-9a-f]{64}"\}/;
/** A line that is a record and nothing else, or the end of one: without its hash (1), and its hash (2). */
export const COMPLETE_LINE = /^(.*),"hash":"([0-9a-f]{64})"\}$/;

/** Where a chain stands: after `seq` records, the last of which has that hash. */
export interface ChainEnd {
  readonly seq: number;
  readonly hash: string;
}

export interface Link extends ChainEnd {
  /** With the line feed. */
  readonly line: string;
}

/** The hash of a line without its own, behind the line with the hash `before`. */
export function lineHash(before: string, plain: string): string {
  return sha256(before + plain);
}

/** The next line of a chain. */
export function chainLine(end: ChainEnd, body: JournalBody): Link {
  const seq = end.seq + 1;
  const plain = body.kind === 'opened' ? { ...body, head: headDocument(body.head) } : body;
  const text = ascii(exactText({ seq, ...plain }));
  const hash = lineHash(end.hash, text);
  return { seq, hash, line: `${text.slice(0, -1)}${HASH_KEY}${hash}"}\n` };
}

/** What is wrong with a line that should follow `end`, or its record. `text` is without the line feed, one character a byte. */
export type Reading = { readonly record: JournalRecord; readonly hash: string } | { readonly fault: string };

/**
 * Reads the line that follows `end`.
 * @throws UserError (65) where the line is whole and was written by a newer version
 */
export function readLine(text: string, end: ChainEnd, where: string): Reading {
  const cut = text.length - TAIL_LENGTH;
  if (cut < 2 || !text.startsWith(HASH_KEY, cut) || !text.endsWith('"}')) return { fault: text.endsWith('\r') ? 'ends as an editor writes it (CR LF)' : 'is no record' };
  const hash = text.slice(cut + HASH_KEY.length, -2);
  const plain = `${text.slice(0, cut)}}`;
  if (lineHash(end.hash, plain) !== hash) {
    if (end.seq === 0) refuseNewer(plain, where);
    return { fault: 'does not follow from the records before it' };
  }
  const value = exactValue(plain) as { readonly seq: number; readonly kind: JournalKind };
  if (!JOURNAL_KINDS.includes(value.kind)) refuse(EXIT.data, where, `holds a record of the kind ${JSON.stringify(value.kind)}, which this version does not know; use the version that wrote it`);
  if (value.seq !== end.seq + 1) return { fault: `has the number ${value.seq} instead of ${end.seq + 1}` };
  if ((value.kind === 'opened') !== (value.seq === 1)) return { fault: value.seq === 1 ? 'does not tell what the run is about' : 'opens the run once more' };
  return { record: recordOf(value, where), hash };
}

/** Does a text hold a whole record, with something behind it? Then it was not cut off: it was changed. */
export function goesOnAfterRecord(text: string): boolean {
  const match = COMPLETE.exec(text);
  return match !== null && match.index + match[0].length < text.length;
}

/** A head as it is written: with the format, and the plan as plain data. */
interface HeadDocument extends Omit<RunHead, 'live'> {
  readonly format: number;
  readonly live: unknown;
}

function headDocument({ live, ...head }: RunHead): HeadDocument {
  return { format: JOURNAL_FORMAT, ...head, live: livePlanDocument(live) };
}

function recordOf(value: { readonly seq: number; readonly kind: JournalKind }, where: string): JournalRecord {
  if (value.kind !== 'opened') return value as JournalRecord;
  const { format, live, ...head } = (value as unknown as { head: HeadDocument }).head;
  refuseFormat(format, where);
  return { ...value, head: { ...head, live: livePlanOf(live, where) } } as JournalRecord;
}

/** A newer version may chain differently: its first line says so. */
function refuseNewer(plain: string, where: string): void {
  const format = /"head":\{"format":(\d{1,9})[,}]/.exec(plain)?.[1];
  if (format !== undefined) refuseFormat(Number(format), where);
}

function refuseFormat(format: number, where: string): void {
  if (format !== JOURNAL_FORMAT) refuse(EXIT.data, where, `has the format ${format} of another version, this one knows ${JOURNAL_FORMAT}; use the version that wrote it`);
}

function ascii(text: string): string {
  return text.replace(/[\u007f-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
