// What the engine knows of its exports. They can be found in AWS again by their client token.

import type { At } from '../../../core/units.js';
import type { NightContext } from '../engine.js';
import type { Finished, PatientProve } from '../prove/proof.js';


/** An export that AWS says is complete. */
export interface FinishedExport extends Finished {
  readonly exportArn: string;
  readonly itemCount: number;
  /** Key of manifest-summary.json in the bucket. */
  readonly manifestKey: string;
}

export interface ExportEngineOptions {
  /** KMS key of the exported objects; null: SSE-S3. */
  readonly kmsKeyId: string | null;
  /** Bucket and prefix of an attempt's export; null: the destination is no bucket. */
  readonly place: (table: number, attempt: number) => { readonly bucket: string; readonly prefix: string } | null;
  readonly prove: PatientProve<FinishedExport>;
}

/** An attempt that was accepted, and whose end was not told. */
export interface Export {
  readonly table: number;
  readonly attempt: number;
  /** null: to be found by its token. */
  arn: string | null;
  readonly sinceAt: At;
  /** When AWS was asked about it last. */
  askedAt: At;
  started: boolean;
}

export class ExportState {
  readonly context: NightContext;
  readonly options: ExportEngineOptions;
  readonly exports = new Map<number, Export>();
  /** Lanes whose start or end the next look tells. */
  readonly starting = new Set<number>();
  readonly ending = new Set<number>();

  constructor(context: NightContext, options: ExportEngineOptions) {
    this.context = context;
    this.options = options;
  }

  /** Tokens last eight hours: for that long AWS answers a second request with the first export. */
  tokenOf(table: number, attempt: number): string {
    return `${this.context.runId}-table-${table}-attempt-${attempt}`;
  }

  add(table: number, attempt: number, arn: string | null): void {
    this.exports.set(table, { table, attempt, arn, sinceAt: this.context.clock.now(), askedAt: -Infinity, started: false });
  }
}
