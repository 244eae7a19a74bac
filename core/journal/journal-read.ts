// Reads a journal: every record is checked against the chain. What a crash leaves is told apart from damage:
//
//   the last line is unfinished, or followed by zeros   a torn tail: it was never made durable, so nothing was done because
//                                                       of it; it is left out, and noted when the journal is opened again
//   anything else that does not fit                     damage: refused, with the number of the line

import { EXIT, refuse } from '../errors.js';
import { CHAIN_START, goesOnAfterRecord, readLine, type ChainEnd } from './journal-line.js';
import type { JournalRecord, RunHead } from './journal.js';
import type { Bytes } from '../units.js';

/** A line longer than that is none of ours: the first, with a plan of 100,000 tables, is a third of it. */
const LINE_BYTES_MAX: Bytes = 256 * 1024 * 1024;
const LINE_FEED = 10;

/** Whose journal it must be; null where nobody asked AWS who we are. */
export type Owner = { readonly account: string; readonly region: string } | null;

/** Where a journal ends. */
export interface JournalEnd extends ChainEnd {
  /** Bytes up to and with the last good record. */
  readonly goodBytes: Bytes;
  /** Bytes of a torn tail behind them; 0 where the journal ends as it should. */
  readonly tornBytes: Bytes;
  /** The last good record lacks its line feed: it is whole, but what is appended must begin with one. */
  readonly unended: boolean;
}

export interface ReadJournal extends JournalEnd {
  readonly records: readonly JournalRecord[];
}

/**
 * Reads a whole journal.
 * @throws UserError (65) for damage, a newer format, another account's or region's
 */
export function readJournal(bytes: Uint8Array, where: string, owner: Owner = null): ReadJournal {
  const reader = new JournalReader(where, owner);
  const records = [...reader.push(bytes)];
  const last = reader.end();
  if (last.record !== null) records.push(last.record);
  return { records, ...last.end };
}

/** Reads a journal piece by piece; holds one line at a time. */
export class JournalReader {
  readonly #where: string;
  readonly #owner: Owner;
  #end: ChainEnd = { seq: 0, hash: CHAIN_START };
  #goodBytes: Bytes = 0;
  /** Pieces of the line that has not ended yet. */
  #open: Uint8Array[] = [];
  #openBytes: Bytes = 0;

  constructor(where: string, owner: Owner) {
    this.#where = where;
    this.#owner = owner;
  }

  /** The records that end in this piece, which may not change any more. @throws UserError (65) */
  *push(piece: Uint8Array): Generator<JournalRecord, void> {
    let from = 0;
    for (let at = piece.indexOf(LINE_FEED); at >= 0; at = piece.indexOf(LINE_FEED, from)) {
      const line = this.#take(piece.subarray(from, at));
      from = at + 1;
      const record = this.#read(line);
      this.#goodBytes += line.length + 1;
      yield record;
    }
    if (from < piece.length) this.#keep(piece.subarray(from));
  }

  /** After the last piece: what is left is a record without its line feed, a torn tail or damage. @throws UserError (65) */
  end(): { readonly record: JournalRecord | null; readonly end: JournalEnd } {
    const all = this.#take(new Uint8Array(0));
    let length = all.length;
    while (length > 0 && all[length - 1] === 0) length--;
    const text = textOf(all.subarray(0, length));
    const reading = length === 0 ? null : readLine(text, this.#end, this.#place());
    const record = reading !== null && 'record' in reading ? this.#accept(reading.record, reading.hash) : null;
    if (record === null && goesOnAfterRecord(text)) this.#refuse('goes on behind its end');
    if (record !== null) this.#goodBytes += length;
    const tornBytes = all.length - (record === null ? 0 : length);
    return { record, end: { ...this.#end, goodBytes: this.#goodBytes, tornBytes, unended: record !== null } };
  }

  #keep(piece: Uint8Array): void {
    this.#open.push(piece);
    this.#openBytes += piece.length;
    if (this.#openBytes > LINE_BYTES_MAX) this.#refuse(`is longer than ${LINE_BYTES_MAX} bytes`);
  }

  #take(rest: Uint8Array): Uint8Array {
    if (this.#open.length === 0) return rest;
    const whole = Buffer.concat([...this.#open, rest]);
    this.#open = [];
    this.#openBytes = 0;
    return whole;
  }

  #read(line: Uint8Array): JournalRecord {
    const reading = readLine(textOf(line), this.#end, this.#place());
    if ('fault' in reading) this.#refuse(reading.fault);
    return this.#accept(reading.record, reading.hash);
  }

  #accept(record: JournalRecord, hash: string): JournalRecord {
    if (record.kind === 'opened') this.#refuseForeign(record.head);
    this.#end = { seq: record.seq, hash };
    return record;
  }

  #refuseForeign(head: RunHead): void {
    const owner = this.#owner;
    if (owner === null || (owner.account === head.account && owner.region === head.region)) return;
    refuse(EXIT.data, this.#where, `belongs to account ${head.account} in ${head.region}, this is ${owner.account} in ${owner.region}; give each its own state`);
  }

  #place(): string {
    return `${this.#where}:${this.#end.seq + 1}`;
  }

  #refuse(fault: string): never {
    refuse(EXIT.data, this.#place(), `${fault}: the journal is damaged, and nothing is done on its word; docs/runbook.md#lower-it-by-hand tells how to hand back what it owes`);
  }
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
