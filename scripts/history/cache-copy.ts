// The file of a cached history: 128 bytes "hippolyte history 1 <sha256 of the rest> <bytes of the JSON>" padded with
// blanks, the JSON padded with blanks to 8 bytes, then the columns that the JSON lists, each padded with zeros to 8 bytes.

import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { endianness } from 'node:os';
import type { Gap, History, NightColumns, TrafficColumns } from '../../core/history/history.js';
import { bytesOf, columnsOf, type Column } from './digest.js';

/** The number is raised whenever what a copy means changes. */
const MAGIC = 'hippolyte history 1';
const PREFIX_BYTES = 128;
const TYPES = { Float64Array, Float32Array, Uint32Array, Uint8Array } as const;
type TypeName = keyof typeof TYPES;

interface Head {
  /** Fingerprint of the files, as text. */
  readonly print: string;
  readonly endian: 'BE' | 'LE';
  readonly tables: string[];
  readonly nights: string[];
  readonly gaps: Gap[];
  readonly notes: string[];
  readonly digest: string;
  readonly columns: { readonly name: string; readonly type: TypeName; readonly length: number }[];
}

/** Writes a copy and flushes it. */
export async function writeCopy(path: string, print: string, history: History): Promise<void> {
  const columns = columnsOf(history);
  const { tables, nights, gaps, notes, digest } = history;
  const head = {
    print, endian: endianness(), tables, nights, gaps, notes, digest,
    columns: columns.map(([name, column]) => ({ name, type: column.constructor.name, length: column.length })),
  };
  const text = Buffer.from(JSON.stringify(head));
  const json = Buffer.alloc(padded(text.length), ' ');
  text.copy(json);
  const blocks: Uint8Array[] = [json];
  for (const [, column] of columns) {
    blocks.push(bytesOf(column), new Uint8Array(padded(column.byteLength) - column.byteLength));
  }
  const hash = createHash('sha256');
  for (const block of blocks) hash.update(block);
  const prefix = Buffer.from(`${MAGIC} ${hash.digest('hex')} ${json.length}`.padEnd(PREFIX_BYTES), 'latin1');
  const handle = await open(path, 'wx');
  try {
    for (const block of [prefix, ...blocks]) await writeAll(handle, block);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length;) done += (await handle.write(bytes, done, bytes.length - done)).bytesWritten;
}

/** Reads a copy made of files with this fingerprint; null or an error when it is another's or damaged. */
export async function readCopy(handle: FileHandle, print: string): Promise<History | null> {
  const prefix = Buffer.from(await readExactly(handle, new Uint8Array(PREFIX_BYTES), 0)).toString('latin1');
  const match = new RegExp(`^${MAGIC} ([0-9a-f]{64}) (\\d{1,10}) +$`).exec(prefix);
  const { size } = await handle.stat();
  if (match === null || PREFIX_BYTES + Number(match[2]) > size) return null;
  const hash = createHash('sha256');
  const json = await readExactly(handle, new Uint8Array(Number(match[2])), PREFIX_BYTES);
  hash.update(json);
  const head = JSON.parse(Buffer.from(json).toString('utf8')) as Head;
  if (head.print !== print || head.endian !== endianness()) return null;
  const columns: [string, Column][] = [];
  let at = PREFIX_BYTES + json.length;
  for (const { name, type, length } of head.columns) {
    const bytes = padded(length * TYPES[type].BYTES_PER_ELEMENT);
    // A damaged length must not ask for memory that no file of this size can fill.
    if (at + bytes > size) return null;
    const shared = new SharedArrayBuffer(bytes);
    hash.update(await readExactly(handle, new Uint8Array(shared), at));
    columns.push([name, onShared(type, shared, length)]);
    at += bytes;
  }
  if (at !== size || hash.digest('hex') !== match[1]) return null;
  const { tables, nights, gaps, notes, digest } = head;
  const group = (name: string): unknown =>
    Object.fromEntries(columns.filter(([key]) => key.startsWith(name)).map(([key, column]) => [key.slice(name.length), column]));
  return {
    tables, nights, gaps, notes, digest, columns: group('nights.') as NightColumns, traffic: group('traffic.') as TrafficColumns,
  };
}

async function readExactly(handle: FileHandle, bytes: Uint8Array, position: number): Promise<Uint8Array> {
  for (let done = 0; done < bytes.length;) {
    const { bytesRead } = await handle.read(bytes, done, bytes.length - done, position + done);
    if (bytesRead === 0) throw new Error('the copy is cut short');
    done += bytesRead;
  }
  return bytes;
}

const padded = (bytes: number): number => Math.ceil(bytes / 8) * 8;

function onShared(type: TypeName, shared: SharedArrayBuffer, length: number): Column {
  switch (type) {
    case 'Float64Array': return new Float64Array(shared, 0, length);
    case 'Float32Array': return new Float32Array(shared, 0, length);
    case 'Uint32Array': return new Uint32Array(shared, 0, length);
    case 'Uint8Array': return new Uint8Array(shared, 0, length);
  }
}
