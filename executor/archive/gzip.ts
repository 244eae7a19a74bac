// A file that is compressed on its way: one gzip stream, with the pressure of the writer behind it.

import { once } from 'node:events';
import { createGzip, type Gzip } from 'node:zlib';
import type { Clock } from '../clock.js';
import type { FileWriter, Stored } from './destination.js';

/** Items as JSON shrink nearly as much at the lowest level, for a fraction of the time. */
const LEVEL = 1;
const CHUNK_BYTES = 2 ** 17;

export class GzipWriter implements FileWriter {
  readonly bytesMax: number;
  readonly #inner: FileWriter;
  readonly #clock: Clock;
  readonly #gzip: Gzip = createGzip({ level: LEVEL, chunkSize: CHUNK_BYTES });
  readonly #pumped: Promise<void>;
  #failure: Error | null = null;

  constructor(inner: FileWriter, clock: Clock) {
    this.#inner = inner;
    this.#clock = clock;
    this.bytesMax = inner.bytesMax;
    this.#pumped = this.#pump().catch((error: unknown) => {
      this.#failure = error as Error;
      this.#gzip.destroy();
    });
  }

  /** As stored: what is still inside of the compressor is not counted. */
  get bytes(): number {
    return this.#inner.bytes;
  }

  async write(chunk: Uint8Array): Promise<void> {
    if (this.#failure === null && !this.#gzip.write(chunk)) await this.#clock.busy(Promise.race([once(this.#gzip, 'drain'), this.#pumped]));
    if (this.#failure !== null) throw this.#failure;
  }

  async close(): Promise<Stored> {
    this.#gzip.end();
    await this.#clock.busy(this.#pumped);
    if (this.#failure !== null) throw this.#failure;
    return this.#inner.close();
  }

  async abandon(): Promise<void> {
    this.#gzip.destroy();
    await this.#pumped;
    await this.#inner.abandon();
  }

  async #pump(): Promise<void> {
    for await (const chunk of this.#gzip) await this.#inner.write(chunk as Uint8Array);
  }
}
