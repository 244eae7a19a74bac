// One CSV file, or a range of its bytes, through csv-parse: rows of cells with the line each begins on.

import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { isAscii } from 'node:buffer';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { CsvError, Parser, type Options } from 'csv-parse';
import { parse as parseNow } from 'csv-parse/sync';
import { EXIT, refuse } from '../../core/errors.js';
import type { HistoryIssues } from '../../core/history/history-issues.js';
import { ioFailure, type HistoryFile } from './files.js';

const READ_BYTES = 1 << 18;
const HEAD_BYTES = 1 << 16;
/** Bytes without the end of a row after which reading stops: a double quote that is never closed would fill the memory. */
const STALLED_BYTES = 1 << 22;

export type LineEnd = '\n' | '\r\n';

/** A range of bytes to read: whole rows. */
export interface ByteRange {
  readonly start: number;
  /** Exclusive; null for the end of the file. */
  readonly end: number | null;
}

export interface ReadOptions {
  readonly range: ByteRange;
  readonly lineEnd: LineEnd;
  /** Called for the first double quote met in the range; may throw. */
  readonly onQuote?: () => void;
}

/** The first bytes of the file, unpacked. */
async function headOf(file: HistoryFile): Promise<Buffer> {
  try {
    if (file.format === 'csv') {
      const handle = await open(file.path);
      try {
        const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
        return buffer.subarray(0, bytesRead);
      } finally {
        await handle.close();
      }
    }
    const parts: Buffer[] = [];
    let length = 0;
    const source = createReadStream(file.path);
    const unzip = createGunzip();
    source.on('error', (error) => unzip.destroy(error));
    for await (const part of source.pipe(unzip) as AsyncIterable<Buffer>) {
      parts.push(part);
      length += part.length;
      if (length >= HEAD_BYTES) break;
    }
    source.destroy();
    return Buffer.concat(parts);
  } catch (error) {
    return ioFailure(error, file.path, 'file');
  }
}

export interface FirstRow {
  readonly cells: readonly string[];
  readonly lineEnd: LineEnd;
}

/** Reads the first row and how lines end. @throws UserError (65) for an empty file, UTF-16 and lines that end in CR alone. */
export async function readFirstRow(file: HistoryFile): Promise<FirstRow> {
  const head = await headOf(file);
  if (head.length === 0 || (head.length === 3 && head.equals(Buffer.from([0xef, 0xbb, 0xbf])))) {
    refuse(EXIT.data, file.name, 'the file is empty; expected a header row');
  }
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)) {
    refuse(EXIT.data, file.name, 'the file is UTF-16; save it as UTF-8');
  }
  const feed = head.indexOf(10);
  if (feed < 0 && head.includes(13)) refuse(EXIT.data, `${file.name}:1`, 'lines end in CR alone; save the file with LF or CRLF line ends');
  const lineEnd = feed > 0 && head[feed - 1] === 13 ? '\r\n' : '\n';
  try {
    const rows = parseNow(head, { bom: true, record_delimiter: lineEnd, to: 1 });
    return { cells: rows[0] ?? [], lineEnd };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    refuse(EXIT.data, `${file.name}:1`, csvProblem(error));
  }
}

/**
 * Streams the rows of a range to `onRow` in bounded memory. What csv-parse cannot read (quotes that do not match) becomes an
 * issue; it ends the reading, since nothing behind it can be trusted. Lines count from 1 at the start of the range.
 * @returns the number of lines read
 */
export async function readRows(
  file: HistoryFile, options: ReadOptions, issues: HistoryIssues, onRow: (cells: string[], line: number) => void,
): Promise<number> {
  const { range, lineEnd } = options;
  const settings: Options = {
    bom: range.start === 0, record_delimiter: lineEnd, relax_column_count: true,
  };
  const source: Readable = createReadStream(file.path, {
    start: range.start, highWaterMark: READ_BYTES, ...(range.end === null ? {} : { end: range.end - 1 }),
  });
  let line = 1;
  const watch = new Watch(() => line, options.onQuote);
  const parser = new RowParser(settings, (cells) => {
    if (!watch.odd || textSound(file, line, cells, issues)) onRow(cells, line);
    line += watch.quoted ? 1 + feedsIn(cells) : 1;
  });
  try {
    if (file.format === 'csv.gz') await pipeline(source, createGunzip(), watch, parser);
    else await pipeline(source, watch, parser);
  } catch (error) {
    if (!(error instanceof CsvError) && !(error instanceof Stalled)) ioFailure(error, file.path, 'file');
    issues.add(file.name, line, '', error instanceof CsvError ? csvProblem(error) : error.message);
  }
  return line - 1;
}

/** csv-parse as the end of a pipe: rows go straight to a function, past the queue of a readable stream, which costs a tenth more. */
class RowParser extends Parser {
  private readonly onRow: (cells: string[]) => void;

  constructor(settings: Options, onRow: (cells: string[]) => void) {
    super(settings);
    this.onRow = onRow;
    this.resume();
  }

  override push(cells: unknown): boolean {
    if (cells === null) return super.push(null);
    this.onRow(cells as string[]);
    return true;
  }
}

class Stalled extends Error {
  constructor() {
    super(`the row is longer than ${STALLED_BYTES} bytes; expected a line end, or a closing double quote, before that`);
  }
}

/** Looks at the bytes on their way to the parser for what needs a closer look at the rows. */
class Watch extends Transform {
  /** Some byte is not plain ASCII, or is NUL. */
  odd = false;
  quoted = false;
  private readonly lineNow: () => number;
  private readonly onQuote: (() => void) | undefined;
  private line = 0;
  private stalledBytes = 0;

  constructor(lineNow: () => number, onQuote?: () => void) {
    super({ highWaterMark: READ_BYTES });
    this.lineNow = lineNow;
    this.onQuote = onQuote;
  }

  override _transform(bytes: Buffer, _encoding: string, done: (error: Error | null, bytes?: Buffer) => void): void {
    this.stalledBytes = this.lineNow() === this.line ? this.stalledBytes + bytes.length : 0;
    this.line = this.lineNow();
    if (this.stalledBytes > STALLED_BYTES) {
      done(new Stalled());
      return;
    }
    this.odd ||= !isAscii(bytes) || bytes.includes(0);
    if (!this.quoted && bytes.includes(34)) {
      this.quoted = true;
      try {
        this.onQuote?.();
      } catch (error) {
        done(error as Error);
        return;
      }
    }
    done(null, bytes);
  }
}

function feedsIn(cells: readonly string[]): number {
  let feeds = 0;
  for (const cell of cells) for (let i = cell.indexOf('\n'); i >= 0; i = cell.indexOf('\n', i + 1)) feeds++;
  return feeds;
}

function textSound(file: HistoryFile, line: number, cells: readonly string[], issues: HistoryIssues): boolean {
  const before = issues.total;
  cells.forEach((cell, i) => {
    if (cell.includes('\uFFFD')) issues.add(file.name, line, `cell ${i + 1}`, 'expected UTF-8 text, got bytes that are not; save the file as UTF-8');
    if (cell.includes('\0')) issues.add(file.name, line, `cell ${i + 1}`, 'expected text, got a NUL byte; write the file again');
  });
  return issues.total === before;
}

function csvProblem(error: CsvError): string {
  switch (error.code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return 'a double quote is opened in this row and never closed; close it or remove it';
    case 'CSV_INVALID_CLOSING_QUOTE':
      return 'a double quote closes before the end of its cell; write "" for a quote inside a quoted cell';
    case 'INVALID_OPENING_QUOTE':
      return 'a double quote stands inside a cell that is not quoted; quote the whole cell or remove it';
    default:
      return `not CSV as csv-parse reads it: ${error.message}`;
  }
}
