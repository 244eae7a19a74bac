// Writes what a replayed night leaves behind: its ledger, and its cells (one value per night and table).

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { NightFold } from '../../core/results/fold.js';
import { entryDocument, type MemoryLedger } from '../../core/ledger.js';
import { planDocument } from '../../core/plan-document.js';
import type { NightNumbers, ReplayedNight } from '../../sim/replay.js';

/** The ledger as JSON lines: the plan first, then one entry a line. */
export function ledgerLines({ survey, plan, ledger }: { survey: ReplayedNight['survey']; plan: ReplayedNight['plan']; ledger: MemoryLedger }): string {
  const lines = [JSON.stringify({ plan: planDocument(plan, survey) })];
  for (let i = 0; i < ledger.records.length; i++) lines.push(JSON.stringify(entryDocument(ledger, i, survey.tables)));
  return `${lines.join('\n')}\n`;
}

export function writeLedger(outDir: string, runId: string, replayed: ReplayedNight): void {
  const dir = join(outDir, 'ledgers', runId);
  mkdirSync(dir, { recursive: true });
  // Level 1: ledgers are written once and read rarely; speed counts for more than the last few per cent.
  writeFileSync(join(dir, `${replayed.plan.night}.jsonl.gz`), gzipSync(ledgerLines(replayed), { level: 1 }));
}

const FLOATS = ['startSeconds', 'seconds', 'toRcu', 'bytes', 'usd'] as const;

/** The cells of a run, night by night; absent tables keep state 0 and NaN. */
export class CellColumns {
  readonly #tables: readonly string[];
  readonly #nights: string[] = [];
  readonly #state: Uint8Array;
  readonly #floats: Readonly<Record<(typeof FLOATS)[number], Float32Array>>;

  constructor(tables: readonly string[], nights: number) {
    const cells = tables.length * nights;
    this.#tables = tables;
    this.#state = new Uint8Array(cells);
    this.#floats = Object.fromEntries(FLOATS.map((name) => [name, new Float32Array(cells).fill(NaN)])) as Record<(typeof FLOATS)[number], Float32Array>;
  }

  add({ survey, plan }: NightNumbers, fold: NightFold, trafficOf: Int32Array): void {
    const row = this.#nights.push(plan.night) - 1;
    const { startSeconds, seconds, toRcu, bytes, usd } = this.#floats;
    for (let i = 0; i < survey.tables.length; i++) {
      const cell = row * this.#tables.length + trafficOf[i];
      this.#state[cell] = fold.state[i];
      startSeconds[cell] = fold.startAt[i] - plan.opensAt;
      seconds[cell] = fold.seconds[i];
      toRcu[cell] = fold.toRcu[i];
      bytes[cell] = fold.bytes[i];
      usd[cell] = fold.usd[i];
    }
  }

  write(outDir: string, runId: string): void {
    const header = { nights: this.#nights, tables: this.#tables, columns: ['state:u8', ...FLOATS.map((name) => `${name}:f32`)] };
    const parts: Uint8Array[] = [Buffer.from(`${JSON.stringify(header)}\n`), this.#state, new Uint8Array((4 - (this.#state.length % 4)) % 4)];
    for (const name of FLOATS) {
      const { buffer, byteOffset, byteLength } = this.#floats[name];
      parts.push(new Uint8Array(buffer, byteOffset, byteLength));
    }
    const dir = join(outDir, 'runs', runId);
    mkdirSync(dir, { recursive: true });
    writeFileSync(join(dir, 'cells.bin'), Buffer.concat(parts));
  }
}
