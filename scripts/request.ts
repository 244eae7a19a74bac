// What a simulation is asked for, and what it gives back: plain data between the commands and scripts/simulate.ts.

import type { Policy } from '../core/policy.js';
import type { PriceBook } from '../core/money/prices.js';
import type { Settings } from '../core/settings.js';
import type { OutputDocument } from '../core/results/summary.js';

/** One line of the ranking: a policy in one setting. */
export interface RunRequest {
  /** File-name safe, unique in the request. */
  readonly id: string;
  readonly policy: Policy;
  /** How a worker thread finds the policy again, because functions cannot be sent: see `policyOf` in scripts/policy-choice.ts. */
  readonly recipe: PolicyRecipe;
  /** Window, region, seed and every knob of this run. */
  readonly settings: Settings;
  /** Sizes, traffic and capacity of the history are multiplied by this; 1 leaves them alone. */
  readonly growth: number;
  /** The run against which the others are told; exactly one run of a request is. */
  readonly baseline: boolean;
}

/** A named policy, with parts of it replaced by others of the lists (null: its own); plain data. */
export interface PolicyRecipe {
  readonly policy: string;
  readonly engine: string | null;
  /** A rule of the list, or the absolute path of a module that exports one. */
  readonly pack: string | { readonly module: string } | null;
  readonly scale: string | null;
  readonly timing: string | null;
}

export interface SimulateRequest {
  readonly historyDir: string;
  readonly runs: readonly RunRequest[];
  /** First and last night, YYYY-MM-DD, both included; null: all. */
  readonly nights: { readonly from: string; readonly to: string } | null;
  /** null: nothing is written. */
  readonly outDir: string | null;
  /** null: all of a small simulation, those that the report shows of a large one. */
  readonly ledgers: LedgerChoice | null;
  readonly workers: number;
  /** Replaces the price book of its region; null: the bundled ones. */
  readonly prices: PriceBook | null;
}

export const LEDGER_CHOICES = ['all', 'shown', 'none'] as const;
/** Of which nights the ledgers are written: all; each run's last and those that the report shows; none. */
export type LedgerChoice = (typeof LEDGER_CHOICES)[number];

export interface SimulateResult {
  readonly output: OutputDocument;
  readonly warnings: readonly string[];
}

/** Told while it works: what is being done, and how much of it (table-nights, rows) is done. */
export type Progress = (doing: string, done: number, total: number) => void;

/** The signature of scripts/simulate.ts. */
export type Simulate = (request: SimulateRequest, onProgress: Progress) => Promise<SimulateResult>;
