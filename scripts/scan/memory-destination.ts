// Backups in memory, by the rules of a destination: written once, seen when closed. For tests and for the benchmark.

import { createHash } from 'node:crypto';
import { EXIT, refuse } from '../../core/errors.js';
import type { Destination, FileWriter } from '../../executor/archive/destination.js';

export class MemoryDestination implements Destination {
  readonly files = new Map<string, Buffer>();
  /** False: bytes are hashed and counted, and forgotten. */
  keeps = true;
  /** Of every file that is being written. */
  bytesMax = Infinity;

  url(path: string): string {
    return `memory://${path}`;
  }

  writer(path: string): Promise<FileWriter> {
    const chunks: Uint8Array[] = [];
    const hash = createHash('sha256');
    const store = (bytes: Buffer): void => this.#store(path, bytes);
    const { keeps, bytesMax } = this;
    return Promise.resolve({
      bytes: 0, bytesMax,
      write(chunk: Uint8Array) {
        this.bytes += chunk.length;
        hash.update(chunk);
        if (keeps) chunks.push(chunk);
        return Promise.resolve();
      },
      close() {
        store(Buffer.concat(chunks));
        return Promise.resolve({ bytes: this.bytes, sha256: hash.digest('hex'), checksum: keeps ? null : 'forgotten' });
      },
      abandon: () => Promise.resolve(),
    } satisfies FileWriter & { bytes: number });
  }

  put(path: string, bytes: Uint8Array): Promise<'written' | 'same'> {
    const known = this.files.get(path);
    if (known?.equals(bytes) === true) return Promise.resolve('same');
    return Promise.resolve().then(() => (this.#store(path, Buffer.from(bytes)), 'written' as const));
  }

  async *read(path: string): AsyncGenerator<Uint8Array> {
    await Promise.resolve();
    yield this.files.get(path) ?? refuse(EXIT.data, this.url(path), 'is not there; the backup is incomplete');
  }

  head(path: string): Promise<{ bytes: number; checksum: null; etag: null } | null> {
    const known = this.files.get(path);
    return Promise.resolve(known === undefined ? null : { bytes: known.length, checksum: null, etag: null });
  }

  async *list(path: string): AsyncGenerator<{ path: string; bytes: number; etag: null }> {
    await Promise.resolve();
    for (const [file, bytes] of [...this.files]) if (file.startsWith(`${path}/`)) yield { path: file, bytes: bytes.length, etag: null };
  }

  sweep(): Promise<void> {
    return Promise.resolve();
  }

  #store(path: string, bytes: Buffer): void {
    if (this.files.has(path)) refuse(EXIT.refusesToOverwrite, this.url(path), 'is there already and is not written over');
    this.files.set(path, bytes);
  }
}
