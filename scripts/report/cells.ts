// Reads cells.bin: a JSON line, then columns over (night, table), little-endian, each padded to four bytes.

import { EXIT, refuse } from '../../core/errors.js';
import type { CellColumns } from '../../reports/input.js';

interface Header { readonly nights: readonly string[]; readonly tables: readonly string[]; readonly columns: readonly string[] }

/** The columns of a run. @throws UserError (65) when the file is cut or is something else */
export function readCells(run: string, file: Buffer, path: string): CellColumns {
  const cut = file.indexOf(10);
  const header = headerOf(file.subarray(0, Math.max(0, cut)).toString('utf8'), path);
  const count = header.nights.length * header.tables.length;
  const columns = new Map<string, Uint8Array>();
  let offset = cut + 1;
  for (const column of header.columns) {
    const [name, kind] = column.split(':');
    const size = count * (kind === 'u8' ? 1 : 4);
    if (offset + size > file.length) refuse(EXIT.data, path, `ends before column ${name}; run the simulation again`);
    columns.set(name, new Uint8Array(file.subarray(offset, offset + size)));
    offset += Math.ceil(size / 4) * 4;
  }
  const part = (name: string): Uint8Array => columns.get(name) ?? refuse(EXIT.data, path, `has no column ${name}; run the simulation again`);
  const floats = (name: string): Float32Array => new Float32Array(part(name).buffer as ArrayBuffer);
  return {
    run, nights: header.nights, tables: header.tables, state: part('state'), startSeconds: floats('startSeconds'), seconds: floats('seconds'),
    toRcu: floats('toRcu'), bytes: floats('bytes'), usd: floats('usd'),
  };
}

function headerOf(line: string, path: string): Header {
  try {
    const header = JSON.parse(line) as Header;
    if (Array.isArray(header.nights) && Array.isArray(header.tables) && Array.isArray(header.columns)) return header;
  } catch {
    // said below, as for a header that is JSON and lacks a part
  }
  return refuse(EXIT.data, path, 'does not begin with a header; run the simulation again');
}
