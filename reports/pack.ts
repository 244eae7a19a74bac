// Columns of numbers as one run of bytes, for the file and for the page: a JSON line that names them, then each
// column, little-endian, on a multiple of eight bytes.

export type ColumnArray = Uint8Array | Int16Array | Uint16Array | Uint32Array | Float32Array | Float64Array;

const KINDS = { u8: Uint8Array, i16: Int16Array, u16: Uint16Array, u32: Uint32Array, f32: Float32Array, f64: Float64Array } as const;
type Kind = keyof typeof KINDS;

interface Head {
  readonly columns: readonly { readonly name: string; readonly kind: Kind; readonly length: number }[];
  readonly extra: unknown;
}

/** What comes out of a pack: the columns by name and whatever was put beside them. */
export interface Unpacked {
  readonly columns: ReadonlyMap<string, ColumnArray>;
  readonly extra: unknown;
}

function kindOf(column: ColumnArray): Kind {
  for (const [kind, make] of Object.entries(KINDS)) if (column instanceof make) return kind as Kind;
  throw new Error('bug: a column of an unknown kind');
}

const padded = (length: number): number => Math.ceil(length / 8) * 8;

/** Writes columns, and any JSON value beside them. */
export function pack(columns: ReadonlyMap<string, ColumnArray>, extra: unknown = null): Uint8Array {
  const head: Head = { columns: [...columns].map(([name, column]) => ({ name, kind: kindOf(column), length: column.length })), extra };
  const text = new TextEncoder().encode(JSON.stringify(head));
  const size = padded(4 + text.length) + [...columns.values()].reduce((sum, column) => sum + padded(column.byteLength), 0);
  const result = new Uint8Array(size);
  new DataView(result.buffer).setUint32(0, text.length, true);
  result.set(text, 4);
  let offset = padded(4 + text.length);
  for (const column of columns.values()) {
    result.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), offset);
    offset += padded(column.byteLength);
  }
  return result;
}

/** Reads what `pack` wrote. The columns are views of the given bytes, which must start on a multiple of eight. */
export function unpack(bytes: Uint8Array): Unpacked {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const head = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length))) as Head;
  let offset = bytes.byteOffset + padded(4 + length);
  const columns = new Map<string, ColumnArray>();
  for (const each of head.columns) {
    const column = new KINDS[each.kind](bytes.buffer as ArrayBuffer, offset, each.length);
    columns.set(each.name, column);
    offset += padded(column.byteLength);
  }
  return { columns, extra: head.extra };
}

/** Positive numbers as a byte each, in equal ratios: 0 is zero or none, n is `ratio ** (n - 1) * least`. */
export interface LogScale { readonly least: number; readonly ratio: number }

/** Steps of 5 %: a second to 70 hours. */
export const SECONDS_SCALE: LogScale = { least: 1, ratio: 1.05 };
/** Steps of 6 %: a unit to 2.5 million. */
export const RCU_SCALE: LogScale = { least: 1, ratio: 1.06 };
/** Steps of 15 %: 1 KiB and more; smaller is shown as 1 KiB. */
export const BYTES_SCALE: LogScale = { least: 1024, ratio: 1.15 };
/** Steps of 10 %: a ten-thousandth of a cent to $30,000. */
export const USD_SCALE: LogScale = { least: 1e-6, ratio: 1.1 };

/** The byte of a value. */
export function toLog(value: number, { least, ratio }: LogScale): number {
  if (!(value > 0)) return 0;
  return Math.max(1, Math.min(255, 1 + Math.round(Math.log(value / least) / Math.log(ratio))));
}

/** The value of a byte, to half a step. */
export function fromLog(byte: number, { least, ratio }: LogScale): number {
  return byte === 0 ? 0 : least * ratio ** (byte - 1);
}
