// Number columns on shared memory, so that worker threads read one copy.

export const sharedF64 = (length: number) => new Float64Array(new SharedArrayBuffer(8 * length));
export const sharedF32 = (length: number) => new Float32Array(new SharedArrayBuffer(4 * length));
export const sharedU32 = (length: number) => new Uint32Array(new SharedArrayBuffer(4 * length));
export const sharedU16 = (length: number) => new Uint16Array(new SharedArrayBuffer(2 * length));
export const sharedU8 = (length: number) => new Uint8Array(new SharedArrayBuffer(length));
