// What the page of one live night is drawn from: the plan, what the simulated world made of it, and what happened.

import type { EntryDocument } from '../core/ledger.js';
import type { PlanDocument } from '../core/plan-document.js';

/** How a table was left, beside how it was found; `kept` where nothing was to be handed back. */
export interface NightTable {
  readonly table: string;
  /** `ok`, or how it ended otherwise. */
  readonly state: string;
  /** Why it is not ok; empty where it is. */
  readonly why: string;
  /** Provisioned read capacity before and after the night; null: on demand, or not known. */
  readonly rcuBefore: number | null;
  readonly rcuAfter: number | null;
  /** `on`, `suspended`, `none`: autoscaling of the read capacity. */
  readonly scalingBefore: string;
  readonly scalingAfter: string;
  /** Of the verified copy; null where there is none. */
  readonly items: number | null;
  readonly bytes: number | null;
  /** Where the copy lies; empty where there is none. */
  readonly copy: string;
}

export interface NightPageInput {
  readonly runId: string;
  readonly version: string;
  readonly account: string;
  readonly region: string;
  /** IANA zone in which times are told. */
  readonly zone: string;
  /** `success`, `partial`, ... */
  readonly verdict: string;
  readonly exitCode: number;
  readonly planDigest: string;
  readonly plan: PlanDocument;
  /** The ledger of the simulated world for this plan, and the journal of the run. */
  readonly predicted: readonly EntryDocument[];
  readonly actual: readonly EntryDocument[];
  readonly tables: readonly NightTable[];
  /** US dollars; null: not known. */
  readonly predictedUsd: number | null;
  readonly actualUsd: number | null;
  /** Real seconds for one of the night's, where time ran faster (a demonstration); 1 otherwise. */
  readonly acceleration: number;
  readonly notes: readonly string[];
}
