// A file system in memory that forgets what was not synced, and fails where it is told to: state is tested on it.

import type { AppendFile, FileFacts, Files } from './files.js';

/** One file: what is durable, and what a crash may lose. */
interface Node {
  bytes: Buffer;
  durable: Buffer;
  modifiedAt: number;
}

/** A write or a sync that is about to be made; an IoError thrown here lets it fail. */
export type Meddle = (step: { readonly what: 'append' | 'sync' | 'create' | 'replace' | 'truncate' | 'remove'; readonly path: string; readonly bytes: number }) => void;

/** An error as Node's file system throws it. `torn`: so many bytes are written nevertheless. */
export class IoError extends Error {
  readonly code: string;
  readonly torn: number;
  constructor(code: string, torn = 0) {
    super(`${code}: meddled`);
    this.code = code;
    this.torn = torn;
  }
}

export class MemoryFiles implements Files {
  readonly nodes = new Map<string, Node>();
  readonly folders = new Set<string>();
  free = 2 ** 40;
  /** What is read comes in pieces of that size. */
  pieceBytes = 1000;
  meddle: Meddle = () => undefined;
  now: () => number = () => 0;

  facts(path: string): Promise<FileFacts | null> {
    const node = this.nodes.get(path);
    if (node !== undefined) return Promise.resolve({ kind: 'file', mode: 0o600, own: true, bytes: node.bytes.length, modifiedAt: node.modifiedAt });
    return Promise.resolve(this.folders.has(path) ? { kind: 'folder', mode: 0o700, own: true, bytes: 0, modifiedAt: 0 } : null);
  }

  makeFolder(path: string): Promise<void> {
    this.folders.add(path);
    return Promise.resolve();
  }

  names(path: string): Promise<string[]> {
    const names = new Set<string>();
    for (const known of [...this.nodes.keys(), ...this.folders]) if (known.startsWith(`${path}/`)) names.add(known.slice(path.length + 1).split('/')[0]);
    return Promise.resolve([...names].sort());
  }

  async *read(path: string): AsyncGenerator<Uint8Array> {
    const { bytes } = await this.#node(path);
    for (let from = 0; from < bytes.length; from += this.pieceBytes) yield Buffer.from(bytes.subarray(from, from + this.pieceBytes));
  }

  async readEnd(path: string, bytes: number): Promise<Uint8Array> {
    const node = await this.#node(path);
    return node.bytes.subarray(Math.max(0, node.bytes.length - bytes));
  }

  async create(path: string, bytes: Uint8Array): Promise<boolean> {
    await this.#step('create', path, bytes.length);
    if (this.nodes.has(path)) return false;
    this.#put(path, Buffer.from(bytes));
    return true;
  }

  async replace(path: string, pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<void> {
    const parts: Uint8Array[] = [];
    for await (const piece of pieces) parts.push(piece);
    const bytes = Buffer.concat(parts);
    await this.#step('replace', path, bytes.length);
    this.#put(path, bytes);
  }

  async openToAppend(path: string): Promise<AppendFile> {
    const node = await this.#node(path); // goes on writing to it when another was put in its place, as an inode does
    return {
      append: async (bytes) => {
        try {
          await this.#step('append', path, bytes.length);
        } catch (error) {
          if (error instanceof IoError) node.bytes = Buffer.concat([node.bytes, bytes.subarray(0, error.torn)]);
          throw error;
        }
        node.bytes = Buffer.concat([node.bytes, bytes]);
        node.modifiedAt = this.now();
      },
      truncate: async (bytes) => {
        await this.#step('truncate', path, bytes);
        node.bytes = node.bytes.subarray(0, bytes);
      },
      sync: async () => {
        await this.#step('sync', path, node.bytes.length);
        node.durable = node.bytes;
      },
      close: () => Promise.resolve(),
    };
  }

  async remove(path: string): Promise<void> {
    await this.#step('remove', path, 0);
    this.nodes.delete(path);
  }

  freeBytes(): Promise<number> {
    return Promise.resolve(this.free);
  }

  /** Bytes that are written and not durable. */
  unsyncedBytes(): number {
    let bytes = 0;
    for (const node of this.nodes.values()) bytes += node.bytes.length - node.durable.length;
    return bytes;
  }

  /** What is left after a power cut: all that was synced, and the first `kept` bytes of what was not. */
  crash(kept: number): MemoryFiles {
    const after = new MemoryFiles();
    for (const folder of this.folders) after.folders.add(folder);
    for (const [path, { bytes, durable, modifiedAt }] of this.nodes) {
      const left = bytes.subarray(0, Math.min(bytes.length, durable.length + kept));
      after.nodes.set(path, { bytes: left, durable: left, modifiedAt });
    }
    after.now = this.now;
    after.pieceBytes = this.pieceBytes;
    return after;
  }

  #put(path: string, bytes: Buffer): void {
    this.nodes.set(path, { bytes, durable: bytes, modifiedAt: this.now() });
  }

  #step(what: Parameters<Meddle>[0]['what'], path: string, bytes: number): Promise<void> {
    return new Promise((resolve) => {
      this.meddle({ what, path, bytes });
      resolve();
    });
  }

  #node(path: string): Promise<Node> {
    const node = this.nodes.get(path);
    return node === undefined ? Promise.reject(new IoError('ENOENT')) : Promise.resolve(node);
  }
}
